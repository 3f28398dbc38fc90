//! Word processor files: WordprocessingML in a package (ECMA-376, ISO/IEC 29500).
//!
//! [`package`] opens the archive, [`xml`] makes trees of its parts. [`styles`] and [`numbering`] know
//! what a paragraph is; [`paragraph`], [`inline`], [`drawing`] and [`table`] read; [`arrange`] makes
//! blocks of paragraphs. Whatever is not taken over is left out by name.

mod arrange;
mod drawing;
mod inline;
mod numbering;
mod package;
mod paragraph;
mod properties;
mod reading;
mod styles;
mod table;
mod words;
mod xml;

use std::collections::BTreeMap;

use self::arrange::Piece;
use self::numbering::Numbering;
use self::package::{Package, Relationships, broken};
use self::reading::Reading;
use self::styles::{Role, Styles};
use self::words::words;
use self::xml::Element;
use super::Unreadable;
use crate::import::article::{Article, Block, Kind, LeftOut, Meta};

pub fn article(bytes: &[u8]) -> Result<Article, Unreadable> {
    let mut package = Package::open(bytes)?;
    let whole = package.relationships("");
    let of = |relationships: &Relationships, kind: &str| {
        relationships
            .values()
            .find(|other| other.kind == kind && !other.is_outside)
            .map(|other| other.target.clone())
    };
    let main = of(&whole, "officeDocument").unwrap_or_else(|| "word/document.xml".to_owned());
    if !package.has(&main) {
        return Err(broken("there is no text of a word processor in it"));
    }
    let document = package.xml(&main).map_err(|error| broken(&format!("{main}: {error}")))?;
    let relationships = package.relationships(&main);
    let mut meta = Meta::default();
    if let Some(Ok(core)) = of(&whole, "core-properties").map(|part| package.xml(&part)) {
        properties::read(&core, &mut meta);
    }
    let mut left_out = Vec::new();
    let mut part = |kind: &str| {
        let part = of(&relationships, kind)?;
        let read = package.xml(&part);
        read.map_err(|error| {
            let why = format!("a part that cannot be read, so that {kind} may be lacking: {error}");
            left_out.push(LeftOut { line: 1, text: part, why });
        })
        .ok()
    };
    let styles = part("styles").as_ref().map(Styles::read).unwrap_or_default();
    let numbering = part("numbering").as_ref().map(Numbering::read).unwrap_or_default();
    let mut reading = Reading {
        package: &mut package,
        styles,
        numbering,
        relationships,
        line: 0,
        held_line: None,
        fields: Vec::new(),
        carried: Vec::new(),
        notes: Vec::new(),
        labels: BTreeMap::new(),
        comments: BTreeMap::new(),
        files: Vec::new(),
        attached: BTreeMap::new(),
        taken: BTreeMap::new(),
        left_out,
    };
    let body = document.child("body").unwrap_or(&document);
    let mut pieces = reading.pieces(body);
    take_authors(&mut meta, &mut pieces);
    let mut blocks = arrange::blocks(pieces);
    let main_relationships = reading.relationships.clone();
    blocks.extend(reading.notes(&main_relationships));
    reading.comments(&main_relationships);
    reading.margins(&main_relationships);
    settle_title(&mut meta, &blocks);
    let Reading { files, left_out, .. } = reading;
    Ok(Article { meta, blocks, files, left_out })
}

/// Authors under the title win over whoever made the file.
fn take_authors(meta: &mut Meta, pieces: &mut Vec<Piece>) {
    let is_author = |piece: &mut Piece| matches!(piece, Piece::Text { role: Some(Role::Author), .. });
    let authors = pieces.extract_if(.., is_author).filter_map(|piece| match piece {
        Piece::Text { text, .. } => Some(text.text().split_whitespace().collect::<Vec<_>>().join(" ")),
        Piece::Block { .. } => None,
    });
    let authors: Vec<String> = authors.collect();
    if authors.is_empty() {
        return;
    }
    let creators = std::mem::replace(&mut meta.authors, authors);
    let others: Vec<String> = creators.into_iter().filter(|name| !meta.authors.contains(name)).collect();
    if !others.is_empty() {
        meta.extra.push(("creator".to_owned(), others));
    }
}

