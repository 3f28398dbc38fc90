//! Who stands at which URL. Two that claim the same one are an error that names both.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Page;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::SETTINGS;
use crate::url::Url;

#[derive(Default)]
pub struct Claims {
    /// The page, and the file that wants it there; none for what dateline makes by itself.
    claimed: BTreeMap<Url, (Page, Option<Place>)>,
    found: Vec<Diagnostic>,
}

impl Claims {
    pub fn claim(&mut self, url: Url, page: Page, source: Option<Place>) {
        match self.claimed.entry(url) {
            Entry::Vacant(vacant) => {
                vacant.insert((page, source));
            }
            Entry::Occupied(occupied) => {
                let diagnostic = conflict(occupied.key(), occupied.get(), &page, source);
                self.found.push(diagnostic);
            }
        }
    }

    /// Takes a URL only if nobody else wants it: the theme's files, which a site may replace.
    pub fn offer(&mut self, url: Url, page: Page) {
        self.claimed.entry(url).or_insert((page, None));
    }

    /// How many of the pages go into the sitemap.
    pub fn readable(&self) -> usize {
        self.claimed
            .values()
            .filter(|(page, _)| match page {
                Page::Brief(_) | Page::Standing(_) | Page::Directory(_) | Page::Corrections => true,
                Page::Index(_, number) => *number == 1,
                _ => false,
            })
            .count()
    }

    /// The pages; and, besides what two claimed, the files that stand where a folder must be.
    pub fn settle(mut self) -> (BTreeMap<Url, Page>, Vec<Diagnostic>) {
        let mut blocked = BTreeMap::new();
        for (url, claim) in &self.claimed {
            let own = url.as_str().ends_with('/').then(|| url.clone());
            for folder in own.into_iter().chain(url.ancestors()) {
                let file = Url::new(folder.as_str().trim_end_matches('/'));
                if file.as_str().len() > 1
                    && let Some(other) = self.claimed.get(&file)
                {
                    // One page is enough to show what the file is in the way of.
                    blocked.entry(file).or_insert_with_key(|file| in_the_way(file, other, url, claim));
                }
            }
        }
        let blocked = blocked.into_values();
        self.found.extend(blocked);
        let pages = self.claimed.into_iter().map(|(url, (page, _))| (url, page)).collect();
        (pages, self.found)
    }
}

/// A file that stands where there has to be a folder for other pages.
fn in_the_way(
    file: &Url,
    (_, source): &(Page, Option<Place>),
    url: &Url,
    (_, page_source): &(Page, Option<Place>),
) -> Diagnostic {
    let at = source.clone().unwrap_or_else(|| Place::file(&SitePath::new(SETTINGS)));
    let message = format!("the file `{file}` stands where a folder has to be, for `{url}`");
    let diagnostic = Diagnostic::error(at, message).help("rename the file, or take it out");
    match page_source {
        Some(place) => diagnostic.related(place.clone(), "the page that needs the folder"),
        None => diagnostic,
    }
}

fn conflict(url: &Url, first: &(Page, Option<Place>), page: &Page, source: Option<Place>) -> Diagnostic {
    let (_, first_source) = first;
    let settings = || Place::file(&SitePath::new(SETTINGS));
    // The complaint stands at a file of the author's; the other one is named beside it.
    let (at, other) = match (&source, first_source) {
        (Some(second), first) => (second.clone(), first.clone()),
        (None, Some(first)) => (first.clone(), None),
        (None, None) => (settings(), None),
    };
    match other {
        Some(other) => Diagnostic::error(at, format!("`{url}` is claimed twice, also by {}", other.path))
            .help(help(page))
            .related(other, "the other one"),
        None => {
            let built_in = if source.is_some() { &first.0 } else { page };
            let help = match &source {
                Some(_) if !matches!(page, Page::Alias(_)) => {
                    "give it another name: dateline makes that page itself"
                }
                _ => help(page),
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
        Page::NotFound => "the page for wrong addresses".to_owned(),
        Page::Feed(..) => "a feed".to_owned(),
        Page::Sitemap(_) => "the sitemap".to_owned(),
        _ => "another page".to_owned(),
    }
}
