//! Blocks as Markdown that reads back as what they are.

use super::article::{Block, Figure, Kind, Picture, PictureSource, Rich, Run, RunKind};
use crate::theme::PLACEHOLDER;

/// All blocks, with a blank line between them.
pub fn blocks(blocks: &[Block]) -> String {
    let mut parts: Vec<String> = Vec::new();
    // The signs of the list right above, which the next one must not have.
    let mut above = None;
    for block in blocks {
        let part = match &block.kind {
            Kind::List { first, items } => {
                let kind = (first.is_some(), above == Some((first.is_some(), false)));
                above = Some(kind);
                list(*first, items, kind.1)
            }
            _ => self::block(block),
        };
        if !part.is_empty() {
            above = above.filter(|_| matches!(block.kind, Kind::List { .. }));
            parts.push(part);
        }
    }
    parts.join("\n\n")
}

fn block(block: &Block) -> String {
    match &block.kind {
        Kind::Paragraph(text) => paragraph(text),
        // The brief's title is its only heading of the first level.
        Kind::Heading(level, text) => {
            format!("{} {}", "#".repeat((*level).clamp(2, 6).into()), heading(text))
        }
        Kind::Figure(parts) => figure(parts),
        Kind::Quote(inner) => indented(&blocks(inner), "> ", "> "),
        Kind::List { first, items } => list(*first, items, false),
        Kind::Table { head, rows } => table(head, rows),
        Kind::Code { language, text } => code(language, text),
        Kind::Note { label, blocks: inner } => indented(&blocks(inner), &format!("[^{label}]: "), "    "),
        Kind::Rule => "***".to_owned(),
        Kind::Markdown(text) => text.trim_end().to_owned(),
    }
}

/// `first` before the first line and `then` before all others that are not blank.
fn indented(text: &str, first: &str, then: &str) -> String {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let lead = if at == 0 { first } else { then };
        let lead = if line.is_empty() { lead.trim_end() } else { lead };
        lines.push(format!("{lead}{line}"));
    }
    lines.join("\n")
}

/// `other` has the signs that end the list above it.
fn list(first: Option<u64>, items: &[Vec<Block>], other: bool) -> String {
    let (bullet, stop) = if other { ("+ ", ')') } else { ("- ", '.') };
    let item = |(at, inner): (usize, &Vec<Block>)| {
        // Ten digits are no number of a list.
        let number = |first: u64| first.min(900_000_000).saturating_add(at as u64);
        let lead = first.map_or(bullet.to_owned(), |first| format!("{}{stop} ", number(first)));
        indented(&blocks(inner), &lead, &" ".repeat(lead.len()))
    };
    let is_tight = items.iter().all(|inner| inner.len() < 2);
    let items: Vec<String> = items.iter().enumerate().map(item).collect();
    items.join(if is_tight { "\n" } else { "\n\n" })
}

