//! Pasted text: blank lines between paragraphs, or a paragraph on every line; quotations, lists and
//! tables as people type them.

use crate::import::article::{Article, Block, Kind, LeftOut, Rich};

/// Columns of the longest line in a text that was wrapped.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// So many columns short of the longest a line may end, and still be broken off and not ended.
const SLACK: usize = 8;

/// Quotations in quotations, at most; further signs are text.
const DEEPEST: usize = 6;

pub fn article(text: &str) -> Article {
    let mut article = Article::default();
    let lines: Vec<Line> = (1..)
        .zip(text.split('\n'))
        .map(|(number, raw)| Line::of(number, &without_tags(number, raw, &mut article.left_out)))
        .collect();
    let width = width(&lines);
    article.blocks = blocks(&lines, width, DEEPEST);
    article
}

struct Line {
    number: usize,
    /// With single blanks.
    text: String,
    /// What tabs divide it into, or bars at both ends and between; empty without them.
    cells: Vec<String>,
}

impl Line {
    fn of(number: usize, raw: &str) -> Line {
        let hidden = |c: &char| matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{ad}');
        let blank = |c: char| if c.is_control() && c != '\t' { ' ' } else { c };
        let seen: String = raw.chars().filter(|c| !hidden(c)).map(blank).collect();
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = spaced(&seen);
        let between_bars = text.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
        let cells = match between_bars.filter(|inner| inner.contains('|')) {
            Some(inner) => inner.split('|').map(spaced).collect(),
            None if seen.contains('\t') => seen.split('\t').map(spaced).collect(),
            None => Vec::new(),
        };
        Line { number, text, cells }
    }

    fn columns(&self) -> usize {
        columns(&self.text)
    }

    /// What is quoted: the line without its sign.
    fn quoted(&self) -> Option<Line> {
        let rest = self.text.strip_prefix('>')?;
        (rest.is_empty() || rest.starts_with([' ', '>'])).then(|| Line::of(self.number, rest))
    }
}

/// A letter of Chinese, Japanese or Korean is two columns wide.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' && is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// A sign of Chinese or Japanese, which stand without blanks.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// The width that the text was wrapped to; `None` if its paragraphs stand on a line each.
fn width(lines: &[Line]) -> Option<usize> {
    let (mut all, mut long, mut longest) = (0, 0, 0);
    for line in lines.iter().filter(|line| !line.text.is_empty() && line.cells.is_empty()) {
        let columns = line.columns();
        all += 1;
        if columns > *WRAPPED.end() {
            long += 1;
        } else {
            longest = columns.max(longest);
        }
    }
    // An address may be longer than all lines.
    (long * 20 <= all && WRAPPED.contains(&longest)).then_some(longest)
}

/// A paragraph or an item of a list, before it is known which items make a list.
struct Unit {
    line: usize,
    /// With the item's sign.
    text: String,
    item: Option<Item>,
}

#[derive(Clone, Copy, PartialEq)]
enum Item {
    Bullet { is_clear: bool },
    Number(u64),
}

fn blocks(lines: &[Line], width: Option<usize>, depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut units: Vec<Unit> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        let (length, block) = if line.text.is_empty() {
            (1, None)
        } else if let Some(quote) = quote(rest, width, depth) {
            quote
        } else if let Some(table) = table(rest) {
            table
        } else if is_rule(&line.text) {
            (1, Some(Kind::Rule))
        } else {
            let above = at.checked_sub(1).and_then(|above| lines.get(above));
            add(&mut units, above, line, width);
            (1, None)
        };
        if let Some(kind) = block {
            settle(&mut units, &mut blocks);
            blocks.push(Block { line: line.number, kind });
        }
        at += length;
    }
    settle(&mut units, &mut blocks);
    blocks
}

/// Adds a line to the paragraph above it, if that was broken off there, or begins a new one.
fn add(units: &mut Vec<Unit>, above: Option<&Line>, line: &Line, width: Option<usize>) {
    let item = item(&line.text).map(|(item, _)| item);
    let first = columns(line.text.split(' ').next().unwrap_or_default());
    let is_full = |above: &Line| {
        !above.text.is_empty() && width.is_some_and(|width| above.columns() + 1 + first + SLACK > width)
    };
    let is_broken_off = item.is_none() && above.is_some_and(is_full);
    match units.last_mut().filter(|_| is_broken_off) {
        Some(unit) => {
            let ends = (unit.text.chars().next_back(), line.text.chars().next());
            if !(ends.0.is_some_and(is_unspaced) && ends.1.is_some_and(is_unspaced)) {
                unit.text.push(' ');
            }
            unit.text.push_str(&line.text);
        }
        None => units.push(Unit { line: line.number, text: line.text.clone(), item }),
    }
}

/// Makes lists of items that follow one another, and paragraphs of everything else.
fn settle(units: &mut Vec<Unit>, blocks: &mut Vec<Block>) {
    let mut run: Vec<Unit> = Vec::new();
    for unit in units.drain(..) {
        let follows = match (run.last().and_then(|last| last.item), unit.item) {
            (Some(Item::Bullet { .. }), Some(Item::Bullet { .. })) => true,
            (Some(Item::Number(last)), Some(Item::Number(next))) => next == last + 1,
            _ => false,
        };
        if !follows {
            list(&mut run, blocks);
        }
        run.push(unit);
    }
    list(&mut run, blocks);
}

