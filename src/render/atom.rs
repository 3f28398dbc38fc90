//! Atom (RFC 4287).

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::page::feed::{EntryView, FeedView};

type Xml = Writer<Vec<u8>>;

/// Writes the feed that stands at `own`, a whole URL, of entries that [`entry`] has written.
pub fn feed<'e>(feed: &FeedView, own: &str, entries: impl Iterator<Item = &'e str>) -> String {
    written(|xml| document(xml, feed, own, entries))
}

/// Writes one entry.
pub fn entry(view: &EntryView) -> String {
    written(|xml| element(xml, view))
}

/// Writing to memory cannot fail.
fn written(write: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> String {
    let mut xml = Writer::new(Vec::new());
    let _ = write(&mut xml);
    String::from_utf8(xml.into_inner()).unwrap_or_default()
}

fn document<'e>(
    xml: &mut Xml,
    feed: &FeedView,
    own: &str,
    mut entries: impl Iterator<Item = &'e str>,
) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &*feed.language)];
    xml.create_element("feed").with_attributes(root).write_inner_content(|xml| {
        text(xml, "title", &feed.title)?;
        if let Some(description) = &feed.description {
            text(xml, "subtitle", description)?;
        }
        text(xml, "id", &feed.url)?;
        text(xml, "updated", &feed.updated)?;
        link(xml, "self", "application/atom+xml", own)?;
        link(xml, "alternate", "text/html", &feed.url)?;
        let generator =
            xml.create_element("generator").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        generator.write_text_content(BytesText::new("dateline"))?;
        if feed.has_unsigned {
            // An entry without an author takes the feed's.
            author(xml, &feed.title, None)?;
        }
        entries.try_for_each(|entry| xml.get_mut().write_all(entry.as_bytes()))
    })?;
    Ok(())
}

fn element(xml: &mut Xml, entry: &EntryView) -> std::io::Result<()> {
    xml.write_event(Event::Text(BytesText::new("\n")))?;
    let element = xml.create_element("entry").with_attribute(("xml:lang", &*entry.language));
    element.write_inner_content(|xml| {
        text(xml, "title", &entry.title)?;
        text(xml, "id", &entry.url)?;
        link(xml, "alternate", "text/html", &entry.url)?;
        text(xml, "published", &entry.published)?;
        text(xml, "updated", &entry.updated)?;
        for (name, url) in &entry.authors {
            author(xml, name, Some(url))?;
        }
        for category in &entry.categories {
            xml.create_element("category").with_attribute(("term", &*clean(category))).write_empty()?;
        }
        if !entry.summary.is_empty() {
            text(xml, "summary", &entry.summary)?;
        }
        if let Some(html) = &entry.content_html {
            let content = xml.create_element("content").with_attribute(("type", "html"));
            content.write_text_content(BytesText::new(&clean(html)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, value: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(value)))?;
    Ok(())
}

fn link(xml: &mut Xml, relation: &str, media_type: &str, url: &str) -> std::io::Result<()> {
    let attributes = [("rel", relation), ("type", media_type), ("href", url)];
    xml.create_element("link").with_attributes(attributes).write_empty()?;
    Ok(())
}

fn author(xml: &mut Xml, name: &str, url: Option<&str>) -> std::io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| {
        text(xml, "name", name)?;
        url.map_or(Ok(()), |url| text(xml, "uri", url))
    })?;
    Ok(())
}

/// XML 1.0 has no place for most control characters, not even escaped.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter(|&c| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect()
}
