//! What is sent: conditional requests and ranges (RFC 9110), the same for pages and for files.

use std::ops::Range;

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::path::SitePath;

/// What an answer holds before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Bytes(Vec<u8>),
    /// The bytes of this file, from the site's folder.
    File(SitePath),
}

/// How much of some content is to be sent, and with which headers.
#[derive(Debug)]
pub struct Delivery {
    pub head: Response<()>,
    /// The bytes that go out; none for `HEAD` and for what the browser has already.
    pub range: Range<u64>,
}

/// Works out what to send of content of this length and version to a request of this method and
/// with these headers. `head` is what would go out with the whole of it.
pub fn deliver(
    method: &Method,
    request: &HeaderMap,
    mut head: Response<()>,
    length: u64,
    version: &str,
) -> Delivery {
    let tag = format!("\"{version}\"");
    let headers = head.headers_mut();
    set(headers, header::ETAG, &tag);
    set(headers, header::CACHE_CONTROL, "no-cache");
    // Other sites' pages cannot put it into theirs.
    set(headers, header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page {
        set(headers, header::CONTENT_SECURITY_POLICY, "frame-ancestors 'self'");
    }
    let mut range = 0..length;
    if head.status() == StatusCode::OK {
        set(head.headers_mut(), header::ACCEPT_RANGES, "bytes");
        if has_already(request, &tag) {
            *head.status_mut() = StatusCode::NOT_MODIFIED;
            return Delivery { head, range: 0..0 };
        }
        if let Some(wanted) = wanted_range(request, &tag) {
            match wanted.within(length) {
                Some(part) => {
                    *head.status_mut() = StatusCode::PARTIAL_CONTENT;
                    let value = format!("bytes {}-{}/{length}", part.start, part.end - 1);
                    set(head.headers_mut(), header::CONTENT_RANGE, &value);
                    range = part;
                }
                None => {
                    *head.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                    set(head.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{length}"));
                    range = 0..0;
                }
            }
        }
    }
    set(head.headers_mut(), header::CONTENT_LENGTH, &(range.end - range.start).to_string());
    if method == Method::HEAD {
        range = 0..0;
    }
    Delivery { head, range }
}

/// Sets a header whose value is known to be plain; one that is not is left out.
pub fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn has_already(request: &HeaderMap, tag: &str) -> bool {
    let tags = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|tags| tags.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// One range of bytes, as a browser asks for it.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// From the first to the last, both included.
    Between(u64, u64),
    /// The last ones.
    Last(u64),
}

impl Wanted {
    /// The bytes that there are of it; `None` if there is not one.
    fn within(self, length: u64) -> Option<Range<u64>> {
        match self {
            Wanted::Between(first, last) if first < length => Some(first..last.saturating_add(1).min(length)),
            Wanted::Last(count) if count > 0 && length > 0 => Some(length.saturating_sub(count)..length),
            _ => None,
        }
    }
}

/// The range that is asked for. Several at once may be answered with the whole (RFC 9110, 14.2), and
/// so may what cannot be read and what is for another version.
fn wanted_range(request: &HeaderMap, tag: &str) -> Option<Wanted> {
    if request.get(header::IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes()) {
        return None;
    }
    let range = request.get(header::RANGE)?.to_str().ok()?;
    let (first, last) = range.strip_prefix("bytes=")?.trim().split_once('-')?;
    // A sign before the number is none of the standard's.
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    match (first, last) {
        ("", last) => number(last).map(Wanted::Last),
        (first, "") => Some(Wanted::Between(number(first)?, u64::MAX)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Wanted::Between(first, last))
        }
    }
}
