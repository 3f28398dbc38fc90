//! Stores of objects.

mod azure;
mod s3;

use std::collections::BTreeMap;
use std::sync::Mutex;

/// What was read from a bucket, by the tag of its bytes, so that looking at all of it again and again
/// does not take long.
#[derive(Default)]
struct Known(Mutex<BTreeMap<String, Vec<u8>>>);

impl Known {
    fn get(&self, tag: &str, read: impl FnOnce() -> Option<Vec<u8>>) -> Option<Vec<u8>> {
        if let Some(bytes) = self.0.lock().expect("no test has failed").get(tag) {
            return Some(bytes.clone());
        }
        let bytes = read()?;
        self.0.lock().expect("no test has failed").insert(tag.to_owned(), bytes.clone());
        Some(bytes)
    }
}

pub fn until_nothing_changes<T: PartialEq>(look: impl Fn() -> T) {
    let mut before = look();
    loop {
        std::thread::sleep(std::time::Duration::from_millis(250));
        let now = look();
        if now == before {
            return;
        }
        before = now;
    }
}

/// The contents of an XML document's elements of this name.
fn elements(text: &str, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let rest = text.split(&*start).skip(1);
    rest.filter_map(|rest| Some(unescape(rest.split_once(&*end)?.0))).collect()
}

fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A path as it stands in a URL.
pub fn encode(path: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(path, KEPT).to_string()
}
