//! [`Shelves`]: all published briefs in order, and the indexes over them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::subjects::Subjects;
use super::{BriefId, Filing, Index, Timeline};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::text::slug;

/// The order of the published briefs. Made of their filings alone.
#[derive(Debug)]
pub struct Shelves {
    /// Newest first.
    pub filings: Vec<Arc<Filing>>,
    /// Where each of the given filings went, in their order: by path.
    pub places: Vec<BriefId>,
    /// Briefs of each index, newest first. An index without briefs does not exist.
    pub indexes: BTreeMap<Index, Vec<BriefId>>,
    /// How topics and authors are written, by slug.
    pub topics: BTreeMap<Arc<str>, String>,
    pub authors: BTreeMap<Arc<str>, String>,
    pub subjects: Subjects,
    pub timeline: Timeline,
    /// Names that only share a slug.
    pub diagnostics: Vec<Diagnostic>,
    by_path: HashMap<SitePath, BriefId>,
}

impl Shelves {
    /// Puts filings, which are given by path, in order.
    pub fn new(filings: &[Arc<Filing>]) -> Self {
        let mut order: Vec<(std::cmp::Reverse<crate::time::Moment>, u32)> = filings
            .iter()
            .enumerate()
            .map(|(at, filing)| (std::cmp::Reverse(filing.date), at as u32))
            .collect();
        order.par_sort_unstable();
        let mut places = vec![BriefId(0); filings.len()];
        for (id, (_, at)) in order.iter().enumerate() {
            places[*at as usize] = BriefId(id as u32);
        }
        let filings: Vec<Arc<Filing>> =
            order.iter().map(|(_, at)| Arc::clone(&filings[*at as usize])).collect();
        let mut diagnostics = Vec::new();
        let topics = spellings(&filings, |filing| &filing.topics);
        let authors = spellings(&filings, |filing| &filing.authors);
        Self {
            indexes: indexes(&filings),
            topics: settle(topics, "topics", &mut diagnostics),
            authors: settle(authors, "authors", &mut diagnostics),
            subjects: Subjects::new(&filings),
            timeline: Timeline::new(&filings),
            by_path: filings.iter().map(|filing| filing.path.clone()).zip((0..).map(BriefId)).collect(),
            filings,
            places,
            diagnostics,
        }
    }

    /// The brief that a file became.
    pub fn by_path(&self, path: &SitePath) -> Option<BriefId> {
        self.by_path.get(path).copied()
    }
}

/// The briefs of each index. Each part of the list is gone through by itself, and the parts are
/// joined in their order.
fn indexes(filings: &[Arc<Filing>]) -> BTreeMap<Index, Vec<BriefId>> {
    let length = filings.len().div_ceil(rayon::current_num_threads()).max(1000);
    let parts: Vec<HashMap<&Index, Vec<BriefId>>> = filings
        .par_chunks(length)
        .enumerate()
        .map(|(part, filings)| {
            let mut indexes: HashMap<&Index, Vec<BriefId>> = HashMap::new();
            for (at, filing) in filings.iter().enumerate() {
                let id = BriefId((part * length + at) as u32);
                for index in &filing.indexes {
                    indexes.entry(index).or_default().push(id);
                }
            }
            indexes
        })
        .collect();
    let mut joined: BTreeMap<Index, Vec<BriefId>> = BTreeMap::new();
    for part in parts {
        for (index, ids) in part {
            match joined.get_mut(index) {
                Some(known) => known.extend(ids),
                None => drop(joined.insert(index.clone(), ids)),
            }
        }
    }
    joined
}

/// How often each name is written that way, and the first brief that does.
type Spellings<'f> = HashMap<&'f str, (usize, &'f SitePath)>;

fn spellings(filings: &[Arc<Filing>], names: fn(&Filing) -> &Vec<String>) -> Spellings<'_> {
    let mut spellings = Spellings::new();
    for filing in filings {
        for name in names(filing) {
            spellings.entry(name).or_insert((0, &filing.path)).0 += 1;
        }
    }
    spellings
}

/// The most frequent spelling of each. Two names that only share a URL are an error: `C` and `C++`.
fn settle(spellings: Spellings, field: &str, found: &mut Vec<Diagnostic>) -> BTreeMap<Arc<str>, String> {
    let mut by_slug: BTreeMap<Arc<str>, BTreeMap<&str, (usize, &SitePath)>> = BTreeMap::new();
    for (name, uses) in spellings {
        by_slug.entry(slug(name).into()).or_default().insert(name, uses);
    }
    let settle = |(slug, spellings): (Arc<str>, BTreeMap<&str, (usize, &SitePath)>)| {
        let mut different = spellings.iter().map(|(name, (_, path))| (letters(name), *name, *path));
        if let Some((first_letters, first, first_path)) = different.next() {
            for (_, other, path) in different.filter(|(letters, ..)| *letters != first_letters) {
                let message =
                    format!("`{other}` and `{first}` in `{field}` would share the URL part `{slug}`");
                let diagnostic = Diagnostic::error(Place::file(path), message)
                    .help("write both the same way, or rename one of them")
                    .related(Place::file(first_path), format!("`{first}` stands here"));
                found.push(diagnostic);
            }
        }
        let most = spellings.iter().max_by(|a, b| a.1.0.cmp(&b.1.0).then_with(|| b.0.cmp(a.0)));
        let written = most.map_or_else(|| slug.to_string(), |(name, _)| (*name).to_owned());
        (slug, written)
    };
    by_slug.into_iter().map(settle).collect()
}

/// A name without what spellings of one name differ in.
fn letters(name: &str) -> String {
    let ignored = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '_' | '\'' | '’' | '.' | ',' | '/');
    name.to_lowercase().chars().filter(|&c| !ignored(c)).collect()
}
