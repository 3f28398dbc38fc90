//! Dates as authors write them, and what they mean.
//!
//! Forms follow ISO 8601 as the contract narrows it. Zone data is bundled with the crate, so that
//! the same text means the same moment on every machine.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::text::push_digits;

/// A point in time, with the calendar day it was written as.
///
/// Order and equality are by instant. The day decides about URLs and archives: what the author wrote is where
/// the brief is filed, whatever zone a reader lives in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Moment {
    pub timestamp: Timestamp,
    pub civil: DateTime,
    #[serde(with = "seconds")]
    pub offset: Offset,
    /// Whether the author gave a time of day.
    pub has_time: bool,
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.timestamp.cmp(&other.timestamp)
    }
}

impl Moment {
    /// The beginning of 1970, UTC.
    pub const EPOCH: Moment = Moment {
        timestamp: Timestamp::UNIX_EPOCH,
        civil: DateTime::constant(1970, 1, 1, 0, 0, 0, 0),
        offset: Offset::UTC,
        has_time: false,
    };

    pub fn date(&self) -> Date {
        self.civil.date()
    }

    /// RFC 3339; a date that was written without a time is the start of that day.
    pub fn rfc3339(&self) -> String {
        let at = self.civil;
        let mut text = String::with_capacity("2024-05-28T22:33:00+09:00".len());
        push_digits(&mut text, at.year(), 4);
        let rest =
            [('-', at.month()), ('-', at.day()), ('T', at.hour()), (':', at.minute()), (':', at.second())];
        for (before, number) in rest {
            text.push(before);
            push_digits(&mut text, number, 2);
        }
        push_offset(&mut text, self.offset);
        text
    }
}

/// What is wrong with a date, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadDate {
    pub message: String,
    pub help: String,
}

/// A moment, and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMoment {
    pub moment: Moment,
    pub doubt: Option<BadDate>,
}

const MOMENT_HELP: &str = "write 2024-05-28, 2024-05-28 22:33 or 2024-05-28T22:33:27+09:00";
const DAY_HELP: &str = "write 2023-07-27, or 2023-07-27/2023-07-28 for several days";

/// Reads a date, a date-time, or a date-time with an offset. Without an offset it is `zone`'s.
pub fn moment(text: &str, zone: &TimeZone) -> Result<ReadMoment, BadDate> {
    let (day_text, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let looks_like_a_day = day_text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    // What is no date at all is shown whole.
    let date = day_with_help(if looks_like_a_day { day_text } else { text }, MOMENT_HELP)?;
    if rest.is_empty() {
        return start_of_day(date, zone);
    }
    let bad = |message: String| BadDate { message, help: MOMENT_HELP.into() };
    let clock = rest
        .strip_prefix(['T', 't', ' '])
        .ok_or_else(|| bad(format!("`{text}` has something after the date that is no time")))?
        .trim_start();
    let (time_text, offset) =
        split_offset(clock).ok_or_else(|| bad(format!("`{clock}` is no time of day")))?;
    let time = time_of_day(time_text).ok_or_else(|| bad(format!("`{time_text}` is no time of day")))?;
    let civil = date.to_datetime(time);
    match offset {
        Some(offset) => fixed(civil, offset, None),
        None => local(civil, zone),
    }
}

/// Reads the days of an event: one, or the first and the last with a slash between.
pub fn interval(text: &str) -> Result<(Date, Date), BadDate> {
    let Some((start, end)) = text.split_once('/') else {
        let date = day_with_help(text.trim(), DAY_HELP)?;
        return Ok((date, date));
    };
    if start.trim().is_empty() || end.trim().is_empty() {
        let missing = if end.trim().is_empty() { "last" } else { "first" };
        return Err(BadDate {
            message: format!("the event has no {missing} day beside the slash"),
            help: DAY_HELP.into(),
        });
    }
    let (start, end) = (day_with_help(start.trim(), DAY_HELP)?, day_with_help(end.trim(), DAY_HELP)?);
    if end < start {
        return Err(BadDate {
            message: format!("the event ends on {end}, before it starts on {start}"),
            help: "write the earlier day first".into(),
        });
    }
    Ok((start, end))
}

/// Reads one day, `2024-05-28`.
pub fn day(text: &str) -> Result<Date, BadDate> {
    day_with_help(text, "write 2024-05-28")
}

/// A time zone by its IANA name.
pub fn zone(name: &str) -> Option<TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

fn day_with_help(text: &str, help: &str) -> Result<Date, BadDate> {
    let bad = |message: String| BadDate { message, help: help.to_owned() };
    let mut parts = text.split('-');
    let numbers = (|| {
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())?
        };
        let numbers = (number(4)?, number(2)?, number(2)?);
        parts.next().is_none().then_some(numbers)
    })();
    let Some((year, month, day)) = numbers else {
        return Err(bad(format!("`{text}` is no date")));
    };
    if !(1..=12).contains(&month) {
        return Err(bad(format!("`{text}` is no date: there is no month {month:02}")));
    }
    if year == 0 {
        return Err(bad(format!("`{text}` is no date: there is no year 0000")));
    }
    Date::new(year, month as i8, day.min(99) as i8).map_err(|_| {
        let last = Date::new(year, month as i8, 1).map_or(31, |first| first.days_in_month());
        bad(format!("`{text}` is no date: that month has {last} days"))
    })
}

