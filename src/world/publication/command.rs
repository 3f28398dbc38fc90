//! [`Program`]: a program of the author's takes the site from here, and brings it wherever it likes.
//!
//! What is on the host, nobody can tell us. So what was handed over last is kept in the site's folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use serde_json::json;

use super::super::{Failure, reason};
use super::{Known, Parcel, Publication, Sent, unreadable};
use crate::publish::{Manifest, OWN, Plan, Truth};
use crate::target::command::{CHANGES, Command, FOLDER};

pub struct Program {
    command: Command,
    target: String,
    site: PathBuf,
    known: Known,
}

impl Program {
    pub fn begin(command: &Command, target: &str, site: &Path) -> Result<Self, Failure> {
        let program = Self {
            command: command.clone(),
            target: target.to_owned(),
            site: site.to_owned(),
            known: Known::default(),
        };
        let list = program.file("json");
        let files = match fs::read(&list) {
            Ok(bytes) => {
                let read = Manifest::read(&bytes);
                read.map_err(|why| unreadable(&list.display().to_string(), &why))?.files
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
            Err(error) => return Err(Failure::io("read", &list, &error)),
        };
        let truth = Truth { files, ..Truth::default() };
        Ok(Self { known: Known { truth, ..Known::default() }, ..program })
    }

    /// A file about this target, in a folder of our own.
    fn file(&self, ending: &str) -> PathBuf {
        // Any name can be a target's, and not every one a file's.
        let name: String =
            percent_encoding::utf8_percent_encode(&self.target, percent_encoding::NON_ALPHANUMERIC)
                .to_string();
        self.site.join(OWN).join(format!("{name}.{ending}"))
    }

    /// Writes a file there; the folder keeps itself out of repositories.
    fn keep(&self, ending: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let write = |path: &Path, bytes: &[u8]| {
            fs::write(path, bytes).map_err(|error| Failure::io("write", path, &error))
        };
        let folder = self.site.join(OWN);
        fs::create_dir_all(&folder).map_err(|error| Failure::io("make", &folder, &error))?;
        write(&folder.join(".gitignore"), b"*\n")?;
        let path = self.file(ending);
        let aside = self.file("part");
        write(&aside, bytes)?;
        fs::rename(&aside, &path).map_err(|error| Failure::io("write", &path, &error))?;
        Ok(path)
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
                    _ => failure,
                }
            })?;
        if ended.success() {
            return Ok(());
        }
        Err(Failure::new(format!("`{name}` did not publish the site: {ended}"))
            .help("it has said above why; the next time it gets the same changes again"))
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
        let changes = self.keep("changes.json", changes.to_string().as_bytes())?;
        self.run(parcel.folder, &changes)?;
        self.keep("json", &Manifest::new(parcel.marks(), Default::default()).to_bytes())?;
        let sent = Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() };
        (0..sent.files + sent.deleted).for_each(|_| progress());
        Ok(sent)
    }
}
