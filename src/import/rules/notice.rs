//! What a text says to editors and not to readers: `FOR IMMEDIATE RELEASE`, `EMBARGOED UNTIL …`,
//! `Contact: …` over it, `- ends -` and `###` under it.

use super::date::Reading;
use super::{HEAD, SHORT};
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::text::shortened;

/// The whole of a line, in lower case.
const RELEASE: &[&str] = &[
    "for immediate release",
    "for release",
    "for publication",
    "zur sofortigen veröffentlichung",
    "zur veröffentlichung",
    "pour diffusion immédiate",
    "à diffuser immédiatement",
    "para difusión inmediata",
    "para publicación inmediata",
    "для немедленной публикации",
    "للنشر الفوري",
];

/// What stands before the moment until which nothing may come out, in lower case. The longer first.
const EMBARGO: &[&str] = &[
    "strictly embargoed until",
    "under embargo until",
    "embargoed until",
    "embargoed to",
    "embargo until",
    "embargo:",
    "sperrfrist:",
    "sperrfrist bis",
    "sous embargo jusqu'au",
    "sous embargo jusqu’au",
    "embargo hasta",
    "embargado hasta",
    "эмбарго до",
    "엠바고:",
];

/// What stands before an address for questions, in lower case.
const CONTACT: &[&str] = &[
    "contact",
    "contacts",
    "media contact",
    "media contacts",
    "press contact",
    "media inquiries",
    "media enquiries",
    "kontakt",
    "pressekontakt",
    "contact presse",
    "contacto",
    "contacto de prensa",
    "контакты",
    "контакт",
];

/// What says that a text ends, without signs around it.
const ENDS: &[&str] = &["ends", "end", "30", "ende", "fin"];

/// Blocks at the end that are looked at: a press release goes on behind its end.
const TAIL: usize = 10;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let mut at = 0;
    for _ in 0..HEAD {
        let text = draft.blocks.get(at).and_then(|block| block.text());
        let text = text.filter(|text| text.chars().nth(SHORT).is_none()).unwrap_or_default();
        let lower = text.trim().to_lowercase();
        if RELEASE.contains(&lower.trim_end_matches(['.', ':', '!'])) || is_contact(&lower) {
            draft.leave_out(at, "a note to editors");
        } else if let Some(until) = embargo(&text, &lower) {
            embargoed(draft, desk, at, &until);
        } else {
            at += 1;
        }
    }
    let mut at = draft.blocks.len().saturating_sub(TAIL).max(1);
    while let Some(block) = draft.blocks.get(at) {
        if block.text().is_some_and(|text| is_end(text.trim())) {
            draft.leave_out(at, "it only says that the text ends");
        } else {
            at += 1;
        }
    }
}

/// What stands behind the words that say so.
fn embargo(text: &str, lower: &str) -> Option<String> {
    let lead = EMBARGO.iter().find(|lead| lower.starts_with(**lead))?;
    // Lower case may be longer or shorter than what it was made of.
    let rest = text.trim().get(lead.len()..)?;
    Some(rest.trim_matches(|c: char| c.is_whitespace() || ":.".contains(c)).to_owned())
}

/// Nothing may come out before; so the moment is the brief's date, unless it has one.
fn embargoed(draft: &mut Draft, desk: &Desk, at: usize, until: &str) {
    let Some(line) = draft.blocks.get(at).map(|block| block.line) else { return };
    match moment(until, desk).filter(|_| draft.date.is_none()) {
        Some(reading) => {
            let zone = if reading.lacks_zone { "; it names no zone, the site's is meant" } else { "" };
            let why = format!("until then it is under embargo{zone}");
            draft.date = Some(Found { why, sureness: Sureness::Likely, ..reading.found(line) });
            draft.take(at, "date");
        }
        None => {
            let until = shortened(until, 60);
            draft.ask("date", Some(line), format!("it is under embargo until `{until}`; is its date later?"));
            draft.leave_out(at, "a note to editors");
        }
    }
}

/// `20 June 2024, 00:01`, and with the time before the day: `0001 GMT, 20 JUNE 2024`.
fn moment(text: &str, desk: &Desk) -> Option<Reading> {
    let turned = || {
        let (time, day) =
            text.split_once([',', ' ']).filter(|(time, _)| time.contains(|c: char| c.is_ascii_digit()))?;
        let (zone, day) = day.trim().split_once([',', ' '])?;
        Reading::of(&format!("{} {time} {zone}", day.trim()), desk)
            .or_else(|| Reading::of(&format!("{zone} {} {time}", day.trim()), desk))
    };
    Reading::of(text, desk).or_else(turned)
}

fn is_contact(lower: &str) -> bool {
    let Some((lead, rest)) = lower.split_once([':', '：']) else { return false };
    // An address or a number has to follow: `Contact: the lost tribe` is a title.
    CONTACT.contains(&lead.trim())
        && (rest.contains('@') || rest.chars().filter(char::is_ascii_digit).count() > 5)
}

/// `###`, `- ends -`, `-30-`, `ENDS`.
fn is_end(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| c.is_whitespace() || "-–—*/#".contains(c));
    let has_signs = inner.len() < text.len();
    if inner.is_empty() {
        return text.contains('#');
    }
    ENDS.contains(&inner.to_lowercase().as_str()) && (has_signs || matches!(inner, "ENDS" | "END"))
}
