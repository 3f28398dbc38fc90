//! When it was published: a line that is nothing but a date, in the usual forms of several languages.

use jiff::civil::{Date, Time};

use super::calendar::{AMERICAN, AROUND, CHANGED, ENGLISH, MONTHS, PLACES, WEEKDAYS, ZONES};
use super::clock::{plain, without_fraction};
use super::{HEAD, SHORT};
use crate::import::article::Block;
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::time;

/// A line with a date is not longer, in characters.
const LONGEST: usize = 80;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let mut at = 0;
    for _ in 0..2 * HEAD {
        if at >= HEAD {
            return;
        }
        let Some(block) = draft.blocks.get(at) else { return };
        let text = block.text().filter(|text| text.chars().nth(LONGEST).is_none());
        let reading = text.and_then(|text| match Reading::of(&text, desk) {
            Some(reading) => Some((reading, None)),
            None => placed(&text, desk).map(|(reading, place)| (reading, Some(place))),
        });
        let Some((line, (reading, place))) = reading.map(|reading| (block.line, reading)) else {
            if !ask_for_day(draft, at) {
                at += 1;
            }
            continue;
        };
        let (name, field) = match reading.is_change {
            true => ("updated", &mut draft.updated),
            false => ("date", &mut draft.date),
        };
        if let Some(known) = field {
            // Inside the text it is the heading of a chronology.
            if known.value.get(..10) == reading.date.get(..10) && is_over(draft, at) {
                draft.leave_out(at, format!("the day that `{name}` has already"));
            } else {
                at += 1;
            }
            continue;
        }
        *field = Some(reading.found(line));
        if let Some(place) = place.filter(|_| draft.dateline.is_none()) {
            let why = "before the date";
            draft.dateline = Some(Found::new(place, Sureness::Likely, line, why));
        }
        draft.take(at, name);
    }
}

/// Whether there is no paragraph of the text above a block.
pub fn is_over(draft: &Draft, at: usize) -> bool {
    let is_sentence =
        |text: &str| text.chars().nth(SHORT).is_some() || text.trim_end().ends_with(['.', '。', '!', '؟']);
    !draft.blocks.iter().take(at).filter_map(Block::text).any(|text| is_sentence(&text))
}

/// `May 2024` alone over the text, which is no day yet.
fn ask_for_day(draft: &mut Draft, at: usize) -> bool {
    let Some(block) = draft.blocks.get(at).filter(|_| draft.date.is_none() && is_over(draft, at)) else {
        return false;
    };
    let (line, text) = (block.line, block.text().unwrap_or_default());
    if text.chars().nth(LONGEST / 4).is_some()
        || !Parts::of(text.trim()).is_some_and(|parts| parts.is_month())
    {
        return false;
    }
    draft.ask("date", Some(line), format!("the text says `{}`; on which day?", text.trim()));
    draft.take(at, "date");
    true
}

/// `Dakar, 7 June 2024`.
fn placed(text: &str, desk: &Desk) -> Option<(Reading, String)> {
    let (place, date) = [", ", "، "].iter().find_map(|comma| text.split_once(comma))?;
    let is_word = |word: &str| word.chars().all(char::is_alphabetic) && !word.starts_with(char::is_lowercase);
    let words: Vec<&str> = place.split_whitespace().collect();
    let is_place = (1..=3).contains(&words.len()) && words.iter().all(|word| is_word(word));
    Reading::of(date, desk).filter(|_| is_place).map(|reading| (reading, place.to_owned()))
}

/// A date as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// As a brief's `date` is written.
    pub date: String,
    /// Whether the day and the month may be the other way round.
    pub is_ambiguous: bool,
    pub lacks_zone: bool,
    /// Whether it is said to be that of a change.
    pub is_change: bool,
}

impl Reading {
    /// Reads a text that is a date and nothing else.
    pub fn of(text: &str, desk: &Desk) -> Option<Reading> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || ",;:|".contains(c));
        let text = &*without_fraction(text);
        if let Ok(read) = time::moment(text, desk.time_zone) {
            let has_offset =
                text.len() > 10 && (text.ends_with(['Z', 'z']) || text[10..].contains(['+', '-']));
            let lacks_zone = read.moment.has_time && !has_offset;
            return Some(Reading {
                date: text.to_owned(),
                is_ambiguous: false,
                lacks_zone,
                is_change: false,
            });
        }
        Parts::of(text)?.reading(desk)
    }

    pub fn found(self, line: usize) -> Found<String> {
        let (sureness, why) = match (self.other_way_round(), self.lacks_zone) {
            (Some(other), _) => {
                (Sureness::Guessed, format!("the day and the month may be the other way round: {other}"))
            }
            (None, true) => (Sureness::Likely, "it names no zone; the site's is meant".to_owned()),
            (None, false) => (Sureness::Certain, "a line with a date alone".to_owned()),
        };
        Found::new(self.date, sureness, line, why)
    }
}

