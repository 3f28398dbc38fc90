//! Tables. A wide one scrolls by itself, and a column head without text is none.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::walk::Walk;
use crate::text::escape;

/// Where in a table the walk is. Tables hold no tables.
#[derive(Default)]
pub(super) struct Table {
    columns: Vec<Alignment>,
    column: usize,
    is_head: bool,
    /// Of the cell that is open.
    element: &'static str,
}

impl Walk<'_> {
    pub(super) fn table(&mut self, at: usize, event: &Event) {
        match event {
            Event::Start(Tag::Table(columns)) => {
                self.table = Table { columns: columns.clone(), ..Table::default() };
                let label = self.table_label(at);
                self.html(format!(
                    "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table>",
                    escape(&label)
                ));
            }
            Event::Start(Tag::TableHead) => {
                self.table.is_head = true;
                self.html("<thead><tr>");
            }
            Event::End(TagEnd::TableHead) => {
                self.table.is_head = false;
                self.html("</tr></thead><tbody>\n");
            }
            Event::Start(Tag::TableRow) => {
                self.table.column = 0;
                self.html("<tr>");
            }
            Event::End(TagEnd::TableRow) => self.html("</tr>\n"),
            Event::Start(Tag::TableCell) => self.open_cell(at),
            Event::End(TagEnd::TableCell) => self.html(format!("</{}>", self.table.element)),
            Event::End(TagEnd::Table) => self.html("</tbody></table>\n</div>\n"),
            _ => {}
        }
    }

    fn open_cell(&mut self, at: usize) {
        // The corner above a column of names is empty, and heads nothing.
        let is_empty = self.end_of(at) == at + 1;
        self.table.element = if self.table.is_head && !is_empty { "th" } else { "td" };
        let style = match self.table.columns.get(self.table.column) {
            Some(Alignment::Left) => " style=\"text-align: left\"",
            Some(Alignment::Center) => " style=\"text-align: center\"",
            Some(Alignment::Right) => " style=\"text-align: right\"",
            Some(Alignment::None) | None => "",
        };
        self.table.column += 1;
        self.html(format!("<{}{style}>", self.table.element));
    }

    /// A table that scrolls needs a name for those who do not see it: its first head.
    fn table_label(&self, at: usize) -> String {
        let head: Vec<String> = (at..self.events.len())
            .take_while(|&index| !matches!(self.events[index].0, Event::End(TagEnd::TableHead)))
            .filter(|&index| matches!(self.events[index].0, Event::Start(Tag::TableCell)))
            .map(|index| self.plain(index..self.end_of(index)))
            .filter(|text| !text.is_empty())
            .collect();
        if head.is_empty() { "·".to_owned() } else { head.join(", ") }
    }
}
