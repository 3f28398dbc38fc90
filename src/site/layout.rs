//! [`Layout`]: which pages there are, and where they and the files stand.
//!
//! It is made of an [`Outline`] alone, which leaves out what the pages say. As long as the outline
//! stays the same, and it does while somebody writes, the layout is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::claims::{Claimant, Claims, Conflict};
use super::files::Outlets;
use super::{BRIEFS_IN_A_FILE, CALENDAR, Data, Directory, FeedFormat, Page, SITEMAP_LIMIT, SitemapPart};
use crate::catalog::{BriefId, Catalog, Coverage, Grouping, Index, Shelves, Withheld, is_asset};
use crate::config::Config;
use crate::hosting::{self, Host};
use crate::path::SitePath;
use crate::source::Assets;
use crate::theme;
use crate::url::{Base, Url};

/// All that decides which URLs there are.
#[derive(Debug)]
pub struct Outline {
    pub shelves: Arc<Shelves>,
    pub standings: Vec<StandingFiling>,
    pub assets: Assets,
    /// Files that texts without a filing refer to.
    pub wanted: BTreeSet<SitePath>,
    pub withheld: Arc<BTreeMap<SitePath, Withheld>>,
    pub faulty: Arc<BTreeSet<SitePath>>,
    pub paginate: usize,
    pub has_data: bool,
    pub hosts: Vec<Host>,
    pub base: Base,
    /// Whether pages have maps.
    pub has_map: bool,
}

impl PartialEq for Outline {
    fn eq(&self, other: &Self) -> bool {
        // Shelves are kept as long as the filings are the same.
        Arc::ptr_eq(&self.shelves, &other.shelves)
            && self.standings == other.standings
            && self.assets.has_names_of(&other.assets)
            && self.wanted == other.wanted
            && self.withheld == other.withheld
            && self.faulty == other.faulty
            && self.paginate == other.paginate
            && self.has_data == other.has_data
            && self.hosts == other.hosts
            && self.base == other.base
            && self.has_map == other.has_map
    }
}

/// Where a standing page belongs.
#[derive(Debug, PartialEq, Eq)]
pub struct StandingFiling {
    pub path: SitePath,
    pub url: Url,
    pub aliases: Vec<Url>,
}

impl Outline {
    pub fn new(catalog: &Catalog, assets: Assets, config: &Config) -> Self {
        let standings = &catalog.standings.pages;
        let filing = |page: &Arc<crate::brief::standing::Standing>| StandingFiling {
            path: page.path.clone(),
            url: Url::new(&page.url_path()),
            aliases: page.aliases.iter().map(|(alias, _)| Url::new(alias)).collect(),
        };
        let pages = standings.iter().map(|page| (&page.path, &page.body));
        let profiles = catalog.shown_profiles().map(|profile| (&profile.path, &profile.body));
        let texts = pages.chain(profiles).chain(catalog.remains());
        let wanted = texts
            .flat_map(|(path, body)| body.targets().filter_map(|(target, _)| target.file_path(path)))
            .filter(is_asset)
            .collect();
        Self {
            shelves: Arc::clone(&catalog.shelves),
            standings: standings.iter().map(filing).collect(),
            assets,
            wanted,
            withheld: Arc::clone(&catalog.withheld),
            faulty: Arc::clone(&catalog.faulty),
            paginate: config.paginate,
            has_data: config.has_data,
            hosts: config.hosting.iter().map(|hosting| hosting.host).collect(),
            base: config.base.clone(),
            has_map: config.map.shown,
        }
    }
}

#[derive(Debug)]
pub struct Layout {
    /// By URL.
    pub pages: Vec<(Url, Page)>,
    /// Aliases that the host answers for, so that their pages must not go out. By URL.
    moved: Vec<(Url, Page)>,
    pub outlets: Arc<Outlets>,
    pub conflicts: Vec<Conflict>,
}