impl Reading {
    /// With the month for the day, if that may be.
    fn other_way_round(&self) -> Option<String> {
        let mut parts = self.date.get(..10).filter(|_| self.is_ambiguous)?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Some(format!("{year}-{day}-{month}"))
    }
}

/// What the words and numbers of a date say.
#[derive(Debug, Default)]
struct Parts {
    /// With the sign or the word behind each.
    numbers: Vec<(u16, usize, String)>,
    month: Option<i8>,
    time: Option<Time>,
    offset: Option<String>,
    /// Whose clocks are meant, by the name of the zone.
    place: Option<&'static str>,
    is_change: bool,
    /// Whether its words are of a language in which the day comes first.
    is_day_first: bool,
    /// Whether its zone is one of those where the month comes first.
    is_american: bool,
}

impl Parts {
    fn of(text: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let rest = parts.take_time(&plain(text))?;
        let mut letters = rest.chars().peekable();
        while let Some(&c) = letters.peek() {
            if c.is_ascii_digit() {
                let mut digits = String::new();
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                let sign = letters.peek().copied().filter(|c| !c.is_whitespace()).map(String::from);
                parts.numbers.push((digits.parse().ok()?, digits.len(), sign.unwrap_or_default()));
                // Those of Chinese, Japanese and Korean belong to their numbers.
                letters.next_if(|c| "年月日년월일".contains(*c));
            } else if c.is_alphabetic() {
                let mut word = String::new();
                while let Some(letter) = letters.next_if(|c| c.is_alphabetic()) {
                    word.push(letter);
                }
                parts.take_word(&word)?;
            } else {
                letters.next();
            }
        }
        Some(parts)
    }

    fn is_month(&self) -> bool {
        let is_year = |(_, length, _): &(u16, usize, String)| *length == 4;
        self.month.is_some() && self.time.is_none() && matches!(&self.numbers[..], [year] if is_year(year))
    }

