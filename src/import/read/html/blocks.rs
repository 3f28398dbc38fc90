//! An element of the tree → blocks with their marks.

use std::rc::Rc;

use super::address::{Base, Target};
use super::figures::Parts;
use super::find::{Found, Measure};
use super::line::{Line, Marks};
use super::notes::Notes;
use super::outside;
use super::pictures::shortened;
use super::place::{self, Place};
use super::repeats::Repeats;
use super::tree::{Id, Tree, is_block};
use crate::import::article::{Attachment, Block, Kind, LeftOut, Rich, Run, RunKind};

/// Quotes and lists in each other, at most: what writes Markdown goes through each line once for each.
const DEEPEST: usize = 12;

/// Bytes that links may take in all: a link stands in every run of its text.
const LINKS: usize = 32 << 20;

pub struct Walk<'t> {
    pub tree: &'t Tree,
    pub measure: &'t Measure,
    pub found: Found,
    pub base: &'t Base,
    pub notes: Notes,
    pub repeats: Repeats,
    pub files: Vec<Attachment>,
    pub left_out: Vec<LeftOut>,
    pub line: Line,
    /// Figures that stand in the middle of a paragraph, and follow it.
    pub waiting: Vec<Block>,
    /// Of the figure that is being read.
    pub figure: Option<Parts>,
    depth: usize,
    links: usize,
}

impl<'t> Walk<'t> {
    pub fn new(tree: &'t Tree, measure: &'t Measure, found: Found, base: &'t Base, repeats: Repeats) -> Self {
        Self {
            tree,
            measure,
            found,
            base,
            notes: super::notes::of(tree, found.article),
            repeats,
            files: Vec::new(),
            left_out: Vec::new(),
            line: Line::default(),
            waiting: Vec::new(),
            figure: None,
            depth: 0,
            links: 0,
        }
    }

