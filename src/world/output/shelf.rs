//! [`Beside`]: a file beside the output that the next build goes by.
//!
//! It is a help and no more. So where it cannot be written there is none, and nobody is told.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{is_plain_file, remove};
use crate::pipeline::Shelf;
use crate::world::Failure;

/// A file in the making. It takes the place of the one before it once it is whole.
pub struct Beside {
    path: PathBuf,
    /// What it is called until then.
    unfinished: PathBuf,
    /// Made with the first byte.
    file: Option<io::Result<BufWriter<File>>>,
}

impl Beside {
    pub fn new(work: &Path, name: &str) -> Self {
        Self { path: work.join(name), unfinished: unfinished(work, name), file: None }
    }

    /// What the last build has put there; nothing if it is no plain file.
    pub fn read(work: &Path, name: &str) -> Vec<u8> {
        let path = work.join(name);
        if is_plain_file(&path) { fs::read(path).unwrap_or_default() } else { Vec::new() }
    }

    /// Deletes what a killed build has left of such a file.
    pub fn clear(work: &Path, name: &str) -> Result<(), Failure> {
        remove(&unfinished(work, name))
    }

    /// Gives up what there is of it: where a disk is full, pages need the room.
    fn fail(&mut self, error: io::Error) -> io::Error {
        let kind = error.kind();
        self.file = Some(Err(error));
        let _ = remove(&self.unfinished);
        kind.into()
    }
}

fn unfinished(work: &Path, name: &str) -> PathBuf {
    work.join(format!("{name}.new"))
}

/// A file that nobody else may read: some of what is in it may never be published.
fn create(path: &Path) -> io::Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(BufWriter::with_capacity(1 << 16, options.open(path)?))
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self.file.get_or_insert_with(|| create(&self.unfinished)) {
            Ok(file) => file.write_all(bytes),
            Err(error) => return Err(error.kind().into()),
        };
        written.map(|()| bytes.len()).map_err(|error| self.fail(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(Ok(file)) => file.flush(),
            _ => Ok(()),
        }
    }
}

impl Shelf for Beside {
    fn put(&mut self, bytes: &[u8]) {
        // `done` is told.
        let _ = self.write_all(bytes);
    }

    fn done(&mut self) {
        let written = self.flush();
        let place = |file: io::Result<BufWriter<File>>| {
            written.and(file).and_then(|_| fs::rename(&self.unfinished, &self.path))
        };
        // What was there before is of another build, whether there is something new or nothing.
        if self.file.take().is_none_or(|file| place(file).is_err()) {
            let _ = remove(&self.unfinished);
            let _ = remove(&self.path);
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = remove(&self.unfinished);
        }
    }
}
