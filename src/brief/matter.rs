//! The front matter of a brief, field by field.

use std::collections::HashSet;

use jiff::civil::Date;

use super::markdown::{self, Manner};
use super::{Body, Brief, Correction, Original, SourceEntry, Target, countries};
use crate::config::{Config, language, web_address};
use crate::diagnostic::{Checked, Severity};
use crate::path::SitePath;
use crate::text::slug;
use crate::time::{self, BadDate, Moment};
use crate::yaml::{Field, Node, Reader, Table};

/// Bytes in a file's name, on every usual disk.
const LONGEST_NAME: usize = 255;

const KEYS: &[&str] = &[
    "title",
    "date",
    "countries",
    "updated",
    "event",
    "dateline",
    "kicker",
    "summary",
    "authors",
    "desk",
    "topics",
    "key_points",
    "sources",
    "corrections",
    "original",
    "language",
    "cover",
    "slug",
    "aliases",
    "draft",
    "expires",
    "extra",
];

/// Reads the fields. The brief's body is left for the caller. The flag is `draft`.
pub fn read(reader: &Reader, node: &Node, path: &SitePath, config: &Config) -> (Option<Brief>, bool) {
    let empty = Node::Map(Vec::new());
    let node = if *node == Node::Null { &empty } else { node };
    let root = reader.root(node);
    let Some(table) = root.table(KEYS) else { return (None, false) };
    let draft = flag(&table, "draft");
    let text = |key: &str| table.get(key).and_then(|field| field.text());

    let title = table.require("title", "write what the brief is called: title: Who came to the parade");
    let title = title.and_then(|field| field.text());
    let date = table.require("date", "write when it was published: date: 2024-05-28 22:33");
    let date = date.and_then(|field| read_moment(&field, config));
    let updated = table.get("updated").and_then(|field| updated(&field, date, config));
    let language = table.get("language").and_then(|field| language(&field));
    let language = language.unwrap_or_else(|| config.language.clone());
    let lines = Lines { path, manner: Manner::of(config.raw_html, &language) };
    let countries = countries::read(&table, &lines, config);
    let slug = read_slug(&table, path);

    let is_complete = title.is_some() && date.is_some() && countries.is_some() && slug.is_some();
    let (countries, assessments) = countries.unwrap_or_default();
    // What is missing is stood in for, so that the rest is read and its mistakes are heard, too.
    let brief = Brief {
        path: path.clone(),
        title: title.unwrap_or_default(),
        kicker: text("kicker"),
        summary: text("summary"),
        date: date.unwrap_or(Moment::EPOCH),
        updated,
        event: table.get("event").and_then(|field| event(&field)),
        dateline: text("dateline"),
        countries,
        assessments,
        authors: names(&table, "authors"),
        desk: text("desk"),
        topics: names(&table, "topics"),
        key_points: table.get("key_points").map(|field| lines.read_all(&field)).unwrap_or_default(),
        sources: table.get("sources").map(|field| sources(&field)).unwrap_or_default(),
        corrections: table
            .get("corrections")
            .map(|field| corrections(&field, &lines, config))
            .unwrap_or_default(),
        original: table.get("original").and_then(|field| original(&field)),
        cover: table.get("cover").and_then(|field| cover(&field)),
        aliases: table.get("aliases").map(|field| aliases(&field)).unwrap_or_default(),
        expires: table.get("expires").and_then(|field| expires(&field, date, config)),
        extra: table.get("extra").map_or(empty.clone(), |field| field.free()),
        language,
        slug: slug.unwrap_or_default(),
        draft,
        body: Body::default(),
        face: Default::default(),
    };
    (is_complete.then_some(brief), draft)
}

/// Markdown inside the front matter.
pub(super) struct Lines<'p> {
    path: &'p SitePath,
    manner: Manner,
}

