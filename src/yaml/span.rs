//! Where each key and value of a YAML text stands. Only asked for once something is wrong.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

/// The shape of a text, with byte ranges in place of values.
#[derive(Debug, Default)]
pub struct Places {
    /// The value itself.
    pub value: Range<usize>,
    pub children: Vec<Child>,
}

#[derive(Debug)]
pub struct Child {
    /// A mapping's key; `None` in a list.
    pub key: Option<(String, Range<usize>)>,
    pub places: Places,
}

/// Reads the text as far as it can be read.
pub fn places(text: &str) -> Places {
    let offsets = Offsets::of(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = Places::default();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let range = offsets.range(text, span);
        let done = match event {
            Event::Scalar(value, ..) => match open.last_mut() {
                Some(open) if open.is_map && open.key.is_none() => {
                    open.key = Some((value.into_owned(), range));
                    continue;
                }
                _ => Places { value: range, children: Vec::new() },
            },
            Event::Alias(_) => Places { value: range, children: Vec::new() },
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let is_map = matches!(event, Event::MappingStart(..));
                open.push(Open { is_map, start: range.start, key: None, children: Vec::new() });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(closed) = open.pop() else { break };
                let inner_end = closed.children.last().map_or(range.end, |child| child.places.value.end);
                // A block's end event stands at whatever comes after it.
                let end = if text[range.clone()].ends_with([']', '}']) { range.end } else { inner_end };
                let start = closed.start.min(end);
                Places { value: start..end, children: closed.children }
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => {
                let key = parent.key.take();
                parent.children.push(Child { key, places: done });
            }
            None => root = done,
        }
    }
    // What a syntax error left open still has its beginning.
    while let Some(closed) = open.pop() {
        let done = Places { value: closed.start..text.len(), children: closed.children };
        match open.last_mut() {
            Some(parent) => {
                let key = parent.key.take();
                parent.children.push(Child { key, places: done });
            }
            None => root = done,
        }
    }
    root
}

struct Open {
    is_map: bool,
    start: usize,
    key: Option<(String, Range<usize>)>,
    children: Vec<Child>,
}

/// The parser counts characters; files are addressed in bytes.
struct Offsets(Option<Vec<usize>>);

impl Offsets {
    fn of(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| byte).collect()))
    }

    fn range(&self, text: &str, span: Span) -> Range<usize> {
        let byte = |index: usize| match &self.0 {
            Some(bytes) => bytes.get(index).copied().unwrap_or(text.len()),
            None => index.min(text.len()),
        };
        let start = byte(span.start.index());
        let end = byte(span.end.index()).max(start);
        start..start + text[start..end].trim_end().len()
    }
}
