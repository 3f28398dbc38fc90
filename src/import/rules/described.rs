//! Pictures whose description is missing: who cannot see them would hear nothing.

use crate::import::article::{Block, Kind, PictureSource};
use crate::import::draft::{Desk, Draft};

pub fn apply(draft: &mut Draft, _: &Desk) {
    let mut lines = Vec::new();
    collect(&draft.blocks, &mut lines);
    for line in lines {
        draft.ask("figure", Some(line), "what does the picture show? Write it between `![` and `]`");
    }
}

fn collect(blocks: &[Block], lines: &mut Vec<usize>) {
    for block in blocks {
        match &block.kind {
            Kind::Figure(figure) => {
                let is_bare = figure.pictures.iter().any(|picture| {
                    picture.description.trim().is_empty() && picture.source != PictureSource::Missing
                });
                lines.extend(is_bare.then_some(block.line));
            }
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => collect(inner, lines),
            Kind::List { items, .. } => items.iter().for_each(|item| collect(item, lines)),
            _ => {}
        }
    }
}
