//! Files of a commit, and changes to them.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::super::Failure;
use super::super::super::host::Fault;
use super::super::unreadable;
use super::repository::{Call, Repository};
use crate::publish::{Manifest, OWN};

/// The names that git has for the contents of files, by their paths.
pub type Names = BTreeMap<String, String>;

/// What our files are to git: files that nobody runs.
const MODE: &str = "100644";

/// Changes to a tree: paths, and the names of their new contents if they are not to go.
#[derive(Default)]
pub struct Changes(Vec<(String, Option<String>)>);

impl Changes {
    pub fn put(&mut self, name: &str, path: &str) {
        self.0.push((path.to_owned(), Some(name.to_owned())));
    }

    pub fn remove(&mut self, path: &str) {
        self.0.push((path.to_owned(), None));
    }

    /// As `git update-index --index-info` takes them; `nothing` is as long as all names are.
    fn to_bytes(&self, nothing: &str) -> Vec<u8> {
        let line = |(path, name): &(String, Option<String>)| match name {
            Some(name) => format!("{MODE} {name}\t{path}\0"),
            None => format!("0 {nothing}\t{path}\0"),
        };
        self.0.iter().map(line).collect::<String>().into_bytes()
    }
}

/// Why a list cannot be had.
pub enum Unlisted {
    Absent(Fault),
    Unreadable(Failure),
}

impl From<Unlisted> for Failure {
    fn from(unlisted: Unlisted) -> Self {
        match unlisted {
            Unlisted::Absent(fault) => fault.failure,
            Unlisted::Unreadable(failure) => failure,
        }
    }
}

impl Repository {
    /// The files of a commit.
    pub fn tree(&self, commit: &str) -> Result<Names, Fault> {
        let output = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entry = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            let (start, path) = line.split_once('\t')?;
            // Its mode and its kind come first.
            Some((path.to_owned(), start.split(' ').nth(2)?.to_owned()))
        };
        Ok(output.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// dateline's list in a commit, if it has one.
    pub fn list(&self, commit: &str, files: &Names) -> Result<Option<Manifest>, Unlisted> {
        let path = list_path();
        let Some(name) = files.get(&path) else { return Ok(None) };
        let bytes = self.run(&["cat-file", "blob", name]).map_err(Unlisted::Absent)?;
        let read = Manifest::read(&bytes).map(Some);
        read.map_err(|why| Unlisted::Unreadable(unreadable(&format!("{path} in {commit}"), &why)))
    }

    /// The names of the contents of these files, which are written into the repository if so wished.
    pub fn hash(&self, paths: &[&str], folder: &Path, writes: bool) -> Result<Names, Fault> {
        if paths.is_empty() {
            return Ok(Names::new());
        }
        let input: String = paths.iter().map(|path| quoted(path) + "\n").collect();
        let mut arguments = vec!["hash-object", "--no-filters", "--stdin-paths"];
        arguments.extend(writes.then_some("-w"));
        let call = Call { arguments: &arguments, input: input.as_bytes(), folder: Some(folder) };
        let output = String::from_utf8_lossy(&self.call(call)?).into_owned();
        Ok(paths.iter().map(|path| (*path).to_owned()).zip(output.lines().map(str::to_owned)).collect())
    }

    /// Writes bytes into the repository; returns their name.
    pub fn write(&self, bytes: &[u8]) -> Result<String, Fault> {
        let arguments = &["hash-object", "-w", "--stdin"];
        let output = self.call(Call { arguments, input: bytes, folder: None })?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// The tree of a commit with changes.
    pub fn grow(&self, commit: Option<&str>, changes: &Changes) -> Result<String, Fault> {
        if let Some(commit) = commit {
            self.run(&["read-tree", commit])?;
        }
        let arguments = &["update-index", "-z", "--index-info"];
        let nothing = "0".repeat(commit.map_or(0, str::len));
        self.call(Call { arguments, input: &changes.to_bytes(&nothing), folder: None })?;
        // What has not changed was not fetched.
        self.line(&["write-tree", "--missing-ok"])
    }
}

pub fn list_path() -> String {
    format!("{OWN}/manifest.json")
}

/// As git reads it: in quotation marks, with backslashes before those and before line ends.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
