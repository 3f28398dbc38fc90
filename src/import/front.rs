//! A draft's fields as the front matter of a brief. What is not certain says so in a comment.

use super::draft::{Draft, Found, Question, Sureness};
use crate::text::slug;
use crate::yaml;

/// The whole front matter, with its lines `---`.
pub fn matter(draft: &Draft) -> String {
    let mut text = String::from("---\n");
    required(&mut text, "title", draft.title.as_ref(), draft);
    optional(&mut text, "kicker", draft.kicker.as_ref());
    optional(&mut text, "summary", draft.summary.as_ref());
    match &draft.date {
        Some(date) => line(&mut text, "date", &date.value, &remark(date)),
        None => line(&mut text, "date", "", &question(draft, "date", "when was it published?")),
    }
    if let Some(updated) = &draft.updated {
        line(&mut text, "updated", &updated.value, &remark(updated));
    }
    optional(&mut text, "dateline", draft.dateline.as_ref());
    let codes: Vec<Found<String>> = draft
        .countries
        .iter()
        .map(|found| found.clone().map(|country| country.alpha2().to_owned()))
        .collect();
    if codes.is_empty() {
        line(&mut text, "countries", "", &question(draft, "countries", "which countries is it about?"));
    } else {
        list(&mut text, "countries", &codes);
        asked(&mut text, draft, "countries");
    }
    list(&mut text, "authors", &draft.authors);
    asked(&mut text, draft, "authors");
    optional(&mut text, "desk", draft.desk.as_ref());
    list(&mut text, "topics", &distinct(&draft.topics));
    if let Some(original) = &draft.original {
        let (publisher, url) = &original.value;
        let publisher = publisher.as_ref().map(|name| format!("publisher: {}, ", yaml::quoted_in_list(name)));
        let value = format!("{{{}url: {}}}", publisher.unwrap_or_default(), yaml::quoted_in_list(url));
        line(&mut text, "original", &value, &remark(original));
    }
    optional(&mut text, "language", draft.language.as_ref());
    source_fields(&mut text, draft);
    asked(&mut text, draft, "original");
    text.push_str("---\n");
    text
}

/// What the source's own front matter says beyond a brief's usual fields.
fn source_fields(text: &mut String, draft: &Draft) {
    let rooted = |alias: &String| yaml::quoted_in_list(&format!("/{}", alias.trim_start_matches('/')));
    let aliases: Vec<String> = draft.meta.aliases.iter().map(rooted).collect();
    if !aliases.is_empty() {
        line(text, "aliases", &format!("[{}]", aliases.join(", ")), "");
    }
    if draft.meta.draft {
        line(text, "draft", "true", "");
    }
    if let Some(expires) = &draft.meta.expires {
        line(text, "expires", expires, "");
    }
    asked(text, draft, "expires");
    if draft.meta.extra.is_empty() {
        return;
    }
    text.push_str("extra:\n");
    for (key, values) in &draft.meta.extra {
        let value = match &values[..] {
            [value] => yaml::quoted(value),
            values => {
                let values: Vec<String> = values.iter().map(|value| yaml::quoted_in_list(value)).collect();
                format!("[{}]", values.join(", "))
            }
        };
        text.push_str(&format!("  {}: {value}\n", yaml::quoted(key)));
    }
}

fn line(text: &mut String, key: &str, value: &str, comment: &str) {
    text.push_str(format!("{key}: {value} {comment}").replace("  ", " ").trim_end());
    text.push('\n');
}

fn required(text: &mut String, key: &'static str, found: Option<&Found<String>>, draft: &Draft) {
    match found {
        Some(_) => optional(text, key, found),
        None => text.push_str(&format!("{key}: {}\n", question(draft, key, "to be written"))),
    }
}

fn optional(text: &mut String, key: &str, found: Option<&Found<String>>) {
    if let Some(found) = found {
        text.push_str(format!("{key}: {} {}", yaml::quoted(&found.value), remark(found)).trim_end());
        text.push('\n');
    }
}

fn list(text: &mut String, key: &str, found: &[Found<String>]) {
    if found.is_empty() {
        return;
    }
    if found.iter().all(|found| found.sureness == Sureness::Certain) {
        let values: Vec<String> = found.iter().map(|found| yaml::quoted_in_list(&found.value)).collect();
        text.push_str(&format!("{key}: [{}]\n", values.join(", ")));
        return;
    }
    text.push_str(&format!("{key}:\n"));
    for found in found {
        text.push_str(format!("  - {} {}", yaml::quoted(&found.value), remark(found)).trim_end());
        text.push('\n');
    }
}

/// Names that become one index are one.
fn distinct(found: &[Found<String>]) -> Vec<Found<String>> {
    let mut slugs = Vec::new();
    let is_new = |found: &&Found<String>| {
        let slug = slug(&found.value);
        let is_new = !slug.is_empty() && !slugs.contains(&slug);
        slugs.push(slug);
        is_new
    };
    found.iter().filter(is_new).cloned().collect()
}

/// Nothing for what is certain.
fn remark<T>(found: &Found<T>) -> String {
    match (found.sureness, found.line) {
        (Sureness::Certain, _) => String::new(),
        (sureness, Some(line)) => format!("# {sureness}, line {line}: {}", found.why),
        (sureness, None) => format!("# {sureness}: {}", found.why),
    }
}

/// What is asked of a field that stands there already, or that a brief need not have.
fn asked(text: &mut String, draft: &Draft, field: &str) {
    for question in draft.questions.iter().filter(|question| question.field == field) {
        text.push_str(&format!("# {field}: {}\n", question.text.replace('\n', " ")));
    }
}

fn question(draft: &Draft, field: &str, otherwise: &str) -> String {
    let asked = draft.questions.iter().find(|question| question.field == field);
    let asked = asked.map(|Question { text, .. }| text.as_str()).unwrap_or(otherwise);
    format!("# {}", asked.replace('\n', " "))
}
