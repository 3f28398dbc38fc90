//! [`Filing`]: where a brief belongs, worked out from that brief alone.

use std::sync::Arc;

use super::index::{self, Index};
use super::timeline::Happening;
use crate::brief::{Body, Brief, Parsed};
use crate::path::SitePath;
use crate::time::Moment;
use crate::url::Url;

/// Everything of a brief that other pages' places depend on. As long as no filing changes, no page
/// moves, whatever else is written in the briefs.
#[derive(Debug, PartialEq, Eq)]
pub struct Filing {
    pub path: SitePath,
    pub url: Url,
    /// When it was published: the order of all listings.
    pub date: Moment,
    /// Every index that it belongs to, each once.
    pub indexes: Vec<Index>,
    pub topics: Vec<String>,
    pub authors: Vec<String>,
    /// Former URLs.
    pub aliases: Vec<Url>,
    /// Files of `content/` that it refers to, whether or not they are there.
    pub files: Vec<SitePath>,
    pub is_corrected: bool,
    /// What it says happened.
    pub happenings: Box<[Happening]>,
}

impl Filing {
    pub fn new(brief: &Brief, permalink: &str) -> Self {
        let url = fill(permalink, brief);
        let files = brief.targets().filter_map(|(target, _)| target.file_path(&brief.path));
        let mut files: Vec<SitePath> = files.filter(is_asset).collect();
        files.sort();
        files.dedup();
        Self {
            path: brief.path.clone(),
            date: brief.date,
            indexes: index::of(brief, &url),
            topics: brief.topics.clone(),
            authors: brief.authors.clone(),
            aliases: brief.aliases.iter().map(|(alias, _)| Url::new(alias)).collect(),
            files,
            is_corrected: !brief.corrections.is_empty(),
            happenings: Happening::of(brief),
            url,
        }
    }
}

/// Whether a path of `content/` is no text's.
pub fn is_asset(path: &SitePath) -> bool {
    path.below("content").is_some() && path.extension() != "md"
}

/// A brief and where it belongs.
#[derive(Debug, Clone)]
pub struct Entry {
    pub brief: Arc<Brief>,
    pub filing: Arc<Filing>,
}

impl Entry {
    pub fn url(&self) -> &Url {
        &self.filing.url
    }
}

/// What became of one file in `content/briefs`.
#[derive(Debug)]
pub enum Filed {
    Brief(Arc<Entry>),
    /// No brief, but it says that it is a draft.
    Draft(SitePath),
    /// No brief, for its mistakes; and the text that is left of it.
    Faulty(SitePath, Body),
}

impl Filed {
    pub fn new(parsed: Parsed, permalink: &str) -> Self {
        match parsed.brief {
            Some(brief) => {
                let filing = Arc::new(Filing::new(&brief, permalink));
                Filed::Brief(Arc::new(Entry { brief, filing }))
            }
            None if parsed.draft => Filed::Draft(parsed.path),
            None => Filed::Faulty(parsed.path, parsed.remains),
        }
    }
}

/// Fills in the parts of a permalink.
fn fill(pattern: &str, brief: &Brief) -> Url {
    let date = brief.date.date();
    let country = brief.countries.first().map_or("", |country| country.slug());
    let path = pattern
        .replace("{year}", &format!("{:04}", date.year()))
        .replace("{month}", &format!("{:02}", date.month()))
        .replace("{day}", &format!("{:02}", date.day()))
        .replace("{country}", country)
        .replace("{slug}", &brief.slug);
    Url::new(&path)
}
