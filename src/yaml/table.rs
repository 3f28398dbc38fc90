//! Mappings: those whose keys are known, and those whose keys are the author's own.

use super::Node;
use super::read::{Field, Step};
use super::span::places;
use crate::diagnostic::{Diagnostic, Place};
use crate::text::nearest;

impl<'r> Field<'r> {
    /// The entries of a mapping with keys of the author's own choice.
    pub fn entries(&'r self) -> Vec<Field<'r>> {
        let Node::Map(map) = self.node else {
            self.error(
                format!("{} has to be a set of fields, but this is {}", self.title(), self.node.kind()),
                format!("write `{}:` on one line and `name: value` lines, indented, below it", self.name()),
            );
            return Vec::new();
        };
        self.report_duplicates(map);
        let field = |(key, node): &'r (String, Node)| self.child(key, node);
        map.iter().map(field).collect()
    }

    /// A mapping that may have these keys and no others. `None`, with a diagnostic, if it is none.
    pub fn table(&'r self, keys: &[&'static str]) -> Option<Table<'r>> {
        let Node::Map(map) = self.node else {
            let help = match self.step {
                Step::Root => "write `name: value`, one to a line: title: Who came to the parade".to_owned(),
                _ => {
                    let keys: Vec<String> = keys.iter().map(|key| format!("{key}: …")).collect();
                    format!("write it in braces, with what there is of it: {{{}}}", keys.join(", "))
                }
            };
            self.error(
                format!("{} has to be a set of fields, but this is {}", self.title(), self.node.kind()),
                help,
            );
            return None;
        };
        self.report_duplicates(map);
        let mut misspelt = Vec::new();
        for (key, node) in map {
            if !keys.contains(&key.as_str()) && !self.reader.is_full() {
                let near = nearest(&key.to_lowercase(), keys.iter().copied());
                let help = match near {
                    _ if *node == Node::Null && key.contains(' ') => {
                        "inside braces a comma ends a text: put one that has a comma in quotes".to_owned()
                    }
                    Some(near) => format!("did you mean `{near}`?"),
                    None if keys.contains(&"extra") => {
                        format!("the keys here are {}; your own go below `extra`", keys.join(", "))
                    }
                    None => format!("the keys here are {}", keys.join(", ")),
                };
                misspelt.extend(near);
                let field = self.child(key, node);
                self.reader
                    .push(Diagnostic::error(field.key_place(), format!("unknown key `{key}`")).help(help));
            }
        }
        Some(Table { field: self, map, misspelt })
    }

    /// A mapping that templates get as it is.
    pub fn free(&'r self) -> Node {
        self.entries();
        self.node.clone()
    }

    fn report_duplicates(&self, map: &[(String, Node)]) {
        let mut seen = std::collections::HashSet::with_capacity(map.len());
        for (key, _) in map {
            if !seen.insert(key) && !self.reader.is_full() {
                let root = self.reader.places.get_or_init(|| places(self.reader.text));
                let mut same = self
                    .descend(root)
                    .map_or(&[][..], |places| &places.children)
                    .iter()
                    .filter_map(|child| child.key.as_ref().filter(|(name, _)| name == key));
                let first = same.next().map_or(0..0, |(_, span)| span.clone());
                let second = same.next().map_or(0..0, |(_, span)| span.clone());
                self.reader.push(
                    Diagnostic::error(self.reader.place(second), format!("`{key}` stands here twice"))
                        .help("keep one of the two")
                        .related(self.reader.place(first), "the first one"),
                );
            }
        }
    }
}

/// A mapping whose keys are known.
#[derive(Clone)]
pub struct Table<'r> {
    field: &'r Field<'r>,
    map: &'r [(String, Node)],
    /// Keys that are most likely meant by unknown ones; that has been reported.
    misspelt: Vec<&'static str>,
}

impl<'r> Table<'r> {
    /// The value of a key; `None` if it is not there, or nothing stands after its colon.
    pub fn get(&self, key: &str) -> Option<Field<'r>> {
        let (key, node) = self.map.iter().find(|(name, _)| name == key)?;
        (*node != Node::Null).then(|| self.field.child(key, node))
    }

    /// As `get`; a missing key is reported, at its own place if it stands there empty.
    pub fn require(&self, key: &str, help: &str) -> Option<Field<'r>> {
        let found = self.get(key);
        if found.is_none() && !self.misspelt.contains(&key) {
            let place = match self.map.iter().find(|(name, _)| name == key) {
                Some((key, node)) => self.field.child(key, node).key_place(),
                None => self.beginning(),
            };
            self.field.reader.push(Diagnostic::error(place, format!("`{key}` is missing")).help(help));
        }
        found
    }

    /// The place to speak of the mapping as a whole: the file's first line for a front matter,
    /// else the mapping's first character.
    pub fn beginning(&self) -> Place {
        if self.field.parent.is_none() {
            let reader = self.field.reader;
            return Place::new(reader.path, reader.opening.clone());
        }
        let place = self.field.place();
        Place { end: place.start, ..place }
    }
}
