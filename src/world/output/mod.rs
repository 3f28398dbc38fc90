//! [`Output`]: the folder that a build writes, all or nothing.
//!
//! What is new is written beside the old site. Until all of it is there the old site is whole, and
//! then the new one takes its place: in one step ([`swap`]) or, where little has changed, file by file
//! within moments ([`patch`]). A file that did not change keeps its
//! modification time.

mod patch;
mod record;
mod same;
mod shelf;
mod swap;
mod tree;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rayon::prelude::*;

use super::lock::Lock;
use super::{Failure, disk};
use crate::render::Origin;
use crate::source::SETTINGS;
use patch::Patch;
use record::{Entry, FolderStamp, Record, Stamp, Stamps};
use shelf::Beside;
use tree::Tree;

/// Marks a folder as dateline's own, so that no other is ever replaced.
const MARKER: &str = ".dateline";
/// The new site in the making, in the folder beside the output.
const NEXT: &str = "next";
/// What was read of the texts.
const READINGS: &str = "readings";
const MARKER_TEXT: &str = "dateline wrote this folder and replaces it as a whole with every build.\n\
    Files to be published belong in the site's static folder.\n";

pub struct Output {
    folder: PathBuf,
    /// Beside `folder`, so that a rename is enough to move from one to the other.
    work: PathBuf,
    next: PathBuf,
    /// Whether that is in the site's own folder.
    is_within: bool,
    /// Whether there is something to compare with.
    has_old: bool,
    record: Arc<Record>,
    /// What is in the old site: looked at on the side, since it takes long and little else has to wait.
    there: Mutex<Option<JoinHandle<Option<Tree>>>>,
    fates: Mutex<Vec<(String, Fate)>>,
    lock: Lock,
}

/// What became of a file.
enum Fate {
    /// It stands in the old site as it is to stand in the new one.
    Kept(Entry),
    Written(Entry),
}

/// What became of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// The folder's mark among them.
    pub written: usize,
    pub unchanged: usize,
}

impl Output {
    /// Prepares to replace `folder`. One that has files in it and was not made by dateline is only
    /// taken with `force`.
    pub fn open(folder: &Path, site: &Path, force: bool) -> Result<Output, Failure> {
        let folder = resolve(folder)?;
        let site = site.canonicalize().map_err(|error| Failure::io("open", site, &error))?;
        refuse_overlap(&folder, &site)?;
        let Some((parent, work)) = beside(&folder) else {
            return Err(Failure::new(format!("{} cannot be an output folder", folder.display())));
        };
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        let lock = Lock::take(&work, || {
            Failure::new("another dateline is writing the same output folder")
                .help("wait until it is done, or write elsewhere with --output DIR")
        })?;
        let mut output = Output {
            next: work.join(NEXT),
            is_within: work.starts_with(&site),
            has_old: false,
            record: Arc::default(),
            there: Mutex::default(),
            fates: Mutex::default(),
            lock,
            folder,
            work,
        };
        output.refuse_repository(force)?;
        output.recover()?;
        output.refuse_foreign(force)?;
        output.has_old = output.folder.exists();
        fs::create_dir(&output.next).map_err(|error| Failure::io("make", &output.next, &error))?;
        if output.has_old {
            output.record = Arc::new(Record::read(&output.work));
            output.there = Mutex::new(output.look());
        }
        output.write(MARKER, MARKER_TEXT.as_bytes(), None)?;
        Ok(output)
    }

    /// Begins to look at what is there.
    fn look(&self) -> Option<JoinHandle<Option<Tree>>> {
        let (folder, record) = (self.folder.clone(), Arc::clone(&self.record));
        let begun = FolderStamp::of(&self.next);
        thread::Builder::new().spawn(move || Tree::read(&folder, &record, begun)).ok()
    }

    /// Whether the old site has this very file, made of the same and left as it was, and so those
    /// of `besides` that were made with it. They then stand in the new one, too. Files are named from
    /// the output's root with `/` between folders.
    pub fn keeps(&self, name: &str, besides: &[String], origin: Origin) -> bool {
        let made = |name: &&str| self.record.get(name).is_some_and(|entry| entry.origin == Some(origin));
        let names: Vec<&str> =
            std::iter::once(name).chain(besides.iter().map(String::as_str)).filter(made).collect();
        let is_as_it_was = |name: &&str| {
            let entry = self.record.get(name)?;
            (Stamp::of(&self.folder.join(name)) == Some(entry.stamp)).then_some(*entry)
        };
        let entries: Option<Vec<Entry>> = names.iter().map(is_as_it_was).collect();
        match entries {
            Some(entries) if names.first() == Some(&name) => {
                names.iter().zip(entries).for_each(|(name, entry)| self.settle(name, Fate::Kept(entry)));
                true
            }
            _ => false,
        }
    }

