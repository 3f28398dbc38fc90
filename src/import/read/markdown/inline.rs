//! Text with marks, if it has only those that an article knows.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::import::article::{PictureSource, Rich, Run, RunKind};

pub type Events<'t> = [(Event<'t>, Range<usize>)];

/// What briefs may be written in, and what other generators add to it.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// The marks that hold at a place.
#[derive(Default)]
struct Open {
    strong: usize,
    emphasis: usize,
    struck: usize,
    link: Option<String>,
    runs: Vec<Run>,
}

/// The events inside a paragraph or a heading as a line of text; `None` if they have more in them.
/// A title of a picture that stands alone is given to `title`.
pub fn rich(events: &Events<'_>, title: &mut Option<String>) -> Option<Rich> {
    let mut open = Open::default();
    let mut at = 0;
    while let Some((event, _)) = events.get(at) {
        at += 1;
        match event {
            Event::Text(text) => open.push(text, false),
            Event::Code(text) => open.push(text, true),
            Event::SoftBreak => open.push(" ", false),
            Event::HardBreak => open.special(RunKind::Break, ""),
            Event::FootnoteReference(label) => open.special(RunKind::Reference, label),
            Event::Start(Tag::Strong) => open.strong += 1,
            Event::End(TagEnd::Strong) => open.strong = open.strong.saturating_sub(1),
            Event::Start(Tag::Emphasis) => open.emphasis += 1,
            Event::End(TagEnd::Emphasis) => open.emphasis = open.emphasis.saturating_sub(1),
            Event::Start(Tag::Strikethrough) => open.struck += 1,
            Event::End(TagEnd::Strikethrough) => open.struck = open.struck.saturating_sub(1),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                if !title.is_empty() || *link_type == LinkType::Email || dest_url.is_empty() {
                    return None;
                }
                open.link = Some(dest_url.to_string());
            }
            Event::End(TagEnd::Link) => {
                // A link without text would be lost.
                let link = open.link.take();
                let has_text = |run: &Run| run.link == link && !run.text.trim().is_empty();
                if !open.runs.last().is_some_and(has_text) {
                    return None;
                }
            }
            Event::Start(Tag::Image { dest_url, title: own, .. }) => {
                let is_second = title.is_some() && !own.is_empty();
                if is_second || open.link.is_some() {
                    return None;
                }
                if !own.is_empty() {
                    *title = Some(own.to_string());
                }
                let description = description(events, &mut at)?;
                open.special(RunKind::Picture(PictureSource::Address(dest_url.to_string())), &description);
            }
            _ => return None,
        }
    }
    Some(Rich(open.runs))
}

/// The plain text inside a picture's brackets; moves behind its end.
fn description(events: &Events<'_>, at: &mut usize) -> Option<String> {
    let mut text = String::new();
    let mut depth = 1_usize;
    loop {
        let (event, _) = events.get(*at)?;
        *at += 1;
        match event {
            Event::End(TagEnd::Image) if depth == 1 => return Some(text),
            // A link's address would be lost.
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => return None,
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => return None,
        }
    }
}

impl Open {
    fn push(&mut self, text: &str, code: bool) {
        let (strong, emphasis, struck) = (self.strong > 0, self.emphasis > 0, self.struck > 0);
        let goes_on = |last: &Run| {
            last.kind == RunKind::Text
                && (last.strong, last.emphasis, last.struck, last.code) == (strong, emphasis, struck, code)
                && last.link == self.link
        };
        match self.runs.last_mut() {
            Some(last) if goes_on(last) => last.text.push_str(text),
            _ => {
                let (text, link) = (text.to_owned(), self.link.clone());
                self.runs.push(Run { text, strong, emphasis, struck, code, link, kind: RunKind::Text });
            }
        }
    }

    fn special(&mut self, kind: RunKind, text: &str) {
        self.runs.push(Run { text: text.to_owned(), kind, ..Run::default() });
    }
}

/// A line of Markdown by itself, as in a shortcode's caption; plain text if it is more than a line.
pub fn line(text: &str) -> Rich {
    let events: Vec<_> = Parser::new_ext(text, OPTIONS).into_offset_iter().collect();
    let inner = match events.as_slice() {
        [(Event::Start(Tag::Paragraph), _), inner @ .., (Event::End(TagEnd::Paragraph), _)] => inner,
        _ => return Rich::plain(text),
    };
    let mut title = None;
    let is_one =
        !inner.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Paragraph | Tag::Image { .. })));
    rich(inner, &mut title).filter(|_| is_one).unwrap_or_else(|| Rich::plain(text))
}
