//! Who stands at which URL. Two that claim the same one are an error that names both.

use rayon::prelude::*;

use super::Page;
use crate::catalog::{BriefId, Catalog};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::SETTINGS;
use crate::url::Url;

/// Who wants a page at a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimant {
    /// dateline itself.
    BuiltIn,
    Brief(BriefId),
    /// One of a brief's aliases, counted from 0.
    BriefAlias(BriefId, usize),
    /// By its place in the catalog's standing pages.
    Standing(usize),
    StandingAlias(usize, usize),
    File(SitePath),
    /// The theme, which stands back if anybody else wants the place.
    Theme,
}

impl Claimant {
    /// Where the claim is made; `None` for what dateline makes by itself.
    fn place(&self, catalog: &Catalog) -> Option<Place> {
        let pages = &catalog.standings.pages;
        match self {
            Claimant::BuiltIn | Claimant::Theme => None,
            Claimant::Brief(id) => Some(Place::file(&catalog.entry(*id).brief.path)),
            Claimant::BriefAlias(id, number) => {
                catalog.entry(*id).brief.aliases.get(*number).map(|(_, place)| place.clone())
            }
            Claimant::Standing(at) => pages.get(*at).map(|page| Place::file(&page.path)),
            Claimant::StandingAlias(at, number) => {
                pages.get(*at)?.aliases.get(*number).map(|(_, place)| place.clone())
            }
            Claimant::File(path) => Some(Place::file(path)),
        }
    }
}

struct Claim {
    url: Url,
    page: Page,
    claimant: Claimant,
}

#[derive(Default)]
pub struct Claims(Vec<Claim>);

impl Claims {
    /// Whoever claims a URL first gets it.
    pub fn claim(&mut self, url: Url, page: Page, claimant: Claimant) {
        self.0.push(Claim { url, page, claimant });
    }

    /// Claims a URL for a page that dateline makes by itself.
    pub fn make(&mut self, url: Url, page: Page) {
        self.claim(url, page, Claimant::BuiltIn);
    }

    /// Takes a URL only if nobody else wants it: the theme's files, which a site may replace.
    pub fn offer(&mut self, url: Url, page: Page) {
        self.claim(url, page, Claimant::Theme);
    }

    /// How many of the pages go into the sitemap.
    pub fn readable(&self) -> usize {
        self.0.iter().filter(|claim| claim.page.is_readable()).count()
    }

    /// The pages by URL; and what two claimed, and the files that stand where a folder must be.
    pub fn settle(self) -> (Vec<(Url, Page)>, Vec<Conflict>) {
        let mut claims = self.0;
        // Stable, so that the first to claim a URL stands first.
        claims.par_sort_by(|a, b| a.url.cmp(&b.url));
        let mut conflicts = Vec::new();
        claims.dedup_by(|second, first| {
            let is_same = first.url == second.url;
            if is_same && second.claimant != Claimant::Theme {
                conflicts.push(Conflict::twice(first, second));
            }
            is_same
        });
        let folder = |file: &Claim| format!("{}/", file.url);
        let files = claims.iter().filter(|claim| !claim.url.as_str().ends_with('/'));
        let blocked = files.filter_map(|file| {
            let folder = folder(file);
            let at = claims.partition_point(|claim| *claim.url.as_str() < *folder);
            // One page is enough to show what the file is in the way of.
            let page = claims.get(at).filter(|claim| claim.url.as_str().starts_with(&folder))?;
            Some(Conflict::in_the_way(file, page))
        });
        conflicts.extend(blocked);
        (claims.into_iter().map(|claim| (claim.url, claim.page)).collect(), conflicts)
    }
}

/// Two that cannot both have what they want.
#[derive(Debug, Clone)]
pub struct Conflict {
    kind: Kind,
    first: (Url, Page, Claimant),
    second: (Url, Page, Claimant),
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Both want the same URL.
    Twice,
    /// The first is a file where there has to be a folder for the second.
    InTheWay,
}

