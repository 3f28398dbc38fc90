//! What kind of file stands at a path, by its name: what web hosts go by.

/// For files that never change, since another version has another name.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub const BRIEFLY: &str = "public, max-age=300";

/// So many hexadecimal digits are a fingerprint of the bytes.
const FINGERPRINT: usize = 8;

/// The names of files that are kept for ever, as a regular expression of Perl's kind for web servers:
/// what [`cache_control`] looks for.
pub const FINGERPRINTED: &str = r"[.-](?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{8,}([.-][^/]*)?\.[^/.]*$";

/// The content type of a file: `text/html; charset=utf-8`.
pub fn content_type(path: &str) -> String {
    let kind = kind(path);
    let is_text = kind.starts_with("text/")
        || kind.ends_with("+xml")
        || ["application/json", "application/javascript", "application/xml", "application/feed+json"]
            .contains(&kind);
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

/// The content type without a character set.
pub fn kind(path: &str) -> &'static str {
    mime_guess::from_path(path).first_raw().unwrap_or("application/octet-stream")
}

/// How long a file may be kept before it is asked for again.
pub fn cache_control(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if has_fingerprint(name) { FOR_EVER } else { BRIEFLY }
}

/// `app.3f9a0c1d.css`, `map-3f9a0c1d2b.svg`. Dates (`report-20240528.pdf`) are none: a fingerprint of
/// that length has a letter in it nearly always, and a file that is asked for again costs little.
fn has_fingerprint(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let parts = stem.split(['.', '-']).skip(1);
    parts.into_iter().any(|part| {
        part.len() >= FINGERPRINT
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_told_from_dates_and_words() {
        for name in ["app.3f9a0c1d.css", "js/map-0123456789abcdef.js", "a.b-3F9A0C1D.png"] {
            assert_eq!(cache_control(name), FOR_EVER, "{name}");
        }
        for name in [
            "index.html",
            "3f9a0c1d.css",
            "report-20240528.pdf",
            "a.facade.css",
            "deadbeef1-x.css",
            "x.3f9a0c1d",
            "3f9a0c1d-map/a.svg",
        ] {
            assert_eq!(cache_control(name), BRIEFLY, "{name}");
        }
    }
}
