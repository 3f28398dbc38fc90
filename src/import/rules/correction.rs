//! Corrections that stand in the text, and the day of a change: a brief has fields for them.

use crate::import::draft::{Desk, Draft};

/// What a correction begins with, in lower case.
const LEADS: &[&str] = &[
    "correction",
    "corrections",
    "clarification",
    "editor's note: an earlier version",
    "editor’s note: an earlier version",
    "an earlier version of this",
    "a previous version of this",
    "berichtigung",
    "korrektur",
    "richtigstellung",
    "rectificatif",
    "erratum",
    "corrección",
    "fe de errores",
    "исправление",
    "уточнение",
    "정정",
    "更正",
    "訂正",
    "تصحيح",
];

/// What a line begins with that says when the text was changed, in lower case.
const CHANGES: &[&str] = &[
    "this article was updated",
    "this article has been updated",
    "this story was updated",
    "this story has been updated",
    "this text was updated",
    "this post was updated",
    "dieser artikel wurde aktualisiert",
    "cet article a été mis à jour",
    "este artículo ha sido actualizado",
    "эта статья была обновлена",
];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let is_change = |text: &str| {
        let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        CHANGES.iter().any(|lead| lower.starts_with(lead))
    };
    let changed = draft.blocks.iter().find(|block| block.text().is_some_and(|text| is_change(&text)));
    if let Some(line) = changed.map(|block| block.line).filter(|_| draft.updated.is_none()) {
        draft.ask("updated", Some(line), "it says when the text was changed; `updated` has a place for that");
    }
    let is_correction = |text: &str| {
        let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        LEADS.iter().filter_map(|lead| lower.strip_prefix(lead)).any(|rest| {
            let rest = rest.trim_start();
            // `Correctional officers` begins a text.
            rest.starts_with([':', '：', '(', '（', '[', '-', '–', '—', '.', ','])
                || lower.contains("version of this")
        })
    };
    let lines: Vec<usize> = draft
        .blocks
        .iter()
        .filter(|block| block.text().is_some_and(|text| is_correction(&text)))
        .map(|block| block.line)
        .collect();
    for line in lines {
        let question = "this reads like a correction; if it is one, give it to the front matter and take it \
                        out of the text: corrections: [{date: …, text: …}]";
        draft.ask("corrections", Some(line), question);
    }
}
