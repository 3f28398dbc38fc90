//! Servers over SSH: OpenSSH's own, with keys that are made for the test.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::contract::{self, Place, Publisher};
use super::folder::{below, plant};
use crate::support::text;

const SSHD: &str = "/usr/sbin/sshd";
const SFTP_SERVER: &str = "/usr/lib/openssh/sftp-server";

/// An SSH server of this machine, with a folder of its own.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
    daemon: Child,
    log: Arc<Mutex<String>>,
}

impl Server {
    fn new() -> Self {
        Self::with("internal-sftp")
    }

    /// `sftp` is what answers: `internal-sftp -R` only lets read.
    fn with(sftp: &str) -> Self {
        assert!(Path::new(SSHD).exists(), "install OpenSSH's server (Debian: openssh-server)");
        let folder = tempfile::tempdir().expect("a temporary folder");
        for key in ["host", "key", "stranger"] {
            make_key(&folder.path().join(key));
        }
        fs::copy(folder.path().join("key.pub"), folder.path().join("authorized")).expect("copy a key");
        // Where the server runs as root, it wants this folder.
        if fs::create_dir_all("/run/sshd").is_ok() {
            let _ = fs::set_permissions("/run/sshd", fs::Permissions::from_mode(0o755));
        }
        let (port, daemon, log) = (0..5).find_map(|_| start(folder.path(), sftp)).expect("start sshd");
        let server = Self { folder, port, daemon, log };
        let host_key = fs::read_to_string(server.path("host.pub")).expect("read a key");
        server.write("known", &format!("[127.0.0.1]:{port} {host_key}"));
        server.configure("config", "key", "known");
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("write a file");
    }

    fn www(&self) -> PathBuf {
        self.path("www")
    }

    /// Settings for `ssh`, in a file of this name.
    fn configure(&self, name: &str, key: &str, known: &str) {
        let (key, known) = (self.path(key), self.path(known));
        self.write(
            name,
            &format!(
                "IdentityFile {}\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {}\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\n",
                key.display(),
                known.display()
            ),
        );
    }

    /// A target that is reached with these settings for `ssh`.
    fn target_with(&self, config: &str) -> String {
        format!(
            "url: \"sftp://127.0.0.1:{}{}\", ssh: \"ssh -F {}\"",
            self.port,
            self.www().display(),
            self.path(config).display()
        )
    }

    /// Waits until nobody is connected: what was sent by a program that was killed is still carried out.
    fn rest(&self) {
        let began = Instant::now();
        while has_children(self.daemon.id()) {
            assert!(began.elapsed() < Duration::from_secs(20), "the server does not come to rest");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Cuts all connections.
    fn cut(&self) {
        for child in children(self.daemon.id()) {
            unsafe { libc::kill(child, libc::SIGKILL) };
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.cut();
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
        if std::thread::panicking() {
            eprintln!("{}", self.log.lock().expect("the log"));
        }
    }
}

fn make_key(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(path)
        .status();
    assert!(made.expect("install OpenSSH's client (Debian: openssh-client)").success());
}

/// Starts a server on a free port; `None` if somebody else took it meanwhile.
fn start(folder: &Path, sftp: &str) -> Option<(u16, Child, Arc<Mutex<String>>)> {
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let config = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/host\nPidFile none\nAuthorizedKeysFile {0}/authorized\n\
         StrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\n\
         MaxStartups 100\nMaxSessions 100\nSubsystem sftp {sftp}\n",
        folder.display()
    );
    fs::write(folder.join("sshd_config"), config).expect("write a file");
    let mut daemon = Command::new(SSHD)
        .args(["-D", "-e", "-f"])
        .arg(folder.join("sshd_config"))
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("start sshd");
    let log = Arc::new(Mutex::new(String::new()));
    let errors = BufReader::new(daemon.stderr.take().expect("a pipe"));
    let kept = Arc::clone(&log);
    std::thread::spawn(move || {
        for line in errors.lines().map_while(Result::ok) {
            kept.lock().expect("the log").push_str(&format!("sshd: {line}\n"));
        }
    });
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if daemon.try_wait().expect("ask").is_some() || began.elapsed() > Duration::from_secs(10) {
            let _ = daemon.kill();
            let _ = daemon.wait();
            eprintln!("{}", log.lock().expect("the log"));
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Some((port, daemon, log))
}

fn children(process: u32) -> Vec<i32> {
    let parent = |entry: &fs::DirEntry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name before may hold anything, the last bracket closes it; state and parent follow.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let entries = fs::read_dir("/proc").expect("read /proc").flatten();
    let ours = entries.filter(|entry| parent(entry) == Some(process));
    ours.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn has_children(process: u32) -> bool {
    !children(process).is_empty()
}

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
