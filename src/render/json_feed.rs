//! JSON Feed 1.1 (jsonfeed.org/version/1.1).

use serde_json::{Map, Value, json};

use super::data::with_list;
use crate::page::feed::{EntryView, FeedView};

/// Writes the feed that stands at `own`, a whole URL, of items that [`item`] has written.
pub fn feed<'i>(feed: &FeedView, own: &str, items: impl Iterator<Item = &'i str>) -> String {
    let mut document = Map::new();
    document.insert("version".into(), json!("https://jsonfeed.org/version/1.1"));
    document.insert("title".into(), json!(feed.title));
    document.insert("home_page_url".into(), json!(feed.url));
    document.insert("feed_url".into(), json!(own));
    if let Some(description) = &feed.description {
        document.insert("description".into(), json!(description));
    }
    document.insert("language".into(), json!(feed.language));
    with_list(Value::Object(document).to_string(), "items", items)
}

/// Writes one item.
pub fn item(entry: &EntryView) -> String {
    let mut item = Map::new();
    item.insert("id".into(), json!(entry.url));
    item.insert("url".into(), json!(entry.url));
    item.insert("title".into(), json!(entry.title));
    item.insert("summary".into(), json!(entry.summary));
    // An item needs a content of one kind or the other.
    match &entry.content_html {
        Some(html) => item.insert("content_html".into(), json!(html)),
        None => item.insert("content_text".into(), json!(entry.summary)),
    };
    if let Some(image) = &entry.image {
        item.insert("image".into(), json!(image));
    }
    item.insert("date_published".into(), json!(entry.published));
    item.insert("date_modified".into(), json!(entry.updated));
    let authors = entry.authors.iter().map(|(name, url)| json!({"name": name, "url": url}));
    item.insert("authors".into(), authors.collect());
    item.insert("tags".into(), json!(entry.categories));
    item.insert("language".into(), json!(entry.language));
    Value::Object(item).to_string()
}
