//! Whether what stands in the old site is what is to be written. It is told by its stamp from before it
//! was read: what is done to it later will be noticed the next time.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::Path;

use super::record::Stamp;

pub fn bytes(old: &Path, bytes: &[u8]) -> Option<Stamp> {
    let metadata = plain_file(old, bytes.len() as u64)?;
    let mut there = Vec::with_capacity(bytes.len());
    File::open(old).ok()?.read_to_end(&mut there).ok()?;
    (there == bytes).then(|| Stamp::new(&metadata))
}

pub fn files(old: &Path, new: &Path) -> Option<Stamp> {
    let length = fs::metadata(new).ok().filter(Metadata::is_file)?.len();
    let metadata = plain_file(old, length)?;
    let (mut old, mut new) = (File::open(old).ok()?, File::open(new).ok()?);
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let read = old.read(&mut left).ok()?;
        if read == 0 {
            // One of them may have grown meanwhile.
            return (new.read(&mut right).ok()? == 0).then(|| Stamp::new(&metadata));
        }
        new.read_exact(&mut right[..read]).ok()?;
        if left[..read] != right[..read] {
            return None;
        }
    }
}

/// A link that somebody left in the output is nothing to take over.
fn plain_file(path: &Path, length: u64) -> Option<Metadata> {
    fs::symlink_metadata(path).ok().filter(|metadata| metadata.is_file() && metadata.len() == length)
}
