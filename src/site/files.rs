//! [`Files`]: which of the site's files go out, and under which URL.
//!
//! Everything in `static/` does. A file in `content/` does only if a published page refers to it,
//! so that no picture of a draft, an embargoed or an expired brief leaves the house.

use std::collections::{BTreeMap, BTreeSet};

use crate::brief::Target;
use crate::catalog::Catalog;
use crate::path::SitePath;
use crate::source::{Asset, Sources};
use crate::url::{Url, decoded};

#[derive(Debug, Clone)]
pub struct Files {
    /// All assets, by path.
    assets: BTreeMap<SitePath, Asset>,
    by_path: BTreeMap<SitePath, Url>,
    /// Files that are there and belong to a brief that is not published.
    withheld: BTreeSet<SitePath>,
    unreadable: BTreeSet<SitePath>,
}

impl Files {
    pub fn new(sources: &Sources, catalog: &Catalog) -> Self {
        let mut files = Files {
            assets: sources.assets.clone(),
            by_path: BTreeMap::new(),
            withheld: BTreeSet::new(),
            unreadable: sources.unreadable.clone(),
        };
        let bundles = bundles(catalog);
        let wanted = wanted(catalog);
        for path in sources.assets.keys() {
            let url = match path.below("static") {
                Some(inner) => Some(Url::of_file(&format!("/{inner}"))),
                None => files.content_url(path, &bundles).filter(|_| wanted.contains(path)),
            };
            if let Some(url) = url {
                files.by_path.insert(path.clone(), url);
            }
        }
        files
    }

    /// The files that go out, and where each wants to stand. Two may want the same place.
    pub fn published(&self) -> impl Iterator<Item = (&Url, &SitePath)> {
        self.by_path.iter().map(|(path, url)| (url, path))
    }

    pub fn asset(&self, path: &SitePath) -> Option<&Asset> {
        self.assets.get(path)
    }

    pub fn url(&self, path: &SitePath) -> Option<&Url> {
        self.by_path.get(path)
    }

    /// Every file there is, published or not.
    pub fn all(&self) -> impl Iterator<Item = &SitePath> {
        self.assets.keys()
    }

    pub fn is_withheld(&self, path: &SitePath) -> bool {
        self.withheld.contains(path)
    }

    /// Whether the file, or a folder that it stands in, could not be read.
    pub fn is_unreadable(&self, path: &SitePath) -> bool {
        let parts = path.as_str().match_indices('/').map(|(slash, _)| &path.as_str()[..slash]);
        !self.unreadable.is_empty()
            && parts.chain([path.as_str()]).any(|folder| self.unreadable.contains(folder))
    }

    /// A file beside an `index.md` stands in that page's folder; any other keeps its path.
    fn content_url(&mut self, path: &SitePath, bundles: &BTreeMap<String, Option<Url>>) -> Option<Url> {
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
fn bundles(catalog: &Catalog) -> BTreeMap<String, Option<Url>> {
    // An `index.md` right in one of the folders for texts is a text like any other there.
    let is_bundle =
        |path: &SitePath| path.file_name() == "index.md" && path.folder().matches('/').count() > 1;
    let published = catalog.briefs.iter().map(|entry| (&entry.brief.path, Some(entry.url.clone())));
    let pages = catalog.standings.pages.iter().map(|page| (&page.path, Some(Url::new(&page.url_path()))));
    let withheld = catalog.withheld.iter().chain(&catalog.faulty).map(|path| (path, None));
    published
        .chain(pages)
        .chain(withheld)
        .filter(|(path, _)| is_bundle(path))
        .map(|(path, url)| (path.folder().to_owned(), url))
        .collect()
}

/// Every file path that a published page refers to, whether or not it exists.
fn wanted(catalog: &Catalog) -> BTreeSet<SitePath> {
    let briefs = catalog.briefs.iter().flat_map(|entry| {
        entry.brief.targets().filter_map(|(target, _)| file_path(&entry.brief.path, target))
    });
    let pages = catalog
        .standings
        .pages
        .iter()
        .flat_map(|page| page.targets().filter_map(|(target, _)| file_path(&page.path, target)));
    let profiles = catalog
        .shown_profiles()
        .flat_map(|page| page.body.targets().filter_map(|(target, _)| file_path(&page.path, target)));
    let remains = catalog
        .remains
        .iter()
        .flat_map(|(path, body)| body.targets().filter_map(|(target, _)| file_path(path, target)));
    briefs.chain(pages).chain(profiles).chain(remains).collect()
}

/// The path from the site's root that a target names, if it names a file at all.
pub fn file_path(from: &SitePath, target: &Target) -> Option<SitePath> {
    if target.is_external() {
        return None;
    }
    let path = target.text.split(['#', '?']).next().unwrap_or("");
    let path = decoded(path);
    match path.strip_prefix('/') {
        None if path.is_empty() => None,
        None => SitePath::join(from.folder(), &path),
        Some(rest) if rest.starts_with("content/") || rest.starts_with("static/") => SitePath::join("", rest),
        Some(rest) => SitePath::join("content", rest),
    }
}
