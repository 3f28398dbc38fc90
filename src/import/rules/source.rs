//! What the source says of itself, in a form made for programs.

use super::date::Reading;
use crate::import::draft::{Desk, Draft, Found, Sureness};

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let meta = draft.meta.clone();
    let said = |value: Option<String>| {
        let value = value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
        value.filter(|value| !value.is_empty()).map(|value| Found::of_source(value, "the source says so"))
    };
    draft.title = said(meta.title);
    draft.kicker = said(meta.kicker);
    draft.summary = said(meta.summary);
    draft.language = said(meta.language).filter(|found| crate::text::is_language_tag(&found.value));
    // `Jane Doe | The Review`: pages put their publisher behind the name.
    let name = |author: String| author.split(" | ").next().unwrap_or("").to_owned();
    draft.authors = meta.authors.into_iter().filter_map(|author| said(Some(name(author)))).collect();
    draft.topics = meta.topics.into_iter().filter_map(|topic| said(Some(topic))).collect();
    draft.date = meta.date.and_then(|date| read(draft, "date", &date, desk));
    draft.updated = meta.updated.and_then(|date| read(draft, "updated", &date, desk));
    if let Some(set) = meta.character_set {
        let question = format!("the text is not in UTF-8 and was read as {set}; are all its letters right?");
        draft.ask("text", None, question);
    }
    draft.original = meta.url.filter(|url| is_whole(url)).map(|url| {
        Found::of_source((meta.publisher.filter(|name| !name.trim().is_empty()), url), "the source says so")
    });
}

fn read(draft: &mut Draft, field: &'static str, date: &str, desk: &Desk) -> Option<Found<String>> {
    match Reading::of(date, desk) {
        Some(reading) => {
            let sureness = if reading.is_ambiguous { Sureness::Guessed } else { Sureness::Certain };
            Some(Found { sureness, ..Found::of_source(reading.date, "the source says so") })
        }
        None => {
            draft.ask(field, None, format!("the source dates itself `{date}`; when is that?"));
            None
        }
    }
}

fn is_whole(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
