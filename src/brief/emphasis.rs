//! Emphasis beside letters of scripts without spaces.
//!
//! CommonMark's rule for what may open and close emphasis looks at punctuation on either side, so
//! `**말(word)**을` stays literal: the closing stars follow a bracket and precede a letter. Korean,
//! Japanese and Chinese authors write this all the time. Where a text is left with `**` or `*` in
//! pairs, and a letter of such a script beside one of them, the pair is emphasis after all.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

type Located<'e> = (Event<'e>, Range<usize>);

/// Puts emphasis events where literal stars were left.
pub fn mend<'e>(events: Vec<Located<'e>>, text: &'e str) -> Vec<Located<'e>> {
    if text.is_ascii() || !text.contains('*') {
        return events;
    }
    let mut mended = Vec::with_capacity(events.len());
    let mut in_code = false;
    for run in runs(events) {
        match run {
            Run::Texts(texts) if !in_code => mend_run(texts, text, &mut mended),
            Run::Texts(texts) => mended.extend(texts),
            Run::Other(event) => {
                match event.0 {
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    _ => {}
                }
                mended.push(event);
            }
        }
    }
    mended
}

enum Run<'e> {
    /// Neighbouring text events.
    Texts(Vec<Located<'e>>),
    Other(Located<'e>),
}

fn runs<'e>(events: Vec<Located<'e>>) -> Vec<Run<'e>> {
    let mut runs = Vec::with_capacity(events.len());
    for event in events {
        match (&event.0, runs.last_mut()) {
            (Event::Text(_), Some(Run::Texts(texts))) => texts.push(event),
            (Event::Text(_), _) => runs.push(Run::Texts(vec![event])),
            _ => runs.push(Run::Other(event)),
        }
    }
    runs
}

fn mend_run<'e>(texts: Vec<Located<'e>>, source: &'e str, mended: &mut Vec<Located<'e>>) {
    let whole = match (texts.first(), texts.last()) {
        (Some((_, first)), Some((_, last))) => first.start..last.end,
        _ => return,
    };
    // Only text that stands in the source as it is: an entity or an escaped star is meant literally.
    let literal: String =
        texts.iter().map(|(event, _)| if let Event::Text(text) = event { &**text } else { "" }).collect();
    let pair = (source.get(whole.clone()) == Some(&literal)).then(|| star_pair(&literal)).flatten();
    let Some((open, close, stars)) = pair else {
        mended.extend(texts);
        return;
    };
    let text = |range: Range<usize>| {
        let range = whole.start + range.start..whole.start + range.end;
        (Event::Text(CowStr::Borrowed(&source[range.clone()])), range)
    };
    let (start, end) = if stars == 2 {
        (Event::Start(Tag::Strong), Event::End(TagEnd::Strong))
    } else {
        (Event::Start(Tag::Emphasis), Event::End(TagEnd::Emphasis))
    };
    let all = whole.start + open..whole.start + close + stars;
    if open > 0 {
        mended.push(text(0..open));
    }
    mended.push((start, all.clone()));
    mended.push(text(open + stars..close));
    mended.push((end, all));
    if close + stars < literal.len() {
        // The rest of the line may hold another pair.
        mend_run(vec![text(close + stars..literal.len())], source, mended);
    }
}

/// The first pair of star runs of equal length, one or two, with text between and a letter of a
/// script without spaces beside one of them.
fn star_pair(text: &str) -> Option<(usize, usize, usize)> {
    let mut at = 0;
    while let Some(open) = text[at..].find('*').map(|offset| at + offset) {
        let stars = text[open..].bytes().take_while(|&b| b == b'*').count();
        at = open + stars;
        if stars > 2 || text[at..].starts_with(char::is_whitespace) {
            continue;
        }
        let mark = &text[open..at];
        let Some(close) = text[at..].find(mark).map(|offset| at + offset) else { continue };
        let after = close + stars;
        let inner = &text[at..close];
        let unequal =
            text[after..].starts_with('*') || inner.ends_with(char::is_whitespace) || inner.is_empty();
        let beside = [text[..open].chars().next_back(), text[after..].chars().next()];
        if !unequal && beside.into_iter().flatten().any(is_unspaced) {
            return Some((open, close, stars));
        }
    }
    None
}

/// Hangul, Han, Kana: letters that follow a word without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}
