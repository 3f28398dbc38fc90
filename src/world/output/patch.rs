//! [`Patch`]: few files of a site put in place one by one.
//!
//! Making a whole tree of links to change three files in it would take longer than everything else.
//! Each file appears whole, and what is new comes before what leads to it. Before the first file moves,
//! a list says what is to be done, and what will be replaced is linked aside: a build that is killed
//! half-way is finished by the next one, and one that fails puts everything back, or has the next one do
//! that.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::super::Failure;
use super::record::folders;
use super::{MARKER, NEXT, is_plain_file, link, make_parent, refuse_climbing, remove, same};

/// The list, in the folder beside the output: a sign and a name, with a NUL after each.
const LIST: &str = "patch";
/// What the list is called when all of it is to be taken back.
const UNDO: &str = "undo";
const UNFINISHED: &str = "patch.new";
/// What is replaced, until all is done.
const ASIDE: &str = "aside";

/// A tree of links takes no longer than this share of its files.
const SHARE: usize = 10;

/// Files to be put in place and to be deleted, named from the output's root.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Patch {
    new: Vec<String>,
    changed: Vec<String>,
    deleted: Vec<String>,
}

impl Patch {
    /// What makes the files that are `there` those of the new site; all lists are sorted. `None` if it
    /// is better swapped in as a whole: much has changed, or a file comes where a folder was.
    pub fn new<'n>(there: &'n [String], kept: &[&'n str], written: &[&'n str]) -> Option<Patch> {
        let is_there = |name: &str| there.binary_search_by(|other| (**other).cmp(name)).is_ok();
        let (new, changed): (Vec<&str>, Vec<&str>) = written.iter().partition(|name| !is_there(name));
        let names = || there.iter().map(String::as_str);
        let deleted: Vec<&str> =
            except(except(names(), kept.iter().copied()), written.iter().copied()).collect();
        let is_in_the_way = |name: &&str| {
            let below = format!("{name}/");
            let first = there.partition_point(|other| **other < *below);
            there.get(first).is_some_and(|other| other.starts_with(&below))
                || name.match_indices('/').any(|(end, _)| is_there(&name[..end]))
        };
        let count = new.len() + changed.len() + deleted.len();
        let is_small = count * SHARE <= kept.len() || count == 0;
        let is_lost = || except(kept.iter().copied(), names()).next().is_some();
        // Where a disk takes both for one, the old file's deletion would be the new one's.
        let is_in_other_case = || {
            let gone: HashSet<String> = deleted.iter().map(|name| name.to_lowercase()).collect();
            !gone.is_empty() && new.iter().any(|name| gone.contains(&name.to_lowercase()))
        };
        if !is_small
            || is_lost()
            || is_in_other_case()
            || written.iter().any(is_in_the_way)
            || !is_there(MARKER)
        {
            return None;
        }
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        Some(Patch { new: owned(new), changed: owned(changed), deleted: owned(deleted) })
    }

    /// Puts the files in place that stand in `work/next`.
    pub fn carry_out(&self, folder: &Path, work: &Path) -> Result<(), Failure> {
        self.names().try_for_each(refuse_climbing)?;
        if self.names().next().is_none() {
            return Ok(());
        }
        self.prepare(folder, work).inspect_err(|_| drop(clear(work)))?;
        self.settle(self.apply(folder, &work.join(NEXT)), folder, work)
    }

    /// Everything that may find the disk full, while the old site is still whole.
    fn prepare(&self, folder: &Path, work: &Path) -> Result<(), Failure> {
        for name in self.replaced() {
            let (old, aside) = (folder.join(name), work.join(ASIDE).join(name));
            make_parent(&aside)?;
            match link(&old, &aside) {
                // Somebody has deleted it meanwhile: nothing to put back.
                Err(error) if error.kind() == ErrorKind::NotFound && !old.exists() => {}
                linked => linked.map_err(|error| Failure::io("write", &aside, &error))?,
            }
        }
        let (list, unfinished) = (work.join(LIST), work.join(UNFINISHED));
        let signed = [('+', &self.new), ('*', &self.changed), ('-', &self.deleted)];
        let lines =
            signed.iter().flat_map(|(sign, names)| names.iter().map(move |name| format!("{sign}{name}\0")));
        fs::write(&unfinished, lines.collect::<String>())
            .and_then(|()| fs::rename(&unfinished, &list))
            .map_err(|error| Failure::io("write", &list, &error))
    }

    /// Takes everything back unless it is `done`. If that cannot be done either, the next build has what
    /// it needs for it.
    fn settle(&self, done: Result<(), Failure>, folder: &Path, work: &Path) -> Result<(), Failure> {
        let taken_back = if done.is_ok() { Ok(()) } else { self.take_back(folder, work) };
        taken_back.map_err(|failure| {
            let half = format!("{} may be half the old site and half the new", folder.display());
            failure.help(format!("{half}: mend that, and build again to have it put right"))
        })?;
        // Without the list nothing of it will ever be done again.
        let _ = clear(work);
        done
    }

    fn apply(&self, folder: &Path, next: &Path) -> Result<(), Failure> {
        for name in self.new.iter().chain(&self.changed) {
            let new = folder.join(name);
            make_parent(&new)?;
            fs::rename(next.join(name), &new).map_err(|error| Failure::io("write", &new, &error))?;
        }
        delete(folder, self.deleted.iter())?;
        prune(folder, &self.deleted);
        Ok(())
    }

    fn take_back(&self, folder: &Path, work: &Path) -> Result<(), Failure> {
        let undo = work.join(UNDO);
        remove(&undo)?;
        fs::rename(work.join(LIST), &undo).map_err(|error| Failure::io("write", &undo, &error))?;
        self.undo(folder, work)
    }

    /// Goes on as far as it can; what it could not do first is what it fails with.
    fn undo(&self, folder: &Path, work: &Path) -> Result<(), Failure> {
        let restore = |name: &str| {
            let (aside, old) = (work.join(ASIDE).join(name), folder.join(name));
            if !is_plain_file(&aside) || same::files(&old, &aside).is_some() {
                return Ok(());
            }
            make_parent(&old)?;
            fs::rename(&aside, &old).map_err(|error| Failure::io("restore", &old, &error))
        };
        let restored = self.replaced().map(restore).fold(Ok(()), Result::and);
        // A folder there has come from somebody else.
        let new = self.new.iter().filter(|name| is_plain_file(&folder.join(name)));
        let undone = restored.and(delete(folder, new));
        prune(folder, &self.new);
        undone
    }

    /// What is in the old site, and not as it is there in the new one.
    fn replaced(&self) -> impl Iterator<Item = &str> {
        self.changed.iter().chain(&self.deleted).map(String::as_str)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.new.iter().map(String::as_str).chain(self.replaced())
    }

    /// What a list says; `None` if it is no list. It may have come with the site from somebody else, so
    /// that nothing on the way to a file may lead elsewhere.
    fn read(list: &Path, roots: &[&Path]) -> Result<Option<Patch>, Failure> {
        let text = match fs::read_to_string(list) {
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(None),
            text => text.map_err(|error| Failure::io("read", list, &error))?,
        };
        let names = |sign: char| {
            text.split('\0').filter_map(move |line| line.strip_prefix(sign)).map(str::to_owned).collect()
        };
        let patch = Patch { new: names('+'), changed: names('*'), deleted: names('-') };
        for name in patch.names() {
            refuse_climbing(name)?;
            roots.iter().try_for_each(|root| refuse_links(root, name))?;
        }
        Ok(Some(patch))
    }

    /// The folders that files are deleted from, and all above them.
    pub fn thinned(&self) -> Vec<&str> {
        let is_none = self.deleted.is_empty();
        if is_none { Vec::new() } else { folders(self.deleted.iter().map(String::as_str)) }
    }
}