impl Conflict {
    fn twice(first: &Claim, second: &Claim) -> Self {
        Self::new(Kind::Twice, first, second)
    }

    fn in_the_way(file: &Claim, page: &Claim) -> Self {
        Self::new(Kind::InTheWay, file, page)
    }

    fn new(kind: Kind, first: &Claim, second: &Claim) -> Self {
        let whole = |claim: &Claim| (claim.url.clone(), claim.page.clone(), claim.claimant.clone());
        Self { kind, first: whole(first), second: whole(second) }
    }

    /// What is to be said of it, now that the texts are at hand.
    pub fn diagnostic(&self, catalog: &Catalog) -> Diagnostic {
        let (url, first, first_claimant) = &self.first;
        let (other_url, second, second_claimant) = &self.second;
        let places = (first_claimant.place(catalog), second_claimant.place(catalog));
        match self.kind {
            Kind::Twice => claimed_twice(url, (first, places.0), (second, places.1)),
            Kind::InTheWay => in_the_way(url, places.0, other_url, places.1),
        }
    }
}

fn in_the_way(file: &Url, at: Option<Place>, url: &Url, page: Option<Place>) -> Diagnostic {
    let at = at.unwrap_or_else(|| Place::file(&SitePath::new(SETTINGS)));
    let message = format!("the file `{file}` stands where a folder has to be, for `{url}`");
    let diagnostic = Diagnostic::error(at, message).help("rename the file, or take it out");
    match page {
        Some(place) => diagnostic.related(place, "the page that needs the folder"),
        None => diagnostic,
    }
}

fn claimed_twice(url: &Url, first: (&Page, Option<Place>), second: (&Page, Option<Place>)) -> Diagnostic {
    let settings = || Place::file(&SitePath::new(SETTINGS));
    // The complaint stands at a file of the author's; the other one is named beside it.
    let (at, other) = match (&second.1, &first.1) {
        (Some(second), first) => (second.clone(), first.clone()),
        (None, Some(first)) => (first.clone(), None),
        (None, None) => (settings(), None),
    };
    match other {
        Some(other) => Diagnostic::error(at, format!("`{url}` is claimed twice, also by {}", other.path))
            .help(help(second.0))
            .related(other, "the other one"),
        None => {
            let built_in = if second.1.is_some() { first.0 } else { second.0 };
            let help = match &second.1 {
                _ if matches!(built_in, Page::Hosting(_)) => {
                    "take the file out, or take its host out of `hosting` in dateline.yaml and keep the file up yourself"
                }
                Some(_) if !matches!(second.0, Page::Alias(_)) => {
                    "give it another name: dateline makes that page itself"
                }
                _ => help(second.0),
            };
            Diagnostic::error(at, format!("`{url}` is already taken by {}", name(built_in))).help(help)
        }
    }
}
fn help(page: &Page) -> &'static str {
    match page {
        Page::Brief(_) => "give one of them another `slug` or date",
        Page::Alias(_) => "take the alias out, or name the page that moved otherwise",
        _ => "rename one of them",
    }
}

fn name(page: &Page) -> String {
    match page {
        Page::Index(index, _) => format!("the {} index", index.kind()),
        Page::Directory(directory) => format!("the list of {}", directory.kind()),
        Page::Corrections => "the list of corrections".to_owned(),
        Page::Coverage(_) => "the coverage matrix".to_owned(),
        Page::NotFound => "the page for wrong addresses".to_owned(),
        Page::Timeline(..) => "a timeline".to_owned(),
        Page::Feed(..) => "a feed".to_owned(),
        Page::Data(_) => "a JSON file".to_owned(),
        Page::Calendar(_) => "a calendar of events".to_owned(),
        Page::Sitemap(_) => "the sitemap".to_owned(),
        Page::Hosting(_) => "the file that `hosting` asks for".to_owned(),
        _ => "another page".to_owned(),
    }
}
