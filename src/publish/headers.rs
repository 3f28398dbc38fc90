//! [`Headers`]: what a host that stores headers with a file is told to send with it.

use super::OWN;
use crate::media::content_type;

/// For files that never change, since another version has another name.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

const BRIEFLY: &str = "public, max-age=300";

/// So many hexadecimal digits are a fingerprint of the bytes.
const FINGERPRINT: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    pub content_type: String,
    pub cache_control: &'static str,
}

impl Headers {
    /// The headers of the file at this path, below the target's address.
    pub fn of(path: &str) -> Self {
        let is_own = path.strip_prefix(OWN).is_some_and(|rest| rest.starts_with('/'));
        let name = path.rsplit('/').next().unwrap_or(path);
        let cache_control = match () {
            () if is_own => "no-store",
            () if has_fingerprint(name) => FOR_EVER,
            () => BRIEFLY,
        };
        let content_type = if is_own { "application/json".to_owned() } else { content_type(path) };
        Self { content_type, cache_control }
    }
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
            assert_eq!(Headers::of(name).cache_control, FOR_EVER, "{name}");
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
            assert_eq!(Headers::of(name).cache_control, BRIEFLY, "{name}");
        }
    }

    #[test]
    fn lists_are_never_kept() {
        assert_eq!(Headers::of(".dateline/manifest.json").cache_control, "no-store");
        assert_eq!(Headers::of(".dateline/lock").content_type, "application/json");
        assert_eq!(Headers::of("feed.xml").content_type, "text/xml; charset=utf-8");
        assert_eq!(Headers::of("a.webp").content_type, "image/webp");
    }
}
