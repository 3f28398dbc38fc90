//! One writer at a time.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::Failure;

/// Holds a folder for this process. The folder is made if need be; the system lets go of it when
/// the process ends, however it ends.
pub struct Lock {
    _file: File,
    folder: PathBuf,
}

impl Lock {
    /// Takes the folder; fails with `busy` if another process has it.
    pub fn take(folder: &Path, busy: impl Fn() -> Failure) -> Result<Lock, Failure> {
        let path = folder.join("lock");
        // Whoever had it last may delete the folder between our opening and our locking of the
        // file, so what is locked has to be what stands there now.
        for _ in 0..100 {
            refuse_other(folder, Metadata::is_dir)?;
            fs::create_dir_all(folder).map_err(|error| Failure::io("make", folder, &error))?;
            refuse_other(&path, Metadata::is_file)?;
            let file = match OpenOptions::new().write(true).create(true).truncate(false).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Failure::io("write", &path, &error)),
            };
            match file.try_lock() {
                Ok(()) if is_same(&file, &path) => {
                    return Ok(Lock { _file: file, folder: folder.to_owned() });
                }
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => return Err(busy()),
                Err(TryLockError::Error(error)) => return Err(Failure::io("lock", &path, &error)),
            }
        }
        Err(Failure::new(format!("cannot lock {}", path.display())))
    }

    /// Deletes the folder, which has to be empty by now but for the lock itself. The next one may
    /// take it from the moment the lock is gone, so nothing else in it may be touched after that.
    pub fn release(&self) {
        let _ = fs::remove_file(self.folder.join("lock"));
        let _ = fs::remove_dir(&self.folder);
    }
}

/// What came with a site from somebody else may be a link, and lead to where nothing is to be written.
fn refuse_other(path: &Path, is_ours: fn(&Metadata) -> bool) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(there) if !is_ours(&there) => {
            let what = if there.is_symlink() { "a link" } else { "something else" };
            Err(Failure::new(format!("{} is {what} where dateline keeps its own", path.display()))
                .help("delete it, and dateline makes what it needs there"))
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}
