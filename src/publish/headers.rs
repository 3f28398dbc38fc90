//! [`Headers`]: what a host that stores headers with a file is told to send with it.

use super::OWN;
use crate::media::{cache_control, content_type};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    pub content_type: String,
    pub cache_control: &'static str,
}

impl Headers {
    /// The headers of the file at this path, below the target's address.
    pub fn of(path: &str) -> Self {
        let is_own = path.strip_prefix(OWN).is_some_and(|rest| rest.starts_with('/'));
        if is_own {
            return Self { content_type: "application/json".to_owned(), cache_control: "no-store" };
        }
        Self { content_type: content_type(path), cache_control: cache_control(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_never_kept() {
        assert_eq!(Headers::of(".dateline/manifest.json").cache_control, "no-store");
        assert_eq!(Headers::of(".dateline/lock").content_type, "application/json");
        assert_eq!(Headers::of("feed.xml").content_type, "text/xml; charset=utf-8");
        assert_eq!(Headers::of("a.webp").content_type, "image/webp");
    }
}
