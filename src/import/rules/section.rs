//! Headings in a text that has no marks for them: short lines between its paragraphs.

use super::agency;
use crate::import::article::{Block, Kind};
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// A heading is not longer, in characters.
const LONGEST: usize = 70;

/// A paragraph that says something is not shorter, or ends like a sentence.
const LEAST: usize = 80;

const ENDS: &[char] = &['.', '!', '?', '。', '！', '？', '؟', '…', '"', '”', '»', '」', ':', '：', ')', '）'];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let has_marks =
        draft.blocks.iter().any(|block| matches!(block.kind, Kind::Heading(..) | Kind::Markdown(_)));
    let blocks = &draft.blocks;
    let between = blocks.iter().zip(blocks.iter().skip(1)).zip(blocks.iter().skip(2)).zip(1..);
    let found: Vec<usize> = between
        .filter(|(((above, block), below), _)| is_heading(above, block, below))
        .map(|(_, at)| at)
        .collect();
    // A text of short lines has no headings.
    if has_marks || found.len() * 2 > draft.blocks.len() {
        return;
    }
    for at in found {
        let Some(block) = draft.blocks.get_mut(at) else { continue };
        if let Kind::Paragraph(text) = &mut block.kind {
            let text = std::mem::take(text);
            let why = "a short line between paragraphs";
            draft.sections.push(Found::new(text.text(), Sureness::Likely, block.line, why));
            block.kind = Kind::Heading(2, text);
        }
    }
}

fn is_heading(above: &Block, block: &Block, below: &Block) -> bool {
    let Kind::Paragraph(text) = &block.kind else { return false };
    let text = text.text();
    let text = text.trim();
    let Some(first) = text.chars().next().filter(|_| text.chars().nth(LONGEST).is_none()) else {
        return false;
    };
    let is_title = (first.is_alphanumeric() && !first.is_lowercase()) || first == '¿';
    let is_open = !text.ends_with(['.', '!', '。', '！', ',', ';', ':', '：', '…', '،', '"', '”', '»', '」'])
        && text.chars().any(char::is_alphabetic);
    // Short lines that stand together are a list of some kind.
    let is_row = |text: &str| above.line + 1 == block.line && text.chars().nth(LEAST).is_none();
    let is_one_of_many = above.text().is_some_and(|text| is_row(&text));
    let is_heading = is_title && is_open && agency::credit(text).is_none();
    is_heading && !is_one_of_many && is_text(above) && is_text(below)
}

/// Whether it is something that stands below headings, and no further short line.
fn is_text(block: &Block) -> bool {
    match &block.kind {
        Kind::Paragraph(text) => {
            let text = text.text();
            text.trim_end().ends_with(ENDS) || text.chars().nth(LEAST).is_some()
        }
        Kind::Rule => false,
        _ => true,
    }
}
