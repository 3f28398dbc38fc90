//! [`Packing`]: how a file is packed that lies beside a larger one, for web servers that send it
//! instead.

use crate::media::{content_type, kind};
use crate::text::nearest;
use crate::yaml::Field;

/// Packing less than this saves no packet on the net.
const LEAST: usize = 1024;

/// Larger files are not packed: they are there to be kept, and would have to be held in memory.
pub const MOST: u64 = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Brotli,
}

impl Packing {
    pub const ALL: [Packing; 2] = [Packing::Gzip, Packing::Brotli];

    /// As it is written in the settings.
    fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Brotli => "brotli",
        }
    }

    /// What the name of a packed file has more than the other's.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Gzip => ".gz",
            Packing::Brotli => ".br",
        }
    }

    /// The same bytes for the same bytes, on every machine. `None` where it is not worth it.
    pub fn pack(self, bytes: &[u8]) -> Option<Vec<u8>> {
        if bytes.len() < LEAST {
            return None;
        }
        let packed = match self {
            Packing::Gzip => gzip(bytes),
            Packing::Brotli => brotli(bytes),
        };
        packed.filter(|packed| packed.len() < bytes.len())
    }
}

/// Whether files of this name get smaller when they are packed, and are for readers: text, and what is
/// much like it.
pub fn is_packable(path: &str) -> bool {
    let kind = kind(path);
    let is_hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    if is_hidden {
        return false;
    }
    content_type(path) != kind
        || kind.ends_with("+json")
        || matches!(kind, "application/wasm" | "font/otf" | "font/ttf" | "application/font-sfnt")
}

/// The name of the file that this one may be the packed form of.
pub fn unpacked(path: &str) -> Option<&str> {
    Packing::ALL.iter().find_map(|packing| path.strip_suffix(packing.ending()))
}

/// `[gzip, brotli]`.
pub fn packings(field: &Field) -> Vec<Packing> {
    if !cfg!(feature = "compress") {
        field.error(
            "this dateline cannot compress: it was built without that",
            "take the line out, or install dateline with its feature `compress`",
        );
    }
    let packing = |entry: &Field| {
        let text = entry.text()?;
        let known = Packing::ALL.into_iter().find(|packing| packing.name() == text);
        if known.is_none() {
            let help = match nearest(&text.to_lowercase(), Packing::ALL.map(Packing::name)) {
                Some(near) => format!("did you mean {near}?"),
                None => "known are: gzip, brotli".to_owned(),
            };
            entry.error(format!("there is no way to compress called `{text}`"), help);
        }
        known
    };
    let mut all = Vec::new();
    for packing in field.list_such_as("gzip, brotli").iter().filter_map(packing) {
        if !all.contains(&packing) {
            all.push(packing);
        }
    }
    all
}

#[cfg(feature = "compress")]
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write;
    // Neither time nor name goes into its head.
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).ok()?;
    writer.finish().ok()
}

#[cfg(feature = "compress")]
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).ok()?;
    Some(packed)
}

/// Of 11. The steps above 8 take from twenty to forty times as long and save less than a tenth; those
/// from 6 to 8 save nothing to speak of.
#[cfg(feature = "compress")]
const QUALITY: i32 = 5;

#[cfg(not(feature = "compress"))]
fn gzip(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(not(feature = "compress"))]
fn brotli(_: &[u8]) -> Option<Vec<u8>> {
    None
}
