//! [`Difference`]: what is not as it was when it was last read.

use std::collections::{BTreeMap, BTreeSet};

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

#[derive(Debug, Default)]
pub struct Difference {
    /// Files that were written, made or deleted.
    pub changed: BTreeSet<SitePath>,
    /// Texts that stand under another name now: from, to.
    pub renamed: Vec<(SitePath, SitePath)>,
}

impl Difference {
    /// `before` has every file that may be different.
    pub(super) fn new(before: Marks, now: impl Fn(&SitePath) -> Option<Mark>) -> Self {
        let mut difference = Self::default();
        let (mut gone, mut come) = (BTreeMap::new(), BTreeMap::new());
        for (path, before) in before {
            match (before, now(&path)) {
                (before, now) if before == now => continue,
                (Some(Mark::Text(digest)), None) => drop(gone.insert(digest, path.clone())),
                (None, Some(Mark::Text(digest))) => drop(come.insert(digest, path.clone())),
                _ => {}
            }
            difference.changed.insert(path);
        }
        let renamed = gone.into_iter().filter_map(|(digest, from)| Some((from, come.remove(&digest)?)));
        difference.renamed = renamed.collect();
        difference
    }
}
