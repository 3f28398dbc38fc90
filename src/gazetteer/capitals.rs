//! Texts that are wholly in capitals are searched in a copy written like other titles.

use super::language::Language;
use super::matcher::Matcher;
use super::rules::Rules;

/// Words that have no capital inside a name: `Bosnia and Herzegovina`, `Côte d'Ivoire`.
const SMALL: &[&str] =
    &["AND", "OF", "THE", "TO", "DE", "DU", "DES", "D", "AU", "ET", "Y", "DEL", "UND", "DER", "И"];

/// A text in capitals with small letters inside its words, each byte in its place; `None` for any other
/// text. What the lexicon or the rules write in capitals stays so: `US`, `HMS`.
pub fn title_case(language: Language, text: &str, matcher: &Matcher, rules: &Rules) -> Option<String> {
    if !language.has_capitals() || text.chars().any(char::is_lowercase) {
        return None;
    }
    let mut copy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (between, word) = rest.split_at(start);
        let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        copy.push_str(between);
        let is_shortened = word.chars().count() < 3 && after.starts_with('.');
        if SMALL.contains(&word) {
            word.chars().for_each(|letter| copy.push(small(letter)));
        } else if is_shortened || matcher.knows(word) || rules.before.iter().any(|before| before == word) {
            copy.push_str(word);
        } else {
            let mut letters = word.chars();
            copy.extend(letters.next());
            letters.for_each(|letter| copy.push(small(letter)));
        }
        rest = after;
    }
    copy.push_str(rest);
    Some(copy)
}

/// The small letter, if it is one and takes as many bytes.
fn small(letter: char) -> char {
    let mut letters = letter.to_lowercase();
    let first = letters.next().filter(|small| small.len_utf8() == letter.len_utf8());
    if letters.next().is_some() { letter } else { first.unwrap_or(letter) }
}

/// With a capital at each word, as English titles have it.
pub fn in_title(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters = word.chars();
        let is_small = SMALL.contains(&&*word.to_uppercase());
        match letters.next() {
            Some(first) if !is_small => first.to_uppercase().chain(letters).collect(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
