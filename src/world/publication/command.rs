//! [`Program`]: a program of the author's takes the site from here, and brings it wherever it likes.
//!
//! What is on the host, nobody can tell us. So what was handed over last is kept in the site's folder,
//! and while the program is at work, also what may be there when it is cut short.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use serde_json::json;

use super::super::lock::Lock;
use super::super::{Failure, reason};
use super::{Intent, Known, Parcel, Publication, Sent, unreadable};
use crate::publish::{Manifest, Mark, OWN, Plan, Truth};
use crate::target::command::{CHANGES, Command, FOLDER};

/// What was handed over when all went well.
const WHOLE: &str = "json";

/// What may be there since a run that did not end well.
const BEGUN: &str = "begun.json";

type Marks = BTreeMap<String, Mark>;

pub struct Program {
    command: Command,
    target: String,
    /// With its whole path.
    site: PathBuf,
    /// None for those who only look.
    lock: Option<Lock>,
    known: Known,
}

impl Program {
    pub fn begin(
        command: &Command,
        target: &str,
        site: &Path,
        parcel: &Parcel,
        intent: Intent,
    ) -> Result<Self, Failure> {
        let site = site.canonicalize().map_err(|error| Failure::io("find", site, &error))?;
        let (command, target) = (command.clone(), target.to_owned());
        let mut program = Self { command, target, site, lock: None, known: Known::default() };
        if intent == Intent::Publish {
            program.keep_out_of_repositories()?;
            program.lock = Some(Lock::take(&program.file("lock"), || {
                Failure::new(format!("another dateline is publishing to {}", program.target))
                    .help("wait until it is done, and publish again")
            })?);
        }
        let last = program.list(WHOLE)?.unwrap_or_default();
        let Some(mut begun) = program.list(BEGUN)? else {
            program.known.truth = Truth { files: last, ..Truth::default() };
            return Ok(program);
        };
        // What may be new there is new for the program, if it is still to go there.
        begun.retain(|path, _| last.contains_key(path) || !parcel.items.contains_key(path));
        let notice = "the last run did not end well: what it was to change counts as not done";
        program.known.notices.push(notice.to_owned());
        program.known.truth = Truth { files: begun, ..Truth::default() };
        program.known.is_outdated = true;
        Ok(program)
    }

    /// A file about this target, in a folder of our own.
    fn file(&self, ending: &str) -> PathBuf {
        // Any name can be a target's, and not every one a file's.
        let name = percent_encoding::utf8_percent_encode(&self.target, percent_encoding::NON_ALPHANUMERIC);
        self.site.join(OWN).join(format!("{name}.{ending}"))
    }

    /// One of the lists. Another command may lead elsewhere, and has lists of its own.
    fn list_file(&self, ending: &str) -> PathBuf {
        let digest = blake3::hash(self.command.0.join("\0").as_bytes()).to_hex();
        self.file(&format!("{}.{ending}", &digest.as_str()[..8]))
    }

    fn list(&self, ending: &str) -> Result<Option<Marks>, Failure> {
        let path = self.list_file(ending);
        match fs::read(&path) {
            Ok(bytes) => {
                let read = Manifest::read(&bytes).map(|list| Some(list.files));
                read.map_err(|why| unreadable(&path.display().to_string(), &why))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io("read", &path, &error)),
        }
    }

    fn keep_out_of_repositories(&self) -> Result<(), Failure> {
        let folder = self.site.join(OWN);
        fs::create_dir_all(&folder).map_err(|error| Failure::io("make", &folder, &error))?;
        let path = folder.join(".gitignore");
        fs::write(&path, b"*\n").map_err(|error| Failure::io("write", &path, &error))
    }

    /// Writes a file there.
    fn keep(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let aside = self.file("part");
        let write = fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path));
        write.map_err(|error| Failure::io("write", path, &error))
    }

    /// What may be there as soon as the program has started: the old and the new.
    fn begun(&self, next: &Marks) -> Marks {
        let now = &self.known.truth.files;
        // A file that may be there in two versions has none that could be relied on.
        let unsure = || Mark { digest: String::new(), length: 0 };
        let paths = now.keys().chain(next.keys());
        let mark = |path: &String| now.get(path).filter(|mark| next.get(path) == Some(mark)).cloned();
        paths.map(|path| (path.clone(), mark(path).unwrap_or_else(unsure))).collect()
    }

    fn run(&self, folder: &Path, changes: &Path) -> Result<(), Failure> {
        let folder = folder.canonicalize().map_err(|error| Failure::io("find", folder, &error))?;
        let fill = |word: &String| {
            word.replace(FOLDER, &folder.to_string_lossy()).replace(CHANGES, &changes.to_string_lossy())
        };
        let words: Vec<String> = self.command.0.iter().map(fill).collect();
        let Some((name, arguments)) = words.split_first() else { return Ok(()) };
        // Our own output is for those who read the plan.
        let out = rustix::io::dup(rustix::stdio::stderr())
            .map_err(|error| Failure::new(format!("cannot start `{name}`: {}", reason(&error.into()))))?;
        let ended = process::Command::new(name)
            .args(arguments)
            .current_dir(&self.site)
            .env("DATELINE_TARGET", &self.target)
            .stdout(out)
            .status()
            .map_err(|error| {
                let failure = Failure::new(format!("cannot start `{name}`: {}", reason(&error)));
                match error.kind() {
                    io::ErrorKind::NotFound => failure.help(
                        "the first word of `command` is a program: install it, or name it with its folder; \
                         for what a shell understands write sh -c '…'",
                    ),
                    io::ErrorKind::PermissionDenied => failure.help(format!(
                        "a program has to be executable: chmod +x {name}; a script begins with #!/bin/sh"
                    )),
                    _ => failure,
                }
            })?;
        if ended.success() {
            return Ok(());
        }
        Err(Failure::new(format!("`{name}` did not publish the site: {ended}"))
            .help("what it has said, if anything, stands above; the next time it gets these changes again"))
    }
}

impl Publication for Program {
    fn known(&self) -> &Known {
        &self.known
    }

    /// Nothing is known of files that others have put there.
    fn adopt(&mut self, _parcel: &Parcel) -> Result<(), Failure> {
        Ok(())
    }

    fn carry_out(
        self: Box<Self>,
        plan: &Plan,
        parcel: &Parcel,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure> {
        let mut changes = plan.to_json();
        changes["target"] = json!(self.target);
        let (list, next) = (self.file("changes.json"), parcel.marks());
        self.keep(&list, changes.to_string().as_bytes())?;
        let begun = Manifest::new(self.begun(&next), BTreeMap::new());
        self.keep(&self.list_file(BEGUN), &begun.to_bytes())?;
        self.run(parcel.folder, &list)?;
        self.keep(&self.list_file(WHOLE), &Manifest::new(next, BTreeMap::new()).to_bytes())?;
        let begun = self.list_file(BEGUN);
        fs::remove_file(&begun).map_err(|error| Failure::io("delete", &begun, &error))?;
        let sent = Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() };
        (0..sent.files + sent.deleted).for_each(|_| progress());
        Ok(sent)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.lock.iter().for_each(Lock::release);
    }
}
