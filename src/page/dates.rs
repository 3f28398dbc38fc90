//! Dates in the words of a page's language.

use jiff::civil::Date;

use super::view::DateView;
use crate::text::{digits, push_digits};
use crate::time::{Moment, written};
use crate::words::Words;

/// A moment with its time of day, if it has one.
pub fn moment(moment: &Moment, words: &Words) -> DateView {
    let mut view = day(moment.date(), words);
    if moment.has_time {
        view.iso = moment.rfc3339();
        let time = moment.civil.time();
        view.time = Some([&*digits(time.hour(), 2), ":", &*digits(time.minute(), 2)].concat());
        let offset = written(moment.offset);
        view.zone = Some(if offset == "+00:00" { "UTC".to_owned() } else { format!("UTC{offset}") });
    }
    view
}

pub fn day(date: Date, words: &Words) -> DateView {
    DateView {
        iso: date.to_string(),
        long: long(date, words),
        day_month: pattern("date_day_month", date, date, words),
        time: None,
        zone: None,
        year: date.year(),
        month: date.month(),
        day: date.day(),
    }
}

/// `28 May 2024`.
pub fn long(date: Date, words: &Words) -> String {
    pattern("date_long", date, date, words)
}

/// `27–28 July 2023`; a single day as that day.
pub fn interval(start: Date, end: Date, words: &Words) -> String {
    if start == end {
        long(start, words)
    } else if (start.year(), start.month()) == (end.year(), end.month()) {
        pattern("date_interval_same_month", start, end, words)
    } else {
        words.fill("date_interval", &[("start", &long(start, words)), ("end", &long(end, words))])
    }
}

/// `May 2024`.
pub fn month(year: i16, month: i8, words: &Words) -> String {
    let first = Date::new(year, month, 1).unwrap_or_default();
    pattern("month_year", first, first, words)
}

/// `May`, shortened.
pub fn month_short(month: i8, words: &Words) -> String {
    words.get(key_of(&SHORT, month)).to_owned()
}

fn pattern(key: &str, date: Date, end: Date, words: &Words) -> String {
    words.fill_with(key, |name, filled| {
        match name {
            "day" => push_digits(filled, date.day(), 1),
            "end_day" => push_digits(filled, end.day(), 1),
            "month" => filled.push_str(words.get(key_of(&LONG, date.month()))),
            "month_number" => push_digits(filled, date.month(), 1),
            "year" => push_digits(filled, date.year(), 1),
            _ => return false,
        }
        true
    })
}

/// The keys of the months' names, January first.
const LONG: [&str; 12] = [
    "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9",
    "month_10", "month_11", "month_12",
];
const SHORT: [&str; 12] = [
    "month_short_1",
    "month_short_2",
    "month_short_3",
    "month_short_4",
    "month_short_5",
    "month_short_6",
    "month_short_7",
    "month_short_8",
    "month_short_9",
    "month_short_10",
    "month_short_11",
    "month_short_12",
];

fn key_of(keys: &'static [&'static str; 12], month: i8) -> &'static str {
    keys.get(month as usize - 1).copied().unwrap_or_default()
}
