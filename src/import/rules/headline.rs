//! The title and the standfirst: short lines over the text that nothing else has claimed.

use super::{HEAD, SHORT};
use crate::import::article::{Block, Kind};
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// A standfirst is not longer, in characters.
const LONGEST: usize = 400;

/// The byline stands so many lines below the title, or fewer.
const NEAR: usize = 8;

pub fn apply(draft: &mut Draft, _: &Desk) {
    marked(draft);
    let is_figure = |block: &&Block| matches!(block.kind, Kind::Figure(_));
    let lead = draft.blocks.iter().take(HEAD).take_while(is_figure).count();
    let below_figures = || draft.blocks.iter().skip(lead);
    let over = below_figures().take(3).take_while(|block| stands_over(block)).count();
    let named = below_figures().take(2).take_while(|block| is_over_the_names(draft, block)).count();
    let lines = over.max(named);
    // A text of short lines alone has no head that could be told from it.
    if lines == 0 || draft.blocks.len() <= lead + lines {
        return;
    }
    let why_title = "the first line over the text";
    let why_summary = "a line by itself over the text";
    if draft.title.is_none() && (lead == 0 || lines > 1) && (lines > 1 || over > 0) {
        draft.title = take(draft, lead, "title", Sureness::Likely, why_title);
        if lines > 1 && draft.summary.is_none() {
            draft.summary = take(draft, lead, "summary", Sureness::Likely, "the line below the title");
        }
    } else if draft.summary.is_none() {
        draft.summary = take(draft, lead, "summary", Sureness::Likely, why_summary);
    }
}

/// Whether the byline or the date stood below the block, so that it is no part of the text.
fn is_over_the_names(draft: &Draft, block: &Block) -> bool {
    let is_name = |field: &str| matches!(field, "authors" | "date" | "updated");
    let is_below = |line: usize| block.line < line && line <= block.line + NEAR;
    let Kind::Paragraph(text) = &block.kind else { return false };
    text.text().chars().nth(LONGEST).is_none()
        && draft.taken.iter().any(|taken| is_name(taken.field) && is_below(taken.line))
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
