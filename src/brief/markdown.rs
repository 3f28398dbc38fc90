//! Markdown to [`Body`]: CommonMark and its usual extensions, with figures, headings, links and
//! footnotes taken out on the way.

mod addresses;
mod figures;
mod footnotes;
mod lines;
mod tables;
mod walk;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::emphasis::Prepared;
use super::figure::Figure;
use super::fragment::Fragment;
use super::html::Html;
use super::prose::{Passage, passages};
use crate::diagnostic::Checked;
use crate::path::SitePath;
use lines::Lines;
use walk::{Spans, Walk};

/// A text, read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Body {
    #[serde(skip)]
    pub html: Html,
    pub figures: Vec<Figure>,
    pub headings: Vec<Heading>,
    /// The first paragraph that is no figure, as plain text.
    pub opening: String,
    pub words: usize,
    /// Whole minutes, at least 1.
    pub minutes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6: the page's title is the one heading of level 1.
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// What the reading of a text depends on, besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub raw_html: bool,
    /// Typographic quotation marks are English ones, so other languages keep what they typed.
    pub smart_punctuation: bool,
}

impl Manner {
    pub fn of(raw_html: bool, language: &str) -> Self {
        Self {
            raw_html,
            smart_punctuation: language.eq_ignore_ascii_case("en")
                || language.to_ascii_lowercase().starts_with("en-"),
        }
    }

    fn options(self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_GFM;
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options
    }
}

/// Reads the text that stands at `range` of a file.
pub fn body(path: &SitePath, file: &str, range: Range<usize>, manner: Manner) -> Checked<Body> {
    body_and(path, file, range, manner, |_| ()).0
}

/// The same, and its running text apart.
pub fn body_and_prose(
    path: &SitePath,
    file: &str,
    range: Range<usize>,
    manner: Manner,
) -> (Checked<Body>, Vec<Passage>) {
    let start = range.start;
    body_and(path, file, range, manner, |events| passages(events, start))
}

/// Reads a text, and has a look at its events.
fn body_and<T>(
    path: &SitePath,
    file: &str,
    range: Range<usize>,
    manner: Manner,
    look: impl FnOnce(&[(Event<'_>, Range<usize>)]) -> T,
) -> (Checked<Body>, T) {
    let start = range.start;
    let text = &file[range];
    let prepared = Prepared::new(text);
    let events = prepared.restore(Parser::new_ext(prepared.text(), manner.options()).into_offset_iter());
    let mut walk = Walk::new(path, Spans::At(start, Lines::new(file)), manner, &events);
    walk.run(0..events.len());
    (walk.finish(), look(&events))
}

/// Reads one line of Markdown that is the value of a field standing at `span`. `None` if it is a block
/// of another kind, or several: the theme puts it where only a line may stand.
pub fn line(path: &SitePath, text: &str, span: Range<usize>, manner: Manner) -> Checked<Option<Fragment>> {
    let prepared = Prepared::new(text);
    let events = prepared.restore(Parser::new_ext(prepared.text(), manner.options()).into_offset_iter());
    let mut walk = Walk::new(path, Spans::Whole(span), manner, &events);
    let is_line = matches!(events.first(), Some((Event::Start(Tag::Paragraph), _)))
        && matches!(events.last(), Some((Event::End(TagEnd::Paragraph), _)))
        && events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph))).count() == 1;
    if !is_line {
        return Checked::new(None, Vec::new());
    }
    walk.run(1..events.len() - 1);
    let Checked { value, diagnostics } = walk.finish();
    Checked::new(Some(value.html.fragment().into_owned().trimmed()), diagnostics)
}
