//! Hosts that show another release from one moment to the next: a folder, and a server over SSH.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use super::contract::{self, Place, Publisher};
use super::folder::{below, plant};
use super::ssh::Server;
use crate::support::{files, text};

/// What publications are in, whoever brings them there.
trait Shelf: Sync {
    fn root(&self) -> PathBuf;
    fn target(&self) -> String;
    fn settle(&self) {}
}

impl Shelf for tempfile::TempDir {
    fn root(&self) -> PathBuf {
        self.path().join("www")
    }

    fn target(&self) -> String {
        format!("url: \"file://{}\"", self.root().display())
    }
}

impl Shelf for Server {
    fn root(&self) -> PathBuf {
        self.www()
    }

    fn target(&self) -> String {
        self.target_with("config")
    }

    fn settle(&self) {
        self.rest();
    }
}

struct Shelved<S>(S);

fn folder() -> Shelved<tempfile::TempDir> {
    Shelved(tempfile::tempdir().expect("a temporary folder"))
}

impl<S: Shelf> Shelved<S> {
    fn current(&self) -> PathBuf {
        self.0.root().join("current")
    }

    fn releases(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.root().join("releases")).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| text(entry.file_name().as_encoded_bytes())).collect();
        names.sort();
        names
    }
}

impl<S: Shelf> Place for Shelved<S> {
    fn target(&self) -> String {
        format!("{}, releases: 3", self.0.target())
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.current().join(path)).ok()
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.settle();
        if self.current().exists() {
            below(&self.current().canonicalize().expect("a release"))
        } else {
            BTreeMap::new()
        }
    }

    fn arrived(&self) -> BTreeMap<String, Vec<u8>> {
        let mut there = self.everything();
        let newest = self.releases().pop().unwrap_or_default();
        there.extend(files(&self.0.root().join("releases").join(newest)));
        there
    }

    fn settle(&self) {
        self.0.settle();
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        if !self.current().exists() {
            fs::create_dir_all(self.0.root().join("releases/by-hand")).expect("make a folder");
            std::os::unix::fs::symlink("releases/by-hand", self.current()).expect("link");
        }
        // As editors do it: another file takes the name.
        let _ = fs::remove_file(self.current().join(path));
        plant(&self.current(), path, bytes);
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.current().join(path)).expect("delete a file");
    }
}

mod in_a_folder {
    use super::*;
    contract::stands!(folder());
}

mod over_ssh {
    use super::*;
    contract::stands!(Shelved(Server::new()));
}

