//! Pictures with their captions and credits.

use super::blocks::{Walk, joined};
use super::line::Marks;
use super::pictures::{self, Found};
use super::tree::{Id, Tree, is_block};
use crate::import::article::{Block, Figure, Kind, LeftOut, Picture, Rich, Run, RunKind};

/// What was found of a figure so far.
#[derive(Debug, Default)]
pub struct Parts {
    pictures: Vec<Picture>,
    credits: Vec<Block>,
}

/// Nodes in what can be a picture with its caption and no more, at most.
const LARGEST: usize = 80;

const CAPTIONS: &[&str] =
    &["bildunterschrift", "caption", "captions", "cutline", "figcaption", "legende", "légende"];
const CREDITS: &[&str] = &["copyright", "credit", "credits", "photographer"];
const PICTURES: &[&str] = &["figure", "image", "img", "media", "photo", "picture"];
const DESCRIPTIONS: &[&str] = &["desc", "description", "info", "text", "txt", "legend"];

impl Walk<'_> {
    /// Whether an element is a picture, a figure, or a caption or credit of one.
    pub fn is_picture_part(&self, id: Id, out: &[Block]) -> bool {
        let name = self.tree.name(id);
        matches!(name, "img" | "amp-img" | "figure" | "noscript")
            || (self.figure.is_some() && is_credit(self.tree, id))
            || (self.figure.is_none() && (is_group(self.tree, id) || self.belongs_to_last(id, out)))
    }

    pub fn picture_part(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        match self.tree.name(id) {
            "img" | "amp-img" => self.picture(id, marks, out),
            "noscript" => self.without_script(id, marks, out),
            _ if self.figure.is_some() && is_credit(self.tree, id) => {
                let credit = self.apart(id, &Marks::default());
                if let Some(parts) = &mut self.figure {
                    parts.credits.extend(credit);
                }
            }
            "figure" => self.figure(id, marks, out),
            _ if is_group(self.tree, id) => self.figure(id, marks, out),
            _ => self.caption_of_last(id, out),
        }
    }

    fn figure(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        let tree = self.tree;
        // A gallery, and figures in figures of any depth.
        let is_around =
            self.figure.is_some() || (id + 1..tree.end(id)).any(|inner| tree.name(inner) == "figure");
        if is_around {
            self.flush(out);
            self.children(id, marks, out);
            return self.flush(out);
        }
        self.flush(out);
        self.figure = Some(Parts::default());
        let inner = self.apart(id, &Marks::default());
        let parts = self.figure.take().unwrap_or_default();
        if parts.pictures.is_empty() {
            out.extend(inner);
            out.extend(parts.credits);
            return;
        }
        let figure =
            Figure { pictures: parts.pictures, caption: joined(inner), credit: joined(parts.credits) };
        out.push(Block { line: tree.line(id), kind: Kind::Figure(figure) });
    }

    fn picture(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        let line = self.tree.line(id);
        let picture = match pictures::found(self.tree, id, self.base, &mut self.files) {
            Found::Nothing => return,
            Found::Sign(sign) => return self.text(&sign, marks, line),
            Found::Picture(picture) => picture,
            Found::Forbidden(picture, address) => {
                let why = "a picture's address that leads to no picture".to_owned();
                self.left_out.push(LeftOut { line, text: address, why });
                picture
            }
        };
        if let Some(parts) = &mut self.figure {
            if !parts.pictures.contains(&picture) {
                parts.pictures.push(picture);
            }
        } else if self.repeats.is_in_heading || self.is_small(id) {
            let run =
                Run { text: picture.description, kind: RunKind::Picture(picture.source), ..Run::default() };
            self.line.push_run(run, line);
        } else {
            let figure = Figure { pictures: vec![picture], ..Figure::default() };
            let block = Block { line, kind: Kind::Figure(figure) };
            if self.line.is_blank() { out.push(block) } else { self.waiting.push(block) }
        }
    }

    fn is_small(&self, id: Id) -> bool {
        let size =
            |name: &str| self.tree.attribute(id, name).and_then(|size| size.trim().parse::<u32>().ok());
        [size("width"), size("height")].iter().flatten().any(|&size| size <= 48)
    }

    /// What stands in for a picture that a script would load is the picture; it is not taken twice.
    fn without_script(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        let before = out.len();
        self.children(id, marks, out);
        let is_same = |one: &Block, other: &Block| match (&one.kind, &other.kind) {
            (Kind::Figure(one), Kind::Figure(other)) => {
                let sources = |figure: &Figure| {
                    figure.pictures.iter().map(|picture| picture.source.clone()).collect::<Vec<_>>()
                };
                sources(one) == sources(other)
            }
            _ => false,
        };
        if let Some((kept, added)) = out.split_at_checked(before)
            && let (Some(last), [only]) = (kept.last(), added)
            && is_same(last, only)
        {
            out.pop();
        }
    }

    /// A caption or credit that follows the picture that was read last.
    fn belongs_to_last(&self, id: Id, out: &[Block]) -> bool {
        let Some(Block { kind: Kind::Figure(figure), .. }) = out.last() else { return false };
        let is_free = match (is_caption(self.tree, id), is_credit(self.tree, id)) {
            (true, _) => figure.caption.is_empty(),
            (false, is_credit) => is_credit && figure.credit.is_empty(),
        };
        is_free && self.line.is_blank() && self.waiting.is_empty() && !has_picture(self.tree, id)
    }

    fn caption_of_last(&mut self, id: Id, out: &mut [Block]) {
        let is_only_credit = !is_caption(self.tree, id);
        self.figure = Some(Parts::default());
        let inner = self.apart(id, &Marks::default());
        let parts = self.figure.take().unwrap_or_default();
        if let Some(Block { kind: Kind::Figure(figure), .. }) = out.last_mut() {
            let (text, credit) = (joined(inner), joined(parts.credits));
            if is_only_credit {
                figure.credit = text;
            } else {
                figure.caption = text;
                add(&mut figure.credit, credit);
            }
        }
    }
}

