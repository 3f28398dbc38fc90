//! Branches of repositories, over SSH and over HTTP.

mod trouble;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::contract::{self, Place, Publisher};
use super::folder::below;
use super::server::{Background, Server as ServerOnLoopback};
use super::ssh::Server;
use crate::support::text;

/// A bare repository on an SSH server.
struct Remote(Server);

/// One that is reached without SSH, which takes a quarter of the time.
struct Local(Remote);

const BRANCH: &str = "pages/live";

impl Remote {
    fn new() -> Self {
        let remote = Self(Server::new());
        let path = remote.path().display().to_string();
        remote.git(&["init", "--quiet", "--bare", &path], b"");
        remote.git(&["config", "uploadpack.allowFilter", "true"], b"");
        remote
    }

    fn path(&self) -> PathBuf {
        self.0.path("site.git")
    }

    fn target_with(&self, config: &str) -> String {
        format!(
            "url: \"git+ssh://127.0.0.1:{}{}\", branch: {BRANCH}, ssh: \"ssh -F {}\"",
            self.0.port,
            self.path().display(),
            self.0.path(config).display()
        )
    }

    fn command(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new("git")
            .args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"])
            .args(arguments)
            .env("GIT_DIR", self.path())
            .env("GIT_INDEX_FILE", self.0.path("index"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("install git");
        child.stdin.take().expect("a pipe").write_all(input).expect("write to git");
        child.wait_with_output().expect("wait for git")
    }

    fn git(&self, arguments: &[&str], input: &[u8]) -> String {
        let output = self.command(arguments, input);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    }

    fn tip(&self) -> Option<String> {
        let output = self.command(&["rev-parse", "--verify", "--quiet", BRANCH], b"");
        output.status.success().then(|| text(&output.stdout).trim().to_owned())
    }

    /// Somebody else commits a change to the index.
    fn commit(&self, entry: &str) {
        let parent = self.tip();
        match &parent {
            Some(tip) => self.git(&["read-tree", tip], b""),
            None => self.git(&["read-tree", "--empty"], b""),
        };
        self.git(&["update-index", "--index-info"], entry.as_bytes());
        let tree = self.git(&["write-tree"], b"");
        let mut arguments = vec!["commit-tree", &*tree, "-m", "By hand"];
        arguments.extend(parent.iter().flat_map(|parent| ["-p", &**parent]));
        let commit = self.git(&arguments, b"");
        self.git(&["update-ref", &format!("refs/heads/{BRANCH}"), &commit], b"");
    }

    fn subjects(&self) -> Vec<String> {
        self.git(&["log", "--format=%s", BRANCH], b"").lines().map(str::to_owned).collect()
    }
}

impl Place for Remote {
    fn target(&self) -> String {
        self.target_with("config")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let output = self.command(&["cat-file", "blob", &format!("{BRANCH}:{path}")], b"");
        output.status.success().then_some(output.stdout)
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if let Some(tip) = self.tip() {
            let there = folder.path().display().to_string();
            self.git(&["read-tree", &tip], b"");
            self.git(&["--work-tree", &there, "checkout-index", "--all", "--force"], b"");
        }
        below(folder.path())
    }

    /// What git has begun goes on without whoever asked for it.
    fn settle(&self) {
        let began = Instant::now();
        let path = self.path().display().to_string();
        let is_ours = |entry: &fs::DirEntry| {
            let words = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            entry.file_name() != *std::process::id().to_string() && text(&words).contains(&path)
        };
        while fs::read_dir("/proc").expect("read /proc").flatten().any(|entry| is_ours(&entry)) {
            assert!(began.elapsed() < Duration::from_secs(20), "git does not come to rest");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        let name = self.git(&["hash-object", "-w", "--stdin"], bytes);
        self.commit(&format!("100644 {name}\t{path}\n"));
    }

    fn remove(&self, path: &str) {
        self.commit(&format!("0 {}\t{path}\n", "0".repeat(40)));
    }
}

impl Place for Local {
    fn target(&self) -> String {
        format!("url: \"git+file://{}\", branch: {BRANCH}", self.0.path().display())
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path)
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.everything()
    }

    fn settle(&self) {
        self.0.settle();
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        self.0.plant(path, bytes);
    }

    fn remove(&self, path: &str) {
        self.0.remove(path);
    }
}

#[test]
fn it_lives_through_all_that_happens() {
    contract::lives_through_all_that_happens(&Remote::new());
}

#[test]
fn it_survives_being_killed() {
    contract::survives_being_killed(&Remote::new(), 10);
    contract::survives_being_killed(&Local(Remote::new()), 50);
}

#[test]
fn it_never_names_what_is_not_there() {
    contract::never_names_what_is_not_there(&Remote::new(), 20);
}

#[test]
fn it_lets_in_one_at_a_time() {
    contract::lets_in_one_at_a_time(&Remote::new());
}

#[test]
fn it_goes_back_and_forward() {
    let remote = Remote::new();
    let publisher = Publisher::new(&remote, 3);
    let mut versions = Vec::new();
    for version in ["first", "second", "third"] {
        publisher.site.write("static/version.txt", version);
        publisher.site.write(&format!("static/{version}.txt"), version);
        publisher.publish(&[]);
        versions.push(remote.everything());
        // What others do in between does not count.
        remote.plant("CNAME", format!("{version}.example.org\n").as_bytes());
    }
    let back = || {
        let output = publisher.run(&["--rollback"]);
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    for expected in [&versions[1], &versions[0]] {
        let (status, said) = back();
        assert_eq!(status, Some(0), "{said}");
        assert!(said.contains("live shows the site of 20"), "{said}");
        let mut there = remote.everything();
        assert_eq!(there.remove("CNAME").as_deref(), Some(&b"third.example.org\n"[..]));
        let mut expected = expected.clone();
        expected.remove("CNAME");
        assert!(there == expected, "{:?}", there.keys());
    }
    let (status, said) = back();
    assert_eq!(status, Some(2));
    assert!(said.contains("there is no publication before this one on pages/live of git+ssh://"), "{said}");
    // Forward again, and back from there.
    publisher.publish(&[]);
    publisher.assert_published(&["CNAME"]);
    assert_eq!(back().0, Some(0));
    assert_eq!(remote.get("version.txt").as_deref(), Some(&b"first"[..]));
}

#[test]
fn one_publication_is_one_commit() {
    let remote = Remote::new();
    let publisher = Publisher::new(&remote, 3);
    publisher.publish(&[]);
    publisher.publish(&[]);
    publisher.site.write("static/new.txt", "new");
    publisher.publish(&["--dry-run"]);
    publisher.publish(&[]);
    let subjects = remote.subjects();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(subjects[0].starts_with("Publish: 1 added, 0 changed, 0 deleted"), "{subjects:?}");
    let committer = remote.git(&["log", "-1", "--format=%cn <%ce>", BRANCH], b"");
    // Never an address made of this machine's name.
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    assert!(!committer.contains(&format!("@{}", host.trim())), "{committer}");
}

/// Of what is there and stays, nothing is fetched.
#[test]
fn contents_stay_where_they_are() {
    let remote = Remote::new();
    let publisher = Publisher::new(&remote, 3);
    publisher.site.write(
        "static/large.bin",
        (0..3_000_000u32).map(|at| (at.wrapping_mul(at) >> 7) as u8).collect::<Vec<u8>>(),
    );
    publisher.publish(&[]);
    let log = remote.0.path("packets");
    publisher.site.write("static/new.txt", "new");
    let output = publisher.command(&[]).env("GIT_TRACE_PACKFILE", &log).output().expect("run dateline");
    assert!(output.status.success(), "{}", text(&output.stderr));
    publisher.assert_published(&[]);
    let fetched = fs::metadata(&log).expect("what was fetched").len();
    assert!(fetched < 100_000, "{fetched} bytes");
}

/// Old servers, and those of which SSH keeps the protocol's version, give no single files.
#[test]
fn old_servers_give_all_files() {
    let remote = Remote::new();
    let publisher = Publisher::new(&remote, 3);
    for round in 0..3 {
        publisher.site.write("static/new.txt", round.to_string());
        let mut command = publisher.command(&[]);
        command.envs([
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "protocol.version"),
            ("GIT_CONFIG_VALUE_0", "0"),
        ]);
        let output = command.output().expect("run dateline");
        assert!(output.status.success(), "{}", text(&output.stderr));
        publisher.assert_published(&[]);
    }
}

#[test]
fn objects_may_have_longer_names() {
    for is_empty in [true, false] {
        let remote = Remote(Server::new());
        let path = remote.path().display().to_string();
        remote.git(&["init", "--quiet", "--bare", "--object-format=sha256", &path], b"");
        if !is_empty {
            remote.plant("README.md", b"The site of this desk.\n");
        }
        let besides: &[&str] = if is_empty { &[] } else { &["README.md"] };
        let publisher = Publisher::new(&remote, 2);
        publisher.site.write("static/a.txt", "A");
        publisher.publish(&[]);
        publisher.assert_published(besides);
        fs::remove_file(publisher.site.path().join("static/a.txt")).expect("delete a file");
        publisher.publish(&[]);
        publisher.assert_published(besides);
        assert!(publisher.run(&["--rollback"]).status.success());
        assert_eq!(remote.get("a.txt").as_deref(), Some(&b"A"[..]));
    }
}

/// A file that is just as the site has it is taken over, and is dateline's from then on.
#[test]
fn what_is_the_same_is_no_conflict() {
    let local = Local(Remote::new());
    local.plant("a.txt", b"A");
    local.plant("README.md", b"theirs");
    let publisher = Publisher::new(&local, 2);
    publisher.site.write("static/a.txt", "A");
    publisher.publish(&[]);
    publisher.assert_published(&["README.md"]);
    fs::remove_file(publisher.site.path().join("static/a.txt")).expect("delete a file");
    publisher.publish(&[]);
    publisher.assert_published(&["README.md"]);
}

#[test]
fn a_list_that_is_gone_is_said() {
    let local = Local(Remote::new());
    let publisher = Publisher::new(&local, 2);
    publisher.site.write("static/old.txt", "old");
    publisher.publish(&[]);
    publisher.site.write("static/new.txt", "new");
    publisher.publish(&[]);
    local.remove(".dateline/manifest.json");
    let said = text(&publisher.run(&["--rollback"]).stderr);
    for part in ["pages/live of git+file://", "has no list of what dateline has put there", "git revert"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    fs::remove_file(publisher.site.path().join("static/old.txt")).expect("delete a file");
    let output = publisher.run(&[]);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    let expected = "the branch has no list of what dateline has put there: of its ";
    assert!(said.contains(expected) && said.contains("and 1 stay as they are"), "{said}");
    publisher.assert_published(&["old.txt"]);
}

/// Over HTTP, with a password that comes from the environment: git's own server behind nginx.
#[test]
fn a_password_comes_from_the_environment() {
    let remote = Remote::new();
    remote.git(&["config", "http.receivepack", "true"], b"");
    let folder = remote.0.path("");
    let socket = remote.0.path("fcgi");
    fs::write(remote.0.path("users"), "desk:{PLAIN}pass word\n").expect("write a file");
    let exec = Command::new("git").arg("--exec-path").output().expect("install git");
    let backend = format!("{}/git-http-backend", text(&exec.stdout).trim());
    let wrap = Command::new("fcgiwrap").arg("-s").arg(format!("unix:{}", socket.display())).spawn();
    let _wrap = Background(wrap.expect("install fcgiwrap"));
    let server = ServerOnLoopback::start(|port| {
        let folder = folder.display();
        let settings = format!(
            "user root root; daemon off; master_process off; pid {folder}/pid; events {{}}
            http {{
                access_log off; client_body_temp_path {folder}/aside; client_max_body_size 1g;
                server {{
                    listen 127.0.0.1:{port};
                    location / {{
                        auth_basic desk; auth_basic_user_file {folder}/users;
                        fastcgi_pass unix:{}; fastcgi_buffering off;
                        fastcgi_param SCRIPT_FILENAME {backend};
                        fastcgi_param GIT_PROJECT_ROOT {folder}; fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                        fastcgi_param GIT_PROTOCOL $http_git_protocol; fastcgi_param PATH_INFO $uri;
                        fastcgi_param QUERY_STRING $query_string; fastcgi_param REMOTE_USER $remote_user;
                        fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REMOTE_ADDR $remote_addr;
                        fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
                        fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
                    }}
                }}
            }}",
            socket.display()
        );
        let file = remote.0.path("nginx.conf");
        fs::write(&file, settings).expect("write a file");
        let mut command = Command::new("nginx");
        command.arg("-e").arg(remote.0.path("log")).arg("-c").arg(file).arg("-p").arg(remote.0.path(""));
        command
    });
    let target =
        format!("url: \"git+http://desk@{}/site.git\", branch: {BRANCH}, plain: true", server.address);
    let password = |password: &str| vec![("DATELINE_LIVE_PASSWORD".to_owned(), password.to_owned())];
    let none = contract::complaint(&target, &[]);
    let wrong = contract::complaint(&target, &password("wrong"));
    for said in [&none, &wrong] {
        for part in ["it does not take the credentials", "DATELINE_LIVE_PASSWORD"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("wrong"), "{said}");
    }
    let publisher = Publisher::new(&remote, 2);
    let settings = format!("title: T\nbase_url: https://example.org/\npublish: {{live: {{{target}}}}}\n");
    publisher.site.write("dateline.yaml", settings);
    for round in 0..2 {
        publisher.site.write("static/round.txt", round.to_string());
        let output = publisher.command(&[]).envs(password("pass word")).output().expect("run dateline");
        assert!(output.status.success(), "{}", text(&output.stderr));
        publisher.assert_published(&[]);
    }
}
