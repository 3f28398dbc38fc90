//! [`Catalog`]: everything that is published, in order, and the indexes over it.
//!
//! What is a draft, under embargo or expired never gets in here, and so can leave no trace in
//! whatever comes after.

mod index;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::brief::standing::{Profile, Standing};
use crate::brief::{Body, Brief, Parsed};
use crate::config::Config;
use crate::country::Country;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::path::SitePath;
use crate::text::slug;
use crate::url::Url;
pub use index::{Grouping, Index};

/// A brief's place in [`Catalog::briefs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BriefId(pub u32);

/// What of the briefs is to be published.
#[derive(Debug, Clone, Copy)]
pub struct Edition {
    /// The build's clock.
    pub now: jiff::Timestamp,
    /// Whether drafts are in.
    pub drafts: bool,
    /// Whether briefs of the future are in.
    pub future: bool,
}

/// Why a brief is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    Draft,
    /// Dated in the future.
    Embargoed,
    Expired,
}

impl Withheld {
    pub fn name(self) -> &'static str {
        match self {
            Withheld::Draft => "draft",
            Withheld::Embargoed => "embargoed",
            Withheld::Expired => "expired",
        }
    }
}

impl Edition {
    fn withholds(&self, brief: &Brief) -> Option<Withheld> {
        if brief.draft && !self.drafts {
            Some(Withheld::Draft)
        } else if brief.expires.is_some_and(|expires| expires.timestamp <= self.now) {
            Some(Withheld::Expired)
        } else if brief.date.timestamp > self.now && !self.future {
            Some(Withheld::Embargoed)
        } else {
            None
        }
    }
}

/// A published brief and its address.
#[derive(Debug, Clone)]
pub struct Entry {
    pub brief: Arc<Brief>,
    pub url: Url,
}

/// Everything else that authors write.
#[derive(Debug, Clone, Default)]
pub struct Standings {
    /// By path.
    pub pages: Vec<Arc<Standing>>,
    pub countries: BTreeMap<Country, Arc<Profile>>,
    /// By the slug of the author's name.
    pub authors: BTreeMap<String, Arc<Profile>>,
    /// Pages that are drafts, and pages that could not be read.
    pub withheld: BTreeSet<SitePath>,
    pub faulty: BTreeSet<SitePath>,
}

#[derive(Debug, Clone)]
pub struct Catalog {
    /// Newest first.
    pub briefs: Vec<Entry>,
    /// Briefs of each index, newest first. An index without briefs does not exist.
    indexes: BTreeMap<Index, Vec<BriefId>>,
    /// How topics and authors are written, by slug.
    pub topics: BTreeMap<Arc<str>, String>,
    pub authors: BTreeMap<Arc<str>, String>,
    pub standings: Standings,
    by_path: BTreeMap<SitePath, BriefId>,
    /// Texts that exist and are not published: drafts, embargoed, expired.
    pub withheld: BTreeSet<SitePath>,
    /// How many briefs are not published, and why.
    pub left_out: BTreeMap<Withheld, usize>,
    /// Briefs that will be published once their day comes: their links are looked at before that.
    pub embargoed: Vec<Arc<Brief>>,
    /// Texts with mistakes that keep them out; what links to them is not to blame.
    pub faulty: BTreeSet<SitePath>,
    /// The texts of faulty briefs: what they link to is looked at all the same.
    pub remains: BTreeMap<SitePath, Body>,
}

impl Catalog {
    /// Sorts out what is published and builds every index.
    pub fn new(
        parsed: &[Arc<Parsed>],
        standings: Standings,
        config: &Config,
        edition: Edition,
    ) -> Checked<Catalog> {
        let mut withheld = standings.withheld.clone();
        let mut faulty = standings.faulty.clone();
        let mut remains = BTreeMap::new();
        let (mut left_out, mut embargoed) = (BTreeMap::new(), Vec::new());
        let mut briefs = Vec::new();
        for parsed in parsed {
            match &parsed.brief {
                Some(brief) => match edition.withholds(brief) {
                    None => {
                        let url = permalink(&config.permalink, brief);
                        briefs.push(Entry { brief: Arc::clone(brief), url });
                    }
                    Some(why) => {
                        *left_out.entry(why).or_default() += 1;
                        withheld.insert(parsed.path.clone());
                        if why == Withheld::Embargoed {
                            embargoed.push(Arc::clone(brief));
                        }
                    }
                },
                None if !parsed.draft => {
                    faulty.insert(parsed.path.clone());
                    remains.insert(parsed.path.clone(), parsed.remains.clone());
                }
                None => {
                    *left_out.entry(Withheld::Draft).or_default() += 1;
                    withheld.insert(parsed.path.clone());
                }
            }
        }
        briefs.sort_by(|a, b| b.brief.date.cmp(&a.brief.date).then_with(|| a.brief.path.cmp(&b.brief.path)));
        let mut catalog = Catalog {
            by_path: briefs
                .iter()
                .enumerate()
                .map(|(at, entry)| (entry.brief.path.clone(), BriefId(at as u32)))
                .collect(),
            briefs,
            indexes: BTreeMap::new(),
            topics: BTreeMap::new(),
            authors: BTreeMap::new(),
            standings,
            withheld,
            faulty,
            remains,
            left_out,
            embargoed,
        };
        let mut found = catalog.build_indexes();
        found.extend(catalog.briefs.iter().filter_map(|entry| ahead_of_time(&entry.brief, edition)));
        Checked::new(catalog, found)
    }

