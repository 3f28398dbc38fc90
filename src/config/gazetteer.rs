//! `gazetteer` in the settings.

use crate::country::{Country, SiteName};
use crate::diagnostic::Severity;
use crate::gazetteer::Gazetteer;
use crate::text::{distance, nearest};
use crate::yaml::Table;

/// Letters in which a name may differ from the one that was meant.
const TYPOS: usize = 2;

/// What the site's texts mean by names: its own ones, and those that are no countries there.
pub fn gazetteer(table: &Table, own: Vec<SiteName>) -> Gazetteer {
    let names = own.into_iter().flat_map(|SiteName { country, name, aliases }| {
        name.into_iter().chain(aliases).map(move |text| (text, country))
    });
    let names: Vec<(String, Country)> = names.collect();
    let Some(field) = table.get("gazetteer") else { return Gazetteer::new(names, []) };
    let Some(table) = field.table(&["ignore"]) else { return Gazetteer::new(names, []) };
    let mut ignored = Vec::new();
    if let Some(field) = table.get("ignore") {
        let gazetteer = Gazetteer::new(names.clone(), []);
        let known = gazetteer.texts();
        for entry in field.list() {
            let Some(text) = entry.text() else { continue };
            // A title may be in capitals.
            let is_known = known.contains(&text)
                || gazetteer.knows(&text)
                || known.iter().any(|name| name.to_uppercase() == text);
            if !is_known {
                let length = text.chars().count();
                let alike = known.iter().filter(|name| name.chars().count().abs_diff(length) <= TYPOS);
                let near = nearest(&text, alike.map(String::as_str));
                let help = match near.filter(|near| distance(near, &text) <= TYPOS) {
                    Some(near) => format!("did you mean {near}? Write it as it stands in texts"),
                    None => "write a name as it stands in texts, with its capital letters".to_owned(),
                };
                entry.report(Severity::Warning, format!("`{text}` is taken for no country anyway"), help);
            }
            ignored.push(text);
        }
    }
    Gazetteer::new(names, ignored)
}
