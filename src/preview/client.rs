//! The part of the preview that runs in the browser.

/// A file of the client by its name: its media type and its bytes.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let bytes: &[u8] = match name {
        "client.js" => include_bytes!("client/client.js"),
        "stream.js" => include_bytes!("client/stream.js"),
        "shared.js" => include_bytes!("client/shared.js"),
        "page.js" => include_bytes!("client/page.js"),
        "twins.js" => include_bytes!("client/twins.js"),
        "files.js" => include_bytes!("client/files.js"),
        "overlay.js" => include_bytes!("client/overlay.js"),
        "editor.js" => include_bytes!("client/editor.js"),
        "source.js" => include_bytes!("client/source.js"),
        // Version 0.8.0, as it was published; its licence stands beside it.
        "idiomorph.js" => include_bytes!("client/idiomorph.js"),
        _ => return None,
    };
    Some(("text/javascript; charset=utf-8", bytes))
}
