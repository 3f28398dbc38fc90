//! [`Report`]: everything that is said, to people or to programs.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::arguments::Format;
use super::draw;
use super::terminal::{Piece, Stream, Terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use crate::world::Failure;

/// Shorter work is over before a bar could be read.
const PROGRESS_AFTER: Duration = Duration::from_secs(1);

pub struct Report {
    format: Format,
    quiet: bool,
    /// `None` where whoever speaks waits until it is written.
    terminal: Option<Terminal>,
}

impl Report {
    pub fn new(format: Format, quiet: bool) -> Self {
        Self { format, quiet, terminal: None }
    }

    /// The same for who has other things to do than to wait until somebody reads it.
    pub fn unhurried(&self) -> Self {
        let gap = self.as_note("more was said while nobody read it; what is wrong now, the pages show");
        Self { terminal: Terminal::new(gap), ..*self }
    }

    /// The command's own product, on stdout.
    pub fn print(&self, text: &str) {
        self.write((Stream::Out, text.to_owned()));
    }

    fn write(&self, piece: Piece) {
        match &self.terminal {
            Some(terminal) => terminal.write(piece),
            None => piece.0.write(&piece.1),
        }
    }

    /// One line about what was done; silent with `--quiet`, and on stderr where stdout is for programs.
    pub fn say(&self, line: &str) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, Format::Human) => self.print(&format!("{line}\n")),
            (false, Format::Json) => self.complain(&format!("{line}\n")),
        }
    }

    /// Something to know, that is no mistake of the site; silent with `--quiet`.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            self.write(self.as_note(message));
        }
    }

    fn as_note(&self, message: &str) -> Piece {
        match self.format {
            Format::Json => (Stream::Out, format!("{}\n", json!({"severity": "note", "message": message}))),
            Format::Human => (Stream::Err, format!("{} {message}\n", draw::label("note:", Severity::Note))),
        }
    }

    /// A question on the terminal; the answer is read by whoever asks.
    pub fn ask(&self, question: &str) {
        self.complain(question);
    }

    pub fn is_for_programs(&self) -> bool {
        self.format == Format::Json
    }

    fn complain(&self, text: &str) {
        self.write((Stream::Err, text.to_owned()));
    }

    pub fn failure(&self, failure: &Failure) {
        let message = draw::plain(&failure.message);
        if self.format == Format::Json {
            let object = json!({"severity": "failure", "message": message, "help": failure.help});
            self.print(&format!("{object}\n"));
            return;
        }
        let mut text = format!("{} {message}\n", draw::label("error:", Severity::Error));
        if let Some(help) = &failure.help {
            text.push_str(&format!("  help: {}\n", draw::plain(help)));
        }
        self.complain(&text);
    }

    /// Says everything that is wrong, sorted by place; with `--quiet` without the notes.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let diagnostics = diagnostics.iter().filter(|found| !self.quiet || found.severity != Severity::Note);
        match self.format {
            Format::Json => {
                let lines: String = diagnostics
                    .map(|found| format!("{}\n", found.to_json(|path| sources.text(path))))
                    .collect();
                self.print(&lines);
            }
            Format::Human => {
                let text: String = diagnostics.map(|found| draw::diagnostic(found, sources)).collect();
                self.complain(&text);
            }
        }
    }

    /// `3 errors and 1 warning in 2 files`.
    pub fn count(&self, diagnostics: &[Diagnostic]) -> String {
        let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            *counts.entry(diagnostic.severity).or_default() += 1;
        }
        let parts: Vec<String> =
            counts.iter().map(|(severity, &count)| number(count, severity.name())).collect();
        let mut files: Vec<_> = diagnostics.iter().map(|found| &found.place.path).collect();
        files.sort();
        files.dedup();
        let list = match &parts[..] {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            parts => parts.concat(),
        };
        format!("{list} in {}", number(files.len(), "file"))
    }

    /// A bar for long work; hidden in a pipe, with `--quiet`, and for the first second.
    pub fn progress(&self, length: usize, what: &str) -> ProgressBar {
        let visible = !self.quiet && self.format == Format::Human && std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::hidden());
        if visible {
            let style = ProgressStyle::with_template("{prefix} [{bar:32}] {pos}/{len}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.set_prefix(what.to_owned());
        }
        let shown = bar.downgrade();
        if visible {
            // The bar lives as long as the work; if that ends first, there is nothing to show.
            std::thread::spawn(move || {
                std::thread::sleep(PROGRESS_AFTER);
                if let Some(bar) = shown.upgrade().filter(|bar| !bar.is_finished()) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
            });
        }
        bar
    }
}

/// `1 page`, `2 pages`.
pub fn number(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {what}{plural}")
}

/// `12 bytes`, `3.4 MB`.
pub fn bytes(count: u64) -> String {
    let mut value = count as f64;
    for unit in ["kB", "MB", "GB"] {
        value /= 1000.0;
        if value < 1000.0 && count >= 1000 {
            return format!("{value:.1} {unit}");
        }
    }
    number(usize::try_from(count).unwrap_or(usize::MAX), "byte")
}
