//! Times `dateline serve` on a generated site: from the start to the first page, and from the end of
//! the write to the first response that holds the new text.
//!
//! `cargo bench --bench preview -- --help` says what can be asked for.
//!
//! Hugo and Zola are measured with the same texts and the same edits, each in its own dialect, if
//! they are named. Their layouts are as plain as can be, and links are written as the addresses they
//! lead to: that is less than dateline does. `--hugo hugo` takes the one on the PATH.

#[path = "../common/mod.rs"]
mod common;
mod edits;
mod server;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;

use common::corpus::Length;
use common::{corpus, dialect, hugo, zola};
use dialect::Brief;
use edits::Subject;

/// Times `dateline serve`, and the same edits in others.
#[derive(Parser)]
struct Settings {
    #[arg(long, default_value_t = 1000)]
    briefs: usize,
    /// Of each kind.
    #[arg(long, default_value_t = 20)]
    edits: usize,
    /// Of each kind in other programs, which may take seconds for each.
    #[arg(long, default_value_t = 3)]
    peer_edits: usize,
    /// Where sites go.
    #[arg(long, default_value_os_t = corpus::default_folder())]
    folder: PathBuf,
    /// Leaves sites where they are.
    #[arg(long)]
    keep: bool,
    #[arg(long)]
    hugo: Option<PathBuf>,
    #[arg(long)]
    zola: Option<PathBuf>,
    /// `cargo bench` says this by itself.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> io::Result<()> {
    let settings = Settings::parse();
    let mut folder = tempfile::Builder::new().prefix("dateline-bench-").tempdir_in(&settings.folder)?;
    folder.disable_cleanup(settings.keep);
    let work = folder.path();
    let site = work.join("dateline");
    corpus::write(&site, settings.briefs, Length::Whole)?;
    println!("{} briefs, {}", settings.briefs, work.display());
    let briefs = dialect::read(&site)?;
    // All are written before the first one is edited, so that all start from the same texts.
    let mut subjects = vec![("dateline", dateline(&site), settings.edits)];
    let peers: [(&str, &Option<PathBuf>, Peer); 2] =
        [("hugo", &settings.hugo, hugo_subject), ("zola", &settings.zola, zola_subject)];
    for (name, program, subject) in peers {
        if let Some(program) = program {
            let subject = subject(program, &work.join(name), &site, &briefs)?;
            subjects.push((name, subject, settings.peer_edits));
        }
    }
    let mut own = None;
    for (name, subject, edits) in subjects {
        match edits::measure(&subject, &briefs, edits) {
            Ok(figures) => {
                figures.print(name, own.as_ref());
                own.get_or_insert(figures);
            }
            Err(error) => println!("\n{name}: {error}"),
        }
    }
    Ok(())
}

/// Writes the briefs of a site into a folder, in another program's dialect.
type Peer = fn(program: &Path, folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<Subject>;

fn hugo_subject(program: &Path, folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<Subject> {
    hugo::write(folder, site, briefs)?;
    let (program, source) = (program.to_owned(), folder.to_owned());
    let command = move |port: u16| {
        let mut command = Command::new(&program);
        command
            .args(["server", "--bind", "127.0.0.1", "--renderToMemory", "--disableLiveReload"])
            .args(["--noBuildLock", "--port"])
            .arg(port.to_string())
            .arg("--source")
            .arg(&source);
        command
    };
    Ok(peer(folder, Box::new(command), "layouts/_partials/footer.html"))
}

fn zola_subject(program: &Path, folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<Subject> {
    zola::write(folder, site, briefs)?;
    let (program, root) = (program.to_owned(), folder.to_owned());
    let command = move |port: u16| {
        let mut command = Command::new(&program);
        command.arg("--root").arg(&root).args(["serve", "--interface", "127.0.0.1", "--port"]);
        command.arg(port.to_string());
        command
    };
    Ok(peer(folder, Box::new(command), "templates/footer.html"))
}

fn peer(folder: &Path, command: Box<dyn Fn(u16) -> Command>, footer: &str) -> Subject {
    Subject {
        command,
        content: folder.join("content/briefs"),
        address: |brief| format!("/briefs/{}/{}/", brief.year, brief.name),
        country: "/countries/us/",
        footer: folder.join(footer),
    }
}

fn dateline(site: &Path) -> Subject {
    let folder = site.to_owned();
    let command = move |port: u16| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["--quiet", "serve", "--port"]).arg(port.to_string()).arg("--site").arg(&folder);
        command
    };
    Subject {
        command: Box::new(command),
        content: site.join("content/briefs"),
        address: |brief| format!("/{}/{}/", brief.date.replace('-', "/"), brief.name),
        country: "/countries/usa/",
        footer: site.join("templates/partials/footer.html"),
    }
}
