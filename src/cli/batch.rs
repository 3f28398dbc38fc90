//! `dateline import --batch`: a whole folder, and a table of what became of it.

use std::path::Path;

use super::Outcome;
use super::import::{Done, Work, places};
use super::report::{Report, number};
use super::table::{one_line, table};
use crate::import::Format;
use crate::text::shortened;
use crate::world::{Failure, files};

/// Columns for what was left out.
const TEXT: usize = 60;

/// What is to be said of all files. What was written is not kept: a site's pictures fill a memory.
#[derive(Default)]
struct Summary {
    rows: Vec<[String; 5]>,
    /// Questions, what was left out, and what to do about failures.
    notes: Vec<String>,
    imported: usize,
    failed: usize,
}

pub fn run(work: &Work, folder: &Path, report: &Report) -> Result<Outcome, Failure> {
    let files::Listing { files, closed, links } = files::list(folder)?;
    let (texts, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is_text(path));
    let lists = others.iter().filter(|path| is_list(path)).count();
    if texts.is_empty() && closed.is_empty() {
        return Err(Failure::new(format!("nothing below {} can be imported", folder.display()))
            .help("it has no .md, .html, .docx or .txt file"));
    }
    let mut summary = Summary::default();
    for text in &texts {
        let from = text.strip_prefix(folder).unwrap_or(text).display().to_string();
        match work.import(text) {
            Ok(done) => {
                if report.is_for_programs() {
                    report.print(&format!("{}\n", work.as_json(&done)));
                }
                summary.imported(from, &done);
            }
            Err(failure) => {
                if report.is_for_programs() {
                    report.failure(&failure);
                }
                summary.failed(from, failure);
            }
        }
    }
    closed.iter().for_each(|failure| report.failure(failure));
    let is_clean = summary.failed == 0 && closed.is_empty();
    report.say(&summary.told(closed.len(), &passed_over(others.len() - lists, lists, links)));
    Ok(if is_clean { Outcome::Clean } else { Outcome::Errors })
}

fn is_text(path: &Path) -> bool {
    path.file_name().is_some_and(|name| Format::of_name(&name.to_string_lossy()).is_some()) && !is_list(path)
}

/// A page that lists others in Hugo and Zola is no text of its own.
fn is_list(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with("_index.") && Format::of_name(&name).is_some()
}

/// What else is in the folder.
fn passed_over(others: usize, lists: usize, links: usize) -> Vec<String> {
    let mut told = Vec::new();
    if others > 0 {
        told.push(format!(
            "{} of other kinds were left where they are, but for pictures that texts show",
            number(others, "file")
        ));
    }
    if lists > 0 {
        told.push(format!("{} passed over", number(lists, "`_index` page")));
    }
    if links > 0 {
        told.push(format!("{} to elsewhere were not followed", number(links, "symbolic link")));
    }
    told
}

impl Summary {
    fn imported(&mut self, from: String, Done { path, import, .. }: &Done) {
        self.imported += 1;
        let unsure = import.fields.iter().filter(|field| field.sureness != "certain").count();
        self.notes.extend(import.questions.iter().map(|question| {
            format!("{from}: {}: {}{}", question.field, places(&question.lines), question.text)
        }));
        self.notes.extend(import.left_out.iter().map(|out| {
            format!("{from}: left out: line {}: `{}` ({})", out.line, shortened(&out.text, TEXT), out.why)
        }));
        let counts = [unsure, import.questions.len(), import.left_out.len()].map(|count| count.to_string());
        let [unsure, questions, left_out] = counts;
        self.rows.push([from, path.clone(), unsure, questions, left_out]);
    }

    fn failed(&mut self, from: String, failure: Failure) {
        self.failed += 1;
        self.notes.extend(failure.help.map(|help| format!("{from}: {help}")));
        self.rows.push([from, failure.message, String::new(), String::new(), String::new()]);
    }

    fn told(self, closed: usize, passed_over: &[String]) -> String {
        let mut text = table(["From", "Brief", "unsure", "questions", "left out"], &[2, 3, 4], self.rows);
        for line in self.notes {
            text.push_str(&format!("{}\n", one_line(&line)));
        }
        text.push_str(&format!("\n{} imported", number(self.imported, "text")));
        if self.failed > 0 {
            text.push_str(&format!(", {} not", self.failed));
        }
        if closed > 0 {
            text.push_str(&format!("; {} could not be looked into", number(closed, "folder")));
        }
        for more in passed_over {
            text.push_str(&format!("; {more}"));
        }
        text
    }
}
