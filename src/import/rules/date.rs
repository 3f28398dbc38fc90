//! When it was published: a line that is nothing but a date, in the usual forms of several languages.

use jiff::civil::{Date, Time};

use super::HEAD;
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::time;

/// A line with a date is not longer, in characters.
const LONGEST: usize = 80;

/// Words that stand around dates and say nothing of them.
const AROUND: &[&str] = &[
    "published",
    "posted",
    "updated",
    "modified",
    "last",
    "on",
    "at",
    "date",
    "edt",
    "stand",
    "vom",
    "am",
    "um",
    "uhr",
    "den",
    "der",
    "le",
    "publié",
    "à",
    "el",
    "de",
    "del",
    "publicado",
    "actualizado",
    "a",
    "las",
    "th",
    "st",
    "nd",
    "rd",
    "er",
    "입력",
    "수정",
    "등록",
    "발행",
    "승인",
    "기사입력",
    "최종수정",
    "发布时间",
    "發布時間",
    "发布",
    "發布",
    "更新",
    "更新时间",
    "日期",
    "时间",
    "г",
    "года",
    "опубликовано",
];

/// Of these a line says when the text was changed, and not when it came out.
const CHANGED: &[&str] =
    &["updated", "modified", "actualizado", "aktualisiert", "수정", "최종수정", "更新", "更新时间"];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "월요일",
    "화요일",
    "수요일",
    "목요일",
    "금요일",
    "토요일",
    "일요일",
    "월",
    "화",
    "수",
    "목",
    "금",
    "토",
    "일",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "月曜日",
    "火曜日",
    "水曜日",
    "木曜日",
    "金曜日",
    "土曜日",
    "日曜日",
];

/// The twelve months by the beginnings of their names: English, German, French, Spanish, Russian.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "янв"],
    &["feb", "fév", "fev", "фев"],
    &["mar", "mär", "мар"],
    &["apr", "avr", "abr", "апр"],
    &["may", "mai", "мая", "май"],
    &["jun", "juin", "июн"],
    &["jul", "juil", "июл"],
    &["aug", "aoû", "ago", "авг"],
    &["sep", "сен"],
    &["oct", "okt", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "déc", "dic", "дек"],
];

/// Zones that their letters mean everywhere.
const ZONES: &[(&str, &str)] = &[
    ("utc", "+00:00"),
    ("gmt", "+00:00"),
    ("z", "+00:00"),
    ("kst", "+09:00"),
    ("jst", "+09:00"),
    ("hkt", "+08:00"),
    ("sgt", "+08:00"),
    ("msk", "+03:00"),
    ("cet", "+01:00"),
    ("cest", "+02:00"),
    ("mez", "+01:00"),
    ("mesz", "+02:00"),
    ("est", "-05:00"),
    ("edt", "-04:00"),
    ("pst", "-08:00"),
    ("pdt", "-07:00"),
];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let mut at = 0;
    while at < draft.blocks.len().min(HEAD) {
        let block = &draft.blocks[at];
        let text = block.text().filter(|text| text.chars().count() <= LONGEST);
        let Some((line, reading)) = text.and_then(|text| Some((block.line, Reading::of(&text, desk)?)))
        else {
            at += 1;
            continue;
        };
        let (name, field) = match reading.is_change {
            true => ("updated", &mut draft.updated),
            false => ("date", &mut draft.date),
        };
        if field.is_some() {
            at += 1;
            continue;
        }
        *field = Some(reading.found(line));
        draft.take(at, name);
    }
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
        let text = text.trim();
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

    fn found(self, line: usize) -> Found<String> {
        let (sureness, why) = match (self.is_ambiguous, self.lacks_zone) {
            (true, _) => (Sureness::Guessed, "the day and the month may be the other way round"),
            (false, true) => (Sureness::Likely, "it names no zone; the site's is meant"),
            (false, false) => (Sureness::Certain, "a line with a date alone"),
        };
        Found::new(self.date, sureness, line, why)
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
    is_change: bool,
}

impl Parts {
    fn of(text: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let lower = text.to_lowercase();
        let rest = parts.take_time(&lower)?;
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

    fn take_word(&mut self, word: &str) -> Option<()> {
        if CHANGED.contains(&word) {
            self.is_change = true;
        } else if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == word) {
            self.offset.get_or_insert_with(|| (*offset).to_owned());
        } else if !AROUND.contains(&word) && !WEEKDAYS.contains(&word) {
            let month = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
            let long = word.chars().count() <= 10;
            (self.month.is_none() && long).then(|| self.month = Some(month as i8 + 1))?;
        }
        Some(())
    }

    /// Takes the time of day out of the text, with its zone as a number; `None` if it is none.
    fn take_time(&mut self, text: &str) -> Option<String> {
        let Some(colon) = text.find(':').filter(|&at| text[..at].ends_with(|c: char| c.is_ascii_digit()))
        else {
            return Some(text.to_owned());
        };
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
        let lacks_zone = self.time.is_some() && self.offset.is_none();
        let date = match self.time {
            None => date.to_string(),
            Some(time) => {
                let seconds = Some(time.second()).filter(|second| *second > 0);
                let seconds = seconds.map(|second| format!(":{second:02}")).unwrap_or_default();
                let offset = self.offset.unwrap_or_default();
                format!("{date} {:02}:{:02}{seconds}{offset}", time.hour(), time.minute())
            }
        };
        time::moment(&date, desk.time_zone).ok()?;
        Some(Reading { date, is_ambiguous, lacks_zone, is_change: self.is_change })
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
            ([first, second, year], None) if is_year(year) => {
                let is_dotted = first.2 == ".";
                let is_american = desk.language.eq_ignore_ascii_case("en-us");
                let sure = is_dotted || first.0 > 12 || second.0 > 12 || first.0 == second.0;
                let month_first = !is_dotted && (second.0 > 12 || (first.0 <= 12 && is_american));
                let (day, month) = if month_first { (second.0, first.0) } else { (first.0, second.0) };
                make(year.0, month, day).map(|date| (date, !sure))
            }
            _ => None,
        }
    }
}
