//! The figures of some runs, and the table of them.

use std::path::Path;
use std::{fs, io};

use super::common::usage::Usage;

/// What some runs of a program took, each with the time of the floor for the same files.
#[derive(Default)]
pub struct Runs {
    pub usages: Vec<Usage>,
    pub floors: Vec<f64>,
}

impl Runs {
    fn median(&self, of: impl Fn(&Usage) -> f64) -> f64 {
        median(self.usages.iter().map(of).collect())
    }

    pub fn wall(&self) -> f64 {
        self.median(|usage| usage.wall)
    }
}

/// Of an even number, the one between the two in the middle.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let at = |index: usize| figures.get(index).copied().unwrap_or(f64::NAN);
    let middle = figures.len() / 2;
    if figures.len().is_multiple_of(2) {
        (at(middle.saturating_sub(1)) + at(middle)) / 2.0
    } else {
        at(middle)
    }
}

/// What a program wrote.
#[derive(Default, Clone, Copy)]
pub struct Output {
    files: usize,
    pages: usize,
    bytes: u64,
}

impl Output {
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut sum = Self::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                let below = Self::of(&entry.path())?;
                sum.files += below.files;
                sum.pages += below.pages;
                sum.bytes += below.bytes;
            } else {
                sum.files += 1;
                sum.pages += usize::from(entry.path().extension().is_some_and(|kind| kind == "html"));
                sum.bytes += entry.metadata()?.len();
            }
        }
        Ok(sum)
    }
}

/// Medians, and in brackets how many times the figure of the first row.
pub fn print(rows: &[(&str, &Runs, Output)]) {
    println!(
        "\n{:>28} {:>17} {:>17} {:>17} {:>9} {:>9} {:>9} {:>7}",
        "", "wall s", "CPU s", "memory MiB", "of floor", "files", "pages", "MiB"
    );
    let Some((_, first, _)) = rows.first() else { return };
    for (name, runs, output) in rows {
        let column = |of: fn(&Usage) -> f64, digits: usize| {
            let own = runs.median(of);
            format!("{own:.digits$} ({:.2})", own / first.median(of))
        };
        let floor = median(runs.floors.clone());
        let floor = if floor.is_nan() { String::new() } else { format!("{:.2}", runs.wall() / floor) };
        println!(
            "{name:>28} {:>17} {:>17} {:>17} {floor:>9} {:>9} {:>9} {:>7}",
            column(|usage| usage.wall, 2),
            column(|usage| usage.cpu, 2),
            column(|usage| usage.memory as f64 / f64::from(1 << 20), 0),
            output.files,
            output.pages,
            output.bytes >> 20
        );
    }
    println!("{:>28} {:>17}", "floor of the first", format!("{:.2}", median(first.floors.clone())));
}
