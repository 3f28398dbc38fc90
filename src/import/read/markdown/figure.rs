//! Figures as generators write them: pictures with a line below them, and shortcodes.

use pulldown_cmark::Event;

use super::inline::{Events, line};
use crate::import::article::{Figure, LeftOut, Picture, PictureSource, Rich, Run, RunKind};

/// A paragraph of pictures, and below them at most a caption and a credit.
pub fn pictures(text: &Rich, events: &Events<'_>, title: Option<&str>) -> Option<Figure> {
    let mut pictures = Vec::new();
    let mut runs = text.0.iter();
    let mut rest: Vec<Run> = Vec::new();
    for run in runs.by_ref() {
        match &run.kind {
            RunKind::Picture(source) => {
                pictures.push(Picture { source: source.clone(), description: run.text.clone() });
            }
            RunKind::Text if run.text.trim().is_empty() => {}
            RunKind::Break => {}
            _ => {
                rest.push(run.clone());
                break;
            }
        }
    }
    rest.extend(runs.cloned());
    let is_text = rest.iter().all(|run| !matches!(run.kind, RunKind::Picture(_)));
    if pictures.is_empty() || !is_text || (!rest.is_empty() && !breaks_after(events, pictures.len())) {
        return None;
    }
    let (caption, credit) = match (rest.is_empty(), title) {
        (true, title) => (Rich::plain(title.unwrap_or_default()), Rich::default()),
        (false, None) => parted(rest),
        (false, Some(_)) => return None,
    };
    Some(Figure { pictures, caption, credit })
}

/// Whether a new line starts behind the last of so many pictures.
fn breaks_after(events: &Events<'_>, pictures: usize) -> bool {
    let is_end = |event: &Event<'_>| matches!(event, Event::End(pulldown_cmark::TagEnd::Image));
    let mut ends = events.iter().enumerate().filter(|(_, (event, _))| is_end(event));
    let last = pictures.checked_sub(1).and_then(|last| ends.nth(last));
    let mut after = last.map(|(at, _)| events.iter().skip(at + 1)).into_iter().flatten();
    let next = after.find(|(event, _)| !matches!(event, Event::Text(text) if text.trim().is_empty()));
    matches!(next, Some((Event::SoftBreak | Event::HardBreak, _)))
}

/// What is in emphasis is the caption, and what follows it the credit.
fn parted(rest: Vec<Run>) -> (Rich, Rich) {
    let end = rest.iter().position(|run| run.kind == RunKind::Text && !run.emphasis);
    let mut caption = rest;
    let mut credit = Vec::new();
    match end {
        Some(0) => return (Rich(caption).trimmed(), Rich::default()),
        Some(end) => {
            let stands_apart = caption.get(end).is_some_and(|run| run.text.starts_with(char::is_whitespace));
            if !stands_apart {
                return (Rich(caption).trimmed(), Rich::default());
            }
            credit = caption.split_off(end);
        }
        None => {}
    }
    for run in &mut caption {
        run.emphasis = false;
    }
    (Rich(caption).trimmed(), Rich(credit).trimmed())
}

/// Names under which shortcodes and includes make a figure.
const NAMES: &[&str] = &["figure", "image", "img", "picture", "photo"];

/// Parameters by what they mean, the best name first.
const SOURCE: &[&str] = &["src", "path", "image_path", "url", "image", "img", "file"];
const DESCRIPTION: &[&str] = &["alt", "description"];
const CAPTION: &[&str] = &["caption", "text"];
const CREDIT: &[&str] = &["credit", "attr", "attribution", "source", "photographer"];

/// A paragraph that is a figure's shortcode (Hugo, Zola) or include (Jekyll, Eleventy) and nothing
/// else. Its further parameters are left out by name.
pub fn shortcode(source: &str, at: usize, left_out: &mut Vec<LeftOut>) -> Option<Figure> {
    let mut parameters = parameters(source.trim())?;
    let mut take = |names: &[&str]| {
        let found = names.iter().find_map(|name| {
            parameters.iter().position(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
        });
        found.map(|found| parameters.remove(found).1)
    };
    let address = take(SOURCE)?;
    let description = take(DESCRIPTION).unwrap_or_default();
    let caption = [take(&["title"]), take(CAPTION)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut credit = take(CREDIT).map(|credit| line(&credit)).unwrap_or_default();
    let is_plain = credit.0.iter().all(|run| run.link.is_none() && run.kind == RunKind::Text);
    if !credit.is_empty()
        && is_plain
        && let Some(link) = take(&["attrlink"])
    {
        credit.0.iter_mut().for_each(|run| run.link = Some(link.clone()));
    }
    for (key, value) in parameters.into_iter().filter(|(_, value)| !value.is_empty()) {
        let text = format!("{key}=\"{value}\"");
        left_out.push(LeftOut { line: at, text, why: "a setting of a figure's shortcode".to_owned() });
    }
    let picture = Picture { source: PictureSource::Address(address), description };
    Some(Figure { pictures: vec![picture], caption: line(&caption), credit })
}

/// The parameters of a figure's shortcode; `None` for everything else.
fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let between = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close).map(str::trim);
    let (inner, may_be_bare) = if let Some(hugo) = between("{{<", ">}}").or_else(|| between("{{%", "%}}")) {
        (hugo.strip_suffix('/').unwrap_or(hugo), true)
    } else if let Some(jekyll) = between("{%", "%}") {
        // What is not in quotes is the name of a value that stands elsewhere.
        let rest = ["include_relative", "include_cached", "include"].iter();
        (rest.clone().find_map(|word| jekyll.strip_prefix(word))?.trim_start(), false)
    } else {
        let zola = between("{{", "}}")?.strip_suffix(')')?;
        let (name, rest) = zola.split_once('(')?;
        return is_figure(name.trim()).then(|| listed(rest, false))?;
    };
    let (name, rest) = inner.split_once(char::is_whitespace)?;
    is_figure(name).then(|| listed(rest, may_be_bare))?
}

/// `figure.html`, `figure.liquid` and `media/figure.html` are figures, too.
fn is_figure(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    NAMES.contains(&stem.to_ascii_lowercase().as_str())
}

/// `key="value"` one after the other, with blanks or commas between them.
fn listed(text: &str, may_be_bare: bool) -> Option<Vec<(String, String)>> {
    let is_between = |c: char| c.is_whitespace() || c == ',';
    let mut rest = text.trim_matches(is_between);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim();
        if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            return None;
        }
        let (value, after) = value(after.trim_start(), may_be_bare)?;
        found.push((key.to_owned(), value));
        rest = after.trim_start_matches(is_between);
    }
    Some(found)
}

/// A value at the start, and what follows it.
fn value(text: &str, may_be_bare: bool) -> Option<(String, &str)> {
    let quote = text.chars().next()?;
    if !matches!(quote, '"' | '\'' | '`') {
        let end = text.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        let is_literal = value.parse::<f64>().is_ok() || value == "true" || value == "false";
        return (may_be_bare || is_literal).then(|| (value.to_owned(), rest));
    }
    let mut value = String::new();
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => {
                if c != quote && c != '\\' {
                    value.push('\\');
                }
                value.push(c);
                is_escaped = false;
            }
            '\\' if quote != '`' => is_escaped = true,
            c if c == quote => return Some((value, text.get(at + c.len_utf8()..)?)),
            '\n' => value.push(' '),
            c => value.push(c),
        }
    }
    None
}
