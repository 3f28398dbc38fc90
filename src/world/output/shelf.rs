//! [`Beside`]: a file beside the output that the next build goes by.
//!
//! It is a help and no more. So where it cannot be written there is none, and nobody is told.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::pipeline::Shelf;

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

    /// Deletes what a killed build has left of such a file.
    pub fn clear(work: &Path, name: &str) {
        let _ = fs::remove_file(unfinished(work, name));
    }
}

fn unfinished(work: &Path, name: &str) -> PathBuf {
    work.join(format!("{name}.new"))
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let make = || File::create(&self.unfinished).map(|file| BufWriter::with_capacity(1 << 16, file));
        match self.file.get_or_insert_with(make) {
            Ok(file) => file.write_all(bytes).map(|()| bytes.len()),
            Err(error) => Err(error.kind().into()),
        }
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
        if let Err(error) = self.write_all(bytes) {
            self.file = Some(Err(error));
        }
    }

    fn done(&mut self) {
        let written = self.flush();
        let Some(file) = self.file.take() else { return };
        let placed = written.and(file).and_then(|_| fs::rename(&self.unfinished, &self.path));
        if placed.is_err() {
            let _ = fs::remove_file(&self.unfinished);
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}
