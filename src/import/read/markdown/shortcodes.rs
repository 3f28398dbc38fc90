//! What only the generator that a text comes from can understand.

/// How generators open and close what they fill in. The longer marks come first.
const MARKS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];

/// Shortcodes, includes and other template code in a text, each with its line from 1, on one line.
/// Over the blocks of an article that stand as they were, these are what nobody has understood.
pub fn shortcodes(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    // A mark that is not closed once is not closed further on.
    let mut is_closed = [true; MARKS.len()];
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        line += text.get(at..start).unwrap_or_default().matches('\n').count();
        let rest = text.get(start..).unwrap_or_default();
        let mark = MARKS.iter().zip(&mut is_closed).find(|((open, _), _)| rest.starts_with(open));
        let mut length = 1;
        if let Some(((open, close), is_closed)) = mark {
            length = open.len();
            let end = if *is_closed { rest.find(close).map(|end| end + close.len()) } else { None };
            *is_closed = end.is_some();
            if let Some(code) = end.and_then(|end| rest.get(..end)) {
                length = code.len();
                // Hugo's way to show a shortcode: `{{</* name */>}}`.
                if !code.contains("/*") {
                    found.push((line, code.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
            }
        }
        line += rest.get(..length).unwrap_or_default().matches('\n').count();
        at = start + length;
    }
    found
}
