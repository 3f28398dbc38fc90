//! Folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::contract::{self, Place, Publisher};
use crate::support::{files, text};

/// What is in a folder, dateline's own lists left out.
pub fn below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().filter(|(name, _)| !name.starts_with(".dateline/")).collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("www")
    }
}

impl Place for Folder {
    fn target(&self) -> String {
        format!("url: \"file://{}\"", self.path().display())
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.path().join(path)).ok()
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        below(&self.path())
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("make a folder");
        fs::write(path, bytes).expect("write a file");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("delete a file");
    }
}

#[test]
fn it_lives_through_all_that_happens() {
    contract::lives_through_all_that_happens(&Folder::new());
}

#[test]
fn it_survives_being_killed() {
    contract::survives_being_killed(&Folder::new(), 50);
}

#[test]
fn it_never_names_what_is_not_there() {
    contract::never_names_what_is_not_there(&Folder::new(), 20);
}

#[test]
fn it_lets_in_one_at_a_time() {
    contract::lets_in_one_at_a_time(&Folder::new());
}

#[test]
fn it_does_not_write_where_it_reads() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 1);
    for (url, why) in [
        ("file:content", "holds the site's own files"),
        ("file:.", "holds the site's own files"),
        ("file:public", "is the output folder of a build"),
    ] {
        let settings =
            format!("title: T\nbase_url: https://example.org/\npublish: {{live: {{url: \"{url}\"}}}}\n");
        publisher.site.write("dateline.yaml", settings);
        let output = publisher.run(&[]);
        assert_eq!(output.status.code(), Some(2), "{url}");
        assert!(text(&output.stderr).contains(why), "{url}: {}", text(&output.stderr));
    }
}

#[test]
fn many_deletions_have_to_be_allowed() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 30);
    publisher.publish(&[]);
    fs::remove_dir_all(publisher.site.path().join("content/briefs")).expect("delete a folder");
    let before = folder.everything();
    let output = publisher.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--allow-deletes"), "{}", text(&output.stderr));
    assert_eq!(folder.everything(), before);
    publisher.publish(&["--allow-deletes", "1000"]);
    publisher.assert_published(&[]);
}
