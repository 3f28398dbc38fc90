//! Servers over SSH, by their SFTP.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use std::time::{Duration, Instant};

use super::contract::{self, Place, Publisher};
use super::folder::{below, plant};
use super::ssh::Server;
use crate::support::text;

const SFTP_SERVER: &str = "/usr/lib/openssh/sftp-server";

impl Place for Server {
    fn target(&self) -> String {
        self.target_with("config")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.www().join(path)).ok()
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        self.rest();
        below(&self.www())
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        plant(&self.www(), path, bytes);
    }

    fn plant_folder(&self, path: &str) {
        fs::create_dir_all(self.www().join(path)).expect("make a folder");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.www().join(path)).expect("delete a file");
    }
}

contract::stands!(Server::new());

#[test]
fn it_goes_on_after_a_cut() {
    let server = Server::new();
    let publisher = Publisher::new(&server, 60);
    let mut child =
        publisher.command(&[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("start");
    let began = Instant::now();
    let mut cuts = 0;
    let mut there = 0;
    while child.try_wait().expect("ask").is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "it does not come to an end");
        // Each time that some more files have come.
        let now = count(&server.www());
        if now > there + 20 && cuts < 3 {
            server.cut();
            cuts += 1;
            there = now;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().expect("wait");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(cuts > 0, "the connection was never cut");
    publisher.assert_published(&[]);
}

/// Files below a folder that is being changed.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
}

#[test]
fn large_and_empty_files_come_whole() {
    let server = Server::new();
    let publisher = Publisher::new(&server, 1);
    // Longer than all pieces that are on their way at once, and no multiple of one.
    let large: Vec<u8> = (0..3_000_001_u32).flat_map(|number| number.to_le_bytes()).take(3_000_001).collect();
    publisher.site.write("static/large.bin", &large);
    publisher.site.write("static/empty.txt", "");
    publisher.site.write("static/one-piece.bin", &large[..32 * 1024]);
    publisher.publish(&[]);
    publisher.assert_published(&[]);
    // Read back, they are what they were: nothing is sent.
    fs::remove_dir_all(server.www().join(".dateline")).expect("delete a folder");
    let plan = publisher.publish(&["--adopt"]);
    assert_eq!((&plan["bytes"], &plan["changed"]), (&0.into(), &serde_json::json!([])));
}

#[test]
fn a_server_without_modern_renames_will_do() {
    let server = Server::with("internal-sftp -P posix-rename,hardlink,statvfs");
    contract::lives_through_all_that_happens(&server);
}

#[test]
fn an_empty_folder_makes_room() {
    for sftp in ["internal-sftp", "internal-sftp -P posix-rename"] {
        let server = Server::with(sftp);
        fs::create_dir_all(server.www().join("robots.txt")).expect("make a folder");
        let publisher = Publisher::new(&server, 1);
        publisher.publish(&[]);
        publisher.assert_published(&[]);
    }
}

#[test]
fn links_count_as_what_they_lead_to() {
    let server = Server::new();
    let publisher = Publisher::new(&server, 1);
    server.plant("real/deep/a.txt", b"A");
    symlink("real", server.www().join("linked")).expect("link");
    symlink("deep/a.txt", server.www().join("real/b.txt")).expect("link");
    symlink("nowhere", server.www().join("broken")).expect("link");
    // Ways that lead back are not gone twice.
    symlink("..", server.www().join("real/up")).expect("link");
    symlink(".", server.www().join("self")).expect("link");
    let output = publisher.run(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // real/deep/a.txt, real/b.txt, and both again below linked/; broken.
    assert!(text(&output.stderr).contains("the host has 5 files"), "{}", text(&output.stderr));
    // A file of the site takes the place of a link, not of what it leads to.
    publisher.site.write("static/real/b.txt", "ours");
    publisher.publish(&["--adopt"]);
    assert_eq!(server.get("real/b.txt").as_deref(), Some(&b"ours"[..]));
    assert_eq!(server.get("real/deep/a.txt").as_deref(), Some(&b"A"[..]));
}

/// Publishes to a target that does not work: what is said about it.
fn complaint(server: &Server, target: &str) -> String {
    let publisher = Publisher::new(server, 1);
    let settings = format!("title: T\nbase_url: https://example.org/\npublish: {{live: {{{target}}}}}\n");
    publisher.site.write("dateline.yaml", settings);
    let began = Instant::now();
    let output = publisher.run(&[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(began.elapsed() < Duration::from_secs(15), "it tried for {:?}: {said}", began.elapsed());
    said
}

#[track_caller]
fn assert_says(said: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(said.contains(part), "{part}: {said}"));
}

#[test]
fn a_stranger_is_not_let_in() {
    let server = Server::new();
    server.configure("strange", "stranger", "known");
    let said = complaint(&server, &server.target_with("strange"));
    assert_says(&said, &["takes none of the keys", "publickey", "ssh-add"]);
    assert!(!server.www().exists());
}

#[test]
fn a_server_that_is_not_known_is_not_trusted() {
    let server = Server::new();
    server.write("nobody", "");
    server.configure("unknown", "key", "nobody");
    let said = complaint(&server, &server.target_with("unknown"));
    assert_says(&said, &["host key of 127.0.0.1:", "is not known", "connect once by hand"]);
    let other = fs::read_to_string(server.path("stranger.pub")).expect("read a key");
    server.write("other", &format!("[127.0.0.1]:{} {other}", server.port));
    server.configure("changed", "key", "other");
    let said = complaint(&server, &server.target_with("changed"));
    assert_says(&said, &["another host key than the one that is known", "ssh-keygen -R"]);
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let server = Server::new();
    let free = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
    let config = server.path("config");
    let target = |url: &str| format!("url: \"{url}\", ssh: \"ssh -F {}\"", config.display());
    let said = complaint(&server, &target(&format!("sftp://127.0.0.1:{free}/www")));
    assert_says(&said, &["cannot be reached", "Connection refused", "the port in the target's `url`"]);
    let said = complaint(&server, &target("sftp://no-such-host.invalid/www"));
    assert_says(&said, &["no-such-host.invalid cannot be reached", "Could not resolve"]);
    let said = complaint(&server, "url: \"sftp://127.0.0.1/www\", ssh: no-such-program");
    assert_says(&said, &["cannot start `no-such-program`", "openssh-client"]);
    let said = complaint(&server, "url: \"sftp://127.0.0.1/www\", ssh: \"echo Welcome to the server\"");
    assert_says(&said, &["answers with something that is not SFTP", "start-up file"]);
}

#[test]
fn a_server_without_sftp_is_told() {
    let server = Server::with("/bin/false");
    let said = complaint(&server, &server.target());
    assert_says(&said, &["ended"]);
}

#[test]
fn an_account_that_may_only_read_is_told() {
    let server = Server::with("internal-sftp -R");
    let said = complaint(&server, &server.target());
    assert_says(&said, &["cannot ", " on 127.0.0.1:", "permission denied", "who may write to it"]);
}

/// A disk of its own, in a room of its own, with OpenSSH's own program on it.
#[test]
fn a_full_disk_is_told() {
    assert!(Path::new(SFTP_SERVER).exists(), "install Debian's openssh-sftp-server");
    let server = Server::new();
    fs::create_dir(server.www()).expect("make a folder");
    let www = server.www().display().to_string();
    server.write("small", &format!("#!/bin/sh\nexec unshare -rm sh -c 'mount -t tmpfs -o size=256k tmpfs {www} && exec {SFTP_SERVER}'\n"));
    fs::set_permissions(server.path("small"), fs::Permissions::from_mode(0o755)).expect("make a program");
    let ssh = server.path("small").display().to_string();
    let said = complaint(&server, &format!("url: \"sftp://small{www}\", ssh: \"{ssh}\""));
    assert_says(&said, &["cannot write", "on small: no space left", "make room there"]);
}
