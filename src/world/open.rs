//! Opens a file of the site to be sent to a browser, wherever its name may have come to lead since
//! the site was read.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Stamp;
use crate::path::{SitePath, composed};

/// A file, open for reading.
pub struct Opened {
    pub file: File,
    /// Where it lies, without symbolic links.
    pub real: PathBuf,
    /// Bytes.
    pub length: u64,
    /// Differs for each version of the file.
    pub version: String,
}

/// Opens the file at `path` in the site's folder, which has no symbolic links in its own path. Links
/// are followed only if they lead to a file below that folder.
pub fn open_below(root: &Path, path: &SitePath) -> io::Result<Opened> {
    let named = root.join(path.as_str());
    let real = match named.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => in_other_form(root, path)?.canonicalize()?,
        real => real?,
    };
    let inner = real.strip_prefix(root).map_err(|_| io::Error::from(io::ErrorKind::PermissionDenied))?;
    let file = open_without_links(root, inner)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let (stamp, is_sure) = Stamp::of(&metadata);
    let version = format!("{stamp:?}");
    let mut version = blake3::hash(version.as_bytes()).to_hex()[..24].to_owned();
    if !is_sure {
        // It may be written again without its times showing it.
        version.push_str(&format!("-{}", super::clock::now().as_nanosecond()));
    }
    Ok(Opened { file, real, length: metadata.len(), version })
}

/// Folder by folder, so that no link can be put in the way meanwhile.
#[cfg(unix)]
fn open_without_links(root: &Path, inner: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open, openat};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mut at = open(root, flags | OFlags::DIRECTORY, Mode::empty())?;
    for part in inner {
        at = openat(&at, part, flags, Mode::empty())?;
    }
    Ok(File::from(at))
}

#[cfg(not(unix))]
fn open_without_links(root: &Path, inner: &Path) -> io::Result<File> {
    File::open(root.join(inner))
}

/// The file whose name on the disk is written in another of Unicode's normal forms.
fn in_other_form(root: &Path, path: &SitePath) -> io::Result<PathBuf> {
    let mut folder = root.to_owned();
    for part in path.as_str().split('/') {
        let mut entries = folder.read_dir()?.flatten().map(|entry| entry.file_name());
        let same = entries.find(|name| name.to_str().is_some_and(|name| composed(name) == part));
        folder.push(same.ok_or(io::ErrorKind::NotFound)?);
    }
    Ok(folder)
}
