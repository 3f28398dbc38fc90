//! The title and the standfirst: short lines over the text that nothing else has claimed.

use super::{HEAD, SHORT};
use crate::import::article::{Block, Kind};
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::text::shortened;

pub fn apply(draft: &mut Draft, _: &Desk) {
    marked(draft);
    let lead =
        draft.blocks.iter().take(HEAD).take_while(|block| matches!(block.kind, Kind::Figure(_))).count();
    let is_first = lead == 0;
    let lines = draft.blocks[lead..].iter().take(3).take_while(|block| stands_over(block)).count();
    // A text of short lines alone has no head that could be told from it.
    let has_text = draft.blocks.len() > lead + lines;
    if !has_text {
        return missing(draft);
    }
    if draft.title.is_none() && lines > 0 && (is_first || lines > 1) {
        let why = "the first line over the text";
        draft.title = take(draft, lead, "title", Sureness::Likely, why);
        if lines > 1 && draft.summary.is_none() {
            draft.summary = take(draft, lead, "summary", Sureness::Likely, "the line below the title");
        }
    } else if draft.summary.is_none() && lines > 0 {
        draft.summary = take(draft, lead, "summary", Sureness::Likely, "a line by itself over the text");
    }
    missing(draft);
}

/// A heading of the first level is the title.
fn marked(draft: &mut Draft) {
    let at = draft.blocks.iter().take(HEAD).position(|block| matches!(block.kind, Kind::Heading(1, _)));
    let Some(at) = at else { return };
    if draft.title.is_none() {
        draft.title = take(draft, at, "title", Sureness::Certain, "the heading over the text");
    }
}

/// A line that is no sentence of the text: short, and without a full stop.
fn stands_over(block: &Block) -> bool {
    let Kind::Paragraph(text) = &block.kind else { return false };
    let text = text.text();
    let text = text.trim();
    text.chars().count() <= SHORT && !text.ends_with(['.', '。', ':', '：', ',', ';', '…'])
}

fn take(
    draft: &mut Draft,
    at: usize,
    field: &'static str,
    sureness: Sureness,
    why: &str,
) -> Option<Found<String>> {
    let block = draft.take(at, field)?;
    let text = block.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Found::new(text, sureness, block.line, why))
}

/// A brief needs a title: the nearest there is stands in.
fn missing(draft: &mut Draft) {
    if draft.title.is_some() {
        return;
    }
    if let Some(summary) = &draft.summary {
        let why = "there is no headline; the standfirst stands in for it";
        draft.title = Some(Found { sureness: Sureness::Guessed, why: why.to_owned(), ..summary.clone() });
        let line = summary.line;
        draft.ask("title", line, "what is the brief called? The standfirst stands in for a title");
        return;
    }
    let prose = draft.prose();
    let first = prose.iter().find(|(_, text)| !text.trim().is_empty());
    if let Some((line, text)) = first {
        let words = shortened(text.trim(), 80).into_owned();
        draft.title = Some(Found::new(
            words,
            Sureness::Guessed,
            *line,
            "there is no headline; the text's first words stand in",
        ));
        draft.ask(
            "title",
            Some(*line),
            "what is the brief called? The text's first words stand in for a title",
        );
    }
}
