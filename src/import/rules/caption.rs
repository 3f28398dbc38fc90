//! Pictures that a pasted text only tells of: what one shows, and below that its caption, which ends with
//! a credit.

use super::{SHORT, agency};
use crate::import::article::{Block, Figure, Kind, LeftOut, Picture, PictureSource, Rich};
use crate::import::draft::{Desk, Draft};
use crate::text::shortened;

/// A caption is not longer, in characters.
const LONGEST: usize = 700;

pub fn apply(draft: &mut Draft, _: &Desk) {
    credits(draft);
    let blocks = std::mem::take(&mut draft.blocks);
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let touches_above = kept.last().is_some_and(|above| above.line + 1 == block.line);
        let block = match kept.last_mut() {
            Some(Block { kind: Kind::Figure(figure), .. }) if blocks.peek().is_some() => {
                match beneath(figure, block) {
                    Some(block) => block,
                    None => continue,
                }
            }
            _ => block,
        };
        let below = blocks.next_if(|below| is_pair(&block, below, touches_above));
        // A text from an agency ends with its name.
        let is_end = blocks.peek().is_none() && below.is_none();
        let is_signed =
            |(_, credit): &(usize, String)| is_end && agency::is_agency(credit) && ends_in_brackets(&block);
        let alone = credited(&block).filter(|found| !is_signed(found));
        let made = match (below, alone) {
            (Some(below), _) => told(draft, below, Some(block)),
            (None, Some((0, credit))) => {
                draft.ask(
                    "figure",
                    Some(block.line),
                    format!("`{}` is a picture's credit; which picture's?", shortened(&credit, 60)),
                );
                block
            }
            (None, Some(_)) => told(draft, block, None),
            (None, None) => block,
        };
        kept.push(made);
    }
    draft.blocks = kept;
}

/// Gives a figure that came without a caption the paragraph below it, if that ends with a credit, or is
/// one; else gives the paragraph back.
fn beneath(figure: &mut Figure, block: Block) -> Option<Block> {
    let is_bare = figure.caption.is_empty() && figure.credit.is_empty();
    let has_picture = figure.pictures.iter().any(|picture| picture.source != PictureSource::Missing);
    let Kind::Paragraph(text) = &block.kind else { return Some(block) };
    let words = text.text();
    let found = agency::credit(&words).filter(|_| words.chars().nth(LONGEST).is_none());
    let Some((end, credit)) = found.filter(|_| is_bare && has_picture) else { return Some(block) };
    figure.caption = text.clone().split(end).0.trimmed();
    figure.credit = Rich::plain(credit);
    None
}

/// Figures that a reader has made, whose caption ends with the credit.
fn credits(draft: &mut Draft) {
    for block in &mut draft.blocks {
        if let Kind::Figure(figure) = &mut block.kind {
            without_brackets(&mut figure.credit);
        }
        if let Kind::Figure(figure) = &mut block.kind
            && figure.credit.is_empty()
            && let text = figure.caption.text()
            && text.chars().nth(LONGEST).is_none()
            && let Some((end, credit)) = agency::credit(&text)
        {
            let (caption, _) = std::mem::take(&mut figure.caption).split(end);
            figure.caption = caption.trimmed();
            figure.credit = Rich::plain(credit);
        }
    }
}

/// `(Foto: dpa)` in an element of its own is the credit without the brackets.
fn without_brackets(credit: &mut Rich) {
    let text = credit.text();
    let inner = text.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let (Some(inner), 1) = (inner.filter(|inner| !inner.contains(['(', ')'])), credit.0.len()) {
        let inner = inner.trim().to_owned();
        credit.0.iter_mut().for_each(|run| run.text.clone_from(&inner));
    }
}

fn ends_in_brackets(block: &Block) -> bool {
    block.text().is_some_and(|text| text.trim_end().ends_with([')', '）', ']']))
}

/// The caption's end and the credit, if a paragraph is a caption.
fn caption(block: &Block) -> Option<(usize, String)> {
    credited(block).filter(|(end, _)| *end > 0)
}

/// The same of a paragraph that may also be a credit alone.
fn credited(block: &Block) -> Option<(usize, String)> {
    let Kind::Paragraph(text) = &block.kind else { return None };
    let text = text.text();
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    // `(AFP)` alone is who signs the text.
    agency::credit(&text).filter(|(end, _)| *end > 0 || !text.trim_end().ends_with([')', '）', ']', '】']))
}

/// Makes a figure of a caption and of the description above it.
fn told(draft: &mut Draft, block: Block, above: Option<Block>) -> Block {
    let (line, Some((end, credit))) = (block.line, caption(&block)) else { return block };
    let Kind::Paragraph(text) = block.kind else { return block };
    let caption = text.split(end).0.trimmed();
    let description = match above.and_then(|above| Some((above.line, above.text()?))) {
        Some((line, text)) => without_credit(draft, line, text),
        None => {
            let question = "what does the picture show? The caption stands in for its description";
            draft.ask("figure", Some(line), question);
            caption.text()
        }
    };
    let picture = Picture { source: PictureSource::Missing, description };
    draft.ask(
        "figure",
        Some(line),
        "the picture did not come along; put its file in the placeholder's place",
    );
    let figure = Figure { pictures: vec![picture], caption, credit: Rich::plain(credit) };
    Block { line, kind: Kind::Figure(figure) }
}

/// Whether the first says what a picture shows, and the second, right below it, is the caption.
fn is_pair(above: &Block, below: &Block, touches_above: bool) -> bool {
    let Kind::Paragraph(text) = &above.kind else { return false };
    if below.line != above.line + 1 || caption(below).is_none() {
        return false;
    }
    if caption(above).is_some() {
        return true;
    }
    let text = text.text();
    // A paragraph of the text may stand right over a caption as well.
    !touches_above && (text.chars().nth(SHORT).is_none() || is_like(&text, &below.text().unwrap_or_default()))
}

/// Whether a third of the words stand in the other text, too.
fn is_like(text: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
        words.map(str::to_owned).collect()
    };
    let (words, others) = (words(text), words(other));
    !words.is_empty() && words.iter().filter(|word| others.contains(word)).count() * 3 >= words.len()
}

fn without_credit(draft: &mut Draft, line: usize, text: String) -> String {
    // A credit alone says as little of the picture, and is all that there is.
    let Some((end, credit)) = agency::credit(&text).filter(|(end, _)| *end > 0) else { return text };
    let why = "the credit, which stands behind the caption".to_owned();
    draft.left_out.push(LeftOut { line, text: credit, why });
    text.get(..end).unwrap_or_default().trim().to_owned()
}
