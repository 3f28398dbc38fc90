//! The part of the preview that runs in the browser.

/// A file of the client by its name: its media type and its bytes.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let script = "text/javascript; charset=utf-8";
    Some(match name {
        "client.js" => (script, include_bytes!("client/client.js")),
        _ => return None,
    })
}
