//! Saved web pages.
//!
//! ```text
//! bytes ──▶ text ──▶ Tree ──▶ where the article is, what the page says of it ──▶ blocks
//!  characters  parse                find, place        meta, json_ld      blocks, figures, …
//! ```
//!
//! A page is hostile: nothing in it runs, nothing that it names is fetched, and depth and size are
//! bounded. Words that do not become blocks or fields are named as left out.

mod address;
mod blocks;
mod characters;
mod figures;
mod find;
mod json_ld;
mod line;
mod meta;
mod names;
mod notes;
mod outside;
mod parse;
mod pictures;
mod place;
mod repeats;
mod tables;
mod tree;

pub use characters::decoded;

use super::Unreadable;
use crate::import::article::{Article, Block, Kind, LeftOut, Meta};

pub fn article(bytes: &[u8]) -> Result<Article, Unreadable> {
    let (text, is_broken, _) = decoded(bytes);
    let tree = parse::parsed(&text).ok_or_else(|| Unreadable {
        message: "the page has more parts than can be read".to_owned(),
        help: "cut it to the article".to_owned(),
    })?;
    let data = json_ld::read(&tree);
    let measure = find::Measure::of(&tree);
    let found = find::article(&tree, &measure, data.body.as_deref());
    let mut meta = meta::of(&tree, found.article, data.meta);
    let base = meta::base(&tree, &meta);
    let repeats = repeats::Repeats::of_meta(&meta);
    let mut walk = blocks::Walk::new(&tree, &measure, found, &base, repeats);
    let blocks = walk.blocks();
    let mut left_out = std::mem::take(&mut walk.left_out);
    let why = |part: Option<place::Place>, text: &str| match (walk.repeats.outside(text), part) {
        (Some(why), _) => why.to_owned(),
        (None, Some(part)) => format!("outside the article: {part}"),
        (None, None) => "outside the article".to_owned(),
    };
    left_out.extend(outside::blocks(&tree, 0, tree.len(), Some(found.article), &why));
    if is_broken {
        let line = text.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
        left_out.push(LeftOut {
            line: line.matches('\n').count() + 1,
            text: char::REPLACEMENT_CHARACTER.to_string(),
            why: "characters that cannot be read in the page's character set".to_owned(),
        });
    }
    left_out.extend(excerpt(&mut meta, &blocks));
    left_out.sort_by_key(|entry| entry.line);
    Ok(Article { meta, blocks, files: walk.files, left_out })
}

/// A summary that is the text's beginning, cut off by a program, summarises nothing.
fn excerpt(meta: &mut Meta, blocks: &[Block]) -> Option<LeftOut> {
    let first = blocks.iter().find_map(|block| match &block.kind {
        Kind::Paragraph(text) => Some((block.line, text.text())),
        _ => None,
    });
    let (line, text) = first?;
    let summary = meta.summary.as_deref()?;
    let is_cut = summary.trim_end_matches(']').ends_with(['…', '.']) && summary.len() < text.len();
    let start = repeats::key(summary.trim_end_matches(|c: char| !c.is_alphanumeric()));
    let is_excerpt = is_cut && !start.is_empty() && repeats::key(&text).starts_with(&start);
    let text = meta.summary.take_if(|_| is_excerpt)?;
    Some(LeftOut { line, text, why: "a summary that is the beginning of the text".to_owned() })
}
