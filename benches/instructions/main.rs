//! Counts the instructions that each stage of a build takes, and holds them against the figures in
//! `figures.txt` beside this file. Unlike times, they come out the same on a busy machine.
//!
//! `cargo bench --bench instructions [-- --save]`
//!
//! Needs `valgrind`. A site of [`BRIEFS`] briefs is built in one thread, again and again, each time one
//! stage further; the difference is what that stage took. Ends with status 1 if a stage takes
//! [`TOLERANCE`] more than it did. `--save` writes the figures anew; they are good for the compiler and
//! the processor that they name.

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

const BRIEFS: usize = 200;

/// Percent. The seeds of hash tables change from run to run, which makes a tenth of one percent.
const TOLERANCE: f64 = 2.0;

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
    let work = corpus::default_folder().join(format!("dateline-instructions-{}", std::process::id()));
    let site = work.join("site");
    corpus::write(&site, BRIEFS, Length::Whole)?;
    let counts: io::Result<Vec<u64>> = STAGES.iter().map(|last| count(&site, last, &work)).collect();
    fs::remove_dir_all(&work)?;
    let counts = counts?;
    let before = [0].into_iter().chain(counts.iter().copied());
    let taken = counts.iter().zip(before).map(|(count, before)| count.saturating_sub(before));
    let figures: Vec<(String, u64)> = STAGES.map(str::to_owned).into_iter().zip(taken).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/figures.txt");
    if env::args().any(|argument| argument == "--save") {
        return save(&file, &figures).map(|()| ExitCode::SUCCESS);
    }
    Ok(compare(&file, &figures))
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

fn compare(file: &Path, figures: &[(String, u64)]) -> ExitCode {
    let text = fs::read_to_string(file).unwrap_or_default();
    let known = |stage: &str| -> Option<u64> {
        text.lines().find_map(|line| line.strip_prefix(stage)?.trim().parse().ok())
    };
    println!("{:>8} {:>14} {:>14} {:>8}", "", "instructions", "before", "change");
    let mut is_slower = false;
    for (stage, count) in figures {
        let Some(before) = known(stage) else {
            println!("{stage:>8} {count:>14} {:>14}", "-");
            continue;
        };
        let change = (*count as f64 / before.max(1) as f64 - 1.0) * 100.0;
        // A stage of next to nothing may double for all that matters.
        let is_worse = change > TOLERANCE && count.abs_diff(before) > 1_000_000;
        is_slower |= is_worse;
        let mark = if is_worse { "  slower" } else { "" };
        println!("{stage:>8} {count:>14} {before:>14} {change:>+7.1} %{mark}");
    }
    if is_slower { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn save(file: &Path, figures: &[(String, u64)]) -> io::Result<()> {
    let compiler = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-V").output()?;
    let compiler = String::from_utf8_lossy(&compiler.stdout).trim().to_owned();
    let mut text = format!("# {BRIEFS} briefs, one thread, {compiler}, {}\n", env::consts::ARCH);
    for (stage, count) in figures {
        text.push_str(&format!("{stage} {count}\n"));
    }
    fs::write(file, text)?;
    println!("{} says what it is now", file.display());
    Ok(())
}