impl Lines<'_> {
    /// One text, and the same without marks.
    pub fn read(&self, field: &Field) -> Option<(super::Fragment, String)> {
        let text = field.text()?;
        // Where a field stands is dear to find out, so it is asked for only if something in the
        // text leads somewhere.
        let span = if text.contains(['[', '<', '!']) {
            let place = field.place();
            place.start..place.end
        } else {
            0..0
        };
        let Checked { value, diagnostics } = markdown::line(self.path, &text, span, self.manner);
        diagnostics.into_iter().for_each(|diagnostic| field.push(diagnostic));
        let Some(value) = value else {
            field.error(
                "this is more than a line: a list, a heading, a quotation, code, or several paragraphs",
                "write it as one paragraph; a backslash keeps a sign at its beginning: `2024\\. The year`",
            );
            return None;
        };
        let plain = value.filled(|_, _| {});
        Some((value, without_tags(&plain)))
    }

    fn read_all(&self, field: &Field) -> Vec<super::Fragment> {
        field.list().iter().filter_map(|entry| Some(self.read(entry)?.0)).collect()
    }
}

/// The text of a line without its marks.
pub fn plain(line: &super::Fragment) -> String {
    without_tags(&line.filled(|_, _| {}))
}

/// The text of HTML that dateline itself has written.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn flag(table: &Table, key: &str) -> bool {
    table.get(key).and_then(|field| field.boolean()).unwrap_or(false)
}

fn complain(field: &Field, bad: BadDate) {
    field.error(bad.message, bad.help);
}

fn read_moment(field: &Field, config: &Config) -> Option<Moment> {
    match time::moment(&field.text_such_as("2024-05-28")?, &config.time_zone) {
        Ok(read) => {
            if let Some(doubt) = read.doubt {
                field.report(Severity::Warning, doubt.message, doubt.help);
            }
            Some(read.moment)
        }
        Err(bad) => {
            complain(field, bad);
            None
        }
    }
}

fn read_day(field: &Field) -> Option<Date> {
    time::day(&field.text_such_as("2024-05-28")?).map_err(|bad| complain(field, bad)).ok()
}

fn event(field: &Field) -> Option<(Date, Date)> {
    time::interval(&field.text_such_as("2023-07-27/2023-07-28")?).map_err(|bad| complain(field, bad)).ok()
}

fn updated(field: &Field, date: Option<Moment>, config: &Config) -> Option<Moment> {
    let updated = read_moment(field, config)?;
    let date = date?;
    // A day without a time cannot be told from any moment of the same day.
    let before = if updated.has_time { updated < date } else { updated.date() < date.date() };
    if before {
        let published = if date.has_time { date.rfc3339() } else { date.date().to_string() };
        field.error(
            format!("`updated` is before `date`, {published}"),
            "write when the brief was last changed, or leave `updated` out",
        );
        return None;
    }
    Some(updated.max(date))
}

fn expires(field: &Field, date: Option<Moment>, config: &Config) -> Option<Moment> {
    let expires = read_moment(field, config)?;
    if date.is_some_and(|date| expires <= date) {
        field.error(
            "the brief expires before it is published",
            "write a later day, or draft: true to hold the brief back",
        );
    }
    Some(expires)
}

/// A list of names that become indexes: each needs a letter or digit, and none counts twice.
fn names(table: &Table, key: &str) -> Vec<String> {
    let (mut names, mut slugs) = (Vec::new(), HashSet::new());
    let Some(field) = table.get(key) else { return names };
    for entry in field.list() {
        let Some(name) = entry.text() else { continue };
        let slug = slug(&name);
        if slug.is_empty() {
            entry.error(format!("`{name}` has no letter or digit to make a URL of"), "write a name in words");
        } else if !slugs.insert(slug) {
            entry.report(Severity::Warning, format!("`{name}` is named twice"), "keep one of the two");
        } else {
            names.push(name);
        }
    }
    names
}

