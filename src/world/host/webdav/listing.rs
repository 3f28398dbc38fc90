//! Reads what a server tells of its folders (RFC 4918, 14.16).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Below the target's address; folders have a slash at their end.
    pub path: String,
    /// In bytes; folders have none.
    pub length: Option<u64>,
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as it stands in a URL.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, KEPT).to_string()
}

/// Reads an answer to `PROPFIND`; `root` is the path of the target's address. An error says what is
/// wrong with it: nothing is left out, since what is not seen would be taken for not there.
pub fn read(xml: &[u8], root: &str) -> Result<Vec<Entry>, String> {
    let text = std::str::from_utf8(xml).map_err(|_| "the answer is no text".to_owned())?;
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    let (mut href, mut length, mut is_folder) = (String::new(), String::new(), false);
    let mut element = String::new();
    let mut is_answer = false;
    loop {
        match reader.read_event().map_err(|error| format!("the answer is no XML: {error}"))? {
            Event::Start(start) => {
                element = start.local_name().as_ref().to_owned();
                is_answer |= element == "multistatus";
                is_folder |= element == "collection";
                if element == "response" {
                    (href, length, is_folder) = Default::default();
                }
            }
            Event::Empty(empty) => is_folder |= empty.local_name().as_ref() == "collection",
            Event::Text(piece) => match &*element {
                "href" => href.push_str(&piece),
                "getcontentlength" => length.push_str(&piece),
                _ => {}
            },
            Event::CData(piece) if element == "href" => href.push_str(&piece),
            Event::CData(piece) if element == "getcontentlength" => length.push_str(&piece),
            Event::GeneralRef(name) if element == "href" => href.push(character(&name)?),
            Event::End(end) => {
                element.clear();
                if end.local_name().as_ref() == "response" {
                    found.push(entry(&href, &length, is_folder, root)?);
                }
            }
            Event::Eof if is_answer => return Ok(found),
            Event::Eof => return Err("that does not speak WebDAV".to_owned()),
            _ => {}
        }
    }
}

fn character(reference: &BytesRef) -> Result<char, String> {
    let named = || quick_xml::escape::resolve_xml_entity(reference).and_then(|text| text.chars().next());
    let numbered = reference.resolve_char_ref().ok().flatten();
    numbered.or_else(named).ok_or_else(|| format!("nobody knows what `&{};` is", &**reference))
}

/// A name that is no text is none of ours; its bytes that are none are replaced.
fn entry(href: &str, length: &str, is_folder: bool, root: &str) -> Result<Entry, String> {
    let href = href.trim();
    let path = match href.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |start| &rest[start..]),
        None => href,
    };
    let path = percent_decode_str(path).decode_utf8_lossy();
    let is_folder = is_folder || path.ends_with('/');
    let path = if is_folder { format!("{}/", path.trim_end_matches('/')) } else { path.into_owned() };
    let Some(path) = path.strip_prefix(root) else {
        return Err(format!("it tells of `{}`, which is not in there", href.escape_debug()));
    };
    let length = (!is_folder).then(|| length.trim().parse().unwrap_or(0));
    Ok(Entry { path: path.to_owned(), length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_servers_write() {
        let xml = r#"<?xml version="1.0"?>
            <D:multistatus xmlns:D="DAV:">
            <D:response><D:href>https://example.org/www/</D:href><D:propstat><D:prop>
              <D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response>
            <D:response><D:href>/www/a%20b</D:href><D:propstat><D:prop>
              <D:resourcetype><D:collection></D:collection></D:resourcetype></D:prop></D:propstat></D:response>
            <D:response><D:href>/www/%c3%a9&amp;%23.txt</D:href><D:propstat><D:prop><D:resourcetype/>
              <D:getcontentlength>12</D:getcontentlength></D:prop></D:propstat></D:response>
            <D:response><D:href><![CDATA[/www/caf%e9]]>&#46;jpg</D:href></D:response>
            <D:response><D:href>/www/refused/</D:href><D:status>HTTP/1.1 403 no</D:status></D:response>
            </D:multistatus>"#;
        let entries = read(xml.as_bytes(), "/www/").expect("entries");
        let paths: Vec<_> = entries.iter().map(|entry| (&*entry.path, entry.length)).collect();
        assert_eq!(
            paths,
            [
                ("", None),
                ("a b/", None),
                ("é&#.txt", Some(12)),
                ("caf\u{fffd}.jpg", Some(0)),
                ("refused/", None)
            ]
        );
        assert!(read(b"<html></html>", "/").is_err());
        for href in ["/elsewhere/x", "", "/www/&what;"] {
            let answer = format!("<multistatus><response><href>{href}</href></response></multistatus>");
            assert!(read(answer.as_bytes(), "/www/").is_err(), "{href}");
        }
    }
}
