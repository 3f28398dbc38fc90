//! Footnotes: numbered by their first reference, and put at the end.

use pulldown_cmark::Event;

use super::walk::Walk;
use crate::diagnostic::Diagnostic;

impl Walk<'_> {
    /// Sets a definition aside; its text comes at the end.
    pub(super) fn footnote(&mut self, at: usize, label: &str) -> usize {
        let end = self.end_of(at);
        let range = self.events[at].1.clone();
        let pieces = self.apart(at + 1..end);
        if self.definitions.contains_key(label) {
            let place = self.place(&(range.start..range.start + label.len() + 4));
            let twice = Diagnostic::error(place, format!("footnote `{label}` is written twice"));
            self.report(twice.help("give one of the two another label"));
        } else {
            self.definitions.insert(label.to_owned(), (pieces, range));
        }
        end + 1
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        let next = self.footnotes.len() + 1;
        let (number, times) = self.footnotes.entry(label.to_owned()).or_insert((next, 0));
        *times += 1;
        let again = if *times == 1 { String::new() } else { format!("-{times}") };
        let id = format!("fnref-{number}{again}");
        let number = *number;
        self.html("<sup class=\"footnote-ref\"><a href=\"");
        self.anchor(format!("#fn-{number}"));
        self.html(format!("\" id=\"{id}\">{number}</a></sup>"));
    }

    /// A reference without a definition is plain text to Markdown: `[`, `^label`, `]`.
    pub(super) fn doubt_footnote(&mut self, at: usize) {
        let text = |at: usize| match self.events.get(at) {
            Some((Event::Text(text), range)) => Some((&**text, range)),
            _ => None,
        };
        let (Some(("[", start)), Some((label, _)), Some((close, _))) = (text(at), text(at + 1), text(at + 2))
        else {
            return;
        };
        let Some(label) = label.strip_prefix('^').filter(|_| close.starts_with(']')) else { return };
        let place = self.place(&(start.start..start.end + label.len() + 2));
        let diagnostic = Diagnostic::warning(place, format!("there is no footnote `{label}`"))
            .help(format!("write its text on a line of its own: [^{label}]: …"));
        self.report(diagnostic);
    }

    /// Puts the footnotes at the end, in the order of their first reference.
    pub(super) fn place_footnotes(&mut self) {
        let mut definitions = std::mem::take(&mut self.definitions);
        let mut order: Vec<(usize, String)> =
            self.footnotes.iter().map(|(label, (number, _))| (*number, label.clone())).collect();
        order.sort();
        order.retain(|(_, label)| definitions.contains_key(label));
        if !order.is_empty() {
            self.html("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
            self.word("footnotes");
            self.html("\">\n<ol>\n");
            for (number, label) in order {
                let Some((pieces, _)) = definitions.remove(&label) else { continue };
                self.html(format!("<li id=\"fn-{number}\">\n"));
                self.pieces.extend(pieces);
                let times = self.footnotes.get(&label).map_or(1, |(_, times)| *times);
                for time in 1..=times {
                    self.back_link(number, time);
                }
                self.html("</li>\n");
            }
            self.html("</ol>\n</section>\n");
        }
        for (label, (_, range)) in definitions {
            let place = self.place(&range);
            self.found.push(
                Diagnostic::error(
                    place,
                    format!("footnote `{label}` is never referred to, so nobody would see it"),
                )
                .help(format!("write [^{label}] where it belongs, or delete it")),
            );
        }
    }

    /// Leads back to where a footnote was referred to, once for each time.
    fn back_link(&mut self, number: usize, time: usize) {
        let (again, sign) = match time {
            1 => (String::new(), String::new()),
            _ => (format!("-{time}"), format!("<sup>{time}</sup>")),
        };
        self.html("<a class=\"footnote-back\" href=\"");
        self.anchor(format!("#fnref-{number}{again}"));
        self.html("\" role=\"doc-backlink\" aria-label=\"");
        self.word("back_to_text");
        self.html(format!("\">↩{sign}</a>\n"));
    }
}
