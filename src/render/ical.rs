//! iCalendar (RFC 5545), with what RFC 7986 adds for calendars that are subscribed to.

use jiff::civil::Date;

use crate::page::calendar::{CalendarView, EventEntry};
use crate::time::Moment;

/// Octets in a line, without its end.
const LONGEST_LINE: usize = 75;

/// Writes the calendar that stands at `own`, a whole URL, of events that [`event`] has written.
pub fn calendar<'e>(view: &CalendarView, own: &str, events: impl Iterator<Item = &'e str>) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN", "VCALENDAR");
    line(&mut text, "VERSION", "2.0");
    line(&mut text, "PRODID", "-//dateline//dateline//EN");
    line(&mut text, "CALSCALE", "GREGORIAN");
    // Some programs know the one name, some the other.
    let language = &view.language;
    line(&mut text, &format!("NAME;LANGUAGE={language}"), &escaped(&view.name));
    line(&mut text, "X-WR-CALNAME", &escaped(&view.name));
    if let Some(description) = &view.description {
        line(&mut text, &format!("DESCRIPTION;LANGUAGE={language}"), &escaped(description));
        line(&mut text, "X-WR-CALDESC", &escaped(description));
    }
    line(&mut text, "URL", &view.url);
    line(&mut text, "SOURCE;VALUE=URI", own);
    line(&mut text, "LAST-MODIFIED", &moment(&view.modified));
    line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    line(&mut text, "X-PUBLISHED-TTL", "P1D");
    text.extend(events);
    line(&mut text, "END", "VCALENDAR");
    text
}

/// Writes one event of whole days, which leaves its readers' days free.
pub fn event(entry: &EventEntry) -> String {
    let mut text = String::new();
    let language = &entry.language;
    line(&mut text, "BEGIN", "VEVENT");
    line(&mut text, "UID", &escaped(&entry.id));
    // Never the clock's: the same site gives the same calendar.
    line(&mut text, "DTSTAMP", &moment(&entry.modified));
    line(&mut text, "CREATED", &moment(&entry.published));
    line(&mut text, "LAST-MODIFIED", &moment(&entry.modified));
    line(&mut text, "DTSTART;VALUE=DATE", &day(entry.start));
    match entry.end.tomorrow() {
        Ok(after) => line(&mut text, "DTEND;VALUE=DATE", &day(after)),
        // The end of time has no day after it.
        Err(_) => {
            let days = entry.start.until(entry.end).map_or(0, |span| span.get_days());
            line(&mut text, "DURATION", &format!("P{}D", days + 1));
        }
    }
    line(&mut text, &format!("SUMMARY;LANGUAGE={language}"), &escaped(&entry.title));
    if !entry.text.is_empty() {
        line(&mut text, &format!("DESCRIPTION;LANGUAGE={language}"), &escaped(&entry.text));
    }
    line(&mut text, "URL", &entry.url);
    let categories: Vec<String> = entry.categories.iter().map(|name| escaped(name)).collect();
    line(&mut text, "CATEGORIES", &categories.join(","));
    line(&mut text, "TRANSP", "TRANSPARENT");
    line(&mut text, "END", "VEVENT");
    text
}

/// `20230727`.
fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// `20240528T133327Z`.
fn moment(moment: &Moment) -> String {
    moment.timestamp.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: with its own signs escaped, and without what a line cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line, folded between characters: what follows a fold starts with a blank.
fn line(text: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if length + c.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}
