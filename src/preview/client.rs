//! The part of the preview that runs in the browser.

/// A file of the client by its name: its media type and its bytes.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let bytes: &[u8] = match name {
        "client.js" => include_bytes!("client/client.js"),
        "page.js" => include_bytes!("client/page.js"),
        "overlay.js" => include_bytes!("client/overlay.js"),
        "source.js" => include_bytes!("client/source.js"),
        // Version 0.8.0, as it was published; its licence stands beside it.
        "idiomorph.js" => include_bytes!("client/idiomorph.js"),
        _ => return None,
    };
    Some(("text/javascript; charset=utf-8", bytes))
}
