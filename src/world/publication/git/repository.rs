//! [`Repository`]: a repository of our own, for as long as a publication takes. The system's `git`
//! works in it, with the user's settings, so that keys and credential helpers work as by hand.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::refusal;
use crate::target::Git;
use crate::world::host::{Fault, password};
use crate::world::{Failure, reason};

/// What a git that is run from a hook of another repository would take for its own.
const INHERITED: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
];

/// What the user's settings must not say here.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "color.ui=false",
    // A password is for the one that the address names.
    "http.followRedirects=false",
    // Who says nothing for so long is gone.
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
];

/// Answers for the password with what stands in the environment.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \
                      \"$DATELINE_GIT_USER\" \"$DATELINE_GIT_PASSWORD\"; }; f";

pub struct Repository {
    folder: tempfile::TempDir,
    site: PathBuf,
    pub remote: Git,
    password: Option<String>,
    /// The variables that a password is looked for in.
    names: [String; 2],
}

/// What git is to do.
#[derive(Clone, Copy, Default)]
pub struct Call<'c> {
    pub arguments: &'c [&'c str],
    /// What it reads.
    pub input: &'c [u8],
    /// Where it runs; the site's folder if nowhere else.
    pub folder: Option<&'c Path>,
}

impl Repository {
    pub fn new(remote: &Git, target: &str, site: &Path) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(|error| {
            Failure::new(format!("cannot make a folder for temporary files: {}", reason(&error)))
        })?;
        let password = if remote.is_web() { password::find(target) } else { None };
        let names = password::names(target);
        Ok(Self { folder, site: site.to_owned(), remote: remote.clone(), password, names })
    }

    /// Makes the repository. Its names of objects are as long as those of the remote.
    pub fn init(&self, tip: Option<&str>) -> Result<(), Fault> {
        let format = if tip.is_some_and(|tip| tip.len() == 64) { "sha256" } else { "sha1" };
        self.run(&["init", "--quiet", "--bare", &format!("--object-format={format}")])?;
        self.run(&["config", "gc.auto", "0"])?;
        self.run(&["remote", "add", "origin", &self.remote.remote]).map(drop)
    }

    pub fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Fault> {
        self.call(Call { arguments, ..Call::default() })
    }

    /// The one line that git answers with.
    pub fn line(&self, arguments: &[&str]) -> Result<String, Fault> {
        self.run(arguments).map(|output| String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// Runs git; returns what it says.
    pub fn call(&self, call: Call) -> Result<Vec<u8>, Fault> {
        let mut command = self.command(call.folder.unwrap_or(&self.site));
        command.args(call.arguments).env("GIT_DIR", self.folder.path());
        if call.input.is_empty() {
            command.stdin(Stdio::null());
        } else {
            // From a file, it can be read at whatever pace.
            let path = self.folder.path().join("dateline-input");
            let input = fs::write(&path, call.input).and_then(|()| File::open(&path));
            command.stdin(input.map_err(|error| Fault::io("write", &path, &error))?);
        }
        let output = command.output().map_err(|error| refusal::unstarted(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = [&*output.stderr, b"\n", &*output.stdout].concat();
        Err(refusal::fault(&String::from_utf8_lossy(&said), &self.remote, &self.names))
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new("git");
        command.current_dir(folder);
        for name in INHERITED {
            command.env_remove(name);
        }
        // Its words are looked through, and nobody is there to be asked.
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        if let Some(ssh) = &self.remote.ssh {
            let words = ssh.iter().map(|word| shlex::try_quote(word).unwrap_or_default());
            command.env("GIT_SSH_COMMAND", words.collect::<Vec<_>>().join(" "));
        }
        if let Some(password) = &self.password {
            let helper = format!("credential.{}.helper={HELPER}", self.remote.origin());
            command.args(["-c", "credential.helper=", "-c", &helper]);
            let user = self.remote.user().unwrap_or_else(|| "git".to_owned());
            command.env("DATELINE_GIT_USER", user).env("DATELINE_GIT_PASSWORD", password);
        }
        command
    }

    /// Writes a commit; returns its name.
    pub fn commit(&self, tree: &str, parent: Option<&str>, message: &str) -> Result<String, Fault> {
        let name = format!("user.name={}", self.setting("GIT_COMMITTER_NAME", "user.name", "dateline"));
        let email =
            format!("user.email={}", self.setting("GIT_COMMITTER_EMAIL", "user.email", "dateline@localhost"));
        let mut arguments = vec!["-c", &*name, "-c", &*email, "commit-tree", tree, "-m", message];
        arguments.extend(parent.iter().flat_map(|parent| ["-p", *parent]));
        self.line(&arguments)
    }

    /// What git knows of whoever publishes, from the site's folder. By itself it would make up an
    /// address from the names of this machine.
    fn setting(&self, variable: &str, key: &str, fallback: &str) -> String {
        let set = || {
            let output = self.command(&self.site).args(["config", "--get", key]).output().ok()?;
            String::from_utf8(output.stdout).ok()
        };
        let found = std::env::var(variable).ok().or_else(set).map(|value| value.trim().to_owned());
        found.filter(|value| !value.is_empty()).unwrap_or_else(|| fallback.to_owned())
    }
}
