//! A diagnostic as people read it: place, source line, what is wrong and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Place, Severity, line_column};
use crate::source::Sources;

/// A line longer than this, in bytes, is named but not shown.
const LONGEST_LINE: usize = 2000;

/// The whole message, with colours for those terminals that have them.
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let (message, help) = (plain(&diagnostic.message), diagnostic.help.as_deref().map(plain));
    let related: Vec<(Shown, String)> =
        diagnostic.related.iter().map(|(place, label)| (Shown::of(place, sources), plain(label))).collect();
    let mut shown = Shown::of(&diagnostic.place, sources);
    if diagnostic.is_secret {
        shown.text = None;
    }
    let mut groups = vec![shown.add_to(Group::with_title(level.primary_title(message)))];
    for (place, label) in &related {
        groups.push(place.add_to(Group::with_title(Level::NOTE.secondary_title(label))));
    }
    if let Some(help) = &help {
        groups.push(Group::with_title(Level::HELP.secondary_title(help)));
    }
    format!("{}\n\n", Renderer::styled().render(&groups))
}

/// What of a file is shown.
struct Shown<'s> {
    path: String,
    /// From 1.
    line: usize,
    column: usize,
    /// The line and where the mark goes in it; none for a file as such.
    text: Option<(&'s str, std::ops::Range<usize>)>,
}

impl<'s> Shown<'s> {
    fn of(place: &Place, sources: &'s Sources) -> Self {
        let path = plain(place.path.as_str());
        let Some(text) = sources.text(&place.path) else {
            return Shown { path, line: 1, column: 1, text: None };
        };
        let start = text.floor_char_boundary(place.start.min(text.len()));
        let (line, column) = line_column(text, start);
        let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        // A byte order mark is no part of what the author sees.
        let first =
            if first == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(start) } else { first };
        let last = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let source = text[first..last].trim_end_matches('\r');
        let end = text.floor_char_boundary(place.end.clamp(start, last)).min(first + source.len());
        let mark = start - first..(end.max(start) - first).min(source.len());
        let fits = source.len() <= LONGEST_LINE && !source.is_empty() && mark.start <= source.len();
        Shown { path, line, column, text: fits.then_some((source, mark)) }
    }

    fn add_to<'g>(&'g self, group: Group<'g>) -> Group<'g> {
        match &self.text {
            Some((text, mark)) => group.element(
                Snippet::source(*text)
                    .line_start(self.line)
                    .path(&self.path)
                    .annotation(AnnotationKind::Primary.span(mark.clone())),
            ),
            None => group.element(Origin::path(&self.path).line(self.line).char_column(self.column)),
        }
    }
}

/// Text from a file, without the characters that could play tricks with a terminal.
pub fn plain(text: &str) -> String {
    // What turns the direction of writing could show one file's name as another's.
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if (c.is_control() && c != '\n') || turns(c) { '\u{fffd}' } else { c }).collect()
}

/// A word in the colour of a severity.
pub fn label(text: &str, severity: Severity) -> String {
    let colour = match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Note => "\u{1b}[1;32m",
    };
    format!("{colour}{text}\u{1b}[0m")
}
