//! Markdown events to HTML, keeping account of where the holes come to stand.

use std::cell::Cell;
use std::fmt;

use pulldown_cmark::{Event, html};

use super::fragment::{Block, Fill, Fragment};

pub enum Piece<'e> {
    Event(Event<'e>),
    Hole(Fill),
    /// A block begins here that was written on this line of the file, counted from 1.
    Block(u32),
}

/// Writes the pieces in order. The library writes each event as it takes it, so the length of what
/// is written when a hole comes up is the hole's place.
pub fn write<'e>(pieces: Vec<Piece<'e>>) -> Fragment {
    let length = Cell::new(0);
    let (mut holes, mut blocks) = (Vec::new(), Vec::new());
    let mut html = Counted { html: String::with_capacity(pieces.len() * 24), length: &length };
    let events = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Event(event) => Some(event),
        Piece::Hole(fill) => {
            holes.push((length.get(), fill));
            None
        }
        Piece::Block(line) => {
            blocks.push(Block { at: length.get() as u32, holes: holes.len() as u32, line });
            None
        }
    });
    // Writing to a string cannot fail.
    let _ = html::write_html_fmt(&mut html, events);
    // They are kept for as long as the site is, and there are many.
    html.html.shrink_to_fit();
    holes.shrink_to_fit();
    blocks.shrink_to_fit();
    Fragment { html: html.html, holes, blocks }
}

struct Counted<'l> {
    html: String,
    length: &'l Cell<usize>,
}

impl fmt::Write for Counted<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.html.push_str(text);
        self.length.set(self.html.len());
        Ok(())
    }
}