/// Deletes files, as far as it can.
fn delete<'n>(folder: &Path, names: impl Iterator<Item = &'n String>) -> Result<(), Failure> {
    let delete = |name| {
        let file = folder.join(name);
        match fs::remove_file(&file) {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Err(Failure::io("delete", &file, &error))
            }
            _ => Ok(()),
        }
    };
    names.map(delete).fold(Ok(()), Result::and)
}

/// Deletes the folders that files have stood in and that are empty now.
fn prune(folder: &Path, names: &[String]) {
    let folders = folders(names.iter().map(String::as_str));
    // The deepest first; those with something in them stay, as the output itself does.
    for inner in folders.iter().rev().filter(|inner| !inner.is_empty()) {
        let _ = fs::remove_dir(folder.join(inner));
    }
}

/// Fails if on the way from a folder to a file in it there is anything but folders.
fn refuse_links(root: &Path, name: &str) -> Result<(), Failure> {
    let path = root.join(name);
    let mut folders = path.ancestors().skip(1).take_while(|above| above.starts_with(root));
    let is_other = |above: &&Path| fs::symlink_metadata(above).is_ok_and(|there| !there.is_dir());
    match folders.find(is_other) {
        Some(other) => Err(Failure::new(format!("{} is no folder", other.display()))),
        None => Ok(()),
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

/// What the list is called of what the next build has to finish or to take back.
pub fn pending(work: &Path) -> Option<&'static str> {
    [UNDO, LIST].into_iter().find(|list| is_plain_file(&work.join(list)))
}

/// Finishes what a killed build has begun, and takes back what a failing one could not.
pub fn resume(folder: &Path, work: &Path) -> Result<(), Failure> {
    if let Some(list) = pending(work)
        && is_plain_file(&folder.join(MARKER))
    {
        finish(list, folder, work).map_err(|failure| {
            // It may be the other one by now.
            let list = work.join(pending(work).unwrap_or(list));
            let why = format!("a build was stopped half-way, as {} says", list.display());
            failure.help(format!("{why}: mend that, or delete the list, and build again"))
        })?;
    }
    clear(work)
}

fn finish(list: &str, folder: &Path, work: &Path) -> Result<(), Failure> {
    let (next, aside) = (work.join(NEXT), work.join(ASIDE));
    let Some(patch) = Patch::read(&work.join(list), &[folder, &next, &aside])? else { return Ok(()) };
    if list == UNDO {
        return patch.undo(folder, work);
    }
    let is_left = |name: &&String| is_plain_file(&next.join(name));
    let is_put = |name: &String| {
        let file = folder.join(name);
        is_plain_file(&file) && same::files(&file, &aside.join(name)).is_none()
    };
    let left = |names: &[String]| names.iter().filter(is_left).cloned().collect();
    let rest = Patch { new: left(&patch.new), changed: left(&patch.changed), deleted: patch.deleted.clone() };
    let mut puts = patch.new.iter().chain(&patch.changed);
    let done = match puts.find(|name| !is_left(name) && !is_put(name)) {
        Some(lost) => Err(Failure::new(format!("{} is missing", next.join(lost).display()))),
        None => rest.apply(folder, &next),
    };
    match patch.settle(done, folder, work) {
        Err(failure) if pending(work).is_some() => Err(failure),
        // Done, or taken back: the old site is whole.
        _ => Ok(()),
    }
}

/// The lists first: without them nothing else means anything.
fn clear(work: &Path) -> Result<(), Failure> {
    [LIST, UNDO, UNFINISHED, ASIDE].iter().try_for_each(|name| remove(&work.join(name)))
}
