//! Pictures that stand beside the source: a text names them by relative paths.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::article::{Article, Attachment, Block, Kind, PictureSource, Rich, RunKind};
use crate::path::SitePath;
use crate::url::decoded;

impl Article {
    /// The pictures that could lie beside the source, by their paths from its folder, each once.
    pub fn wanted(&mut self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        visit(&mut self.blocks, &mut |source| {
            if let PictureSource::Address(address) = source
                && let Some(path) = beside(address)
                && !paths.contains(&path)
            {
                paths.push(path);
            }
        });
        paths.retain(|path| !self.files.iter().any(|file| file.name == *path));
        paths
    }

    /// Takes over the content of one of [`Article::wanted`].
    pub fn attach(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.push(Attachment { name: path.to_owned(), bytes });
        visit(&mut self.blocks, &mut |source| {
            if let PictureSource::Address(address) = source
                && beside(address).as_deref() == Some(path)
            {
                *source = PictureSource::File(path.to_owned());
            }
        });
    }
}

/// The path below the source's folder that an address means; `None` for what is elsewhere.
fn beside(address: &str) -> Option<String> {
    let has_scheme = address.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    if address.is_empty() || has_scheme || address.starts_with(['/', '#', '?', '\\']) {
        return None;
    }
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let path = SitePath::join("", &decoded(&address[..end]))?;
    (!path.as_str().is_empty() && !path.as_str().contains(['\\', '\0'])).then(|| path.to_string())
}

/// Shows every picture. That of Markdown as it stood cannot be changed, and need not be: it has the
/// same path in the brief.
fn visit(blocks: &mut [Block], show: &mut impl FnMut(&mut PictureSource)) {
    for block in blocks {
        match &mut block.kind {
            Kind::Paragraph(text) | Kind::Heading(_, text) => visit_line(text, show),
            Kind::Figure(figure) => {
                figure.pictures.iter_mut().for_each(|picture| show(&mut picture.source));
                visit_line(&mut figure.caption, show);
            }
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => visit(inner, show),
            Kind::List { items, .. } => items.iter_mut().for_each(|item| visit(item, show)),
            Kind::Table { head, rows } => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| visit_line(cell, show));
            }
            Kind::Markdown(text) => {
                for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
                    if let Event::Start(Tag::Image { dest_url, .. }) = event {
                        show(&mut PictureSource::Address(dest_url.into_string()));
                    }
                }
            }
            Kind::Code { .. } | Kind::Rule => {}
        }
    }
}

fn visit_line(text: &mut Rich, show: &mut impl FnMut(&mut PictureSource)) {
    for run in &mut text.0 {
        if let RunKind::Picture(source) = &mut run.kind {
            show(source);
        }
    }
}
