//! [`Patch`]: few files of a site put in place one by one.
//!
//! Making a whole tree of links to change three files in it would take longer than everything else.
//! Each file appears whole, and what is new comes before what leads to it. Before the first file moves,
//! a list says what is to be done, and what will be replaced is linked aside: a build that is killed
//! half-way is finished by the next one, and one that fails puts everything back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::Failure;
use super::record::folders;
use super::{make_parent, refuse_climbing, remove};

/// The list, in the folder beside the output: `+` or `-` and a name, with a NUL after each.
const LIST: &str = "patch";
/// What is replaced, until all is done.
const ASIDE: &str = "aside";

/// A tree of links takes no longer than this share of its files.
const SHARE: usize = 10;

/// Names from the output's root.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// Files to be put in place, those first that are new.
    puts: Vec<String>,
    deletes: Vec<String>,
    /// How many of `puts` are new.
    new: usize,
}

impl Patch {
    /// What makes the files that are `there` those of the new site; all lists are sorted. `None` if it
    /// is better swapped in as a whole: much has changed, or a file comes where a folder was.
    pub fn new<'n>(there: &'n [String], kept: &[&'n str], written: &[&'n str]) -> Option<Patch> {
        let is_there = |name: &str| there.binary_search_by(|other| (**other).cmp(name)).is_ok();
        let (mut puts, changed): (Vec<&str>, Vec<&str>) = written.iter().partition(|name| !is_there(name));
        let new = puts.len();
        puts.extend(changed);
        let names = || there.iter().map(String::as_str);
        let deletes: Vec<&str> =
            except(except(names(), kept.iter().copied()), written.iter().copied()).collect();
        let is_in_the_way = |name: &&str| {
            let below = format!("{name}/");
            let first = there.partition_point(|other| **other < *below);
            there.get(first).is_some_and(|other| other.starts_with(&below))
                || name.match_indices('/').any(|(end, _)| is_there(&name[..end]))
        };
        let is_small =
            (puts.len() + deletes.len()) * SHARE <= kept.len() || puts.is_empty() && deletes.is_empty();
        let is_lost = || except(kept.iter().copied(), names()).next().is_some();
        if !is_small || is_lost() || puts.iter().any(is_in_the_way) {
            return None;
        }
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        Some(Patch { puts: owned(puts), deletes: owned(deletes), new })
    }

    /// Puts the files in place that stand in `work/next`.
    pub fn carry_out(&self, folder: &Path, work: &Path) -> Result<(), Failure> {
        if self.puts.is_empty() && self.deletes.is_empty() {
            return Ok(());
        }
        let aside = work.join(ASIDE);
        let done = self
            .prepare(folder, work, &aside)
            .and_then(|()| self.apply(folder, &work.join("next")).inspect_err(|_| self.undo(folder, &aside)));
        // Without the list nothing of it will ever be done again.
        let _ = fs::remove_file(work.join(LIST));
        let _ = fs::remove_dir_all(&aside);
        done
    }

    /// Everything that may find the disk full, while the old site is still whole.
    fn prepare(&self, folder: &Path, work: &Path, aside: &Path) -> Result<(), Failure> {
        for name in self.puts[self.new..].iter().chain(&self.deletes) {
            let (old, kept) = (folder.join(name), aside.join(name));
            make_parent(&kept)?;
            match fs::hard_link(&old, &kept).or_else(|_| fs::copy(&old, &kept).map(drop)) {
                // Somebody has deleted it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound && !old.exists() => {}
                linked => linked.map_err(|error| Failure::io("write", &kept, &error))?,
            }
        }
        let (list, beside) = (work.join(LIST), work.join("patch.new"));
        let puts = self.puts.iter().map(|name| format!("+{name}\0"));
        let text: String = puts.chain(self.deletes.iter().map(|name| format!("-{name}\0"))).collect();
        fs::write(&beside, text)
            .and_then(|()| fs::rename(&beside, &list))
            .map_err(|error| Failure::io("write", &list, &error))
    }

    fn apply(&self, folder: &Path, next: &Path) -> Result<(), Failure> {
        for name in &self.puts {
            let new = folder.join(name);
            make_parent(&new)?;
            match fs::rename(next.join(name), &new) {
                // A build that was killed got that far.
                Err(error) if error.kind() == io::ErrorKind::NotFound && new.exists() => {}
                result => result.map_err(|error| Failure::io("write", &new, &error))?,
            }
        }
        for name in &self.deletes {
            let old = folder.join(name);
            match fs::remove_file(&old) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result.map_err(|error| Failure::io("delete", &old, &error))?,
            }
        }
        self.prune(folder, &self.deletes);
        Ok(())
    }

    fn undo(&self, folder: &Path, aside: &Path) {
        for name in self.puts[self.new..].iter().chain(&self.deletes) {
            let old = folder.join(name);
            let _ = make_parent(&old);
            let _ = fs::rename(aside.join(name), old);
        }
        let new = &self.puts[..self.new];
        for name in new {
            let _ = fs::remove_file(folder.join(name));
        }
        self.prune(folder, new);
    }

    /// The folders that files are deleted from, and all above them.
    pub fn thinned(&self) -> Vec<&str> {
        folders(self.deletes.iter().map(String::as_str))
    }

    /// Deletes the folders that the deletion of files has left empty.
    fn prune(&self, folder: &Path, deleted: &[String]) {
        let folders = folders(deleted.iter().map(String::as_str));
        // The deepest first; those with something in them stay, as the output itself does.
        for inner in folders.iter().rev().filter(|inner| !inner.is_empty()) {
            let _ = fs::remove_dir(folder.join(inner));
        }
    }
}

/// The names that are not among others; both are sorted.
fn except<'n>(
    names: impl Iterator<Item = &'n str>,
    others: impl Iterator<Item = &'n str>,
) -> impl Iterator<Item = &'n str> {
    let mut others = others.peekable();
    names.filter(move |name| {
        while others.next_if(|other| other < name).is_some() {}
        others.peek() != Some(name)
    })
}

/// Finishes what a killed build has begun.
pub fn resume(folder: &Path, work: &Path) -> Result<(), Failure> {
    let list: PathBuf = work.join(LIST);
    if let Ok(text) = fs::read_to_string(&list) {
        let names =
            |sign: char| text.split('\0').filter_map(move |line| line.strip_prefix(sign)).map(str::to_owned);
        let patch = Patch { puts: names('+').collect(), deletes: names('-').collect(), new: 0 };
        // It may have come with the site from somebody else.
        let mut names = patch.puts.iter().chain(&patch.deletes);
        names.try_for_each(|name| refuse_climbing(name)).map_err(|failure| {
            failure.help(format!("dateline did not write {}: delete it", list.display()))
        })?;
        patch.apply(folder, &work.join("next"))?;
        fs::remove_file(&list).map_err(|error| Failure::io("delete", &list, &error))?;
    }
    for left in [ASIDE, "patch.new"] {
        remove(&work.join(left))?;
    }
    Ok(())
}
