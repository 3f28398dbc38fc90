//! The head of an e-mail: `Subject:`, `Date:`, `From:`, `To:`.

use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::import::rules::date::Reading;

/// Lines over the text that are looked at.
const HEAD: usize = 10;

/// What the lines begin with, in lower case: English, German, French, Spanish.
const SUBJECT: &[&str] = &["subject", "betreff", "objet", "asunto"];
const DATE: &[&str] = &["date", "sent", "datum", "gesendet", "envoyé", "fecha", "enviado"];
const OTHERS: &[&str] = &["from", "to", "cc", "bcc", "reply-to", "von", "an", "de", "à", "para"];

/// Replies and copies, in lower case.
const AGAIN: &[&str] = &["re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "rv:"];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let heads: Vec<Option<(String, String)>> =
        draft.blocks.iter().take(HEAD).map(|block| header(&block.text()?)).collect();
    let is = |names: &[&str]| heads.iter().flatten().any(|(name, _)| names.contains(&name.as_str()));
    // `From: a reader` alone is no e-mail.
    if !is(SUBJECT) || !(is(OTHERS) || is(DATE)) {
        return;
    }
    let mut at = 0;
    for head in heads {
        let Some((name, value)) = head else {
            at += 1;
            continue;
        };
        let Some(line) = draft.blocks.get(at).map(|block| block.line) else { return };
        if SUBJECT.contains(&name.as_str()) && draft.title.is_none() {
            draft.title = Some(Found::new(subject(&value), Sureness::Likely, line, "the e-mail's subject"));
            draft.take(at, "title");
        } else if let Some(reading) =
            Reading::of(&value, desk).filter(|_| DATE.contains(&name.as_str()) && draft.date.is_none())
        {
            let sent = Found { why: "when the e-mail was sent".to_owned(), ..reading.found(line) };
            draft.date = Some(Found { sureness: sent.sureness.max(Sureness::Likely), ..sent });
            draft.take(at, "date");
        } else {
            draft.leave_out(at, "a line of the e-mail's head");
        }
    }
}

fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.trim().split_once(':')?;
    let name = name.trim().to_lowercase();
    let is_known = [SUBJECT, DATE, OTHERS].iter().any(|names| names.contains(&name.as_str()));
    (is_known && !value.trim().is_empty() && value.chars().nth(500).is_none())
        .then(|| (name, value.trim().to_owned()))
}

/// Without `Fwd:` and the like.
fn subject(value: &str) -> String {
    let mut rest = value.trim();
    while let Some(lead) = AGAIN.iter().find(|lead| rest.to_lowercase().starts_with(**lead)) {
        rest = rest.get(lead.len()..).unwrap_or_default().trim();
    }
    rest.to_owned()
}