impl Layout {
    /// Gives every page its URL.
    pub fn new(outline: &Outline) -> Self {
        let outlets = Outlets::new(outline);
        let mut claims = Claims::default();
        claim_built_in(&mut claims, outline);
        claim_content(&mut claims, outline);
        for (url, path) in outlets.published() {
            claims.claim(url.clone(), Page::File(path.clone()), Claimant::File(path.clone()));
        }
        let is_used = |name: &str| outline.has_data || !name.ends_with(".schema.json");
        for (name, _) in theme::FILES.iter().filter(|(name, _)| is_used(name)) {
            claims.offer(Url::new(&format!("/{name}")), Page::ThemeFile(name));
        }
        claims.offer(Url::new("/robots.txt"), Page::Robots);
        // No brief is without a country, so without briefs there is nothing to be found on a map.
        if outline.has_map && !outline.shelves.filings.is_empty() {
            claims.offer(Url::new(&format!("/{}", theme::MAP)), Page::Map);
        }
        for file in outline.hosts.iter().flat_map(|host| host.files(&outline.base)) {
            claims.make(file.url(), Page::Hosting(file));
        }
        claim_aliases(&mut claims, outline);
        claim_sitemap(&mut claims);
        let (mut pages, conflicts) = claims.settle();
        let moved = take_moved(&mut pages, outline);
        Self { pages, moved, outlets: Arc::new(outlets), conflicts }
    }

    pub fn page(&self, url: &Url) -> Option<&Page> {
        let find = |pages: &'_ [(Url, Page)]| pages.binary_search_by(|(known, _)| known.cmp(url)).ok();
        match find(&self.pages) {
            Some(at) => Some(&self.pages[at].1),
            None => find(&self.moved).map(|at| &self.moved[at].1),
        }
    }

    /// Former URLs and where they lead, by URL.
    pub fn aliases(&self) -> impl Iterator<Item = (&Url, &Url)> {
        aliases(&self.pages, &self.moved)
    }
}

/// How many pages a list of this many briefs takes.
pub fn page_count(briefs: usize, paginate: usize) -> usize {
    briefs.div_ceil(paginate).max(1)
}

/// Takes out the aliases that a host answers for. With several hosts every page stays: one may need
/// what the other must not have.
fn take_moved(pages: &mut Vec<(Url, Page)>, outline: &Outline) -> Vec<(Url, Page)> {
    let [host] = outline.hosts[..] else { return Vec::new() };
    let aliases: Vec<_> = aliases(pages, &[]).collect();
    let answered = hosting::answers(host, &aliases, &outline.base);
    pages.extract_if(.., |(url, _)| answered.binary_search(url).is_ok()).collect()
}

fn claim_built_in(claims: &mut Claims, outline: &Outline) {
    let shelves = &outline.shelves;
    let directories = directories(shelves);
    let tables = Coverage::all(shelves);
    let timelines: BTreeSet<Url> = shelves.timeline.stretches().map(|stretch| stretch.url()).collect();
    let is_taken = |url: &Url| {
        directories.iter().any(|directory| directory.url() == *url)
            || tables.iter().any(|table| table.url() == *url)
            || timelines.contains(url)
    };
    for (index, briefs) in &shelves.indexes {
        let url = index.url();
        if matches!(index, Index::Folder(_)) && is_taken(&url) {
            // With `permalink: /countries/{country}/{slug}/` the list of countries stands there.
            continue;
        }
        for number in 1..=page_count(briefs.len(), outline.paginate) {
            claims.make(url.page(number), Page::Index(index.clone(), number));
            claim_data(claims, outline, Data::Index(index.clone(), number));
        }
        if index.grouping() == Grouping::Subject {
            for format in [FeedFormat::Atom, FeedFormat::Json] {
                claims.make(url.file(format.file_name()), Page::Feed(index.clone(), format));
            }
        }
    }
    if shelves.filings.is_empty() {
        // A site has a front page from its first day.
        claims.make(Url::root(), Page::Index(Index::All, 1));
    }
    claim_timelines(claims, outline);
    for directory in directories {
        claims.make(directory.url(), Page::Directory(directory));
        claim_data(claims, outline, Data::Directory(directory));
    }
    for part in 1..=shelves.filings.len().div_ceil(BRIEFS_IN_A_FILE) {
        claim_data(claims, outline, Data::Briefs(part));
    }
    if shelves.filings.iter().any(|filing| filing.is_corrected) {
        claims.make(Url::root().folder("corrections"), Page::Corrections);
        claim_data(claims, outline, Data::Corrections);
    }
    for table in tables {
        claims.make(table.url(), Page::Coverage(table));
        claim_data(claims, outline, Data::Coverage(table));
    }
    claims.make(Url::new("/404.html"), Page::NotFound);
}

