//! Typed reading of YAML, with every mistake reported at the line and column of the key or value.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use super::explain::explained;
use super::span::{Child, Places, places};
use super::{Node, value};
use crate::diagnostic::{Checked, Diagnostic, Place, Severity, Span};
use crate::path::SitePath;

/// More mistakes than this in one file are counted, not listed.
const MOST_DIAGNOSTICS: usize = 40;

/// The longest list that an author can mean.
const LONGEST_LIST: usize = 1000;

/// One YAML text inside a file, and what was found wrong with it so far.
pub struct Reader<'t> {
    pub(super) path: &'t SitePath,
    /// The YAML alone.
    pub(super) text: &'t str,
    /// Where it starts in the file.
    start: usize,
    /// The line above it that opens a front matter; empty in a file that is all YAML.
    pub(super) opening: Range<usize>,
    pub(super) places: OnceCell<Places>,
    found: RefCell<Vec<Diagnostic>>,
    unlisted: RefCell<usize>,
}

impl<'t> Reader<'t> {
    /// `range` is where the YAML stands in the file's text.
    pub fn new(path: &'t SitePath, file: &'t str, range: Range<usize>) -> Self {
        let line = file[..range.start].trim_start_matches('\u{feff}');
        let opening = range.start - line.len();
        Self {
            path,
            opening: opening..opening + line.trim_end().len(),
            start: range.start,
            text: &file[range],
            places: OnceCell::new(),
            found: RefCell::default(),
            unlisted: RefCell::default(),
        }
    }

    /// The values; `None`, with a diagnostic, if the text is no YAML.
    pub fn parse(&self) -> Option<Node> {
        match value::parse(self.text) {
            Ok(node) => Some(node),
            Err(malformed) => {
                self.report_malformed(&malformed);
                None
            }
        }
    }

    pub fn root<'r>(&'r self, node: &'r Node) -> Field<'r> {
        Field { reader: self, parent: None, step: Step::Root, node }
    }

    /// Ends the reading. Everything that was found comes along.
    pub fn finish<T>(self, value: T) -> Checked<T> {
        let mut found = self.found.into_inner();
        let unlisted = self.unlisted.into_inner();
        if unlisted > 0 {
            let last = found.iter().map(|diagnostic| &diagnostic.place).max().cloned();
            let place = last.map_or_else(|| Place::file(self.path), |last| Place { start: last.end, ..last });
            let message = format!("{unlisted} more mistakes after this one are not listed");
            found.push(Diagnostic::error(place, message).help("correct those above first"));
        }
        Checked::new(value, found)
    }

    /// Counts a mistake that would not be listed any more, so that nobody has to look for its place.
    pub(super) fn is_full(&self) -> bool {
        let is_full = self.found.borrow().len() >= MOST_DIAGNOSTICS;
        if is_full {
            *self.unlisted.borrow_mut() += 1;
        }
        is_full
    }

    /// Where a field of the text's own stands, or an entry of the list in it; nothing is read for it.
    pub fn place_of(&self, key: &str, index: Option<usize>) -> Option<Place> {
        let root = self.places.get_or_init(|| places(self.text));
        let is_field = |child: &&Child| child.key.as_ref().is_some_and(|(name, _)| name == key);
        let field = &root.children.iter().find(is_field)?.places;
        let places = match index {
            Some(index) => &field.children.get(index)?.places,
            None => field,
        };
        Some(self.place(places.value.clone()))
    }

    pub(super) fn push(&self, diagnostic: Diagnostic) {
        let mut found = self.found.borrow_mut();
        if found.len() < MOST_DIAGNOSTICS {
            found.push(diagnostic);
        } else {
            *self.unlisted.borrow_mut() += 1;
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.path, self.start + span.start..self.start + span.end)
    }

