//! What is known while a document is read, and its blocks.

use std::collections::BTreeMap;

use super::arrange::Piece;
use super::inline::{Field, Inline};
use super::numbering::Numbering;
use super::package::{Package, Relationships};
use super::paragraph::Shape;
use super::styles::Styles;
use super::words::words;
use super::xml::Element;
use crate::import::article::{Attachment, LeftOut, Run};

/// A note that the text refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteReference {
    pub is_endnote: bool,
    pub id: String,
    pub line: usize,
}

pub struct Reading<'p, 'b> {
    pub package: &'p mut Package<'b>,
    pub styles: Styles,
    pub numbering: Numbering,
    /// Those of the part that is being read.
    pub relationships: Relationships,
    /// Paragraphs so far.
    pub line: usize,
    /// Where the text refers to what is being read, which has no lines of its own.
    pub held_line: Option<usize>,
    /// Fields that have begun and not ended, from the outermost.
    pub fields: Vec<Field>,
    /// The beginning of a paragraph whose end was deleted.
    pub carried: Vec<Run>,
    /// In the order of their labels, which count from 1.
    pub notes: Vec<NoteReference>,
    /// Labels by what [`NoteReference`] says.
    pub labels: BTreeMap<(bool, String), usize>,
    /// Lines by the numbers of comments.
    pub comments: BTreeMap<String, usize>,
    pub files: Vec<Attachment>,
    /// Names of attachments by their parts in the package.
    pub attached: BTreeMap<String, String>,
    /// Names that are taken in lower case, each with the number that a further one gets.
    pub taken: BTreeMap<String, usize>,
    pub left_out: Vec<LeftOut>,
}

/// Elements that say how something looks, and hold no words.
const PROPERTIES: &[&str] = &[
    "pPr",
    "rPr",
    "sectPr",
    "tblPr",
    "tblPrEx",
    "tblGrid",
    "trPr",
    "tcPr",
    "sdtPr",
    "sdtEndPr",
    "smartTagPr",
    "customXmlPr",
    "fldData",
    "rubyPr",
    "instrText",
    "delInstrText",
];

pub fn is_property(element: &Element) -> bool {
    PROPERTIES.contains(&element.name.as_str())
}

/// Of contents that say the same in different ways, the first that can be read (ECMA-376-3, 7).
pub fn alternative(element: &Element) -> Option<&Element> {
    let says = |choice: &&Element| choice.has_any(&["t", "blip", "imagedata", "chart", "relIds"]);
    let choices = || element.elements().filter(|choice| choice.name == "Choice" || choice.name == "Fallback");
    choices().find(says).or_else(|| choices().next())
}

impl Reading<'_, '_> {
    /// Begins a paragraph.
    pub fn next_line(&mut self) -> usize {
        self.line += usize::from(self.held_line.is_none());
        self.current_line()
    }

    pub fn current_line(&self) -> usize {
        self.held_line.unwrap_or(self.line).max(1)
    }

    pub fn leave_out(&mut self, text: impl Into<String>, why: impl Into<String>) {
        self.leave_out_at(self.current_line(), text, why);
    }

    pub fn leave_out_at(&mut self, line: usize, text: impl Into<String>, why: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.left_out.push(LeftOut { line, text, why: why.into() });
        }
    }

    /// What stands in the body of a part, a cell, a note or a text box.
    pub fn pieces(&mut self, container: &Element) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.pieces_into(container, &mut pieces);
        // The last paragraph's end cannot be deleted.
        let rest = Inline { runs: std::mem::take(&mut self.carried), ..Inline::default() };
        self.finish(self.current_line(), rest, Shape::default(), &mut pieces);
        pieces
    }

    fn pieces_into(&mut self, container: &Element, pieces: &mut Vec<Piece>) {
        for element in container.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, pieces),
                "tbl" => self.table(element, pieces),
                "sdt" if is_contents(element) => {
                    self.line += element.all("p").len();
                    self.leave_out(words(element), "the table of contents");
                }
                "AlternateContent" => {
                    if let Some(chosen) = alternative(element) {
                        self.pieces_into(chosen, pieces);
                    }
                }
                "altChunk" => {
                    let part = element.relationship("id").and_then(|id| self.relationships.get(id));
                    let name = part.map_or_else(|| "altChunk".to_owned(), |part| part.target.clone());
                    self.leave_out(name, "another document inside this one; save the whole in a word processor, which takes its text in");
                }
                // Where a paragraph should be around it.
                "r" | "hyperlink" | "fldSimple" | "oMath" | "oMathPara" | "t" => {
                    let line = self.next_line();
                    let mut inline = Inline::default();
                    self.inline_element(element, &Default::default(), &mut inline);
                    self.finish(line, inline, Shape::default(), pieces);
                }
                _ if is_property(element) => {}
                _ => self.pieces_into(element, pieces),
            }
        }
    }
}

fn is_contents(element: &Element) -> bool {
    let kind = element.at(&["sdtPr", "docPartObj", "docPartGallery"]).and_then(Element::value);
    kind == Some("Table of Contents")
}