fn list(run: &mut Vec<Unit>, blocks: &mut Vec<Block>) {
    let Some(first) = run.first() else { return };
    let line = first.line;
    let (is_list, number) = match first.item {
        // One dash alone may be that of speech.
        Some(Item::Bullet { is_clear }) => (is_clear || run.len() > 1, None),
        Some(Item::Number(number)) => (run.len() > 1 || goes_on(number, blocks), Some(number)),
        None => (false, None),
    };
    if !is_list {
        blocks.extend(run.drain(..).map(|unit| Block::paragraph(unit.line, unit.text)));
        return;
    }
    let inner = |unit: Unit| {
        let text = item(&unit.text).map(|(_, rest)| rest.to_owned()).unwrap_or(unit.text);
        vec![Block::paragraph(unit.line, text)]
    };
    let items = run.drain(..).map(inner).collect();
    blocks.push(Block { line, kind: Kind::List { first: number, items } });
}

/// Whether a number goes on from a list above, with no more than its last item's own list between.
fn goes_on(number: u64, blocks: &[Block]) -> bool {
    let mut above = blocks.iter().rev().map(|block| &block.kind);
    let (Some(Kind::List { first: None, .. }), Some(Kind::List { first: Some(first), items })) =
        (above.next(), above.next())
    else {
        return false;
    };
    first + items.len() as u64 == number
}

/// What kind of item a line is, and what follows its sign.
fn item(text: &str) -> Option<(Item, &str)> {
    let after = |rest: &'_ str| rest.starts_with(' ') && rest.len() > 1;
    if let Some(sign) = text.chars().next().filter(|c| "•·‣◦▪■□●○▶-*–+".contains(*c)) {
        let rest = text.get(sign.len_utf8()..)?;
        let is_clear = !"-*–+".contains(sign);
        return after(rest).then(|| (Item::Bullet { is_clear }, rest.trim_start()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    let number = text.get(..digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
    after(rest).then(|| (Item::Number(number), rest.trim_start()))
}

fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| *c != ' ');
    text.chars().count() > 1 && signs.all(|c| "*-_=~–—".contains(c))
}

/// The lines at the start that are quoted, as in an e-mail: how many, and what they say.
fn quote(lines: &[Line], width: Option<usize>, depth: usize) -> Option<(usize, Option<Kind>)> {
    if depth == 0 {
        return None;
    }
    let quoted: Vec<Line> = lines.iter().map_while(Line::quoted).collect();
    let inner = blocks(&quoted, width, depth - 1);
    match (quoted.is_empty(), inner.is_empty()) {
        (true, _) => None,
        (false, is_empty) => Some((quoted.len(), (!is_empty).then_some(Kind::Quote(inner)))),
    }
}

/// The lines at the start that tabs divide into the same columns: how many, and their table.
fn table(lines: &[Line]) -> Option<(usize, Option<Kind>)> {
    let width = lines.first().map(|line| line.cells.len()).filter(|width| *width > 1)?;
    let is_row = |line: &&Line| line.cells.len() == width && !line.text.is_empty();
    let rows: Vec<&Line> = lines.iter().take_while(is_row).collect();
    // Of another number of columns is the next row: no table that could be told.
    let is_ragged = lines.get(rows.len()).is_some_and(|line| !line.cells.is_empty() && !line.text.is_empty());
    // A tab before each line only sets it in.
    let has_columns = rows.iter().any(|line| line.cells.iter().filter(|cell| !cell.is_empty()).count() > 1);
    if rows.len() < 2 || is_ragged || !has_columns {
        return None;
    }
    // `|---|---|` only rules off the head.
    let is_ruled = |line: &&&Line| line.text.chars().any(|c| !"|-=:+ ".contains(c));
    let mut rich =
        rows.iter().filter(is_ruled).map(|line| line.cells.iter().map(Rich::plain).collect::<Vec<Rich>>());
    let head = rich.next()?;
    let rows_below = rich.collect();
    Some((rows.len(), Some(Kind::Table { head, rows: rows_below })))
}

/// The line without tags that a page left in it.
fn without_tags(line: usize, raw: &str, left_out: &mut Vec<LeftOut>) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut tags = String::new();
    let mut rest = raw;
    while let Some((before, from)) = rest.find('<').and_then(|open| rest.split_at_checked(open)) {
        text.push_str(before);
        match tag(from).and_then(|length| from.split_at_checked(length)) {
            Some((tag, after)) => {
                tags.push_str(tag);
                // `one<br>two` is two words.
                if is_block(tag) {
                    text.push(' ');
                }
                rest = after;
            }
            None => {
                text.push('<');
                rest = from.strip_prefix('<').unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    if !tags.is_empty() {
        left_out.push(LeftOut { line, text: tags, why: "tags in plain text".to_owned() });
    }
    text
}

/// Tags that stand inside a line, and those that end it.
const INLINE: &[&str] =
    &["a", "b", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"];
const BLOCK: &[&str] = &[
    "blockquote",
    "br",
    "div",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "td",
    "tr",
    "ul",
];

/// The length of a tag of HTML at the start.
fn tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = name(text);
    let lower = name.to_ascii_lowercase();
    let is_known = INLINE.contains(&lower.as_str()) || BLOCK.contains(&lower.as_str());
    let behind = inner.strip_prefix('/').unwrap_or(inner).get(name.len()..)?;
    if !is_known || !behind.starts_with(['>', '/', ' ']) {
        return None;
    }
    let end = inner.find(['<', '>'])?;
    inner.get(end..)?.starts_with('>').then_some(end + 2)
}

fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn is_block(tag: &str) -> bool {
    BLOCK.contains(&name(tag).to_ascii_lowercase().as_str())
}
