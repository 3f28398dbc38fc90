//! What the preview adds to a page on its way out.

use serde_json::Value;

use crate::text::escape;

/// The page with the client, which keeps it up to date, and with what the client has to know.
pub fn with_client(mut page: Vec<u8>, state: &Value) -> Vec<u8> {
    let script = format!(
        "<script type=\"module\" src=\"/_dateline/client.js\" data-dateline-state=\"{}\"></script>",
        escape(&state.to_string())
    );
    let at = beginning(&page);
    page.splice(at..at, script.into_bytes());
    page
}

/// Where the head of a page begins: behind its document type, comments, `<html>` and `<head>`, as far
/// as they are there. Further down what looks like a tag may stand in a comment or in a script.
fn beginning(page: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = prelude(page.get(at..).unwrap_or_default()) {
        at += length;
    }
    at
}

/// The length of the one thing that may stand before the head's contents, if the page begins with it.
fn prelude(page: &[u8]) -> Option<usize> {
    const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
    let begins = |with: &[u8]| page.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins(BYTE_ORDER_MARK) {
        return Some(BYTE_ORDER_MARK.len());
    }
    if page.first()?.is_ascii_whitespace() {
        return Some(1);
    }
    if begins(b"<!--") {
        let end = page.windows(3).skip(2).position(|window| window == b"-->")?;
        return Some(end + 5);
    }
    let is_tag = [b"<html".as_slice(), b"<head"].iter().any(|tag| {
        begins(tag)
            && page.get(tag.len()).is_some_and(|next| next.is_ascii_whitespace() || b">/".contains(next))
    });
    if !is_tag && !begins(b"<!doctype") {
        return None;
    }
    let mut quote = None;
    for (at, byte) in page.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// A page for when there is none to show: the overlay says why.
pub fn bare(title: &str) -> Vec<u8> {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>:root {{ color-scheme: light dark; font-family: system-ui, sans-serif }}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n</body>\n</html>\n"
    )
    .into_bytes()
}
