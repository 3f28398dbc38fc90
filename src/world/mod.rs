//! The world outside: disk and clock. Nothing else in the library touches them.
//!
//! What goes wrong here is the machine's doing, not the author's: a [`Failure`] ends the command.

pub mod clock;
pub mod disk;
pub mod files;
mod guests;
pub mod host;
pub mod launch;
mod lock;
pub mod machine;
mod open;
pub mod output;
pub mod publication;
pub mod server;
pub mod watch;

use std::fmt;
use std::io;
use std::path::Path;

/// What the machine would not do: one sentence, the cause, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// `cannot write public/index.html: No space left on device`.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Self::new(format!("cannot {doing} {}: {}", path.display(), reason(error)));
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                failure.help("make room and run it again; what was published before is untouched")
            }
            io::ErrorKind::ResourceBusy => failure.help(
                "a folder that another disk is mounted on cannot be replaced as a whole: write to one inside it",
            ),
            io::ErrorKind::PermissionDenied => {
                failure.help("look at who owns the folder and who may write to it")
            }
            _ => failure,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The system's own words without its error number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
