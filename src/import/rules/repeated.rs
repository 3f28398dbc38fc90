//! Figures that say the same: a caption that was pasted twice, a description taken from another picture.

use std::collections::BTreeMap;

use crate::import::article::{Figure, Kind, LeftOut};
use crate::import::draft::{Desk, Draft};
use crate::import::markdown;
use crate::text::slug;

pub fn apply(draft: &mut Draft, _: &Desk) {
    // The line on which the words of a description, and of a whole figure, were said first.
    let mut described: BTreeMap<String, usize> = BTreeMap::new();
    let mut figures: BTreeMap<(String, String), usize> = BTreeMap::new();
    let blocks = std::mem::take(&mut draft.blocks);
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        let line = block.line;
        let Some((description, caption)) = words(&block.kind) else {
            kept.push(block);
            continue;
        };
        let figure = (description.clone(), caption.clone());
        if let (Some(first), false) = (figures.get(&figure), caption.is_empty()) {
            let why = format!("the same picture and caption stand on line {first}");
            let text = markdown::blocks(std::slice::from_ref(&block));
            draft.left_out.push(LeftOut { line, text, why });
            continue;
        }
        // Where the caption stands in for a description, that has been asked already.
        if let (Some(first), true) = (described.get(&description), description != caption) {
            let question =
                format!("the description is that of the picture on line {first}; what does this one show?");
            draft.ask("figure", Some(line), question);
        } else if !description.is_empty() {
            described.entry(description).or_insert(line);
        }
        figures.insert(figure, line);
        kept.push(block);
    }
    draft.blocks = kept;
}

fn words(kind: &Kind) -> Option<(String, String)> {
    let Kind::Figure(Figure { pictures, caption, .. }) = kind else { return None };
    let descriptions: Vec<&str> = pictures.iter().map(|picture| picture.description.as_str()).collect();
    Some((slug(&descriptions.join(" ")), slug(&caption.text())))
}
