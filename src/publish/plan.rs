//! [`Plan`]: what is to be done to a host, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Class, Manifest, Mark};
use crate::packing::unpacked;

/// The files that a host has, and their lengths in bytes.
pub type Listing = BTreeMap<String, u64>;

/// What is known of a host's files before anything is done to them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// What dateline has put there and is there still.
    pub files: BTreeMap<String, Mark>,
    /// What is there and is not dateline's.
    pub foreign: BTreeSet<String>,
    /// What dateline has put there and somebody else has changed or deleted.
    pub altered: BTreeSet<String>,
    /// Files that may be there in one of two versions, as a publication was cut short: only their
    /// bytes tell.
    pub uncertain: BTreeMap<String, [Mark; 2]>,
    /// Whether the host knows no folders: only a file of the very same name is in another's way.
    pub is_flat: bool,
}

impl Truth {
    /// Compares what was put there with what is there. `begun` is the manifest of a publication that
    /// did not come to its end.
    pub fn new(last: &Manifest, begun: Option<&Manifest>, listing: &Listing) -> Self {
        let mut truth = Truth::default();
        for (path, &length) in listing {
            let old = last.mark(path);
            let new = begun.and_then(|begun| begun.mark(path)).filter(|new| old != Some(new));
            let fitting = |mark: Option<&Mark>| mark.filter(|mark| mark.length == length).cloned();
            match (fitting(old), fitting(new)) {
                (Some(old), Some(new)) => drop(truth.uncertain.insert(path.clone(), [old, new])),
                (Some(mark), None) | (None, Some(mark)) => drop(truth.files.insert(path.clone(), mark)),
                (None, None) if old.or(new).is_some() => drop(truth.altered.insert(path.clone())),
                (None, None) => drop(truth.foreign.insert(path.clone())),
            }
        }
        let is_wanted = |path: &&String| begun.is_none_or(|begun| begun.files.contains_key(*path));
        let gone = last.files.keys().filter(|path| !listing.contains_key(*path));
        truth.altered.extend(gone.filter(is_wanted).cloned());
        truth
    }

    /// Files that are not dateline's where a file is to stand, or one of its folders, or below it.
    pub fn in_the_way_of(&self, path: &str) -> impl Iterator<Item = &String> {
        let around = (!self.is_flat).then(|| self.around(path));
        self.foreign.get(path).into_iter().chain(around.into_iter().flatten())
    }

    /// Files that are not dateline's where a file's folders are to be, or below it.
    fn around(&self, path: &str) -> impl Iterator<Item = &String> {
        let folders = path.match_indices('/').filter_map(|(end, _)| self.foreign.get(&path[..end]));
        let below = format!("{path}/");
        let inner = self.foreign.range(below.clone()..).next().filter(|inner| inner.starts_with(&below));
        folders.chain(inner)
    }

    /// Whether the file was never put there.
    fn lacks(&self, path: &str) -> bool {
        !self.files.contains_key(path) && !self.altered.contains(path)
    }

    /// Says which version is there of a file that was uncertain.
    pub fn settle(&mut self, path: &str, found: Mark) {
        let Some(either) = self.uncertain.remove(path) else { return };
        if either.contains(&found) {
            self.files.insert(path.to_owned(), found);
        } else {
            self.altered.insert(path.to_owned());
        }
    }
}

/// A file that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    pub path: String,
    pub length: u64,
    pub phase: Phase,
}

/// Files of one phase go out together; none of the next before all of this one are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Assets,
    /// Pages that nothing leads to as long as the others are as they were.
    NewPages,
    /// Pages and indexes that are there already will name them.
    NewFeeds,
    Pages,
    Indexes,
    Feeds,
}

impl Phase {
    fn of(class: Class, is_new: bool) -> Self {
        match (class, is_new) {
            (Class::Asset, _) => Phase::Assets,
            (Class::Page | Class::Index, true) => Phase::NewPages,
            (Class::Page, false) => Phase::Pages,
            (Class::Index, false) => Phase::Indexes,
            (Class::Feed, true) => Phase::NewFeeds,
            (Class::Feed, false) => Phase::Feeds,
        }
    }
}

/// The files of a site that is to go out, by path.
pub type Items = BTreeMap<String, (Class, Mark)>;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order.
    pub puts: Vec<Put>,
    /// Paths that are not there yet.
    pub added: BTreeSet<String>,
    /// To be deleted when all else is done.
    pub deletes: BTreeMap<String, Mark>,
    pub unchanged: usize,
    /// Files in the way that dateline did not put there.
    pub conflicts: BTreeSet<String>,
}

impl Plan {
    pub fn new(items: &Items, truth: &Truth) -> Self {
        let mut plan = Plan::default();
        for (path, (class, mark)) in items {
            let there = truth.files.get(path);
            if there == Some(mark) {
                plan.unchanged += 1;
                continue;
            }
            plan.conflicts.extend(truth.in_the_way_of(path).cloned());
            if truth.lacks(path) {
                plan.added.insert(path.clone());
            }
            // A packed file goes out with the one that it is beside.
            let leader = unpacked(path).filter(|plain| items.contains_key(*plain)).unwrap_or(path);
            let phase = Phase::of(*class, truth.lacks(leader));
            plan.puts.push(Put { path: path.clone(), length: mark.length, phase });
        }
        plan.puts.sort_by_key(|put| put.phase);
        let gone = truth.files.iter().filter(|(path, _)| !items.contains_key(*path));
        plan.deletes = gone.map(|(path, mark)| (path.clone(), mark.clone())).collect();
        plan
    }

    /// What is to be deleted before anything can be put: files where a folder has to be, or below a
    /// path that is to be a file. On hosts without folders as well: of the stores that have none, some
    /// keep their objects in folders.
    pub fn in_its_own_way(&self) -> Vec<String> {
        let puts: BTreeSet<&str> = self.puts.iter().map(|put| &*put.path).collect();
        let is_in_the_way = |path: &&String| {
            let below = format!("{path}/");
            let is_folder = puts.range(&*below..).next().is_some_and(|put| put.starts_with(&below));
            is_folder || path.match_indices('/').any(|(end, _)| puts.contains(&path[..end]))
        };
        self.deletes.keys().filter(is_in_the_way).cloned().collect()
    }

    /// Bytes that go out.
    pub fn bytes(&self) -> u64 {
        self.puts.iter().map(|put| put.length).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.deletes.is_empty()
    }

    /// Files that are there and are replaced.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        self.puts.iter().map(|put| &*put.path).filter(|path| !self.added.contains(*path))
    }

    /// For programs: `{"added": […], "changed": […], "deleted": […], "unchanged": 12, "bytes": 345}`.
    pub fn to_json(&self) -> Value {
        json!({
            "added": self.added, "changed": self.changed().collect::<BTreeSet<_>>(),
            "deleted": self.deletes.keys().collect::<Vec<_>>(),
            "unchanged": self.unchanged, "bytes": self.bytes(),
        })
    }
}
