//! Whether what stands in the old site is what is to be written.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

pub fn bytes(old: &Path, bytes: &[u8]) -> bool {
    let is_as_long = |file: &File| file.metadata().is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
    if !is_plain_file(old) {
        return false;
    }
    let Some(mut file) = File::open(old).ok().filter(is_as_long) else { return false };
    let mut old = Vec::with_capacity(bytes.len());
    file.read_to_end(&mut old).is_ok() && old == bytes
}

pub fn files(old: &Path, new: &Path) -> bool {
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

/// A link that somebody left in the output is nothing to take over.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}