    /// Writes one file. May be called from many threads at once, for different files.
    pub fn write(&self, name: &str, bytes: &[u8], origin: Option<Origin>) -> Result<(), Failure> {
        refuse_climbing(name)?;
        let old = self.folder.join(name);
        if let Some(stamp) = self.has_old.then(|| same::bytes(&old, bytes)).flatten() {
            self.settle(name, Fate::Kept(Entry { origin, stamp }));
            return Ok(());
        }
        let mut file = create(&self.next.join(name))?;
        let written = file.write_all(bytes).and_then(|()| file.metadata());
        let stamp = Stamp::new(&written.map_err(|error| Failure::io("write", &old, &error))?);
        self.settle(name, Fate::Written(Entry { origin, stamp }));
        Ok(())
    }

    /// Copies one file.
    pub fn copy(&self, name: &str, from: &Path) -> Result<(), Failure> {
        refuse_climbing(name)?;
        let old = self.folder.join(name);
        let mut source = File::open(from).map_err(|error| Failure::io("read", from, &error))?;
        if let Some(stamp) = self.has_old.then(|| same::files(&old, from)).flatten() {
            self.settle(name, Fate::Kept(Entry { origin: None, stamp }));
            return Ok(());
        }
        let mut file = create(&self.next.join(name))?;
        let written = io::copy(&mut source, &mut file).and_then(|_| file.metadata());
        let stamp = Stamp::new(&written.map_err(|error| Failure::io("write", &old, &error))?);
        self.settle(name, Fate::Written(Entry { origin: None, stamp }));
        Ok(())
    }

    /// What the last build has read of the texts, and where to put what this one reads. `None` for a
    /// folder outside of the site's: it may stand among others that everybody sees, and texts have in
    /// them what is not published.
    pub fn readings(&self) -> Option<(Vec<u8>, Beside)> {
        self.is_within.then(|| (Beside::read(&self.work, READINGS), Beside::new(&self.work, READINGS)))
    }

    fn settle(&self, name: &str, fate: Fate) {
        self.fates.lock().unwrap_or_else(PoisonError::into_inner).push((name.to_owned(), fate));
    }

    /// Puts the new site in the old one's place. Nobody else writes there as long as `self` lives.
    pub fn finish(&self) -> Result<Changes, Failure> {
        let fates = std::mem::take(&mut *self.fates.lock().unwrap_or_else(PoisonError::into_inner));
        let is_kept = |(_, fate): &&(String, Fate)| matches!(fate, Fate::Kept(_));
        let (kept, written): (Vec<_>, Vec<_>) = fates.iter().partition(is_kept);
        let (kept, written) = (names(&kept), names(&written));
        let changes = Changes { written: written.len(), unchanged: kept.len() };
        let there = self.there.lock().unwrap_or_else(PoisonError::into_inner).take();
        let there = there.and_then(|there| there.join().ok()?);
        let patch = there.and_then(|there| Some((Patch::new(&there.names, &kept, &written)?, there.stamps)));
        let stamps = match patch {
            Some((patch, mut stamps)) => {
                patch.carry_out(&self.folder, &self.work)?;
                // What came into one of them meanwhile keeps a folder there that the record has not.
                for folder in patch.thinned() {
                    stamps.remove(folder);
                }
                stamps
            }
            None => {
                swap::carry_out(&kept, &self.folder, &self.work)?;
                // These folders are younger than the build.
                Stamps::default()
            }
        };
        let entry = |(name, fate)| match fate {
            Fate::Kept(entry) | Fate::Written(entry) => (name, entry),
        };
        Record::write(&self.work, fates.into_iter().map(entry).collect(), &stamps);
        Ok(changes)
    }

    /// Finishes what a killed build has begun to put in place, and clears away what it left behind.
    fn recover(&self) -> Result<(), Failure> {
        patch::resume(&self.folder, &self.work)?;
        swap::restore(&self.folder, &self.work)?;
        for name in [READINGS, record::NAME] {
            Beside::clear(&self.work, name)?;
        }
        remove(&self.next)
    }

    fn refuse_repository(&self, force: bool) -> Result<(), Failure> {
        if force || !self.folder.join(".git").exists() {
            return Ok(());
        }
        let folder = self.folder.display();
        Err(Failure::new(format!("{folder} holds a git repository, which a build would delete"))
            .help("write to another folder with --output DIR, or give the repository up with --force"))
    }

