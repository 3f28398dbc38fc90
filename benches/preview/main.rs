//! Times `dateline serve` on a generated site: from the start to the first page, and from the end of
//! the write to the first response that holds the new text.
//!
//! `cargo bench --bench preview -- [--briefs N] [--edits N] [--peer-edits N] [--folder DIR] [--keep]
//! [--hugo PROGRAM] [--zola PROGRAM]`
//!
//! Hugo and Zola are measured with the same texts and the same edits, each in its own dialect, if
//! they are named. Their layouts are as plain as can be, and links are written as the addresses they
//! lead to: that is less than dateline does. `--hugo hugo` takes the one on the PATH.

#[path = "../common/mod.rs"]
mod common;
mod edits;
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use common::corpus::Length;
use common::{corpus, dialect, hugo, zola};
use dialect::Brief;
use edits::Subject;

struct Settings {
    briefs: usize,
    edits: usize,
    /// Peers may take seconds for each.
    peer_edits: usize,
    folder: PathBuf,
    keep: bool,
    hugo: Option<PathBuf>,
    zola: Option<PathBuf>,
}

fn main() -> io::Result<()> {
    let settings = settings();
    let work = settings.folder.join(format!("dateline-bench-{}", std::process::id()));
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
    if !settings.keep {
        fs::remove_dir_all(&work)?;
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

fn settings() -> Settings {
    let mut settings = Settings {
        briefs: 1000,
        edits: 20,
        peer_edits: 3,
        folder: corpus::default_folder(),
        keep: false,
        hugo: None,
        zola: None,
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = |default| arguments.next().and_then(|value| value.parse().ok()).unwrap_or(default);
        match &*argument {
            "--briefs" => settings.briefs = number(1000),
            "--edits" => settings.edits = number(20),
            "--peer-edits" => settings.peer_edits = number(3),
            "--folder" => settings.folder = arguments.next().map_or_else(env::temp_dir, PathBuf::from),
            "--keep" => settings.keep = true,
            "--hugo" => settings.hugo = arguments.next().map(PathBuf::from),
            "--zola" => settings.zola = arguments.next().map(PathBuf::from),
            // `cargo bench` adds this one by itself.
            _ => {}
        }
    }
    settings
}