/// Splits `22:33:27+09:00` into the time and the offset, if there is one.
fn split_offset(clock: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(time) = clock.strip_suffix(['Z', 'z']) {
        return Some((time, Some(Offset::UTC)));
    }
    let Some(at) = clock.rfind(['+', '-']) else { return Some((clock, None)) };
    let (time, offset) = clock.split_at(at);
    // `+09`, `+0900` or `+09:00`: ISO 8601 has no other.
    let (hours, minutes) = match (offset.len(), offset.get(1..3)?, offset.get(3..)?) {
        (3, hours, _) => (hours, "00"),
        (5, hours, minutes) => (hours, minutes),
        (6, hours, rest) => (hours, rest.strip_prefix(':')?),
        _ => return None,
    };
    if !hours.bytes().chain(minutes.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if minutes > 59 || hours > 18 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    let offset = Offset::from_seconds(if offset.starts_with('-') { -seconds } else { seconds }).ok()?;
    Some((time.trim_end(), Some(offset)))
}

/// `22:33` or `22:33:27`.
fn time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let mut number = || {
        let part = parts.next()?;
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i8>().ok())?
    };
    let (hour, minute) = (number()?, number()?);
    let second = match text.matches(':').count() {
        1 => 0,
        2 => number()?,
        _ => return None,
    };
    Time::new(hour, minute, second, 0).ok()
}

fn fixed(civil: DateTime, offset: Offset, doubt: Option<BadDate>) -> Result<ReadMoment, BadDate> {
    let timestamp = offset
        .to_timestamp(civil)
        .map_err(|_| BadDate { message: format!("{civil} is out of range"), help: MOMENT_HELP.into() })?;
    Ok(ReadMoment { moment: Moment { timestamp, civil, offset, has_time: true }, doubt })
}

/// A wall-clock time in a zone: it may not exist, or exist twice, where clocks are changed.
fn local(civil: DateTime, zone: &TimeZone) -> Result<ReadMoment, BadDate> {
    let name = zone.iana_name().unwrap_or("the site's time zone");
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => fixed(civil, offset, None),
        AmbiguousOffset::Gap { before, after } => Err(BadDate {
            message: format!(
                "{} did not exist in {name} on {}: clocks were put forward",
                civil.time(),
                civil.date()
            ),
            help: format!(
                "write a time that existed, or add the offset that is meant: {} before the change, {} after it",
                written(before),
                written(after)
            ),
        }),
        AmbiguousOffset::Fold { before, .. } => fixed(
            civil,
            before,
            Some(BadDate {
                message: format!(
                    "{} came twice in {name} on {}: the first is taken",
                    civil.time(),
                    civil.date()
                ),
                help: format!("add the offset that is meant, such as {}", written(before)),
            }),
        ),
    }
}

/// `+09:00`.
pub fn written(offset: Offset) -> String {
    let mut text = String::with_capacity("+09:00".len());
    push_offset(&mut text, offset);
    text
}

fn push_offset(text: &mut String, offset: Offset) {
    let minutes = offset.seconds().abs() / 60;
    text.push(if offset.seconds() < 0 { '-' } else { '+' });
    push_digits(text, minutes / 60, 2);
    text.push(':');
    push_digits(text, minutes % 60, 2);
}

/// The first instant of a day; midnight, except where clocks are changed at midnight.
fn start_of_day(date: Date, zone: &TimeZone) -> Result<ReadMoment, BadDate> {
    let start = date
        .to_zoned_datetime(zone.clone())
        .and_then(|zoned| zoned.start_of_day())
        .map_err(|_| BadDate { message: format!("{date} is out of range"), help: MOMENT_HELP.into() })?;
    Ok(ReadMoment {
        moment: Moment {
            timestamp: start.timestamp(),
            civil: start.datetime(),
            offset: start.offset(),
            has_time: false,
        },
        doubt: None,
    })
}

/// An offset as its seconds.
mod seconds {
    use jiff::tz::Offset;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(offset: &Offset, serializer: S) -> Result<S::Ok, S::Error> {
        offset.seconds().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Offset, D::Error> {
        Offset::from_seconds(i32::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
