//! Pictures that a pasted text only tells of: what one shows, and below that its caption, which ends with
//! a credit.

use super::agency;
use crate::import::article::{Block, Figure, Kind, LeftOut, Picture, PictureSource, Rich};
use crate::import::draft::{Desk, Draft};

/// A caption is not longer, in characters.
const LONGEST: usize = 700;

pub fn apply(draft: &mut Draft, _: &Desk) {
    credits(draft);
    let mut at = 0;
    while let Some(block) = draft.blocks.get(at) {
        let below = draft.blocks.get(at + 1).filter(|_| is_description(&draft.blocks, at));
        if let Some(parts) = below.and_then(caption) {
            told(draft, at + 1, parts, Some(at));
        } else if let Some(parts) = caption(block) {
            told(draft, at, parts, None);
        }
        at += 1;
    }
}

/// Figures that a reader has made, whose caption ends with the credit.
fn credits(draft: &mut Draft) {
    for block in &mut draft.blocks {
        if let Kind::Figure(figure) = &mut block.kind
            && figure.credit.is_empty()
            && let Some((end, credit)) = agency::credit(&figure.caption.text())
        {
            let (caption, _) = std::mem::take(&mut figure.caption).split(end);
            figure.caption = caption.trimmed();
            figure.credit = Rich::plain(credit);
        }
    }
}

/// The caption's end and the credit, if a paragraph is a caption.
fn caption(block: &Block) -> Option<(usize, String)> {
    let Kind::Paragraph(text) = &block.kind else { return None };
    let text = text.text();
    let (end, credit) = agency::credit(&text)?;
    (end > 0 && text.chars().count() <= LONGEST).then_some((end, credit))
}

/// Makes a figure of the caption at `at` and of the description above it.
fn told(draft: &mut Draft, at: usize, (end, credit): (usize, String), above: Option<usize>) {
    let line = draft.blocks[at].line;
    let Kind::Paragraph(text) = std::mem::replace(&mut draft.blocks[at].kind, Kind::Rule) else { return };
    let caption = text.split(end).0.trimmed();
    let description = above.and_then(|above| Some((draft.blocks[above].line, draft.blocks[above].text()?)));
    let description = match description {
        Some((line, text)) => without_credit(draft, line, text),
        None => {
            let question = "what does the picture show? The caption stands in for its description";
            draft.ask("figure", Some(line), question);
            caption.text()
        }
    };
    let picture = Picture { source: PictureSource::Missing, description };
    let figure = Figure { pictures: vec![picture], caption, credit: Rich::plain(credit) };
    draft.blocks[at].kind = Kind::Figure(figure);
    draft.ask(
        "figure",
        Some(line),
        "the picture did not come along; put its file in the placeholder's place",
    );
    if let Some(above) = above {
        draft.blocks.remove(above);
    }
}

/// Whether the paragraph stands right over the next one, and under a blank line.
fn is_description(blocks: &[Block], at: usize) -> bool {
    let line = blocks[at].line;
    let is_paragraph = matches!(blocks[at].kind, Kind::Paragraph(_));
    let touches_above =
        at.checked_sub(1).and_then(|above| blocks.get(above)).is_some_and(|block| block.line + 1 == line);
    let touches_below = blocks.get(at + 1).is_some_and(|block| block.line == line + 1);
    is_paragraph && touches_below && (!touches_above || caption(&blocks[at]).is_some())
}

fn without_credit(draft: &mut Draft, line: usize, text: String) -> String {
    let Some((end, credit)) = agency::credit(&text) else { return text };
    let why = "the credit, which stands behind the caption".to_owned();
    draft.left_out.push(LeftOut { line, text: credit, why });
    text[..end].trim().to_owned()
}
