//! [`Faults`]: what went wrong while pages were made.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SitePath;
use crate::url::Url;

#[derive(Debug, Default)]
pub struct Faults {
    pages: BTreeMap<Url, Vec<Diagnostic>>,
    /// The page with which each mistake was told of first. Others have it, too, and as long as any has,
    /// it goes on by that name: one that was mended goes page by page, and is no other each time.
    named: BTreeMap<Mistake, Url>,
}

/// A mistake without its line, which moves with every edit above it.
type Mistake = (Severity, SitePath, String);

fn mistake(fault: &Diagnostic) -> Mistake {
    (fault.severity, fault.place.path.clone(), fault.message.clone())
}

impl Faults {
    /// Pages with which something went wrong.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = &Url> {
        self.pages.keys()
    }

    /// Keeps what went wrong with a page; says whether it is news.
    pub fn note(&mut self, url: &Url, found: Vec<Diagnostic>) -> bool {
        if found.is_empty() {
            return self.pages.remove(url).is_some();
        }
        let is_known = |fault: &Diagnostic| self.pages.values().flatten().any(|known| known == fault);
        let is_news = !found.iter().all(is_known);
        let before = self.pages.insert(url.clone(), found);
        is_news || before.is_some_and(|before| self.pages.get(url) != Some(&before))
    }

    /// The same mistake once, with a page that had it.
    pub fn joined(&mut self) -> Vec<Diagnostic> {
        let mut first: BTreeMap<&Diagnostic, &Url> = BTreeMap::new();
        for (url, faults) in &self.pages {
            for fault in faults {
                first.entry(fault).or_insert(url);
            }
        }
        let mut named = BTreeMap::new();
        let mut joined = Vec::new();
        for (fault, url) in first {
            let mistake = mistake(fault);
            let url = self.named.get(&mistake).unwrap_or(url);
            let message = format!("{} (while rendering {url})", fault.message);
            joined.push(Diagnostic { message, ..fault.clone() });
            named.insert(mistake, url.clone());
        }
        self.named = named;
        joined
    }
}
