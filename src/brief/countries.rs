//! The countries of a brief, and what it says of how things stand there.

use serde::{Deserialize, Serialize};

use super::Fragment;
use super::matter::Lines;
use crate::config::{Config, NoteKind, not_a_country};
use crate::country::{self, Country};
use crate::diagnostic::Severity;
use crate::text::nearest;
use crate::yaml::{Field, Node, Table};

/// How things stand in one of a brief's countries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assessment {
    pub country: Country,
    /// Since the last time that it was assessed.
    pub trend: Option<Trend>,
    pub alert: Option<Alert>,
    /// Why, in a sentence or two.
    pub note: Option<Fragment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trend {
    Deteriorated,
    Improved,
    Unchanged,
}

/// What may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alert {
    Risk,
    Opportunity,
}

impl Trend {
    const ALL: [Trend; 3] = [Trend::Deteriorated, Trend::Improved, Trend::Unchanged];

    pub fn name(self) -> &'static str {
        match self {
            Trend::Deteriorated => "deteriorated",
            Trend::Improved => "improved",
            Trend::Unchanged => "unchanged",
        }
    }
}

impl Alert {
    const ALL: [Alert; 2] = [Alert::Risk, Alert::Opportunity];

    pub fn name(self) -> &'static str {
        match self {
            Alert::Risk => "risk",
            Alert::Opportunity => "opportunity",
        }
    }
}

/// Reads `countries`: names, or mappings with what is said of each. `None` if one of them is unknown,
/// or if there is none.
pub fn read(table: &Table, lines: &Lines, config: &Config) -> Option<(Vec<Country>, Vec<Assessment>)> {
    let field = table.require("countries", "name at least one, by name or code: countries: [KP, Russia]")?;
    let entries = field.list();
    if matches!(field.node, Node::List(list) if list.is_empty()) {
        field.error("`countries` is empty", "name at least one country: countries: [KP]");
    }
    let mut countries: Vec<Country> = Vec::new();
    let mut assessments = Vec::new();
    let mut all_known = true;
    for entry in &entries {
        let found = match entry.node {
            Node::Map(_) => assessed(entry, lines, config),
            _ => named(entry, config).map(|country| (country, None)),
        };
        match found {
            Some((country, _)) if countries.contains(&country) => entry.report(
                Severity::Warning,
                format!("{} is named twice", config.names.display(country)),
                "keep one of the two",
            ),
            Some((country, assessment)) => {
                countries.push(country);
                assessments.extend(assessment);
            }
            None => all_known = false,
        }
    }
    (all_known && !countries.is_empty()).then_some((countries, assessments))
}

fn named(field: &Field, config: &Config) -> Option<Country> {
    let written = field.text()?;
    match config.names.find(&written) {
        Ok(country) => {
            note_confusable(field, &written, country, config);
            Some(country)
        }
        Err(why) => {
            field.push(not_a_country(&config.names, &written, &why, field.place()));
            None
        }
    }
}

fn assessed(entry: &Field, lines: &Lines, config: &Config) -> Option<(Country, Option<Assessment>)> {
    let table = entry.table(&["code", "trend", "alert", "note"])?;
    let code = table.require("code", "say which country: {code: KP, trend: deteriorated}")?;
    let trend = table.get("trend").and_then(|field| choice(&field, &Trend::ALL, Trend::name));
    let alert = table.get("alert").and_then(|field| choice(&field, &Alert::ALL, Alert::name));
    let note = table.get("note").and_then(|field| Some(lines.read(&field)?.0));
    let country = named(&code, config)?;
    let says_something = trend.is_some() || alert.is_some() || note.is_some();
    Some((country, says_something.then_some(Assessment { country, trend, alert, note })))
}

/// One of a few words.
fn choice<T: Copy>(field: &Field, all: &[T], name: fn(T) -> &'static str) -> Option<T> {
    let written = field.text()?;
    let word = written.trim().to_lowercase();
    let found = all.iter().copied().find(|one| name(*one) == word);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        let help = match nearest(&word, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write one of these, or leave it out".to_owned(),
        };
        field.error(format!("`{}` is one of {}, and not `{written}`", field.name(), names.join(", ")), help);
    }
    found
}

fn note_confusable(entry: &Field, written: &str, country: Country, config: &Config) {
    // What the site itself declares cannot be meant otherwise.
    if !config.notes.contains(&NoteKind::ConfusableCodes) || config.names.declared(written).is_some() {
        return;
    }
    if let Some(other) = country::often_means(written).filter(|&other| other != country) {
        let (here, other) = (config.names.display(country), config.names.display(other));
        entry.report(
            Severity::Note,
            format!("`{written}` is {here}; many write it for {other}"),
            format!("if {other} is meant, write its name; if not, writing {here} makes that plain"),
        );
    }
}
