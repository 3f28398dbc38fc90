//! Times `dateline build`, and other generators with the same texts, each as a whole process.
//!
//! `cargo bench --bench peers -- --help` says what can be asked for.
//!
//! All are given the same briefs, each in its own dialect, and make the same kinds of pages: briefs,
//! indexes with pagination by country, pair, year, month, day, topic and author and by country and
//! period, feeds of the twenty newest briefs of countries, topics and authors, a sitemap. dateline makes
//! more: indexes of regions, coverage, and feeds in JSON. Others are given links as the addresses that
//! they lead to, which dateline finds and checks. Their layouts are as plain as can be; with `--plain`
//! dateline runs twice, with its built-in theme and with layouts as plain as theirs.
//!
//! The floor is a plain program: one thread that writes the files of each from memory.
//!
//! Each run writes into a fresh folder, since disks are slow for a while after a mass deletion; on
//! Linux the default folder is in memory, so that the disk is not what is measured.

#[path = "../common/mod.rs"]
mod common;
mod floor;
mod programs;
mod table;

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;

use common::corpus::{self, Length};
use common::usage;
use programs::Program;
use table::{Output, Runs};

/// Times whole builds of dateline and of others.
#[derive(Parser)]
struct Settings {
    #[arg(long, default_value_t = 1000)]
    briefs: usize,
    /// Briefs of one paragraph.
    #[arg(long)]
    short: bool,
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Where sites and outputs go.
    #[arg(long, default_value_os_t = corpus::default_folder())]
    folder: PathBuf,
    /// Leaves sites and outputs where they are.
    #[arg(long)]
    keep: bool,
    /// dateline once more, with layouts as plain as those of the others.
    #[arg(long)]
    plain: bool,
    /// The program itself: what a Python package puts on the PATH starts Python first.
    #[arg(long)]
    hugo: Option<PathBuf>,
    #[arg(long)]
    zola: Option<PathBuf>,
    /// `cargo bench` says this by itself.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Settings {
    fn length(&self) -> Length {
        if self.short { Length::Short } else { Length::Whole }
    }
}

fn main() -> io::Result<()> {
    let settings = Settings::parse();
    let mut work = tempfile::Builder::new().prefix("dateline-bench-").tempdir_in(&settings.folder)?;
    work.disable_cleanup(settings.keep);
    if let Err(error) = compare(&settings, work.path()) {
        eprintln!("{error}");
        drop(work);
        std::process::exit(1);
    }
    Ok(())
}

fn compare(settings: &Settings, work: &Path) -> io::Result<()> {
    let programs = programs::prepare(settings, work)?;
    println!("{} briefs, {} runs, {}", settings.briefs, settings.runs, work.display());
    let mut all: Vec<Runs> = programs.iter().map(|_| Runs::default()).collect();
    let mut outputs = Vec::new();
    for run in 0..usize::from(settings.runs) {
        // In turn, so that a machine that slows down does so for all, and each is once the first.
        for place in 0..programs.len() {
            let at = (run + place) % programs.len();
            let output = work.join(format!("{}-{run}", programs[at].folder));
            all[at].usages.push(programs[at].build(&output)?);
            all[at].floors.push(floor::floor(&output, &work.join("floor"))?);
            if run > 0 && is_in_memory(&settings.folder) {
                fs::remove_dir_all(&output)?;
            }
        }
    }
    for program in &programs {
        outputs.push(Output::of(&work.join(format!("{}-0", program.folder)))?);
    }
    let names = programs.iter().map(|program| &*program.name);
    let rows: Vec<_> =
        names.zip(&all).zip(outputs).map(|((name, runs), output)| (name, runs, output)).collect();
    table::print(&rows);
    println!("\nA process counts at least the {} MiB of the one that starts it.", usage::own_peak() >> 20);
    again(settings, &programs[0], work, all[0].wall())
}

/// What is in memory takes no time to delete, and there is less room.
fn is_in_memory(folder: &Path) -> bool {
    folder.starts_with("/dev/shm")
}

/// Builds again into the folder of the first run: as it is, and with one brief changed each time.
fn again(settings: &Settings, program: &Program, work: &Path, whole: f64) -> io::Result<()> {
    let output = work.join(format!("{}-0", program.folder));
    let (mut nothing, mut one) = (Runs::default(), Runs::default());
    for run in 0..usize::from(settings.runs) {
        nothing.usages.push(program.build(&output)?);
        programs::edit(&programs::site(work), run)?;
        one.usages.push(program.build(&output)?);
    }
    for (what, runs) in [("nothing changed", nothing), ("one brief changed", one)] {
        println!("{what:>28} {:>6.2} s, {:.2} of the whole build", runs.wall(), runs.wall() / whole);
    }
    Ok(())
}
