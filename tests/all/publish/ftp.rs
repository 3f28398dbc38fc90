//! FTP over TLS, by pyftpdlib from PyPI.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::contract::{self, Place, Publisher};
use super::folder::{below, plant};
use super::full;
use super::object::until_nothing_changes;
use super::server::{Server, free_address, on_disk};
use crate::support::{repository, text, tool};

/// A folder that a server lets `desk` write to.
struct Ftp {
    server: Server,
    folder: tempfile::TempDir,
    scheme: &'static str,
}

impl Ftp {
    fn new() -> Self {
        Self::with(&[])
    }

    /// `faults` are those of some servers, see the program.
    fn with(faults: &[&str]) -> Self {
        Self::started(faults, None)
    }

    /// `room`: the size of a disk that the files go to.
    fn started(faults: &[&str], room: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("home")).expect("make a folder");
        let server = Server::start(|port| {
            let home = folder.path().join("home");
            let mut command = Command::new(tool("python/bin/python"));
            command.arg(repository("tests/web/ftp.py")).arg(port.to_string());
            command.arg(&home).arg(folder.path().join("certificate.pem")).args(faults);
            room.map(|size| on_disk(size, &home, &command)).unwrap_or(command)
        });
        let scheme = if faults.contains(&"in-the-open") { "ftp" } else { "ftps" };
        Self { server, folder, scheme }
    }

    fn root(&self) -> PathBuf {
        self.server.sees(&self.folder.path().join("home/www"))
    }

    fn make_room(&self) {
        self.server.make_room(&self.folder.path().join("home"));
    }

    fn url(&self, scheme: &str, folder: &str) -> String {
        format!("url: \"{scheme}://desk@{}/{folder}\"", self.server.address)
    }

    fn variables(&self, password: &str) -> Vec<(String, String)> {
        let certificate = self.folder.path().join("certificate.pem").display().to_string();
        vec![("DATELINE_PASSWORD".to_owned(), password.to_owned()), ("SSL_CERT_FILE".to_owned(), certificate)]
    }
}

impl Place for Ftp {
    fn target(&self) -> String {
        let plain = if self.scheme == "ftp" { ", plain: true" } else { "" };
        format!("{}{plain}", self.url(self.scheme, "www"))
    }

    fn environment(&self) -> Vec<(String, String)> {
        self.variables("pass word")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.root().join(path)).ok()
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        if self.root().exists() { below(&self.root()) } else { BTreeMap::new() }
    }

    fn settle(&self) {
        until_nothing_changes(|| self.everything());
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        plant(&self.root(), path, bytes);
    }

    fn plant_folder(&self, path: &str) {
        fs::create_dir_all(self.root().join(path)).expect("make a folder");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("delete a file");
    }
}

contract::stands!(Ftp::new());

#[test]
fn old_servers_will_do() {
    let old = Ftp::with(&["old", "crowded", "in-the-open"]);
    contract::lives_through_all_that_happens(&old);
    // Whoever was cut short while he was taking the host leaves it to the next one.
    fs::create_dir(old.root().join(".dateline/claim")).expect("make a folder");
    let publisher = Publisher::new(&old, 1);
    publisher.publish(&["--allow-deletes", "1000"]);
    publisher.assert_published(&["own/notes.txt"]);
    assert!(!old.root().join(".dateline/claim").exists());
}

#[test]
fn servers_that_tell_little_will_do() {
    let blunt = Ftp::with(&["blunt"]);
    contract::lives_through_all_that_happens(&blunt);
    let short = Ftp::with(&["short"]);
    contract::lives_through_all_that_happens(&short);
}

#[test]
fn a_folder_of_which_nothing_is_told_is_not_empty() {
    let ftp = Ftp::with(&["closed"]);
    let publisher = Publisher::new(&ftp, 1);
    ftp.plant("closed/theirs.txt", b"theirs");
    publisher.site.write("static/closed/theirs.txt", "ours");
    let output = publisher.run(&[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot list closed at ftps://"), "{said}");
    assert_eq!(ftp.get("closed/theirs.txt").as_deref(), Some(&b"theirs"[..]));
}

#[test]
fn what_is_refused_is_not_taken_for_done() {
    // Of one of them, no SIZE tells that the file is still there.
    for faults in [&["stubborn"][..], &["stubborn", "blunt"]] {
        let ftp = Ftp::with(faults);
        let publisher = Publisher::new(&ftp, 1);
        publisher.site.write("static/page.txt", "1").write("static/stubborn", "");
        publisher.publish(&[]);
        // The new file cannot take the old one's place: that stays.
        let full = ftp.folder.path().join("home/no-room");
        fs::write(&full, "").expect("write a file");
        publisher.site.write("static/page.txt", "22");
        let output = publisher.run(&[]);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains("552"), "{said}");
        assert_eq!(ftp.get("page.txt").as_deref(), Some(&b"1"[..]));
        fs::remove_file(full).expect("delete a file");
        publisher.publish(&[]);
        publisher.assert_published(&[]);
        fs::remove_file(publisher.site.path().join("static/stubborn")).expect("delete a file");
        let output = publisher.run(&[]);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains("cannot delete stubborn"), "{said}");
    }
}

