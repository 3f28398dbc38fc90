//! Front matter and text, told apart.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;

/// Where the two stand in the file.
pub struct Parts {
    pub matter: Range<usize>,
    pub body: Range<usize>,
}

/// Finds the lines `---` around the front matter. A byte order mark and any kind of line end are fine.
pub fn split(path: &SitePath, text: &str) -> Result<Parts, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if text[start..].trim().is_empty() {
        return Err(Diagnostic::error(Place::file(path), "the file is empty")
            .help("write a front matter with title, date and countries, or delete the file"));
    }
    let first_line = text[start..].lines().next().unwrap_or("");
    if first_line.trim_end() != "---" {
        let place = Place::new(path, start..start + first_line.len().min(80));
        let place = Place { end: text.floor_char_boundary(place.end), ..place };
        if first_line.trim().is_empty() && text[start..].trim_start().starts_with("---") {
            let message = "the front matter has to start on the file's first line";
            return Err(Diagnostic::error(Place::file(path), message)
                .help("delete what stands above the first `---`"));
        }
        return Err(Diagnostic::error(place, "the file does not start with a front matter")
            .help("start it with a line `---`, then title, date and countries, then another line `---`"));
    }
    let matter_start = after_line(text, start);
    let mut line_start = matter_start;
    while line_start < text.len() {
        let next = after_line(text, line_start);
        if text[line_start..next].trim_end() == "---" {
            return Ok(Parts { matter: matter_start..line_start, body: next..text.len() });
        }
        line_start = next;
    }
    Err(Diagnostic::error(
        Place::new(path, start..start + 3),
        "the front matter that opens here is never closed",
    )
    .help("put a line `---` after its last field"))
}

fn after_line(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1)
}

/// A file whose front matter may be left out altogether: the profile of an author or a country.
pub fn split_optional(path: &SitePath, text: &str) -> Result<Parts, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match text[start..].lines().next() {
        Some(line) if line.trim_end() == "---" => split(path, text),
        _ => Ok(Parts { matter: start..start, body: start..text.len() }),
    }
}
