//! [`Record`]: what a build has left behind, and what each page was made of, so that the next one need
//! not make a page again to see that it would come out the same.
//!
//! It is a help and no more: without it, or with a file changed behind its back, pages are made and
//! compared.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize, Serializer};

use crate::render::Origin;

const NAME: &str = "record.json";

/// By the file's name in the output.
#[derive(Debug, Default, Deserialize)]
pub struct Record(HashMap<String, Entry>);

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
    pub fn read(folder: &Path) -> Record {
        let bytes = fs::read(folder.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.0.get(name)
    }

    /// Writes a record. Where that fails, there is none: an old one would do no harm, but no good.
    pub fn write(folder: &Path, entries: impl Iterator<Item = (String, Entry)>) {
        let (path, beside) = (folder.join(NAME), folder.join("record.new"));
        if to_file(&beside, entries).and_then(|()| fs::rename(&beside, &path)).is_err() {
            let _ = fs::remove_file(&beside);
            let _ = fs::remove_file(&path);
        }
    }
}

/// One entry after the other: at the end of a build nothing else takes as much memory as all of them.
fn to_file(path: &Path, entries: impl Iterator<Item = (String, Entry)>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    serde_json::Serializer::new(&mut file).collect_map(entries)?;
    file.flush()
}
