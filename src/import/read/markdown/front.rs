//! Front matter: where it stands, and what its fields mean.

use crate::import::article::Meta;
use crate::import::origin::Origin;
use crate::import::read::Unreadable;
use crate::path::SitePath;
use crate::yaml::{Node, Reader};

/// What front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Yaml,
    Toml,
    Json,
    /// A program of Eleventy's.
    Script,
}

pub struct Parts<'t> {
    pub matter: Option<(Language, &'t str)>,
    pub body: &'t str,
    /// The line in the file where the body starts, from 1.
    pub first_line: usize,
}

/// Tells the fields and the text apart. A mark that is never closed opens no front matter.
pub fn split(text: &str) -> Parts<'_> {
    if let Some(end) = json_end(text) {
        let (matter, body) = text.split_at_checked(end).unwrap_or((text, ""));
        let first_line = 1 + matter.matches('\n').count();
        return Parts { matter: Some((Language::Json, matter)), body, first_line };
    }
    let whole = Parts { matter: None, body: text, first_line: 1 };
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let (language, close) = match first.trim_end() {
        "---" => (Language::Yaml, "---"),
        "---json" => (Language::Json, "---"),
        "---js" | "---javascript" => (Language::Script, "---"),
        "---toml" => (Language::Toml, "---"),
        "+++" => (Language::Toml, "+++"),
        "{" => (Language::Json, "}"),
        _ => return whole,
    };
    let mut at = first.len();
    for (line, raw) in (2..).zip(lines) {
        let is_end = raw.trim_end() == close;
        if is_end {
            let after = at + raw.len();
            // Hugo's JSON is its own mark.
            let matter = if close == "}" { 0..after } else { first.len()..at };
            let matter = text.get(matter).unwrap_or_default();
            let body = text.get(after..).unwrap_or_default();
            return Parts { matter: Some((language, matter)), body, first_line: line + 1 };
        }
        at += raw.len();
    }
    whole
}

