//! Times `dateline build` as a whole process on a generated site.
//!
//! `cargo bench --bench build -- [--briefs N] [--runs N] [--folder DIR] [--keep]`
//!
//! Each run writes into a fresh folder, since disks are slow for a while after a mass deletion; on
//! Linux the default folder is in memory, so that the disk is not what is measured. The last line
//! of a table is a build with nothing changed, and then one with a single brief changed.

mod corpus;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs, io};

struct Settings {
    briefs: usize,
    runs: usize,
    folder: PathBuf,
    keep: bool,
}

fn main() -> io::Result<()> {
    let settings = settings();
    let work = settings.folder.join(format!("dateline-bench-{}", std::process::id()));
    let site = work.join("site");
    corpus::write(&site, settings.briefs)?;
    println!("{} briefs, {}", settings.briefs, work.display());
    println!("{:>22} {:>8} {:>8} {:>10} {:>8} {:>8}", "", "wall s", "CPU s", "memory MB", "files", "MB");
    for run in 1..=settings.runs {
        measure(&format!("full build {run}"), &site, &work.join(format!("public-{run}")))?;
    }
    let last = work.join(format!("public-{}", settings.runs.max(1)));
    measure("nothing changed", &site, &last)?;
    let brief = site.join("content/briefs/2016/brief-0.md");
    let text = fs::read_to_string(&brief)?;
    fs::write(&brief, text + "\nOne more paragraph.\n")?;
    measure("one brief changed", &site, &last)?;
    if !settings.keep {
        fs::remove_dir_all(&work)?;
    }
    Ok(())
}

fn settings() -> Settings {
    let mut settings = Settings { briefs: 1000, runs: 3, folder: corpus::default_folder(), keep: false };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = |default| arguments.next().and_then(|value| value.parse().ok()).unwrap_or(default);
        match &*argument {
            "--briefs" => settings.briefs = number(1000),
            "--runs" => settings.runs = number(3),
            "--folder" => settings.folder = arguments.next().map_or_else(env::temp_dir, PathBuf::from),
            "--keep" => settings.keep = true,
            // `cargo bench` adds this one by itself.
            _ => {}
        }
    }
    settings
}

fn measure(name: &str, site: &Path, output: &Path) -> io::Result<()> {
    let started = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--quiet", "build", "--now", "2026-11-01"])
        .arg("--site")
        .arg(site)
        .arg("--output")
        .arg(output)
        .spawn()?;
    let usage = wait(child)?;
    let wall = started.elapsed().as_secs_f64();
    let (files, bytes) = size(output)?;
    println!(
        "{name:>22} {wall:>8.2} {:>8.2} {:>10} {files:>8} {:>8}",
        usage.cpu,
        usage.memory >> 20,
        bytes >> 20
    );
    Ok(())
}

/// What the system counted for a process.
struct Usage {
    /// Seconds, of all threads, in the program and in the system.
    cpu: f64,
    /// Bytes at the highest.
    memory: u64,
}

/// Waits for a process; the standard library does not say what it used.
fn wait(child: std::process::Child) -> io::Result<Usage> {
    let mut status = 0;
    // SAFETY: all zeros is a valid `rusage`, which holds nothing but numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to values that live until the call returns.
    let waited = unsafe { libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) };
    if waited < 0 {
        return Err(io::Error::last_os_error());
    }
    if status != 0 {
        return Err(io::Error::other("the build failed"));
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    Ok(Usage {
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        memory: usage.ru_maxrss as u64 * unit,
    })
}

fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (files, bytes) =
            if entry.file_type()?.is_dir() { size(&entry.path())? } else { (1, entry.metadata()?.len()) };
        sum = (sum.0 + files, sum.1 + bytes);
    }
    Ok(sum)
}
