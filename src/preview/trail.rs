//! [`Trail`]: what was looked at, so that a page that moved or is gone can be told of; and which
//! pages a change has to do with.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use crate::catalog::{Index, Withheld};
use crate::path::SitePath;
use crate::site::{Page, Site};
use crate::url::{Base, Url};

/// The most pages whose last good version is kept.
const MOST_KEPT: usize = 64;

/// The most texts that change when one is edited: more is a checkout, which nobody wants to follow.
const MOST_EDITED: usize = 3;

#[derive(Debug, Default)]
pub struct Trail {
    /// The text that each page was made of when it was last shown.
    sources: BTreeMap<Url, SitePath>,
    renamed: BTreeMap<SitePath, SitePath>,
    /// The last good version of pages, the newest last.
    kept: VecDeque<(Url, Vec<u8>)>,
    /// The paths below which the site has stood, the newest last.
    paths: Vec<String>,
}

/// What became of a page that is not there any more.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    Moved(Url),
    Gone(Notice),
}

/// What an author is told about a page that is gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Notice {
    message: String,
    help: Option<String>,
    /// Where to go on: URL and name.
    link: Option<(Url, String)>,
}

impl Notice {
    pub fn to_json(&self, base: &Base) -> Value {
        let link = self.link.as_ref().map(|(url, name)| json!({"href": url.href(base), "name": name}));
        json!({"message": self.message, "help": self.help, "link": link})
    }
}

impl Trail {
    pub fn remember(&mut self, url: &Url, source: Option<SitePath>, page: &[u8]) {
        if let Some(source) = source {
            self.sources.insert(url.clone(), source);
        }
        self.kept.retain(|(known, _)| known != url);
        self.kept.push_back((url.clone(), page.to_vec()));
        if self.kept.len() > MOST_KEPT {
            self.kept.pop_front();
        }
    }

    /// The last good version of a page.
    pub fn last(&self, url: &Url) -> Option<Vec<u8>> {
        self.kept.iter().find(|(known, _)| known == url).map(|(_, page)| page.clone())
    }

    /// The site stands below this path.
    pub fn stand_below(&mut self, path: &str) {
        if self.paths.last().is_none_or(|last| last != path) {
            self.paths.retain(|known| known != path);
            self.paths.push(path.to_owned());
        }
    }

    /// Where the site may have stood before, the newest first.
    pub fn earlier_paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().rev().skip(1).map(String::as_str)
    }

    /// These texts stand elsewhere now: from, to. What `is_there` stands where it stood.
    pub fn rename(&mut self, renamed: Vec<(SitePath, SitePath)>, is_there: impl Fn(&SitePath) -> bool) {
        self.renamed.extend(renamed);
        self.renamed.retain(|from, _| !is_there(from));
    }

    /// What became of a page that was shown and is not there any more.
    pub fn fate(&self, url: &Url, site: &Site) -> Option<Fate> {
        let mut path = self.sources.get(url)?;
        // No file is renamed more often than there are names.
        for _ in 0..self.renamed.len() {
            match self.renamed.get(path) {
                Some(now) => path = now,
                None => break,
            }
        }
        if let Some(now) = site.source_url(path) {
            return Some(Fate::Moved(now));
        }
        let (message, help) = match site.catalog.withheld.get(path) {
            Some(Withheld::Draft) => {
                (format!("{path} is a draft now"), Some("to see it, start with --drafts"))
            }
            Some(Withheld::Embargoed) => {
                (format!("{path} is dated in the future now"), Some("to see it, start with --future"))
            }
            Some(Withheld::Expired) => (format!("{path} has expired"), None),
            None if site.catalog.faulty.contains(path) => (format!("{path} has mistakes"), None),
            None => (format!("{path} was deleted or moved"), None),
        };
        let front = (Url::root(), site.config.title.clone());
        Some(Fate::Gone(Notice { message, help: help.map(str::to_owned), link: Some(front) }))
    }
}

/// The file whose text makes the page at a URL.
pub fn source(site: &Site, url: &Url) -> Option<SitePath> {
    let standings = &site.catalog.standings;
    match site.page(url)? {
        Page::Brief(id) => Some(site.catalog.entry(*id).brief.path.clone()),
        Page::Standing(at) => Some(standings.pages.get(*at)?.path.clone()),
        Page::Index(Index::Country(country), _) => Some(standings.countries.get(country)?.path.clone()),
        Page::Index(Index::Author(slug), _) => Some(standings.authors.get(&**slug)?.path.clone()),
        _ => None,
    }
}

/// The addresses at which these files stand.
pub fn addresses(site: &Site, paths: &BTreeSet<SitePath>) -> Vec<String> {
    let urls = paths.iter().filter_map(|path| site.files.url(path));
    urls.map(|url| url.href(&site.config.base)).collect()
}

/// The page of the text that was edited, if it was one text or little more.
pub fn edited_page(site: &Site, paths: &BTreeSet<SitePath>) -> Option<String> {
    let texts: Vec<&SitePath> =
        paths.iter().filter(|path| path.below("content").is_some() && path.extension() == "md").collect();
    if texts.len() > MOST_EDITED {
        return None;
    }
    let url = texts.iter().find_map(|path| page_of(site, path))?;
    Some(url.href(&site.config.base))
}

/// The page that shows a text.
pub fn page_of(site: &Site, path: &SitePath) -> Option<Url> {
    let introduced = || {
        let standings = &site.catalog.standings;
        let country = standings.countries.iter().find(|(_, profile)| profile.path == *path);
        let author = standings.authors.iter().find(|(_, profile)| profile.path == *path);
        let country = country.map(|(country, _)| Index::Country(*country));
        country.or_else(|| author.map(|(slug, _)| Index::Author(slug.as_str().into())))
    };
    let url = site.source_url(path).or_else(|| introduced().map(|index| index.url()))?;
    site.page(&url).is_some().then_some(url)
}
