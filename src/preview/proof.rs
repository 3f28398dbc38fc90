//! What the preview adds to a page on its way out.

use serde_json::Value;

use crate::text::escape;

/// The page with the client, which keeps it up to date, and with what the client has to know.
pub fn with_client(mut page: Vec<u8>, state: &Value) -> Vec<u8> {
    let script = format!(
        "<script type=\"module\" src=\"/_dateline/client.js\" data-dateline-state=\"{}\"></script>",
        escape(&state.to_string())
    );
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end));
    let at = at.unwrap_or(page.len());
    page.splice(at..at, script.into_bytes());
    page
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
