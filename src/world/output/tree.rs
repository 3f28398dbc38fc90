//! [`Tree`]: what is in the output folder.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::record::{FolderStamp, Record, Stamps};

/// All files of a folder, and when something last came into each folder in it or went out.
#[derive(Debug, Default)]
pub struct Tree {
    /// From the folder on with `/` between folders, in their order.
    pub names: Vec<String>,
    /// Without those of folders that have changed since the build began.
    pub stamps: Stamps,
}

impl Tree {
    /// Looks into every folder below `root` that is not as the record says. `None` if there is something
    /// that no build leaves behind: links, folders with nothing in them, names that are no text. `begun`
    /// is the stamp of a folder that was made when the build began.
    pub fn read(root: &Path, record: &Record, begun: Option<FolderStamp>) -> Option<Tree> {
        let mut walk = Walk { root, record, begun, tree: Tree::default() };
        if record.folders().is_empty() {
            walk.look(String::new(), FolderStamp::of(root))?;
        }
        for folder in record.folders() {
            let stamp = FolderStamp::of(&root.join(&folder.name));
            if stamp.is_none() || stamp != folder.stamp {
                walk.look(folder.name.clone(), stamp)?;
                continue;
            }
            walk.tree.names.extend(folder.files.iter().map(|(name, _)| join(&folder.name, name)));
            walk.note(folder.name.clone(), stamp);
        }
        walk.tree.names.sort_unstable();
        Some(walk.tree)
    }
}

struct Walk<'w> {
    root: &'w Path,
    record: &'w Record,
    begun: Option<FolderStamp>,
    tree: Tree,
}

impl Walk<'_> {
    /// What is in a folder, and in those below it that the record does not have; nothing if it is gone.
    /// The stamp is from before: what comes meanwhile will be noticed the next time.
    fn look(&mut self, folder: String, stamp: Option<FolderStamp>) -> Option<()> {
        let mut folders = vec![(folder, stamp)];
        while let Some((folder, stamp)) = folders.pop() {
            let entries = match fs::read_dir(self.root.join(&folder)) {
                Ok(entries) => entries,
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    continue;
                }
                Err(_) => return None,
            };
            let mut is_empty = true;
            for entry in entries {
                let entry = entry.ok()?;
                let name = join(&folder, entry.file_name().to_str()?);
                let kind = entry.file_type().ok()?;
                is_empty = false;
                if kind.is_file() {
                    self.tree.names.push(name);
                } else if !kind.is_dir() {
                    return None;
                } else if self.record.folder(&name).is_none() {
                    let stamp = FolderStamp::of(&self.root.join(&name));
                    folders.push((name, stamp));
                }
            }
            if is_empty {
                return None;
            }
            self.note(folder, stamp);
        }
        Some(())
    }

    fn note(&mut self, folder: String, stamp: Option<FolderStamp>) {
        let is_older = |stamp: &FolderStamp| self.begun.is_some_and(|begun| stamp.is_older(&begun));
        self.tree.stamps.extend(stamp.filter(is_older).map(|stamp| (folder, stamp)));
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
