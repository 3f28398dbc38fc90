//! [`Catalog`]: everything that is published, in order, and the indexes over it.
//!
//! What is a draft, under embargo or expired never gets in here, and so can leave no trace in
//! whatever comes after.

mod earlier;
mod coverage;
mod filing;
mod index;
mod shelves;
mod subjects;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::brief::standing::{Profile, Standing};
use crate::brief::{Body, Brief};
use crate::country::Country;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::memo::Memo;
use crate::path::SitePath;
pub use coverage::{Column, Coverage};
pub use earlier::Earlier;
pub use filing::{Entry, Filed, Filing, is_asset};
pub use index::{Grouping, Index};
pub use shelves::Shelves;
pub use timeline::{Chronicle, Event, EventId, Happening, Row, SHOWN, Stretch, Timeline};

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

    /// When this brief will be published, or be no longer.
    fn next_change(&self, brief: &Brief) -> Option<jiff::Timestamp> {
        let dates = [Some(brief.date), brief.expires].into_iter().flatten();
        dates.map(|date| date.timestamp).filter(|date| *date > self.now).min()
    }
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
    pub withheld: BTreeMap<SitePath, Withheld>,
    pub faulty: BTreeSet<SitePath>,
}

/// What is published.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Newest first.
    pub briefs: Vec<Arc<Entry>>,
    /// Their order.
    pub shelves: Arc<Shelves>,
    pub standings: Standings,
    /// Texts that exist and are not published, and why.
    pub withheld: Arc<BTreeMap<SitePath, Withheld>>,
    /// How many briefs are not published, and why.
    pub left_out: BTreeMap<Withheld, usize>,
    /// Briefs that will be published once their day comes: their links are looked at before that.
    pub embargoed: Vec<Arc<Brief>>,
    /// Texts with mistakes that keep them out; what links to them is not to blame.
    pub faulty: Arc<BTreeSet<SitePath>>,
    /// Of faulty briefs: what their texts link to is looked at all the same.
    remains: Vec<Arc<Filed>>,
    /// When, after the edition's clock, the next brief is due to come in or to go out.
    pub next_change: Option<jiff::Timestamp>,
}

impl Catalog {
    /// Sorts out what is published and builds every index. `filed` is ordered by path.
    pub fn new<'f>(
        filed: impl Iterator<Item = &'f Arc<Filed>>,
        standings: Standings,
        edition: Edition,
        shelves: &mut Memo<Vec<Arc<Filing>>, Arc<Shelves>>,
    ) -> Checked<Catalog> {
        let mut withheld = standings.withheld.clone();
        let mut faulty = standings.faulty.clone();
        let mut remains = Vec::new();
        let (mut left_out, mut embargoed) = (BTreeMap::new(), Vec::new());
        let mut published = Vec::with_capacity(filed.size_hint().0);
        let mut next_change: Option<jiff::Timestamp> = None;
        let mut leave_out = |why, path: &SitePath| {
            *left_out.entry(why).or_default() += 1;
            withheld.insert(path.clone(), why);
        };
        for filed in filed {
            match &**filed {
                Filed::Brief(entry) => {
                    let brief = &entry.brief;
                    next_change = next_change.into_iter().chain(edition.next_change(brief)).min();
                    match edition.withholds(brief) {
                        None => published.push(entry),
                        Some(why) => {
                            leave_out(why, &brief.path);
                            embargoed.extend((why == Withheld::Embargoed).then(|| Arc::clone(brief)));
                        }
                    }
                }
                Filed::Draft(path) => leave_out(Withheld::Draft, path),
                Filed::Faulty(path, _) => {
                    faulty.insert(path.clone());
                    remains.push(Arc::clone(filed));
                }
            }
        }
        let key = published.iter().map(|entry| Arc::clone(&entry.filing)).collect();
        let shelves = shelves.get(key, |filings| Arc::new(Shelves::new(filings)));
        let mut briefs: Vec<(BriefId, &Arc<Entry>)> = shelves.places.iter().copied().zip(published).collect();
        briefs.sort_unstable_by_key(|(id, _)| *id);
        let briefs: Vec<Arc<Entry>> = briefs.into_iter().map(|(_, entry)| Arc::clone(entry)).collect();
        let mut found = shelves.diagnostics.clone();
        found.extend(briefs.iter().filter_map(|entry| ahead_of_time(&entry.brief, edition)));
        let catalog = Catalog {
            briefs,
            shelves,
            standings,
            withheld: Arc::new(withheld),
            left_out,
            embargoed,
            faulty: Arc::new(faulty),
            remains,
            next_change,
        };
        Checked::new(catalog, found)
    }

    pub fn entry(&self, id: BriefId) -> &Entry {
        &self.briefs[id.0 as usize]
    }

    /// All briefs, newest first.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = BriefId> + use<> {
        (0..self.briefs.len() as u32).map(BriefId)
    }

    /// The texts of faulty briefs, and their files.
    pub fn remains(&self) -> impl Iterator<Item = (&SitePath, &Body)> {
        self.remains.iter().filter_map(|filed| match &**filed {
            Filed::Faulty(path, body) => Some((path, body)),
            _ => None,
        })
    }

    /// How a topic is written.
    pub fn topic(&self, slug: &str) -> Option<&str> {
        self.shelves.topics.get(slug).map(String::as_str)
    }

    /// What an author is called: as the profile says, or as most briefs do.
    pub fn author(&self, slug: &str) -> Option<&str> {
        let written = self.shelves.authors.get(slug)?;
        let profile = self.standings.authors.get(slug).and_then(|profile| profile.name.as_ref());
        Some(profile.unwrap_or(written))
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
        self.shelves.by_path(path)
    }

    /// The briefs of an index, newest first; none if there is no such index.
    pub fn briefs_in(&self, index: &Index) -> &[BriefId] {
        self.shelves.indexes.get(index).map_or(&[], Vec::as_slice)
    }

    /// All indexes in their order: see [`Index`].
    pub fn indexes(&self) -> impl DoubleEndedIterator<Item = (&Index, &[BriefId])> {
        self.shelves.indexes.iter().map(|(index, briefs)| (index, briefs.as_slice()))
    }

    /// The indexes from `range.start` on, up to but without `range.end`.
    pub fn indexes_in(&self, range: Range<Index>) -> impl DoubleEndedIterator<Item = (&Index, &[BriefId])> {
        self.shelves.indexes.range(range).map(|(index, briefs)| (index, briefs.as_slice()))
    }

    /// The index before and the index after this one among those of the same kind and parent: the
    /// previous and the next month of a country.
    pub fn neighbours(&self, index: &Index) -> (Option<&Index>, Option<&Index>) {
        let same = |other: &&Index| other.is_beside(index);
        let before = self.shelves.indexes.range(..index.clone()).next_back().map(|(index, _)| index);
        let after = self
            .shelves
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
