//! [`Difference`]: what is not as it was when it was last read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::content::Stamp;
use crate::path::SitePath;

/// Tells one version of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    Text([u8; 32]),
    /// Of a large file not everything is read, but its stamp, which then stands here, too, changes with
    /// whatever changes in it.
    Asset([u8; 32], Option<Stamp>),
}

/// Files, and how they were: `None` if there was none.
pub(super) type Marks = BTreeMap<SitePath, Option<Mark>>;

/// Texts that are gone, by what was in them, the last to go at the end: they may come back under
/// other names.
#[derive(Debug, Default)]
pub(super) struct Vanished(HashMap<[u8; 32], Vec<SitePath>>);

impl Vanished {
    fn add(&mut self, digest: [u8; 32], path: SitePath) {
        self.0.entry(digest).or_default().push(path);
    }

    /// Forgets those that are back where they were.
    fn forget(&mut self, back: &BTreeMap<SitePath, [u8; 32]>) {
        if !back.is_empty() {
            self.0.values_mut().for_each(|paths| paths.retain(|path| !back.contains_key(path)));
            self.0.retain(|_, paths| !paths.is_empty());
        }
    }

    fn claim(&mut self, digest: &[u8; 32]) -> Option<SitePath> {
        self.0.get_mut(digest)?.pop()
    }
}

#[derive(Debug, Default)]
pub struct Difference {
    /// Files that were written, made or deleted.
    pub changed: BTreeSet<SitePath>,
    /// Texts that stand under another name now, even if they were gone for a while: from, to.
    pub renamed: Vec<(SitePath, SitePath)>,
}

impl Difference {
    /// `before` has every file that may be different.
    pub(super) fn new(
        before: Marks,
        now: impl Fn(&SitePath) -> Option<Mark>,
        vanished: &mut Vanished,
    ) -> Self {
        let mut difference = Self::default();
        let mut come = BTreeMap::new();
        for (path, before) in before {
            match (before, now(&path)) {
                (before, now) if before == now => continue,
                (Some(Mark::Text(digest)), None) => vanished.add(digest, path.clone()),
                (None, Some(Mark::Text(digest))) => drop(come.insert(path.clone(), digest)),
                _ => {}
            }
            difference.changed.insert(path);
        }
        vanished.forget(&come);
        let renamed = come.into_iter().filter_map(|(to, digest)| Some((vanished.claim(&digest)?, to)));
        difference.renamed = renamed.collect();
        difference
    }
}
