//! [`Diagnostic`]: one thing that an author did wrong, and where.
//!
//! A diagnostic is born where the mistake is seen, with a byte span of the source file, and is
//! drawn elsewhere. [`Checked`] carries a value together with what was found while making it.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::path::SitePath;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site is not written.
    Error,
    /// Doubtful; the site is written all the same.
    Warning,
    /// Worth a look.
    Note,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A stretch of bytes in a source file.
pub type Span = Range<usize>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub path: SitePath,
    /// Start and end, in bytes from the file's start. Equal to each other for a whole file.
    pub start: usize,
    pub end: usize,
}

impl Place {
    pub fn new(path: &SitePath, span: Span) -> Self {
        Self { path: path.clone(), start: span.start, end: span.end }
    }

    /// The file as such: a missing file, a file that is not text.
    pub fn file(path: &SitePath) -> Self {
        Self::new(path, 0..0)
    }
}

/// Ordered by place, so that a sorted list reads from a file's top to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    pub place: Place,
    pub severity: Severity,
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that have to do with it: the second file that claims a URL.
    pub related: Vec<(Place, String)>,
    /// Whether a secret stands at the place, so that its line must not be shown.
    pub is_secret: bool,
}

impl Diagnostic {
    pub fn new(severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self { place, severity, message: message.into(), help: None, related: Vec::new(), is_secret: false }
    }

    pub fn error(place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, place, message)
    }

    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, place, message)
    }

    pub fn note(place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, place, message)
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    pub fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Where it is, and the other places that have to do with it.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(self.related.iter().map(|(place, _)| place))
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// As programs read it, with lines and columns from 1; `text` gives the text of a file.
    pub fn to_json<'t>(&self, text: impl Fn(&SitePath) -> Option<&'t str>) -> serde_json::Value {
        let place = |place: &Place| {
            let text = text(&place.path).unwrap_or("");
            let (line, column) = line_column(text, place.start);
            let (end_line, end_column) = line_column(text, place.end);
            json!({
                "file": place.path.as_str(), "line": line, "column": column,
                "end_line": end_line, "end_column": end_column,
            })
        };
        let related = |(other, label): &(Place, String)| {
            let mut object = place(other);
            object["message"] = json!(label);
            object
        };
        let mut object = json!({"severity": self.severity.name()});
        if let (Some(object), Some(place)) = (object.as_object_mut(), place(&self.place).as_object()) {
            object.extend(place.clone());
        }
        object["message"] = json!(self.message);
        object["help"] = json!(self.help);
        object["related"] = json!(self.related.iter().map(related).collect::<Vec<_>>());
        object
    }
}

/// A value and everything that was found wrong while it was made.
///
/// The value is complete in itself: what a mistake made unusable is not in it.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: change(self.value), diagnostics: self.diagnostics }
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Hands over the value and adds the diagnostics to `all`.
    pub fn into_value(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// Sorts by place and drops what was said twice.
pub fn settle(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort();
    diagnostics.dedup();
}

/// More mistakes than this in one text are counted, not listed.
pub const MOST_IN_TEXT: usize = 40;

/// Keeps the first [`MOST_IN_TEXT`] of one text, and says how many more there are.
pub fn curb(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= MOST_IN_TEXT {
        return;
    }
    settle(diagnostics);
    let rest = diagnostics.split_off(MOST_IN_TEXT.min(diagnostics.len()));
    let severest = rest.iter().map(|diagnostic| diagnostic.severity).min();
    if let (Some(first), Some(severity)) = (rest.first(), severest) {
        diagnostics.push(more_in_text(severity, first.place.clone(), rest.len()));
    }
}

/// Says that `count` diagnostics from `place` on are not listed.
pub fn more_in_text(severity: Severity, place: Place, count: usize) -> Diagnostic {
    let mistakes = if count == 1 { "mistake" } else { "mistakes" };
    Diagnostic::new(severity, place, format!("{count} more {mistakes} in this text"))
        .help("mend the ones above first")
}

/// Line and column, both from 1, the column in characters, of byte `offset` in `text`.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[..line_start].matches('\n').count() + 1;
    let mut visible = &text[line_start..offset];
    if line == 1 {
        visible = visible.strip_prefix('\u{feff}').unwrap_or(visible);
    }
    (line, visible.chars().count() + 1)
}

/// Byte offset of a line (from 1) and a column (from 0, in characters), or the nearest there is.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    text[start..line_end].char_indices().nth(column).map_or(line_end, |(byte, _)| start + byte)
}
