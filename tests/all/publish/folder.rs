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

/// Puts a file below a folder.
pub fn plant(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("make a folder");
    fs::write(path, bytes).expect("write a file");
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
        plant(&self.path(), path, bytes);
    }

    fn plant_folder(&self, path: &str) {
        fs::create_dir_all(self.path().join(path)).expect("make a folder");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("delete a file");
    }
}

contract::stands!(Folder::new());

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
fn a_file_where_a_folder_has_to_be_is_in_the_way() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 2);
    folder.plant("countries", b"mine");
    folder.plant("robots.txt/mine", b"mine");
    for arguments in [&[][..], &["--adopt"]] {
        let output = publisher.run(arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(said.contains("in the way") && said.contains("countries and 1 more"), "{said}");
        assert_eq!(folder.everything().len(), 2, "nothing was sent");
    }
    folder.remove("countries");
    folder.remove("robots.txt/mine");
    fs::remove_dir(folder.path().join("robots.txt")).expect("delete a folder");
    publisher.publish(&[]);
    publisher.assert_published(&[]);
}

/// A disk of this size, for as long as the test runs; needs the right to mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 2);
    let small = folder.path().join("small");
    fs::create_dir_all(&small).expect("make a folder");
    let settings = format!(
        "title: T\nbase_url: https://example.org/\npublish: {{live: {{url: \"file://{}/www\"}}}}\n",
        small.display()
    );
    publisher.site.write("dateline.yaml", settings);
    // In a namespace of its own the disk goes with the last program in it.
    let script = "mount -t tmpfs -o size=100k tmpfs \"$1\" && { \"$2\" --site \"$3\" publish --now 2026-11-01; echo \"status $?\"; \
                  mount -o remount,size=20m \"$1\" && \"$2\" --site \"$3\" publish --now 2026-11-01 && diff -r -x .dateline \"$3/public\" \"$1/www\" && echo same; }";
    let mut command = std::process::Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]);
    command.args([
        small.as_os_str(),
        env!("CARGO_BIN_EXE_dateline").as_ref(),
        publisher.site.path().as_os_str(),
    ]);
    let output = command.output().expect("run unshare");
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    assert!(out.contains("status 2") && out.contains("same"), "{out}{said}");
    assert!(
        said.contains("no space left on device") && said.contains("make room there and publish again"),
        "{said}"
    );
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

#[test]
fn files_become_folders_and_folders_files() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 1);
    publisher.site.write("static/thing", "a file").write("static/other/part", "below");
    publisher.publish(&[]);
    fs::remove_file(publisher.site.path().join("static/thing")).expect("delete a file");
    fs::remove_dir_all(publisher.site.path().join("static/other")).expect("delete a folder");
    publisher.site.write("static/thing/part", "below").write("static/other", "a file");
    publisher.publish(&[]);
    publisher.assert_published(&[]);
    // A folder that is empty is in nobody's way.
    fs::remove_file(folder.path().join("robots.txt")).expect("delete a file");
    fs::create_dir(folder.path().join("robots.txt")).expect("make a folder");
    publisher.publish(&[]);
    publisher.assert_published(&[]);
}

#[test]
fn a_look_makes_nothing() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 1);
    publisher.publish(&["--dry-run"]);
    assert!(!folder.path().exists());
    let output = publisher.run(&["--rollback"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().exists());
}

#[test]
fn links_that_lead_round_and_round_are_listed() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 1);
    publisher.publish(&[]);
    for (to, link) in [(".", "one"), (".", "two"), ("../img", "theme/three"), ("../theme", "img/four")] {
        std::os::unix::fs::symlink(to, folder.path().join(link)).expect("link");
    }
    let plan = publisher.publish(&[]);
    assert_eq!(plan["bytes"], 0);
}

/// One that was killed while it wrote its lock leaves half of it, or nothing.
#[test]
fn a_torn_lock_holds_nobody_up() {
    let folder = Folder::new();
    let publisher = Publisher::new(&folder, 1);
    for torn in ["", "{\"token\":"] {
        plant(&folder.path(), ".dateline/lock", torn.as_bytes());
        publisher.publish(&[]);
        assert!(!folder.path().join(".dateline/lock").exists());
    }
}

/// Many start at once after one was killed: one gets in at a time.
#[test]
fn a_dead_publishers_lock_goes_to_one() {
    let folder = Folder::new();
    let sites: Vec<Publisher> = (0..4).map(|_| Publisher::new(&folder, 3)).collect();
    sites[0].publish(&[]);
    for round in 0..3 {
        let dead = r#"{"token":"dead","machine":"gone","process":1,"at":0}"#;
        plant(&folder.path(), ".dateline/lock", dead.as_bytes());
        let start = |(number, site): (usize, &Publisher)| {
            site.site.write("static/round.txt", format!("{number}{round}"));
            site.command(&[]).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn()
        };
        let all: Vec<_> = sites.iter().enumerate().map(start).collect();
        for child in all {
            child.expect("start").wait().expect("wait");
        }
        let shown = fs::read_to_string(folder.path().join("round.txt")).expect("a file");
        let number: usize = shown[..1].parse().expect("a number");
        sites[number].assert_published(&[]);
        assert_eq!(&shown[1..], round.to_string());
    }
}
