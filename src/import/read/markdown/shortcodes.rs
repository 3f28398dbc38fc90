//! What only the generator that a text comes from can understand.

use std::borrow::Cow;
use std::ops::Range;

/// How generators open and close what they fill in. The longer marks come first.
const MARKS: [(&str, &str); 5] = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}"), ("{# ", "#}")];

/// Shortcodes, includes and other template code in a text, each with its line from 1, on one line.
/// Over the blocks of an article that stand as they were, these are what nobody has understood.
pub fn shortcodes(text: &str) -> Vec<(usize, String)> {
    let (mut at, mut line) = (0, 1);
    let mut found = Vec::new();
    for place in places(text) {
        line += text.get(at..place.start).unwrap_or_default().matches('\n').count();
        at = place.start;
        let code = text.get(place).unwrap_or_default();
        // Hugo's way to show a shortcode: `{{</* name */>}}`.
        if !code.contains("/*") {
            found.push((line, code.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    found
}

/// Where template code stands in a text.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    // A mark that is not closed once is not closed further on.
    let mut is_closed = [true; MARKS.len()];
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        let rest = text.get(start..).unwrap_or_default();
        let mark = MARKS.iter().zip(&mut is_closed).find(|((open, _), _)| rest.starts_with(open));
        at = start + 1;
        if let Some(((open, close), is_closed)) = mark {
            at = start + open.len();
            let end = if *is_closed { rest.find(close).map(|end| start + end + close.len()) } else { None };
            *is_closed = end.is_some();
            if let Some(end) = end {
                found.push(start..end);
                at = end;
            }
        }
    }
    found
}

/// The text with template code of several lines as one word of the same length. Else `>}}` on a line
/// of its own would be a quotation to Markdown, and a parameter a list.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    let is_in_one_block = |code: &str| {
        code.contains('\n') && !code.contains("```") && code.lines().all(|line| !line.trim().is_empty())
    };
    let mut changed = Cow::Borrowed(text);
    for place in places(text) {
        if text.get(place.clone()).is_some_and(is_in_one_block) {
            let word = "x".repeat(place.len());
            changed.to_mut().replace_range(place, &word);
        }
    }
    changed
}

/// The words of a shortcode: what stands in quotes, and what stands between blanks and signs.
pub fn values(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| !is_between(c)) {
        rest = rest.get(start..).unwrap_or_default();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (value, after) = match quote {
            Some(quote) => {
                let inner = rest.get(quote.len_utf8()..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => {
                let end = rest.find(|c: char| is_between(c) || matches!(c, '"' | '\'' | '`'));
                rest.split_at(end.unwrap_or(rest.len()))
            }
        };
        found.push(value);
        rest = after;
    }
    found
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | '=' | ':' | '|' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '%')
}
