//! The new site put in the old one's place as a whole: what did not change is linked into it, and then
//! the two folders change places, in one step where the disk can do that.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::super::Failure;
use super::record::folders;
use super::{MARKER, NEXT, is_plain_file, link, make_parent, remove};

/// The old site, on a disk that cannot exchange folders: between two renames it is the only one.
const OLD: &str = "old";

/// Takes over the files that are `kept`, and swaps the folders.
pub fn carry_out(kept: &[&str], folder: &Path, work: &Path) -> Result<(), Failure> {
    let next = work.join(NEXT);
    let is_link =
        |inner: &&str| fs::symlink_metadata(folder.join(inner)).is_ok_and(|there| there.is_symlink());
    let linked: Vec<&str> = folders(kept.iter().copied()).into_par_iter().filter(is_link).collect();
    kept.par_iter().try_for_each(|name| {
        let (old, new) = (folder.join(name), next.join(name));
        // What a folder has that is linked into the site is somebody's who may change it.
        let is_elsewhere = linked.iter().any(|inner| Path::new(name).starts_with(inner));
        take_over(&old, &new, if is_elsewhere { copy } else { link })
    })?;
    swap(folder, &next, &work.join(OLD)).map_err(|error| Failure::io("replace", folder, &error))
}

fn take_over(old: &Path, new: &Path, take: fn(&Path, &Path) -> io::Result<()>) -> Result<(), Failure> {
    let mut taken = take(old, new);
    if taken.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        make_parent(new)?;
        taken = take(old, new);
    }
    taken.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::new(format!("{} was deleted while the site was built", old.display()))
                .help("build again: it will be made anew")
        }
        _ => Failure::io("write", new, &error),
    })
}

fn copy(old: &Path, new: &Path) -> io::Result<()> {
    fs::copy(old, new).map(drop)
}

fn swap(folder: &Path, next: &Path, old: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs::rename(next, folder);
    }
    match exchange(next, folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {
            // Should the process die between the two renames, `restore` takes the first one back.
            fs::rename(folder, old)?;
            fs::rename(next, folder).inspect_err(|_| {
                let _ = fs::rename(old, folder);
            })
        }
        result => result,
    }
}

/// Puts the old site back where a killed build has left none, and deletes it where there is another.
pub fn restore(folder: &Path, work: &Path) -> Result<(), Failure> {
    let old = work.join(OLD);
    if !fs::symlink_metadata(&old).is_ok_and(|metadata| metadata.is_dir()) {
        return remove(&old);
    }
    if fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none()) {
        let _ = fs::remove_dir(folder);
        return fs::rename(&old, folder).map_err(|error| {
            let help = format!("the site is in {}: move it there yourself, or delete it", old.display());
            Failure::io("restore", folder, &error).help(help)
        });
    }
    if is_plain_file(&folder.join(MARKER)) {
        return remove(&old);
    }
    let (folder, old) = (folder.display(), old.display());
    Err(Failure::new(format!(
        "{folder} has files in it that dateline did not make, and the site is in {old}"
    ))
    .help(format!("move what is in {folder} elsewhere to have the site back, or delete {old}")))
}

/// Deletes the old site once the new one stands in its place.
pub fn forget(folder: &Path, work: &Path) {
    if is_plain_file(&folder.join(MARKER)) {
        let _ = fs::remove_dir_all(work.join(OLD));
    }
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