#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let ftp = Ftp::started(&[], Some(full::SIZE));
    let words =
        ["cannot write large.bin", "426 No space left on device", "make room there and publish again"];
    full::is_told_and_the_next_run_goes_on(&ftp, || ftp.make_room(), &words);
}

#[test]
fn a_server_that_says_nothing_of_a_full_disk_is_told() {
    let mute = Ftp::started(&["mute"], Some(full::SIZE));
    let publisher = Publisher::new(&mute, 1);
    publisher.publish(&[]);
    publisher.site.write("static/large.bin", full::too_much());
    let began = Instant::now();
    let said = text(&publisher.run(&[]).stderr);
    assert!(said.contains("cannot write large.bin"), "{said}");
    assert!(said.contains("says nothing of it") && said.contains("such as a full disk"), "{said}");
    // It waits a minute for the file and one for its lock, and does not try again.
    assert!(began.elapsed() < Duration::from_secs(180), "it tried for {:?}", began.elapsed());
    mute.make_room();
    publisher.publish(&[]);
    publisher.assert_published(&[]);
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let tired = Ftp::with(&["tired"]);
    let publisher = Publisher::new(&tired, 3);
    publisher.publish(&[]);
    publisher.assert_published(&[]);
}

#[test]
fn empty_folders_go_and_full_ones_stay() {
    let ftp = Ftp::new();
    let publisher = Publisher::new(&ftp, 1);
    publisher
        .site
        .write("static/a/b/c.txt", "1")
        .write("static/d/e.txt", "2")
        .write("static/empty 한국.txt", "");
    publisher.publish(&[]);
    ftp.plant("d/theirs.txt", b"theirs");
    // A link that leads back.
    std::os::unix::fs::symlink(ftp.root(), ftp.root().join("d/self")).expect("make a link");
    fs::remove_dir_all(publisher.site.path().join("static/a")).expect("delete a folder");
    fs::remove_dir_all(publisher.site.path().join("static/d")).expect("delete a folder");
    publisher.publish(&[]);
    fs::remove_file(ftp.root().join("d/self")).expect("delete a link");
    publisher.assert_published(&["d/theirs.txt"]);
    assert!(!ftp.root().join("a").exists());
}

#[test]
fn refusals_are_explained() {
    let ftp = Ftp::new();
    let [open, read_only, full] = ["in-the-open", "read-only", "full"].map(|fault| Ftp::with(&[fault]));
    let nobody = format!("url: \"ftps://desk@{}/www\"", free_address());
    let elsewhere = ftp.url("ftps", "www").replace("127.0.0.1", "localhost");
    let right = ftp.variables("pass word");
    for (target, variables, parts) in [
        (
            ftp.target(),
            ftp.variables("wrong"),
            &["530", "does not take the user and the password", "desk in DATELINE_LIVE_PASSWORD or"][..],
        ),
        (
            ftp.target(),
            ftp.variables(""),
            &["there is no password for ftps://desk@", "set DATELINE_LIVE_PASSWORD"],
        ),
        (read_only.target(), read_only.variables("pass word"), &["550", "whether the user may"]),
        (full.target(), full.variables("pass word"), &["552", "make room"]),
        (
            ftp.url("ftps", "no/such/folder"),
            right.clone(),
            &["cannot write .dateline/lock", "550", "look at the folder in the address"],
        ),
        (nobody, right.clone(), &["connection refused", "look at the address and at the network"]),
        (
            open.url("ftps", "www"),
            open.variables("pass word"),
            &["it does not speak TLS", "explicit, AUTH TLS", "`plain: true` does without"],
        ),
        (
            format!("{}, plain: true", ftp.url("ftp", "www")),
            right.clone(),
            &["wants to be spoken to over TLS", "write ftps:"],
        ),
        // The certificate is for an address.
        (elsewhere, right, &["no safe connection", "has to be for this name"]),
        (ftp.target(), open.variables("pass word"), &["no safe connection", "that this machine trusts"]),
    ] {
        let said = contract::complaint(&target, &variables);
        parts.iter().for_each(|part| assert!(said.contains(part), "{target}: {part}: {said}"));
        assert!(!said.contains("pass word") && !said.contains("wrong"), "{said}");
    }
}
