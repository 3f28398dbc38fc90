//! Tables, and those that only put things beside each other.

use super::blocks::{Walk, joined};
use super::line::Marks;
use super::tree::{Id, Tree};
use crate::import::article::{Block, Kind, Rich};

/// A table that has more columns or cells is read as a text: in Markdown, each row is as wide as the
/// widest.
const WIDEST: usize = 40;
const MOST: usize = 100_000;

impl Walk<'_> {
    pub fn table(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        let tree = self.tree;
        let rows = rows(tree, id);
        let widths: Vec<usize> =
            rows.iter().map(|&row| cells(tree, row).map(|cell| span(tree, cell)).sum()).collect();
        let widest = widths.iter().copied().max().unwrap_or_default();
        let has_heads = rows.iter().any(|&row| cells(tree, row).any(|cell| tree.name(cell) == "th"));
        let is_data = widest > 1 && (has_heads || (rows.len() > 1 && widths.iter().all(|&width| width > 1)));
        let is_layout = (id + 1..tree.end(id)).any(|inner| is_large(tree.name(inner)));
        if !is_data || is_layout || widest > WIDEST || rows.len() * widest > MOST {
            return self.children(id, marks, out);
        }
        let mut table = Vec::new();
        for child in tree.children(id) {
            self.beside_rows(child, marks, out);
        }
        for &row in &rows {
            let mut line = Vec::new();
            for cell in tree.children(row) {
                if !matches!(tree.name(cell), "td" | "th") {
                    self.stray(cell, marks, out);
                    continue;
                }
                line.push(joined(self.apart(cell, &Marks::default())));
                line.extend((1..span(tree, cell)).map(|_| Rich::default()));
            }
            table.push(line);
        }
        let is_head = rows.first().is_some_and(|&row| {
            let is_in_head = tree.parent(row).is_some_and(|parent| tree.name(parent) == "thead");
            is_in_head || cells(tree, row).all(|cell| tree.name(cell) == "th")
        });
        let head = if is_head { table.remove(0) } else { Vec::new() };
        out.push(Block { line: tree.line(id), kind: Kind::Table { head, rows: table } });
    }

    /// Everything between a table's rows: its caption, and what does not belong there.
    fn beside_rows(&mut self, child: Id, marks: &Marks, out: &mut Vec<Block>) {
        let tree = self.tree;
        match tree.name(child) {
            "tr" => {}
            "thead" | "tbody" | "tfoot" => {
                let stray = tree.children(child).filter(|&inner| tree.name(inner) != "tr");
                stray.for_each(|inner| self.stray(inner, marks, out));
            }
            _ => self.stray(child, marks, out),
        }
    }

    fn stray(&mut self, id: Id, marks: &Marks, out: &mut Vec<Block>) {
        self.node(id, marks, out);
        self.flush(out);
    }
}

fn rows(tree: &Tree, table: Id) -> Vec<Id> {
    let mut rows = Vec::new();
    for child in tree.children(table) {
        match tree.name(child) {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => {
                rows.extend(tree.children(child).filter(|&row| tree.name(row) == "tr"))
            }
            _ => {}
        }
    }
    rows
}

fn cells(tree: &Tree, row: Id) -> impl Iterator<Item = Id> + '_ {
    tree.children(row).filter(|&cell| matches!(tree.name(cell), "td" | "th"))
}

fn span(tree: &Tree, cell: Id) -> usize {
    let span = tree.attribute(cell, "colspan").and_then(|span| span.trim().parse::<usize>().ok());
    span.unwrap_or(1).clamp(1, 12)
}

/// Elements that no table of data has in its cells.
fn is_large(name: &str) -> bool {
    matches!(name, "table" | "h1" | "h2" | "figure" | "article" | "section" | "blockquote" | "pre")
}