fn table(head: &[Rich], rows: &[Vec<Rich>]) -> String {
    let width = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let row = |cells: &[Rich]| {
        let cell = |at: usize| cells.get(at).map(|text| cell(&line(text))).unwrap_or_default();
        format!("| {} |", (0..width).map(cell).collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![row(head), format!("|{}", " --- |".repeat(width))];
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

/// A cell's Markdown, in which no bar ends it, not even in code.
fn cell(written: &str) -> String {
    let mut safe = String::with_capacity(written.len());
    let mut is_escaped = false;
    for c in written.chars() {
        if c == '|' && !is_escaped {
            safe.push('\\');
        }
        is_escaped = c == '\\' && !is_escaped;
        safe.push(c);
    }
    safe
}

fn code(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

fn figure(figure: &Figure) -> String {
    let pictures: Vec<String> = figure.pictures.iter().map(picture).collect();
    let mut text = pictures.join("\n");
    let (caption, credit) = (line(&figure.caption), line(&figure.credit));
    if !caption.is_empty() {
        text.push_str(&format!("\n{}", emphasized(&figure.caption)));
    }
    if !credit.is_empty() {
        text.push_str(if caption.is_empty() { "\n" } else { " " });
        text.push_str(&if caption.is_empty() { guarded(&credit) } else { credit });
    }
    text
}

/// The caption as one run in emphasis.
fn emphasized(caption: &Rich) -> String {
    // Emphasis inside would end the run.
    let calm = caption.0.iter().map(|run| Run { emphasis: false, ..run.clone() }).collect();
    format!("*{}*", line(&Rich(calm)))
}

fn picture(picture: &Picture) -> String {
    format!("![{}]({})", escaped(&one_line(&picture.description)), destination(&picture.source))
}

fn destination(source: &PictureSource) -> String {
    match source {
        PictureSource::File(name) => address(name),
        PictureSource::Address(url) => address(url),
        PictureSource::Missing => PLACEHOLDER.to_owned(),
    }
}

/// An address as a link's destination.
fn address(url: &str) -> String {
    if url.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control() || "()<>\\".contains(c)) {
        let clean: String = url.chars().filter(|c| !c.is_control()).collect();
        return format!("<{}>", clean.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E"));
    }
    url.to_owned()
}

fn paragraph(text: &Rich) -> String {
    let written = runs(text, "\\\n");
    let lines: Vec<String> = written.trim().lines().map(|line| guarded(line.trim_start())).collect();
    lines.join("\n")
}

fn heading(text: &Rich) -> String {
    let written = line(text);
    // `{#id}` at the end would be the heading's id, and `#` its end.
    match written.strip_suffix(['}', '#']) {
        Some(rest) => format!("{rest}\\{}", &written[rest.len()..]),
        None => written,
    }
}

/// A text on one line.
pub fn line(text: &Rich) -> String {
    one_line(&runs(text, " "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn runs(text: &Rich, new_line: &str) -> String {
    let mut written = String::new();
    for run in &text.0 {
        match &run.kind {
            RunKind::Text => written.push_str(&marked(run)),
            RunKind::Break => written.push_str(new_line),
            RunKind::Reference => written.push_str(&format!("[^{}]", run.text)),
            RunKind::Picture(source) => {
                written.push_str(&format!("![{}]({})", escaped(&one_line(&run.text)), destination(source)));
            }
        }
    }
    written
}

/// A run in its marks, which cannot stand next to blanks.
fn marked(run: &Run) -> String {
    let inner = run.text.trim();
    if inner.is_empty() {
        return run.text.clone();
    }
    let mut written = if run.code { code_span(inner) } else { escaped(inner) };
    for (is_on, mark) in [(run.emphasis, "*"), (run.strong, "**"), (run.struck, "~~")] {
        if is_on {
            written = format!("{mark}{written}{mark}");
        }
    }
    if let Some(link) = &run.link {
        written = format!("[{written}]({})", address(link));
    }
    let start = run.text.len() - run.text.trim_start().len();
    let end = run.text.trim_end().len();
    format!("{}{written}{}", &run.text[..start], &run.text[end..])
}

fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

/// Text without anything that Markdown would take for a mark.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let is_mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' => true,
            // `snake_case` is text.
            '_' => {
                let before = text[..at].chars().next_back();
                !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric))
            }
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            '!' => next == Some('['),
            _ => false,
        };
        if is_mark {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// A line of which Markdown would make something else than text, with a backslash before that.
fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    let is_blank = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    if (1..=9).contains(&digits) && after.strip_prefix(['.', ')']).is_some_and(is_blank) {
        return format!("{}\\{after}", &line[..digits]);
    }
    let marks = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&(line.len() - marks.len())) && is_blank(marks);
    let is_bullet =
        line.starts_with(['-', '+']) && (line.len() == 1 || line[1..].starts_with([' ', '\t', '-']));
    // Under a paragraph it would make a heading of it.
    let is_underline = !line.is_empty() && line.trim_end().chars().all(|c| c == '=');
    if is_heading || is_bullet || is_underline { format!("\\{line}") } else { line.to_owned() }
}
