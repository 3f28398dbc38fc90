//! Addresses inside an author's own HTML.

use std::ops::Range;

/// Attributes that hold one address each.
const ATTRIBUTES: &[&str] = &["href", "src", "poster"];

/// Elements whose content is no HTML.
const OPAQUE: &[&str] = &["script", "style", "textarea", "title"];

/// An attribute's value, or one address in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where it stands, without its quotation marks.
    pub range: Range<usize>,
    pub is_quoted: bool,
}

/// Where the addresses in `href`, `src`, `srcset` and `poster` stand in a piece of HTML: in its tags, not in its
/// comments, scripts and texts.
pub fn addresses(html: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|offset| at + offset) {
        let rest = &html[open + 1..];
        if rest.starts_with("!--") {
            at = after(html, open + 4, "-->");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name_end = word_end(html, open + 1);
            at = attributes(html, name_end, &mut found);
            let name = &html[open + 1..name_end];
            if OPAQUE.iter().any(|opaque| name.eq_ignore_ascii_case(opaque)) {
                at = after_closing(html, at, name);
            }
        } else {
            at = open + 1;
        }
    }
    found
}

/// Reads the attributes from `start` to the tag's end, and returns where that is.
fn attributes(html: &str, start: usize, found: &mut Vec<Address>) -> usize {
    let bytes = html.as_bytes();
    let mut at = start;
    loop {
        at = after_space(html, at);
        match bytes.get(at) {
            None => return at,
            Some(b'>') => return at + 1,
            Some(b'/' | b'=') => {
                at += 1;
                continue;
            }
            Some(_) => {}
        }
        let name = at..word_end(html, at);
        let equals = after_space(html, name.end);
        if bytes.get(equals) != Some(&b'=') {
            at = name.end;
            continue;
        }
        let value = value(html, after_space(html, equals + 1));
        at = value.range.end + usize::from(value.is_quoted);
        match &*html[name].to_ascii_lowercase() {
            "srcset" if value.is_quoted => found.extend(candidates(html, value.range)),
            name if ATTRIBUTES.contains(&name) => found.push(value),
            _ => {}
        }
    }
}

/// The addresses in a list such as `small.jpg 1x, large.jpg 2x`.
fn candidates(html: &str, range: Range<usize>) -> impl Iterator<Item = Address> + '_ {
    let mut rest = range;
    std::iter::from_fn(move || {
        let is_between = |c: char| c.is_ascii_whitespace() || c == ',';
        let start = rest.start + html[rest.clone()].find(|c| !is_between(c))?;
        let end =
            html[start..rest.end].find(|c: char| c.is_ascii_whitespace()).map_or(rest.end, |at| start + at);
        // A comma ends a candidate: right after its address, or after what is said of it.
        let address = start..start + html[start..end].trim_end_matches(',').len();
        rest.start = match address.end == end {
            true => html[end..rest.end].find(',').map_or(rest.end, |comma| end + comma),
            false => end,
        };
        Some(Address { range: address, is_quoted: true })
    })
}

fn value(html: &str, start: usize) -> Address {
    let until = |end: &dyn Fn(char) -> bool, start: usize| {
        start..html[start..].find(end).map_or(html.len(), |length| start + length)
    };
    match html[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => Address { range: until(&|c| c == quote, start + 1), is_quoted: true },
        _ => Address { range: until(&|c| c.is_ascii_whitespace() || c == '>', start), is_quoted: false },
    }
}

fn after(html: &str, start: usize, mark: &str) -> usize {
    html.get(start..).and_then(|rest| rest.find(mark)).map_or(html.len(), |end| start + end + mark.len())
}

/// Where the name in the closing tag of `name` ends.
fn after_closing(html: &str, start: usize, name: &str) -> usize {
    let mut at = start;
    while let Some(open) = html[at..].find("</") {
        at += open + 2;
        let found = html.as_bytes().get(at..at + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return at + name.len();
        }
    }
    html.len()
}

fn after_space(html: &str, start: usize) -> usize {
    let rest = html.get(start..).unwrap_or("");
    html.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len()
}

/// Where the name of an element or an attribute ends.
fn word_end(html: &str, start: usize) -> usize {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    html[start..].find(ends).map_or(html.len(), |length| start + length)
}
