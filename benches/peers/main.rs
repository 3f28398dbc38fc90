//! Times `dateline build`, and other generators with the same texts, each as a whole process.
//!
//! `cargo bench --bench peers -- [--briefs N] [--short] [--runs N] [--folder DIR] [--keep] [--plain]
//! [--hugo PROGRAM] [--zola PROGRAM]`
//!
//! All are given the same briefs, each in its own dialect, and make the same kinds of pages: briefs,
//! indexes with pagination by country, pair, year, month, day, topic and author and by country and
//! period, feeds of countries, topics and authors, a sitemap. dateline makes indexes of regions and JSON
//! feeds besides. The layouts of the others are as plain as can be; with
//! `--plain` dateline runs twice, with its built-in theme and with layouts as plain as theirs.
//!
//! The floor is a plain program: one thread that writes the files of dateline's site from memory.
//!
//! Each run writes into a fresh folder, since disks are slow for a while after a mass deletion; on
//! Linux the default folder is in memory, so that the disk is not what is measured.

#[path = "../common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, io};

use common::corpus::Length;
use common::usage::{size, wait};
use common::{corpus, dialect, hugo, plain, zola};

struct Settings {
    briefs: usize,
    runs: usize,
    folder: PathBuf,
    keep: bool,
    length: Length,
    plain: bool,
    hugo: Option<PathBuf>,
    zola: Option<PathBuf>,
}

/// Medians of some runs.
struct Figures {
    name: String,
    wall: f64,
    cpu: f64,
    memory: u64,
    files: usize,
    bytes: u64,
}

/// Makes the command that builds a site into a folder.
type Builder<'b> = Box<dyn Fn(&Path) -> Command + 'b>;

fn main() -> io::Result<()> {
    let settings = settings();
    let work = settings.folder.join(format!("dateline-bench-{}", std::process::id()));
    let site = work.join("site");
    corpus::write(&site, settings.briefs, settings.length)?;
    println!("{} briefs, {} runs, {}", settings.briefs, settings.runs, work.display());
    let builders = builders(&settings, &work, &site)?;
    let mut runs: Vec<Vec<Figures>> = builders.iter().map(|_| Vec::new()).collect();
    let mut floors = Vec::new();
    // In turn, so that a machine that slows down does so for all.
    for run in 0..settings.runs {
        for ((name, builder), runs) in builders.iter().zip(&mut runs) {
            runs.push(measure(name, builder, &work.join(format!("{name}-{run}")))?);
        }
        floors.push(floor(&work.join(format!("dateline-{run}")), &work.join(format!("floor-{run}")))?);
    }
    let all: Vec<Figures> = runs.into_iter().chain([floors]).map(median).collect();
    print(&all);
    again(&site, &builders, &work)?;
    if !settings.keep {
        fs::remove_dir_all(&work)?;
    }
    Ok(())
}

/// Writes the site as each program is to have it, and says how each is called.
fn builders<'b>(settings: &Settings, work: &Path, site: &'b Path) -> io::Result<Vec<(&'b str, Builder<'b>)>> {
    let mut builders: Vec<(&str, Builder)> = vec![("dateline", Box::new(|output| dateline(site, output)))];
    if settings.plain {
        let source = work.join("plain");
        corpus::write(&source, settings.briefs, settings.length)?;
        plain::write(&source)?;
        builders.push(("dateline, plain", Box::new(move |output| dateline(&source, output))));
    }
    let briefs = dialect::read(site)?;
    if let Some(program) = settings.hugo.clone() {
        let source = work.join("hugo");
        hugo::write(&source, site, &briefs)?;
        let hugo = move |output: &Path| {
            let mut command = Command::new(&program);
            command.args(["build", "--quiet", "--noBuildLock", "--source"]).arg(&source);
            command.arg("--destination").arg(output);
            command
        };
        builders.push(("hugo", Box::new(hugo)));
    }
    if let Some(program) = settings.zola.clone() {
        let source = work.join("zola");
        zola::write(&source, site, &briefs)?;
        let zola = move |output: &Path| {
            let mut command = Command::new(&program);
            command.arg("--root").arg(&source).args(["build", "--force", "--output-dir"]).arg(output);
            command
        };
        builders.push(("zola", Box::new(zola)));
    }
    Ok(builders)
}

