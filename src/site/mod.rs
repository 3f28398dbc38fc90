//! [`Site`]: every URL, and for each a small value that says what stands there.

mod check;
mod claims;
mod files;
pub mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{BriefId, Catalog, Grouping, Index};
use crate::config::Config;
use crate::diagnostic::{Checked, Place};
use crate::path::SitePath;
use crate::source::Sources;
use crate::url::Url;
use claims::Claims;
pub use files::Files;

/// What stands at a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    Brief(BriefId),
    /// By its place in the catalog's standing pages.
    Standing(usize),
    /// One page of an index, counted from 1.
    Index(Index, usize),
    Directory(Directory),
    Corrections,
    NotFound,
    /// A former URL, and where it leads now.
    Alias(Url),
    /// The newest briefs of an index.
    Feed(Index, FeedFormat),
    /// One part of the sitemap, from 1; or the list of its parts.
    Sitemap(SitemapPart),
    Robots,
    /// A file of the author's, copied as it is.
    File(SitePath),
    /// A file of the built-in theme.
    ThemeFile(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Directory {
    Countries,
    Regions,
    Topics,
    Authors,
    Archive,
}

impl Directory {
    pub const ALL: [Directory; 5] =
        [Directory::Countries, Directory::Regions, Directory::Topics, Directory::Authors, Directory::Archive];

    /// The template's name without `.html`, and the URL's only part.
    pub fn kind(self) -> &'static str {
        match self {
            Directory::Countries => "countries",
            Directory::Regions => "regions",
            Directory::Topics => "topics",
            Directory::Authors => "authors",
            Directory::Archive => "archive",
        }
    }

    pub fn url(self) -> Url {
        Url::root().folder(self.kind())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    pub fn file_name(self) -> &'static str {
        match self {
            FeedFormat::Atom => "feed.xml",
            FeedFormat::Json => "feed.json",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitemapPart {
    Whole,
    List,
    Part(usize),
}

/// The most URLs that one sitemap file may hold (sitemaps.org).
pub const SITEMAP_LIMIT: usize = 50_000;

/// Everything that a page can be made of.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    pub catalog: Catalog,
    pub files: Files,
    pages: BTreeMap<Url, Page>,
}

impl Site {
    /// Gives every page its URL, and follows every link.
    pub fn new(
        config: Arc<Config>,
        catalog: Catalog,
        sources: &Sources,
        theme: &[&'static str],
    ) -> Checked<Site> {
        let mut claims = Claims::default();
        let files = Files::new(sources, &catalog);
        claim_built_in(&mut claims, &catalog, &config);
        claim_content(&mut claims, &catalog);
        for (url, path) in files.published() {
            claims.claim(url.clone(), Page::File(path.clone()), Some(Place::file(path)));
        }
        for name in theme {
            claims.offer(Url::new(&format!("/{name}")), Page::ThemeFile(name));
        }
        claims.offer(Url::new("/robots.txt"), Page::Robots);
        claim_aliases(&mut claims, &catalog);
        claim_sitemap(&mut claims);
        let (pages, mut found) = claims.settle();
        let site = Site { config, catalog, files, pages };
        found.extend(check::check(&site));
        Checked::new(site, found)
    }

    pub fn page(&self, url: &Url) -> Option<&Page> {
        self.pages.get(url)
    }

    /// Every URL in order, and what stands there.
    pub fn pages(&self) -> impl Iterator<Item = (&Url, &Page)> {
        self.pages.iter()
    }

    pub fn len(&self) -> usize {
        self.pages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The pages that readers and search engines should find: no copies, no aliases, no files.
    pub fn readable(&self) -> impl Iterator<Item = (&Url, &Page)> {
        self.pages.iter().filter(|(_, page)| match page {
            Page::Brief(_) | Page::Standing(_) | Page::Directory(_) | Page::Corrections => true,
            Page::Index(_, number) => *number == 1,
            _ => false,
        })
    }

    /// Pages that an index of this many briefs takes.
    pub fn page_count(&self, briefs: usize) -> usize {
        page_count(briefs, &self.config)
    }

    /// Whether a directory page exists.
    pub fn has(&self, directory: Directory) -> bool {
        matches!(self.pages.get(&directory.url()), Some(Page::Directory(_)))
    }
}

fn page_count(briefs: usize, config: &Config) -> usize {
    briefs.div_ceil(config.paginate).max(1)
}

fn claim_built_in(claims: &mut Claims, catalog: &Catalog, config: &Config) {
    let directories = directories(catalog);
    let is_directory = |url: &Url| directories.iter().any(|directory| directory.url() == *url);
    for (index, briefs) in catalog.indexes() {
        let url = index.url();
        if matches!(index, Index::Folder(_)) && is_directory(&url) {
            // With `permalink: /countries/{country}/{slug}/` the list of countries stands there.
            continue;
        }
        for number in 1..=page_count(briefs.len(), config) {
            claims.claim(url.page(number), Page::Index(index.clone(), number), None);
        }
        if index.grouping() == Grouping::Subject {
            for format in [FeedFormat::Atom, FeedFormat::Json] {
                claims.claim(url.file(format.file_name()), Page::Feed(index.clone(), format), None);
            }
        }
    }
    if catalog.briefs.is_empty() {
        // A site has a front page from its first day.
        claims.claim(Url::root(), Page::Index(Index::All, 1), None);
    }
    for directory in directories {
        claims.claim(directory.url(), Page::Directory(directory), None);
    }
    if catalog.briefs.iter().any(|entry| !entry.brief.corrections.is_empty()) {
        claims.claim(Url::root().folder("corrections"), Page::Corrections, None);
    }
    claims.claim(Url::new("/404.html"), Page::NotFound, None);
}

/// The directories that have something to list.
fn directories(catalog: &Catalog) -> BTreeSet<Directory> {
    let directory = |index: &Index| match index {
        Index::Country(_) => Some(Directory::Countries),
        Index::Region(_) => Some(Directory::Regions),
        Index::Topic(_) => Some(Directory::Topics),
        Index::Author(_) => Some(Directory::Authors),
        Index::Year(_) => Some(Directory::Archive),
        _ => None,
    };
    catalog.indexes().filter_map(|(index, _)| directory(index)).collect()
}

fn claim_content(claims: &mut Claims, catalog: &Catalog) {
    for id in catalog.ids() {
        let entry = catalog.entry(id);
        claims.claim(entry.url.clone(), Page::Brief(id), Some(Place::file(&entry.brief.path)));
    }
    for (at, standing) in catalog.standings.pages.iter().enumerate() {
        let url = Url::new(&standing.url_path());
        claims.claim(url, Page::Standing(at), Some(Place::file(&standing.path)));
    }
}

fn claim_aliases(claims: &mut Claims, catalog: &Catalog) {
    for entry in &catalog.briefs {
        for (alias, place) in &entry.brief.aliases {
            claims.claim(Url::new(alias), Page::Alias(entry.url.clone()), Some(place.clone()));
        }
    }
    for standing in &catalog.standings.pages {
        for (alias, place) in &standing.aliases {
            claims.claim(Url::new(alias), Page::Alias(Url::new(&standing.url_path())), Some(place.clone()));
        }
    }
}

fn claim_sitemap(claims: &mut Claims) {
    let readable = claims.readable();
    let whole = Url::new("/sitemap.xml");
    if readable <= SITEMAP_LIMIT {
        claims.offer(whole, Page::Sitemap(SitemapPart::Whole));
        return;
    }
    for part in 1..=readable.div_ceil(SITEMAP_LIMIT) {
        claims.claim(Url::new(&format!("/sitemap-{part}.xml")), Page::Sitemap(SitemapPart::Part(part)), None);
    }
    claims.offer(whole, Page::Sitemap(SitemapPart::List));
}
