//! `dateline import`.

use std::path::Path;

use serde_json::json;

use super::draw::plain;
use super::report::{Report, number};
use super::settings::settings;
use super::{Outcome, arguments, batch};
use crate::import::read::LONGEST;
use crate::import::{Desk, Format, Import, import, read, read_file};
use crate::path::SitePath;
use crate::text::shortened;
use crate::world::{Failure, clock, files};

/// Columns for a value in the list of fields.
const VALUE: usize = 60;

pub fn run(arguments: &arguments::Import, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let Some((site, config)) = settings(site, report)? else { return Ok(Outcome::Errors) };
    let to = arguments.to.as_deref().map(inside).transpose()?;
    let work = Work { site: &site, desk: Desk::of(&config), to, dry_run: arguments.dry_run };
    if let Some(folder) = &arguments.batch {
        return batch::run(&work, folder, report);
    }
    let mut outcome = Outcome::Clean;
    for file in &arguments.files {
        match work.import(file) {
            Ok(done) if report.is_for_programs() => report.print(&format!("{}\n", work.as_json(&done))),
            Ok(done) if arguments.dry_run => report.print(&done.import.text),
            Ok(done) => report.say(&told(&done)),
            Err(failure) => {
                report.failure(&failure);
                outcome = Outcome::Errors;
            }
        }
    }
    Ok(outcome)
}

/// What is the same for every file.
pub struct Work<'w> {
    site: &'w Path,
    desk: Desk<'w>,
    /// As it was asked for, from the site's folder.
    to: Option<String>,
    dry_run: bool,
}

/// A file that was imported.
pub struct Done {
    pub from: String,
    /// The brief, from the site's folder.
    pub path: String,
    pub import: Import,
}

impl Work<'_> {
    /// Imports one file; what is wrong with it stops none of the others.
    pub fn import(&self, file: &Path) -> Result<Done, Failure> {
        let bytes = files::read_input(file, LONGEST)?;
        let is_piped = file == Path::new("-");
        let from = if is_piped { "standard input".to_owned() } else { file.display().to_string() };
        let refused = |why: &str| Failure::new(format!("{from} was not imported: {why}"));
        let read = if is_piped { read(Format::of(&from, &bytes), &bytes) } else { read_file(&from, &bytes) };
        let mut article = read.map_err(|unreadable| refused(&unreadable.message).help(unreadable.help))?;
        if article.blocks.is_empty() && article.meta.title.is_none() {
            return Err(refused("there is no text in it"));
        }
        if let Some(folder) = file.parent().filter(|_| !is_piped) {
            let folder = folder.join("");
            let wanted = article.wanted().into_iter();
            let found = wanted.filter_map(|wanted| {
                files::read_below(&folder, &wanted.path, LONGEST).map(|bytes| (wanted, bytes))
            });
            article.attach(found.collect());
        }
        let import = import(article, &self.desk);
        let path = self.write(&import)?;
        Ok(Done { from, path, import })
    }

    fn year(&self, import: &Import) -> String {
        import.year.clone().unwrap_or_else(|| clock::wall_clock(self.desk.time_zone).year().to_string())
    }

    /// Writes the brief, in a folder of its own if pictures came along; returns where it stands.
    fn write(&self, import: &Import) -> Result<String, Failure> {
        let folder = self.to.clone().unwrap_or_else(|| format!("content/briefs/{}", self.year(import)));
        let file = format!("{folder}/{}.md", import.slug);
        let bundle = format!("{folder}/{}/index.md", import.slug);
        let (path, other) = if import.files.is_empty() { (file, bundle) } else { (bundle, file) };
        // Two ways of laying out one brief, which would stand at one URL.
        if let Some(there) = [&path, &other].into_iter().find(|path| self.site.join(path).exists()) {
            let message = format!("{there} exists already, of this text or of another; nothing was changed");
            let help = "remove that brief to import the text again, or import it into another folder: --to content/briefs/more";
            return Err(Failure::new(message).help(help));
        }
        if self.dry_run {
            return Ok(path);
        }
        let beside = |name: &str| format!("{folder}/{}/{name}", import.slug);
        let mut all = vec![(path.clone(), import.text.as_bytes())];
        all.extend(import.files.iter().map(|file| (beside(&file.name), file.bytes.as_slice())));
        let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        files::write_new(self.site, &all)?;
        Ok(path)
    }

    /// With what would have been written, if nothing is.
    pub fn as_json(&self, Done { from, path, import }: &Done) -> serde_json::Value {
        let place = |line: usize, text: &str, why: &str| json!({"line": line, "text": text, "why": why});
        let text = self.dry_run.then_some(&import.text);
        let mut object = json!({
            "from": from,
            "path": path,
            "fields": import.fields,
            "questions": import.questions.iter().map(|question| json!({
                "field": question.field, "lines": question.lines, "text": question.text,
            })).collect::<Vec<_>>(),
            "taken": import.taken.iter().map(|taken| json!({
                "field": taken.field, "line": taken.line, "text": taken.text,
            })).collect::<Vec<_>>(),
            "left_out": import.left_out.iter().map(|out| place(out.line, &out.text, &out.why)).collect::<Vec<_>>(),
        });
        if let (Some(text), Some(keys)) = (text, object.as_object_mut()) {
            keys.insert("text".to_owned(), text.as_str().into());
        }
        object
    }
}

/// The folder, if it is one of the site's.
fn inside(folder: &str) -> Result<String, Failure> {
    let path = SitePath::join("", &folder.replace('\\', "/"));
    let path = path.map(|path| path.to_string().trim_end_matches('/').to_owned());
    path.filter(|path| path == "content/briefs" || path.starts_with("content/briefs/")).ok_or_else(|| {
        Failure::new(format!("--to: `{folder}` is no folder in content/briefs/ of the site"))
            .help("write it from the site's folder: --to content/briefs/2024")
    })
}

fn told(Done { from, path, import }: &Done) -> String {
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
    for question in &import.questions {
        lines.push(format!("  ? {}: {}{}", question.field, places(&question.lines), question.text));
    }
    for left_out in &import.left_out {
        let text = shortened(&left_out.text, VALUE);
        lines.push(format!("  left out: line {}: `{text}` ({})", left_out.line, left_out.why));
    }
    if import.is_unsure() {
        let unsure = import.fields.iter().filter(|field| field.sureness != "certain").count();
        let questions = number(import.questions.len(), "question");
        lines.push(format!("  to be looked at: {} and {questions}", number(unsure, "field")));
    }
    lines.iter().map(|line| plain(&line.replace(['\n', '\t'], " "))).collect::<Vec<_>>().join("\n")
}

/// `line 4: `, `lines 4, 9 and 12: `; of many the first ones.
pub fn places(lines: &[usize]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = lines.iter().take(MOST).map(usize::to_string).collect();
    match (&shown[..], lines.len().saturating_sub(MOST)) {
        ([], _) => String::new(),
        ([line], _) => format!("line {line}: "),
        ([before @ .., last], 0) => format!("lines {} and {last}: ", before.join(", ")),
        (all, more) => format!("lines {} and {more} more: ", all.join(", ")),
    }
}
