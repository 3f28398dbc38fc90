//! Several things on one line over the text: `By A | May 28, 2024`, `입력 2024.05.28 15:30 수정 2024.05.28 16:10`.
//! Each gets a line of its own, for the rules behind this one.

use super::calendar::CHANGED;
use super::date::Reading;
use super::{HEAD, SHORT, byline};
use crate::import::article::{Block, Kind};
use crate::import::draft::{Desk, Draft};

/// What stands between the parts.
const SIGNS: [char; 6] = ['|', '｜', '•', '·', '/', '—'];

/// Words between a byline and its date.
const BEFORE_DATE: &[&str] = &[" on", " le", " am", " el"];

/// What begins a part where no sign stands between.
const LABELS: &[&str] = &[
    "来源：",
    "来源:",
    "來源：",
    "來源:",
    "作者：",
    "作者:",
    "记者：",
    "记者:",
    "記者：",
    "編輯：",
    "编辑：",
    "责任编辑：",
    "出典：",
    "출처:",
    "Source:",
    "By ",
    "Von ",
];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let mut at = 0;
    while at < draft.blocks.len().min(HEAD) {
        lines(draft, at, desk);
        let parts = draft.blocks.get(at).and_then(|block| Some((block.line, parts(&block.text()?, desk)?)));
        if let Some((line, parts)) = parts {
            let blocks = parts.into_iter().map(|part| Block::paragraph(line, part));
            draft.blocks.splice(at..=at, blocks);
        }
        at += 1;
    }
}

/// The lines of a paragraph that has breaks, if one of them is a date or a byline: how pages without
/// paragraphs write what stands over their text.
fn lines(draft: &mut Draft, at: usize, desk: &Desk) {
    let Some(Block { line, kind: Kind::Paragraph(text) }) = draft.blocks.get(at) else { return };
    let words = text.text();
    let is_head = |part: &str| Reading::of(part, desk).is_some() || byline::signed(part.trim()).is_some();
    let is_short = words.lines().all(|part| part.chars().nth(SHORT).is_none());
    if words.lines().nth(1).is_none() || !is_short || !words.lines().any(is_head) {
        return;
    }
    let (line, mut rest) = (*line, text.clone());
    let mut blocks = Vec::new();
    while let Some(end) = rest.text().find('\n') {
        let (before, after) = rest.split(end);
        blocks.push(before.trimmed());
        rest = after.split(1).1;
    }
    blocks.push(rest.trimmed());
    let blocks = blocks.into_iter().filter(|text| !text.is_empty());
    let blocks: Vec<Block> = blocks.map(|text| Block { line, kind: Kind::Paragraph(text) }).collect();
    draft.blocks.splice(at..=at, blocks);
}

/// The byline and the date of `By A on June 3, 2024`, `Soumis par A le 21/05/2024`, and the other way round.
fn dated_byline(text: &str, desk: &Desk) -> Option<Vec<String>> {
    let is_byline = |part: &str| byline::signed(part).is_some();
    let is_date = |part: &str| Reading::of(part, desk).is_some();
    text.match_indices(' ').find_map(|(at, _)| {
        let (before, after) = (text[..at].trim_end_matches([',', ' ']), text[at..].trim());
        let names = BEFORE_DATE.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
        if is_byline(names) && is_date(after) {
            // The word between is said, too.
            return Some(vec![names.to_owned(), text[names.len()..].trim_matches([',', ' ']).to_owned()])
                .filter(|parts| parts.iter().skip(1).all(|part| is_date(part)));
        }
        (is_date(before) && is_byline(after)).then(|| vec![before.to_owned(), after.to_owned()])
    })
}

/// `2024-06-02 10:30 来源：… 作者：…`: each label begins a part.
fn labelled(text: &str) -> Option<Vec<String>> {
    let mut starts: Vec<usize> = LABELS.iter().filter_map(|label| text.find(label)).collect();
    starts.push(0);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end));
    let parts: Vec<String> =
        parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    (parts.len() > 1).then_some(parts)
}

fn parts(text: &str, desk: &Desk) -> Option<Vec<String>> {
    // The whole is a date, or too long for what stands over a text.
    if text.chars().nth(SHORT).is_some() || Reading::of(text, desk).is_some() {
        return None;
    }
    let is_date = |part: &String| Reading::of(part, desk).is_some();
    for sign in SIGNS {
        let parts = text.split(sign).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
        let parts: Vec<String> =
            parts.flat_map(|part| dated_byline(&part, desk).unwrap_or(vec![part])).collect();
        let is_byline = |part: &String| sign == '|' && byline::signed(part).is_some();
        if parts.len() > 1 && parts.iter().any(|part| is_date(part) || is_byline(part)) {
            return Some(parts);
        }
    }
    if let Some(parts) = dated_byline(text, desk) {
        return Some(parts);
    }
    if let Some(parts) = labelled(text).filter(|parts| parts.iter().any(is_date)) {
        return Some(parts);
    }
    let lower = text.to_lowercase();
    CHANGED.iter().find_map(|word| {
        let (before, after) = text.split_at_checked(lower.find(word).filter(|at| *at > 0)?)?;
        let parts = vec![before.trim().to_owned(), after.trim().to_owned()];
        parts.iter().all(is_date).then_some(parts)
    })
}
