//! Words and reading time, for scripts with and without spaces between words.

/// Reading speed, words a minute; and characters a minute where a character is about a word.
const WORDS_A_MINUTE: usize = 230;
const CHARACTERS_A_MINUTE: usize = 450;

#[derive(Debug, Default)]
pub struct Words {
    spaced: usize,
    characters: usize,
}

impl Words {
    pub fn add(&mut self, text: &str) {
        let mut inside = false;
        for c in text.chars() {
            if is_word_by_itself(c) {
                self.characters += 1;
                inside = false;
                continue;
            }
            // Where words end cannot be foreseen, so nothing branches on it.
            let is_letter = if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() };
            let joins = matches!(c, '\'' | '’' | '-' | '.' | ',');
            self.spaced += usize::from(is_letter & !inside);
            inside = is_letter | (inside & joins);
        }
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
