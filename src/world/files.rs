//! New files in a site's folder. None that exists is ever overwritten.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Failure;

/// Writes files, named from `folder`, which is made if need be. If one of them exists already, or
/// a file stands where one of their folders has to be, none is written.
pub fn write_new(folder: &Path, files: &[(&str, String)]) -> Result<(), Failure> {
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
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Failure::new(format!("{} exists already", path.display())),
            _ => Failure::io("write", &path, &error),
        })?;
    }
    Ok(())
}
