//! Tables. Merged cells are taken apart: the text stands in the first, and the others are empty.

use super::arrange::{self, Piece};
use super::reading::Reading;
use super::words::words;
use super::xml::Element;
use crate::import::article::{Block, Kind, Rich, Run, RunKind};

/// Columns, at most, as in a word processor (63). What stands further right goes into the last.
const MOST_COLUMNS: usize = 64;

impl Reading<'_, '_> {
    pub fn table(&mut self, element: &Element, pieces: &mut Vec<Piece>) {
        let mut rows = Vec::new();
        inside(element, "tr", &mut rows);
        let has_one = |row: &Element| {
            let mut cells = Vec::new();
            inside(row, "tc", &mut cells);
            cells.len() <= 1
        };
        // A frame around text, and no table.
        if rows.iter().all(|row| has_one(row)) {
            for row in rows {
                if !self.is_deleted(row) {
                    let inside = self.pieces(row);
                    pieces.extend(inside);
                }
            }
            return;
        }
        let line = self.current_line() + usize::from(self.held_line.is_none());
        let says_head = rows.first().is_some_and(|row| row.at(&["trPr", "tblHeader"]).is_some());
        let has_head = says_head || element.at(&["tblPr", "tblLook"]).is_some_and(has_first_row);
        let mut read: Vec<Vec<Rich>> = Vec::new();
        for row in rows {
            if !self.is_deleted(row) {
                let cells = self.row(row);
                read.push(cells);
            }
        }
        let mut rows = read.into_iter();
        let head = if has_head { rows.next().unwrap_or_default() } else { Vec::new() };
        let block = Block { line, kind: Kind::Table { head, rows: rows.collect() } };
        pieces.push(Piece::Block { block, is_inside: false });
    }

    fn is_deleted(&mut self, row: &Element) -> bool {
        let is_deleted = row.at(&["trPr", "del"]).is_some();
        if is_deleted {
            self.line += row.all("p").len();
            self.leave_out(words(row), "a row deleted in a tracked change");
        }
        is_deleted
    }

    fn row(&mut self, row: &Element) -> Vec<Rich> {
        let mut cells = Vec::new();
        let count = |element: Option<&Element>| {
            let count = element.and_then(Element::value).and_then(|count| count.parse::<usize>().ok());
            count.unwrap_or_default().min(MOST_COLUMNS)
        };
        cells.resize(count(row.at(&["trPr", "gridBefore"])), Rich::default());
        let mut elements = Vec::new();
        inside(row, "tc", &mut elements);
        for element in elements {
            let text = self.cell(element);
            let width = count(element.at(&["tcPr", "gridSpan"])).max(1);
            push_cell(&mut cells, text, width);
        }
        cells
    }

    fn cell(&mut self, element: &Element) -> Rich {
        let pieces = self.pieces(element);
        flat(&arrange::blocks(pieces))
    }
}

/// Adds a cell and those that are merged with it.
fn push_cell(cells: &mut Vec<Rich>, text: Rich, width: usize) {
    if cells.len() < MOST_COLUMNS {
        cells.push(text);
        cells.resize((cells.len() + width - 1).min(MOST_COLUMNS), Rich::default());
    } else if let Some(last) = cells.last_mut() {
        append(last, text);
    }
}

/// Elements of a name, also within those that only hold others together.
fn inside<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for child in element.elements() {
        match child.name.as_str() {
            own if own == name => found.push(child),
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "del" | "moveFrom" => {
                inside(child, name, found);
            }
            _ => {}
        }
    }
}

/// Whether a table's look has a first row of its own (ECMA-376-1, 17.4.55).
fn has_first_row(look: &Element) -> bool {
    match (look.attribute("firstRow"), look.value()) {
        (Some(first), _) => matches!(first, "1" | "true" | "on"),
        (None, Some(bits)) => u32::from_str_radix(bits, 16).is_ok_and(|bits| bits & 0x20 != 0),
        (None, None) => false,
    }
}

fn append(text: &mut Rich, more: Rich) {
    if !text.0.is_empty() && !more.0.is_empty() {
        text.0.push(Run { kind: RunKind::Break, ..Run::default() });
    }
    text.0.extend(more.0);
}

/// All text of blocks, a line for each.
fn flat(blocks: &[Block]) -> Rich {
    let mut text = Rich::default();
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(own) | Kind::Heading(_, own) => append(&mut text, own.clone()),
            Kind::Figure(figure) => {
                let pictures = figure.pictures.iter().map(|picture| Run {
                    text: picture.description.clone(),
                    kind: RunKind::Picture(picture.source.clone()),
                    ..Run::default()
                });
                append(&mut text, Rich(pictures.collect()));
                append(&mut text, figure.caption.clone());
                append(&mut text, figure.credit.clone());
            }
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => append(&mut text, flat(inner)),
            Kind::List { items, .. } => items.iter().for_each(|item| append(&mut text, flat(item))),
            Kind::Table { head, rows } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    append(&mut text, cell.clone());
                }
            }
            Kind::Code { text: code, .. } => append(&mut text, Rich::plain(code.clone())),
            Kind::Markdown(own) => append(&mut text, Rich::plain(own.clone())),
            Kind::Rule => {}
        }
    }
    text
}
