//! [`Passage`]: the running text of a brief, block by block, with the places where it stands.
//!
//! Left out is what is not the author's prose: code, HTML, addresses, footnotes, which mostly hold
//! sources, the alternative text of pictures, and credits.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::diagnostic::Span;
use crate::path::composed;

type Located<'e> = (Event<'e>, Range<usize>);

/// A block of text without marks: a paragraph, a heading, a caption, a whole table.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    pub text: String,
    /// Where each piece begins in the text, and where it stands in the file.
    pieces: Vec<(usize, Span)>,
}

impl Passage {
    /// Where a stretch of the text stands in the file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let place = |at: usize| {
            let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.pieces.get(piece).map_or(0, |(start, span)| (span.start + (at - start)).min(span.end))
        };
        let start = place(range.start);
        // The end belongs to the piece that the last byte is in.
        let end = place(range.end.saturating_sub(1)) + 1;
        start..end.max(start)
    }

    fn push(&mut self, text: &str, span: Span) {
        if text.is_ascii() {
            return self.push_piece(text, span);
        }
        let mut done = 0;
        for (at, sign) in text.char_indices() {
            if let Some(plain) = plain_sign(sign) {
                self.push_piece(&composed(&text[done..at]), span.start + done..span.end);
                self.push_piece(plain, span.start + at..span.end);
                done = at + sign.len_utf8();
            }
        }
        self.push_piece(&composed(&text[done..]), span.start + done..span.end);
    }

    fn push_piece(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), span));
            self.text.push_str(text);
        }
    }
}

/// A text as names are written in it: composed, with plain blanks and hyphens.
pub fn plain_signs(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    if !text.contains(|sign| plain_sign(sign).is_some()) {
        return composed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match plain_sign(sign) {
            Some(other) => plain.push_str(other),
            None => plain.push(sign),
        }
    }
    composed(&plain).into_owned().into()
}

/// What stands for a sign that only says where a line may end.
fn plain_sign(sign: char) -> Option<&'static str> {
    match sign {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(" "),
        '\u{2010}' => Some("-"),
        '\u{ad}' | '\u{2060}' | '\u{200b}' => Some(""),
        _ => None,
    }
}

/// The passages of a text whose first byte is the file's byte `start`.
pub fn passages(events: &[Located<'_>], start: usize) -> Vec<Passage> {
    let mut prose = Prose { events, start, done: Vec::new(), open: Passage::default(), tables: 0 };
    let mut at = 0;
    while at < events.len() {
        at = prose.step(at);
    }
    prose.end_block();
    prose.done
}

/// Whether a tag keeps words apart.
pub fn is_break(html: &str) -> bool {
    html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

struct Prose<'e> {
    events: &'e [Located<'e>],
    start: usize,
    done: Vec<Passage>,
    open: Passage,
    tables: usize,
}

impl Prose<'_> {
    /// Takes the event at `at`, and what belongs to it; returns the next one's index.
    fn step(&mut self, at: usize) -> usize {
        let Some((event, range)) = self.events.get(at) else { return at + 1 };
        match event {
            Event::Start(
                Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::FootnoteDefinition(_)
                | Tag::Image { .. }
                | Tag::MetadataBlock(_),
            )
            | Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                return self.after(at);
            }
            Event::Start(Tag::Paragraph) => {
                self.end_block();
                if let Some(caption) = self.caption(at + 1) {
                    return self.figure(at, caption);
                }
            }
            Event::Start(Tag::Table(_)) => {
                self.end_block();
                self.tables += 1;
            }
            Event::End(TagEnd::Table) => {
                self.tables = self.tables.saturating_sub(1);
                self.end_block();
            }
            Event::End(TagEnd::TableCell) => self.open.push("; ", self.span(range.end..range.end)),
            Event::Start(Tag::Heading { .. } | Tag::Item | Tag::List(_) | Tag::BlockQuote(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::BlockQuote(_)) => {
                self.end_block();
            }
            Event::Text(text) => self.open.push(text, self.span(range.clone())),
            Event::InlineHtml(html) if is_break(html) => self.open.push(" ", self.span(range.clone())),
            Event::SoftBreak | Event::HardBreak | Event::Code(_) => {
                self.open.push(" ", self.span(range.clone()));
            }
            _ => {}
        }
        at + 1
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.start + range.start..self.start + range.end
    }

    fn end_block(&mut self) {
        if self.tables == 0 && !self.open.text.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    /// The index after the end of the element that starts at `at`.
    fn after(&self, at: usize) -> usize {
        let mut open = 0_usize;
        for (index, (event, _)) in self.events.iter().enumerate().skip(at) {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                return index + 1;
            }
        }
        self.events.len()
    }

    /// Where the caption starts, if a paragraph with these inner events is a figure.
    fn caption(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut has_picture = false;
        loop {
            match self.events.get(at).map(|(event, _)| event) {
                Some(Event::Start(Tag::Image { .. })) => has_picture = true,
                Some(Event::Start(Tag::Link { .. }))
                    if matches!(self.events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _))) =>
                {
                    has_picture = true;
                }
                Some(Event::SoftBreak | Event::HardBreak) if has_picture => {}
                _ => return has_picture.then_some(at),
            }
            at = self.after(at);
        }
    }

    /// Takes a figure's caption, and leaves its credit out. Returns the index after its paragraph.
    fn figure(&mut self, paragraph: usize, caption: usize) -> usize {
        let after = self.after(paragraph);
        let mut end = after.saturating_sub(1);
        if let Some((Event::Start(Tag::Emphasis), _)) = self.events.get(caption) {
            let run = self.after(caption);
            // `*Rodong Sinmun*, front page` is a caption that opens with a name.
            let is_joined = matches!(self.events.get(run), Some((Event::Text(text), _)) if !text.starts_with(char::is_whitespace));
            if !is_joined {
                end = run;
            }
        }
        let mut at = caption;
        while at < end {
            at = self.step(at);
        }
        self.end_block();
        after
    }
}
