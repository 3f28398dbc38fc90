//! Words and reading time, for scripts with and without spaces between words.

/// Reading speed, words a minute; and characters a minute where a character is about a word.
const WORDS_A_MINUTE: usize = 230;
const CHARACTERS_A_MINUTE: usize = 450;

/// What a character is to a word: part of it, or what may stand inside of it.
const LETTER: u8 = 1;
const JOINS: u8 = 2;

/// The kinds of the characters that most texts are made of.
static ASCII: [u8; 128] = {
    let mut kinds = [0; 128];
    let mut at = 0;
    while at < kinds.len() {
        let c = at as u8;
        kinds[at] = kind(c as char, c.is_ascii_alphanumeric());
        at += 1;
    }
    kinds
};

const fn kind(c: char, is_letter: bool) -> u8 {
    match c {
        _ if is_letter => LETTER,
        '\'' | '’' | '-' | '.' | ',' => JOINS,
        _ => 0,
    }
}

#[derive(Debug, Default)]
pub struct Words {
    spaced: usize,
    characters: usize,
}

impl Words {
    pub fn add(&mut self, text: &str) {
        let (mut spaced, mut inside) = (0, 0);
        let mut step = |kind: u8| {
            // Where words end cannot be foreseen, so nothing branches on it.
            spaced += usize::from(kind & LETTER & !inside);
            inside = kind & LETTER | inside & (kind >> 1);
        };
        if text.is_ascii() {
            text.bytes().for_each(|byte| step(ASCII[usize::from(byte & 0x7f)]));
        } else {
            for c in text.chars() {
                match ASCII.get(c as usize) {
                    Some(kind) => step(*kind),
                    None if is_word_by_itself(c) => {
                        self.characters += 1;
                        step(0);
                    }
                    None => step(kind(c, c.is_alphanumeric())),
                }
            }
        }
        self.spaced += spaced;
    }

    pub fn words(&self) -> usize {
        self.spaced + self.characters
    }

    pub fn minutes(&self) -> usize {
        (self.spaced / WORDS_A_MINUTE + self.characters / CHARACTERS_A_MINUTE).max(1)
    }
}

/// Han and Kana; Hangul has spaces.
fn is_word_by_itself(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
