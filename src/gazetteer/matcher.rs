//! [`Matcher`]: finds the texts of a lexicon in one pass, the longest first.
//!
//! Where words stand apart, a text can only begin where a word does, so the automaton is asked there
//! and nowhere else, and only if some text begins with the same two bytes. Chinese and Japanese are
//! searched at every character.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::forms::endings;
use super::language::Language;
use super::lexicon::{Entry, Kind, Lexicon};

/// What Arabic joins to the front of a word.
const PROCLITICS: &[&str] =
    &["", "و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "فال", "كال", "لل", "ولل"];

/// Korean names of so many syllables are words by themselves too often to be taken without a look
/// at what follows.
const SHORT_KOREAN: usize = 2;

#[derive(Debug)]
pub struct Matcher {
    language: Language,
    /// `None` only if there is nothing to find.
    automaton: Option<AhoCorasick>,
    /// By the automaton's number of the text.
    entries: Vec<Entry>,
    starts: Starts,
    tail: Vec<String>,
}

/// A text that was found.
#[derive(Debug, Clone)]
pub struct Hit<'m> {
    /// With the ending of its word.
    pub range: Range<usize>,
    /// Where the ending begins that the language has put to it.
    pub stem_end: usize,
    pub entry: &'m Entry,
    /// Whether it is a part of a longer word: `Ukrainekrieg`.
    pub is_part: bool,
}

/// What stands to the right of a match.
enum Edge {
    /// The word ends there.
    Clean(usize),
    Part,
    Inside,
}

impl Matcher {
    pub fn new(language: Language, lexicon: Lexicon, tail: Vec<String>) -> Matcher {
        let start = if language.is_unspaced() { StartKind::Unanchored } else { StartKind::Anchored };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(start)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(lexicon.keys());
        let starts = Starts::new(language, &lexicon);
        let entries = lexicon.into_values().collect();
        Matcher { language, automaton: automaton.ok(), entries, starts, tail }
    }

    /// Whether a text of the lexicon is this very word.
    pub fn knows(&self, word: &str) -> bool {
        let Some(automaton) = &self.automaton else { return false };
        let hit = automaton.try_find(Input::new(word).anchored(Anchored::Yes));
        hit.ok().flatten().is_some_and(|hit| hit.end() == word.len())
    }

    /// Calls `found` with each text in the order in which they stand.
    pub fn find<'m>(&'m self, text: &str, mut found: impl FnMut(Hit<'m>)) {
        let Some(automaton) = &self.automaton else { return };
        if self.language.is_unspaced() {
            self.find_anywhere(automaton, text, &mut found);
        } else {
            self.find_words(automaton, text, &mut found);
        }
    }

    fn find_anywhere<'m>(&'m self, automaton: &AhoCorasick, text: &str, found: &mut impl FnMut(Hit<'m>)) {
        let mut at = 0;
        while at < text.len() {
            let Ok(Some(hit)) = automaton.try_find(Input::new(text).range(at..)) else { return };
            let range = hit.start()..hit.end();
            let is_torn = tears_kana(text, range.start) || tears_kana(text, range.end);
            match self.entries.get(hit.pattern().as_usize()) {
                Some(entry) if !is_torn => {
                    at = range.end;
                    found(Hit { stem_end: range.end, range, entry, is_part: false });
                }
                _ => at = text.ceil_char_boundary(range.start + 1),
            }
        }
    }

    fn find_words<'m>(&'m self, automaton: &AhoCorasick, text: &str, found: &mut impl FnMut(Hit<'m>)) {
        let mut at = 0;
        while let Some(start) = self.starts.next(text, at) {
            let hit = self.at_word(automaton, text, start);
            at = hit.as_ref().map_or(start + 1, |hit| hit.range.end);
            hit.into_iter().for_each(&mut *found);
        }
    }

    /// The longest text with which the word at `at` begins, or what Arabic has joined to its front.
    fn at_word<'m>(&'m self, automaton: &AhoCorasick, text: &str, at: usize) -> Option<Hit<'m>> {
        if self.language != Language::Arabic {
            return self.at(automaton, text, at);
        }
        let word = text.get(at..)?;
        let starts = PROCLITICS.iter().filter(|start| word.starts_with(**start));
        starts.filter_map(|start| self.at(automaton, text, at + start.len())).next()
    }

    /// The longest text that stands at `at` and ends with a word.
    fn at<'m>(&'m self, automaton: &AhoCorasick, text: &str, at: usize) -> Option<Hit<'m>> {
        let mut end = text.len();
        loop {
            let input = Input::new(text).range(at..end).anchored(Anchored::Yes);
            let hit = automaton.try_find(input).ok().flatten()?;
            let entry = self.entries.get(hit.pattern().as_usize())?;
            let range = at..hit.end();
            let stem_end = range.end;
            match self.edge(text, &range, entry) {
                Edge::Clean(end) => return Some(Hit { range: at..end, stem_end, entry, is_part: false }),
                Edge::Part => return Some(Hit { range, stem_end, entry, is_part: true }),
                // A shorter one may end where a word does.
                Edge::Inside => end = range.end - 1,
            }
        }
    }

    fn edge(&self, text: &str, range: &Range<usize>, entry: &Entry) -> Edge {
        let rest = &text[range.end..];
        let word = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
        let is_whole = word.is_empty() || endings(self.language, entry.kind).contains(&word);
        if self.language == Language::Korean && !is_whole {
            // What follows is written to the name, and is no part of it.
            let is_long = text[range.clone()].chars().count() > SHORT_KOREAN;
            let is_tail = is_long || self.tail.iter().any(|tail| word.starts_with(&**tail));
            return if is_tail { Edge::Clean(range.end) } else { Edge::Inside };
        }
        let is_compound = self.language == Language::German && entry.kind <= Kind::Capital && range.len() > 4;
        match (is_whole, is_compound) {
            (true, _) => Edge::Clean(range.end + word.len()),
            (false, true) => Edge::Part,
            (false, false) => Edge::Inside,
        }
    }
}

/// By two bytes, whether a text of a lexicon begins with them: nearly every word is turned down here.
#[derive(Debug)]
struct Starts(Vec<bool>);

impl Starts {
    fn new(language: Language, lexicon: &Lexicon) -> Starts {
        let mut starts = vec![false; 1 << 16];
        let joined = if language == Language::Arabic { PROCLITICS } else { &[] };
        for text in lexicon.keys().map(String::as_str).chain(joined.iter().copied()) {
            if let [first, second, ..] = *text.as_bytes() {
                starts[pair(first, second)] = true;
            }
        }
        Starts(starts)
    }

    /// The first word from `at` on that such a text may begin.
    fn next(&self, text: &str, mut at: usize) -> Option<usize> {
        loop {
            let mut pairs = text.as_bytes().get(at..)?.windows(2);
            let place = at + pairs.position(|bytes| self.0[pair(bytes[0], bytes[1])])?;
            if begins_word(text, place) {
                return Some(place);
            }
            at = place + 1;
        }
    }
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

fn begins_word(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| !before.ends_with(char::is_alphabetic))
}

/// Whether letters of one foreign word stand on both sides: `マリ` is no part of `マリア`.
fn tears_kana(text: &str, at: usize) -> bool {
    let is_katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}');
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    before.is_some_and(is_katakana) && after.is_some_and(is_katakana)
}
