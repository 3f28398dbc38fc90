//! The title and the standfirst: short lines over the text that nothing else has claimed.

use super::date::Reading;
use super::{HEAD, SHORT, byline};
use crate::import::article::{Block, Kind, RunKind};
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// A standfirst is not longer, in characters.
const LONGEST: usize = 400;

/// The byline stands so many lines below the title, or fewer.
const NEAR: usize = 8;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    marked(draft);
    let name = ask_for_author(draft);
    let is_figure = |block: &&Block| matches!(block.kind, Kind::Figure(_));
    let lead = draft.blocks.iter().take(HEAD).take_while(is_figure).count();
    let below_figures = || draft.blocks.iter().skip(lead);
    let is_head = |block: &&Block| {
        !begins_text(draft, block) && !is_of_page(block, desk) && name != Some(block.line) && is_plain(block)
    };
    let over = below_figures().take(3).take_while(is_head).take_while(|block| stands_over(block)).count();
    let named = below_figures()
        .take(2)
        .take_while(is_head)
        .take_while(|block| is_over_the_names(draft, block))
        .count();
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

/// Whether the dateline stood before the block: then it is where the text begins.
fn begins_text(draft: &Draft, block: &Block) -> bool {
    draft.taken.iter().any(|taken| taken.field == "dateline" && taken.line == block.line)
        && block.text().is_some_and(|text| text.trim_end().ends_with(['.', '。', '"', '”', '»', ')']))
}

/// A date or an address: nothing that a brief is called.
fn is_of_page(block: &Block, desk: &Desk) -> bool {
    let Some(text) = block.text() else { return false };
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_address = words.iter().any(|word| word.contains('@') || word.contains("://"));
    // A day of another calendar: `تهران، ۱۵ خرداد ۱۴۰۳`.
    let has_year = words.iter().any(|word| word.chars().count() == 4 && word.chars().all(char::is_numeric));
    let has_day = words.iter().any(|word| word.chars().count() <= 2 && word.chars().all(char::is_numeric));
    let is_day = words.len() <= 5 && has_year && has_day;
    is_address || is_day || Reading::of(&text, desk).is_some()
}

/// A name alone among what stands over the text may be that of its author.
fn ask_for_author(draft: &mut Draft) -> Option<usize> {
    if !draft.authors.is_empty() {
        return None;
    }
    let first = usize::from(draft.title.is_none());
    let is_over = |block: &&Block| stands_over(block);
    let found = draft.blocks.iter().take(NEAR / 2).take_while(is_over).skip(first).find_map(|block| {
        let text = block.text()?;
        let text = text.trim();
        let words = text.split_whitespace().count();
        let is_person = (2..=4).contains(&words) && text.chars().nth(40).is_none() && byline::is_name(text);
        // Above or below it the date has to stand.
        let is_near = |line: usize| line.abs_diff(block.line) <= NEAR / 2;
        let is_beside_date =
            draft.taken.iter().any(|taken| matches!(taken.field, "date" | "updated") && is_near(taken.line));
        (is_person && is_beside_date && !text.contains([':', ',', '?', '!']))
            .then(|| (block.line, text.to_owned()))
    });
    let (line, name) = found?;
    let question = format!("`{name}` stands beside the date; if that is who wrote it: authors: [{name}]");
    draft.ask("authors", Some(line), question);
    Some(line)
}

/// Whether nothing would be lost if a field had it, which holds no links.
fn is_plain(block: &Block) -> bool {
    let Kind::Paragraph(text) = &block.kind else { return false };
    text.0.iter().all(|run| run.link.is_none() && matches!(run.kind, RunKind::Text | RunKind::Break))
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
    // `1. General` is the first of the text's own headings.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_numbered = digits > 0 && text[digits..].starts_with(". ");
    text.chars().count() <= SHORT && !is_numbered && !text.ends_with(['.', '。', ':', '：', ',', ';', '…'])
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
