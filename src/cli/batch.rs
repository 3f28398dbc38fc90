//! `dateline import --batch`: a whole folder, and a table of what became of it.

use std::path::Path;

use super::Outcome;
use super::import::{Done, Work, places};
use super::report::{Report, number};
use super::table::{one_line, table};
use crate::import::Format;
use crate::world::{Failure, files};

/// What became of one file.
enum Row {
    Imported(Box<Done>),
    Failed(Failure),
}

pub fn run(work: &Work, folder: &Path, report: &Report) -> Result<Outcome, Failure> {
    let (texts, others): (Vec<_>, Vec<_>) = files::list(folder)?.into_iter().partition(|path| is_text(path));
    if texts.is_empty() {
        return Err(Failure::new(format!("nothing below {} can be imported", folder.display()))
            .help("it has no .md, .html, .docx or .txt file"));
    }
    let mut rows = Vec::new();
    for text in &texts {
        let row = match work.import(text) {
            Ok(done) => Row::Imported(Box::new(done)),
            Err(failure) => Row::Failed(failure),
        };
        if report.is_for_programs() {
            match &row {
                Row::Imported(done) => report.print(&format!("{}\n", work.as_json(done))),
                Row::Failed(failure) => report.failure(failure),
            }
        }
        rows.push((text, row));
    }
    let is_failed = |(_, row): &(_, Row)| matches!(row, Row::Failed(_));
    let failed = rows.iter().filter(|row| is_failed(row)).count();
    report.say(&summary(folder, &rows, others.len()));
    Ok(if failed > 0 { Outcome::Errors } else { Outcome::Clean })
}

/// A page that lists others in Hugo and Zola is no text of its own.
fn is_text(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Format::of_name(&name).is_some() && !name.starts_with("_index.")
}

fn summary(folder: &Path, rows: &[(&std::path::PathBuf, Row)], others: usize) -> String {
    let mut lines = Vec::new();
    let mut unclear = Vec::new();
    for (from, row) in rows {
        let from = from.strip_prefix(folder).unwrap_or(from).display().to_string();
        match row {
            Row::Imported(done) => {
                let unsure = done.import.fields.iter().filter(|field| field.sureness != "certain").count();
                let questions = done.import.questions.len();
                lines.push([from.clone(), done.path.clone(), unsure.to_string(), questions.to_string()]);
                let asked = done.import.questions.iter().map(|question| {
                    format!("{from}: {}: {}{}", question.field, places(&question.lines), question.text)
                });
                unclear.extend(asked);
            }
            Row::Failed(failure) => lines.push([from, failure.message.clone(), String::new(), String::new()]),
        }
    }
    let failed = rows.iter().filter(|(_, row)| matches!(row, Row::Failed(_))).count();
    let mut text = table(["From", "Brief", "unsure", "questions"], &[2, 3], lines);
    for line in unclear {
        text.push_str(&format!("{}\n", one_line(&line)));
    }
    text.push_str(&format!("\n{} imported", number(rows.len() - failed, "text")));
    if failed > 0 {
        text.push_str(&format!(", {failed} not"));
    }
    if others > 0 {
        let others = number(others, "file");
        text.push_str(&format!(
            "; {others} of other kinds were left where they are, but for pictures that texts show"
        ));
    }
    text
}
