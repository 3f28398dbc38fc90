//! Figures that say the same: a caption that was pasted twice, a description taken from another picture.

use crate::import::article::{Figure, Kind, LeftOut};
use crate::import::draft::{Desk, Draft};
use crate::import::markdown;
use crate::text::slug;

pub fn apply(draft: &mut Draft, _: &Desk) {
    // What was said, by words alone, and the line on which it was said first.
    let mut figures: Vec<(String, String, usize)> = Vec::new();
    let mut at = 0;
    while at < draft.blocks.len() {
        let line = draft.blocks[at].line;
        let Some((description, caption)) = words(&draft.blocks[at].kind) else {
            at += 1;
            continue;
        };
        let same = figures
            .iter()
            .find(|known| (&known.0, &known.1) == (&description, &caption))
            .map(|known| known.2);
        if let (Some(first), false) = (same, caption.is_empty()) {
            let text = markdown::blocks(&draft.blocks[at..=at]);
            let why = format!("the same picture and caption stand on line {first}");
            draft.left_out.push(LeftOut { line, text, why });
            draft.blocks.remove(at);
            continue;
        }
        let known = figures
            .iter()
            .find(|known| known.0 == description && !description.is_empty())
            .map(|known| known.2);
        if let Some(first) = known {
            let question =
                format!("the description is that of the picture on line {first}; what does this one show?");
            draft.ask("figure", Some(line), question);
        }
        figures.push((description, caption, line));
        at += 1;
    }
}

fn words(kind: &Kind) -> Option<(String, String)> {
    let Kind::Figure(Figure { pictures, caption, .. }) = kind else { return None };
    let descriptions: Vec<&str> = pictures.iter().map(|picture| picture.description.as_str()).collect();
    Some((slug(&descriptions.join(" ")), slug(&caption.text())))
}
