//! Which countries it is about, where the label does not say.

use std::cmp::Reverse;

use crate::country::Country;
use crate::gazetteer::Language;
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// So many are taken from the text itself, the most frequent ones.
const MOST: usize = 3;

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let is_asked = draft.questions.iter().any(|question| question.field == "countries");
    if !draft.countries.is_empty() && !is_asked {
        return;
    }
    let tag = draft.language.as_ref().map_or(desk.language, |found| &found.value);
    let language = Language::of(tag);
    let about = |text: &str| -> Vec<Country> {
        let mentions = language.map(|language| desk.gazetteer.search(language, text)).unwrap_or_default();
        mentions.into_iter().filter(|mention| mention.is_about).map(|mention| mention.country).collect()
    };
    // What the label says comes first.
    let mut found = std::mem::take(&mut draft.countries);
    // A title that was guessed is only the standfirst again.
    let heads = [
        (&draft.title, Sureness::Likely, "it stands in the title"),
        (&draft.summary, Sureness::Likely, "it stands in the standfirst"),
        (&draft.dateline, Sureness::Guessed, "it was written from there"),
    ];
    for (field, sureness, why) in heads {
        let Some(field) = field.as_ref().filter(|field| field.sureness != Sureness::Guessed) else {
            continue;
        };
        // Where it was written says little beside that.
        if sureness == Sureness::Guessed && !found.is_empty() {
            continue;
        }
        for country in about(&field.value) {
            add(&mut found, country, sureness, field.line, why);
        }
    }
    in_the_text(draft, about, &mut found);
    if found.is_empty() && !is_asked {
        draft.ask("countries", None, "which countries is it about? The text names none that is known");
    }
    draft.countries = found;
}

/// Those that the text comes back to.
fn in_the_text(draft: &Draft, about: impl Fn(&str) -> Vec<Country>, found: &mut Vec<Found<Country>>) {
    let mut counts: Vec<(Country, usize, usize)> = Vec::new();
    for (line, text) in draft.prose() {
        for country in about(&text) {
            match counts.iter_mut().find(|(known, ..)| *known == country) {
                Some((_, count, _)) => *count += 1,
                None => counts.push((country, 1, line)),
            }
        }
    }
    counts.sort_by_key(|(_, count, line)| (Reverse(*count), *line));
    let most = counts.first().map_or(0, |(_, count, _)| *count);
    for (country, count, line) in counts.into_iter().take(MOST).filter(|(_, count, _)| count * 2 >= most) {
        let why = match count {
            1 => "the text names it".to_owned(),
            count => format!("the text names it {count} times"),
        };
        add(found, country, Sureness::Guessed, Some(line), &why);
    }
}

fn add(found: &mut Vec<Found<Country>>, value: Country, sureness: Sureness, line: Option<usize>, why: &str) {
    if !found.iter().any(|known| known.value == value) {
        found.push(Found { value, sureness, line, why: why.to_owned() });
    }
}