    fn report_malformed(&self, malformed: &value::Malformed) {
        let offset = malformed.offset.unwrap_or(0).min(self.text.len());
        let line_end = self.text[offset..].find('\n').map_or(self.text.len(), |end| offset + end);
        let span = offset..line_end.min(self.text.ceil_char_boundary(offset + 1)).max(offset);
        let line_start = self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[line_start..line_end];
        let (message, help) = explained(&malformed.message, line, &self.text[offset..]);
        self.push(Diagnostic::error(self.place(span), message).help(help));
    }
}

/// One value, and the way that led to it.
#[derive(Clone, Copy)]
pub struct Field<'r> {
    pub(super) reader: &'r Reader<'r>,
    pub(super) parent: Option<&'r Field<'r>>,
    pub(super) step: Step<'r>,
    pub node: &'r Node,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'r> {
    Root,
    Key(&'r str),
    Index(usize),
}

impl<'r> Field<'r> {
    /// What messages call it: its key, or its list's key.
    pub fn name(&self) -> &'r str {
        match (self.step, self.parent) {
            (Step::Key(key), _) => key,
            (_, Some(parent)) => parent.name(),
            _ => "the file",
        }
    }

    /// Where the value stands in the file.
    pub fn place(&self) -> Place {
        let root = self.reader.places.get_or_init(|| places(self.reader.text));
        self.reader.place(self.spans(root).1)
    }

    /// Where its key stands; the value's own place in a list.
    pub fn key_place(&self) -> Place {
        let root = self.reader.places.get_or_init(|| places(self.reader.text));
        let (key, value) = self.spans(root);
        self.reader.place(key.unwrap_or(value))
    }

    /// Reports that the value is wrong.
    pub fn error(&self, message: impl Into<String>, help: impl Into<String>) {
        self.report(Severity::Error, message, help);
    }

    pub fn report(&self, severity: Severity, message: impl Into<String>, help: impl Into<String>) {
        self.reader.push(Diagnostic::new(severity, self.place(), message).help(help));
    }

    /// Reports something found elsewhere about this value, such as a link inside its text.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.reader.push(diagnostic);
    }

    /// A scalar as the author wrote it: `1.10` stays `1.10`.
    pub fn text(&self) -> Option<String> {
        self.text_such_as("some text")
    }

    /// As `text`, with an example of what to write.
    pub fn text_such_as(&self, example: &str) -> Option<String> {
        let text = match self.node {
            Node::Text(text) => {
                self.warn_of_comment();
                text.trim().to_owned()
            }
            Node::Bool(_) | Node::Integer(_) | Node::Float(_) => self.written().to_owned(),
            other => {
                let help = match self.step {
                    Step::Key(key) if self.written().starts_with(['[', '{']) => {
                        format!("write {key}: {example}; text that starts with a bracket needs quotes")
                    }
                    Step::Key(key) => format!("write {key}: {example}"),
                    _ => "write a word or a name; text that starts with a bracket needs quotes".to_owned(),
                };
                self.error(format!("{} has to be text, but this is {}", self.title(), other.kind()), help);
                return None;
            }
        };
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.error(
                format!("{} holds a control character, which no page can show", self.title()),
                "type the text anew; it may have come along with a copy",
            );
            return None;
        }
        if text.is_empty() {
            self.error(
                format!("{} is empty", self.title()),
                "write something there; what is not needed can be left out",
            );
            return None;
        }
        Some(text)
    }

    pub fn boolean(&self) -> Option<bool> {
        if let Node::Bool(value) = self.node {
            return Some(*value);
        }
        self.error(
            format!("{} has to be true or false, but this is {}", self.title(), self.node.kind()),
            "write true or false, without quotes",
        );
        None
    }

    /// A whole number of at least `least`.
    pub fn number(&self, least: i64) -> Option<usize> {
        match self.node {
            Node::Integer(value) if *value >= least => usize::try_from(*value).ok(),
            _ => {
                self.error(
                    format!("{} has to be a whole number of at least {least}", self.title()),
                    format!("write {}: 20", self.name()),
                );
                None
            }
        }
    }

    /// The entries of a list of texts.
    pub fn list(&'r self) -> Vec<Field<'r>> {
        let shown = match self.node {
            Node::List(_) | Node::Map(_) => "first, second",
            _ => Some(self.written()).filter(|text| text.chars().count() <= 60).unwrap_or("first, second"),
        };
        self.list_such_as(shown)
    }

    /// The entries of a list, with an example of what stands between its brackets.
    pub fn list_such_as(&'r self, example: &str) -> Vec<Field<'r>> {
        let Node::List(list) = self.node else {
            self.error(
                format!("{} has to be a list, but this is {}", self.title(), self.node.kind()),
                format!("write it in brackets: {}: [{example}]", self.name()),
            );
            return Vec::new();
        };
        if list.len() > LONGEST_LIST {
            self.error(
                format!("`{}` has {} entries; the most is {LONGEST_LIST}", self.name(), list.len()),
                "shorten the list",
            );
            return Vec::new();
        }
        let field =
            |(index, node)| Field { reader: self.reader, parent: Some(self), step: Step::Index(index), node };
        list.iter().enumerate().map(field).collect()
    }

    pub(super) fn child(&'r self, key: &'r str, node: &'r Node) -> Field<'r> {
        Field { reader: self.reader, parent: Some(self), step: Step::Key(key), node }
    }

    pub(super) fn title(&self) -> String {
        match self.step {
            Step::Root if self.reader.opening.is_empty() => "the file".to_owned(),
            Step::Root => "the front matter".to_owned(),
            Step::Key(key) => format!("`{key}`"),
            Step::Index(_) => format!("an entry of `{}`", self.name()),
        }
    }

    /// The source text of a scalar.
    fn written(&self) -> &'r str {
        let place = self.place();
        let reader = self.reader;
        reader.text.get(place.start - reader.start..place.end - reader.start).unwrap_or("").trim()
    }

    /// `title: Unit #731` is `Unit` to YAML; the author should hear of it.
    fn warn_of_comment(&self) {
        if !self.reader.text.contains(" #") {
            return;
        }
        let place = self.place();
        let reader = self.reader;
        let rest = reader.text.get(place.end - reader.start..).unwrap_or("");
        let rest = rest.lines().next().unwrap_or("");
        let comment = rest.trim_start_matches(' ');
        if rest.starts_with(' ')
            && comment.starts_with('#')
            && !comment.starts_with("# ")
            && comment.len() > 1
        {
            let start = place.end + rest.len() - comment.len();
            let place = Place::new(reader.path, start..start + comment.trim_end().len());
            self.reader.push(
                Diagnostic::warning(
                    place,
                    format!("`{}` ends here: YAML takes ` #` for a comment", self.name()),
                )
                .help("put the whole text in quotes, or a space after the `#` if it is a comment"),
            );
        }
    }

    /// The places of this value, unless an alias hides them.
    pub(super) fn descend<'p>(&self, root: &'p Places) -> Option<&'p Places> {
        let Some(parent) = self.parent else { return Some(root) };
        let places = parent.descend(root)?;
        match self.step {
            Step::Root => Some(places),
            Step::Index(index) => places.children.get(index).map(|child| &child.places),
            Step::Key(key) => places
                .children
                .iter()
                .find(|child| child.key.as_ref().is_some_and(|(name, _)| name == key))
                .map(|child| &child.places),
        }
    }

    /// Key and value, or the nearest enclosing value that can be found.
    fn spans(&self, root: &Places) -> (Option<Span>, Span) {
        let key = self.parent.and_then(|parent| match self.step {
            Step::Key(key) => parent
                .descend(root)?
                .children
                .iter()
                .find_map(|child| child.key.as_ref().filter(|(name, _)| name == key))
                .map(|(_, span)| span.clone()),
            _ => None,
        });
        match (self.descend(root), self.parent) {
            (Some(places), _) if places.value.is_empty() && key.is_some() => {
                (key.clone(), key.unwrap_or_default())
            }
            (Some(places), _) => (key, places.value.clone()),
            (None, Some(parent)) => parent.spans(root),
            (None, None) => (None, 0..0),
        }
    }
}
