//! [`Command`]: a program of the author's that takes the site from here.

use super::read_command;
use crate::yaml::Field;

/// The words of a command; `{folder}` and `{changes}` stand for the site and for the list of what is
/// different since the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<String>);

pub const FOLDER: &str = "{folder}";
pub const CHANGES: &str = "{changes}";

impl Command {
    pub(super) fn read(field: &Field) -> Option<Self> {
        let words = read_command(field)?;
        if !words.iter().any(|word| word.contains(FOLDER) || word.contains(CHANGES)) {
            let help = "write where the folder goes: command: \"upload --from {folder}\"";
            field.error("the command is not told where the site is", help);
            return None;
        }
        Some(Self(words))
    }
}