/// Behind the line on which an object ends that opens a text: Hugo's JSON is its own mark.
fn json_end(text: &str) -> Option<usize> {
    let after = text.strip_prefix('{')?;
    if after.starts_with(['{', '%', '#']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    let rest = text.get(end..)?;
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    line.trim().is_empty().then_some(end + line.len())
}

/// The values, or what is wrong with them.
pub fn fields(language: Language, matter: &str) -> Result<Result<Node, String>, Unreadable> {
    match language {
        Language::Yaml => Ok(yaml(matter)),
        Language::Json => {
            let value: Result<serde_json::Value, _> = serde_json::from_str(matter);
            Ok(value.map(json).map_err(|error| error.to_string()))
        }
        Language::Toml => toml(matter),
        Language::Script => Ok(Err("it is a program, and nothing is run; write it as YAML".to_owned())),
    }
}

#[cfg(feature = "import")]
fn toml(matter: &str) -> Result<Result<Node, String>, Unreadable> {
    Ok(super::toml::parse(matter))
}

#[cfg(not(feature = "import"))]
fn toml(_: &str) -> Result<Result<Node, String>, Unreadable> {
    Err(Unreadable {
        message: "this dateline was built without the feature `import`, which reads TOML".to_owned(),
        help: "install it with default features, or write the front matter in YAML".to_owned(),
    })
}

fn yaml(matter: &str) -> Result<Node, String> {
    let path = SitePath::new("front matter");
    let reader = Reader::new(&path, matter, 0..matter.len());
    match reader.parse() {
        Some(node) => Ok(node),
        None => {
            let found = reader.finish(()).diagnostics;
            Err(found.into_iter().next().map(|diagnostic| diagnostic.message).unwrap_or_default())
        }
    }
}

fn json(value: serde_json::Value) -> Node {
    use serde_json::Value;
    match value {
        Value::Null => Node::Null,
        Value::Bool(is_true) => Node::Bool(is_true),
        Value::Number(number) => Node::Text(number.to_string()),
        Value::String(text) => Node::Text(text),
        Value::Array(list) => Node::List(list.into_iter().map(json).collect()),
        Value::Object(map) => Node::Map(map.into_iter().map(|(key, value)| (key, json(value))).collect()),
    }
}

/// Tables in which generators keep what they have no field for.
const INNER: &[&str] = &["extra", "params", "taxonomies"];

const TOPICS: [&str; 6] = ["topics", "tags", "categories", "tag", "category", "keywords"];

/// Gives each field its place. Of several that say the same, the first in the list of its place
/// wins, and the others are further fields.
pub fn meta(fields: Node, origin: &Origin) -> Meta {
    let mut open = Vec::new();
    match fields {
        Node::Map(map) => {
            let (inner, own): (Vec<_>, Vec<_>) = map.into_iter().partition(|(key, value)| {
                INNER.contains(&key.to_lowercase().as_str()) && matches!(value, Node::Map(_))
            });
            open.extend(own);
            open.extend(inner.into_iter().flat_map(|(_, value)| match value {
                Node::Map(map) => map,
                _ => Vec::new(),
            }));
        }
        Node::Null => {}
        other => open.push(("front matter".to_owned(), other)),
    }
    let mut fields = Fields(open);
    let mut meta = Meta {
        title: fields.text(&["title"]),
        kicker: fields.text(&["kicker"]),
        summary: fields.text(&["summary", "description", "excerpt", "standfirst", "abstract", "lead"]),
        // Before Hugo's `publishDate` nothing is to be seen, whatever its `date`.
        date: fields.text(&["publishdate", "date", "pubdate", "published_at", "published_time"]),
        updated: fields.text(&["updated", "lastmod", "last_modified_at", "modified", "updated_at"]),
        authors: fields.authors(),
        topics: fields.topics(origin.is_jekyll),
        language: fields.language(),
        slug: fields.text(&["slug"]),
        draft: fields.draft(),
        expires: fields.text(&["expires", "expirydate", "unpublishdate"]),
        ..Meta::default()
    };
    fields.original(&mut meta);
    fields.paths(&mut meta);
    fields.0.retain(|(_, value)| !matches!(value, Node::Map(_) | Node::List(_)) || !lines(value).is_empty());
    meta.extra = fields.0.into_iter().map(|(key, value)| (key, lines(&value))).collect();
    meta
}

/// Fields that have no place yet.
struct Fields(Vec<(String, Node)>);

impl Fields {
    /// Takes the first field of a name that is as wanted.
    fn take<T>(&mut self, name: &str, wanted: impl Fn(&Node) -> Option<T>) -> Option<T> {
        let found = self.0.iter().enumerate().find_map(|(at, (key, value))| {
            if key.eq_ignore_ascii_case(name) { Some((at, wanted(value)?)) } else { None }
        });
        let (at, value) = found?;
        self.0.remove(at);
        Some(value)
    }

    fn text(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.take(name, scalar))
    }

    /// Of a table about an author, the name; the rest stays.
    fn authors(&mut self) -> Vec<String> {
        const AUTHORS: [&str; 3] = ["authors", "author", "byline"];
        let is_author = |key: &str| AUTHORS.iter().any(|name| key.eq_ignore_ascii_case(name));
        let mut names = Vec::new();
        for (_, value) in self.0.iter_mut().filter(|(key, _)| is_author(key)) {
            take_names(value, &mut names);
        }
        self.0.retain(|(key, value)| !is_author(key) || !lines(value).is_empty());
        names.extend(self.texts(&AUTHORS));
        names
    }

    /// Topics may stand in one text with commas between them, and in Jekyll with blanks.
    fn topics(&mut self, is_jekyll: bool) -> Vec<String> {
        const SPACED: [&str; 2] = ["tags", "categories"];
        if is_jekyll {
            for (key, value) in &mut self.0 {
                let is_spaced = SPACED.iter().any(|name| key.eq_ignore_ascii_case(name));
                if let (true, Node::Text(text)) = (is_spaced, &*value)
                    && !text.contains(',')
                {
                    *value =
                        Node::List(text.split_whitespace().map(|word| Node::Text(word.into())).collect());
                }
            }
        }
        let texts = self.texts(&TOPICS);
        let parts = texts.iter().flat_map(|text| text.split(',')).map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// All texts of all fields with the names.
    fn texts(&mut self, names: &[&str]) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for name in names {
            while let Some(more) = self.take(name, list) {
                for text in more {
                    if !texts.iter().any(|known| known.to_lowercase() == text.to_lowercase()) {
                        texts.push(text);
                    }
                }
            }
        }
        texts
    }

    /// A locale is a language with an underscore.
    fn language(&mut self) -> Option<String> {
        let tag = |value: &Node| {
            let tag = scalar(value)?.split('.').next()?.replace('_', "-");
            crate::text::is_language_tag(&tag).then_some(tag)
        };
        ["language", "lang", "locale"].iter().find_map(|name| self.take(name, tag))
    }

    fn draft(&mut self) -> bool {
        let truth = |value: &Node| match value {
            Node::Bool(is_true) => Some(*is_true),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        };
        let is_draft = self.take("draft", truth);
        // Jekyll's word for it.
        let is_published = self.take("published", truth);
        is_draft == Some(true) || is_published == Some(false)
    }

    /// Where the text came out first.
    fn original(&mut self, meta: &mut Meta) {
        let whole = |value: &Node| scalar(value).filter(|url| is_whole(url));
        let both = |value: &Node| {
            let Node::Map(map) = value else { return None };
            let field =
                |name: &str| map.iter().find(|(key, _)| key == name).and_then(|(_, value)| scalar(value));
            (map.len() <= 2).then_some((field("publisher"), field("url")?))
        };
        if let Some((publisher, url)) = self.take("original", both) {
            (meta.publisher, meta.url) = (publisher, Some(url));
        }
        for name in ["canonical", "canonical_url", "canonicalurl", "original"] {
            if meta.url.is_none() {
                meta.url = self.take(name, whole);
            }
        }
        if meta.publisher.is_none() {
            meta.publisher = self.text(&["publisher"]);
        }
    }

    /// Where it stood on the site that it comes from. Paths with holes are patterns.
    fn paths(&mut self, meta: &mut Meta) {
        let is_path = |path: &String| {
            !path.contains(['{', '}', '<', '>']) && !path.contains("/:") && !path.starts_with(':')
        };
        for name in ["url", "permalink", "path"] {
            if meta.url.is_none() {
                meta.url = self.take(name, |value| scalar(value).filter(|url| is_whole(url)));
            }
            let path = |value: &Node| scalar(value).filter(|path| is_path(path) && !is_whole(path));
            // `permalink: false` means that there is no page.
            let hidden = |value: &Node| matches!(value, Node::Bool(false)).then_some(());
            meta.draft |= self.take(name, hidden).is_some();
            let path =
                self.take(name, |value| if matches!(value, Node::Bool(_)) { None } else { path(value) });
            meta.aliases.extend(path);
        }
        for name in ["aliases", "alias", "redirect_from"] {
            meta.aliases.extend(self.take(name, list).unwrap_or_default());
        }
    }
}

