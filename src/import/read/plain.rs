//! Pasted text: blank lines between paragraphs, or a paragraph on every line.

use crate::import::article::{Article, Block, Kind, LeftOut, Rich};

/// A line of at least so many letters is a paragraph by itself; text that was wrapped has shorter ones.
const LONG_LINE: usize = 100;

/// Letters in a line that was broken off by an editor, at least.
const WRAPPED: usize = 50;

pub fn article(text: &str) -> Article {
    let mut article = Article::default();
    let mut open: Vec<(usize, String)> = Vec::new();
    for (line, raw) in (1..).zip(text.split('\n')) {
        let cleaned = cleaned(line, raw, &mut article.left_out);
        if cleaned.is_empty() {
            paragraphs(std::mem::take(&mut open), &mut article.blocks);
        } else {
            open.push((line, cleaned));
        }
    }
    paragraphs(open, &mut article.blocks);
    article
}

/// Lines that stand together: one paragraph that was wrapped, or a paragraph each.
fn paragraphs(lines: Vec<(usize, String)>, blocks: &mut Vec<Block>) {
    let letters = |text: &String| text.chars().count();
    let (last, before) = match lines.split_last() {
        Some((last, before)) if !before.is_empty() => (last, before),
        Some(((line, text), _)) => return blocks.push(block(*line, text)),
        None => return,
    };
    let is_wrapped = before.iter().all(|(_, text)| (WRAPPED..LONG_LINE).contains(&letters(text)))
        && letters(&last.1) < LONG_LINE;
    if is_wrapped && !starts_item(&lines) {
        let joined: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        blocks.push(Block::paragraph(lines[0].0, joined.join(" ")));
    } else {
        let mut items = Vec::new();
        for (line, text) in &lines {
            match item(text) {
                Some(rest) => items.push((*line, rest.to_owned())),
                None => {
                    list(&mut items, blocks);
                    blocks.push(block(*line, text));
                }
            }
        }
        list(&mut items, blocks);
    }
}

fn starts_item(lines: &[(usize, String)]) -> bool {
    lines.iter().any(|(_, text)| item(text).is_some())
}

fn block(line: usize, text: &str) -> Block {
    match item(text) {
        Some(rest) => {
            let items = vec![vec![Block::paragraph(line, rest)]];
            Block { line, kind: Kind::List { first: None, items } }
        }
        None if text.chars().all(|c| "*-_=~–—".contains(c)) && text.len() > 2 => {
            Block { line, kind: Kind::Rule }
        }
        None => Block { line, kind: Kind::Paragraph(Rich::plain(text)) },
    }
}

/// What follows the sign of a list's item.
fn item(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['•', '·', '‣', '◦', '▪', '-', '*', '–'])?;
    let rest = rest.strip_prefix([' ', '\t', '\u{a0}'])?.trim_start();
    (!rest.is_empty()).then_some(rest)
}

fn list(items: &mut Vec<(usize, String)>, blocks: &mut Vec<Block>) {
    let Some((line, _)) = items.first() else { return };
    let line = *line;
    let items = items.drain(..).map(|(line, text)| vec![Block::paragraph(line, text)]).collect();
    blocks.push(Block { line, kind: Kind::List { first: None, items } });
}

/// The line without tags that a page left in it, and without characters that nobody sees.
fn cleaned(line: usize, raw: &str, left_out: &mut Vec<LeftOut>) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        match tag(&rest[open..]) {
            Some(length) => {
                let words = &rest[open..open + length];
                left_out.push(LeftOut {
                    line,
                    text: words.to_owned(),
                    why: "a tag in plain text".to_owned(),
                });
                rest = &rest[open + length..];
            }
            None => {
                text.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    text.push_str(rest);
    let hidden = |c: char| matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{ad}');
    let seen: String = text.chars().filter(|&c| !hidden(c) && (c == '\t' || !c.is_control())).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length of a tag of HTML at the start.
fn tag(text: &str) -> Option<usize> {
    const TAGS: &[&str] = &[
        "a",
        "b",
        "br",
        "div",
        "em",
        "figcaption",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ul",
    ];
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
    let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str());
    let end = text.find('>')?;
    let ends_name = inner[name.len()..].starts_with(['>', '/', ' ']);
    (is_tag && ends_name && !text[1..end].contains('<')).then_some(end + 1)
}
