//! The way back: a commit that shows the site of a former one again.

use std::path::Path;

use super::super::super::Failure;
use super::super::super::host::Fault;
use super::repository::Repository;
use super::tree::{Changes, list_path};
use super::{TRAILER, There, fetch, push};
use crate::publish::Truth;
use crate::target::{Git, Target};

const BACK_TO: &str = "back to ";

/// Goes back to the publication before the one that is seen now; says which.
pub fn roll_back(git: &Git, target: &Target, site: &Path) -> Result<String, Failure> {
    let repository = Repository::new(git, &target.name, site)?;
    let none = || {
        Failure::new(format!("there is no publication before this one on {} of {}", git.branch, git.to_url()))
            .help("git revert takes back what others have committed")
    };
    let There { tip, files: there, list } = fetch(&repository, &[])?;
    let tip = tip.ok_or_else(none)?;
    let history = repository.history(&tip)?;
    let goal = before(&history).ok_or_else(none)?;
    let then = repository.tree(&goal.commit)?;
    let list = list.ok_or_else(|| unlisted(git, &git.branch))?;
    let goals = repository.list(&goal.commit, &then)?;
    let goals = goals.ok_or_else(|| unlisted(git, &format!("the commit {}", goal.commit)))?;
    let (now, next) = (list.files, goals.files);
    let foreign = there.keys().filter(|path| !now.contains_key(*path)).cloned().collect();
    let in_the_way = Truth { foreign, ..Truth::default() };
    if let Some(path) = next.keys().flat_map(|path| in_the_way.in_the_way_of(path)).next() {
        return Err(Failure::new(format!("{path} is in the way, and dateline did not put it there"))
            .help("move it away, and go back then"));
    }
    let mut changes = Changes::default();
    now.keys().for_each(|path| changes.remove(path));
    let list = list_path();
    for (path, name) in then.iter().filter(|(path, _)| next.contains_key(*path) || **path == list) {
        changes.put(name, path);
    }
    let tree = repository.grow(Some(&tip), &changes)?;
    let short = &goal.commit[..goal.commit.len().min(10)];
    let message = format!("Back to the site of {}\n\n{TRAILER}: {BACK_TO}{}", goal.date, goal.commit);
    push(&repository, &tree, Some(&tip), &message)?;
    Ok(format!("the site of {} ({short})", goal.date))
}

/// For a commit in which nothing tells dateline's files from others.
fn unlisted(git: &Git, what: &str) -> Failure {
    let path = list_path();
    Failure::new(format!("{what} of {} has no list of what dateline has put there ({path})", git.to_url()))
        .help("take back what has deleted it with git revert, or publish first: that makes a new list")
}

/// A commit of the branch.
struct Commit {
    commit: String,
    /// When it was made.
    date: String,
    /// The commit whose site it shows, if it is a publication.
    shows: Option<String>,
}

/// The publication before the one that the newest commit shows. The newest come first.
fn before(history: &[Commit]) -> Option<&Commit> {
    let find = |commit: &str| history.iter().position(|other| other.commit == commit);
    let mut publications = history.iter().filter_map(|commit| commit.shows.as_deref());
    let shown = find(publications.next()?)?;
    let older = history.get(shown + 1..)?.iter().find_map(|commit| commit.shows.as_deref())?;
    history.get(find(older)?)
}

impl Repository {
    /// The commits that lead to this one, the newest first.
    fn history(&self, tip: &str) -> Result<Vec<Commit>, Fault> {
        let format = format!("--format=%H%x09%cI%x09%(trailers:key={TRAILER},valueonly,separator=%x20)");
        let lines = self.line(&["log", "--first-parent", &format, tip])?;
        let commit = |line: &str| {
            let mut parts = line.split('\t');
            let (commit, date) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            let trailer = parts.next().map(str::trim).filter(|trailer| !trailer.is_empty());
            let shows = trailer.map(|trailer| trailer.strip_prefix(BACK_TO).unwrap_or(&commit).to_owned());
            Some(Commit { commit, date, shows })
        };
        Ok(lines.lines().filter_map(commit).collect())
    }
}
