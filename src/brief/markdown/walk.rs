//! [`Walk`]: goes through a text's events once and collects what its body is made of.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::super::count::Words;
use super::super::figure::Figure;
use super::super::fragment::{Fill, InlinePicture, Target};
use super::super::html::Html;
use super::super::prose::is_break;
use super::super::write::{Piece, write};
use super::lines::Lines;
use super::{Body, Heading, Manner, figures, tables};
use crate::diagnostic::{Checked, Diagnostic, Place, curb};
use crate::path::SitePath;
use crate::text::{escape, slug};

/// Lists and quotations inside each other, at most. Readers give up long before.
const DEEPEST: usize = 32;

/// How the ids begin that figures, footnotes and the theme's own sections have.
const TAKEN_IDS: &[&str] = &["figure-", "fn-", "fnref-", "brief-"];

/// How an event's place in the Markdown becomes a place in the file.
pub(super) enum Spans<'e> {
    /// The Markdown starts at this byte of the file, with this text.
    At(usize, Lines<'e>),
    /// The Markdown was unquoted on the way, so only the whole of it can be pointed at.
    Whole(Range<usize>),
}

/// Goes through the events once and collects what the body is made of.
pub(super) struct Walk<'e> {
    pub(super) path: &'e SitePath,
    spans: Spans<'e>,
    pub(super) manner: Manner,
    pub(super) events: &'e [(Event<'e>, Range<usize>)],
    pub(super) pieces: Vec<Piece<'e>>,
    figures: Vec<Figure>,
    headings: Vec<Heading>,
    /// The headings' ids so far, and the last number that was given to each.
    ids: HashMap<String, usize>,
    /// By label: number from 1 in the order of the first reference, and references so far.
    pub(super) footnotes: HashMap<String, (usize, usize)>,
    /// Definitions by label.
    pub(super) definitions: BTreeMap<String, (Vec<Piece<'e>>, Range<usize>)>,
    pub(super) table: tables::Table,
    heading_shift: u8,
    depth: usize,
    opening: String,
    count: Words,
    pub(super) found: Vec<Diagnostic>,
}

