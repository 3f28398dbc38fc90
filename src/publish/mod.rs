//! What publishing does to a host, worked out without one: which files go out, which of them a host
//! lacks, and in which order they follow, so that a reader never finds a page before what it names.

mod headers;
mod manifest;
mod plan;
mod scan;

use std::collections::BTreeMap;

use crate::site::{Page, Site};
use crate::url::Url;

pub use headers::Headers;
pub use manifest::{Manifest, Mark};
pub use plan::{Items, Listing, Phase, Plan, Put, Truth};
pub use scan::{Leak, Scan};

/// The folder on a host that is dateline's own.
pub const OWN: &str = ".dateline";

/// A file's bytes, by length and BLAKE3 (the first 16 bytes, in hexadecimal digits).
pub fn mark(bytes: &[u8]) -> Mark {
    let digest = blake3::hash(bytes).to_hex();
    Mark { digest: digest.as_str()[..32].to_owned(), length: bytes.len() as u64 }
}

/// The order in which files go out: nothing comes before what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Pictures, style sheets: pages name them.
    Asset,
    /// Indexes name them.
    Page,
    Index,
    /// Feeds and sitemaps, and what hosts read: they name everything.
    Feed,
}

/// The files of a site by their paths below the output folder, and what each of them is.
pub fn classes(site: &Site) -> BTreeMap<String, Class> {
    let class = |path: &str, page: &Page| match page {
        Page::File(_) if path.ends_with(".html") => Class::Page,
        Page::File(_) | Page::ThemeFile(_) | Page::Map => Class::Asset,
        Page::Index(..) | Page::Directory(_) | Page::Corrections | Page::Coverage(_) | Page::Timeline(..) => {
            Class::Index
        }
        Page::Feed(..)
        | Page::Calendar(_)
        | Page::Data(_)
        | Page::Sitemap(_)
        | Page::Robots
        | Page::Hosting(_) => Class::Feed,
        Page::Brief(_) | Page::Standing(_) | Page::Alias(_) | Page::NotFound => Class::Page,
    };
    let file = |(url, page): (&Url, &Page)| {
        let path = url.output_path();
        let class = class(&path, page);
        (path, class)
    };
    site.pages().map(file).collect()
}
