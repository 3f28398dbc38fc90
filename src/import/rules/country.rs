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
    let mut found: Vec<Found<Country>> = Vec::new();
    let mut add = |country, sureness, line: Option<usize>, why: &str| {
        if !found.iter().any(|known| known.value == country) {
            found.push(Found { value: country, sureness, line, why: why.to_owned() });
        }
    };
    // A title that was guessed is only the standfirst again.
    let head = [(&draft.title, "it stands in the title"), (&draft.summary, "it stands in the standfirst")];
    for (field, why) in head {
        let Some(field) = field.as_ref().filter(|field| field.sureness != Sureness::Guessed) else {
            continue;
        };
        about(&field.value).into_iter().for_each(|country| add(country, Sureness::Likely, field.line, why));
    }
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
    // In the text alone: those that it comes back to.
    for (country, count, line) in counts.into_iter().take(MOST).filter(|(_, count, _)| count * 2 >= most) {
        let why = if count == 1 {
            "the text names it".to_owned()
        } else {
            format!("the text names it {count} times")
        };
        add(country, Sureness::Guessed, Some(line), &why);
    }
    // What the label says comes first.
    let said: Vec<Country> = draft.countries.iter().map(|known| known.value).collect();
    found.retain(|found| !said.contains(&found.value));
    if found.is_empty() && said.is_empty() && !is_asked {
        draft.ask("countries", None, "which countries is it about? The text names none that is known");
    }
    draft.countries.extend(found);
}
