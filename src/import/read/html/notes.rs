//! Footnotes: links that lead down to a note, and links that lead back from there.

use std::collections::{BTreeMap, HashMap};

use super::tree::{Id, Tree};

/// Parts of classes and ids that footnotes have.
const WORDS: &[&str] = &[
    "fn",
    "ftn",
    "edn",
    "footnote",
    "footnotes",
    "endnote",
    "endnotes",
    "note",
    "notes",
    "sdfootnote",
    "cite",
];

#[derive(Debug, Default)]
pub struct Notes {
    /// Links in the text, with the label of the note that they lead to.
    pub references: BTreeMap<Id, String>,
    /// Blocks that are notes, with their labels.
    pub notes: BTreeMap<Id, String>,
    /// Links that lead back.
    pub returns: BTreeMap<Id, Id>,
}

pub fn of(tree: &Tree, article: Id) -> Notes {
    let mut found = Notes::default();
    let inside = article..tree.end(article);
    let mut places: HashMap<&str, Id> = HashMap::new();
    for id in inside.clone() {
        for name in ["id", "name"].iter().filter_map(|name| tree.attribute(id, name)) {
            places.entry(name).or_insert(id);
        }
    }
    let mut labels = BTreeMap::new();
    for link in inside.filter(|&id| tree.name(id) == "a") {
        let Some(target) = tree.attribute(link, "href").and_then(|href| href.strip_prefix('#')) else {
            continue;
        };
        let Some(&target) = places.get(target) else { continue };
        let block = std::iter::once(target).chain(tree.ancestors(target)).find(|&id| is_room(tree.name(id)));
        let Some(block) = block.filter(|&block| block > article) else { continue };
        let note = std::iter::once(link).chain(tree.ancestors(link)).find(|id| found.notes.contains_key(id));
        if let Some(note) = note {
            if target < link {
                found.returns.insert(link, note);
            }
            continue;
        }
        let is_below = block > link && is_note(tree, target, block);
        if let (true, Some(label)) = (is_below, label(tree, link)) {
            match found.notes.get(&block) {
                Some(known) if *known == label => {}
                // Two notes in one block cannot be told apart: the second link stays text.
                Some(_) => continue,
                None => {
                    found.notes.insert(block, unused(&label, &mut labels));
                }
            }
            let label = found.notes.get(&block).cloned().unwrap_or(label);
            found.references.insert(link, label);
        }
    }
    found
}

fn is_room(name: &str) -> bool {
    matches!(name, "li" | "p" | "div" | "aside" | "dd" | "td" | "section")
}

fn is_note(tree: &Tree, target: Id, block: Id) -> bool {
    let has_word = |id: Id| tree.parts(id).iter().any(|part| WORDS.iter().any(|word| is_word(part, word)));
    let is_marked = |id: Id| matches!(tree.attribute(id, "role"), Some("doc-footnote" | "doc-endnote"));
    let named = tree.attribute(target, "name").unwrap_or_default();
    is_marked(target)
        || has_word(target)
        || named
            .to_ascii_lowercase()
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|part| WORDS.contains(&part))
        || tree.ancestors(block).take(3).any(has_word)
}

/// A word, also with a number at its end: `fn1`.
fn is_word(part: &str, word: &str) -> bool {
    part.strip_prefix(word).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What a link to a note says, if it is as short as such links are.
fn label(tree: &Tree, link: Id) -> Option<String> {
    if tree.end(link) - link > 8 {
        return None;
    }
    let words = tree.words(link);
    let label = words.trim_matches(|c: char| !c.is_alphanumeric());
    let is_label = label.len() <= 4 && label.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_label || words.chars().count() > 6 {
        return None;
    }
    // A sign such as an asterisk is no label in Markdown.
    let is_sign = !words.is_empty() && words.chars().all(|c| "*†‡§¶[]() ".contains(c));
    if label.is_empty() { is_sign.then(|| "note".to_owned()) } else { Some(label.to_owned()) }
}

/// The label, with a number where several notes have it.
fn unused(label: &str, times: &mut BTreeMap<String, usize>) -> String {
    let count = times.entry(label.to_owned()).or_default();
    *count += 1;
    if *count == 1 { label.to_owned() } else { format!("{label}-{count}") }
}
