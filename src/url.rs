//! [`Url`]: where a page stands in the publication, and how that is written.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::path::composed;

/// A page's or a file's address from the publication's own root: `/2024/05/28/slug/`.
///
/// Starts with `/`; a folder's URL ends with `/` and is answered by its `index.html`. Held as
/// people read it, without percent signs: see [`Url::href`] for how it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Arc<str>);

/// What has to be escaped in a path (RFC 3986, section 3.3), with the signs that HTML needs.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'&')
    .add(b'\'');

impl Url {
    /// Makes a URL of text that starts with `/`.
    pub fn new(text: &str) -> Self {
        Self(composed(text).into())
    }

    pub fn root() -> Self {
        Self("/".into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of a file at `path`, which starts with `/`: an `index.html` answers for its folder.
    pub fn of_file(path: &str) -> Self {
        match path.strip_suffix("index.html") {
            Some(folder) if folder.ends_with('/') => Self::new(folder),
            _ => Self::new(path),
        }
    }

    /// The folder of these names, each below the one before.
    pub fn below(names: &[&str]) -> Self {
        let mut text = String::with_capacity(names.iter().map(|name| name.len() + 1).sum::<usize>() + 1);
        text.push('/');
        for name in names {
            text.push_str(name);
            text.push('/');
        }
        Self::new(&text)
    }

    /// This folder's child folder.
    pub fn folder(&self, name: &str) -> Self {
        Self::new(&[&*self.0, name, "/"].concat())
    }

    /// A file in this folder.
    pub fn file(&self, name: &str) -> Self {
        Self::new(&[&*self.0, name].concat())
    }

    /// Page `number` of a paginated index at this URL; the first page is the URL itself.
    pub fn page(&self, number: usize) -> Self {
        if number <= 1 { self.clone() } else { self.folder("page").folder(&number.to_string()) }
    }

    /// The folders above this one, the nearest first, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = Url> + '_ {
        let mut rest = self.0.strip_suffix('/').unwrap_or(&self.0);
        std::iter::from_fn(move || {
            let cut = rest.rfind('/')?;
            rest = &rest[..cut];
            Some(Self(self.0[..=cut].into()))
        })
    }

    /// The last part of a folder's URL.
    pub fn last_part(&self) -> &str {
        self.0.trim_end_matches('/').rsplit('/').next().unwrap_or("")
    }

    /// The file that answers for this URL, from the output folder.
    pub fn output_path(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if self.0.ends_with('/') { [path, "index.html"].concat() } else { path.to_owned() }
    }

    /// As it is written in a link: percent-encoded, below the path of `base`.
    pub fn href(&self, base: &Base) -> String {
        [&*base.path, &*encoded(&self.0)].concat()
    }

    /// The whole URL.
    pub fn absolute(&self, base: &Base) -> String {
        [&*base.origin, &*base.path, &*encoded(&self.0)].concat()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Where the publication stands on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Scheme and host, without a slash at the end: `https://example.org`.
    pub origin: String,
    /// The folder below the host, without a slash at the end: `/briefs`, or empty.
    pub path: String,
}

impl Base {
    /// Reads an `http` or `https` URL; `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("it does not start with https:// or http://")?;
        let scheme = &text[..text.len() - rest.len()];
        if rest.contains(['?', '#']) {
            return Err("it has a query or a fragment");
        }
        if rest.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}'".contains(c)) {
            return Err("it has a character that URLs cannot hold");
        }
        let (host, path) = match rest.find('/') {
            Some(slash) => (&rest[..slash], rest[slash..].trim_end_matches('/')),
            None => (rest, ""),
        };
        if host.is_empty() || host.contains('@') {
            return Err("it names no host");
        }
        let path = encoded(&percent_decode_str(path).decode_utf8_lossy()).into_owned();
        Ok(Self { origin: format!("{scheme}{}", host.to_lowercase()), path })
    }
}

/// Percent-encodes a path.
pub fn encoded(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, PATH).into()
}

/// What no address may hold, whoever's it is (WHATWG URL). Percent signs stay: they are encoding already.
const NEVER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address of somebody else's, or a query, made valid without changing what it means.
pub fn valid(address: &str) -> String {
    // Letters of other scripts are fine as they are, and readable.
    let mut valid = String::with_capacity(address.len());
    for part in address.split_inclusive(|c: char| !c.is_ascii()) {
        let (ascii, rest) = part.split_at(part.find(|c: char| !c.is_ascii()).unwrap_or(part.len()));
        valid.extend(utf8_percent_encode(ascii, NEVER));
        valid.push_str(rest);
    }
    valid
}

/// Reads percent-encoded text; what is no UTF-8 stays as it was.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
