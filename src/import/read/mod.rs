//! Readers: bytes → [`Article`]. What a reader does not take over it names as left out.

#[cfg(feature = "import")]
mod docx;
#[cfg(feature = "import")]
mod html;
mod markdown;
mod plain;

pub use markdown::{shortcodes, values};

use super::article::Article;
use super::origin::Origin;

/// Inputs of more bytes are refused: no article is so long, and everything is held in memory.
pub const LONGEST: usize = 32 << 20;

/// What an input is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Plain,
    Markdown,
    Html,
    Docx,
}

/// Why an input could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub message: String,
    pub help: String,
}

impl Format {
    /// By a file's name alone; `None` if nothing is known of its kind.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            "docx" => Format::Docx,
            "txt" | "text" => Format::Plain,
            _ => return None,
        })
    }

    /// By a file's name, and by its first bytes where the name says nothing.
    pub fn of(name: &str, bytes: &[u8]) -> Format {
        if let Some(format) = Format::of_name(name).filter(|format| *format != Format::Plain) {
            return format;
        }
        let start = &bytes[..bytes.len().min(1024)];
        let text = String::from_utf8_lossy(start).trim_start_matches('\u{feff}').trim_start().to_lowercase();
        if bytes.starts_with(b"PK\x03\x04") {
            Format::Docx
        } else if text.starts_with("<!doctype html") || text.starts_with("<html") || text.contains("<body") {
            Format::Html
        } else if text.starts_with("---\n") || text.starts_with("+++\n") {
            Format::Markdown
        } else {
            Format::Plain
        }
    }
}

/// Reads a file. Of texts with front matter the path counts as well.
pub fn read_file(path: &str, bytes: &[u8]) -> Result<Article, Unreadable> {
    read_from(&Origin::of(path), Format::of(path, bytes), bytes)
}

/// Reads an input of a format.
pub fn read(format: Format, bytes: &[u8]) -> Result<Article, Unreadable> {
    read_from(&Origin::default(), format, bytes)
}

fn read_from(origin: &Origin, format: Format, bytes: &[u8]) -> Result<Article, Unreadable> {
    if bytes.len() > LONGEST {
        return Err(Unreadable {
            message: format!("it has {} MB, and {} are the most", bytes.len() >> 20, LONGEST >> 20),
            help: "cut it to the article".to_owned(),
        });
    }
    let text = |read: &dyn Fn(&str) -> Result<Article, Unreadable>| {
        let (text, set) = declared_or_told(bytes);
        let mut article = read(&text)?;
        article.meta.character_set = set.map(str::to_owned);
        Ok(article)
    };
    match format {
        Format::Plain => text(&|text| Ok(plain::article(text))),
        Format::Markdown => text(&|text| markdown::article(text, origin)),
        Format::Html => page(bytes, origin),
        Format::Docx => docx(bytes),
    }
}

/// A page, which in Jekyll and Eleventy may have front matter.
fn page(bytes: &[u8], origin: &Origin) -> Result<Article, Unreadable> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !start.starts_with(b"---") {
        return html(bytes);
    }
    let text = decoded(bytes);
    let (opened, rest) = markdown::opened(&text, origin)?;
    // Lines keep their numbers.
    let below = format!("{}{}", "\n".repeat(rest.first_line.saturating_sub(1)), rest.body);
    let mut article = html(below.as_bytes())?;
    article.meta = opened.meta.or(article.meta);
    article.left_out.splice(0..0, opened.left_out);
    Ok(article)
}

#[cfg(feature = "import")]
fn html(bytes: &[u8]) -> Result<Article, Unreadable> {
    html::article(bytes)
}

#[cfg(not(feature = "import"))]
fn html(_: &[u8]) -> Result<Article, Unreadable> {
    Err(Unreadable {
        message: "it is a web page, and this build of dateline reads none".to_owned(),
        help: "build dateline with the feature `import`, or save the page as plain text".to_owned(),
    })
}

#[cfg(feature = "import")]
fn docx(bytes: &[u8]) -> Result<Article, Unreadable> {
    docx::article(bytes)
}

#[cfg(not(feature = "import"))]
fn docx(_: &[u8]) -> Result<Article, Unreadable> {
    Err(Unreadable {
        message: "this dateline was built without the feature `import`, which reads .docx".to_owned(),
        help: "install it with default features, or save the text as HTML".to_owned(),
    })
}

/// Text as [`decoded`], or in the character set that its bytes tell of, which the second part names.
#[cfg(feature = "import")]
fn declared_or_told(bytes: &[u8]) -> (String, Option<&'static str>) {
    let has_mark = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if has_mark || std::str::from_utf8(bytes).is_ok() {
        return (decoded(bytes), None);
    }
    let (text, _, set) = html::decoded(bytes);
    (text, Some(set))
}

#[cfg(not(feature = "import"))]
fn declared_or_told(bytes: &[u8]) -> (String, Option<&'static str>) {
    let text = decoded(bytes);
    let is_broken = text.contains(char::REPLACEMENT_CHARACTER);
    (text, is_broken.then_some("UTF-8"))
}

/// Text in UTF-8 or, with a mark at its start, in UTF-16; with lines that end in `\n`.
fn decoded(bytes: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| {
        let pairs = bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
        char::decode_utf16(pairs).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    let text: String = match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}
