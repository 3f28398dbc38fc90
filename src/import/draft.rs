//! [`Draft`]: the brief as far as it is known, and how sure each part of it is.

use std::fmt;

use jiff::tz::TimeZone;

use super::article::{Article, Attachment, Block, LeftOut, Meta};
use crate::config::Config;
use crate::country::{Country, Names};
use crate::gazetteer::Gazetteer;

/// What is known of the site that the brief is for.
#[derive(Debug)]
pub struct Desk<'c> {
    pub names: &'c Names,
    pub gazetteer: &'c Gazetteer,
    /// BCP 47.
    pub language: &'c str,
    pub time_zone: &'c TimeZone,
}

impl<'c> Desk<'c> {
    pub fn of(config: &'c Config) -> Self {
        Self {
            names: &config.names,
            gazetteer: &config.gazetteer,
            language: &config.language,
            time_zone: &config.time_zone,
        }
    }
}

/// How sure a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The text says so in a form that means nothing else.
    Certain,
    /// In a form that nearly always means it.
    Likely,
    /// It has to come from somewhere; to be looked at.
    Guessed,
}

impl Sureness {
    pub fn name(self) -> &'static str {
        match self {
            Sureness::Certain => "certain",
            Sureness::Likely => "likely",
            Sureness::Guessed => "guessed",
        }
    }
}

impl fmt::Display for Sureness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A value that was recognised, where, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    pub value: T,
    pub sureness: Sureness,
    /// From 1; `None` for what the source says of itself outside its lines.
    pub line: Option<usize>,
    /// In a few words: `after "By"`.
    pub why: String,
}

impl<T> Found<T> {
    pub fn new(value: T, sureness: Sureness, line: usize, why: impl Into<String>) -> Self {
        Self { value, sureness, line: Some(line), why: why.into() }
    }

    /// The same of another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), sureness: self.sureness, line: self.line, why: self.why }
    }

    pub fn of_source(value: T, why: impl Into<String>) -> Self {
        Self { value, sureness: Sureness::Certain, line: None, why: why.into() }
    }
}

/// A text between its source and its brief.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub title: Option<Found<String>>,
    pub kicker: Option<Found<String>>,
    pub summary: Option<Found<String>>,
    /// As a brief's `date` is written.
    pub date: Option<Found<String>>,
    pub updated: Option<Found<String>>,
    pub dateline: Option<Found<String>>,
    pub countries: Vec<Found<Country>>,
    pub authors: Vec<Found<String>>,
    pub desk: Option<Found<String>>,
    pub topics: Vec<Found<String>>,
    pub language: Option<Found<String>>,
    /// Publisher and address.
    pub original: Option<Found<(Option<String>, String)>>,
    /// Headings that the source does not mark as such.
    pub sections: Vec<Found<String>>,
    /// What is left to be answered, with the line that raises it.
    pub questions: Vec<Question>,
    pub blocks: Vec<Block>,
    pub meta: Meta,
    pub files: Vec<Attachment>,
    pub left_out: Vec<LeftOut>,
    /// Lines that have become fields.
    pub taken: Vec<Taken>,
}

/// A line of the source that a field was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub field: &'static str,
    pub line: usize,
    pub text: String,
}

/// Something that only the author can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The field that waits for the answer.
    pub field: &'static str,
    /// Every line that raises it.
    pub lines: Vec<usize>,
    pub text: String,
}

/// A question is looked for among so many, if it is asked again.
const LATEST: usize = 8;

impl Draft {
    pub fn new(article: Article) -> Self {
        let Article { meta, blocks, files, left_out } = article;
        Self { meta, blocks, files, left_out, ..Self::default() }
    }

    /// Asks; the same question of another line is the same question.
    pub fn ask(&mut self, field: &'static str, line: Option<usize>, text: impl Into<String>) {
        let text = text.into();
        let latest = self.questions.len().saturating_sub(LATEST);
        let asked = self.questions.iter_mut().skip(latest);
        match asked.into_iter().find(|question| question.field == field && question.text == text) {
            Some(question) => question.lines.extend(line),
            None => self.questions.push(Question { field, lines: line.into_iter().collect(), text }),
        }
    }

    /// Takes a block out of the text because it has become a field.
    pub fn take(&mut self, at: usize, field: &'static str) -> Option<Block> {
        if at >= self.blocks.len() {
            return None;
        }
        let block = self.blocks.remove(at);
        let text = block.text().unwrap_or_default();
        self.taken.push(Taken { field, line: block.line, text });
        Some(block)
    }

    /// Takes a block out of the text because a brief has no place for it.
    pub fn leave_out(&mut self, at: usize, why: impl Into<String>) {
        if at < self.blocks.len() {
            let block = self.blocks.remove(at);
            let text = block.text().unwrap_or_default();
            self.left_out.push(LeftOut { line: block.line, text, why: why.into() });
        }
    }

    /// The words of the text so far, for rules that look at the whole.
    pub fn prose(&self) -> Vec<(usize, String)> {
        let mut prose = Vec::new();
        collect(&self.blocks, &mut prose);
        prose
    }
}

fn collect(blocks: &[Block], prose: &mut Vec<(usize, String)>) {
    use super::article::Kind;
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(text) | Kind::Heading(_, text) => prose.push((block.line, text.text())),
            Kind::Quote(inner) => collect(inner, prose),
            Kind::List { items, .. } => items.iter().for_each(|item| collect(item, prose)),
            Kind::Figure(figure) => prose.push((block.line, figure.caption.text())),
            Kind::Markdown(text) => prose.push((block.line, text.clone())),
            Kind::Table { .. } | Kind::Code { .. } | Kind::Note { .. } | Kind::Rule => {}
        }
    }
}
