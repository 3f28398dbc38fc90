//! What a page says of itself in JSON-LD, with the terms of schema.org.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::parse::unescaped;
use super::tree::{Tree, one_line};
use crate::import::article::Meta;

/// Objects in all of a page's data, at most.
const MOST: usize = 10_000;

/// Authors and topics of an article, at most.
const MOST_NAMES: usize = 100;

type Object = Map<String, Value>;

/// What a page's data says of its article.
#[derive(Debug, Default)]
pub struct Data {
    pub meta: Meta,
    /// The whole text, without its marks.
    pub body: Option<String>,
}

/// The article's fields; of several articles the one that has the most.
pub fn read(tree: &Tree) -> Data {
    let mut values = Vec::new();
    for id in tree.named("script") {
        let kind = tree.attribute(id, "type").unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case("application/ld+json") {
            values.extend(tree.children(id).filter_map(|child| tree.text(child)).filter_map(value));
        }
    }
    let objects = objects(&values);
    let by_id: BTreeMap<&str, &Object> = objects
        .iter()
        .filter(|object| object.len() > 1)
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .collect();
    let graph = Graph { by_id };
    let article = objects.iter().filter(|object| is_article(object)).max_by_key(|object| {
        let fields = ["headline", "datePublished", "author", "description", "articleBody"];
        fields.iter().filter(|field| object.contains_key(**field)).count()
    });
    let Some(article) = article else { return Data::default() };
    let body = article.get("articleBody").and_then(Value::as_str).map(unescaped);
    Data { meta: graph.meta(article), body }
}

fn value(text: &str) -> Option<Value> {
    // New lines inside of strings are frequent, and wrong.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let text = text.trim().trim_start_matches("//").trim().trim_start_matches("<![CDATA[");
    let text = text.trim().trim_end_matches("]]>").trim().trim_end_matches("//");
    serde_json::from_str(text.trim().trim_end_matches(';')).ok()
}

/// All objects in the order of their beginnings, wherever they stand.
fn objects(values: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(object) if found.len() < MOST => {
                found.push(object);
                open.extend(object.values().rev());
            }
            _ => {}
        }
    }
    found
}

fn is_article(object: &Object) -> bool {
    texts(object.get("@type")).iter().any(|kind| {
        kind.ends_with("Article")
            || matches!(kind.as_str(), "BlogPosting" | "Report" | "LiveBlogPosting" | "SocialMediaPosting")
    })
}

struct Graph<'v> {
    by_id: BTreeMap<&'v str, &'v Object>,
}

impl<'v> Graph<'v> {
    fn meta(&self, article: &'v Object) -> Meta {
        let first =
            |names: &[&str]| names.iter().find_map(|name| texts(article.get(*name)).into_iter().next());
        let address = |value: &'v Value| match value {
            Value::Object(object) => object.get("@id").or_else(|| object.get("url")).and_then(Value::as_str),
            value => value.as_str(),
        };
        let url = ["url", "mainEntityOfPage", "@id"].iter().find_map(|name| {
            article.get(*name).and_then(address).filter(|url| url.starts_with("http") && !url.contains('#'))
        });
        let names = |field: &str| self.names(article.get(field));
        Meta {
            title: first(&["headline", "name"]),
            kicker: first(&["articleSection"]),
            summary: first(&["description", "abstract"]),
            date: first(&["datePublished", "dateCreated"]),
            updated: first(&["dateModified"]),
            authors: [names("author"), names("creator")]
                .into_iter()
                .find(|names| !names.is_empty())
                .unwrap_or_default(),
            topics: topics(&texts(article.get("keywords"))),
            language: first(&["inLanguage"]),
            publisher: names("publisher").into_iter().next(),
            url: url.map(str::to_owned),
            ..Meta::default()
        }
    }

    /// The names of persons or organisations: as text, as objects, or as references to objects.
    fn names(&self, value: Option<&'v Value>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut open: Vec<&Value> = value.into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                _ if names.len() >= MOST_NAMES => break,
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(object) => {
                    let whole = object.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id));
                    let own = texts(object.get("name"));
                    let all =
                        if own.is_empty() { texts(whole.and_then(|whole| whole.get("name"))) } else { own };
                    names.extend(all.into_iter().next());
                }
                Value::String(text) if !text.starts_with("http") => names.extend(clean(text)),
                _ => {}
            }
        }
        let mut seen = Vec::new();
        names.retain(|name| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        names
    }
}

/// A text, or those of a list, or the value of an object with a language.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => clean(text).into_iter().collect(),
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).filter_map(clean).collect(),
        Some(Value::Object(object)) => {
            let value = object.get("@value").or_else(|| object.get("name")).and_then(Value::as_str);
            value.and_then(clean).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Topics, also where several stand in one text.
pub fn topics(texts: &[String]) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for text in texts {
        for topic in text.split([',', ';', '，', '、']).map(str::trim) {
            if !topic.is_empty() && topics.len() < MOST_NAMES && !topics.iter().any(|known| known == topic) {
                topics.push(topic.to_owned());
            }
        }
    }
    topics
}

/// On one line and without character references, which some publishing systems write into JSON.
pub fn clean(text: &str) -> Option<String> {
    let text = one_line(&unescaped(text));
    (!text.is_empty()).then_some(text)
}
