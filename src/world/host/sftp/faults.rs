//! What `ssh` and servers say when they will not, in words that say what to do.

use super::super::Fault;
use super::connection::Unconnected;
use super::wire::status;
use crate::target::Server;
use crate::world::{Failure, reason};

/// What keeps a connection from coming about or going on. Many threads are told the same.
#[derive(Debug, Clone)]
pub struct Refusal {
    message: String,
    help: String,
    is_passing: bool,
}

impl Refusal {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self { message, help: help.into(), is_passing: false }
    }

    fn passing(self, is_passing: bool) -> Self {
        Self { is_passing, ..self }
    }

    pub fn fault(&self) -> Fault {
        let failure = Failure::new(&*self.message).help(&*self.help);
        Fault { failure, is_passing: self.is_passing }
    }
}

/// Why there is no connection. A server that `was_there` before is likely to come back; one that never
/// was is most likely named wrongly, and trying again only takes time.
pub fn unconnected(server: &Server, why: &Unconnected, was_there: bool) -> Refusal {
    match why {
        Unconnected::Start(error) => Refusal::new(
            format!("cannot start `{}`, which connects to {server}: {}", server.ssh.join(" "), reason(error)),
            "install OpenSSH's client (Debian: openssh-client), or name another command with `ssh:` in the target",
        ),
        Unconnected::Babble => Refusal::new(
            format!("{server} answers with something that is not SFTP"),
            "most often a start-up file of the user's shell there prints something; it must not when nobody is at a terminal",
        ),
        Unconnected::Silence(time) => Refusal::new(
            format!("{server} does not answer: nothing came for {} seconds", time.as_secs()),
            format!("whoever runs the server may know why; to see what happens: {}", try_it(server)),
        )
        .passing(was_there),
        Unconnected::Ended(said) => ended(server, said, was_there),
    }
}

/// The first line that says one of these things.
fn line<'s>(said: &'s str, signs: &[&str]) -> Option<&'s str> {
    said.lines().map(str::trim).find(|line| signs.iter().any(|sign| line.contains(sign)))
}

/// `ssh` has ended; what it `said` tells why.
pub fn ended(server: &Server, said: &str, was_there: bool) -> Refusal {
    let try_it = try_it(server);
    if line(said, &["REMOTE HOST IDENTIFICATION HAS CHANGED"]).is_some() {
        return Refusal::new(
            format!("{server} shows another host key than the one that is known: somebody may be in between"),
            format!(
                "ask who runs the server; if its key was changed, forget the old one with `ssh-keygen -R`, and connect once by hand to see the new one: {try_it}"
            ),
        );
    }
    if line(said, &["Host key verification failed"]).is_some() {
        return Refusal::new(
            format!("the host key of {server} is not known, so it may be anybody's"),
            format!(
                "connect once by hand, compare the key's fingerprint and accept it: {try_it}; in a build service, put the key into ~/.ssh/known_hosts"
            ),
        );
    }
    if let Some(line) = line(said, &["Permission denied (", "Too many authentication failures"]) {
        return Refusal::new(
            format!("{server} takes none of the keys that ssh has: {}", plain(line)),
            format!(
                "load the right key with `ssh-add FILE` or name it in ~/.ssh/config (one with a passphrase works with an agent only), and see that its public half is in ~/.ssh/authorized_keys on the server; to try it: {try_it}"
            ),
        );
    }
    if let Some(line) = line(said, &["subsystem request failed"]) {
        return Refusal::new(
            format!("{server} has no SFTP: {}", plain(line)),
            "whoever runs it has to turn it on: `Subsystem sftp internal-sftp` in sshd_config",
        );
    }
    if let Some(line) = line(said, &["Could not resolve hostname"]) {
        let is_passing = was_there || line.contains("Temporary failure");
        return Refusal::new(
            format!("{server} cannot be reached: {}", plain(line)),
            "look at the name in the target's `url`, and whether this machine is on the network",
        )
        .passing(is_passing);
    }
    unreachable(server, said, was_there)
}

fn unreachable(server: &Server, said: &str, was_there: bool) -> Refusal {
    let try_it = try_it(server);
    if let Some(line) = line(said, &["Connection refused", "No route to host", "Network is unreachable"]) {
        return Refusal::new(
            format!("{server} cannot be reached: {}", plain(line)),
            "look at the name and the port in the target's `url`, and whether the server is running",
        )
        .passing(was_there);
    }
    const LOST: &[&str] = &[
        "timed out",
        "Timeout",
        "not responding",
        "Connection reset",
        "Connection closed",
        "closed by remote host",
        "Broken pipe",
        "kex_exchange_identification",
        "Exceeded MaxStartups",
    ];
    if let Some(line) = line(said, LOST) {
        return Refusal::new(
            format!("the connection to {server} broke: {}", plain(line)),
            "publish again, it goes on where it stopped; if it stays so, the network or a firewall is in the way",
        )
        .passing(true);
    }
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    match last {
        Some(line) => Refusal::new(
            format!("the connection to {server} ended: {}", plain(line)),
            format!("to see what happens: {try_it}"),
        ),
        None => Refusal::new(
            format!("the connection to {server} ended, and nobody said why"),
            format!("publish again, it goes on where it stopped; to see what happens: {try_it}"),
        ),
    }
    .passing(was_there)
}

/// The command with which a person sees more than dateline does.
fn try_it(server: &Server) -> String {
    let port = server.port.map_or(String::new(), |port| format!(" -p {port}"));
    let user = server.user.as_ref().map_or(String::new(), |user| format!("{user}@"));
    format!("{}{port} {user}{}", server.ssh.join(" "), server.host)
}

/// `ssh: connect to host …` without who says it, and nothing that a terminal would obey.
fn plain(line: &str) -> String {
    let line = line.strip_prefix("ssh: ").unwrap_or(line);
    line.chars().filter(|c| !c.is_control()).take(300).collect()
}

/// A server would not do something to a path.
pub fn refused(server: &Server, doing: &str, path: &str, code: u32, said: &str, is_full: bool) -> Fault {
    let failure = |why: &str| Failure::new(format!("cannot {doing} {path} on {server}: {why}"));
    let failure = match code {
        status::PERMISSION_DENIED | status::WRITE_PROTECT => failure("permission denied").help(
            "look at who owns the folder there and who may write to it, and whether the account may only read",
        ),
        status::NO_SPACE | status::QUOTA_EXCEEDED => full(failure("no space left")),
        _ if is_full => full(failure("no space left")),
        status::NO_SUCH_FILE => failure("it is not there").help("somebody else changes the folder meanwhile: publish again"),
        _ => {
            // Servers have one word for most things.
            let said = if said.is_empty() { "failure".to_owned() } else { plain(said).to_lowercase() };
            failure(&format!("the server says no more than “{said}”"))
                .help("most often a folder stands where a file belongs or a file where a folder does, or a quota is used up")
        }
    };
    Fault { failure, is_passing: false }
}

fn full(failure: Failure) -> Failure {
    failure.help("make room there and publish again, it goes on where it stopped")
}
