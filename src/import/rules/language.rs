//! What language it is in, if it is not the site's.

use crate::gazetteer::Language;
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// Letters that are needed to tell.
const LEAST: usize = 60;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let same = |tag: &str| Language::of(tag) == Language::of(desk.language) && Language::of(tag).is_some();
    if draft.language.is_some() {
        if draft.language.as_ref().is_some_and(|found| same(&found.value)) {
            draft.language = None;
        }
        return;
    }
    let prose = draft.prose();
    let text: String = prose.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    if text.chars().filter(|c| c.is_alphabetic()).count() < LEAST {
        return;
    }
    let line = prose.first().map_or(1, |(line, _)| *line);
    if let Some(tag) = by_script(&text).or_else(|| by_words(&text)).filter(|tag| !same(tag)) {
        draft.language =
            Some(Found::new(tag.to_owned(), Sureness::Likely, line, "by its letters and commonest words"));
    }
}

/// Scripts that one language is written in, mostly.
fn by_script(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let share = |is: fn(char) -> bool| text.chars().filter(|&c| is(c)).count() * 4 > letters;
    let hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{4ff}');
    let arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}');
    if share(hangul) {
        Some("ko")
    } else if share(kana) || (share(han) && text.chars().any(kana)) {
        Some("ja")
    } else if share(han) {
        Some("zh")
    } else if share(cyrillic) {
        Some(if text.contains(['і', 'ї', 'є']) { "uk" } else { "ru" })
    } else if share(arabic) {
        Some(if text.contains(['پ', 'چ', 'گ']) { "fa" } else { "ar" })
    } else {
        None
    }
}

/// Languages in Latin letters, by the words that no text does without.
fn by_words(text: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("en", &["the", "of", "and", "to", "in", "that", "is", "for", "was", "with"]),
        ("de", &["der", "die", "und", "das", "den", "von", "nicht", "mit", "ist", "ein"]),
        ("fr", &["le", "la", "les", "des", "et", "est", "une", "du", "que", "dans"]),
        ("es", &["el", "los", "las", "del", "que", "una", "por", "con", "para", "es"]),
        ("pt", &["o", "os", "uma", "não", "do", "da", "que", "em", "com", "para"]),
        ("it", &["il", "gli", "della", "di", "che", "una", "per", "con", "sono", "nel"]),
        ("nl", &["de", "het", "een", "van", "en", "niet", "zijn", "voor", "met", "dat"]),
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let mut counts: Vec<(usize, &str)> = WORDS
        .iter()
        .map(|(tag, known)| (words.iter().filter(|word| known.contains(word)).count(), *tag))
        .collect();
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (most, next) = (counts.first()?, counts.get(1)?);
    // Half as many again as the next, and one word in ten.
    (most.0 * 2 > next.0 * 3 && most.0 * 10 > words.len()).then_some(most.1)
}
