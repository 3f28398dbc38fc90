//! `dateline import`.

use std::path::Path;

use serde_json::json;

use super::Outcome;
use super::arguments;
use super::draw::plain;
use super::report::{Report, number};
use crate::config::Config;
use crate::import::read::LONGEST;
use crate::import::{Desk, Format, Import, import, read};
use crate::path::SitePath;
use crate::text::shortened;
use crate::world::disk::{find_site, read_settings};
use crate::world::{Failure, clock, files};

/// Columns for a value in the list of fields.
const VALUE: usize = 60;

pub fn run(arguments: &arguments::Import, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let site = find_site(site, Path::new("."))?;
    let snapshot = read_settings(&site)?;
    let checked = Config::read(&snapshot.sources, None);
    let has_errors = checked.diagnostics.iter().any(|found| found.is_error());
    let Some(config) = checked.value.filter(|_| !has_errors) else {
        report.diagnostics(&checked.diagnostics, &snapshot.sources);
        return Ok(Outcome::Errors);
    };
    let desk = Desk::of(&config);
    let mut outcome = Outcome::Clean;
    for file in &arguments.files {
        if let Err(failure) = one(file, arguments, &site, &desk, report) {
            report.failure(&failure);
            outcome = Outcome::Errors;
        }
    }
    Ok(outcome)
}

/// Imports one file; what is wrong with it stops none of the others.
fn one(
    file: &Path,
    arguments: &arguments::Import,
    site: &Path,
    desk: &Desk,
    report: &Report,
) -> Result<(), Failure> {
    let bytes = files::read_input(file, LONGEST)?;
    let name = file.display().to_string();
    let article = read(Format::of(&name, &bytes), &bytes).map_err(|unreadable| {
        Failure::new(format!("{name} was not imported: {}", unreadable.message)).help(unreadable.help)
    })?;
    let import = import(article, desk);
    if arguments.dry_run {
        report.print(&import.text);
        return Ok(());
    }
    let folder = match &arguments.to {
        Some(folder) => inside(folder)?,
        None => format!("content/briefs/{}", year(&import, desk)),
    };
    let path = written(&import, site, &folder)?;
    if report.is_for_programs() {
        report.print(&format!("{}\n", as_json(&import, &name, &path)));
    } else {
        report.say(&told(&import, &name, &path));
    }
    Ok(())
}

/// The folder, if it is one of the site's.
fn inside(folder: &str) -> Result<String, Failure> {
    let path = SitePath::join("", &folder.replace('\\', "/"));
    path.filter(|path| path.as_str().starts_with("content/")).map(|path| path.to_string()).ok_or_else(|| {
        Failure::new(format!("--to: {folder} is no folder in content/ of the site"))
            .help("write it from the site's folder: --to content/briefs/2024")
    })
}

fn year(import: &Import, desk: &Desk) -> String {
    import.year.clone().unwrap_or_else(|| clock::wall_clock(desk.time_zone).year().to_string())
}

/// Writes the brief, in a folder of its own if pictures came along; returns where it stands.
fn written(import: &Import, site: &Path, folder: &str) -> Result<String, Failure> {
    let (file, bundle) =
        (format!("{folder}/{}.md", import.slug), format!("{folder}/{}/index.md", import.slug));
    let (path, other) = if import.files.is_empty() { (file, bundle) } else { (bundle, file) };
    // Two ways of laying out one brief, which would stand at one URL.
    if site.join(&other).exists() {
        return Err(Failure::new(format!("{other} exists already; nothing was changed")));
    }
    let beside = |name: &str| format!("{folder}/{}/{name}", import.slug);
    let mut all = vec![(path.clone(), import.text.as_bytes())];
    all.extend(import.files.iter().map(|file| (beside(&file.name), file.bytes.as_slice())));
    let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    files::write_new(site, &all)?;
    Ok(path)
}

fn told(import: &Import, from: &str, path: &str) -> String {
    let mut lines = vec![format!("{path} (from {from})")];
    for field in &import.fields {
        let value = shortened(&field.value, VALUE);
        let line = field.line.map_or(String::new(), |line| format!("line {line}, "));
        let doubt = match field.sureness {
            "certain" => String::new(),
            sureness => format!(" ({sureness}: {line}{})", field.why),
        };
        lines.push(format!("  {}: {value}{doubt}", field.field));
    }
    let place = |line: Option<usize>| line.map_or(String::new(), |line| format!("line {line}: "));
    for question in &import.questions {
        lines.push(format!("  ? {}: {}{}", question.field, place(question.line), question.text));
    }
    for left_out in &import.left_out {
        let text = shortened(&left_out.text, VALUE);
        lines.push(format!("  left out: {}`{text}` ({})", place(Some(left_out.line)), left_out.why));
    }
    if import.is_unsure() {
        let unsure = import.fields.iter().filter(|field| field.sureness != "certain").count();
        let questions = number(import.questions.len(), "question");
        lines.push(format!("  to be looked at: {} and {questions}", number(unsure, "field")));
    }
    lines.iter().map(|line| plain(&line.replace(['\n', '\t'], " "))).collect::<Vec<_>>().join("\n")
}

fn as_json(import: &Import, from: &str, path: &str) -> serde_json::Value {
    let place = |line: usize, text: &str, why: &str| json!({"line": line, "text": text, "why": why});
    json!({
        "from": from,
        "path": path,
        "fields": import.fields,
        "questions": import.questions.iter().map(|question| json!({
            "field": question.field, "line": question.line, "text": question.text,
        })).collect::<Vec<_>>(),
        "taken": import.taken.iter().map(|taken| json!({
            "field": taken.field, "line": taken.line, "text": taken.text,
        })).collect::<Vec<_>>(),
        "left_out": import.left_out.iter().map(|out| place(out.line, &out.text, &out.why)).collect::<Vec<_>>(),
    })
}
