//! [`Branch`]: a branch of a git repository, which gets one commit for each publication. Readers see
//! the old site or the new one.
//!
//! Of what is there only the names of the files and of their contents are fetched. dateline's own list
//! is a file of the branch; the digests in it are git's names for the contents.

mod history;
mod refusal;
mod repository;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::Failure;
use super::{Known, Parcel, Publication, Sent, patiently};
use crate::publish::{Manifest, Mark, OWN, Plan, Truth};
use crate::target::{Git, Target};
use repository::{REMOTE, Repository};
use tree::{Changes, Names, Unlisted, list_path};

pub use history::roll_back;

/// Marks a commit as a publication, at the end of its message.
const TRAILER: &str = "Dateline";

/// Where the branch stands in our own repository.
const TIP: &str = "refs/dateline/tip";

pub struct Branch {
    repository: Repository,
    /// The newest commit; `None` if there is no such branch yet.
    tip: Option<String>,
    known: Known,
    ours: Names,
    theirs: Names,
}

impl Branch {
    pub fn begin(git: &Git, target: &Target, site: &Path, parcel: &Parcel) -> Result<Self, Failure> {
        let repository = Repository::new(git, &target.name, site)?;
        let There { tip, files: theirs, list } = fetch(&repository, &["--depth=1"])?;
        let paths: Vec<&str> = parcel.items.keys().map(String::as_str).collect();
        let ours = repository.hash(&paths, parcel.folder, false)?;
        let truth = truth(list.as_ref(), &theirs, &ours, parcel);
        let is_listed = |path: &String| list.as_ref().is_some_and(|list| list.files.contains_key(path));
        let taken = truth.files.keys().filter(|path| !is_listed(path)).count();
        let is_outdated = taken > 0 || !truth.altered.is_empty();
        let mut notices = Vec::new();
        if list.is_none() && !theirs.is_empty() {
            notices.push(format!(
                "the branch has no list of what dateline has put there: of its {} files {taken} are the site's \
                 and are taken over, and {} stay as they are",
                theirs.len(),
                truth.foreign.len()
            ));
        }
        let mut known = Known { is_outdated, truth, notices };
        known.notice_changes(true);
        Ok(Self { repository, tip, known, ours, theirs })
    }
}

impl Publication for Branch {
    fn known(&self) -> &Known {
        &self.known
    }

    fn adopt(&mut self, parcel: &Parcel) -> Result<(), Failure> {
        let Known { truth, is_outdated, .. } = &mut self.known;
        let (names, foreign) =
            truth.foreign.iter().cloned().partition(|path| parcel.items.contains_key(path));
        truth.foreign = foreign;
        let names: BTreeSet<String> = names;
        for path in names {
            if let Some(mark) = mark(&path, &self.theirs, &self.ours, parcel) {
                truth.files.insert(path, mark);
                *is_outdated = true;
            }
        }
        Ok(())
    }

    fn carry_out(
        self: Box<Self>,
        plan: &Plan,
        parcel: &Parcel,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure> {
        let paths: Vec<&str> = plan.puts.iter().map(|put| &*put.path).collect();
        let written = self.repository.hash(&paths, parcel.folder, true)?;
        let marks = parcel.items.iter().filter_map(|(path, (_, mark))| {
            let digest = self.ours.get(path)?.clone();
            Some((path.clone(), Mark { digest, length: mark.length }))
        });
        let list = Manifest::new(marks.collect(), BTreeMap::new()).to_bytes();
        let mut changes = Changes::default();
        plan.deletes.keys().for_each(|path| changes.remove(path));
        written.iter().for_each(|(path, name)| changes.put(name, path));
        let list = self.repository.write(&list)?;
        changes.put(&list, &list_path());
        let tree = self.repository.grow(self.tip.as_deref(), &changes)?;
        let sent = Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() };
        let (added, changed) = (plan.added.len(), plan.changed().count());
        let message = format!(
            "Publish: {added} added, {changed} changed, {} deleted\n\n{TRAILER}: published",
            sent.deleted
        );
        push(&self.repository, &tree, self.tip.as_deref(), &message)?;
        (0..sent.files + sent.deleted).for_each(|_| progress());
        Ok(sent)
    }
}

