//! [`Site`]: every URL, and for each a small value that says what stands there.

mod check;
mod claims;
mod files;
mod layout;
pub mod links;

use std::sync::Arc;

use crate::catalog::{BriefId, Catalog, Coverage, Index, Stretch};
use crate::config::Config;
use crate::diagnostic::Checked;
use crate::hosting::{Facts, HostFile};
use crate::memo::Memo;
use crate::path::SitePath;
use crate::source::Sources;
use crate::url::Url;
pub use check::Checks;
pub use files::Files;
pub use layout::{Layout, Outline};

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
    /// A table of countries by months or years.
    Coverage(Coverage),
    NotFound,
    /// A former URL, and where it leads now.
    Alias(Url),
    /// One page of a timeline, counted from 1.
    Timeline(Stretch, usize),
    /// The newest briefs of an index.
    Feed(Index, FeedFormat),
    /// The same as an index or a directory, or of all briefs, for programs.
    Data(Data),
    /// The latest events of the whole site, a country or a pair, as iCalendar.
    Calendar(Index),
    /// One part of the sitemap, from 1; or the list of its parts.
    Sitemap(SitemapPart),
    Robots,
    /// The shapes of all countries, for the small maps.
    Map,
    /// A file for the host that serves the site.
    Hosting(HostFile),
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

/// A JSON file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Beside one page of an index, counted from 1.
    Index(Index, usize),
    Directory(Directory),
    Coverage(Coverage),
    /// Beside one page of a timeline, counted from 1.
    Timeline(Stretch, usize),
    Corrections,
    /// Part of the list of all briefs, from 1.
    Briefs(usize),
}

/// So many briefs stand in one part of the list of all.
pub const BRIEFS_IN_A_FILE: usize = 5_000;

impl Data {
    pub fn url(&self) -> Url {
        match self {
            Data::Index(index, number) => index.url().page(*number).file("index.json"),
            Data::Directory(directory) => directory.url().file("index.json"),
            Data::Coverage(table) => table.url().file("index.json"),
            Data::Timeline(stretch, number) => stretch.url().page(*number).file("index.json"),
            Data::Corrections => Url::root().folder("corrections").file("index.json"),
            Data::Briefs(1) => Url::new("/api/briefs.json"),
            Data::Briefs(part) => Url::new(&format!("/api/briefs-{part}.json")),
        }
    }

    /// The theme's file that says what is in it.
    pub fn schema(&self) -> &'static str {
        match self {
            Data::Index(..) => "index.schema.json",
            Data::Directory(_) => "directory.schema.json",
            Data::Coverage(_) => "coverage.schema.json",
            Data::Timeline(..) => "timeline.schema.json",
            Data::Corrections => "corrections.schema.json",
            Data::Briefs(_) => "briefs.schema.json",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

    pub fn name(self) -> &'static str {
        match self {
            FeedFormat::Atom => "Atom",
            FeedFormat::Json => "JSON",
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

/// The name of a calendar's file, beside the index's page.
pub const CALENDAR: &str = "timeline.ics";

/// The most URLs that one sitemap file may hold (sitemaps.org).
pub const SITEMAP_LIMIT: usize = 50_000;

impl Page {
    /// Whether readers and search engines should find it: no copy, no alias, no file.
    pub fn is_readable(&self) -> bool {
        match self {
            Page::Brief(_)
            | Page::Standing(_)
            | Page::Directory(_)
            | Page::Corrections
            | Page::Coverage(_) => true,
            Page::Index(_, number) | Page::Timeline(_, number) => *number == 1,
            _ => false,
        }
    }
}

/// Everything that a page can be made of.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    pub catalog: Catalog,
    pub files: Files,
    layout: Arc<Layout>,
}

impl Site {
    /// Gives every page its URL.
    pub fn new(
        config: Arc<Config>,
        catalog: Catalog,
        sources: &Sources,
        layouts: &mut Memo<Outline, Arc<Layout>>,
    ) -> Checked<Site> {
        let outline = Outline::new(&catalog, sources.assets.clone(), &config);
        let layout = layouts.get(outline, |outline| Arc::new(Layout::new(outline)));
        let files = Files {
            assets: sources.assets.clone(),
            outlets: Arc::clone(&layout.outlets),
            unreadable: Arc::new(sources.unreadable.clone()),
        };
        let found = layout.conflicts.iter().map(|conflict| conflict.diagnostic(&catalog)).collect();
        Checked::new(Site { config, catalog, files, layout }, found)
    }

    /// What files for hosts are made of.
    pub fn host_facts(&self) -> Facts<'_> {
        Facts {
            base: &self.config.base,
            packings: &self.config.compress,
            aliases: self.layout.aliases().collect(),
            paths: self.pages().map(|(url, _)| url.output_path()).collect(),
        }
    }

    pub fn page(&self, url: &Url) -> Option<&Page> {
        self.layout.page(url)
    }

    /// Every URL in order, and what stands there.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (&Url, &Page)> {
        self.layout.pages.iter().map(|(url, page)| (url, page))
    }

    /// The pages from `start` on.
    fn pages_from(&self, start: &Url) -> impl Iterator<Item = (&Url, &Page)> {
        let at = self.layout.pages.partition_point(|(url, _)| url < start);
        self.layout.pages[at..].iter().map(|(url, page)| (url, page))
    }

    /// The pages that readers and search engines should find.
    pub fn readable(&self) -> impl Iterator<Item = (&Url, &Page)> {
        self.pages().filter(|(_, page)| page.is_readable())
    }

    /// Pages that an index of this many briefs takes.
    pub fn page_count(&self, briefs: usize) -> usize {
        layout::page_count(briefs, self.config.paginate)
    }

    /// Whether there is a page for this timeline.
    pub fn has_timeline(&self, stretch: &Stretch) -> bool {
        matches!(self.page(&stretch.url()), Some(Page::Timeline(..)))
    }

    /// Whether a directory page exists.
    pub fn has(&self, directory: Directory) -> bool {
        matches!(self.page(&directory.url()), Some(Page::Directory(_)))
    }
}
