//! What is in a folder.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

/// The names of all files below a folder, from it on with `/` between folders, in their order. `None`
/// if there is something that no build leaves behind: links, folders with nothing in them, names that
/// are no text.
pub fn names(folder: &Path) -> Option<Vec<String>> {
    let mut names = below(folder, "")?;
    names.par_sort_unstable();
    Some(names)
}

fn below(folder: &Path, prefix: &str) -> Option<Vec<String>> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = format!("{prefix}{}", entry.file_name().to_str()?);
        let kind = entry.file_type().ok()?;
        match () {
            () if kind.is_file() => files.push(name),
            () if kind.is_dir() => folders.push((entry.path(), format!("{name}/"))),
            () => return None,
        }
    }
    if files.is_empty() && folders.is_empty() {
        return None;
    }
    let inner: Option<Vec<Vec<String>>> =
        folders.par_iter().map(|(folder, prefix)| below(folder, prefix)).collect();
    files.extend(inner?.into_iter().flatten());
    Some(files)
}
