//! Dates and times of day in one form, whatever signs they are written with.

use std::borrow::Cow;

/// `2024-05-28T22:33:27.123Z` as a brief has it: without parts of a second.
pub fn without_fraction(text: &str) -> Cow<'_, str> {
    let Some((before, after)) = text.split_once('.') else { return text.into() };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = before.len() == 19 && before.get(13..14) == Some(":") && before.get(16..17) == Some(":");
    if is_time && digits > 0 { format!("{before}{}", &after[digits..]).into() } else { text.into() }
}

/// The text in lower case, with ASCII digits, and a time of day with colons: `14h30`, `15時30分`, `0600Z`.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // What changed is said in French words.
    let lower = text.to_lowercase().replace("mis à jour", "updated le");
    let lower = with_colon(of_four_digits(lower));
    let mut letters = lower.chars().filter(|c| !"\u{200f}\u{200e}،".contains(*c)).map(digit).peekable();
    let mut last_was_digit = false;
    while let Some(c) = letters.next() {
        let next_is_digit = letters.peek().is_some_and(char::is_ascii_digit);
        match c {
            'h' | '时' | '時' | '시' | '：' if last_was_digit && next_is_digit => plain.push(':'),
            '时' | '時' | '시' if last_was_digit && letters.next_if_eq(&' ').is_some() => plain.push(':'),
            '分' | '분' if last_was_digit => plain.push(' '),
            '，' | '、' => plain.push(' '),
            _ => plain.push(c),
        }
        last_was_digit = c.is_ascii_digit();
    }
    plain
}

/// `0600Z` and `0001 GMT` as `06:00 z`, beside a day that has its year.
fn of_four_digits(text: String) -> String {
    for zone in ["z", "gmt", "utc"] {
        let Some((at, _)) = text.match_indices(zone).next() else { continue };
        let (before, after) = text.split_at(at);
        let digits = before.trim_end();
        let Some((rest, hour)) = digits.split_at_checked(digits.len().saturating_sub(4)) else { continue };
        let is_clock = hour.len() == 4 && hour.bytes().all(|b| b.is_ascii_digit());
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let stands_apart = is_apart(after[zone.len()..].chars().next()) && is_apart(rest.chars().next_back());
        let others = format!("{rest} {}", &after[zone.len()..]);
        let has_year = others
            .split(|c: char| !c.is_ascii_digit())
            .any(|number| number.len() == 4 && number.starts_with(['1', '2']));
        if is_clock && stands_apart && has_year {
            return format!("{rest}{}:{} {after}", &hour[..2], &hour[2..]);
        }
    }
    text
}

/// `14.30 Uhr` and `14 Uhr` as `14:30`.
fn with_colon(text: String) -> String {
    let Some((before, after)) = text.split_once("uhr") else { return text };
    let (before, after) = (before.trim_end(), after.trim_start());
    let start = before.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
    let Some((day, time)) = before.split_at_checked(start) else { return text };
    match time.split_once('.') {
        Some((hour, minute)) if minute.len() == 2 => format!("{day}{hour}:{minute} {after}"),
        None if (1..=2).contains(&time.len()) => format!("{day}{time}:00 {after}"),
        _ => text,
    }
}

fn digit(c: char) -> char {
    let value = match c {
        '０'..='９' => c as u32 - '０' as u32,
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}
