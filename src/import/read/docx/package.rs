//! The archive that a document is: parts under names, and relationships between them. No name in it
//! is ever used as a path.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;

use super::xml::{self, Element};
use crate::import::read::{Unreadable, decoded};

/// Bytes of one part when unpacked, at most.
const LONGEST: u64 = 32 << 20;

/// Bytes of all parts that are unpacked, at most.
const LONGEST_TOGETHER: u64 = 96 << 20;

/// Parts, at most.
const MOST: usize = 20_000;

pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Places in the archive by names in lower case: they are the same names (ECMA-376-2, 6.2.2).
    places: BTreeMap<String, usize>,
    left: u64,
}

/// A relationship of a part to something else (ECMA-376-2, 6.5).
#[derive(Debug, Clone)]
pub struct Relationship {
    /// The last part of its type's URI: `hyperlink`, `image`.
    pub kind: String,
    /// The name of a part, or an address outside.
    pub target: String,
    pub is_outside: bool,
}

/// By their identifiers. Shared, because every note is read with those of its part.
pub type Relationships = Rc<BTreeMap<String, Relationship>>;

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Unreadable {
                message: "it is a Word document of the time before .docx, or locked with a password"
                    .to_owned(),
                help: "open it in a word processor and save it as .docx without a password".to_owned(),
            });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
        if archive.len() > MOST {
            return Err(broken(&format!("it has more than {MOST} parts")));
        }
        let mut places = BTreeMap::new();
        for (place, name) in archive.file_names().enumerate() {
            places.entry(normal(name)).or_insert(place);
        }
        Ok(Self { archive, places, left: LONGEST_TOGETHER })
    }

    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&normal(name))
    }

    /// The bytes of a part. An error says why there are none.
    pub fn bytes(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let place = self.places.get(&normal(name)).ok_or_else(|| "it is missing".to_owned())?;
        let file = self.archive.by_index(*place).map_err(|error| error.to_string())?;
        let most = LONGEST.min(self.left);
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string());
        self.left = self.left.saturating_sub(bytes.len() as u64);
        read?;
        if bytes.len() as u64 > most {
            return Err("it is too large when unpacked".to_owned());
        }
        Ok(bytes)
    }

    /// A part of XML.
    pub fn xml(&mut self, name: &str) -> Result<Element, String> {
        let bytes = self.bytes(name)?;
        xml::parse(&decoded(&bytes))
    }

    /// What a part, or with an empty name the whole package, refers to.
    pub fn relationships(&mut self, part: &str) -> Relationships {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{file}.rels");
        let Ok(root) = self.xml(&name) else { return Relationships::default() };
        let entry = |element: &Element| {
            let target = element.attribute("Target")?.to_owned();
            let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
            let is_outside = element.attribute("TargetMode") == Some("External");
            let target = if is_outside { target } else { resolved(folder, &target) };
            Some((element.attribute("Id")?.to_owned(), Relationship { kind, target, is_outside }))
        };
        let elements = root.elements().filter(|element| element.name == "Relationship");
        Rc::new(elements.filter_map(entry).collect())
    }
}

pub fn broken(why: &str) -> Unreadable {
    Unreadable {
        message: format!("it is no .docx document that can be read: {why}"),
        help: "open it in a word processor and save it as .docx again".to_owned(),
    }
}

/// Some programs write backslashes, and some a slash at the start.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A target as a part's name.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or(target).replace('\\', "/");
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}
