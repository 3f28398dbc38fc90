//! [`Rules`]: what `rules.tsv` says of one language.

use std::collections::HashSet;

use super::forms::unaccented;
use super::language::Language;
use crate::country::Country;

const TABLE: &str = include_str!("rules.tsv");

/// The countries of a rule: those that it is about, and those that it names in passing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    pub about: Vec<Country>,
    pub named: Vec<Country>,
}

/// The context rules of one language, by kind. See `rules.tsv` for what each kind is.
#[derive(Debug, Default)]
pub struct Rules {
    pub names: Vec<(String, Meaning)>,
    pub none: Vec<(String, Meaning)>,
    pub weak: HashSet<String>,
    pub person: HashSet<String>,
    pub first: HashSet<String>,
    pub before: Vec<String>,
    pub after: HashSet<String>,
    pub title: HashSet<String>,
    pub place: Vec<String>,
    /// A name, and the words beside which it is no country.
    pub beside: Vec<(String, Vec<String>)>,
    /// A name, and the words beside which it is one all the same.
    pub but: Vec<(String, Vec<String>)>,
    pub state: Vec<String>,
    pub tail: Vec<String>,
}

impl Rules {
    pub fn of(language: Language) -> Rules {
        let mut rules = Rules::default();
        for row in rows(TABLE) {
            let [kind, languages, countries, texts] = row[..] else { continue };
            if languages.split(' ').any(|code| code == language.code()) {
                rules.add(kind, meaning(countries), texts);
            }
        }
        if language.is_latin() {
            // The lexicon has names without accents, too.
            for words in [&mut rules.weak, &mut rules.person] {
                let bare: Vec<String> =
                    words.iter().filter(|word| !word.is_ascii()).map(|word| unaccented(word)).collect();
                words.extend(bare);
            }
        }
        rules
    }

    fn add(&mut self, kind: &str, meaning: Meaning, texts: &str) {
        if let "beside" | "but" = kind {
            let (name, words) = texts.split_once(": ").unwrap_or((texts, ""));
            let rules = if kind == "but" { &mut self.but } else { &mut self.beside };
            rules.push((name.to_owned(), list(words)));
            return;
        }
        let texts = list(texts);
        let meant =
            |texts: Vec<String>| texts.into_iter().map(|text| (text, meaning.clone())).collect::<Vec<_>>();
        match kind {
            "name" => self.names.extend(meant(texts)),
            "none" => self.none.extend(meant(texts)),
            "weak" => self.weak.extend(texts),
            "person" => self.person.extend(texts),
            "first" => self.first.extend(texts),
            "before" => self.before.extend(texts),
            "after" => self.after.extend(texts),
            "title" => self.title.extend(texts),
            "place" => self.place.extend(texts),
            "state" => self.state.extend(texts),
            "tail" => self.tail.extend(texts),
            _ => {}
        }
    }
}

/// The rows of a table with tabs, without its comments.
pub fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

/// Texts with a comma and a blank between them; a comma after a backslash belongs to the text.
pub fn list(texts: &str) -> Vec<String> {
    let apart = texts.replace("\\, ", "\u{0}");
    let texts = apart.split(", ").map(|text| text.trim().replace('\u{0}', ", "));
    texts.filter(|text| !text.is_empty()).collect()
}

fn meaning(codes: &str) -> Meaning {
    let mut meaning = Meaning::default();
    for code in codes.split(' ') {
        match code.strip_prefix('?') {
            Some(code) => meaning.named.extend(Country::from_code(code)),
            None => meaning.about.extend(Country::from_code(code)),
        }
    }
    meaning
}
