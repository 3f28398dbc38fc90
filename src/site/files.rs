//! [`Files`]: which of the site's files go out, and under which URL.
//!
//! Everything in `static/` does. A file in `content/` does only if a published page refers to it,
//! so that no picture of a draft, an embargoed or an expired brief leaves the house.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::layout::Outline;
use crate::hosting::Size;
use crate::path::SitePath;
use crate::source::{Asset, Assets};
use crate::url::Url;

/// Every file that is no text, and where it stands.
#[derive(Debug, Clone)]
pub struct Files {
    pub(super) assets: Assets,
    pub(super) outlets: Arc<Outlets>,
    pub(super) unreadable: Arc<BTreeSet<SitePath>>,
}

impl Files {
    pub fn asset(&self, path: &SitePath) -> Option<&Asset> {
        self.assets.get(path)
    }

    /// Where the file goes out; `None` if it stays in.
    pub fn url(&self, path: &SitePath) -> Option<&Url> {
        self.outlets.by_path.get(path)
    }

    /// How much goes out.
    pub fn size(&self) -> Size<'_> {
        let published = self.outlets.by_path.keys();
        let sizes = published.filter_map(|path| Some((path, self.asset(path)?.length)));
        let bytes = sizes.clone().map(|(_, length)| length).sum();
        Size { bytes, largest: sizes.max_by_key(|(_, length)| *length) }
    }

    /// Every file there is, published or not.
    pub fn all(&self) -> impl Iterator<Item = &SitePath> {
        self.assets.keys()
    }

    /// Whether the file belongs to a brief that is not published.
    pub fn is_withheld(&self, path: &SitePath) -> bool {
        self.outlets.withheld.contains(path)
    }

    /// Whether the file, or a folder that it stands in, could not be read.
    pub fn is_unreadable(&self, path: &SitePath) -> bool {
        let parts = path.as_str().match_indices('/').map(|(slash, _)| &path.as_str()[..slash]);
        !self.unreadable.is_empty()
            && parts.chain([path.as_str()]).any(|folder| self.unreadable.contains(folder))
    }
}

/// Where files go out.
#[derive(Debug, Default)]
pub struct Outlets {
    by_path: BTreeMap<SitePath, Url>,
    /// Files that are there and belong to a brief that is not published.
    withheld: BTreeSet<SitePath>,
}

impl Outlets {
    pub fn new(outline: &Outline) -> Self {
        let mut outlets = Self::default();
        let bundles = bundles(outline);
        let wanted = wanted(outline);
        for path in outline.assets.names() {
            let url = match path.below("static") {
                Some(inner) => Some(Url::of_file(&format!("/{inner}"))),
                None => outlets.content_url(path, &bundles).filter(|_| wanted.contains(path)),
            };
            if let Some(url) = url {
                outlets.by_path.insert(path.clone(), url);
            }
        }
        outlets
    }

    /// The files that go out, and where each wants to stand. Two may want the same place.
    pub fn published(&self) -> impl Iterator<Item = (&Url, &SitePath)> {
        self.by_path.iter().map(|(path, url)| (url, path))
    }

    /// A file beside an `index.md` stands in that page's folder; any other keeps its path.
    fn content_url(&mut self, path: &SitePath, bundles: &BTreeMap<&str, Option<&Url>>) -> Option<Url> {
        let mut folder = path.folder();
        loop {
            match bundles.get(folder) {
                Some(Some(url)) => return Some(Url::of_file(url.file(path.below(folder)?).as_str())),
                Some(None) => {
                    self.withheld.insert(path.clone());
                    return None;
                }
                None if folder == "content" => {
                    return Some(Url::of_file(&format!("/media/{}", path.below("content")?)));
                }
                None => folder = folder.rsplit_once('/')?.0,
            }
        }
    }
}

/// Folders that are a brief with its pictures, and where they stand; `None` if it is not published.
fn bundles(outline: &Outline) -> BTreeMap<&str, Option<&Url>> {
    // An `index.md` right in one of the folders for texts is a text like any other there.
    let is_bundle =
        |path: &SitePath| path.file_name() == "index.md" && path.folder().matches('/').count() > 1;
    let published = outline.shelves.filings.iter().map(|filing| (&filing.path, Some(&filing.url)));
    let pages = outline.standings.iter().map(|page| (&page.path, Some(&page.url)));
    let withheld = outline.withheld.keys().chain(&*outline.faulty).map(|path| (path, None));
    published
        .chain(pages)
        .chain(withheld)
        .filter(|(path, _)| is_bundle(path))
        .map(|(path, url)| (path.folder(), url))
        .collect()
}

/// Every file path of `content/` that a published page refers to, whether or not it exists.
fn wanted(outline: &Outline) -> HashSet<&SitePath> {
    outline.shelves.filings.iter().flat_map(|filing| &filing.files).chain(&outline.wanted).collect()
}
