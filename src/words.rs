//! [`Words`]: the theme's fixed wording, one flat YAML file for each language.
//!
//! `templates/words/ko.yaml` of a site goes over the built-in file of the same name, and what a
//! file does not say is said in English.

use std::collections::BTreeMap;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::path::SitePath;
use crate::source::Sources;
use crate::text::{distance, nearest};
use crate::theme;
use crate::yaml::{Node, Reader};

#[derive(Debug, Clone)]
pub struct Words {
    /// The language that the words are in (BCP 47).
    pub language: String,
    entries: BTreeMap<String, String>,
}

impl Words {
    /// The text of a key; the key itself where no file has it, so that the gap is seen.
    pub fn get<'w>(&'w self, key: &'w str) -> &'w str {
        self.entries.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with its placeholders filled in: `{day} {month}`.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.fill_with(key, |name, filled| {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map(|(_, value)| filled.push_str(value)).is_some()
        })
    }

    /// The same with values that `write` writes; `false` if it knows none of the name.
    pub fn fill_with(&self, key: &str, mut write: impl FnMut(&str, &mut String) -> bool) -> String {
        let mut rest = self.get(key);
        let mut filled = String::with_capacity(rest.len() + 16);
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            let name = rest[open + 1..].split('}').next().unwrap_or("");
            if write(name, &mut filled) {
                rest = rest.get(open + name.len() + 2..).unwrap_or("");
            } else {
                filled.push('{');
                rest = &rest[open + 1..];
            }
        }
        filled + rest
    }

    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.entries).unwrap_or_default()
    }
}

/// The words of every language that there is a file for.
#[derive(Debug, Clone)]
pub struct WordBook {
    books: BTreeMap<String, Words>,
    /// For languages without a file.
    fallback: Words,
}

impl WordBook {
    /// Reads the site's files and the built-in ones. `language` is the site's.
    pub fn read(sources: &Sources, language: &str) -> Checked<WordBook> {
        let mut found = Vec::new();
        let english = built_in("en");
        let mut books: BTreeMap<String, Words> = BTreeMap::new();
        for (name, _) in theme::TEMPLATES {
            if let Some(language) = name.strip_prefix("words/").and_then(|name| name.strip_suffix(".yaml")) {
                let mut entries = english.clone();
                entries.extend(built_in(language));
                books.insert(language.to_lowercase(), Words { language: language.to_owned(), entries });
            }
        }
        for (path, text) in sources.texts_below("templates/words") {
            let language = path.stem().to_owned();
            let reader = Reader::new(path, &text.content, 0..text.content.len());
            let own = reader.parse().map(|node| read_entries(&reader, &node)).unwrap_or_default();
            own.keys().for_each(|key| doubt_key(key, &english, path, &text.content, &mut found));
            found.extend(reader.finish(()).diagnostics);
            let book = books
                .entry(language.to_lowercase())
                .or_insert_with(|| Words { language, entries: english.clone() });
            book.entries.extend(own);
        }
        let english = Words { language: "en".to_owned(), entries: english };
        let mut book = WordBook { books, fallback: english };
        book.fallback = book.of(language).clone();
        // A word of the site's own may be missing in other languages.
        for words in book.books.values_mut() {
            for (key, text) in &book.fallback.entries {
                words.entries.entry(key.clone()).or_insert_with(|| text.clone());
            }
        }
        Checked::new(book, found)
    }

    /// The words for a page in `language`: its own, or the site's.
    pub fn of(&self, language: &str) -> &Words {
        let mut tag = language.to_lowercase();
        loop {
            if let Some(words) = self.books.get(&tag) {
                return words;
            }
            match tag.rfind('-') {
                Some(cut) => tag.truncate(cut),
                None => return &self.fallback,
            }
        }
    }

    /// Every language with words of its own, and the site's.
    pub fn all(&self) -> impl Iterator<Item = &Words> {
        self.books.values()
    }
}

fn built_in(language: &str) -> BTreeMap<String, String> {
    let path = SitePath::new("templates/words");
    let text = theme::template(&format!("words/{language}.yaml")).unwrap_or("");
    let reader = Reader::new(&path, text, 0..text.len());
    reader.parse().map(|node| read_entries(&reader, &node)).unwrap_or_default()
}

fn read_entries(reader: &Reader, node: &Node) -> BTreeMap<String, String> {
    let root = reader.root(node);
    if *node == Node::Null {
        return BTreeMap::new();
    }
    let entry = |field: &crate::yaml::Field| {
        // A word may be a space, a comma, or nothing at all.
        let text = match field.node {
            Node::Text(text) => text.clone(),
            Node::Null => String::new(),
            _ => field.text()?,
        };
        Some((field.name().to_owned(), text))
    };
    root.entries().iter().filter_map(entry).collect()
}

/// A site's own templates may use words of their own, but one that is nearly a known one is most
/// likely misspelt.
fn doubt_key(
    key: &str,
    known: &BTreeMap<String, String>,
    path: &SitePath,
    text: &str,
    found: &mut Vec<Diagnostic>,
) {
    if known.contains_key(key) {
        return;
    }
    let near = nearest(key, known.keys().map(String::as_str));
    if let Some(near) = near.filter(|near| distance(key, near) == 1) {
        let start = text.find(&format!("{key}:")).unwrap_or(0);
        let message = format!("the theme has no word `{key}`");
        let place = Place::new(path, start..start + key.len());
        found.push(Diagnostic::warning(place, message).help(format!("did you mean `{near}`?")));
    }
}