    fn take_word(&mut self, word: &str) -> Option<()> {
        self.is_american |= AMERICAN.contains(&word) && self.time.is_some();
        self.is_day_first |= (AROUND.contains(&word) || CHANGED.contains(&word)) && !ENGLISH.contains(&word);
        if CHANGED.contains(&word) {
            self.is_change = true;
        } else if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == word) {
            self.offset.get_or_insert_with(|| (*offset).to_owned());
        } else if let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == word && self.time.is_some())
        {
            self.place = Some(place);
        } else if !AROUND.contains(&word) && !WEEKDAYS.contains(&word) {
            let month = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
            let long = word.chars().count() <= 10;
            (self.month.is_none() && long).then(|| self.month = Some(month as i8 + 1))?;
        }
        Some(())
    }

    /// Takes the time of day out of the text, with its zone as a number; `None` if it is none.
    fn take_time(&mut self, text: &str) -> Option<String> {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let colons = text.match_indices(':').map(|(at, _)| at);
        let mut between = colons.filter(|&at| {
            is_digit(text[..at].chars().next_back()) && is_digit(text[at + 1..].chars().next())
        });
        let Some(colon) = between.next() else { return Some(text.to_owned()) };
        let digits_before = text[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = colon - digits_before;
        let length = text[start..].bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
        let numbers: Vec<i8> =
            text[start..start + length].split(':').filter_map(|part| part.parse().ok()).collect();
        let (mut hour, minute) = (*numbers.first()?, *numbers.get(1)?);
        let second = numbers.get(2).copied().unwrap_or(0);
        let (before, mut after) = (text[..start].trim_end(), text[start + length..].trim_start());
        let half = [("p.m.", 12), ("pm", 12), ("a.m.", 0), ("am", 0)];
        let mut before = before.to_owned();
        let said = half.iter().find(|(word, _)| after.starts_with(word));
        let shift = if let Some((word, shift)) = said {
            after = &after[word.len()..];
            Some(*shift)
        } else {
            let said = [("오후", 12), ("오전", 0), ("下午", 12), ("上午", 0), ("午後", 12), ("午前", 0)];
            let found = said.iter().find(|(word, _)| before.ends_with(word));
            found.map(|(word, shift)| {
                before.truncate(before.len() - word.len());
                *shift
            })
        };
        if let Some(shift) = shift {
            hour = hour % 12 + shift;
        }
        self.time = Some(Time::new(hour, minute, second, 0).ok()?);
        let after = self.take_offset(after)?;
        Some(format!("{before} {after}"))
    }

    /// `+0900`, `GMT+9`, `(UTC+09:00)`.
    fn take_offset(&mut self, text: &str) -> Option<String> {
        let Some(at) = text.find(['+', '-', '−']) else { return Some(text.to_owned()) };
        let sign = text[at..].chars().next()?;
        let rest = &text[at + sign.len_utf8()..];
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
        let digits: String = rest[..length].chars().filter(char::is_ascii_digit).collect();
        // Else it is the hyphen of a date.
        if !(1..=4).contains(&digits.len())
            || !text[..at].chars().all(|c| c.is_alphabetic() || "( ".contains(c))
        {
            return Some(text.to_owned());
        }
        let (hours, minutes) =
            if digits.len() <= 2 { (&digits[..], "00") } else { digits.split_at(digits.len() - 2) };
        let hours: u8 = hours.parse().ok()?;
        let sign = if sign == '+' { '+' } else { '-' };
        self.offset = Some(format!("{sign}{hours:02}:{minutes}"));
        let before = text[..at].trim_end_matches(|c: char| c.is_alphabetic());
        Some(format!("{before}{}", &rest[length..]))
    }

    fn reading(self, desk: &Desk) -> Option<Reading> {
        let (date, is_ambiguous) = self.day(desk)?;
        let offset = self.offset.clone().or_else(|| {
            let moment = date.to_datetime(self.time?);
            let zone = time::zone(self.place?)?;
            let timestamp = zone.to_ambiguous_timestamp(moment).compatible().ok()?;
            Some(time::written(zone.to_offset(timestamp)))
        });
        let lacks_zone = self.time.is_some() && offset.is_none();
        let date = match self.time {
            None => date.to_string(),
            Some(time) => {
                let seconds = Some(time.second()).filter(|second| *second > 0);
                let seconds = seconds.map(|second| format!(":{second:02}")).unwrap_or_default();
                let offset = offset.unwrap_or_default();
                format!("{date} {:02}:{:02}{seconds}{offset}", time.hour(), time.minute())
            }
        };
        time::moment(&date, desk.time_zone).ok()?;
        Some(Reading { date, is_ambiguous, lacks_zone, is_change: self.is_change })
    }

    /// `6/7/24`, which only beside a time of day is surely a date.
    fn is_short_year(
        &self,
        first: &(u16, usize, String),
        second: &(u16, usize, String),
        year: &(u16, usize, String),
    ) -> bool {
        self.time.is_some() && year.1 == 2 && first.2 == "/" && second.2 == "/"
    }

    /// The day, and whether the month may be the day.
    fn day(&self, desk: &Desk) -> Option<(Date, bool)> {
        let make = |year: u16, month: u16, day: u16| {
            Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        let is_year = |(_, length, _): &(u16, usize, String)| *length == 4;
        match (&self.numbers[..], self.month) {
            ([first, second], Some(month)) => {
                let (year, day) = if is_year(first) { (first, second) } else { (second, first) };
                (is_year(year) && day.1 <= 2)
                    .then(|| make(year.0, month as u16, day.0))?
                    .map(|date| (date, false))
            }
            ([year, month, day], None) if is_year(year) => {
                make(year.0, month.0, day.0).map(|date| (date, false))
            }
            // A month's name beside three numbers is `mar` or the like, a day of the week.
            ([first, second, year], _) if is_year(year) || self.is_short_year(first, second, year) => {
                let is_day_first = first.2 == "." || self.is_day_first;
                let is_american = self.is_american || desk.language.eq_ignore_ascii_case("en-us");
                let sure = is_day_first || first.0 > 12 || second.0 > 12 || first.0 == second.0;
                let month_first = second.0 > 12 || (!is_day_first && first.0 <= 12 && is_american);
                let (day, month) = if month_first { (second.0, first.0) } else { (first.0, second.0) };
                let year = if is_year(year) { year.0 } else { 2000 + year.0 };
                make(year, month, day).map(|date| (date, !sure))
            }
            _ => None,
        }
    }
}
