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
    "color.push=false",
    "color.remote=false",
    "color.transport=false",
    "log.showSignature=false",
    "trailer.separators=:",
    "commit.gpgSign=false",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.pushOption=",
    // A password is for the one that the address names.
    "http.followRedirects=false",
    // Who says nothing for so long is gone.
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
];

/// The name of the remote repository in ours; no settings of the user's are about it.
pub const REMOTE: &str = "dateline-host";

/// How `ssh` is started where nobody has said it: it asks nobody, and does not wait for ever.
const SSH: &str =
    "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=3";

/// Answers for the password with what stands in the environment.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \
                      \"$DATELINE_GIT_USER\" \"$DATELINE_GIT_PASSWORD\"; }; f";

pub struct Repository {
    folder: tempfile::TempDir,
    site: PathBuf,
    pub remote: Git,
    password: Option<String>,
    /// How `ssh` is started; `None` if the environment says it.
    ssh: Option<String>,
    /// The variables that a password is looked for in.
    pub names: [String; 2],
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
        let ssh = None;
        let mut made = Self { folder, site: site.to_owned(), remote: remote.clone(), password, ssh, names };
        made.ssh = made.choose_ssh();
        Ok(made)
    }

    /// How `ssh` is to be started, if git would not find it out by itself.
    fn choose_ssh(&self) -> Option<String> {
        if let Some(words) = &self.remote.ssh {
            return shlex::try_join(words.iter().map(String::as_str)).ok();
        }
        if std::env::var_os("GIT_SSH_COMMAND").is_some() {
            return None;
        }
        // Settings of the site's own repository count as well.
        let set = self.configured("core.sshCommand");
        set.or_else(|| std::env::var_os("GIT_SSH").is_none().then(|| SSH.to_owned()))
    }

    /// What connects to the server for a person, with the same settings.
    pub fn by_hand(&self) -> String {
        let words = self.remote.ssh.iter().flatten().map(String::as_str);
        let program = shlex::try_join(words).ok().filter(|words| !words.is_empty());
        let (host, port) = match self.remote.place().rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, format!("-p {port} ")),
            _ => (self.remote.place(), String::new()),
        };
        let user = self.remote.user().map(|user| format!("{user}@")).unwrap_or_default();
        let host = host.trim_matches(['[', ']']);
        format!("{} {port}-T {user}{host}", program.as_deref().unwrap_or("ssh"))
    }

    /// Makes the repository. Its names of objects are as long as that one of the remote's.
    pub fn init(&self, name: &str) -> Result<(), Fault> {
        let format = if name.len() == 64 { "sha256" } else { "sha1" };
        self.run(&["init", "--quiet", "--bare", &format!("--object-format={format}")])?;
        self.run(&["config", "gc.auto", "0"])?;
        self.run(&["remote", "add", REMOTE, &self.remote.remote]).map(drop)
    }

    /// Makes the repository after a remote one that has nothing in it.
    pub fn copy_empty(&self) -> Result<(), Fault> {
        let folder = self.folder.path().to_string_lossy();
        let origin = ["clone", "--quiet", "--bare", "--origin", REMOTE, &self.remote.remote, &folder];
        self.run(&origin)?;
        self.run(&["config", "gc.auto", "0"]).map(drop)
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
        Err(refusal::fault(&said, self))
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
        if let Some(ssh) = &self.ssh {
            command.env("GIT_SSH_COMMAND", ssh);
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
        let found = std::env::var(variable).ok().map(|value| value.trim().to_owned());
        let found = found.filter(|value| !value.is_empty()).or_else(|| self.configured(key));
        found.unwrap_or_else(|| fallback.to_owned())
    }

    /// What git's settings say, from the site's folder.
    fn configured(&self, key: &str) -> Option<String> {
        let output = self.command(&self.site).args(["config", "--get", key]).output().ok()?;
        let value = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    }
}
