//! Which pictures may come along. Whatever lies beside a brief is served to readers, so that a file
//! has to be what browsers show, and nothing that runs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::picture::kind_of;

/// Formats with the extensions that their files have, the usual one first.
const FORMATS: &[(&str, &[&str])] = &[
    ("PNG", &["png"]),
    ("JPEG", &["jpg", "jpeg", "jfif"]),
    ("GIF", &["gif"]),
    ("WebP", &["webp"]),
    ("AVIF", &["avif"]),
];

const DRAWING: &[&str] = &["svg"];

/// Elements of a drawing that run something, or bring another document into it.
const ACTIVE: &[&str] = &["script", "foreignobject", "iframe", "object", "embed", "handler", "listener"];

/// The extensions that fit a picture's content, the usual one first; or why it cannot come along.
pub fn extensions(bytes: &[u8]) -> Result<&'static [&'static str], String> {
    if let Some(kind) = kind_of(bytes)
        && let Some((_, extensions)) = FORMATS.iter().find(|(format, _)| *format == kind)
    {
        return Ok(extensions);
    }
    let start = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes));
    if start.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return drawing(bytes).map(|()| DRAWING);
    }
    let what = match bytes {
        [] => "an empty file",
        [0x01, 0, 0, 0, ..] if bytes.get(40..44) == Some(b" EMF") => "an EMF drawing",
        [0xd7, 0xcd, 0xc6, 0x9a, ..] | [0x01, 0, 0x09, 0, ..] => "a WMF drawing",
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "a TIFF picture",
        [b'B', b'M', ..] => "a BMP picture",
        [0x1f, 0x8b, ..] => "a packed file",
        _ => "a file of another kind",
    };
    Err(format!("{what}, which browsers do not show; save it as PNG or JPEG and put it there"))
}

/// Whether files with an extension, in lower case, are pictures that may come along.
pub fn is_extension(extension: &str) -> bool {
    FORMATS.iter().any(|(_, extensions)| extensions.contains(&extension)) || DRAWING.contains(&extension)
}

/// Drawings come along only if nothing in them runs, and if every browser reads them alike.
fn drawing(bytes: &[u8]) -> Result<(), String> {
    let refused = |why: &str| Err(format!("{why}; save it as PNG and put it there"));
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refused("a drawing that is not written in UTF-8");
    };
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut is_first = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if std::mem::take(&mut is_first) && element.local_name().as_ref() != "svg" {
                    return refused("a file of another kind, which browsers do not show as a picture");
                }
                if runs(&element) {
                    return refused("an SVG drawing that runs scripts or shows other pages");
                }
            }
            // Entities can hide anything, and an instruction can name a style sheet that runs.
            Ok(Event::DocType(declaration)) if declaration.contains('[') => {
                return refused("an SVG drawing with definitions of its own, which can hide scripts");
            }
            Ok(Event::PI(_)) => return refused("an SVG drawing with instructions for programs"),
            Ok(Event::Eof) if is_first => return refused("a file of another kind"),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return refused("an SVG drawing that cannot be read"),
        }
    }
}

fn runs(element: &BytesStart<'_>) -> bool {
    let name = element.local_name().as_ref().to_ascii_lowercase();
    if ACTIVE.contains(&name.as_str()) {
        return true;
    }
    element.attributes().with_checks(false).any(|attribute| {
        // What cannot be read here may be read elsewhere.
        let Ok(attribute) = attribute else { return true };
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else { return true };
        let plain: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_lowercase();
        let is_document = plain.starts_with("data:") && !plain.starts_with("data:image/")
            || plain.starts_with("data:image/svg");
        key.starts_with("on") || plain.contains("javascript:") || key == "href" && is_document
    })
}
