//! [`Lexicon`]: every text of one language that means something to the gazetteer.

use std::collections::BTreeMap;

use super::capitals::in_title;
use super::forms;
use super::language::Language;
use super::rules::{Meaning, Rules, list, rows};
use crate::country::{CAPITALS, Country, DEMONYMS, Script, ambiguous, names_in, script};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Name,
    Capital,
    Demonym,
    /// Something of the rules' own: it means what it says there, whatever stands beside it.
    Phrase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    pub meaning: Meaning,
}

/// Texts and what they mean, by text.
pub type Lexicon = BTreeMap<String, Entry>;

/// The texts of a language. Later steps win over earlier ones: the rules over the data, what a site
/// declares over all.
pub fn lexicon(language: Language, rules: &Rules, site: &[(String, Country)]) -> Lexicon {
    let mut lexicon = Lexicon::new();
    for (country, word) in column(DEMONYMS, language) {
        for form in forms::of_demonym(language, &word) {
            add(&mut lexicon, form, Kind::Demonym, country);
        }
    }
    for (country, name) in column(CAPITALS, language) {
        for form in forms::of_name(language, &name) {
            add(&mut lexicon, form, Kind::Capital, country);
        }
    }
    for country in Country::all() {
        let names = language.columns().iter().flat_map(|column| names_in(country, column));
        let names: Vec<&str> = names.filter(|name| is_prose(name)).collect();
        for name in names.iter().filter(|name| !is_found_without(name, &names)) {
            for form in forms::of_name(language, name) {
                add(&mut lexicon, form, Kind::Name, country);
            }
        }
    }
    for (word, countries) in ambiguous().filter(|(word, _)| is_of(word, language)) {
        for form in forms::of_name(language, word) {
            let meaning = Meaning { about: Vec::new(), named: countries.to_vec() };
            lexicon.insert(form, Entry { kind: Kind::Phrase, meaning });
        }
    }
    for (text, meaning) in &rules.names {
        put(&mut lexicon, language, text, Kind::Name, meaning);
    }
    for (text, meaning) in &rules.none {
        put(&mut lexicon, language, text, Kind::Phrase, meaning);
    }
    for (text, country) in site.iter().filter(|(text, _)| text.chars().count() > 1) {
        // A desk's own shorthand may be short for other things in a text, too: SK.
        let is_shorthand = text.chars().count() == 2 && text.is_ascii();
        let countries = vec![*country];
        let meaning = match is_shorthand {
            true => Meaning { about: Vec::new(), named: countries },
            false => Meaning { about: countries, named: Vec::new() },
        };
        lexicon.insert(text.clone(), Entry { kind: Kind::Phrase, meaning });
    }
    lexicon
}

/// What a table says in one language.
fn column(table: &'static str, language: Language) -> Vec<(Country, String)> {
    let head = table.lines().find_map(|line| line.strip_prefix("#code\t")).unwrap_or("");
    let columns: Vec<usize> = head
        .split('\t')
        .enumerate()
        .filter(|(_, code)| language.columns().contains(code))
        .map(|(at, _)| at + 1)
        .collect();
    let mut found = Vec::new();
    for row in rows(table) {
        let Some(country) = row.first().and_then(|code| Country::from_code(code)) else { continue };
        let cells = columns.iter().filter_map(|&at| row.get(at));
        found.extend(cells.flat_map(|cell| list(cell)).map(|word| (country, word)));
    }
    found
}

/// No shorthand: those that texts use are in the rules. Nor `Korea, South`, which goes on as `Africa`
/// where countries are listed.
fn is_prose(name: &str) -> bool {
    let is_shorthand = name.chars().count() <= 4 && name.chars().all(|c| c.is_ascii_uppercase());
    !is_shorthand && !name.ends_with(", North") && !name.ends_with(", South")
}

/// Whether a shorter name of the same country is found in a long one: `Republic of Angola`, `Angola,
/// Republic of`. Not where that one may mean two countries: `Republic of the Congo`.
fn is_found_without(name: &str, names: &[&str]) -> bool {
    let is_inside = |short: &&str| {
        let is_end =
            || name.strip_suffix(*short).is_some_and(|rest| rest.ends_with(' ') && rest.contains(" of "));
        let is_start = || {
            name.strip_prefix(*short)
                .is_some_and(|rest| rest.starts_with([',', '(']) || rest.starts_with(" ("))
        };
        (is_end() || is_start()) && ambiguous().all(|(word, _)| word != *short)
    };
    names.iter().any(is_inside)
}

fn is_of(word: &str, language: Language) -> bool {
    match script(word) {
        Script::Latin => language.is_latin(),
        Script::Cyrillic => language == Language::Russian,
        Script::Arabic => language == Language::Arabic,
        Script::Hangul => language == Language::Korean,
        Script::Kana => language == Language::Japanese,
        Script::Han => language.is_unspaced(),
    }
}

/// A text that two countries share is neither's: it names both.
fn add(lexicon: &mut Lexicon, text: String, kind: Kind, country: Country) {
    let about = |country| Meaning { about: vec![country], named: Vec::new() };
    match lexicon.get_mut(&text) {
        None => drop(lexicon.insert(text, Entry { kind, meaning: about(country) })),
        // A name is a name, even if some city elsewhere is called the same.
        Some(entry) if kind == Kind::Name && entry.kind != Kind::Name => {
            *entry = Entry { kind, meaning: about(country) };
        }
        Some(entry) if entry.meaning.about == [country] => entry.kind = entry.kind.min(kind),
        Some(entry) if !entry.meaning.named.contains(&country) => {
            let others = std::mem::take(&mut entry.meaning.about);
            entry.meaning.named.extend(others);
            entry.meaning.named.push(country);
        }
        Some(_) => {}
    }
}

fn put(lexicon: &mut Lexicon, language: Language, text: &str, kind: Kind, meaning: &Meaning) {
    let entry = Entry { kind, meaning: meaning.clone() };
    for form in forms::of_rule(text) {
        lexicon.insert(form, entry.clone());
    }
    if language.is_latin() && !text.is_ascii() {
        // As names are without their accents, so is what they stand in.
        lexicon.entry(forms::unaccented(text)).or_insert_with(|| entry.clone());
    }
    if language == Language::English && kind == Kind::Phrase {
        lexicon.entry(in_title(text)).or_insert_with(|| entry.clone());
    }
    if language == Language::French && kind == Kind::Phrase {
        let mut letters = text.chars();
        let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
        lexicon.extend(capital.map(|capital: String| (capital, entry)));
    }
}