    pub fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.children(self.found.article, &Marks::default(), &mut blocks);
        self.flush(&mut blocks);
        blocks
    }

    pub fn children(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        let tree = self.tree;
        for child in tree.children(id) {
            self.node(child, marks, out);
        }
    }

    pub fn node(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        if let Some(text) = self.tree.text(id) {
            return self.text(text, marks, self.tree.line(id));
        }
        let name = self.tree.name(id);
        if self.tree.is_silent(id) {
            if matches!(name, "iframe") {
                self.leave_out_address(id, "src", "an embedded frame");
            }
            return;
        }
        if let Some(why) = self.reason_against(id) {
            if is_block(name) {
                self.flush(out);
            }
            return self.leave_out(id, &why);
        }
        if let Some(label) = self.notes.notes.get(&id).cloned() {
            return self.note(id, label, out);
        }
        if self.is_picture_part(id, out) {
            return self.picture_part(id, marks, out);
        }
        if is_block(name) {
            self.flush(out);
            self.block(id, name, marks, out);
            self.flush(out);
        } else {
            self.inline(id, name, marks, out);
        }
    }

    fn block(&mut self, id: Id, name: &str, marks: &Marks, out: &mut Vec<Block>) {
        let line = self.tree.line(id);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.bytes().last().map_or(2, |digit| digit.saturating_sub(b'0'));
                self.heading(id, level, out);
            }
            "hr" => out.push(Block { line, kind: Kind::Rule }),
            "blockquote" | "ul" | "ol" | "dir" | "menu" if self.depth >= DEEPEST => {
                self.children(id, marks, out);
            }
            "blockquote" => {
                let inner = self.nested(id, marks);
                if !inner.is_empty() {
                    out.push(Block { line, kind: Kind::Quote(inner) });
                }
            }
            "ul" | "ol" | "dir" | "menu" => self.list(id, name == "ol", marks, out),
            "table" => self.table(id, marks, out),
            "pre" | "listing" | "xmp" | "plaintext" => self.code(id, out),
            "dt" | "summary" => self.children(id, &Marks { strong: true, ..marks.clone() }, out),
            _ => self.children(id, marks, out),
        }
    }

    fn inline(&mut self, id: Id, name: &str, marks: &Marks, out: &mut Vec<Block>) {
        let mut marks = marks.clone();
        match name {
            "br" => {
                if self.line.break_off() {
                    self.flush(out);
                }
                return;
            }
            "b" | "strong" => marks.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => marks.emphasis = true,
            "s" | "strike" | "del" => marks.struck = true,
            "code" | "kbd" | "samp" | "tt" => marks.code = true,
            "time" => marks.is_time = true,
            "span" => styled(self.tree.attribute(id, "style"), &mut marks),
            "q" => {
                let line = self.tree.line(id);
                self.text("“", &marks, line);
                self.children(id, &marks, out);
                return self.text("”", &marks, line);
            }
            "a" => {
                if let Some(label) = self.notes.references.get(&id) {
                    let run = Run { text: label.clone(), kind: RunKind::Reference, ..Run::default() };
                    return self.line.push_run(run, self.tree.line(id));
                }
                marks.link = self.link(id).or(marks.link);
            }
            "svg" | "audio" | "video" | "canvas" | "object" | "embed" | "datalist" => {
                let what = if name == "svg" { "words in a drawing" } else { "an embedded object" };
                return self.leave_out(id, what);
            }
            _ => {}
        }
        self.children(id, &marks, out);
    }

    /// Where a link leads, if that is somewhere.
    fn link(&mut self, id: Id) -> Option<Rc<str>> {
        let href = self.tree.attribute(id, "href")?;
        match self.base.resolved(href) {
            Target::Address(url) => Some(url.into()),
            Target::Fragment => None,
            Target::Forbidden => {
                self.leave_out_address(id, "href", "a link that leads to no page; its text is kept");
                None
            }
        }
    }

    pub fn text(&mut self, text: &str, marks: &Marks, line: usize) {
        if let Some(link) = &marks.link {
            self.links += link.len();
            if self.links > LINKS {
                return self.line.push(text, &Marks { link: None, ..marks.clone() }, line);
            }
        }
        self.line.push(text, marks, line);
    }

    /// Ends the paragraph.
    pub fn flush(&mut self, out: &mut Vec<Block>) {
        let is_blank = self.line.is_blank();
        let (text, line, times) = self.line.take();
        if !is_blank {
            match self.repeats.of(&text, None, &times) {
                Some(why) => self.left_out.push(LeftOut { line, text: text.text(), why: why.to_owned() }),
                None => out.push(Block { line, kind: Kind::Paragraph(text) }),
            }
        }
        out.append(&mut self.waiting);
    }

    /// What stands in an element, apart from the paragraph around it.
    pub fn apart(&mut self, id: Id, marks: &Marks) -> Vec<Block> {
        let line = std::mem::take(&mut self.line);
        let waiting = std::mem::take(&mut self.waiting);
        let mut inner = Vec::new();
        self.children(id, marks, &mut inner);
        self.flush(&mut inner);
        self.line = line;
        self.waiting = waiting;
        inner
    }

    fn nested(&mut self, id: Id, marks: &Marks) -> Vec<Block> {
        self.depth += 1;
        let inner = self.apart(id, marks);
        self.depth -= 1;
        inner
    }

    fn heading(&mut self, id: Id, level: u8, out: &mut Vec<Block>) {
        self.repeats.is_in_heading = true;
        let inner = self.apart(id, &Marks::default());
        self.repeats.is_in_heading = false;
        for block in inner {
            let Kind::Paragraph(text) = block.kind else {
                out.push(block);
                continue;
            };
            match self.repeats.of(&text, Some(level), &[]) {
                Some(why) => {
                    self.left_out.push(LeftOut { line: block.line, text: text.text(), why: why.to_owned() });
                }
                None => out.push(Block { line: block.line, kind: Kind::Heading(level, text) }),
            }
        }
    }

    fn list(&mut self, id: Id, is_ordered: bool, marks: &Marks, out: &mut Vec<Block>) {
        let (mut items, mut notes) = (Vec::new(), Vec::new());
        let tree = self.tree;
        for child in tree.children(id) {
            let mut inner = Vec::new();
            self.depth += 1;
            if tree.name(child) == "li"
                && !self.notes.notes.contains_key(&child)
                && self.reason_against(child).is_none()
            {
                inner = self.apart(child, marks);
            } else {
                self.node(child, marks, &mut inner);
                self.flush(&mut inner);
            }
            self.depth -= 1;
            // A note in a list's item would be no note.
            let (own, rest): (Vec<Block>, Vec<Block>) =
                inner.into_iter().partition(|block| matches!(block.kind, Kind::Note { .. }));
            notes.extend(own);
            if !rest.is_empty() {
                items.push(rest);
            }
        }
        if let Some(line) = items.first().and_then(|item| item.first()).map(|block| block.line) {
            let first = tree.attribute(id, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            out.push(Block { line, kind: Kind::List { first: is_ordered.then_some(first), items } });
        }
        out.extend(notes);
    }

    fn note(&mut self, id: Id, label: String, out: &mut Vec<Block>) {
        self.flush(out);
        let blocks = self.nested(id, &Marks::default());
        if !blocks.is_empty() {
            out.push(Block { line: self.tree.line(id), kind: Kind::Note { label, blocks } });
        }
    }

    fn code(&mut self, id: Id, out: &mut Vec<Block>) {
        let tree = self.tree;
        let mut text = String::new();
        for at in id + 1..tree.end(id) {
            match tree.text(at) {
                Some(part) if !tree.ancestors(at).take_while(|&up| up >= id).any(|up| tree.is_silent(up)) => {
                    text.push_str(part);
                }
                _ if tree.name(at) == "br" => text.push('\n'),
                _ => {}
            }
        }
        let holders =
            std::iter::once(id).chain(tree.children(id).filter(|&child| tree.name(child) == "code"));
        let language = holders.into_iter().find_map(|id| language(tree, id)).unwrap_or_default();
        let text = text.strip_prefix('\n').unwrap_or(&text).trim_end().to_owned();
        if !text.trim().is_empty() {
            out.push(Block { line: tree.line(id), kind: Kind::Code { language, text } });
        }
    }

    /// Why an element inside of the article is none of its text.
    pub fn reason_against(&self, id: Id) -> Option<String> {
        let tree = self.tree;
        if self.notes.returns.contains_key(&id) {
            return Some("a link back from a note".to_owned());
        }
        if tree.is_hidden(id) {
            return Some("hidden on the page".to_owned());
        }
        if self.found.is_beside(tree, self.measure, id) {
            return Some("outside the article: links to other texts".to_owned());
        }
        let place: Place = place::of(tree, id)?;
        let prose = self.measure.own(tree, id);
        let is_most = prose > 0 && prose * 5 >= self.measure.own(tree, self.found.article) * 2;
        let has_notes = self.notes.notes.range(id..tree.end(id)).next().is_some();
        (!is_most && !has_notes).then(|| format!("inside the article: {place}"))
    }

    pub fn leave_out(&mut self, id: Id, why: &str) {
        let tree = self.tree;
        self.left_out.extend(outside::blocks(tree, id, tree.end(id), None, &|_, _| why.to_owned()));
    }

    fn leave_out_address(&mut self, id: Id, attribute: &str, why: &str) {
        let text = shortened(self.tree.attribute(id, attribute).unwrap_or_default());
        if !text.is_empty() {
            self.left_out.push(LeftOut { line: self.tree.line(id), text, why: why.to_owned() });
        }
    }
}

