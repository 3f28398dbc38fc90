//! Addresses inside an author's own HTML.

use std::ops::Range;

/// Attributes that hold one address each.
const ATTRIBUTES: &[&str] = &["href", "src", "poster"];

/// Where the values of `href`, `src` and `poster` stand in a piece of HTML. Only quoted values:
/// what stands there without quotes stays as the author wrote it.
pub fn addresses(html: &str) -> Vec<Range<usize>> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(equals) = html[at..].find('=').map(|offset| at + offset) {
        at = equals + 1;
        let name_start = html[..equals]
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .map_or(0, |before| before + html[before..].chars().next().map_or(1, char::len_utf8));
        let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) else { continue };
        let value = at + 1;
        let Some(length) = html[value..].find(char::from(quote)) else { break };
        at = value + length + 1;
        let name = html[name_start..equals].to_ascii_lowercase();
        let follows_space = name_start > 0 && bytes[name_start - 1].is_ascii_whitespace();
        if follows_space && ATTRIBUTES.contains(&&*name) {
            found.push(value..value + length);
        }
    }
    found
}
