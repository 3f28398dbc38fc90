//! What of a name counts when two are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What of a name counts when names are compared: its letters and digits, in lower case, without accents,
/// spaces or punctuation, without 'the' and 'and' ('&'), and with 'St' as 'Saint'.
///
/// Joining the words lets 'Cote dIvoire', 'COTE D'IVOIRE' and 'Guinea Bissau' meet the table's spelling,
/// and '콩고 공화국' the form without its blank.
pub(super) fn fold(written: &str) -> String {
    let spaced = if written.is_ascii() { ascii(written) } else { unicode(written) };
    if !spaced.contains(' ') {
        return spaced;
    }
    let mut joined = String::with_capacity(spaced.len());
    for word in spaced.split(' ') {
        match word {
            "the" | "and" => {}
            "st" => joined.push_str("saint"),
            _ => joined.push_str(word),
        }
    }
    if joined.is_empty() { spaced.replace(' ', "") } else { joined }
}

fn ascii(written: &str) -> String {
    let mut words = Words::with_capacity(written.len());
    for letter in written.chars() {
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        } else {
            words.end();
        }
    }
    words.text
}

fn unicode(written: &str) -> String {
    let mut words = Words::with_capacity(written.len());
    if written.chars().all(spells_itself) {
        written.chars().for_each(|letter| words.push_folded(letter));
    } else {
        // Apart, to drop the marks; together again, so that Hangul and kana are what they are above.
        let bare = written.nfkd().filter(|&letter| !is_optional(letter)).nfc();
        bare.for_each(|letter| words.push_folded(letter));
    }
    words.text
}

/// Letters that normalization leaves alone, next to each other too: a short cut for most names in
/// Chinese, Korean, Russian and Arabic.
fn spells_itself(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{7f}'
        | '\u{410}'..='\u{418}' | '\u{41a}'..='\u{438}' | '\u{43a}'..='\u{44f}'
        | '\u{627}'..='\u{63a}' | '\u{641}'..='\u{64a}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Marks that writers leave out or vary: the accents of Latin, Greek and Cyrillic letters; Hebrew points;
/// Arabic vowels, hamzas over letters, and the stretching tatweel; apostrophes that Unicode counts as letters.
///
/// Not the marks that make another letter: Japanese voicing (ガ is not カ), the vowel signs of Indic and
/// South-east Asian scripts.
fn is_optional(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{2b9}'..='\u{2bf}')
}

/// Letters that no decomposition takes apart, and Arabic endings that are written either way.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ة' => "ه",
        'ى' => "ي",
        _ => return None,
    })
}

/// Words with one blank between them, as they come.
struct Words {
    text: String,
    ended: bool,
}

impl Words {
    fn with_capacity(bytes: usize) -> Words {
        Words { text: String::with_capacity(bytes), ended: false }
    }

    fn push(&mut self, letter: char) {
        if self.ended && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.ended = false;
        self.text.push(letter);
    }

    fn push_folded(&mut self, letter: char) {
        if !letter.is_alphanumeric() && !is_combining_mark(letter) {
            self.end();
        } else if let Some(plain) = plain(letter) {
            plain.chars().for_each(|letter| self.push(letter));
        } else {
            letter.to_lowercase().for_each(|letter| self.push(letter));
        }
    }

    fn end(&mut self) {
        self.ended = true;
    }
}
