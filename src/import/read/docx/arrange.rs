//! Paragraphs in their order become blocks: lists from their items, figures with their captions.

use std::collections::{BTreeMap, VecDeque};

use super::numbering::{DEEPEST, Sign};
use super::styles::Role;
use crate::import::article::{Block, Kind, Rich, RunKind};

/// A paragraph, or what is a block already.
#[derive(Debug)]
pub enum Piece {
    Text {
        line: usize,
        role: Option<Role>,
        item: Option<Item>,
        text: Rich,
    },
    Block {
        block: Block,
        /// It belongs to the list's item before it.
        is_inside: bool,
    },
}

/// Where a paragraph stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub list: String,
    pub level: usize,
    pub sign: Sign,
}

/// Numbers that the next items have, by list and level.
type Counts = BTreeMap<String, [Option<u64>; DEEPEST + 1]>;

struct Entry {
    item: Item,
    blocks: Vec<Block>,
}

pub fn blocks(pieces: Vec<Piece>) -> Vec<Block> {
    let shift = shift(&pieces);
    let mut pieces = VecDeque::from(pieces);
    let mut counts = Counts::new();
    let mut blocks = Vec::new();
    let mut has_title = false;
    while let Some(piece) = pieces.pop_front() {
        let (line, role, item, text) = match piece {
            Piece::Text { line, role, item, text } => (line, role, item, text),
            Piece::Block { block, .. } => {
                blocks.push(block);
                continue;
            }
        };
        if let Some(item) = item {
            let first = Entry { item, blocks: vec![Block { line, kind: Kind::Paragraph(text) }] };
            let entries = entries(first, &mut pieces);
            blocks.extend(lists(entries, &mut counts));
            continue;
        }
        let kind = match role {
            Some(Role::Title) => {
                let level = if has_title { 2 } else { 1 };
                has_title = true;
                Kind::Heading(level, plain(text))
            }
            Some(Role::Heading(level)) => Kind::Heading((level + shift).min(6), plain(text)),
            Some(Role::Quote) => {
                let mut inner = vec![Block { line, kind: Kind::Paragraph(text) }];
                while let Some((line, text)) = next_of(Role::Quote, &mut pieces) {
                    inner.push(Block { line, kind: Kind::Paragraph(text) });
                }
                Kind::Quote(inner)
            }
            Some(Role::Code) if is_letters(&text) => {
                let mut lines = vec![text.text()];
                while let Some((_, text)) = next_of(Role::Code, &mut pieces) {
                    lines.push(text.text());
                }
                Kind::Code { language: String::new(), text: lines.join("\n") }
            }
            Some(Role::Caption) => match caption(text, &mut blocks, &mut pieces) {
                Some(text) => Kind::Paragraph(text),
                None => continue,
            },
            _ => Kind::Paragraph(text),
        };
        blocks.push(Block { line, kind });
    }
    blocks
}

/// The first level is the title's. A document that uses it for its parts, too, has all headings one
/// level down.
fn shift(pieces: &[Piece]) -> u8 {
    let count = |wanted: Role| {
        pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Text { role: Some(role), .. } if *role == wanted))
            .count()
    };
    u8::from(count(Role::Title) > 0 || count(Role::Heading(1)) > 1)
}

/// A heading's style makes it bold; that is no stress.
fn plain(mut text: Rich) -> Rich {
    let is_all = |mark: fn(&crate::import::article::Run) -> bool| {
        text.0.iter().filter(|run| run.kind == RunKind::Text && !run.text.trim().is_empty()).all(mark)
    };
    let (all_strong, all_emphasis) = (is_all(|run| run.strong), is_all(|run| run.emphasis));
    for run in &mut text.0 {
        run.strong &= !all_strong;
        run.emphasis &= !all_emphasis;
    }
    text
}

fn is_letters(text: &Rich) -> bool {
    text.0.iter().all(|run| matches!(run.kind, RunKind::Text | RunKind::Break))
}

/// The next paragraph, if it has the same role.
fn next_of(wanted: Role, pieces: &mut VecDeque<Piece>) -> Option<(usize, Rich)> {
    let is_next = match pieces.front() {
        Some(Piece::Text { role, item: None, text, .. }) => {
            *role == Some(wanted) && (wanted != Role::Code || is_letters(text))
        }
        _ => false,
    };
    if !is_next {
        return None;
    }
    match pieces.pop_front()? {
        Piece::Text { line, text, .. } => Some((line, text)),
        Piece::Block { .. } => None,
    }
}

