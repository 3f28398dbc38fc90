//! Links, and the addresses in an author's own HTML.

use std::ops::Range;

use pulldown_cmark::Event;

use super::super::fragment::{Fill, Target};
use super::super::raw::{Address, addresses};
use super::super::write::Piece;
use super::walk::Walk;
use crate::diagnostic::Diagnostic;
use crate::text::escape;
use crate::url::valid;

impl Walk<'_> {
    /// What was meant as a link or a picture, and is none, would stand on the page as it was typed.
    pub(super) fn doubt_brackets(&mut self, at: usize, end: usize) {
        let text = |at: usize| match &self.events[at].0 {
            Event::Text(text) => &**text,
            _ => "",
        };
        let is_link = |at: usize| {
            text(at).contains("](") || (text(at).ends_with(']') && at < end && text(at + 1).starts_with('('))
        };
        let Some(found) = (at..end).find(|&at| is_link(at)) else { return };
        let range = &self.events[found].1;
        let close = if text(found).contains("](") { range.end } else { self.events[found + 1].1.end };
        let place = self.place(&(range.start..close));
        let message = "this looks like a link or a picture, and is none: it will be shown as it was typed";
        self.report(
            Diagnostic::warning(place, message).help(
                "a path with spaces or brackets in it goes between < and >: ![A hall](<great hall.jpg>)",
            ),
        );
    }

    pub(super) fn open_link(&mut self, address: &str, title: &str, range: &Range<usize>) {
        let target = self.target(address, range);
        self.html("<a href=\"");
        if target.is_external() {
            self.doubt_scheme(&target, range);
            self.html(escape(&valid(address)).into_owned());
        } else {
            self.pieces.push(Piece::Hole(Fill::Url(target)));
        }
        if title.is_empty() {
            self.html("\">");
        } else {
            self.html(format!("\" title=\"{}\">", escape(title)));
        }
    }

    /// A site that forbids HTML forbids scripts, wherever they hide.
    fn doubt_scheme(&mut self, target: &Target, range: &Range<usize>) {
        let scheme = target.text.split(':').next().unwrap_or("").to_ascii_lowercase();
        if !self.manner.raw_html && matches!(&*scheme, "javascript" | "vbscript" | "data") {
            let place = self.place(range);
            let message = format!("this site forbids `{scheme}:` links in texts");
            self.report(Diagnostic::error(place, message).help("link to a page or a file"));
        }
    }

    /// A block of HTML comes line by line, and its tags may take several.
    pub(super) fn html_block(&mut self, at: usize) -> usize {
        let end = self.end_of(at);
        let lines = self.events[at..end].iter().map(|(event, _)| match event {
            Event::Html(html) | Event::Text(html) => &**html,
            _ => "",
        });
        let html: String = lines.collect();
        self.raw_html(&html, &self.events[at].1);
        end + 1
    }

    /// Addresses in the author's own HTML lead where they would in Markdown.
    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        if !self.manner.raw_html {
            // A closing tag is the other half of one that has been complained about.
            if !html.trim_start().starts_with("<!--") && !html.starts_with("</") {
                let place = self.place(range);
                self.found.push(
                    Diagnostic::error(place, "this site forbids HTML in texts")
                        .help("write it in Markdown, or set raw_html: allow in dateline.yaml"),
                );
            }
            return;
        }
        let mut written = 0;
        for Address { range: found, is_quoted } in addresses(html) {
            let target = self.target(&html[found.clone()].replace("&amp;", "&"), range);
            if target.is_external() || target.text.is_empty() {
                continue;
            }
            let quote = if is_quoted { "" } else { "\"" };
            self.html(format!("{}{quote}", &html[written..found.start]));
            let is_anchor = target.text.starts_with('#');
            let fill = if is_anchor { Fill::Anchor(target.text) } else { Fill::Url(target) };
            self.pieces.push(Piece::Hole(fill));
            self.html(quote);
            written = found.end;
        }
        self.html(html[written..].to_owned());
    }
}
