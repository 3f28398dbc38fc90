//! Lists: which have numbers, and at which they start.

use std::collections::BTreeMap;

use super::xml::Element;

/// The deepest level that a document can have (ECMA-376-1, 17.9.3).
pub const DEEPEST: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Bullet,
    /// The number of the first item.
    Number(u64),
    /// None: the paragraph goes on with the item before it.
    Blank,
}

#[derive(Debug, Default)]
pub struct Numbering {
    /// Signs by level, by the list's number.
    lists: BTreeMap<String, BTreeMap<usize, Sign>>,
}

impl Numbering {
    pub fn read(root: &Element) -> Numbering {
        let of = |name: &'static str| root.elements().filter(move |element| element.name == name);
        let kinds: BTreeMap<&str, BTreeMap<usize, Sign>> = of("abstractNum")
            .filter_map(|kind| Some((kind.attribute("abstractNumId")?, levels(kind))))
            .collect();
        // A list may take its signs from the one that defines a style.
        let by_style: BTreeMap<&str, &str> = of("abstractNum")
            .filter_map(|kind| Some((kind.child("styleLink")?.value()?, kind.attribute("abstractNumId")?)))
            .collect();
        let linked: BTreeMap<&str, &str> = of("abstractNum")
            .filter_map(|kind| {
                let style = kind.child("numStyleLink")?.value()?;
                Some((kind.attribute("abstractNumId")?, *by_style.get(style)?))
            })
            .collect();
        let list = |number: &Element| {
            let kind = number.child("abstractNumId")?.value()?;
            let kind = linked.get(kind).copied().unwrap_or(kind);
            let mut signs = kinds.get(kind).cloned().unwrap_or_default();
            for change in number.elements().filter(|element| element.name == "lvlOverride") {
                let Some(level) = change.attribute("ilvl").and_then(|level| level.parse().ok()) else {
                    continue;
                };
                if let Some(sign) = change.child("lvl").map(sign) {
                    signs.insert(level, sign);
                }
                let start = change.child("startOverride").and_then(Element::value);
                if let (Some(start), Some(Sign::Number(first))) =
                    (start.and_then(|start| start.parse().ok()), signs.get_mut(&level))
                {
                    *first = start;
                }
            }
            Some((number.attribute("numId")?.to_owned(), signs))
        };
        Numbering { lists: of("num").filter_map(list).collect() }
    }

    /// The sign of a list's level; `None` for the number 0, which means no list.
    pub fn sign(&self, list: &str, level: usize) -> Option<Sign> {
        if list == "0" {
            return None;
        }
        let signs = self.lists.get(list);
        Some(signs.and_then(|signs| signs.get(&level)).copied().unwrap_or(Sign::Bullet))
    }
}

fn levels(kind: &Element) -> BTreeMap<usize, Sign> {
    let levels = kind.elements().filter(|element| element.name == "lvl");
    levels.filter_map(|level| Some((level.attribute("ilvl")?.parse().ok()?, sign(level)))).collect()
}

fn sign(level: &Element) -> Sign {
    let value = |name| level.child(name).and_then(Element::value);
    match value("numFmt") {
        Some("bullet" | "none") if value("lvlText").is_some_and(|text| text.trim().is_empty()) => Sign::Blank,
        Some("bullet" | "none") | None => Sign::Bullet,
        Some(_) => Sign::Number(value("start").and_then(|start| start.parse().ok()).unwrap_or(1)),
    }
}
