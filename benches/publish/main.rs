//! Times `dateline publish` as a whole process, and programs that bring one folder in line with another
//! on the same change.
//!
//! `cargo bench --bench publish -- --help` says what can be asked for.
//!
//! For `sftp` it starts an SSH server of its own and compares with `rsync`; for `s3` it needs `moto`
//! (from PyPI; `--python` names one that has it) and compares with `rclone`.

#[path = "../common/mod.rs"]
mod common;
mod hosts;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{fs, io};

use clap::Parser;

use common::corpus::{self, Length};
use hosts::Host;

/// Times `dateline publish`, and programs that do the same.
#[derive(Parser)]
struct Settings {
    #[arg(long, default_value_t = 1000)]
    briefs: usize,
    #[arg(long, default_value = "sftp", value_parser = ["sftp", "folder", "s3"])]
    kind: String,
    /// Releases to keep on the host.
    #[arg(long)]
    releases: Option<u16>,
    /// Counts the requests, which takes time of its own.
    #[arg(long = "count")]
    counts: bool,
    /// A Python that has `moto`.
    #[arg(long, default_value = "target/test-tools/python/bin/python")]
    python: PathBuf,
    /// `cargo bench` says this by itself.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> io::Result<()> {
    let settings = Settings::parse();
    let work = tempfile::Builder::new().prefix("dateline-bench-").tempdir_in(corpus::default_folder())?;
    let site = work.path().join("site");
    corpus::write(&site, settings.briefs, Length::Whole)?;
    let host = Host::start(&settings.kind, work.path(), &settings.python, settings.counts)?;
    let options = settings.releases.map(|count| format!(", releases: {count}")).unwrap_or_default();
    let mut file = fs::read_to_string(site.join("dateline.yaml"))?;
    file.push_str(&format!("\npublish: {{live: {{{}{options}}}}}\n", host.target()));
    fs::write(site.join("dateline.yaml"), file)?;
    println!("{} briefs, {}", settings.briefs, settings.kind);
    println!("{:>24} {:>8} {:>10}", "", "wall s", "requests");
    let publish = |what: &str| -> io::Result<()> {
        // So that what is timed is the publishing: its own build finds nothing to do.
        let build = time(&mut dateline(&site, "build")).and_then(|_| time(&mut dateline(&site, "build")))?;
        host.reset();
        let mut command = dateline(&site, "publish");
        let whole = time(command.args(["--allow-deletes", "1000000"]).envs(host.environment()))?;
        let requests = host.requests().map(|count| count.to_string()).unwrap_or_default();
        println!(
            "{what:>24} {whole:>8.2} {requests:>10}   with its build, which takes {build:.2} s by itself"
        );
        Ok(())
    };
    let peer = |what: &str| -> io::Result<()> {
        let Some(mut command) = host.peer(&site.join("public")) else { return Ok(()) };
        host.reset();
        let wall = time(&mut command)?;
        let requests = host.requests().map(|count| count.to_string()).unwrap_or_default();
        let name = command.get_program().to_string_lossy().into_owned();
        println!("{:>24} {wall:>8.2} {requests:>10}", format!("{name}, {what}"));
        Ok(())
    };
    publish("first time")?;
    peer("first time")?;
    for run in 1..=3 {
        let brief = site.join("content/briefs/2016/brief-0.md");
        let text = fs::read_to_string(&brief)?;
        fs::write(&brief, text + "\nOne more paragraph.\n")?;
        publish(&format!("one brief changed, {run}"))?;
        peer(&format!("the same, {run}"))?;
    }
    publish("nothing changed")?;
    peer("nothing changed")
}

fn dateline(site: &Path, command: &str) -> Command {
    let mut dateline = Command::new(env!("CARGO_BIN_EXE_dateline"));
    dateline.args(["--quiet", "--site"]).arg(site).args([command, "--now", "2026-11-01"]);
    dateline
}

/// Seconds that a program takes, which has to come to a good end.
fn time(command: &mut Command) -> io::Result<f64> {
    let started = Instant::now();
    let output = command.output()?;
    let wall = started.elapsed().as_secs_f64();
    if output.status.success() {
        return Ok(wall);
    }
    Err(io::Error::other(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))))
}
