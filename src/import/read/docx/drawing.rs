//! Pictures, text boxes and charts.

use super::arrange::Piece;
use super::inline::{Around, Inline};
use super::reading::{Reading, alternative};
use super::words::words;
use super::xml::Element;
use crate::import::article::{Attachment, Block, Figure, Kind, Picture, PictureSource};
use crate::import::picture;

/// What is known of a drawing while its inside is looked at.
#[derive(Clone, Copy)]
struct Drawing<'e> {
    description: &'e str,
    is_floating: bool,
}

impl Reading<'_, '_> {
    pub fn drawing(&mut self, element: &Element, around: &Around, inline: &mut Inline) {
        if let Some(why) = around.gone {
            return inline.lose(&format!(" {} ", words(element)), why);
        }
        let frame = element.elements().find(|child| matches!(child.name.as_str(), "inline" | "anchor"));
        let properties = frame.and_then(|frame| frame.child("docPr"));
        let description = properties.map(|properties| self.description(properties)).unwrap_or_default();
        let is_floating = frame.is_some_and(|frame| frame.name == "anchor");
        let drawing = Drawing { description: &description, is_floating };
        self.drawn(element, drawing, inline);
    }

    /// What a drawing shows. A title that says more is left out by name.
    fn description(&mut self, properties: &Element) -> String {
        let description = properties.attribute("descr").unwrap_or_default().trim();
        let title = properties.attribute("title").unwrap_or_default().trim();
        if description.is_empty() {
            return title.to_owned();
        }
        if title != description {
            self.leave_out(title, "a picture's title, beside its description");
        }
        description.to_owned()
    }

    fn drawn(&mut self, element: &Element, drawing: Drawing<'_>, inline: &mut Inline) {
        for child in element.elements() {
            match child.name.as_str() {
                "AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.drawn(chosen, drawing, inline);
                    }
                }
                "txbxContent" => {
                    let inside = self.pieces(child);
                    inline.beside.extend(inside);
                }
                "pic" => {
                    // In a group each picture has its own description.
                    let own =
                        child.at(&["nvPicPr", "cNvPr"]).map(|own| own.attribute("descr").unwrap_or_default());
                    let description = own.filter(|own| !own.is_empty() && drawing.description.is_empty());
                    let description = description.unwrap_or(drawing.description);
                    self.drawn(child, Drawing { description, ..drawing }, inline);
                }
                "blip" => {
                    let id = child.attribute("embed").or_else(|| child.attribute("link"));
                    self.picture(id.unwrap_or_default(), drawing, inline);
                }
                "shape" | "rect" if child.attribute("hr") == Some("t") => {
                    let block = Block { line: self.current_line(), kind: Kind::Rule };
                    inline.beside.push(Piece::Block { block, is_inside: false });
                }
                "shape" => {
                    let description = child.attribute("alt").unwrap_or(drawing.description);
                    self.drawn(child, Drawing { description, ..drawing }, inline);
                }
                "imagedata" => {
                    let title = child.attribute("title").unwrap_or_default();
                    let description =
                        if drawing.description.is_empty() { title } else { drawing.description };
                    self.picture(
                        child.relationship("id").unwrap_or_default(),
                        Drawing { description, ..drawing },
                        inline,
                    );
                }
                "chart" | "relIds" => {
                    let id = child.relationship("id").or_else(|| child.attribute("dm"));
                    self.chart(id.unwrap_or_default(), drawing, inline);
                }
                "textpath" => {
                    self.leave_out(child.attribute("string").unwrap_or_default(), "lettering in a drawing");
                }
                // The text of a drawing that is neither a picture nor a text box.
                "t" => self.leave_out(child.text(), "text in a drawing"),
                _ => self.drawn(child, drawing, inline),
            }
        }
    }

    fn picture(&mut self, id: &str, drawing: Drawing<'_>, inline: &mut Inline) {
        let source = match self.relationships.get(id).cloned() {
            None => PictureSource::Missing,
            Some(relationship) if !relationship.is_outside => self.attach(&relationship.target),
            Some(relationship) => match relationship.target {
                address if address.starts_with("http://") || address.starts_with("https://") => {
                    PictureSource::Address(address)
                }
                address => {
                    self.leave_out(address, "where a picture was that did not come along");
                    PictureSource::Missing
                }
            },
        };
        self.place(source, drawing, inline);
    }

    /// Puts a picture where it belongs: into the text, or beside it.
    fn place(&mut self, source: PictureSource, drawing: Drawing<'_>, inline: &mut Inline) {
        let description = drawing.description.split_whitespace().collect::<Vec<_>>().join(" ");
        if !drawing.is_floating {
            return inline.picture(source, description);
        }
        let figure = Figure { pictures: vec![Picture { source, description }], ..Figure::default() };
        let block = Block { line: self.current_line(), kind: Kind::Figure(figure) };
        inline.beside.push(Piece::Block { block, is_inside: false });
    }

    /// A chart is drawn by the word processor from numbers in a part of their own.
    fn chart(&mut self, id: &str, drawing: Drawing<'_>, inline: &mut Inline) {
        self.place(PictureSource::Missing, drawing, inline);
        let Some(relationship) = self.relationships.get(id).cloned() else { return };
        match self.package.xml(&relationship.target) {
            Ok(part) => self.leave_out(words(&part), "the words of a chart, which is no picture"),
            Err(error) => {
                self.leave_out(relationship.target, format!("a chart that cannot be read: {error}"))
            }
        }
    }

    /// The name of a part as one of the article's files.
    fn attach(&mut self, part: &str) -> PictureSource {
        if let Some(name) = self.attached.get(part) {
            return PictureSource::File(name.clone());
        }
        let bytes = match self.package.bytes(part) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.leave_out(part, format!("a picture that cannot be read: {error}"));
                return PictureSource::Missing;
            }
        };
        let extensions = match picture::extensions(&bytes) {
            Ok(extensions) => extensions,
            Err(why) => {
                self.leave_out(part, why);
                return PictureSource::Missing;
            }
        };
        let name = self.free_name(part, extensions);
        self.attached.insert(part.to_owned(), name.clone());
        self.files.push(Attachment { name: name.clone(), bytes });
        PictureSource::File(name)
    }

    /// A name of its own, with an extension that fits the content.
    fn free_name(&mut self, part: &str, extensions: &[&str]) -> String {
        let last = part.rsplit('/').next().unwrap_or(part);
        let kept = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
        let name: String = last.chars().take(100).map(kept).collect();
        let name = name.trim_start_matches(['.', '-']);
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, extension),
            _ => (if name.is_empty() { "picture" } else { name }, ""),
        };
        let fits = extensions.iter().any(|fitting| extension.eq_ignore_ascii_case(fitting));
        let extension = if fits { extension } else { extensions.first().copied().unwrap_or_default() };
        let extension = format!(".{extension}");
        let mut name = format!("{stem}{extension}");
        while let Some(next) = self.taken.get_mut(&name.to_lowercase()) {
            name = format!("{stem}-{next}{extension}");
            *next += 1;
        }
        self.taken.insert(name.to_lowercase(), 2);
        name
    }
}
