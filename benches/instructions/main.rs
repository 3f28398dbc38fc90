//! Counts the instructions that each stage of a build takes, and holds them against the figures in
//! `figures.txt` beside this file. Unlike times, they come out the same on a busy machine.
//!
//! `cargo bench --bench instructions [-- --save]`
//!
//! Needs `valgrind`. A site of [`FEW`] briefs is built in one thread, again and again, each time one
//! stage further; the difference is what that stage took. Then one of [`MANY`] is built whole, where what
//! grows faster than the site shows. Ends with status 1 if a stage takes [`TOLERANCE`] more than it did,
//! and with 2 if there is nothing to compare with. `--save` writes the figures anew; they are good for the
//! compiler and the kind of processor that they name. Writing files is the system's, and not in them.

#[path = "../common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs, io};

use common::corpus::{self, Length};
use dateline::catalog::Edition;
use dateline::world::disk;
use dateline::{Options, press};

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FEW: usize = 200;
const MANY: usize = 800;

/// Percent. The seeds of hash tables change from run to run, which makes a tenth of one percent.
const TOLERANCE: f64 = 2.0;

/// Instructions. A stage of next to nothing may grow by so many.
const SLACK: u64 = 100_000;

/// What is there to be counted, in order: each with everything before it.
const STAGES: [&str; 7] = ["reading", "texts", "catalog", "theme", "layout", "links", "pages"];

/// Set in the process that is counted: the last stage to be done, and the site.
const LAST: &str = "DATELINE_BENCH_LAST";
const SITE: &str = "DATELINE_BENCH_SITE";

fn main() -> io::Result<ExitCode> {
    if let (Ok(last), Ok(site)) = (env::var(LAST), env::var(SITE)) {
        build(Path::new(&site), &last);
        return Ok(ExitCode::SUCCESS);
    }
    let figures = count_all()?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/figures.txt");
    if env::args().any(|argument| argument == "--save") {
        return save(&file, &figures).map(|()| ExitCode::SUCCESS);
    }
    compare(&fs::read_to_string(&file).unwrap_or_default(), &figures)
}

/// What each stage takes with few briefs, and all of them together with few and with many.
fn count_all() -> io::Result<Vec<(String, u64)>> {
    let work = tempfile::Builder::new().prefix("dateline-bench-").tempdir_in(corpus::default_folder())?;
    let (few, many) = (work.path().join("few"), work.path().join("many"));
    corpus::write(&few, FEW, Length::Whole)?;
    corpus::write(&many, MANY, Length::Whole)?;
    let mut figures = Vec::new();
    let mut before = 0;
    for last in STAGES {
        let count = count(&few, last, work.path())?;
        figures.push((last.to_owned(), count.saturating_sub(before)));
        before = count;
    }
    figures.push((format!("all-of-{FEW}"), before));
    figures.push((format!("all-of-{MANY}"), count(&many, STAGES[STAGES.len() - 1], work.path())?));
    Ok(figures)
}

/// Does everything up to a stage.
fn build(site: &Path, last: &str) {
    let snapshot = disk::read(site).expect("read the site");
    if last == "reading" {
        return;
    }
    let now = "2026-11-01T00:00:00Z".parse().expect("a moment");
    let options = Options { edition: Edition { now, drafts: false, future: false }, base: None };
    let mut done = |stage: dateline::Stage| {
        if stage.name() == last {
            std::process::exit(0);
        }
    };
    let press = press(&snapshot.sources, &options, &mut done).value.expect("a site without errors");
    let bytes: usize = press.site().pages().map(|(url, page)| length(press.make(url, page).value)).sum();
    assert!(bytes > 0);
}

fn length(rendered: dateline::render::Rendered) -> usize {
    match rendered {
        dateline::render::Rendered::Bytes(bytes) => bytes.len(),
        dateline::render::Rendered::File(_) => 0,
    }
}

/// Instructions of a process that does everything up to a stage.
fn count(site: &Path, last: &str, work: &Path) -> io::Result<u64> {
    let out: PathBuf = work.join("callgrind.out");
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(env::current_exe()?).env(LAST, last).env(SITE, site).env("RAYON_NUM_THREADS", "1");
    let output = command.stdout(Stdio::null()).output().map_err(|error| {
        io::Error::other(format!(
            "cannot run valgrind, which has to be installed (Debian: valgrind): {error}"
        ))
    })?;
    let text = fs::read_to_string(&out).unwrap_or_default();
    let sum = text.lines().find_map(|line| line.strip_prefix("summary: ")?.trim().parse().ok());
    sum.filter(|_| output.status.success())
        .ok_or_else(|| io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// `known` is what the file says.
fn compare(known: &str, figures: &[(String, u64)]) -> io::Result<ExitCode> {
    let made_by = maker()?;
    if known.lines().next() != Some(&made_by) {
        println!(
            "figures.txt is of another compiler or processor, or of other sites:\n  {}\nand this is\n  {made_by}\n\
             Run this on the commit to compare with, with --save, and then here.",
            known.lines().next().unwrap_or("nothing")
        );
        return Ok(ExitCode::from(2));
    }
    let figure = |stage: &str| -> Option<u64> {
        known.lines().find_map(|line| line.strip_prefix(stage)?.strip_prefix(' ')?.parse().ok())
    };
    println!("{:>10} {:>14} {:>14} {:>8}", "", "instructions", "before", "change");
    let (mut is_slower, mut is_stale) = (false, false);
    for (stage, count) in figures {
        let Some(before) = figure(stage) else {
            println!("{stage:>10} {count:>14} {:>14}   figures.txt does not have it: --save", "-");
            return Ok(ExitCode::from(2));
        };
        let change = (*count as f64 / before.max(1) as f64 - 1.0) * 100.0;
        let is_seen = change.abs() > TOLERANCE && count.abs_diff(before) > SLACK;
        is_slower |= is_seen && change > 0.0;
        is_stale |= is_seen && change < 0.0;
        let mark = if is_seen && change > 0.0 { "  slower" } else { "" };
        println!("{stage:>10} {count:>14} {before:>14} {change:>+7.1} %{mark}");
    }
    if is_stale {
        println!("Less than it was: --save keeps what was gained.");
    }
    Ok(if is_slower { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn save(file: &Path, figures: &[(String, u64)]) -> io::Result<()> {
    let lines = figures.iter().map(|(stage, count)| format!("{stage} {count}\n"));
    fs::write(file, format!("{}\n{}", maker()?, lines.collect::<String>()))?;
    println!("{} says what it is now", file.display());
    Ok(())
}

/// What figures depend on besides the code.
fn maker() -> io::Result<String> {
    let compiler = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-V").output()?;
    let compiler = String::from_utf8_lossy(&compiler.stdout).trim().to_owned();
    Ok(format!("# {FEW} and {MANY} briefs, one thread, {compiler}, {}", env::consts::ARCH))
}