fn sources(field: &Field) -> Vec<SourceEntry> {
    let source = |entry: &Field| {
        let table = entry.table(&["title", "publisher", "url", "date", "accessed"])?;
        let title = table.require("title", "a source has a title: {title: Final report, publisher: UN}");
        let title = title.and_then(|field| field.text());
        let source = SourceEntry {
            title: title.clone().unwrap_or_default(),
            publisher: table.get("publisher").and_then(|field| field.text()),
            url: table.get("url").and_then(|field| web_address(&field)),
            date: table.get("date").and_then(|field| read_day(&field)),
            accessed: table.get("accessed").and_then(|field| read_day(&field)),
        };
        title.map(|_| source)
    };
    field.list_such_as("{title: Final report, publisher: UN}").iter().filter_map(source).collect()
}

fn corrections(field: &Field, lines: &Lines, config: &Config) -> Vec<Correction> {
    let correction = |entry: &Field| {
        let table = entry.table(&["date", "text"])?;
        let date = table.require("date", "say when it was corrected: {date: 2024-06-01, text: …}");
        let text = table.require("text", "say what was wrong and what is right");
        let date = date.and_then(|field| read_moment(&field, config));
        let (text, plain) = lines.read(&text?)?;
        Some(Correction { date: date?, text, plain })
    };
    field
        .list_such_as("{date: 2024-06-01, text: What was wrong and what is right}")
        .iter()
        .filter_map(correction)
        .collect()
}

fn original(field: &Field) -> Option<Original> {
    let table = field.table(&["publisher", "url"])?;
    let url = table.require("url", "write where the text first stood: {publisher: 38 North, url: https://…}");
    let publisher = table.get("publisher").and_then(|field| field.text());
    Some(Original { url: web_address(&url?)?, publisher })
}

fn cover(field: &Field) -> Option<Target> {
    let text = field.text_such_as("photo.jpg")?;
    let place = field.place();
    Some(Target { text, span: place.start..place.end })
}

/// Former URLs: paths from the publication's root.
pub fn aliases(field: &Field) -> Vec<(String, crate::diagnostic::Place)> {
    let alias = |entry: &Field| {
        let text = entry.text()?;
        let decoded = crate::url::decoded(&text);
        if text.contains(['?', '#']) || !is_path(&decoded) {
            entry.error(
                format!("`{text}` is no path on this site"),
                "write the former path from the root: aliases: [/2019/old-title/]",
            );
            return None;
        }
        // A last part without a dot is a folder: /old and /old/ are one address to readers.
        let is_file = decoded.rsplit('/').next().is_some_and(|last| last.contains('.'));
        let path = if is_file || decoded.ends_with('/') { decoded } else { format!("{decoded}/") };
        Some((crate::url::Url::of_file(&path).as_str().to_owned(), entry.place()))
    };
    field.list().iter().filter_map(alias).collect()
}

/// Whether every part of a path from the root can be a file's name, wherever the site is written.
fn is_path(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else { return false };
    let is_name = |part: &str| {
        let strange = |c: char| c.is_control() || c == '\\';
        !matches!(part, "" | "." | "..") && part.len() <= LONGEST_NAME && !part.contains(strange)
    };
    rest.strip_suffix('/').unwrap_or(rest).split('/').all(is_name)
}

fn read_slug(table: &Table, path: &SitePath) -> Option<String> {
    if let Some(field) = table.get("slug") {
        let text = field.text()?;
        if slug(&text) != crate::path::composed(&text) {
            let help = match slug(&text) {
                slug if slug.is_empty() => "write a word or two: slug: victory-day".to_owned(),
                slug => format!("write slug: {slug}"),
            };
            field.error("`slug` is lower-case letters, digits and hyphens", help);
            return None;
        }
        return Some(text);
    }
    let slug = slug_of(path);
    if slug.is_empty() {
        field_less_slug(table);
        return None;
    }
    Some(slug)
}

/// The slug that a file's name gives: its folder's name for an `index.md`.
pub fn slug_of(path: &SitePath) -> String {
    match path.stem() {
        "index" => slug(path.folder().rsplit('/').next().unwrap_or("")),
        stem => slug(stem),
    }
}

fn field_less_slug(table: &Table) {
    table.require(
        "slug",
        "the file's name has no letter or digit to make a URL of: rename it, or write slug: some-words",
    );
}