fn goes_back_and_forward(place: &Shelved<impl Shelf>) {
    let publisher = Publisher::new(place, 3);
    let publish = |version: usize| {
        publisher.site.write("static/version.txt", version.to_string());
        publisher.publish(&["--allow-deletes", "100"]);
        publisher.assert_published(&[]);
    };
    (0..5).for_each(publish);
    let releases = place.releases();
    assert_eq!(releases.len(), 3, "{releases:?}");
    let shown = || place.get("version.txt").map(|bytes| text(&bytes)).unwrap_or_default();
    for version in ["3", "2"] {
        let output = publisher.run(&["--rollback"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains("live shows the release 20"), "{}", text(&output.stdout));
        assert_eq!(shown(), version);
    }
    let said = text(&publisher.run(&["--rollback"]).stderr);
    assert!(said.contains("there is no release before this one"), "{said}");
    assert_eq!(place.releases(), releases);
    // Forward again, from what is seen: what was gone back from is gone.
    publish(5);
    let now = place.releases();
    assert!(now.len() == 2 && now[0] == releases[0], "{releases:?} {now:?}");
    let lists = fs::read_dir(place.0.root().join(".dateline/releases")).expect("lists").count();
    assert_eq!(lists, 2);
    // What did not change takes no room twice.
    let links = fs::metadata(place.current().join("index.html")).expect("a file").nlink();
    assert!(links >= 2, "{links} names");
}

#[test]
fn a_folder_goes_back_and_forward() {
    goes_back_and_forward(&folder());
}

#[test]
fn a_server_goes_back_and_forward() {
    goes_back_and_forward(&Shelved(Server::new()));
}

/// What readers saw before counts, and not what was gone back from.
#[test]
fn the_way_back_leads_past_what_was_bad() {
    let place = folder();
    let publisher = Publisher::new(&place, 1);
    let publish = |version: &str| {
        publisher.site.write("static/version.txt", version);
        publisher.publish(&[]);
    };
    let shown = || place.get("version.txt").map(|bytes| text(&bytes)).unwrap_or_default();
    let back = || assert!(publisher.run(&["--rollback"]).status.success());
    ["good", "bad 1", "bad 2"].into_iter().for_each(publish);
    place.plant("verify.txt", b"theirs");
    back();
    back();
    assert_eq!((shown().as_str(), place.get("verify.txt").as_deref()), ("good", Some(&b"theirs"[..])));
    publish("better");
    assert_eq!((shown().as_str(), place.get("verify.txt").as_deref()), ("better", Some(&b"theirs"[..])));
    back();
    assert_eq!(shown(), "good");
}

/// Links to folders elsewhere come along as links, and what is behind them is nobody's business.
fn keeps_links(place: &Shelved<impl Shelf>) {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    fs::write(elsewhere.path().join("archive.csv"), "ten years").expect("write a file");
    let publisher = Publisher::new(place, 1);
    publisher.publish(&[]);
    std::os::unix::fs::symlink(elsewhere.path(), place.current().join("uploads")).expect("link");
    std::os::unix::fs::symlink(".", place.current().join("here")).expect("link");
    std::os::unix::fs::symlink("nowhere", place.current().join("broken")).expect("link");
    for version in 0..5 {
        publisher.site.write("static/version.txt", version.to_string());
        publisher.publish(&[]);
    }
    assert_eq!(place.releases().len(), 3);
    let target = |name: &str| fs::read_link(place.current().join(name)).expect("a link");
    assert_eq!((target("uploads"), target("here")), (elsewhere.path().to_owned(), PathBuf::from(".")));
    assert_eq!(target("broken"), PathBuf::from("nowhere"));
    assert_eq!(fs::read(elsewhere.path().join("archive.csv")).expect("it is there"), b"ten years");
}

#[test]
fn links_in_a_folder_stay_links() {
    keeps_links(&folder());
}

#[test]
fn links_on_a_server_stay_links() {
    keeps_links(&Shelved(Server::new()));
    keeps_links(&Shelved(Server::with("internal-sftp -P hardlink")));
}

/// Killed between the switch and the last word, a release is whole, and is not filled anew.
#[test]
fn what_readers_have_seen_is_not_touched_any_more() {
    let place = folder();
    let publisher = Publisher::new(&place, 1);
    let publish = |version: &str| {
        publisher.site.write("static/version.txt", version);
        publisher.publish(&[]);
    };
    publish("1");
    publish("2");
    let lists = place.0.root().join(".dateline/releases");
    let id = place.releases().pop().expect("a release");
    fs::copy(lists.join(format!("{id}.json")), lists.join(format!("{id}.begun"))).expect("copy a list");
    publish("3");
    publish("4");
    let shown = || place.get("version.txt").map(|bytes| text(&bytes)).unwrap_or_default();
    for version in ["3", "2"] {
        assert!(publisher.run(&["--rollback"]).status.success());
        assert_eq!(shown(), version);
    }
}

#[test]
fn servers_without_links_get_every_file() {
    let place = Shelved(Server::with("internal-sftp -P hardlink"));
    let publisher = Publisher::new(&place, 2);
    publisher.publish(&[]);
    place.plant("own.txt", b"mine");
    publisher.site.write("static/new.txt", "new");
    publisher.publish(&[]);
    publisher.assert_published(&["own.txt"]);
    assert_eq!(fs::metadata(place.current().join("index.html")).expect("a file").nlink(), 1);
}

/// A folder that had the site itself keeps it, and says what the web server has to show now.
#[test]
fn what_was_there_before_stays() {
    let place = folder();
    let publisher = Publisher::new(&place, 2);
    let settings = |options: &str| {
        let target = place.0.target();
        publisher.site.write(
            "dateline.yaml",
            format!("title: T\nbase_url: https://example.org/\npublish: {{live: {{{target}{options}}}}}\n"),
        );
    };
    settings("");
    publisher.publish(&[]);
    let before = fs::read(place.0.root().join("index.html")).expect("a page");
    settings(", releases: 2");
    let output = publisher.run(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("has to show `current`"), "{}", text(&output.stderr));
    publisher.assert_published(&[]);
    assert_eq!(fs::read(place.0.root().join("index.html")).expect("a page"), before);
}

#[test]
fn what_is_no_release_is_in_the_way() {
    let place = folder();
    let publisher = Publisher::new(&place, 1);
    fs::create_dir_all(place.current()).expect("make a folder");
    let said = text(&publisher.run(&[]).stderr);
    assert!(said.contains("current is in the way: a symbolic link"), "{said}");
    fs::remove_dir(place.current()).expect("delete a folder");
    std::os::unix::fs::symlink("/", place.current()).expect("link");
    let said = text(&publisher.run(&[]).stderr);
    assert!(said.contains("leads to /, which is no release of dateline's"), "{said}");
    fs::remove_file(place.current()).expect("delete a link");
    publisher.publish(&[]);
    publisher.site.write("static/new.txt", "new");
    publisher.publish(&[]);
    // A release that somebody has damaged is not gone back to.
    let former = place.0.root().join("releases").join(&place.releases()[0]);
    fs::remove_file(former.join("robots.txt")).expect("delete a file");
    let said = text(&publisher.run(&["--rollback"]).stderr);
    assert!(said.contains("is not whole any more: robots.txt"), "{said}");
    publisher.assert_published(&[]);
}