fn is_whole(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A value that is one text; empty ones are none.
fn scalar(value: &Node) -> Option<String> {
    let text = match value {
        Node::Text(text) => text.trim().to_owned(),
        Node::Bool(is_true) => is_true.to_string(),
        Node::Integer(number) => number.to_string(),
        Node::Float(number) => number.to_string(),
        Node::Null | Node::List(_) | Node::Map(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A text or a list of texts.
fn list(value: &Node) -> Option<Vec<String>> {
    match value {
        Node::List(list) => list.iter().map(scalar).collect(),
        other => scalar(other).map(|text| vec![text]),
    }
}

/// Moves the names out of a table or a list of tables.
fn take_names(value: &mut Node, names: &mut Vec<String>) {
    match value {
        Node::List(list) => {
            // Names alone are taken as every list is.
            let is_mixed = list.iter().any(|value| matches!(value, Node::Map(_)));
            list.iter_mut().for_each(|value| take_names(value, names));
            if is_mixed {
                list.retain(|value| match scalar(value) {
                    Some(name) => {
                        names.push(name);
                        false
                    }
                    None => true,
                });
            }
        }
        Node::Map(map) => {
            let place = map.iter().position(|(key, value)| key == "name" && scalar(value).is_some());
            names.extend(place.and_then(|place| scalar(&map.remove(place).1)));
        }
        _ => {}
    }
}

/// A value as lines of text; what is inside others has its path before it.
fn lines(value: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", value, &mut lines);
    lines
}

fn collect(path: &str, value: &Node, lines: &mut Vec<String>) {
    match value {
        Node::List(list) => list.iter().for_each(|value| collect(path, value, lines)),
        Node::Map(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(&path, value, lines);
            }
        }
        Node::Null if path.is_empty() => {}
        value => {
            let text = scalar(value).unwrap_or_default();
            lines.push(if path.is_empty() { text } else { format!("{path}: {text}") });
        }
    }
}