/// What of the branch is dateline's, and is as it was put there.
fn truth(list: Option<&Manifest>, theirs: &Names, ours: &Names, parcel: &Parcel) -> Truth {
    let mut truth = Truth::default();
    let listed = list.map(|list| &list.files).into_iter().flatten();
    for (path, there) in listed {
        match mark(path, theirs, ours, parcel) {
            Some(mark) if theirs.get(path) == Some(&there.digest) => {
                truth.files.insert(path.clone(), mark);
            }
            _ => drop(truth.altered.insert(path.clone())),
        }
    }
    let is_listed = |path: &String| list.is_some_and(|list| list.files.contains_key(path));
    let own = format!("{OWN}/");
    for path in theirs.keys().filter(|path| !is_listed(path) && !path.starts_with(&own)) {
        match parcel.items.get(path) {
            // What is there just so is ours, whoever put it there.
            Some((_, mark)) if ours.get(path) == theirs.get(path) => {
                truth.files.insert(path.clone(), mark.clone());
            }
            _ => drop(truth.foreign.insert(path.clone())),
        }
    }
    truth
}

/// The mark of a file that is there: the site's own if its contents are, and none of the site's if not.
fn mark(path: &str, theirs: &Names, ours: &Names, parcel: &Parcel) -> Option<Mark> {
    let name = theirs.get(path)?;
    match parcel.items.get(path) {
        Some((_, mark)) if ours.get(path) == Some(name) => Some(mark.clone()),
        _ => Some(Mark { digest: name.clone(), length: 0 }),
    }
}

/// What is known of a branch before anything is done to it.
#[derive(Default)]
struct There {
    /// The newest commit; `None` if there is no such branch yet.
    tip: Option<String>,
    files: Names,
    list: Option<Manifest>,
}

/// Fetches the branch, without the contents of its files.
fn fetch(repository: &Repository, options: &[&str]) -> Result<There, Failure> {
    let branch = format!("refs/heads/{}", repository.remote.branch);
    let url = &*repository.remote.remote;
    let tip = patiently(|| repository.line(&["ls-remote", "--quiet", url, &branch]))?;
    let Some(tip) = tip.split_whitespace().next() else {
        let any = patiently(|| repository.line(&["ls-remote", "--quiet", url]))?;
        match any.split_whitespace().next() {
            Some(name) => repository.init(name)?,
            None => patiently(|| repository.copy_empty())?,
        }
        return Ok(There::default());
    };
    repository.init(tip)?;
    let what = format!("+{branch}:{TIP}");
    let fetch = |how: &[&str]| {
        let arguments = [&["fetch", "--quiet", "--no-tags"], how, options, &[REMOTE, &*what]].concat();
        patiently(|| repository.run(&arguments))
    };
    fetch(&["--filter=blob:none"])?;
    let tip = repository.line(&["rev-parse", TIP])?;
    let files = repository.tree(&tip)?;
    let list = match repository.list(&tip, &files) {
        Ok(list) => list,
        // Some servers give no single file, and have to give them all.
        Err(Unlisted::Absent(_)) => {
            fetch(&["--refetch", "--no-filter"])?;
            repository.list(&tip, &files)?
        }
        Err(Unlisted::Unreadable(failure)) => return Err(failure),
    };
    Ok(There { tip: Some(tip), files, list })
}

/// Commits a tree and makes it what the branch shows, if nobody else was quicker.
fn push(repository: &Repository, tree: &str, tip: Option<&str>, message: &str) -> Result<(), Failure> {
    let commit = repository.commit(tree, tip, message)?;
    let branch = format!("refs/heads/{}", repository.remote.branch);
    let lease = format!("--force-with-lease={branch}:{}", tip.unwrap_or_default());
    let what = format!("{commit}:{branch}");
    let mut is_first = true;
    let attempt = || {
        let result =
            repository.run(&["push", "--quiet", "--no-verify", "--porcelain", &lease, REMOTE, &what]);
        let was_first = std::mem::replace(&mut is_first, false);
        match result {
            // The connection may have broken after all was done.
            Err(fault) if !was_first && fault.failure.message.contains(refusal::OVERTAKEN) => {
                let there = repository.line(&["ls-remote", "--quiet", REMOTE, &branch])?;
                if there.starts_with(&commit) { Ok(()) } else { Err(fault) }
            }
            result => result.map(drop),
        }
    };
    Ok(patiently(attempt)?)
}
