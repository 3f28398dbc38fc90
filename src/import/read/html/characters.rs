//! Bytes of a page → text, whatever character set it was saved in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8};

/// Where a page has to name its character set; browsers look at 1024 bytes, saved pages are sloppier.
const PROLOGUE: usize = 4096;

/// Bytes from which a character set can be told.
const SAMPLE: usize = 1 << 20;

/// The text, whether some of its characters could not be read, and the set that they were taken for.
pub fn decoded(bytes: &[u8]) -> (String, bool, &'static str) {
    let encoding = encoding(bytes);
    let (text, _, is_broken) = encoding.decode(bytes);
    (text.replace("\r\n", "\n").replace('\r', "\n"), is_broken, encoding.name())
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let declared = declared(bytes);
    // Browsers save in UTF-8 what once was something else and leave the declaration as it was; by
    // chance no other text is UTF-8. Only ISO-2022-JP has no byte over 127.
    if std::str::from_utf8(bytes).is_ok() {
        return declared.filter(|&declared| declared == ISO_2022_JP).unwrap_or(UTF_8);
    }
    match declared {
        Some(declared) if declared != UTF_8 => declared,
        _ if is_nearly_utf8(bytes) => UTF_8,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes.get(..SAMPLE).unwrap_or(bytes), bytes.len() <= SAMPLE);
            detector.guess(None, Utf8Detection::Deny)
        }
    }
}

/// The character set that a `<meta>` or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let prologue = bytes.get(..PROLOGUE).unwrap_or(bytes).to_ascii_lowercase();
    let prologue = String::from_utf8_lossy(&prologue);
    let mut rest = &*prologue;
    while let Some((_, after)) = rest.split_once('<') {
        let tag = after.split_once('>').map_or(after, |(tag, _)| tag);
        let key = if tag.starts_with("meta") {
            "charset"
        } else if tag.starts_with("?xml") {
            "encoding"
        } else {
            rest = after;
            continue;
        };
        let value = tag.split_once(key).and_then(|(_, value)| value.trim_start().strip_prefix('='));
        if let Some(value) = value {
            let label = value.trim_start().trim_start_matches(['"', '\'']);
            let end = label.find(|c: char| c.is_whitespace() || "\"';/?".contains(c));
            let label = label.get(..end.unwrap_or(label.len())).unwrap_or_default();
            // Whoever could read this declaration as ASCII does not read UTF-16.
            let found = Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding);
            if found.is_some() {
                return found;
            }
        }
        rest = after;
    }
    None
}

/// UTF-8 with a fault here and there: cut short, or patched together.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut wrong, mut wide) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        wrong += usize::from(!chunk.invalid().is_empty());
        wide += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
    }
    wrong * 20 <= wide
}
