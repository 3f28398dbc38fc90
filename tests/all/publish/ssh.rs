//! An SSH server: OpenSSH's own, with keys that are made for the test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SSHD: &str = "/usr/sbin/sshd";

/// An SSH server of this machine, with a folder of its own.
pub struct Server {
    folder: tempfile::TempDir,
    pub port: u16,
    daemon: Child,
    log: Arc<Mutex<String>>,
}

impl Server {
    pub fn new() -> Self {
        Self::with("internal-sftp")
    }

    /// `sftp` is what answers: `internal-sftp -R` only lets read.
    pub fn with(sftp: &str) -> Self {
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("write a file");
    }

    pub fn www(&self) -> PathBuf {
        self.path("www")
    }

    /// Settings for `ssh`, in a file of this name.
    pub fn configure(&self, name: &str, key: &str, known: &str) {
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
    pub fn target_with(&self, config: &str) -> String {
        format!(
            "url: \"sftp://127.0.0.1:{}{}\", ssh: \"ssh -F {}\"",
            self.port,
            self.www().display(),
            self.path(config).display()
        )
    }

    /// Waits until nobody is connected: what was sent by a program that was killed is still carried out.
    pub fn rest(&self) {
        let began = Instant::now();
        while has_children(self.daemon.id()) {
            assert!(began.elapsed() < Duration::from_secs(20), "the server does not come to rest");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Cuts all connections.
    pub fn cut(&self) {
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
         MaxStartups 100\nMaxSessions 100\nAcceptEnv GIT_PROTOCOL\nSubsystem sftp {sftp}\n",
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