    fn build_indexes(&mut self) -> Vec<Diagnostic> {
        let mut indexes: BTreeMap<Index, Vec<BriefId>> = BTreeMap::new();
        let mut topics = Spellings::default();
        let mut authors = Spellings::default();
        for (at, entry) in self.briefs.iter().enumerate() {
            let brief = &entry.brief;
            brief.topics.iter().for_each(|topic| topics.add(topic, brief));
            brief.authors.iter().for_each(|author| authors.add(author, brief));
            for index in index::of(entry) {
                indexes.entry(index).or_default().push(BriefId(at as u32));
            }
        }
        let mut found = Vec::new();
        self.topics = topics.settle("topics", &mut found);
        self.authors = authors.settle("authors", &mut found);
        for (slug, profile) in &self.standings.authors {
            if let (Some(written), Some(name)) = (self.authors.get_mut(&**slug), &profile.name) {
                written.clone_from(name);
            }
        }
        self.indexes = indexes;
        found
    }

    pub fn entry(&self, id: BriefId) -> &Entry {
        &self.briefs[id.0 as usize]
    }

    /// All briefs, newest first.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = BriefId> + use<> {
        (0..self.briefs.len() as u32).map(BriefId)
    }

    /// The introductions that some page shows: nobody sees those of countries and authors without
    /// a published brief.
    pub fn shown_profiles(&self) -> impl Iterator<Item = &Profile> {
        let has_briefs = |index: Index| !self.briefs_in(&index).is_empty();
        let countries = self.standings.countries.iter();
        let authors = self.standings.authors.iter();
        countries
            .filter(move |(country, _)| has_briefs(Index::Country(**country)))
            .map(|(_, profile)| &**profile)
            .chain(
                authors
                    .filter(move |(slug, _)| has_briefs(Index::Author(slug.as_str().into())))
                    .map(|(_, profile)| &**profile),
            )
    }

    pub fn by_path(&self, path: &SitePath) -> Option<BriefId> {
        self.by_path.get(path).copied()
    }

    /// The briefs of an index, newest first; none if there is no such index.
    pub fn briefs_in(&self, index: &Index) -> &[BriefId] {
        self.indexes.get(index).map_or(&[], Vec::as_slice)
    }

    /// All indexes in their order: see [`Index`].
    pub fn indexes(&self) -> impl DoubleEndedIterator<Item = (&Index, &[BriefId])> {
        self.indexes.iter().map(|(index, briefs)| (index, briefs.as_slice()))
    }

    /// The indexes from `range.start` on, up to but without `range.end`.
    pub fn indexes_in(&self, range: Range<Index>) -> impl DoubleEndedIterator<Item = (&Index, &[BriefId])> {
        self.indexes.range(range).map(|(index, briefs)| (index, briefs.as_slice()))
    }

    /// The index before and the index after this one among those of the same kind and parent: the
    /// previous and the next month of a country.
    pub fn neighbours(&self, index: &Index) -> (Option<&Index>, Option<&Index>) {
        let same = |other: &&Index| other.is_beside(index);
        let before = self.indexes.range(..index.clone()).next_back().map(|(index, _)| index);
        let after = self
            .indexes
            .range((std::ops::Bound::Excluded(index.clone()), std::ops::Bound::Unbounded))
            .next()
            .map(|(index, _)| index);
        (before.filter(same), after.filter(same))
    }
}

/// A correction is true from the day it is made; one dated later is most likely a slip.
fn ahead_of_time(brief: &Brief, edition: Edition) -> Option<Diagnostic> {
    let is_ahead =
        !edition.future && brief.date.timestamp <= edition.now && brief.modified().timestamp > edition.now;
    is_ahead.then(|| {
        let message =
            format!("`updated` or a correction is dated in the future, {}", brief.modified().rfc3339());
        Diagnostic::warning(Place::file(&brief.path), message).help("write the day on which it was changed")
    })
}

/// The ways a name is written, and who wrote it first.
#[derive(Default)]
struct Spellings(BTreeMap<Arc<str>, BTreeMap<String, (usize, SitePath)>>);

impl Spellings {
    fn add(&mut self, name: &str, brief: &Brief) {
        let spellings = self.0.entry(slug(name).into()).or_default();
        let (count, _) = spellings.entry(name.to_owned()).or_insert_with(|| (0, brief.path.clone()));
        *count += 1;
    }

    /// The most frequent spelling of each. Two names that only share a URL are an error: `C` and `C++`.
    fn settle(self, field: &str, found: &mut Vec<Diagnostic>) -> BTreeMap<Arc<str>, String> {
        let settle = |(slug, spellings): (Arc<str>, BTreeMap<String, (usize, SitePath)>)| {
            let mut different = spellings.iter().map(|(name, (_, path))| (letters(name), name, path));
            if let Some((first_letters, first, first_path)) = different.next() {
                for (other_letters, other, path) in different {
                    if other_letters != first_letters {
                        let message =
                            format!("`{other}` and `{first}` in `{field}` would share the URL part `{slug}`");
                        let diagnostic = Diagnostic::error(Place::file(path), message)
                            .help("write both the same way, or rename one of them")
                            .related(Place::file(first_path), format!("`{first}` stands here"));
                        found.push(diagnostic);
                    }
                }
            }
            let most = spellings.iter().max_by(|a, b| a.1.0.cmp(&b.1.0).then_with(|| b.0.cmp(a.0)));
            (slug.clone(), most.map_or_else(|| slug.to_string(), |(name, _)| name.clone()))
        };
        self.0.into_iter().map(settle).collect()
    }
}

/// A name without what spellings of one name differ in.
fn letters(name: &str) -> String {
    let ignored = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '_' | '\'' | '’' | '.' | ',' | '/');
    name.to_lowercase().chars().filter(|&c| !ignored(c)).collect()
}

/// Fills in the parts of a permalink.
fn permalink(pattern: &str, brief: &Brief) -> Url {
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
