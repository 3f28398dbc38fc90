//! Pictures: which of an `<img>`'s addresses is the picture, and those that stand in the page itself.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::address::{Base, Target};
use super::tree::{Id, Tree, one_line};
use crate::import::article::{Attachment, Picture, PictureSource};

/// An `<img>`, as far as it is a picture.
pub enum Found {
    Picture(Picture),
    /// A sign that is drawn as a picture; its description is the text.
    Sign(String),
    /// It measures visitors, or keeps a place free. What it names itself is an address.
    Nothing,
    /// With what it had as its address.
    Forbidden(Picture, String),
}

/// Attributes that hold the picture where `src` holds a place free.
const LATER: &[&str] =
    &["data-src", "data-lazy-src", "data-original", "data-url", "data-full-url", "data-orig-file"];

/// Pictures that may stand in a page itself.
const MOST: usize = 300;

const SETS: &[&str] = &["srcset", "data-srcset", "data-lazy-srcset"];

pub fn found(tree: &Tree, id: Id, base: &Base, files: &mut Vec<Attachment>) -> Found {
    let text = |name: &str| tree.attribute(id, name).map(one_line).filter(|text| !text.is_empty());
    let description = text("alt").or_else(|| text("title")).unwrap_or_default();
    if tree.parts(id).iter().any(|part| matches!(part.as_str(), "emoji" | "smiley"))
        && !description.is_empty()
    {
        return Found::Sign(description);
    }
    let size = |name: &str| tree.attribute(id, name).and_then(|size| size.trim().parse::<u32>().ok());
    if [size("width"), size("height")].iter().flatten().any(|&size| size <= 1) {
        return Found::Nothing;
    }
    let Some(address) = address(tree, id) else {
        let source = PictureSource::Missing;
        let is_empty = description.is_empty();
        return if is_empty { Found::Nothing } else { Found::Picture(Picture { source, description }) };
    };
    let missing = |description| Picture { source: PictureSource::Missing, description };
    if is_data(&address) {
        return match attached(&address, &description, files) {
            Some(source) => Found::Picture(Picture { source, description }),
            None => Found::Forbidden(missing(description), shortened(&address)),
        };
    }
    match base.resolved(&address) {
        Target::Address(url) => Found::Picture(Picture { source: source(address, url), description }),
        Target::Fragment => Found::Nothing,
        Target::Forbidden => Found::Forbidden(missing(description), shortened(&address)),
    }
}

/// A page that does not say where it stood leaves a path as it is.
fn source(path: String, url: String) -> PictureSource {
    let is_whole = url.contains("://");
    if is_whole { PictureSource::Linked { path, url } } else { PictureSource::Address(url) }
}

/// An address as the report shows it.
pub fn shortened(address: &str) -> String {
    one_line(&address.chars().take(80).collect::<String>())
}

fn address(tree: &Tree, id: Id) -> Option<String> {
    let value = |name: &str| tree.attribute(id, name).map(str::trim).filter(|value| !value.is_empty());
    let own = value("src").filter(|own| !is_placeholder(own));
    if let Some(own) = own {
        return Some(own.to_owned());
    }
    let later = LATER.iter().find_map(|name| value(name)).filter(|later| !is_placeholder(later));
    if let Some(later) = later {
        return Some(later.to_owned());
    }
    let picture = tree.parent(id).filter(|&parent| tree.name(parent) == "picture");
    let sources = picture.into_iter().flat_map(|parent| tree.children(parent));
    let sources = sources.filter(|&id| tree.name(id) == "source");
    let sets = std::iter::once(id)
        .chain(sources)
        .flat_map(|id| SETS.iter().filter_map(move |name| tree.attribute(id, name)));
    sets.filter_map(largest).find(|address| !is_placeholder(address)).map(str::to_owned)
}

/// The largest picture of a `srcset`.
fn largest(set: &str) -> Option<&str> {
    // An address may hold commas; one between two candidates has a blank after it.
    let candidates = set.split(", ").flat_map(|part| part.split(",\n")).filter_map(|part| {
        let mut words = part.split_whitespace();
        let address = words.next()?.trim_end_matches(',');
        let size =
            words.next().unwrap_or("1x").trim_end_matches(['w', 'x', ',']).parse::<f64>().unwrap_or(0.0);
        Some((address, size))
    });
    candidates
        .fold(None, |best: Option<(&str, f64)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map(|(address, _)| address)
}

fn is_placeholder(address: &str) -> bool {
    if is_data(address) {
        // The smallest pictures are a point; drawings as data keep a place free.
        return address.len() < 200
            || address.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("data:image/svg"));
    }
    let name = address.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    ["blank.", "spacer.", "placeholder.", "transparent.", "1x1.", "pixel.", "lazy."]
        .iter()
        .any(|word| name.contains(word))
}

fn is_data(address: &str) -> bool {
    address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Keeps a picture that stands in its address. Drawings can hold programs and are not taken.
fn attached(address: &str, description: &str, files: &mut Vec<Attachment>) -> Option<PictureSource> {
    let (head, data) = address.get(5..)?.split_once(',')?;
    let head = head.to_ascii_lowercase();
    let kind = head.strip_prefix("image/")?.strip_suffix(";base64")?;
    let extension = match kind.split(';').next()? {
        "jpeg" | "jpg" | "pjpeg" => "jpg",
        "png" | "x-png" => "png",
        "gif" => "gif",
        "webp" => "webp",
        "avif" => "avif",
        _ => return None,
    };
    let compact: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let settings = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&STANDARD, settings).decode(compact).ok()?;
    if let Some(same) = files.iter().find(|file| file.bytes == bytes) {
        return Some(PictureSource::File(same.name.clone()));
    }
    if files.len() >= MOST {
        return None;
    }
    let stem = stem(description);
    let names = std::iter::once(format!("{stem}.{extension}"))
        .chain((2..).map(|number: usize| format!("{stem}-{number}.{extension}")));
    let name = names.into_iter().find(|name| files.iter().all(|file| file.name != *name))?;
    files.push(Attachment { name: name.clone(), bytes });
    Some(PictureSource::File(name))
}

/// A file's name from a description: a few words of ASCII, or `picture`.
fn stem(description: &str) -> String {
    let lower = description.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let stem: String = words.take(6).collect::<Vec<_>>().join("-").chars().take(60).collect();
    if stem.len() < 3 { "picture".to_owned() } else { stem.trim_end_matches('-').to_owned() }
}
