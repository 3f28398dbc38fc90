//! [`Sources`]: a snapshot of every file that a site is made of.
//!
//! Text that dateline reads (settings, briefs, templates) is held whole. Everything else is an
//! [`Asset`]: what has to be known of it is held, and its bytes stay on the disk.

pub mod picture;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::path::SitePath;
pub use picture::Picture;

/// The settings' file; it makes a folder a site.
pub const SETTINGS: &str = "dateline.yaml";

/// No text that a person wrote is longer, in bytes.
pub const LONGEST_TEXT: u64 = 8 << 20;

/// A file that dateline reads as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// UTF-8; bytes that are none stand as U+FFFD, and a diagnostic has said so.
    pub content: Arc<str>,
    /// BLAKE3 of the file's bytes. The same digest gives the same result of parsing.
    pub digest: [u8; 32],
    /// Whether all bytes were UTF-8.
    pub is_whole: bool,
}

/// A file that goes out as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Bytes.
    pub length: u64,
    /// BLAKE3 of what was read of it: everything, up to the sizes that [`picture::probe`] needs.
    pub fingerprint: [u8; 32],
    pub picture: Picture,
}

/// What a path says about a file, before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Asset,
    /// No input: an editor's left-over, a hidden file, a folder that is none of ours.
    None,
}

/// The role of the file at `path`.
pub fn role(path: &SitePath) -> Role {
    let name = path.file_name();
    let hidden = path.as_str().split('/').any(|part| part.starts_with('.'));
    match path.as_str().split_once('/') {
        None if name == SETTINGS => Role::Text,
        _ if is_leftover(name) => Role::None,
        // Hosts read hidden files such as `.well-known` and `.htaccess`; a repository's own stay home.
        Some(("static", rest)) if !rest.split('/').any(|part| part == ".git") => Role::Asset,
        _ if hidden => Role::None,
        Some(("content", _)) if path.extension() == "md" => Role::Text,
        Some(("content", _)) => Role::Asset,
        Some(("templates", _)) if matches!(&*path.extension(), "html" | "xml" | "yaml" | "svg" | "txt") => {
            Role::Text
        }
        _ => Role::None,
    }
}

/// Whether a name is an editor's or a system's own: a copy, a lock.
pub fn is_leftover(name: &str) -> bool {
    name.ends_with('~')
        || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || name == ".DS_Store"
        || name == ".dateline"
        || name.starts_with('.') && (name.ends_with(".swp") || name.ends_with(".swo"))
}

/// The files that are no texts, by path. Clones share them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets(Arc<BTreeMap<SitePath, Asset>>);

impl Assets {
    /// To change them; clones stay as they are.
    pub fn make_mut(&mut self) -> &mut BTreeMap<SitePath, Asset> {
        Arc::make_mut(&mut self.0)
    }

    pub fn names(&self) -> impl Iterator<Item = &SitePath> {
        self.0.keys()
    }

    /// Whether both have the same files, whatever is in them.
    pub fn has_names_of(&self, other: &Assets) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.keys().eq(other.0.keys())
    }
}

impl std::ops::Deref for Assets {
    type Target = BTreeMap<SitePath, Asset>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Every input of a site at one moment, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    pub texts: BTreeMap<SitePath, Text>,
    pub assets: Assets,
    /// Files and folders that are there and could not be read; a diagnostic has said why.
    pub unreadable: BTreeSet<SitePath>,
}

impl Sources {
    pub fn text(&self, path: &SitePath) -> Option<&str> {
        self.texts.get(path).map(|text| &*text.content)
    }

    /// The texts of one file or folder alone.
    pub fn part(&self, path: &str) -> Sources {
        let own = self.texts.get_key_value(path).into_iter().chain(self.texts_below(path));
        Sources {
            texts: own.map(|(path, text)| (path.clone(), text.clone())).collect(),
            assets: Assets::default(),
            unreadable: self.unreadable.get(path).cloned().into_iter().collect(),
        }
    }

    /// Texts below a folder, by path.
    pub fn texts_below(&self, folder: &str) -> impl Iterator<Item = (&SitePath, &Text)> {
        let start = SitePath::new(&format!("{folder}/"));
        let end = SitePath::new(&format!("{folder}0")); // `0` follows `/`
        self.texts.range(start..end)
    }
}

/// Makes a text of a file's bytes.
pub fn text(path: &SitePath, bytes: Vec<u8>) -> Checked<Text> {
    let digest = *blake3::hash(&bytes).as_bytes();
    let (content, found) = match String::from_utf8(bytes) {
        Ok(content) => (content, Vec::new()),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let content = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let place = Place::new(path, valid..valid + '\u{fffd}'.len_utf8());
            let found = Diagnostic::error(place, "the file is no UTF-8 text")
                .help("save it as UTF-8; this is the first character that is not");
            (content, vec![found])
        }
    };
    Checked::new(Text { content: content.into(), digest, is_whole: found.is_empty() }, found)
}

/// What is said of a text that is too long to have been meant.
pub fn too_long(path: &SitePath, length: u64) -> Diagnostic {
    let message = format!("the file has {} MB; a text may have {}", length >> 20, LONGEST_TEXT >> 20);
    Diagnostic::error(Place::file(path), message)
        .help("split it, or move what is data into a file of its own and link to that")
}
