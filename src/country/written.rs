//! How countries are written about: names by language, capitals, demonyms.

use super::Country;
use super::table::{AMBIGUOUS, COUNTRIES, LANGUAGES};

/// A column for each language after the code: capitals and seats of government.
pub const CAPITALS: &str = include_str!("data/capitals.tsv");

/// The same of what people and things of a country are called.
pub const DEMONYMS: &str = include_str!("data/demonyms.tsv");

/// What a country is called in a language of the table: `en`, `zh-Hant`. Further names that the table
/// does not know the language of are there in every language that is written with their letters.
pub fn names_in(country: Country, language: &str) -> impl Iterator<Item = &'static str> {
    let row = &COUNTRIES[usize::from(country.0)];
    let column = LANGUAGES.iter().position(|known| *known == language);
    let name = column.and_then(|column| row.names.get(column)).copied();
    let script = name.map(script);
    let others = row.others.iter().copied().filter(move |other| Some(self::script(other)) == script);
    name.into_iter().chain(others)
}

/// Words that name several countries.
pub fn ambiguous() -> impl Iterator<Item = (&'static str, &'static [Country])> {
    AMBIGUOUS.iter().copied()
}

#[derive(PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hangul,
    Kana,
    Han,
}

/// The letters that a name is written with; with Kana and Han in it, it is Japanese.
pub fn script(name: &str) -> Script {
    let mut script = Script::Latin;
    for letter in name.chars() {
        match letter {
            '\u{400}'..='\u{52f}' => return Script::Cyrillic,
            '\u{600}'..='\u{6ff}' => return Script::Arabic,
            '\u{ac00}'..='\u{d7a3}' => return Script::Hangul,
            '\u{3041}'..='\u{30ff}' => return Script::Kana,
            '\u{3400}'..='\u{9fff}' => script = Script::Han,
            _ => {}
        }
    }
    script
}
