//! Emphasis beside letters of scripts without spaces.
//!
//! CommonMark's rule for what may open and close emphasis looks at punctuation on either side, so
//! `**말(word)**을` stays literal: the closing stars follow a bracket and precede a letter. Korean,
//! Japanese and Chinese authors write this all the time. The rule is right for stars between
//! letters, so where punctuation stands on one side of a run of stars and a letter of such a script
//! on the other, a letter is put between the punctuation and the stars before the text is read, and
//! taken out of what was read.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

type Located<'e> = (Event<'e>, Range<usize>);

/// A text, ready to be read.
pub struct Prepared<'t> {
    text: Cow<'t, str>,
    letter: char,
    /// Where letters were put in, in `text`, ascending.
    places: Vec<usize>,
}

impl<'t> Prepared<'t> {
    pub fn new(text: &'t str) -> Self {
        let plain = Prepared { text: text.into(), letter: '\u{e000}', places: Vec::new() };
        if text.is_ascii() || !text.contains(['*', '~']) {
            return plain;
        }
        // Any letter will do that the text itself does without.
        let Some(letter) = ('\u{e000}'..='\u{f8ff}').find(|&letter| !text.contains(letter)) else {
            return plain;
        };
        let mut prepared = String::with_capacity(text.len() + 64);
        let mut places = Vec::new();
        let mut written = 0;
        for run in runs(text) {
            let before = text[..run.start].chars().next_back();
            let after = text[run.end..].chars().next();
            let place = match (before, after) {
                (Some(before), Some(after)) if is_punctuation(before) && is_unspaced(after) => run.start,
                (Some(before), Some(after)) if is_unspaced(before) && is_punctuation(after) => run.end,
                _ => continue,
            };
            prepared.push_str(&text[written..place]);
            places.push(prepared.len());
            prepared.push(letter);
            written = place;
        }
        prepared.push_str(&text[written..]);
        Prepared { text: prepared.into(), letter, places }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The events of the text as the author wrote it.
    pub fn restore<'e>(&'e self, events: impl Iterator<Item = Located<'e>>) -> Vec<Located<'e>> {
        let mut open = Vec::new();
        let restored = events.map(|(event, range)| {
            let event = self.keep_single_tilde(event, &range, &mut open);
            (self.without_letter(event), self.place(range.start)..self.place(range.end))
        });
        restored.filter(|(event, _)| !matches!(event, Event::Text(text) if text.is_empty())).collect()
    }

    /// One tilde is no strikethrough: `3~5월, 7~9월` are two stretches of time.
    fn keep_single_tilde<'e>(
        &self,
        event: Event<'e>,
        range: &Range<usize>,
        open: &mut Vec<bool>,
    ) -> Event<'e> {
        match event {
            Event::Start(Tag::Strikethrough) => {
                let is_single = !self.text[range.clone()].starts_with("~~");
                open.push(is_single);
                if is_single { Event::Text("~".into()) } else { event }
            }
            Event::End(TagEnd::Strikethrough) if open.pop() == Some(true) => Event::Text("~".into()),
            event => event,
        }
    }

    /// A place in the prepared text as a place in the author's.
    fn place(&self, at: usize) -> usize {
        at - self.places.partition_point(|&place| place < at) * self.letter.len_utf8()
    }

    fn without_letter<'e>(&self, event: Event<'e>) -> Event<'e> {
        if self.places.is_empty() {
            return event;
        }
        let clean = |text: CowStr<'e>| -> CowStr<'e> {
            if text.contains(self.letter) { text.replace(self.letter, "").into() } else { text }
        };
        match event {
            Event::Text(text) => Event::Text(clean(text)),
            Event::Code(text) => Event::Code(clean(text)),
            Event::Html(text) => Event::Html(clean(text)),
            Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
            Event::FootnoteReference(text) => Event::FootnoteReference(clean(text)),
            Event::Start(Tag::FootnoteDefinition(text)) => Event::Start(Tag::FootnoteDefinition(clean(text))),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: clean(dest_url), title: clean(title), id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url: clean(dest_url), title: clean(title), id })
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(text))) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(clean(text))))
            }
            event => event,
        }
    }
}

/// The runs of stars, and of two tildes, that are not escaped.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(['*', '~', '\\'])?;
            let mark = text.as_bytes()[start];
            if mark == b'\\' {
                let escaped = text[start + 1..].chars().next().map_or(0, char::len_utf8);
                at = start + 1 + escaped;
                continue;
            }
            at = start + text[start..].bytes().take_while(|&b| b == mark).count();
            if mark == b'*' || at - start == 2 {
                return Some(start..at);
            }
        }
    })
}

/// Signs that CommonMark counts as punctuation, as far as they stand beside words.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !matches!(c, '*' | '~')
}

/// Hangul, Han, Kana: letters that follow a word without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