impl<'e> Walk<'e> {
    pub(super) fn new(
        path: &'e SitePath,
        spans: Spans<'e>,
        manner: Manner,
        events: &'e [(Event<'e>, Range<usize>)],
    ) -> Self {
        let has_top = events
            .iter()
            .any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })));
        Self {
            path,
            spans,
            manner,
            events,
            pieces: Vec::with_capacity(events.len()),
            figures: Vec::new(),
            headings: Vec::new(),
            ids: HashMap::new(),
            footnotes: HashMap::new(),
            definitions: BTreeMap::new(),
            table: tables::Table::default(),
            heading_shift: u8::from(has_top),
            depth: 0,
            opening: String::new(),
            count: Default::default(),
            found: Vec::new(),
        }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Range<usize> {
        match &self.spans {
            Spans::At(start, _) => start + range.start..start + range.end,
            Spans::Whole(span) => span.clone(),
        }
    }

    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        Place::new(self.path, self.span(range))
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub(super) fn run(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.step(at);
        }
    }

    /// Takes the event at `at`, and whatever belongs to it; returns the next one's index.
    fn step(&mut self, at: usize) -> usize {
        let (event, range) = &self.events[at];
        if let Event::Start(tag) = event {
            self.mark_block(tag, range);
        }
        match event {
            Event::Start(Tag::Paragraph) => return self.paragraph(at),
            Event::Start(Tag::Heading { level, id, .. }) => return self.heading(at, *level, id.as_deref()),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let end = self.end_of(at);
                let alt = self.plain(at + 1..end);
                let target = self.target(dest_url, range);
                let picture = InlinePicture { target, alt, title: title.to_string() };
                self.pieces.push(Piece::Hole(Fill::Picture(picture)));
                return end + 1;
            }
            Event::Start(Tag::Link { dest_url, title, link_type, .. }) => {
                let email = matches!(link_type, pulldown_cmark::LinkType::Email);
                let address = if email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                self.open_link(&address, title, range);
            }
            Event::End(TagEnd::Link) => self.html("</a>"),
            Event::Start(Tag::FootnoteDefinition(label)) => return self.footnote(at, label),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::Start(Tag::BlockQuote(kind)) => return self.enter(at, *kind),
            Event::End(TagEnd::BlockQuote(Some(_))) => {
                self.depth = self.depth.saturating_sub(1);
                self.html("</aside>\n");
            }
            Event::Start(Tag::List(_)) => return self.enter(at, None),
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(None)) => {
                self.depth = self.depth.saturating_sub(1);
                self.pass(event);
            }
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {
                self.table(at, event);
            }
            Event::Start(Tag::HtmlBlock) => return self.html_block(at),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range),
            Event::TaskListMarker(done) => {
                self.html("<input type=\"checkbox\" disabled");
                self.html(if *done { " checked aria-label=\"" } else { " aria-label=\"" });
                self.word(if *done { "done" } else { "to_do" });
                self.html("\"> ");
            }
            Event::Text(text) => {
                self.doubt_footnote(at);
                self.count.add(text);
                self.pass(event);
            }
            _ => self.pass(event),
        }
        at + 1
    }

    /// Notes the line on which a block was written, for those who come back to it from the page.
    fn mark_block(&mut self, tag: &Tag, range: &Range<usize>) {
        let is_block = matches!(
            tag,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::List(_)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableRow
        );
        if let Spans::At(start, lines) = &mut self.spans
            && is_block
        {
            self.pieces.push(Piece::Block(lines.line(*start + range.start)));
        }
    }

    pub(super) fn pass(&mut self, event: &Event<'e>) {
        self.pieces.push(Piece::Event(event.clone()));
    }

    pub(super) fn html(&mut self, html: impl Into<CowStr<'e>>) {
        self.pieces.push(Piece::Event(Event::InlineHtml(html.into())));
    }

    /// The address of a place in this text.
    pub(super) fn anchor(&mut self, anchor: String) {
        self.pieces.push(Piece::Hole(Fill::Anchor(anchor)));
    }

    /// One of the theme's words, known when the page is rendered.
    pub(super) fn word(&mut self, key: &'static str) {
        self.pieces.push(Piece::Hole(Fill::Word(key.into())));
    }

    /// The index of the event that ends the element which starts at `at`.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let mut open = 0;
        for (index, (event, _)) in self.events.iter().enumerate().skip(at) {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => {
                    open -= 1;
                    if open == 0 {
                        return index;
                    }
                }
                _ => {}
            }
        }
        self.events.len().saturating_sub(1)
    }

    pub(super) fn events(&self) -> &'e [(Event<'e>, Range<usize>)] {
        self.events
    }

    /// The text of some events without any marks.
    pub(super) fn plain(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        for (event, _) in &self.events[range] {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::InlineHtml(html) if is_break(html) => text.push(' '),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    pub(super) fn target(&self, destination: &str, range: &Range<usize>) -> Target {
        Target { text: destination.to_owned(), span: self.span(range) }
    }

    /// Takes some events apart from the rest: a caption, a footnote.
    pub(super) fn apart(&mut self, range: Range<usize>) -> Vec<Piece<'e>> {
        let before = std::mem::take(&mut self.pieces);
        self.run(range);
        std::mem::replace(&mut self.pieces, before)
    }

    fn paragraph(&mut self, at: usize) -> usize {
        let end = self.end_of(at);
        if let Some(figure) = figures::read(self, at + 1..end) {
            self.pieces.push(Piece::Hole(Fill::Figure(self.figures.len())));
            self.figures.push(figure);
            return end + 1;
        }
        if self.opening.is_empty() && self.depth == 0 {
            self.opening = self.plain(at + 1..end);
        }
        self.doubt_brackets(at, end);
        self.pass(&self.events[at].0);
        at + 1
    }

    fn heading(&mut self, at: usize, level: HeadingLevel, id: Option<&str>) -> usize {
        let text = self.plain(at + 1..self.end_of(at));
        let wanted = match id {
            Some(id) => id.to_owned(),
            None => Some(slug(&text)).filter(|id| !id.is_empty()).unwrap_or_else(|| "section".to_owned()),
        };
        let id = self.free_id(wanted);
        // No level is left out on the way down: those who hear the page would search for it.
        let above = self.headings.last().map_or(1, |heading| heading.level);
        let level = (level as u8 + self.heading_shift).clamp(2, 6).min(above + 1);
        self.html(format!("<h{level} id=\"{}\">", escape(&id)));
        let end = self.end_of(at);
        self.headings.push(Heading { level, id, text });
        // The end is written here, where the shifted level is known.
        let inner = self.apart(at + 1..end);
        self.pieces.extend(inner);
        self.html(format!("</h{level}>\n"));
        end + 1
    }

    /// The wanted id, or the next free one with a number: `the-parade-2`.
    fn free_id(&mut self, wanted: String) -> String {
        let is_taken = wanted == "content" || TAKEN_IDS.iter().any(|taken| wanted.starts_with(taken));
        let wanted = if is_taken { format!("section-{wanted}") } else { wanted };
        let times = self.ids.get(&wanted).copied().unwrap_or(0);
        let numbered = (times + 1..).map(|time| match time {
            1 => (time, wanted.clone()),
            _ => (time, format!("{wanted}-{time}")),
        });
        let free = numbered.into_iter().find(|(_, id)| !self.ids.contains_key(id));
        let (time, id) = free.unwrap_or((1, wanted.clone()));
        self.ids.insert(wanted, time);
        self.ids.entry(id.clone()).or_insert(1);
        id
    }

    fn enter(&mut self, at: usize, kind: Option<BlockQuoteKind>) -> usize {
        let (event, range) = &self.events[at];
        if self.depth == DEEPEST {
            let place = Place::new(self.path, self.span(&(range.start..range.start)));
            self.found.push(
                Diagnostic::error(place, format!("lists and quotations nest more than {DEEPEST} deep here"))
                    .help("end the ones above with a blank line and text at the line's start"),
            );
            return self.end_of(at) + 1;
        }
        self.depth += 1;
        match kind {
            Some(kind) => {
                let word = alert(kind);
                self.html(format!("<aside class=\"alert alert-{word}\">\n<p class=\"alert-title\">"));
                self.word(word);
                self.html("</p>\n");
            }
            None => self.pass(event),
        }
        at + 1
    }

    pub(super) fn finish(mut self) -> Checked<Body> {
        self.place_footnotes();
        // They are kept for as long as the site is, and there are many.
        self.figures.iter_mut().for_each(|figure| figure.pictures.shrink_to_fit());
        self.figures.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.opening.shrink_to_fit();
        let body = Body {
            html: Html::Made(write(self.pieces)),
            figures: self.figures,
            headings: self.headings,
            opening: self.opening,
            words: self.count.words(),
            minutes: self.count.minutes(),
        };
        curb(&mut self.found);
        Checked::new(body, self.found)
    }
}

/// The word for it, which is also its class.
fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
