//! Files that a command is given, and new files in a site's folder. None that exists is ever
//! overwritten.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::Failure;

/// The content of a file, or of standard input for `-`; at most one byte more than `longest`.
pub fn read_input(path: &Path, longest: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = longest as u64 + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io("read", path, &error))?;
    Ok(bytes)
}

/// The content of a file below a folder; `None` if there is none, or if it leads out of the folder.
pub fn read_below(folder: &Path, name: &str, longest: usize) -> Option<Vec<u8>> {
    let (folder, path) = (folder.canonicalize().ok()?, folder.join(name).canonicalize().ok()?);
    let length = path.metadata().ok().filter(|metadata| metadata.is_file())?.len();
    (path.starts_with(&folder) && length <= longest as u64).then(|| fs::read(path).ok())?
}

/// What is below a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// By their paths, in order.
    pub files: Vec<PathBuf>,
    /// Why folders in it could not be read.
    pub closed: Vec<Failure>,
    /// Symbolic links, which are passed over: they may lead out of the folder, or in a circle.
    pub links: usize,
}

/// Every file below a folder; hidden ones are passed over.
pub fn list(folder: &Path) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let read = listed(&inner, &mut listing, &mut folders);
        match read.map_err(|error| Failure::io("read", &inner, &error)) {
            Err(failure) if inner == folder => return Err(failure),
            Err(failure) => listing.closed.push(failure),
            Ok(()) => {}
        }
    }
    listing.files.sort();
    Ok(listing)
}

fn listed(folder: &Path, listing: &mut Listing, folders: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        match entry.file_name().as_encoded_bytes() {
            [b'.', ..] => {}
            _ if kind.is_dir() => folders.push(entry.path()),
            _ if kind.is_file() => listing.files.push(entry.path()),
            _ => listing.links += usize::from(kind.is_symlink()),
        }
    }
    Ok(())
}

/// Writes files, named from `folder`, which is made if need be. If one of them exists already, or
/// a file stands where one of their folders has to be, none is written.
pub fn write_new<C: AsRef<[u8]>>(folder: &Path, files: &[(&str, C)]) -> Result<(), Failure> {
    for (name, _) in files {
        let path = folder.join(name);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(Failure::new(format!("{} exists already; nothing was changed", path.display())));
        }
        let above = path.ancestors().skip(1).find(|above| fs::symlink_metadata(above).is_ok());
        if let Some(above) = above.filter(|above| !above.is_dir()) {
            return Err(Failure::new(format!("{} is no folder; nothing was changed", above.display())));
        }
    }
    for (at, (name, content)) in files.iter().enumerate() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let made = fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error));
        if let Err(failure) = made.and_then(|()| write_whole(&path, content.as_ref())) {
            // What was written for this alone would be in the way of the next try.
            files.iter().take(at).for_each(|(name, _)| drop(fs::remove_file(folder.join(name))));
            return Err(failure);
        }
    }
    Ok(())
}

/// Writes a new file, whole or not at all, whatever ends the process.
fn write_whole(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let part = path.with_file_name(format!(".{name}.part"));
    let written = fs::write(&part, content).and_then(|()| match fs::hard_link(&part, path) {
        // Some disks have no links; that nothing stands there has been seen to.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => fs::rename(&part, path),
        linked => linked,
    });
    let _ = fs::remove_file(&part);
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("{} exists already", path.display())),
        _ => Failure::io("write", path, &error),
    })
}
