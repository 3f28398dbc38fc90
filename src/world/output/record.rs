//! [`Record`]: what a build has left behind, and what each page was made of, so that the next one need
//! not make a page again to see that it would come out the same, nor look into every folder.
//!
//! It is a help and no more: without it, or with a file changed behind its back, pages are made and
//! compared.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use foldhash::fast::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize, Serializer};

use super::refuse_climbing;
use super::shelf::Beside;
use crate::pipeline::Shelf;
use crate::render::Origin;

pub const NAME: &str = "record";

/// Folder by folder, in the order of their names.
#[derive(Debug, Default, Deserialize)]
pub struct Record(Vec<Folder>);

/// A folder of the output; empty if there are only folders in it.
#[derive(Debug, Deserialize)]
pub struct Folder {
    /// From the output's root, which is nothing, with `/` between folders.
    pub name: String,
    /// None: always to be looked into.
    pub stamp: Option<FolderStamp>,
    /// By name, in their order.
    pub files: Vec<(String, Entry)>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Entry {
    /// None: always to be compared.
    pub origin: Option<Origin>,
    pub stamp: Stamp,
}

/// What tells whether a file has been touched: length, time of its last change in nanoseconds since
/// 1970, and which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(u64, u64, u64);

/// What tells whether something has come into a folder or gone out of it: when that last was, which
/// nobody can set, in seconds since 1970 and nanoseconds; and which folder it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderStamp(i64, i64, u64);

/// By the folder's name.
pub type Stamps = HashMap<String, FolderStamp, RandomState>;

impl Stamp {
    /// `None` if there is no plain file.
    pub fn of(path: &Path) -> Option<Stamp> {
        fs::symlink_metadata(path).ok().filter(Metadata::is_file).map(|metadata| Stamp::new(&metadata))
    }

    pub fn new(metadata: &Metadata) -> Stamp {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Stamp(metadata.len(), since.unwrap_or_default().as_nanos() as u64, number(metadata))
    }
}

impl FolderStamp {
    /// `None` if there is no folder, or no way to tell.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<FolderStamp> {
        use std::os::unix::fs::MetadataExt;
        let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_dir)?;
        Some(FolderStamp(metadata.ctime(), metadata.ctime_nsec(), metadata.ino()))
    }

    #[cfg(not(unix))]
    pub fn of(_: &Path) -> Option<FolderStamp> {
        None
    }

    /// Whether the folder has not changed since before another was made: the disk's clock may stand still
    /// for longer than a build takes, and what came then would not be told by the stamp.
    pub fn is_older(&self, than: &FolderStamp) -> bool {
        (self.0, self.1) < (than.0, than.1)
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

impl Record {
    /// The record in a folder; an empty one if there is none that can be read.
    pub fn read(work: &Path) -> Record {
        postcard::from_bytes(&Beside::read(work, NAME)).ok().filter(Record::is_sound).unwrap_or_default()
    }

    /// Whether it speaks of nothing but what is in the output. It may have come with the site from
    /// somebody else, and what it names and the site has not will be deleted.
    fn is_sound(&self) -> bool {
        let is_name = |name: &str| Path::new(name).file_name().is_some_and(|own| own == name);
        // With the folder above each one, a link in its place is come upon on the way.
        let is_below = |name: &str| {
            let (above, own) = apart(name);
            name.is_empty() || refuse_climbing(name).is_ok() && is_name(own) && self.folder(above).is_some()
        };
        self.0
            .iter()
            .all(|folder| is_below(&folder.name) && folder.files.iter().all(|(name, _)| is_name(name)))
    }

    /// What it says of a file.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        let (folder, name) = apart(name);
        let files = &self.folder(folder)?.files;
        let at = files.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        files.get(at).map(|(_, entry)| entry)
    }

    pub fn folder(&self, name: &str) -> Option<&Folder> {
        let at = self.0.binary_search_by(|folder| (*folder.name).cmp(name)).ok()?;
        self.0.get(at)
    }

    pub fn folders(&self) -> &[Folder] {
        &self.0
    }

    /// Writes a record of all files.
    pub fn write(work: &Path, mut files: Vec<(String, Entry)>, stamps: &Stamps) {
        files.par_sort_unstable_by(|(name, _), (other, _)| apart(name).cmp(&apart(other)));
        let whole = Whole { folders: folders(files.iter().map(|(name, _)| &**name)), files: &files, stamps };
        let mut file = Beside::new(work, NAME);
        if postcard::to_io(&whole, &mut file).is_ok() {
            file.done();
        }
    }
}

/// A record, put together folder by folder as it is written: at the end of a build nothing else takes as
/// much memory as all of them.
struct Whole<'w> {
    folders: Vec<&'w str>,
    files: &'w [(String, Entry)],
    stamps: &'w Stamps,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rest = self.files;
        serializer.collect_seq(self.folders.iter().map(|folder| {
            let own = rest.iter().take_while(|(name, _)| apart(name).0 == *folder).count();
            let (files, others) = rest.split_at(own);
            rest = others;
            let files: Vec<(&str, &Entry)> =
                files.iter().map(|(name, entry)| (apart(name).1, entry)).collect();
            (folder, self.stamps.get(*folder), files)
        }))
    }
}

/// Every folder that these files stand in, the output itself among them, in their order.
pub fn folders<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut folders: HashSet<&str, RandomState> = HashSet::default();
    folders.insert("");
    for name in names {
        let mut folder = apart(name).0;
        while folders.insert(folder) {
            folder = apart(folder).0;
        }
    }
    let mut folders: Vec<&str> = folders.into_iter().collect();
    folders.par_sort_unstable();
    folders
}

/// The folder that a file or folder stands in, and its own name.
pub fn apart(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_record_names_nothing_outside_of_the_output() {
        let record = |names: &[&str]| {
            let folder = |name: &&str| Folder { name: (*name).to_owned(), stamp: None, files: Vec::new() };
            Record(names.iter().map(folder).collect())
        };
        assert!(record(&["", "a", "a/b"]).is_sound());
        for names in [["", "/root"].as_slice(), &["", "/home", "/home/u"], &["", "..", "../v"], &["", "a/b"]]
        {
            assert!(!record(names).is_sound(), "{names:?}");
        }
    }
}