/// Marks that some editors write as styles.
fn styled(style: Option<&str>, marks: &mut Marks) {
    let Some(style) = style else { return };
    let style: String = style.to_lowercase().split_whitespace().collect();
    marks.strong |=
        ["font-weight:bold", "font-weight:700", "font-weight:600"].iter().any(|bold| style.contains(bold));
    marks.emphasis |= style.contains("font-style:italic");
}

/// A programming language, as highlighters write it into classes.
fn language(tree: &Tree, id: Id) -> Option<String> {
    let class = tree.attribute(id, "class").unwrap_or_default();
    let marked = class
        .split_ascii_whitespace()
        .find_map(|word| word.strip_prefix("language-").or_else(|| word.strip_prefix("lang-")));
    let named =
        marked.or_else(|| tree.attribute(id, "data-language")).or_else(|| tree.attribute(id, "data-lang"))?;
    let is_name = named.chars().all(|c| c.is_ascii_alphanumeric() || "+-#.".contains(c)) && named.len() < 30;
    is_name.then(|| named.to_owned())
}

/// Blocks as one text, for places that have room for no more than that.
pub fn joined(blocks: Vec<Block>) -> Rich {
    let mut runs: Vec<Run> = Vec::new();
    for block in blocks {
        let text = match block.kind {
            Kind::Paragraph(text) | Kind::Heading(_, text) => text.0,
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => joined(inner).0,
            Kind::List { items, .. } => joined(items.into_iter().flatten().collect()).0,
            Kind::Table { head, rows } => {
                let cells = std::iter::once(head).chain(rows).flatten();
                joined(cells.map(|cell| Block { line: 0, kind: Kind::Paragraph(cell) }).collect()).0
            }
            Kind::Code { text, .. } => vec![Run { text, code: true, ..Run::default() }],
            Kind::Figure(figure) => {
                let pictures = figure.pictures.into_iter().map(|picture| Run {
                    text: picture.description,
                    kind: RunKind::Picture(picture.source),
                    ..Run::default()
                });
                pictures.chain(figure.caption.0).chain(figure.credit.0).collect()
            }
            Kind::Rule => Vec::new(),
            Kind::Markdown(text) => Rich::plain(text).0,
        };
        if !runs.is_empty() && !text.is_empty() {
            runs.push(Run { kind: RunKind::Break, ..Run::default() });
        }
        runs.extend(text);
    }
    Rich(runs)
}
