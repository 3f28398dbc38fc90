//! [`Editor`]: how the author's editor is told to open a file at a line.

use std::path::Path;

/// An editor and how it takes a place: `{file}`, `{line}` and `{column}` stand for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editor {
    /// The program and its arguments.
    Command(Vec<String>),
    /// An address that the system gives to the editor: `vscode://file{file}:{line}:{column}`.
    Address(String),
}

/// What is to be done to open a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Launch {
    Command(Vec<String>),
    /// For the browser to go to.
    Address(String),
}

/// How editors take a place, by the name of the program.
const ARGUMENTS: &[(&[&str], &str)] = &[
    (
        &["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"],
        "--goto {file}:{line}:{column}",
    ),
    (&["subl", "sublime_text", "zed", "zeditor", "fleet"], "{file}:{line}:{column}"),
    (&["kate", "kwrite"], "--line {line} --column {column} {file}"),
    (&["gedit", "gnome-text-editor", "emacs", "xed", "pluma"], "+{line}:{column} {file}"),
    (&["emacsclient"], "--no-wait +{line}:{column} {file}"),
    (&["gvim", "mvim", "neovide", "nvim-qt", "bbedit", "geany"], "+{line} {file}"),
    (&["mate"], "--line {line}:{column} {file}"),
    (
        &["idea", "pycharm", "webstorm", "phpstorm", "rubymine", "clion", "rustrover"],
        "--line {line} --column {column} {file}",
    ),
    (&["notepad++"], "-n{line} -c{column} {file}"),
];

/// Editors that live in a terminal, which a preview has none to give of.
const IN_TERMINALS: &[&str] =
    &["vi", "vim", "nvim", "nano", "pico", "micro", "hx", "helix", "kak", "joe", "ne", "ed", "mcedit"];

impl Editor {
    /// Reads what the author wrote: a program with or without arguments, or an address. `Err` says
    /// what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "write the arguments as well: 'xterm -e vim +{line} {file}'";
        if text.contains("://") {
            return match text.contains("{file}") {
                true => Ok(Editor::Address(text.to_owned())),
                false => {
                    Err(format!("`{text}` does not say where the file goes: vscode://file{{file}}:{{line}}"))
                }
            };
        }
        let mut words =
            shlex::split(text).ok_or_else(|| format!("the quotation marks in `{text}` do not match"))?;
        let program = words.first().ok_or("no editor is named")?;
        let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or(program);
        let name = name.strip_suffix(".exe").unwrap_or(name).to_lowercase();
        if words.iter().any(|word| word.contains("{file}")) {
            return Ok(Editor::Command(words));
        }
        if IN_TERMINALS.contains(&&*name) {
            return Err(format!("{name} needs a terminal of its own; {example}"));
        }
        let arguments = ARGUMENTS.iter().find(|(names, _)| names.contains(&&*name));
        let arguments = arguments.map_or("{file}", |(_, arguments)| arguments);
        words.extend(arguments.split(' ').map(str::to_owned));
        Ok(Editor::Command(words))
    }

    /// What opens `file` at a line and a column, both from 1.
    pub fn launch(&self, file: &str, line: u32, column: u32) -> Launch {
        let fill = |text: &str, file: &str| {
            // The file comes last, as its name may hold what looks like a place.
            text.replace("{line}", &line.to_string())
                .replace("{column}", &column.to_string())
                .replace("{file}", file)
        };
        match self {
            Editor::Command(words) => Launch::Command(words.iter().map(|word| fill(word, file)).collect()),
            Editor::Address(address) => Launch::Address(fill(address, &crate::url::encoded(file))),
        }
    }
}
