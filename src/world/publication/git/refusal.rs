//! What git says when it will not: why, and what to do about it.

use std::io;

use super::repository::Repository;
use crate::world::host::Fault;
use crate::world::{Failure, reason};

/// Somebody else was quicker. Told from other faults by what git says of it.
pub const OVERTAKEN: &str = "another publication to the same host was quicker";

struct Known {
    /// Parts of what git, `ssh` and hosts say.
    words: &'static [&'static str],
    why: &'static str,
    /// May have `{token}`, `{tokens}`, `{ssh}`, `{place}` and `{branch}` in it.
    help: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lasting,
    /// The host's own words say more than git's.
    Hosts,
    /// It may work if it is tried again. git says such things after others as well, so that they
    /// count only if nothing else was said before.
    Passing,
}

const ADDRESS: &str = "look at the address in dateline.yaml, and whether you may see that repository";
const NETWORK: &str = "look at the address and at the network, and publish again: nothing is half done";
const RIGHTS: &str =
    "allow this account to push to the branch: look at its rights, and at the rules that protect branches";

/// The first that fits counts.
const KNOWN: &[Known] = &[
    Known {
        words: &["no space left", "disk quota"],
        why: "there is no room for it",
        help: "make room there and publish again",
        kind: Kind::Lasting,
    },
    Known {
        words: &["exists; cannot create"],
        why: "the name of another branch stands in the way of this one",
        help: "git cannot have both `pages` and `pages/live`: take another name than {branch}, or rename the other",
        kind: Kind::Lasting,
    },
    Known {
        words: &["refusing to update checked out branch", "branch is currently checked out"],
        why: "somebody works in that repository, and has this branch checked out",
        help: "publish to a bare repository (git init --bare), or to another branch",
        kind: Kind::Lasting,
    },
    Known {
        words: &["dubious ownership"],
        why: "the repository belongs to another user of that machine",
        help: "if it is to be trusted, there: git config --global --add safe.directory FOLDER, as whoever git runs as",
        kind: Kind::Lasting,
    },
    Known {
        words: &["stale info", "fetch first", "non-fast-forward", "but expected", "reference already exists"],
        why: OVERTAKEN,
        help: "publish again: what is there now is looked at anew",
        kind: Kind::Lasting,
    },
    Known {
        words: &[".lock': file exists"],
        why: "another git holds the branch",
        help: "publish again; if nobody is at it, a git that was ended has left the file: delete it",
        kind: Kind::Passing,
    },
    Known {
        words: &["remote host identification has changed"],
        why: "the server's key is not the one that is known",
        help: "ask whoever runs the server; if the new key is right: ssh-keygen -R {place}, and then {ssh}",
        kind: Kind::Lasting,
    },
    Known {
        words: &["host key verification failed"],
        why: "the server's key is not known",
        help: "connect once by hand, compare the fingerprint and accept it: {ssh}",
        kind: Kind::Lasting,
    },
    Known {
        words: &["permission denied (", "too many authentication failures", "load key"],
        why: "it takes none of the keys",
        help: "look at the key (ssh-add -l, ~/.ssh/config) and at whether the host knows it",
        kind: Kind::Lasting,
    },
    Known {
        words: &["could not read username", "could not read password", "authentication failed", "error: 401"],
        why: "it does not take the credentials",
        help: "set {token} in the environment to a token that may push, or {tokens} for all targets",
        kind: Kind::Lasting,
    },
    Known {
        words: &["hash algorithm", "mismatched algorithms"],
        why: "its names of objects are of another kind (SHA-1 or SHA-256)",
        help: "update git, here and there",
        kind: Kind::Lasting,
    },
    Known {
        words: &[
            "protected branch",
            "hook declined",
            "write access to repository not granted",
            "error: 403",
            "permission to",
            "unable to create temporary object directory",
            "insufficient permission",
            "permission denied",
            "deletion prohibited",
            "denying",
        ],
        why: "it does not allow that",
        help: RIGHTS,
        kind: Kind::Hosts,
    },
    Known {
        words: &["remote rejected"],
        why: "it does not take the commit",
        help: "look at what it says; nothing is half done",
        kind: Kind::Hosts,
    },
    Known {
        words: &["error: 301", "error: 302", "error: 303", "error: 307", "error: 308"],
        why: "it is somewhere else now, and credentials are not sent after it",
        help: "write its present address into dateline.yaml: the one that the host's page for cloning shows",
        kind: Kind::Lasting,
    },
    Known {
        words: &["could not resolve host", "name or service not known"],
        why: "there is no host of this name",
        help: NETWORK,
        kind: Kind::Lasting,
    },
    Known {
        words: &["not found", "does not appear to be a git repository", "does not exist"],
        why: "there is no such repository",
        help: ADDRESS,
        kind: Kind::Lasting,
    },
    Known {
        words: &["certificate", "ssl"],
        why: "there is no safe connection to it",
        help: "its certificate has to be for this name, and come from an authority that git trusts",
        kind: Kind::Lasting,
    },
    Known {
        words: &[
            "timed out",
            "connection refused",
            "connection reset",
            "failed to connect",
            "could not connect",
            "no route to host",
            "network is unreachable",
            "early eof",
            "rpc failed",
            "error: 429",
            "error: 5",
            "unexpected disconnect",
            "remote end hung up",
            "connection closed",
        ],
        why: "the connection does not hold",
        help: NETWORK,
        kind: Kind::Passing,
    },
];

