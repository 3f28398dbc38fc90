//! Hosts on this machine, ended with the benchmark.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

pub struct Host {
    kind: Kind,
    work: PathBuf,
    /// Requests so far, if they are counted.
    requests: Option<Arc<AtomicUsize>>,
}

enum Kind {
    Folder,
    Sftp(Server),
    S3(Server),
}

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Host {
    pub fn start(kind: &str, work: &Path, python: &Path, counts: bool) -> io::Result<Self> {
        let counter = Arc::new(AtomicUsize::new(0));
        let kind = match kind {
            "folder" => Kind::Folder,
            "sftp" => Kind::Sftp(sshd(work, counts, &counter)?),
            "s3" => Kind::S3(moto(python, &counter)?),
            other => return Err(io::Error::other(format!("no kind of host: {other}"))),
        };
        let counts = counts && !matches!(kind, Kind::Folder);
        Ok(Self { kind, work: work.to_owned(), requests: counts.then_some(counter) })
    }

    /// As it stands in the settings.
    pub fn target(&self) -> String {
        let work = self.work.display();
        match &self.kind {
            Kind::Folder => format!("url: \"file://{work}/www\""),
            Kind::Sftp(server) => {
                format!("url: \"sftp://127.0.0.1:{}{work}/www\", ssh: \"ssh -F {work}/config\"", server.port)
            }
            Kind::S3(server) => {
                format!(
                    "url: \"s3://briefs/www\", endpoint: \"http://127.0.0.1:{}\", plain: true",
                    server.port
                )
            }
        }
    }

    pub fn environment(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("AWS_ACCESS_KEY_ID", "bench"),
            ("AWS_SECRET_ACCESS_KEY", "bench"),
            ("AWS_CONFIG_FILE", "/nowhere"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"),
        ]
    }

    /// A program that does the same for a folder that is there already.
    pub fn peer(&self, public: &Path) -> Option<Command> {
        let work = self.work.display();
        let mut command = match &self.kind {
            Kind::Folder => {
                let mut rsync = Command::new("rsync");
                rsync
                    .args(["-a", "--checksum", "--delete"])
                    .arg(public.join(""))
                    .arg(format!("{work}/peer/"));
                rsync
            }
            Kind::Sftp(server) => {
                let mut rsync = Command::new("rsync");
                rsync.args([
                    "-a",
                    "--checksum",
                    "--delete",
                    "-e",
                    &format!("ssh -F {work}/config -p {}", server.port),
                ]);
                rsync.arg(public.join("")).arg(format!("127.0.0.1:{work}/peer/"));
                rsync
            }
            Kind::S3(server) => {
                let mut rclone = Command::new("rclone");
                let remote = format!(
                    ":s3,provider=Other,endpoint='http://127.0.0.1:{}',access_key_id=bench,secret_access_key=bench:briefs/peer",
                    server.port
                );
                rclone
                    .args(["sync", "--checksum", "--fast-list", "--config", "/dev/null"])
                    .arg(public)
                    .arg(remote);
                rclone.env_remove("AWS_CA_BUNDLE");
                rclone
            }
        };
        command.stdin(Stdio::null());
        Some(command)
    }

    pub fn reset(&self) {
        self.requests.iter().for_each(|requests| requests.store(0, Ordering::Relaxed));
    }

    pub fn requests(&self) -> Option<usize> {
        // The last lines of the log are on their way.
        self.requests.as_ref().map(|requests| {
            sleep(Duration::from_millis(500));
            requests.load(Ordering::Relaxed)
        })
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn sshd(work: &Path, counts: bool, counter: &Arc<AtomicUsize>) -> io::Result<Server> {
    for key in ["host", "key"] {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(work.join(key))
            .status()?;
        if !made.success() {
            return Err(io::Error::other("no key"));
        }
    }
    let port = free_port()?;
    let there = work.display();
    fs::create_dir_all("/run/sshd")?;
    let mut sftp = "internal-sftp".to_owned();
    if counts {
        // Its log goes through a pipe with a name, as it would go to the client otherwise.
        let log = work.join("requests");
        Command::new("mkfifo").arg(&log).status()?;
        sftp = format!("/usr/lib/openssh/sftp-server -e -l DEBUG3 2>{}", log.display());
        // Open for writing as well, it does not end with the first client.
        let log = fs::OpenOptions::new().read(true).write(true).open(log)?;
        let counter = Arc::clone(counter);
        spawn(move || count(log, &counter, |line| line.contains("debug3: request ")));
    }
    fs::write(
        work.join("sshd_config"),
        format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {there}/host\nPidFile none\nAuthorizedKeysFile {there}/key.pub\n\
             StrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\nUsePAM no\nSubsystem sftp {sftp}\n"
        ),
    )?;
    let host_key = fs::read_to_string(work.join("host.pub"))?;
    fs::write(work.join("known"), format!("[127.0.0.1]:{port} {host_key}"))?;
    fs::write(
        work.join("config"),
        format!(
            "IdentityFile {there}/key\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {there}/known\n\
             GlobalKnownHostsFile none\nStrictHostKeyChecking yes\n"
        ),
    )?;
    let mut command = Command::new("/usr/sbin/sshd");
    command.args(["-D", "-e", "-f"]).arg(work.join("sshd_config"));
    serve(command, port, &Arc::default(), |_| false)
}

fn moto(python: &Path, counter: &Arc<AtomicUsize>) -> io::Result<Server> {
    let port = free_port()?;
    let mut command = Command::new(python);
    command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    let server = serve(command, port, counter, |line| line.contains("HTTP/1.1"))?;
    let made = Command::new("curl")
        .args(["-s", "-f", "-X", "PUT", "-H"])
        .arg("Authorization: AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/s3/aws4_request")
        .arg(format!("http://127.0.0.1:{port}/briefs"))
        .output()?;
    if made.status.success() { Ok(server) } else { Err(io::Error::other("no bucket")) }
}

/// Starts a server, waits until it listens, and counts the lines of its log that stand for requests.
fn serve(
    mut command: Command,
    port: u16,
    counter: &Arc<AtomicUsize>,
    counts: fn(&str) -> bool,
) -> io::Result<Server> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let log = child.stderr.take();
    let counter = Arc::clone(counter);
    if let Some(log) = log {
        spawn(move || count(log, &counter, counts));
    }
    let server = Server { child, port };
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(server);
        }
        sleep(Duration::from_millis(50));
    }
    Err(io::Error::other(format!("{command:?} does not listen")))
}

fn count(log: impl Read, counter: &AtomicUsize, counts: fn(&str) -> bool) {
    let lines = BufReader::new(log).lines().map_while(Result::ok);
    for _ in lines.filter(|line| counts(line)) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
