//! Looks at a store's list before the library does, which reads keys as paths and fails at others.

use std::ops::Range;

use object_store::path::Path as Key;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The list without the objects whose keys are no paths, such as `a//b`, and those that stand for
/// folders, such as the `a/` of a service's own pages. None of them is dateline's, and none is where a
/// file can be.
pub fn of_paths(xml: &str) -> String {
    let mut kept = String::with_capacity(xml.len());
    let mut at = 0;
    for odd in odd_objects(xml) {
        kept.push_str(&xml[at..odd.start]);
        at = odd.end;
    }
    kept.push_str(&xml[at..]);
    kept
}

/// Where they stand. What is no XML, the library will tell.
fn odd_objects(xml: &str) -> Vec<Range<usize>> {
    let mut reader = Reader::from_str(xml);
    let mut odd = Vec::new();
    let (mut start, mut key, mut element) = (0, String::new(), String::new());
    loop {
        let before = position(&reader);
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                element = tag.local_name().as_ref().to_owned();
                if is_object(&element) {
                    start = before;
                    key.clear();
                }
            }
            Ok(Event::Text(text)) if is_key(&element) => key.push_str(&text),
            Ok(Event::CData(text)) if is_key(&element) => key.push_str(&text),
            // Others than these are no part of a path's frame.
            Ok(Event::GeneralRef(name)) if is_key(&element) => {
                key.push(name.resolve_char_ref().ok().flatten().unwrap_or('&'));
            }
            Ok(Event::End(tag)) => {
                element.clear();
                if is_object(tag.local_name().as_ref()) && !is_path(&key) {
                    odd.push(start..position(&reader));
                }
            }
            Ok(Event::Eof) | Err(_) => return odd,
            Ok(_) => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// As S3 and Google call it, and Azure.
fn is_object(element: &str) -> bool {
    matches!(element, "Contents" | "Blob")
}

fn is_key(element: &str) -> bool {
    matches!(element, "Key" | "Name")
}

fn is_path(key: &str) -> bool {
    !key.starts_with('/') && !key.ends_with('/') && Key::parse(key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_a_path() {
        let object = |key: &str| format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>");
        let list = |keys: &[&str]| {
            let objects: String = keys.iter().map(|key| object(key)).collect();
            format!(
                "<?xml version=\"1.0\"?>\n<R xmlns=\"urn:s3\"><Name>a//b</Name>{objects}<Next>x</Next></R>"
            )
        };
        let all = ["a//b", "a/b", "countries/", "/a", "a &amp; é &#47;b", "a/../b", "a&#47;", "z"];
        assert_eq!(of_paths(&list(&all)), list(&["a/b", "a &amp; é &#47;b", "z"]));
        let blob = "<Blobs><Blob><Name>a/</Name></Blob><Blob><Name>a</Name></Blob></Blobs>";
        assert_eq!(of_paths(blob), "<Blobs><Blob><Name>a</Name></Blob></Blobs>");
        assert_eq!(of_paths("<R><Contents>"), "<R><Contents>");
    }
}