/// Gives a caption to the figure before it, or to that after it; returns it if there is none.
fn caption(text: Rich, blocks: &mut [Block], pieces: &mut VecDeque<Piece>) -> Option<Rich> {
    let is_table = |piece: Option<&Piece>| {
        matches!(piece, Some(Piece::Block { block: Block { kind: Kind::Table { .. }, .. }, .. }))
    };
    let is_tables = is_table(pieces.front());
    if let Some(Block { kind: Kind::Figure(figure), .. }) = blocks.last_mut()
        && figure.caption.is_empty()
        && !is_tables
    {
        figure.caption = text;
        return None;
    }
    let has_own = matches!(pieces.get(1), Some(Piece::Text { role: Some(Role::Caption), .. }));
    if let Some(Piece::Block { block: Block { kind: Kind::Figure(figure), .. }, .. }) = pieces.front_mut()
        && figure.caption.is_empty()
        && !has_own
    {
        figure.caption = text;
        return None;
    }
    Some(text)
}

/// An item and all that follow it without anything between them.
fn entries(first: Entry, pieces: &mut VecDeque<Piece>) -> Vec<Entry> {
    let mut entries = vec![first];
    loop {
        let belongs = match pieces.front() {
            Some(Piece::Text { item, role, .. }) => item.is_some() || *role == Some(Role::Continued),
            Some(Piece::Block { is_inside, .. }) => *is_inside,
            None => false,
        };
        if !belongs {
            return entries;
        }
        let Some(piece) = pieces.pop_front() else { return entries };
        let block = match piece {
            Piece::Text { line, item, text, .. } => {
                let block = Block { line, kind: Kind::Paragraph(text) };
                if let Some(item) = item {
                    entries.push(Entry { item, blocks: vec![block] });
                    continue;
                }
                block
            }
            Piece::Block { block, .. } => block,
        };
        if let Some(last) = entries.last_mut() {
            last.blocks.push(block);
        }
    }
}

/// Items of all levels as lists inside each other.
fn lists(entries: Vec<Entry>, counts: &mut Counts) -> Vec<Block> {
    let mut level = entries.first().map_or(0, |first| first.item.level);
    let mut lists: Vec<(Item, Block)> = Vec::new();
    let mut entries = VecDeque::from(entries);
    while let Some(entry) = entries.pop_front() {
        let Entry { item, blocks } = entry;
        level = level.min(item.level);
        let last_item = lists.last_mut().and_then(|(_, list)| match &mut list.kind {
            Kind::List { items, .. } => items.last_mut(),
            _ => None,
        });
        if let Some(last_item) = last_item {
            if item.sign == Sign::Blank {
                last_item.extend(blocks);
                continue;
            }
            if item.level > level {
                let mut deeper = vec![Entry { item, blocks }];
                while entries.front().is_some_and(|next| next.item.level > level) {
                    deeper.extend(entries.pop_front());
                }
                last_item.extend(self::lists(deeper, counts));
                continue;
            }
        }
        add(&mut lists, item, blocks, counts);
    }
    lists.into_iter().map(|(_, list)| list).collect()
}

/// Adds an item to the last list, or to a new one if it is of another kind.
fn add(lists: &mut Vec<(Item, Block)>, item: Item, blocks: Vec<Block>, counts: &mut Counts) {
    let numbers = counts.entry(item.list.clone()).or_default();
    let number = match (item.sign, numbers.get(item.level).copied().flatten()) {
        (Sign::Number(_), Some(next)) => Some(next),
        (Sign::Number(start), None) => Some(start),
        _ => None,
    };
    for (level, next) in numbers.iter_mut().enumerate().skip(item.level) {
        *next = if level == item.level { number.map(|number| number.saturating_add(1)) } else { None };
    }
    let goes_on = lists.last().is_some_and(|(last, _)| match item.sign {
        Sign::Number(_) => last.list == item.list && matches!(last.sign, Sign::Number(_)),
        _ => !matches!(last.sign, Sign::Number(_)),
    });
    match lists.last_mut() {
        Some((_, Block { kind: Kind::List { items, .. }, .. })) if goes_on => items.push(blocks),
        _ => {
            let line = blocks.first().map_or(1, |block| block.line);
            lists.push((item, Block { line, kind: Kind::List { first: number, items: vec![blocks] } }));
        }
    }
}
