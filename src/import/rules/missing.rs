//! What a brief cannot do without, and the text does not say.

use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::text::shortened;

pub fn apply(draft: &mut Draft, _: &Desk) {
    title(draft);
    if let (None, Some(updated)) = (&draft.date, &draft.updated) {
        let why = "only the day of its last change is known";
        draft.date = Some(Found { sureness: Sureness::Guessed, why: why.to_owned(), ..updated.clone() });
        let line = updated.line;
        draft.ask("date", line, "when did it first come out? The day of its last change stands in");
    }
    if draft.date.is_none() && !draft.questions.iter().any(|question| question.field == "date") {
        draft.ask("date", None, "when was it published? The text does not say");
    }
}

/// The nearest there is stands in.
fn title(draft: &mut Draft) {
    if draft.title.is_some() {
        return;
    }
    if let Some(summary) = &draft.summary {
        let why = "there is no headline; the standfirst stands in";
        draft.title = Some(Found { sureness: Sureness::Guessed, why: why.to_owned(), ..summary.clone() });
        let line = summary.line;
        draft.ask("title", line, "what is the brief called? The standfirst stands in for a title");
        return;
    }
    let prose = draft.prose();
    let first = prose.iter().find(|(_, text)| text.chars().any(char::is_alphanumeric));
    let Some((line, text)) = first else {
        return draft.ask("title", None, "what is the brief called? The text does not say");
    };
    let words = shortened(text.trim(), 80).split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "there is no headline; the text's first words stand in";
    draft.title = Some(Found::new(words, Sureness::Guessed, *line, why));
    draft.ask("title", Some(*line), "what is the brief called? The text's first words stand in for a title");
}
