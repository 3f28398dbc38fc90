//! The text, block by block. Nothing falls between two blocks.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::figure;
use super::inline::{Events, OPTIONS, rich};
use super::shortcodes::on_one_line;
use crate::import::article::{Block, Kind, LeftOut};

/// Blocks of a text whose first line has a number in its file.
pub fn blocks(text: &str, first_line: usize, left_out: &mut Vec<LeftOut>) -> Vec<Block> {
    let readable = on_one_line(text);
    let events: Vec<_> = Parser::new_ext(&readable, OPTIONS).into_offset_iter().collect();
    let mut lines = Lines { text, at: 0, line: first_line };
    let mut blocks = Vec::new();
    let mut at = 0;
    let mut done = 0;
    while let Some((_, range)) = events.get(at) {
        let end = end_of(&events, at);
        let range = whole_lines(text, done, range);
        // Definitions of links are no events.
        verbatim(text, done..range.start, &mut lines, &mut blocks);
        let line = lines.of(range.start);
        let inner = events.get(at..end).unwrap_or_default();
        let source = text.get(range.clone()).unwrap_or_default();
        match block(inner, source, line, left_out) {
            Some(kind) => blocks.push(Block { line, kind }),
            None => verbatim(text, range.clone(), &mut lines, &mut blocks),
        }
        done = range.end;
        at = end;
    }
    verbatim(text, done..text.len(), &mut lines, &mut blocks);
    blocks
}

/// The place behind all events of the block that starts at a place.
fn end_of(events: &Events<'_>, start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (event, _)) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    events.len()
}

/// A block's place with the blanks before its first line: in code they mean something.
fn whole_lines(text: &str, done: usize, range: &Range<usize>) -> Range<usize> {
    let end = range.end.max(done);
    let start = range.start.clamp(done, end);
    let before = text.get(done..start).unwrap_or_default();
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    let is_line_start = before.len() == blanks || before[..before.len() - blanks].ends_with('\n');
    if is_line_start { start - blanks..end } else { start..end }
}

/// Text as it stands, if there is any.
fn verbatim(text: &str, range: Range<usize>, lines: &mut Lines<'_>, blocks: &mut Vec<Block>) {
    let source = text.get(range.clone()).unwrap_or_default();
    if source.trim().is_empty() {
        return;
    }
    // Blank lines before it are not its own.
    let before: usize =
        source.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
    let own = source.get(before..).unwrap_or_default().trim_end().to_owned();
    blocks.push(Block { line: lines.of(range.start + before), kind: Kind::Markdown(own) });
}

/// A block that an article has a kind for.
fn block(events: &Events<'_>, source: &str, line: usize, left_out: &mut Vec<LeftOut>) -> Option<Kind> {
    let [(first, _), inner @ .., _] = events else { return None };
    if let Event::Start(Tag::Paragraph) = first
        && let Some(figure) = figure::shortcode(source, line, left_out)
    {
        return Some(Kind::Figure(figure));
    }
    // Of what stands in double braces only its own generator knows where it ends.
    if source.contains("{{") || source.contains("{%") || source.contains("{# ") {
        return None;
    }
    let mut title = None;
    match first {
        Event::Start(Tag::Paragraph) => {
            let text = rich(inner, &mut title)?;
            if let Some(figure) = figure::pictures(&text, inner, title.as_deref()) {
                return Some(Kind::Figure(figure));
            }
            title.is_none().then(|| Kind::Paragraph(text.trimmed()))
        }
        Event::Start(Tag::Heading { level, id: None, classes, attrs })
            if classes.is_empty() && attrs.is_empty() =>
        {
            let text = rich(inner, &mut title)?;
            title.is_none().then(|| Kind::Heading(*level as u8, text.trimmed()))
        }
        _ => None,
    }
}

/// Numbers of lines for places that come in order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> usize {
        let between = self.text.get(self.at..place).unwrap_or_default();
        self.line += between.matches('\n').count();
        self.at = self.at.max(place);
        self.line
    }
}
