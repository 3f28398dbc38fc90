//! Starts other programs: the author's editor and browser.

use std::process::{Command, Stdio};

use super::Failure;

/// Starts a program and does not wait for it.
pub fn start(words: &[String]) -> Result<(), Failure> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let quiet = Stdio::null;
    let started =
        Command::new(program).args(arguments).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
    let mut child = started.map_err(|error| {
        Failure::new(format!("cannot start {program}: {}", super::reason(&error)))
            .help("name your editor with --editor")
    })?;
    // Nobody asks how it ended, but the system keeps its number until somebody does.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// Shows an address in the browser.
pub fn browse(address: &str) -> Result<(), Failure> {
    open::that_detached(address)
        .map_err(|error| Failure::new(format!("cannot open a browser: {}", super::reason(&error))))
}
