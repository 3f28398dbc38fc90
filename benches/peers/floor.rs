//! The floor: what it takes to write a program's files and to do nothing else.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, io};

/// Seconds in which one thread writes as many files of the same lengths from memory into another folder,
/// and makes each folder once. It holds no more than the longest file: a process that is started counts
/// what the one that starts it holds.
pub fn floor(from: &Path, to: &Path) -> io::Result<f64> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    collect(from, to, &mut folders, &mut files)?;
    let longest = files.iter().map(|(_, length)| *length).max().unwrap_or(0);
    let text = vec![b'x'; longest];
    let started = Instant::now();
    for folder in &folders {
        fs::create_dir(folder)?;
    }
    for (path, length) in &files {
        fs::write(path, &text[..*length])?;
    }
    let wall = started.elapsed().as_secs_f64();
    fs::remove_dir_all(to)?;
    Ok(wall)
}

/// Folders come before what is in them.
fn collect(
    from: &Path,
    to: &Path,
    folders: &mut Vec<PathBuf>,
    files: &mut Vec<(PathBuf, usize)>,
) -> io::Result<()> {
    folders.push(to.to_owned());
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let path = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, folders, files)?;
        } else {
            files.push((path, entry.metadata()?.len() as usize));
        }
    }
    Ok(())
}
