//! [`Standing`]: a page without date and country; and the introductions to countries and authors.

use super::Target;
use super::Use;
use super::markdown::{self, Body, Manner};
use super::split;
use crate::config::{Config, language};
use crate::diagnostic::{Checked, Place};
use crate::path::SitePath;
use crate::source::Text;
use crate::text::slug;
use crate::time::{self, Moment};
use crate::yaml::{Field, Node, Reader, Table};

/// `content/pages/about.md`.
#[derive(Debug, Clone)]
pub struct Standing {
    pub path: SitePath,
    pub title: String,
    pub summary: Option<String>,
    pub updated: Option<Moment>,
    pub language: String,
    pub aliases: Vec<(String, Place)>,
    pub draft: bool,
    pub extra: Node,
    pub body: Body,
}

/// `content/countries/KP.md`, `content/authors/korea-desk.md`.
#[derive(Debug, Clone)]
pub struct Profile {
    pub path: SitePath,
    /// How the name is written; authors only.
    pub name: Option<String>,
    /// Authors only.
    pub kind: AuthorKind,
    pub summary: Option<String>,
    pub extra: Node,
    pub body: Body,
}

/// Whether a byline names a person or a part of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthorKind {
    #[default]
    Person,
    Desk,
}

impl Standing {
    pub fn parse(path: &SitePath, text: &Text, config: &Config) -> Checked<Option<Standing>> {
        let parts = match split::split(path, &text.content) {
            Ok(parts) => parts,
            Err(diagnostic) => return Checked::new(None, vec![diagnostic]),
        };
        let keys = &["title", "summary", "updated", "language", "aliases", "draft", "extra"];
        let read = |table: &Table| {
            let title = table.require("title", "write what the page is called: title: About us");
            let language = table.get("language").and_then(|field| language(&field));
            Some(Standing {
                path: path.clone(),
                summary: table.get("summary").and_then(|field| field.text()),
                updated: table.get("updated").and_then(|field| {
                    let read = time::moment(&field.text()?, &config.time_zone);
                    read.map_err(|bad| field.error(bad.message, bad.help)).ok().map(|read| read.moment)
                }),
                language: language.unwrap_or_else(|| config.language.clone()),
                aliases: table.get("aliases").map(|field| super::matter::aliases(&field)).unwrap_or_default(),
                draft: table.get("draft").and_then(|field| field.boolean()).unwrap_or(false),
                extra: table.get("extra").map_or(Node::Map(Vec::new()), |field| field.free()),
                body: Body::default(),
                title: title?.text()?,
            })
        };
        let (standing, mut found) = parse(path, text, parts.matter.clone(), keys, read);
        let tongue = standing.as_ref().map_or(&config.language, |standing| &standing.language);
        let manner = Manner::of(config.raw_html, tongue);
        let body = markdown::body(path, &text.content, parts.body, manner).into_value(&mut found);
        Checked::new(standing.map(|standing| Standing { body, ..standing }), found)
    }

    pub fn targets(&self) -> impl Iterator<Item = (&Target, Use)> {
        self.body.targets()
    }

    /// The folder's URL: `content/pages/legal/privacy.md` is `/legal/privacy/`.
    pub fn url_path(&self) -> String {
        url_path(&self.path)
    }
}

/// The URL of the page that a file in `content/pages` becomes, whatever is in it.
pub fn url_path(path: &SitePath) -> String {
    let inner = path.below("content/pages").unwrap_or(path.file_name());
    let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
    let parts = stem.split('/').map(slug).filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last == "index") {
        parts.pop();
    }
    format!("/{}/", parts.join("/"))
}

impl Profile {
    pub fn parse(path: &SitePath, text: &Text, config: &Config) -> Checked<Option<Profile>> {
        let parts = match split::split_optional(path, &text.content) {
            Ok(parts) => parts,
            Err(diagnostic) => return Checked::new(None, vec![diagnostic]),
        };
        let keys = &["name", "kind", "summary", "extra"];
        let read = |table: &Table| {
            Some(Profile {
                path: path.clone(),
                name: table.get("name").and_then(|field| field.text()),
                kind: table.get("kind").and_then(|field| author_kind(&field)).unwrap_or_default(),
                summary: table.get("summary").and_then(|field| field.text()),
                extra: table.get("extra").map_or(Node::Map(Vec::new()), |field| field.free()),
                body: Body::default(),
            })
        };
        let (profile, mut found) = parse(path, text, parts.matter.clone(), keys, read);
        let manner = Manner::of(config.raw_html, &config.language);
        let body = markdown::body(path, &text.content, parts.body, manner).into_value(&mut found);
        Checked::new(profile.map(|profile| Profile { body, ..profile }), found)
    }
}

fn author_kind(field: &Field) -> Option<AuthorKind> {
    match field.text()?.as_str() {
        "person" => Some(AuthorKind::Person),
        "desk" => Some(AuthorKind::Desk),
        other => {
            field.error(format!("an author is a person or a desk, not `{other}`"), "write kind: desk");
            None
        }
    }
}

fn parse<T>(
    path: &SitePath,
    text: &Text,
    matter: std::ops::Range<usize>,
    keys: &[&'static str],
    read: impl Fn(&Table) -> Option<T>,
) -> (Option<T>, Vec<crate::diagnostic::Diagnostic>) {
    let reader = Reader::new(path, &text.content, matter);
    let node = reader.parse().map(|node| if node == Node::Null { Node::Map(Vec::new()) } else { node });
    let value = node.as_ref().and_then(|node| {
        let root = reader.root(node);
        let table = root.table(keys)?;
        read(&table)
    });
    let Checked { value, diagnostics } = reader.finish(value);
    (value, diagnostics)
}