    fn refuse_foreign(&self, force: bool) -> Result<(), Failure> {
        let mut entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::io("read", &self.folder, &error)),
        };
        let folder = self.folder.display();
        if force || is_plain_file(&self.folder.join(MARKER)) || entries.next().is_none() {
            return Ok(());
        }
        Err(Failure::new(format!("{folder} has files in it that dateline did not make")).help(
            "write to another folder with --output DIR, or replace everything in this one with --force",
        ))
    }
}

impl Drop for Output {
    /// Before `finish` this gives up the new site, unless the next build is to go on with it; after it, it
    /// deletes the old one.
    fn drop(&mut self) {
        if patch::pending(&self.work).is_none() {
            let _ = fs::remove_dir_all(&self.next);
        }
        swap::forget(&self.folder, &self.work);
        self.lock.release();
    }
}

/// The names of files, in their order.
fn names<'f>(fates: &[&'f (String, Fate)]) -> Vec<&'f str> {
    let mut names: Vec<&str> = fates.iter().map(|(name, _)| &**name).collect();
    names.par_sort_unstable();
    names
}

/// The folder that an output folder stands in, and the one beside it for what is not to be seen.
fn beside(folder: &Path) -> Option<(&Path, PathBuf)> {
    let (parent, name) = (folder.parent()?, folder.file_name()?.to_string_lossy());
    Some((parent, parent.join(format!(".{name}.dateline"))))
}

/// The folder itself, whatever links lead to it.
pub(super) fn resolve(folder: &Path) -> Result<PathBuf, Failure> {
    let whole = std::path::absolute(folder).map_err(|error| Failure::io("open", folder, &error))?;
    if fs::symlink_metadata(&whole).is_ok() {
        if !whole.is_dir() {
            return Err(Failure::new(format!("{} is there and is no folder", folder.display())));
        }
        return whole.canonicalize().map_err(|error| Failure::io("open", folder, &error));
    }
    let parent = whole.ancestors().skip(1).find(|parent| parent.exists());
    let Some(parent) = parent else { return Ok(whole) };
    let rest = whole.strip_prefix(parent).unwrap_or(&whole);
    Ok(parent.canonicalize().map_err(|error| Failure::io("open", parent, &error))?.join(rest))
}

/// A build must not write where it reads.
pub(super) fn refuse_overlap(folder: &Path, site: &Path) -> Result<(), Failure> {
    let site = site.canonicalize().map_err(|error| Failure::io("open", site, &error))?;
    let in_inputs = disk::INPUTS.iter().any(|input| folder.starts_with(site.join(input)));
    if site.starts_with(folder) || in_inputs {
        return Err(Failure::new(format!(
            "{} holds the site's own files ({SETTINGS}, content, templates, static)",
            folder.display()
        ))
        .help("write to a folder of its own, such as public"));
    }
    Ok(())
}

/// No URL leads out of the folder; should one ever, this is the last place to notice.
pub(super) fn refuse_climbing(name: &str) -> Result<(), Failure> {
    let is_name = |part: &str| Path::new(part).components().eq([Component::Normal(part.as_ref())]);
    let stays = name.split('/').all(is_name);
    if stays { Ok(()) } else { Err(Failure::new(format!("{name:?} would lead out of the output folder"))) }
}

fn create(path: &Path) -> Result<File, Failure> {
    // A page is nearly always the first file in its folder; what stands beside it comes later.
    if path.ends_with("index.html") {
        let _ = path.parent().map(fs::create_dir);
    }
    // Never over what stands there: it may be linked to the site that readers see.
    let mut made = File::create_new(path);
    if made.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        make_parent(path)?;
        made = File::create_new(path);
    }
    made.map_err(|error| Failure::io("write", path, &error))
}

/// Deletes what is there, be it a file or a folder.
fn remove(path: &Path) -> Result<(), Failure> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    match if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::io("delete", path, &error).help("delete it yourself, and build again"))
        }
        _ => Ok(()),
    }
}

/// Links what stands at `old` to `new` as well: a copy, if this disk has no links.
fn link(old: &Path, new: &Path) -> io::Result<()> {
    match fs::hard_link(old, new) {
        // A copy would go into what is there, or into what it is linked to.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        linked => linked.or_else(|_| fs::copy(old, new).map(drop)),
    }
}

/// A link may lead to somebody else's file, and a pipe makes its reader wait.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn make_parent(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))
}
