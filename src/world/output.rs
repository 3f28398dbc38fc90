//! [`Output`]: the folder that a build writes, all or nothing.
//!
//! The new site is written beside the old one and takes its place in one step. Until then the old
//! one is whole, and from then on the new one is. A file that did not change is not written again
//! but linked, and so keeps its modification time.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::lock::Lock;
use super::{Failure, disk};
use crate::source::SETTINGS;

/// Marks a folder as dateline's own, so that no other is ever replaced.
const MARKER: &str = ".dateline";
const MARKER_TEXT: &str = "dateline wrote this folder and replaces it as a whole with every build.\n\
    Files to be published belong in the site's static folder.\n";

pub struct Output {
    folder: PathBuf,
    /// Beside `folder`, so that a rename is enough to move from one to the other.
    work: PathBuf,
    next: PathBuf,
    written: AtomicUsize,
    unchanged: AtomicUsize,
    lock: Lock,
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
        refuse_overlap(&folder, site)?;
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let (Some(parent), Some(name)) = (folder.parent(), name) else {
            return Err(Failure::new(format!("{} cannot be an output folder", folder.display())));
        };
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        let work = parent.join(format!(".{name}.dateline"));
        let lock = Lock::take(&work, || {
            Failure::new("another dateline is writing the same output folder")
                .help("wait until it is done, or write elsewhere with --output DIR")
        })?;
        let output = Output {
            next: work.join("next"),
            written: AtomicUsize::new(0),
            unchanged: AtomicUsize::new(0),
            lock,
            folder,
            work,
        };
        output.recover()?;
        output.refuse_foreign(force)?;
        fs::create_dir(&output.next).map_err(|error| Failure::io("make", &output.next, &error))?;
        output.write(MARKER, MARKER_TEXT.as_bytes())?;
        Ok(output)
    }

    /// Writes one file, named from the output's root with `/` between folders. May be called from
    /// many threads at once, for different files.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        refuse_climbing(name)?;
        let (old, new) = (self.folder.join(name), self.next.join(name));
        if same_bytes(&old, bytes) && self.link(&old, &new)? {
            return Ok(());
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        let mut file = create(&new)?;
        file.write_all(bytes).map_err(|error| Failure::io("write", &self.folder.join(name), &error))
    }

    /// Copies one file.
    pub fn copy(&self, name: &str, from: &Path) -> Result<(), Failure> {
        refuse_climbing(name)?;
        let (old, new) = (self.folder.join(name), self.next.join(name));
        let mut source = File::open(from).map_err(|error| Failure::io("read", from, &error))?;
        if same_files(&old, from) && self.link(&old, &new)? {
            return Ok(());
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        let mut file = create(&new)?;
        io::copy(&mut source, &mut file)
            .map_err(|error| Failure::io("write", &self.folder.join(name), &error))?;
        Ok(())
    }

    /// Puts the new site in the old one's place. Nobody else writes there as long as `self` lives.
    pub fn finish(&self) -> Result<Changes, Failure> {
        let changes = Changes {
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged.load(Ordering::Relaxed),
        };
        let nothing_new = changes.written == 0 && count(&self.folder) == changes.unchanged;
        if !nothing_new {
            self.swap().map_err(|error| Failure::io("replace", &self.folder, &error))?;
        }
        Ok(changes)
    }

    fn swap(&self) -> io::Result<()> {
        if !self.folder.exists() {
            return fs::rename(&self.next, &self.folder);
        }
        match exchange(&self.next, &self.folder) {
            Err(error)
                if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) =>
            {
                // Two renames: should the process die between them, `recover` finishes the job.
                let old = self.work.join("old");
                fs::rename(&self.folder, &old)?;
                fs::rename(&self.next, &self.folder).inspect_err(|_| {
                    let _ = fs::rename(&old, &self.folder);
                })
            }
            result => result,
        }
    }

    /// Clears away what a killed build left behind.
    fn recover(&self) -> Result<(), Failure> {
        let old = self.work.join("old");
        let is_gone = fs::read_dir(&self.folder).map_or(true, |mut entries| entries.next().is_none());
        if old.exists() && is_gone {
            let _ = fs::remove_dir(&self.folder);
            fs::rename(&old, &self.folder).map_err(|error| Failure::io("restore", &self.folder, &error))?;
        }
        for left in [old, self.next.clone()] {
            match fs::remove_dir_all(&left) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::io("delete", &left, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn refuse_foreign(&self, force: bool) -> Result<(), Failure> {
        let mut entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::io("read", &self.folder, &error)),
        };
        let folder = self.folder.display();
        if !force && self.folder.join(".git").exists() {
            return Err(Failure::new(format!("{folder} holds a git repository, which a build would delete"))
                .help("write to another folder with --output DIR, or give the repository up with --force"));
        }
        if force || self.folder.join(MARKER).is_file() || entries.next().is_none() {
            return Ok(());
        }
        Err(Failure::new(format!("{folder} has files in it that dateline did not make")).help(
            "write to another folder with --output DIR, or replace everything in this one with --force",
        ))
    }

    /// Takes a file over from the old site. `false` if this disk cannot.
    fn link(&self, old: &Path, new: &Path) -> Result<bool, Failure> {
        let mut linked = fs::hard_link(old, new);
        if linked.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            make_parent(new)?;
            linked = fs::hard_link(old, new);
        }
        if linked.is_err() {
            return Ok(false);
        }
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }
}

impl Drop for Output {
    /// Before `finish` this gives up the new site; after it, it deletes the old one.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.next);
        // Where a swap went wrong half-way, this may be the only copy of the last good site.
        if self.folder.join(MARKER).is_file() {
            let _ = fs::remove_dir_all(self.work.join("old"));
        }
        self.lock.release();
    }
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
    let stays = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if stays { Ok(()) } else { Err(Failure::new(format!("{name} would lead out of the output folder"))) }
}

fn create(path: &Path) -> Result<File, Failure> {
    // Never over what stands there: it may be linked to the site that readers see.
    let mut created = File::create_new(path);
    if created.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        make_parent(path)?;
        created = File::create_new(path);
    }
    created.map_err(|error| Failure::io("write", path, &error))
}

fn make_parent(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))
}

fn same_bytes(old: &Path, bytes: &[u8]) -> bool {
    if !is_plain_file(old) {
        return false;
    }
    let Ok(mut file) = File::open(old) else { return false };
    let same_length =
        file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
    let mut old = Vec::with_capacity(bytes.len());
    same_length && file.read_to_end(&mut old).is_ok() && old == bytes
}

/// A link that somebody left in the output is nothing to take over.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn same_files(old: &Path, new: &Path) -> bool {
    if !is_plain_file(old) {
        return false;
    }
    let (Ok(mut old), Ok(mut new)) = (File::open(old), File::open(new)) else { return false };
    let length =
        |file: &File| file.metadata().ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    if length(&old).is_none() || length(&old) != length(&new) {
        return false;
    }
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let Ok(read) = old.read(&mut left) else { return false };
        if read == 0 {
            return true;
        }
        if new.read_exact(&mut right[..read]).is_err() || left[..read] != right[..read] {
            return false;
        }
    }
}

/// Files below a folder.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| if entry.file_type().is_ok_and(|kind| kind.is_dir()) { count(&entry.path()) } else { 1 })
        .sum()
}

/// Swaps two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|errno| match errno {
        rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL => io::ErrorKind::Unsupported.into(),
        errno => errno.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