/// What is wrong, by what git has said.
pub fn fault(said: &[u8], repository: &Repository) -> Fault {
    let said = readable(&String::from_utf8_lossy(said));
    let url = repository.remote.to_url();
    let Some((known, line)) = find(&said) else {
        let failure = Failure::new(format!("git would not publish to {url}: {}", gist(&said)));
        return Fault { failure, is_passing: false };
    };
    let of_host = if known.kind == Kind::Hosts { words_of_host(&said) } else { String::new() };
    let words = if of_host.is_empty() { line } else { &of_host };
    let failure = Failure::new(format!("cannot publish to {url}: {} ({words})", known.why));
    let Repository { names: [token, tokens], remote, .. } = repository;
    let help = known.help.replace("{tokens}", tokens).replace("{token}", token);
    let help = help.replace("{ssh}", &repository.by_hand()).replace("{branch}", &remote.branch);
    let help = help.replace("{place}", &known_as(remote.place()));
    Fault { failure: failure.help(help), is_passing: known.kind == Kind::Passing }
}

/// The first of what is known that fits, and the line that it fits to.
fn find(said: &str) -> Option<(&'static Known, &str)> {
    let fits = |line: &str, known: &Known| {
        let line = line.to_lowercase();
        known.words.iter().any(|word| line.contains(word))
    };
    KNOWN.iter().find_map(|known| {
        let at = said.lines().position(|line| fits(line, known))?;
        let mut before = said.lines().take(at);
        let is_after_all = known.kind == Kind::Passing && before.any(|line| line.starts_with("fatal:"));
        (!is_after_all).then_some((known, said.lines().nth(at)?))
    })
}

/// What the host itself has said, up to a length that still can be read.
fn words_of_host(said: &str) -> String {
    let lines = said.lines().filter_map(|line| line.strip_prefix("remote:")).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" / ").chars().take(500).collect()
}

/// Lines without colours and other signs to a terminal, and with single blanks.
fn readable(said: &str) -> String {
    // Such a sign begins with these two, and ends with the first of these letters.
    let mut parts = said.split("\x1b[");
    let first = parts.next().unwrap_or("");
    let rest = parts.filter_map(|part| part.split_once(|c: char| ('@'..='~').contains(&c)));
    let text: String = [first].into_iter().chain(rest.map(|(_, text)| text)).collect();
    let clean = |line: &str| {
        let line = line.replace(char::is_control, " ");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// As `known_hosts` names a server: `example.org`, `'[example.org]:2222'`.
fn known_as(place: &str) -> String {
    match place.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            format!("'[{}]:{port}'", host.trim_matches(['[', ']']))
        }
        _ => place.trim_matches(['[', ']']).to_owned(),
    }
}

/// The line that says most: git ends with advice, and hosts begin with greetings.
fn gist(said: &str) -> &str {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let starts = ["fatal:", "error:", "remote: error", "remote: fatal"];
    let telling = starts.iter().find_map(|start| lines().find(|line| line.starts_with(start)));
    telling.or_else(|| lines().next()).unwrap_or("it says nothing")
}

/// For a git that does not start.
pub fn unstarted(error: &io::Error) -> Fault {
    let failure = Failure::new(format!("cannot start git: {}", reason(error)));
    let failure = match error.kind() {
        io::ErrorKind::NotFound => failure.help("install git, 2.36 or newer"),
        _ => failure,
    };
    Fault { failure, is_passing: false }
}
