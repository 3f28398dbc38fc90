//! What git says when it will not: why, and what to do about it.

use std::io;

use crate::target::Git;
use crate::world::host::Fault;
use crate::world::{Failure, reason};

/// Somebody else was quicker. Told from other faults by what git says of it.
pub const OVERTAKEN: &str = "another publication to the same host was quicker";

struct Known {
    /// Parts of what git, `ssh` and hosts say.
    words: &'static [&'static str],
    why: &'static str,
    help: &'static str,
    is_passing: bool,
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
        is_passing: false,
    },
    Known {
        words: &["stale info", "fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref"],
        why: OVERTAKEN,
        help: "publish again: what is there now is looked at anew",
        is_passing: false,
    },
    Known {
        words: &["host key verification failed"],
        why: "the server's key is not known, or not the one that is known",
        help: "connect once by hand, compare the fingerprint and accept it: ssh -T git@…",
        is_passing: false,
    },
    Known {
        words: &["permission denied (publickey", "too many authentication failures", "load key"],
        why: "it takes none of the keys",
        help: "look at the key (ssh-add -l, ~/.ssh/config) and at whether the host knows it",
        is_passing: false,
    },
    Known {
        words: &["could not read username", "could not read password", "authentication failed", "error: 401"],
        why: "it does not take the credentials",
        help: "",
        is_passing: false,
    },
    Known {
        words: &[
            "protected branch",
            "pre-receive hook declined",
            "hook declined",
            "write access to repository not granted",
            "error: 403",
            "remote rejected",
            "permission to",
            "unable to create temporary object directory",
            "insufficient permission",
        ],
        why: "it does not allow that",
        help: RIGHTS,
        is_passing: false,
    },
    Known {
        words: &["error: 301", "error: 302", "error: 303", "error: 307", "error: 308"],
        why: "it is somewhere else now, and credentials are not sent after it",
        help: "write its present address into dateline.yaml: the one that the host's page for cloning shows",
        is_passing: false,
    },
    Known {
        words: &["could not resolve host", "name or service not known"],
        why: "there is no host of this name",
        help: NETWORK,
        is_passing: false,
    },
    Known {
        words: &["not found", "does not appear to be a git repository", "does not exist"],
        why: "there is no such repository",
        help: ADDRESS,
        is_passing: false,
    },
    Known {
        words: &["certificate", "ssl"],
        why: "there is no safe connection to it",
        help: "its certificate has to be for this name, and come from an authority that git trusts",
        is_passing: false,
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
        is_passing: true,
    },
];

/// What is wrong, by what git has said; `names` are the variables that a password is looked for in.
pub fn fault(said: &str, remote: &Git, names: &[String; 2]) -> Fault {
    let telling = |line: &&str, words: &[&str]| {
        let line = line.to_lowercase();
        words.iter().any(|word| line.contains(word))
    };
    let find = |known: &'static Known| Some((known, said.lines().find(|line| telling(line, known.words))?));
    let Some((Known { why, help, is_passing, .. }, line)) = KNOWN.iter().find_map(find) else {
        let failure = Failure::new(format!("git would not publish to {}: {}", remote.to_url(), gist(said)));
        return Fault { failure, is_passing: false };
    };
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let failure = Failure::new(format!("cannot publish to {}: {why} ({line})", remote.to_url()));
    let help = if help.is_empty() {
        format!(
            "set {} in the environment to a token that may push, or {} for all targets",
            names[0], names[1]
        )
    } else {
        (*help).to_owned()
    };
    Fault { failure: failure.help(help), is_passing: *is_passing }
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
        io::ErrorKind::NotFound => failure.help("install git, 2.29 or newer"),
        _ => failure,
    };
    Fault { failure, is_passing: false }
}
