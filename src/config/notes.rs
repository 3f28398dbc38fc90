//! [`NoteKind`]: which notes a build gives.

use crate::diagnostic::{Diagnostic, Place};
use crate::yaml::{Field, Node};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A country code that desks often mean otherwise: SK.
    ConfusableCodes,
    /// A country that a brief discusses and is not filed under.
    UnfiledCountries,
    /// A country that a brief is filed under and never names.
    UnnamedCountries,
}

impl NoteKind {
    const ALL: [(&str, NoteKind); 3] = [
        ("confusable-codes", NoteKind::ConfusableCodes),
        ("unfiled-countries", NoteKind::UnfiledCountries),
        ("unnamed-countries", NoteKind::UnnamedCountries),
    ];

    /// Those that are given unless the site says otherwise.
    pub const USUAL: [NoteKind; 2] = [NoteKind::UnfiledCountries, NoteKind::UnnamedCountries];
}

/// `off`, a list of kinds beside the usual ones, or `on` or `off` for each kind.
pub fn notes(field: &Field) -> Vec<NoteKind> {
    let mut kinds = NoteKind::USUAL.to_vec();
    match field.node {
        Node::Map(_) => {
            for entry in field.entries() {
                let kind = note_kind(&entry, entry.name(), entry.key_place());
                match (kind, switch(&entry)) {
                    (Some(kind), Some(true)) => kinds.push(kind),
                    (Some(kind), Some(false)) => kinds.retain(|known| *known != kind),
                    _ => {}
                }
            }
        }
        Node::List(_) => {
            for entry in field.list() {
                let Some(name) = entry.text() else { continue };
                kinds.extend(note_kind(&entry, &name, entry.place()));
            }
        }
        _ if switch(field) == Some(false) => kinds.clear(),
        _ => {}
    }
    kinds
}

fn note_kind(field: &Field, name: &str, place: Place) -> Option<NoteKind> {
    let kind = NoteKind::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    if kind.is_none() {
        let known: Vec<&str> = NoteKind::ALL.iter().map(|(name, _)| *name).collect();
        let unknown = Diagnostic::error(place, format!("there are no notes `{name}`"));
        field.push(unknown.help(format!("known are: {}", known.join(", "))));
    }
    kind
}

/// `on` or `off`, which are text in YAML 1.2; `true` and `false` mean the same.
fn switch(field: &Field) -> Option<bool> {
    match field.node {
        Node::Bool(value) => return Some(*value),
        Node::Text(text) if text == "on" => return Some(true),
        Node::Text(text) if text == "off" => return Some(false),
        _ => {}
    }
    let help = "write notes: off, or a kind with on or off: notes: {unnamed-countries: off}";
    field.error(format!("`{}` has to be on or off", field.name()), help);
    None
}
