//! What kind of file stands at a path, by its ending: what web hosts go by.

/// The content type of a file: `text/html; charset=utf-8`.
pub fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_raw().unwrap_or("application/octet-stream");
    let is_text = kind.starts_with("text/")
        || kind.ends_with("+xml")
        || ["application/json", "application/javascript", "application/xml", "application/feed+json"]
            .contains(&kind);
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}
