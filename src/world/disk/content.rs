//! Reads one input file.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::super::reason;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::picture::{HEAD, TAIL, probe};
use crate::source::{Asset, LONGEST_TEXT, Role, Text, role, text, too_long};

/// A file that was written this short a time before it was read may be written again without its
/// times showing it.
const YOUNG: Duration = Duration::from_secs(2);

/// What a file holds.
pub enum Content {
    Text(Text, Vec<Diagnostic>),
    Asset(Asset),
}

/// What the disk says of a file without its being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Number of the file and of its disk, and when either was last changed; where there are such.
    identity: (u64, u64, i64, i64),
}

impl Stamp {
    /// The stamp, and whether the same stamp later on means the same bytes.
    pub fn of(metadata: &Metadata) -> (Self, bool) {
        let modified = metadata.modified().ok();
        let identity = identity(metadata);
        // What is copied with its times is younger than it looks.
        let changed = u64::try_from(identity.2).ok().map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
        let latest = modified.max(changed);
        let age = latest.and_then(|latest| SystemTime::now().duration_since(latest).ok());
        let stamp = Self { length: metadata.len(), modified, identity };
        (stamp, age.is_some_and(|age| age > YOUNG))
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.dev(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64, i64, i64) {
    (0, 0, 0, 0)
}

/// A file that was read.
pub struct Reading {
    pub content: Result<Content, Diagnostic>,
    pub seen: Option<Seen>,
}

/// A file as it was when it was read.
#[derive(Debug, Clone)]
pub struct Seen {
    pub stamp: Stamp,
    /// Whether it need not be read again as long as its stamp is the same.
    pub is_sure: bool,
}

/// Reads a file; `None` if there is none any more.
pub fn read(path: &SitePath, file: &Path) -> Option<Reading> {
    let unreadable = |error: io::Error| {
        let diagnostic =
            Diagnostic::error(Place::file(path), format!("the file cannot be read: {}", reason(&error)))
                .help("look at who owns it and who may read it");
        Reading { content: Err(diagnostic), seen: None }
    };
    let opened = File::open(file).and_then(|open| Ok((open.metadata()?, open)));
    let (metadata, open) = match opened {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(unreadable(error)),
    };
    let (stamp, is_sure) = Stamp::of(&metadata);
    match content(path, open, metadata.len()) {
        Ok(content) => Some(Reading { content, seen: Some(Seen { stamp, is_sure }) }),
        Err(error) => Some(unreadable(error)),
    }
}

fn content(path: &SitePath, mut open: File, length: u64) -> io::Result<Result<Content, Diagnostic>> {
    if role(path) == Role::Asset {
        return asset(path, &mut open, length).map(|asset| Ok(Content::Asset(asset)));
    }
    if length > LONGEST_TEXT {
        return Ok(Err(too_long(path, length)));
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A file that grows while it is read must not fill the memory either.
    open.take(LONGEST_TEXT + 1).read_to_end(&mut bytes)?;
    let checked = text(path, bytes);
    Ok(Ok(Content::Text(checked.value, checked.diagnostics)))
}

/// Whether the fingerprint of an asset of this length covers all of it.
pub fn is_covered(length: u64) -> bool {
    length <= (HEAD + TAIL) as u64
}

fn asset(path: &SitePath, file: &mut File, length: u64) -> io::Result<Asset> {
    let mut head = Vec::with_capacity((length as usize).min(HEAD));
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut tail = Vec::new();
    if length > HEAD as u64 {
        file.seek(SeekFrom::End(-(TAIL as i64).min(length as i64)))?;
        file.take(TAIL as u64).read_to_end(&mut tail)?;
    }
    let end = if tail.is_empty() { &head[head.len().saturating_sub(TAIL)..] } else { &tail };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&length.to_le_bytes()).update(&head).update(&tail);
    Ok(Asset {
        length,
        fingerprint: *hasher.finalize().as_bytes(),
        picture: probe(&path.extension(), &head, end, length),
    })
}
