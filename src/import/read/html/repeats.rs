//! Lines of the text that say what the front matter says: the title, the date, the byline.

use crate::import::article::{Meta, Rich, RunKind};

/// Words around names and dates in a line that is nothing but those: 'By … , updated on …'.
const AROUND: usize = 4;

/// Letters in such a line, at most.
const LONGEST: usize = 200;

#[derive(Debug, Default)]
pub struct Repeats {
    title: String,
    kicker: String,
    summary: String,
    authors: Vec<String>,
    has_date: bool,
    /// Paragraphs so far.
    paragraphs: usize,
    /// Lines are read that a heading will be made of.
    pub is_in_heading: bool,
}

impl Repeats {
    pub fn of_meta(meta: &Meta) -> Self {
        let key = |text: &Option<String>| text.as_deref().map(key).unwrap_or_default();
        Self {
            title: key(&meta.title),
            kicker: key(&meta.kicker),
            summary: key(&meta.summary),
            authors: meta.authors.clone(),
            has_date: meta.date.is_some(),
            ..Self::default()
        }
    }

    /// Why a line is left out; headings come with their level, and a line with the texts of the times
    /// that stand in it.
    pub fn of(&mut self, text: &Rich, level: Option<u8>, times: &[String]) -> Option<&'static str> {
        if self.is_in_heading {
            return None;
        }
        // A picture or a reference is more than its text.
        let is_words = text.0.iter().all(|run| matches!(run.kind, RunKind::Text | RunKind::Break));
        let words = text.text();
        let found = if is_words { self.found(&words, level, times, has_link(text)) } else { None };
        if found.is_none() && level.is_none() {
            self.paragraphs += 1;
        }
        found
    }

    /// Why a text outside of the article is left out, if it is more than that.
    pub fn outside(&self, text: &str) -> Option<&'static str> {
        (!self.title.is_empty() && key(text) == self.title)
            .then_some("the title, which is in the front matter")
    }

    fn found(
        &self,
        words: &str,
        level: Option<u8>,
        times: &[String],
        has_link: bool,
    ) -> Option<&'static str> {
        let own = key(words);
        if own.is_empty() {
            return None;
        }
        let is_early = self.paragraphs < 2;
        if own == self.title && (level.is_some_and(|level| level == 1) || is_early) {
            return Some("the title, which is in the front matter");
        }
        if own == self.summary && is_early && !has_link {
            return Some("the summary, which is in the front matter");
        }
        if own == self.kicker && is_early && level.is_none() {
            return Some("the kicker, which is in the front matter");
        }
        self.byline(words, times)
    }

    fn byline(&self, words: &str, times: &[String]) -> Option<&'static str> {
        if words.chars().count() > LONGEST {
            return None;
        }
        let mut rest = words.to_lowercase();
        let mut without = |part: &str| {
            let part = part.to_lowercase();
            let is_there = !part.trim().is_empty() && rest.contains(&part);
            if is_there {
                rest = rest.replace(&part, " ");
            }
            is_there
        };
        let names = self.authors.iter().filter(|author| without(author)).count();
        let dates = times.iter().filter(|time| without(time)).count();
        let around = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
        if around > AROUND {
            return None;
        }
        match (names, dates) {
            (0, 0) => None,
            (0, _) => self.has_date.then_some("the date, which is in the front matter"),
            (_, 0) => Some("the byline, which is in the front matter"),
            _ => Some("the byline and the date, which are in the front matter"),
        }
    }
}

fn has_link(text: &Rich) -> bool {
    text.0.iter().any(|run| run.link.is_some())
}

/// Letters and digits alone, in lower case.
pub fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
