//! Pictures that stand beside the source: a text names them by relative paths.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::article::{Article, Attachment, Block, Kind, LeftOut, PictureSource, Rich, RunKind};
use super::picture;
use super::read::{shortcodes, values};
use crate::brief::raw;
use crate::path::SitePath;
use crate::url::decoded;

/// A picture that could lie beside the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// From the source's folder.
    pub path: String,
    /// Where it is first named.
    pub line: usize,
}

impl Article {
    /// The pictures that could lie beside the source, each once.
    pub fn wanted(&mut self) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut known: BTreeSet<String> = self.files.iter().map(|file| file.name.clone()).collect();
        visit(&mut self.blocks, &mut |line, source| {
            if let Some(path) = beside(source)
                && known.insert(path.clone())
            {
                wanted.push(Wanted { path, line });
            }
        });
        wanted
    }

    /// Takes over what lies at the paths of [`Article::wanted`], as far as it may come along.
    pub fn attach(&mut self, found: Vec<(Wanted, Vec<u8>)>) {
        let mut attached = BTreeSet::new();
        for (Wanted { path, line }, bytes) in found {
            match picture::extensions(&bytes) {
                Ok(_) => {
                    attached.insert(path.clone());
                    self.files.push(Attachment { name: path, bytes });
                }
                Err(why) => self.left_out.push(LeftOut { line, text: path, why }),
            }
        }
        visit(&mut self.blocks, &mut |_, source| {
            if let Some(path) = beside(source).filter(|path| attached.contains(path)) {
                *source = PictureSource::File(path);
            }
        });
    }
}

/// The path below the source's folder where a picture could lie; `None` for what is elsewhere.
fn beside(source: &PictureSource) -> Option<String> {
    let (PictureSource::Address(address) | PictureSource::Linked { path: address, .. }) = source else {
        return None;
    };
    let has_scheme = address.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    if address.is_empty() || has_scheme || address.starts_with(['/', '#', '?', '\\']) {
        return None;
    }
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let path = SitePath::join("", &decoded(&address[..end]))?;
    (!path.as_str().is_empty() && !path.as_str().contains(['\\', '\0'])).then(|| path.to_string())
}

/// Shows every picture with its block's line. That of Markdown as it stood cannot be changed, and need
/// not be: it has the same path in the brief.
pub(super) fn visit(blocks: &mut [Block], show: &mut impl FnMut(usize, &mut PictureSource)) {
    for block in blocks {
        let line = block.line;
        let mut show_at = |source: &mut PictureSource| show(line, source);
        match &mut block.kind {
            Kind::Paragraph(text) | Kind::Heading(_, text) => visit_line(text, &mut show_at),
            Kind::Figure(figure) => {
                figure.pictures.iter_mut().for_each(|picture| show_at(&mut picture.source));
                visit_line(&mut figure.caption, &mut show_at);
            }
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => visit(inner, show),
            Kind::List { items, .. } => items.iter_mut().for_each(|item| visit(item, show)),
            Kind::Table { head, rows } => {
                let cells = head.iter_mut().chain(rows.iter_mut().flatten());
                cells.for_each(|cell| visit_line(cell, &mut show_at));
            }
            Kind::Markdown(text) => {
                for address in addresses(text) {
                    show_at(&mut PictureSource::Address(address));
                }
            }
            Kind::Code { .. } | Kind::Rule => {}
        }
    }
}

/// The pictures that Markdown names: in its own way, in HTML, or in another program's shortcode.
fn addresses(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                let named = raw::addresses(&html).into_iter();
                let named = named.filter_map(|address| html.get(address.range).map(str::to_owned));
                found.extend(named.filter(|address| is_picture(address)));
            }
            _ => {}
        }
    }
    for (_, code) in shortcodes(markdown) {
        found.extend(values(&code).into_iter().filter(|value| is_picture(value)).map(str::to_owned));
    }
    found
}

fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| picture::is_extension(&extension))
}

fn visit_line(text: &mut Rich, show: &mut impl FnMut(&mut PictureSource)) {
    for run in &mut text.0 {
        if let RunKind::Picture(source) = &mut run.kind {
            show(source);
        }
    }
}