/// Builds once more into the folder of the first run: as it is, and with one brief changed.
fn again(site: &Path, builders: &[(&str, Builder)], work: &Path) -> io::Result<()> {
    let Some((name, builder)) = builders.first() else { return Ok(()) };
    let output = work.join(format!("{name}-0"));
    let nothing = measure(&format!("{name}, nothing changed"), builder, &output)?;
    let brief = site.join("content/briefs/2016/brief-0.md");
    let text = fs::read_to_string(&brief)?;
    fs::write(&brief, text + "\nOne more paragraph.\n")?;
    let one = measure(&format!("{name}, one brief changed"), builder, &output)?;
    print(&[nothing, one]);
    Ok(())
}

fn dateline(site: &Path, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(["--quiet", "build", "--now", "2026-11-01", "--site"]).arg(site).arg("--output").arg(output);
    command
}

fn measure(name: &str, builder: &Builder, output: &Path) -> io::Result<Figures> {
    let started = Instant::now();
    let usage = wait(builder(output).stdout(Stdio::null()).spawn()?)?;
    let wall = started.elapsed().as_secs_f64();
    let (files, bytes) = size(output)?;
    Ok(Figures { name: name.to_owned(), wall, cpu: usage.cpu, memory: usage.memory, files, bytes })
}

/// Writes as many files of the same lengths from memory into another folder. It holds no more than the
/// longest one: a process that is started counts what the one that starts it holds.
fn floor(from: &Path, to: &Path) -> io::Result<Figures> {
    let mut files = Vec::new();
    collect(from, to, &mut files)?;
    let longest = files.iter().map(|(_, length)| *length).max().unwrap_or(0);
    let text = vec![b'x'; longest];
    let started = Instant::now();
    let mut above = PathBuf::new();
    for (path, length) in &files {
        if let Some(folder) = path.parent().filter(|folder| *folder != above) {
            fs::create_dir_all(folder)?;
            folder.clone_into(&mut above);
        }
        fs::write(path, &text[..*length])?;
    }
    let wall = started.elapsed().as_secs_f64();
    let bytes = files.iter().map(|(_, length)| *length as u64).sum();
    fs::remove_dir_all(to)?;
    Ok(Figures { name: "floor".to_owned(), wall, cpu: wall, memory: 0, files: files.len(), bytes })
}

fn collect(from: &Path, to: &Path, files: &mut Vec<(PathBuf, usize)>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let path = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else {
            files.push((path, entry.metadata()?.len() as usize));
        }
    }
    Ok(())
}

/// Of an even number, the slower one of the two in the middle.
fn median(mut runs: Vec<Figures>) -> Figures {
    runs.sort_by(|one, other| one.wall.total_cmp(&other.wall));
    let middle = runs.len() / 2;
    runs.swap_remove(middle)
}

fn print(all: &[Figures]) {
    println!(
        "\n{:>28} {:>8} {:>7} {:>8} {:>7} {:>10} {:>7} {:>7} {:>6}",
        "", "wall s", "ratio", "CPU s", "ratio", "memory MB", "ratio", "files", "MB"
    );
    let Some(first) = all.first() else { return };
    for Figures { name, wall, cpu, memory, files, bytes } in all {
        let memory_ratio = *memory as f64 / first.memory.max(1) as f64;
        println!(
            "{name:>28} {wall:>8.2} {:>7.2} {cpu:>8.2} {:>7.2} {:>10} {memory_ratio:>7.2} {files:>7} {:>6}",
            wall / first.wall,
            cpu / first.cpu,
            memory >> 20,
            bytes >> 20
        );
    }
}

fn settings() -> Settings {
    let mut settings = Settings {
        briefs: 1000,
        runs: 3,
        folder: corpus::default_folder(),
        keep: false,
        length: Length::Whole,
        plain: false,
        hugo: None,
        zola: None,
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = |default| arguments.next().and_then(|value| value.parse().ok()).unwrap_or(default);
        match &*argument {
            "--briefs" => settings.briefs = number(1000),
            "--runs" => settings.runs = number(3).max(1),
            "--folder" => settings.folder = arguments.next().map_or_else(env::temp_dir, PathBuf::from),
            "--keep" => settings.keep = true,
            "--short" => settings.length = Length::Short,
            "--plain" => settings.plain = true,
            "--hugo" => settings.hugo = arguments.next().map(PathBuf::from),
            "--zola" => settings.zola = arguments.next().map(PathBuf::from),
            // `cargo bench` adds this one by itself.
            _ => {}
        }
    }
    settings
}