fn add(text: &mut Rich, more: Rich) {
    if !text.is_empty() && !more.is_empty() {
        text.0.push(Run { text: " ".to_owned(), ..Run::default() });
    }
    text.0.extend(more.0);
}

fn has_part(parts: &[String], words: &[&str]) -> bool {
    parts.iter().any(|part| words.contains(&part.as_str()))
}

fn is_caption(tree: &Tree, id: Id) -> bool {
    let parts = tree.parts(id);
    tree.name(id) == "figcaption"
        || tree.has_word(id, "itemprop", "caption")
        || has_part(&parts, CAPTIONS)
        || (has_part(&parts, PICTURES) && has_part(&parts, DESCRIPTIONS))
}

fn is_credit(tree: &Tree, id: Id) -> bool {
    let properties = ["copyrightHolder", "copyrightNotice", "creditText", "creator", "author", "credit"];
    has_part(&tree.parts(id), CREDITS)
        || properties.iter().any(|property| tree.has_word(id, "itemprop", property))
}

fn has_picture(tree: &Tree, id: Id) -> bool {
    (id..tree.end(id)).any(|id| matches!(tree.name(id), "img" | "amp-img"))
}

/// An element that is a figure by its class: it has a picture and a caption, and little else.
fn is_group(tree: &Tree, id: Id) -> bool {
    let name = tree.name(id);
    if tree.end(id) - id > LARGEST || !(is_block(name) || name == "span") || name.starts_with('h') {
        return false;
    }
    let parts = tree.parts(id);
    let is_named = has_part(&parts, CAPTIONS) || has_part(&parts, PICTURES);
    let has_caption = |id: Id| tree.is_element(id) && (is_caption(tree, id) || is_credit(tree, id));
    is_named
        && has_picture(tree, id)
        && (has_part(&parts, CAPTIONS) || (id + 1..tree.end(id)).any(has_caption))
}
