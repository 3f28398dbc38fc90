//! [`Command`]: a program of the author's that takes the site from here.

use super::read_command;
use crate::yaml::Field;

/// The words of a command; `{folder}` and `{changes}` stand for the site and for the list of what is
/// different since the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<String>);

pub const FOLDER: &str = "{folder}";
pub const CHANGES: &str = "{changes}";

/// What a shell makes something of, and no program.
const OF_SHELL: &[&str] = &["|", "||", "&&", "&", ";", ">", ">>", "<", "<<", "2>", "2>&1", "&>"];

impl Command {
    pub(super) fn read(field: &Field) -> Option<Self> {
        let words = read_command(field)?;
        if let Some(word) = words.iter().find(|word| OF_SHELL.contains(&&***word)) {
            let message = format!("`{word}` is for a shell, and the command is run without one");
            field.error(
                message,
                "write sh -c '…' around it; {folder} in there is \"$1\": sh -c '… \"$1\"' sh {folder}",
            );
            return None;
        }
        if !words.iter().any(|word| word.contains(FOLDER) || word.contains(CHANGES)) {
            let help = "write where the folder goes: command: \"upload --from {folder}\"";
            field.error("the command is not told where the site is", help);
            return None;
        }
        Some(Self(words))
    }
}
