//! What a text that was found means where it stands.

use std::ops::Range;

use super::lexicon::Kind;
use super::matcher::Hit;
use super::rules::Rules;

/// Bytes on either side of a name in which other words have to do with it.
const NEAR: usize = 300;

/// How far a hit is about its countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It means no country.
    Nothing,
    /// The country is named, and no more is said by it.
    Named,
    /// It is about the country.
    About,
}

/// A text, as far as its words decide what a name in it means.
pub struct Context<'t> {
    text: &'t str,
    rules: &'t Rules,
}

impl<'t> Context<'t> {
    pub fn new(text: &'t str, rules: &'t Rules) -> Self {
        Self { text, rules }
    }

    pub fn weigh(&self, hit: &Hit<'_>, sentence: &Range<usize>) -> Weight {
        let range = &hit.range;
        let sentence = self.around(range, sentence);
        let (Some(word), Some(before), Some(after)) =
            (self.text.get(range.clone()), self.text.get(..range.start), self.text.get(range.end..))
        else {
            return Weight::Nothing;
        };
        if hit.entry.kind == Kind::Phrase {
            return Weight::About;
        }
        if self.is_person(word, before) || self.is_beside(word, sentence) {
            return Weight::Nothing;
        }
        let is_noun = hit.entry.kind <= Kind::Capital;
        if is_noun && self.is_town(after) {
            return Weight::Nothing;
        }
        if is_noun && self.rules.before.iter().any(|start| ends_with_word(before, start)) {
            return Weight::Nothing;
        }
        let follows = following(after);
        let is_other = is_noun
            && (self.rules.after.contains(follows)
                || (self.rules.person.contains(word) && self.is_surname(follows, sentence)));
        let is_place = hit.entry.kind == Kind::Capital
            && self.rules.place.iter().any(|start| ends_with_word(before, start));
        let stem = self.text.get(range.start..hit.stem_end).unwrap_or(word);
        let is_weak = self.rules.weak.contains(word) || self.rules.weak.contains(stem);
        if hit.is_part || is_other || is_place || is_weak {
            return Weight::Named;
        }
        Weight::About
    }

    /// The sentence, as far as it is near: texts without full stops can be long.
    fn around(&self, range: &Range<usize>, sentence: &Range<usize>) -> &str {
        let start = sentence.start.max(range.start.saturating_sub(NEAR));
        let end = sentence.end.min(range.end + NEAR);
        self.text.get(self.text.ceil_char_boundary(start)..self.text.floor_char_boundary(end)).unwrap_or("")
    }

    fn is_person(&self, word: &str, before: &str) -> bool {
        self.rules.person.contains(word)
            && before.strip_suffix(' ').is_some_and(|before| {
                let first = last_word(before);
                // Of `d'Anatole`, the name.
                let bare = first.rsplit(['\'', '’']).next().unwrap_or(first);
                self.rules.first.contains(first) || self.rules.first.contains(bare)
            })
    }

    /// Whether a word after a name that people have, too, makes it one of theirs.
    fn is_surname(&self, word: &str, sentence: &str) -> bool {
        word.starts_with(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && !self.rules.title.contains(word)
            && !is_title_case(sentence)
    }

    fn is_beside(&self, word: &str, sentence: &str) -> bool {
        let is_there = |rules: &[(String, Vec<String>)]| {
            let mut rules = rules.iter().filter(|(name, _)| name == word);
            rules.any(|(_, words)| words.iter().any(|word| sentence.contains(&**word)))
        };
        is_there(&self.rules.beside) && !is_there(&self.rules.but)
    }

    /// Whether a state follows, and makes the name a town's: `Lebanon, New Hampshire`. Not in a list of
    /// places: `Peru, Texas and Ohio`.
    fn is_town(&self, after: &str) -> bool {
        let Some(after) = after.strip_prefix(", ").or_else(|| after.strip_prefix(" (")) else { return false };
        let past_state =
            |text| self.rules.state.iter().filter_map(move |state| past_word(text, state)).next();
        let Some(after) = past_state(after) else { return false };
        let is_list = after.strip_prefix(", ").and_then(past_state).is_some();
        !is_list && after.chars().next().is_none_or(|c| ",.;:)!?\n".contains(c))
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| c.is_whitespace() || "(“\"«".contains(c)).next().unwrap_or("")
}

/// The word that follows after a blank.
fn following(after: &str) -> &str {
    let Some(rest) = after.strip_prefix(' ') else { return "" };
    &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
}

/// What follows after a word with which a text begins.
fn past_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(word).filter(|rest| !rest.starts_with(char::is_alphabetic))
}

/// Whether a text ends with a word or several, and a blank where there is no apostrophe.
fn ends_with_word(text: &str, word: &str) -> bool {
    let text = if word.ends_with('\'') { Some(text) } else { text.strip_suffix(' ') };
    let Some(rest) = text.and_then(|text| text.strip_suffix(word)) else { return false };
    !rest.ends_with(char::is_alphabetic)
}

/// Whether it is written Like This, so that a capital letter says nothing of a word.
fn is_title_case(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
    let (mut all, mut capital) = (0, 0);
    for word in words {
        all += 1;
        capital += usize::from(word.starts_with(char::is_uppercase));
    }
    capital > 2 && capital * 4 >= all * 3
}

/// Where the sentences of a text end.
pub fn sentences(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        let is_end = match letter {
            '。' | '！' | '？' | '؟' | '\n' => true,
            '.' => next.is_none_or(char::is_whitespace) && !is_shortened(&text[..at]),
            '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if is_end {
            ends.push(at + letter.len_utf8());
        }
    }
    if ends.last() != Some(&text.len()) {
        ends.push(text.len());
    }
    ends
}

/// Whether a full stop here belongs to a word: `U.S.`, `Mr.`, `3. Mai`.
fn is_shortened(before: &str) -> bool {
    let word = last_word(before);
    let letters = word.chars().count();
    let is_initials = letters == 1 || word.contains('.');
    let is_number = word.chars().all(|c| c.is_ascii_digit());
    is_initials
        || (is_number && letters < 3)
        || matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Gen" | "Prof")
}
