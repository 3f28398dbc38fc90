//! Figures, read from the paragraphs that are nothing else.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use jiff::civil::Date;

use super::super::figure::{Figure, FigurePicture, dated};
use super::super::fragment::{Fragment, Target};
use super::super::write::write;
use super::walk::Walk;
use crate::diagnostic::{Diagnostic, Place};
use crate::text::escape;
use crate::time;

/// Reads a paragraph whose inner events are at `range`; `None` if it is no figure.
pub(super) fn read(walk: &mut Walk<'_>, range: Range<usize>) -> Option<Figure> {
    let (pictures, rest, broke_line) = pictures(walk, range.clone());
    if pictures.is_empty() || (rest < range.end && !broke_line) {
        return None;
    }
    for picture in pictures.iter().filter(|picture| picture.alt.is_empty()) {
        let place = walk.place(&(0..0));
        let place = Place { start: picture.target.span.start, end: picture.target.span.end, ..place };
        walk.report(
            Diagnostic::error(place, "the picture has no alternative text")
                .help("say between the brackets what the picture shows: ![A handshake in a hall](hall.jpg)"),
        );
    }
    let (caption_range, credit_range) = caption_and_credit(walk, rest..range.end);
    let (mut caption, caption_text) = part(walk, caption_range.clone());
    let (credit, credit_text) = part(walk, credit_range);
    let mut text = caption_text;
    if caption.is_empty() {
        let titles: Vec<&str> =
            pictures.iter().map(|picture| &*picture.title).filter(|title| !title.is_empty()).collect();
        text = titles.join(" ");
        caption = Fragment { html: escape(&text).into_owned(), ..Fragment::default() };
    }
    let events = walk.events();
    let start = events[range.start].1.start;
    let end = events[range.end - 1].1.end.max(start);
    let date = date(walk, &text, caption_range, &(start..end));
    Some(Figure {
        pictures,
        caption,
        date,
        credit,
        caption_text: text,
        credit_text,
        span: walk.span(&(start..end)),
    })
}

/// The pictures at the paragraph's start, the index of the event after them, and whether a line
/// ended before that.
fn pictures(walk: &Walk<'_>, range: Range<usize>) -> (Vec<FigurePicture>, usize, bool) {
    let mut pictures = Vec::new();
    let mut at = range.start;
    let mut broke_line = false;
    while at < range.end {
        let (event, place) = &walk.events()[at];
        match event {
            Event::Start(Tag::Image { .. }) => {
                pictures.extend(picture(walk, at, None));
                at = walk.end_of(at) + 1;
                broke_line = false;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let end = walk.end_of(at);
                let inner = walk.events().get(at + 1).map(|(event, _)| event);
                let only =
                    matches!(inner, Some(Event::Start(Tag::Image { .. }))) && walk.end_of(at + 1) + 1 == end;
                if !only {
                    break;
                }
                pictures.extend(picture(walk, at + 1, Some(walk.target(dest_url, place))));
                at = end + 1;
                broke_line = false;
            }
            Event::SoftBreak | Event::HardBreak => {
                broke_line = true;
                at += 1;
            }
            Event::Text(text) if text.trim().is_empty() => at += 1,
            _ => break,
        }
    }
    (pictures, at, broke_line)
}

fn picture(walk: &Walk<'_>, at: usize, link: Option<Target>) -> Option<FigurePicture> {
    let (Event::Start(Tag::Image { dest_url, title, .. }), place) = &walk.events()[at] else { return None };
    Some(FigurePicture {
        target: walk.target(dest_url, place),
        alt: walk.plain(at + 1..walk.end_of(at)),
        title: title.to_string(),
        link,
    })
}

fn caption_and_credit(walk: &Walk<'_>, rest: Range<usize>) -> (Range<usize>, Range<usize>) {
    let nothing = rest.end..rest.end;
    if rest.is_empty() || !matches!(walk.events()[rest.start].0, Event::Start(Tag::Emphasis)) {
        return (rest, nothing);
    }
    let run_end = walk.end_of(rest.start);
    let has_credit = walk.events()[run_end + 1..rest.end].iter().any(|(event, _)| match event {
        Event::Text(text) => !text.trim().is_empty(),
        Event::Code(_) | Event::Start(_) => true,
        _ => false,
    });
    debug_assert!(matches!(walk.events()[run_end].0, Event::End(TagEnd::Emphasis)));
    // `*Rodong Sinmun*, front page` is a caption that opens with a name.
    let stands_apart = match walk.events().get(run_end + 1) {
        Some((Event::Text(text), _)) => text.starts_with(char::is_whitespace),
        _ => true,
    };
    if has_credit && !stands_apart {
        return (rest, nothing);
    }
    match has_credit {
        true => (rest.start + 1..run_end, after_space(walk, run_end + 1..rest.end)),
        // One emphasised run and nothing more: the emphasis only set it apart in the editor.
        false => (rest.start + 1..run_end, nothing),
    }
}

/// What is left of a range without the blanks and line breaks that it starts with.
fn after_space(walk: &Walk<'_>, range: Range<usize>) -> Range<usize> {
    let is_space = |event: &Event| match event {
        Event::Text(text) => text.trim().is_empty(),
        Event::SoftBreak | Event::HardBreak => true,
        _ => false,
    };
    let spaces = walk.events()[range.clone()].iter().take_while(|(event, _)| is_space(event)).count();
    range.start + spaces..range.end
}

fn part(walk: &mut Walk<'_>, range: Range<usize>) -> (Fragment, String) {
    let text = walk.plain(range.clone());
    let pieces = walk.apart(range);
    (write(pieces).trimmed(), text)
}

/// The days that a caption ends with. What only looks like a day is left to be a part of the text, and
/// is pointed out.
fn date(
    walk: &mut Walk<'_>,
    caption: &str,
    range: Range<usize>,
    paragraph: &Range<usize>,
) -> Option<(Date, Date)> {
    let (_, written, _) = dated(caption)?;
    let bad = match time::interval(written) {
        Ok(days) => return Some(days),
        Err(bad) => bad,
    };
    let found = walk.events()[range].iter().rev().find_map(|(event, place)| {
        let Event::Text(text) = event else { return None };
        let at = text.rfind(written)?;
        // Text that was written with escapes is longer in the file.
        let is_plain = text.len() == place.len();
        Some(if is_plain { place.start + at..place.start + at + written.len() } else { place.clone() })
    });
    let place = walk.place(&found.unwrap_or_else(|| paragraph.clone()));
    walk.report(Diagnostic::warning(place, bad.message).help(bad.help));
    None
}