/// A title in the text is what the author sees; the property may be that of an earlier document.
fn settle_title(meta: &mut Meta, blocks: &[Block]) {
    let seen = blocks.iter().find_map(|block| match &block.kind {
        Kind::Heading(1, text) => Some(text.text().split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    let Some(seen) = seen else { return };
    if let Some(title) = meta.title.take().filter(|title| *title != seen) {
        meta.extra.push(("title".to_owned(), vec![title]));
    }
}

impl Reading<'_, '_> {
    /// A part that stands beside the text, with its name. What cannot be read is left out by name.
    fn beside(&mut self, main: &Relationships, kind: &str) -> Vec<(String, Element)> {
        let mut parts: Vec<String> = main
            .values()
            .filter(|relationship| relationship.kind == kind && !relationship.is_outside)
            .map(|relationship| relationship.target.clone())
            .collect();
        parts.sort();
        parts.dedup();
        let mut read = Vec::new();
        for part in parts {
            match self.package.xml(&part) {
                Ok(root) => read.push((part, root)),
                Err(error) => self.leave_out(part, format!("a part that cannot be read: {error}")),
            }
        }
        read
    }

    /// The notes that the text refers to, in that order. A note may refer to further ones.
    fn notes(&mut self, main: &Relationships) -> Vec<Block> {
        let mut parts = Vec::new();
        for kind in ["footnotes", "endnotes"] {
            for (part, root) in self.beside(main, kind) {
                parts.push((kind == "endnotes", self.package.relationships(&part), root));
            }
        }
        let mut unused: BTreeMap<(bool, String), (&Relationships, &Element)> = BTreeMap::new();
        for (is_endnote, relationships, root) in &parts {
            // Those with a type are lines between text and notes.
            let notes =
                root.elements().filter(|note| matches!(note.attribute("type"), None | Some("normal")));
            unused.extend(notes.filter_map(|note| {
                Some(((*is_endnote, note.attribute("id")?.to_owned()), (relationships, note)))
            }));
        }
        let mut blocks = Vec::new();
        // The first that is not there, its line, and how many are not.
        let mut lacking: Option<(usize, usize, usize)> = None;
        let mut at = 0;
        while let Some(reference) = self.notes.get(at).cloned() {
            at += 1;
            let note = unused.remove(&(reference.is_endnote, reference.id));
            self.held_line = Some(reference.line);
            let inner = match note {
                Some((relationships, element)) => {
                    self.relationships = relationships.clone();
                    arrange::blocks(self.pieces(element))
                }
                None => {
                    lacking.get_or_insert((at, reference.line, 0)).2 += 1;
                    continue;
                }
            };
            let kind = Kind::Note { label: at.to_string(), blocks: inner };
            blocks.push(Block { line: reference.line, kind });
        }
        self.held_line = None;
        if let Some((first, line, count)) = lacking {
            let why =
                format!("the text refers to notes that are not there: {count}, the first is note {first}");
            self.leave_out_at(line, "[^…]", why);
        }
        for (_, note) in unused.into_values() {
            self.leave_out(words(note), "a note to which nothing refers");
        }
        blocks
    }

    fn comments(&mut self, main: &Relationships) {
        for (_, root) in self.beside(main, "comments") {
            for comment in root.elements() {
                let line = comment.attribute("id").and_then(|id| self.comments.get(id)).copied();
                let author = comment.attribute("author").unwrap_or("somebody");
                self.held_line = Some(line.unwrap_or(1));
                self.leave_out(words(comment), format!("a comment by {author}"));
            }
        }
        self.held_line = None;
    }

    /// Headers and footers, which stand on every page.
    fn margins(&mut self, main: &Relationships) {
        for (kind, line) in [("header", 1), ("footer", self.line)] {
            for (_, root) in self.beside(main, kind) {
                self.held_line = Some(line);
                self.leave_out(words(&root), format!("the page's {kind}"));
            }
        }
        self.held_line = None;
    }
}
