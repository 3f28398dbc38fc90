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
        PictureSource::Address(url) | PictureSource::Linked { url, .. } => address(url),
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
    for (at, run) in text.0.iter().enumerate() {
        match &run.kind {
            RunKind::Text => {
                let before = written.chars().next_back();
                let after = text.0.get(at + 1).and_then(opening);
                push(&mut written, &marked(run, before, after));
            }
            RunKind::Break => written.push_str(new_line),
            RunKind::Reference => push(&mut written, &format!("[^{}]", run.text)),
            RunKind::Picture(source) => {
                written.push_str(&format!("![{}]({})", escaped(&one_line(&run.text)), destination(source)));
            }
        }
    }
    written
}

/// A link behind `!` would be a picture.
fn push(written: &mut String, part: &str) {
    if part.starts_with('[') && written.ends_with('!') {
        written.pop();
        written.push_str("\\!");
    }
    written.push_str(part);
}

/// What a run begins with, if that is its own text and no mark.
fn opening(run: &Run) -> Option<char> {
    let has_mark = run.strong || run.emphasis || run.struck || run.code || run.link.is_some();
    run.text.chars().next().filter(|_| run.kind == RunKind::Text && !has_mark)
}

/// A run in its marks, which cannot stand next to blanks, between what stands before and behind it.
fn marked(run: &Run, before: Option<char>, after: Option<char>) -> String {
    let inner = run.text.trim();
    if inner.is_empty() {
        return run.text.clone();
    }
    let start = run.text.len() - run.text.trim_start().len();
    let end = run.text.trim_end().len();
    let (blank_before, blank_after) = (&run.text[..start], &run.text[end..]);
    let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_punctuation(c));
    let is_marked = (run.emphasis || run.strong || run.struck) && run.link.is_none();
    let touches_before = is_marked && blank_before.is_empty() && touches(before);
    let touches_after = is_marked && blank_after.is_empty() && touches(after);
    let (lead, inner, tail) =
        if run.code { ("", inner, "") } else { bare(inner, touches_before, touches_after) };
    // Behind the sign of code no letter can follow a mark.
    let has_marks = !inner.is_empty() && !(run.code && (touches_before || touches_after));
    let mut written = match (inner.is_empty(), run.code) {
        (true, _) => String::new(),
        (false, true) => code_span(inner),
        (false, false) => escaped(inner),
    };
    for (is_on, mark) in [(run.emphasis, "*"), (run.strong, "**"), (run.struck, "~~")] {
        if is_on && has_marks {
            written = format!("{mark}{written}{mark}");
        }
    }
    if let Some(link) = &run.link {
        written = format!("[{written}]({})", address(link));
    }
    format!("{blank_before}{}{written}{}{blank_after}", escaped(lead), escaped(tail))
}

/// The text without the punctuation at those of its ends that touch a letter: CommonMark takes a mark
/// between punctuation and a letter for the other end, so that `**so,**he` would be neither.
fn bare(text: &str, touches_before: bool, touches_after: bool) -> (&str, &str, &str) {
    // A mark cannot stand next to blanks either.
    let is_outside = |c: char| c.is_whitespace() || is_punctuation(c);
    let start = if touches_before { text.len() - text.trim_start_matches(is_outside).len() } else { 0 };
    let (lead, rest) = text.split_at(start);
    let end = if touches_after { rest.trim_end_matches(is_outside).len() } else { rest.len() };
    let (inner, tail) = rest.split_at(end);
    (lead, inner, tail)
}

/// Punctuation and signs, as far as they stand next to words.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
            | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{5be}' | '\u{5f3}' | '\u{5f4}'
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}'
            | '\u{1361}'..='\u{1368}' | '\u{17d4}'..='\u{17da}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}'
            | '\u{2190}'..='\u{2bff}' | '\u{2e00}'..='\u{2e4f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}'
            | '\u{3030}' | '\u{30fb}' | '\u{fe30}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
            | '\u{1f300}'..='\u{1faff}')
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
