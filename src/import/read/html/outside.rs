//! Words that are not taken over, each block with what it was.

use super::place::{self, Place};
use super::tree::{Id, Tree, is_block, one_line};
use crate::import::article::LeftOut;

/// Names everything that can be read between two places of a tree, but what stands in `kept`; `why`
/// says it of a block by the part of the page in which it stands.
pub fn blocks(
    tree: &Tree,
    from: Id,
    to: Id,
    kept: Option<Id>,
    why: &dyn Fn(Option<Place>, &str) -> String,
) -> Vec<LeftOut> {
    let mut open = Open { entries: Vec::new(), text: String::new(), line: 0 };
    let mut places: Vec<(Id, Place)> = Vec::new();
    // Blocks that have begun, by their ends: where one ends, so does the text before that.
    let mut ends: Vec<Id> = Vec::new();
    let mut at = from;
    while at < to {
        if ends.last().is_some_and(|&end| end <= at) {
            open.flush(places.last(), why);
            while ends.last().is_some_and(|&end| end <= at) {
                ends.pop();
            }
        }
        while places.last().is_some_and(|&(end, _)| end <= at) {
            places.pop();
        }
        if kept == Some(at) {
            open.flush(places.last(), why);
            at = tree.end(at);
            continue;
        }
        if let Some(text) = tree.text(at) {
            open.push(text, tree.line(at));
        } else if tree.is_silent(at) {
            at = tree.end(at);
            continue;
        } else if is_block(tree.name(at)) {
            open.flush(places.last(), why);
            ends.push(tree.end(at));
        } else if matches!(tree.name(at), "br" | "img" | "input") {
            open.text.push(' ');
        }
        let place = if tree.is_hidden(at) {
            Some("hidden")
        } else if tree.name(at) == "header" {
            Some("the header")
        } else {
            place::of(tree, at)
        };
        if let (Some(place), true) = (place, tree.end(at) > at + 1) {
            open.flush(places.last(), why);
            ends.push(tree.end(at));
            places.push((tree.end(at), place));
        }
        at += 1;
    }
    open.flush(places.last(), why);
    open.entries
}

struct Open {
    entries: Vec<LeftOut>,
    text: String,
    line: usize,
}

impl Open {
    fn push(&mut self, text: &str, line: usize) {
        if self.text.trim().is_empty() {
            let blank = text.len() - text.trim_start().len();
            self.line = line + text.bytes().take(blank).filter(|&byte| byte == b'\n').count();
        }
        self.text.push_str(text);
    }

    fn flush(&mut self, place: Option<&(Id, Place)>, why: &dyn Fn(Option<Place>, &str) -> String) {
        let text = one_line(&std::mem::take(&mut self.text));
        if !text.is_empty() {
            let why = why(place.map(|(_, place)| *place), &text);
            self.entries.push(LeftOut { line: self.line, text, why });
        }
    }
}
