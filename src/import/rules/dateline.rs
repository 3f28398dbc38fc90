//! Where it was written: `SEOUL, July 29 (Agency) — The North…`.

use super::date::Reading;
use crate::import::article::Kind;
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::text::shortened;

/// The first paragraph of the text is among so many blocks.
const FIRST: usize = 8;

/// A place and what stands before the dash, in characters.
const LONGEST: usize = 60;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    if draft.dateline.is_some() {
        return;
    }
    let found = draft.blocks.iter().take(FIRST).enumerate().find_map(|(at, block)| match &block.kind {
        Kind::Paragraph(text) => {
            let (place, rest, length) = split(&text.text())?;
            Some((at, block.line, place, rest, length))
        }
        _ => None,
    });
    let Some((at, line, place, rest, length)) = found else { return };
    if let Some(block) = draft.blocks.get_mut(at)
        && let Kind::Paragraph(text) = &mut block.kind
    {
        let (before, after) = std::mem::take(text).split(length);
        *text = after.trimmed();
        if !rest.is_empty() {
            let why = "it stood between the dateline's place and the dash";
            let text = before.text();
            draft.left_out.push(super::super::article::LeftOut {
                line,
                text: text_behind(&text, &place),
                why: why.to_owned(),
            });
            if draft.date.is_none() && Reading::of(&rest, desk).is_none() {
                let said = shortened(&rest, 40);
                draft.ask("date", Some(line), format!("the dateline says `{said}`; is that the day?"));
            }
        }
    }
    draft.dateline =
        Some(Found::new(cased(&place), Sureness::Certain, line, "before the dash of the first paragraph"));
}

/// What stands behind the place, as it was written.
fn text_behind(text: &str, place: &str) -> String {
    let rest = text.trim().strip_prefix(place).unwrap_or(text);
    rest.trim_matches(|c: char| c.is_whitespace() || ",—–-".contains(c)).to_owned()
}

/// The place, what else stands before the dash, and where the text goes on.
fn split(text: &str) -> Option<(String, String, usize)> {
    let (cut, dash) =
        ["—", "–", " - ", "--"].iter().filter_map(|dash| Some((text.find(dash)?, dash))).min()?;
    let lead = text[..cut].trim();
    if lead.is_empty() || lead.chars().count() > LONGEST {
        return None;
    }
    let end = lead.find([',', '(']).unwrap_or(lead.len());
    let place = lead[..end].trim();
    let is_capitals = place.chars().any(char::is_alphabetic)
        && place.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        && place.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let rest = lead[end..].trim_start_matches(',').trim();
    // Two capitals of one place: `WASHINGTON, D.C.`, `MOSCOW, Russia`, are left to the reader.
    let rest_is_known = rest.is_empty() || rest.starts_with('(') || rest.chars().any(|c| c.is_ascii_digit());
    (is_capitals && rest_is_known).then(|| (place.to_owned(), rest.to_owned(), cut + dash.len()))
}

/// `SEOUL` as `Seoul`, `NEW DELHI` as `New Delhi`.
fn cased(place: &str) -> String {
    let mut is_first = true;
    let mut cased = String::with_capacity(place.len());
    for c in place.chars() {
        if is_first {
            cased.push(c);
        } else {
            cased.extend(c.to_lowercase());
        }
        is_first = !c.is_alphabetic() && c != '\'' && c != '’';
    }
    cased
}
