//! Text that was written in Markdown and came as plain text: its marks would all be shown.

use crate::import::draft::{Desk, Draft};

pub fn apply(draft: &mut Draft, _: &Desk) {
    let mut kinds = [false; 4];
    let mut first = None;
    for block in &draft.blocks {
        let Some(text) = block.text() else { continue };
        let text = text.trim();
        let marks = text.trim_start_matches('#');
        let found = [
            (1..=6).contains(&(text.len() - marks.len())) && marks.starts_with(' '),
            text.contains("]("),
            text.matches("**").count() > 1,
            text.starts_with("```"),
        ];
        if found.contains(&true) {
            first.get_or_insert(block.line);
        }
        kinds.iter_mut().zip(found).for_each(|(kind, found)| *kind |= found);
    }
    // One sign alone may be meant.
    if let Some(line) = first.filter(|_| kinds.iter().filter(|kind| **kind).count() > 1) {
        let question = "it reads like Markdown and came as plain text; import it as a file that ends in .md, \
                        and its marks count";
        draft.ask("text", Some(line), question);
    }
}