fn claim_data(claims: &mut Claims, outline: &Outline, file: Data) {
    if outline.has_data {
        claims.make(file.url(), Page::Data(file));
    }
}

fn claim_timelines(claims: &mut Claims, outline: &Outline) {
    let timeline = &outline.shelves.timeline;
    for stretch in timeline.stretches() {
        let url = stretch.url();
        for number in 1..=page_count(timeline.rows(&stretch).len(), outline.paginate) {
            claims.make(url.page(number), Page::Timeline(stretch.clone(), number));
            claim_data(claims, outline, Data::Timeline(stretch.clone(), number));
        }
    }
    for index in timeline.indexes() {
        claims.make(index.url().file(CALENDAR), Page::Calendar(index.clone()));
    }
}

/// The directories that have something to list.
fn directories(shelves: &Shelves) -> BTreeSet<Directory> {
    let directory = |index: &Index| match index {
        Index::Country(_) => Some(Directory::Countries),
        Index::Region(_) => Some(Directory::Regions),
        Index::Topic(_) => Some(Directory::Topics),
        Index::Author(_) => Some(Directory::Authors),
        Index::Year(_) => Some(Directory::Archive),
        _ => None,
    };
    shelves.indexes.keys().filter_map(directory).collect()
}

fn claim_content(claims: &mut Claims, outline: &Outline) {
    for (at, filing) in outline.shelves.filings.iter().enumerate() {
        let id = BriefId(at as u32);
        claims.claim(filing.url.clone(), Page::Brief(id), Claimant::Brief(id));
    }
    for (at, page) in outline.standings.iter().enumerate() {
        claims.claim(page.url.clone(), Page::Standing(at), Claimant::Standing(at));
    }
}

fn claim_aliases(claims: &mut Claims, outline: &Outline) {
    for (at, filing) in outline.shelves.filings.iter().enumerate() {
        for (number, alias) in filing.aliases.iter().enumerate() {
            let claimant = Claimant::BriefAlias(BriefId(at as u32), number);
            claims.claim(alias.clone(), Page::Alias(filing.url.clone()), claimant);
        }
    }
    for (at, page) in outline.standings.iter().enumerate() {
        for (number, alias) in page.aliases.iter().enumerate() {
            claims.claim(alias.clone(), Page::Alias(page.url.clone()), Claimant::StandingAlias(at, number));
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
        claims.make(Url::new(&format!("/sitemap-{part}.xml")), Page::Sitemap(SitemapPart::Part(part)));
    }
    claims.offer(whole, Page::Sitemap(SitemapPart::List));
}

/// The aliases in two lists that are each in order, by URL.
fn aliases<'l>(one: &'l [(Url, Page)], two: &'l [(Url, Page)]) -> impl Iterator<Item = (&'l Url, &'l Url)> {
    let alias = |(url, page): &'l (Url, Page)| match page {
        Page::Alias(target) => Some((url, target)),
        _ => None,
    };
    let found: BTreeMap<&Url, &Url> = one.iter().chain(two).filter_map(alias).collect();
    found.into_iter()
}
