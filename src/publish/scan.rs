//! [`Scan`]: a last look at what is about to go out, for anything of what is withheld.
//!
//! Drafts, embargoed and expired briefs are left out long before; this trusts nobody. It knows their
//! addresses, titles, pictures, and every run of some words in them that no published text has.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Mark;
use crate::brief::Brief;
use crate::catalog::Filing;
use crate::path::SitePath;
use crate::site::Site;
use crate::source::Sources;

/// So many bytes without a zero are a text's.
const TEXT: usize = 8192;

/// So many words in a row are nobody else's.
const RUN: usize = 8;

/// A shorter title is no proof of anything.
const SHORTEST_TITLE: usize = 3;

/// What of a text that is withheld was found in a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Leak {
    /// The text, or the picture that belongs to it.
    pub path: SitePath,
    /// `title`, `address`, …
    pub what: &'static str,
}

pub struct Scan<'s> {
    site: &'s Site,
    /// Hashes of runs of words, by their number of words.
    runs: HashMap<usize, HashMap<u64, (&'s SitePath, &'static str)>>,
    addresses: Vec<(String, &'s SitePath)>,
    files: HashMap<String, &'s SitePath>,
}

impl<'s> Scan<'s> {
    /// `measure` tells the bytes of a file in the site's folder. `None` if nothing is withheld.
    pub fn new<E>(
        site: &'s Site,
        sources: &'s Sources,
        measure: impl Fn(&SitePath) -> Result<Mark, E>,
    ) -> Result<Option<Self>, E> {
        let withheld = &*site.catalog.withheld;
        if withheld.is_empty() {
            return Ok(None);
        }
        let mut scan = Scan { site, runs: HashMap::new(), addresses: Vec::new(), files: HashMap::new() };
        for path in withheld.keys() {
            if let Some((path, text)) = sources.texts.get_key_value(path) {
                scan.add_runs(path, &text.content, RUN, "text");
                scan.add_brief(path, Brief::parse(path, text, &site.config).brief.as_deref());
            }
        }
        let published = sources.texts.iter().filter(|(path, _)| !withheld.contains_key(*path));
        published.for_each(|(_, text)| scan.drop_runs(&text.content));
        let out: HashSet<[u8; 32]> = sources
            .assets
            .iter()
            .filter(|(path, _)| site.files.url(path).is_some())
            .map(|(_, asset)| asset.fingerprint)
            .collect();
        for (path, asset) in sources.assets.iter() {
            if site.files.is_withheld(path) && !out.contains(&asset.fingerprint) {
                scan.files.insert(measure(path)?.digest, path);
            }
        }
        Ok(Some(scan))
    }

    fn add_brief(&mut self, path: &'s SitePath, brief: Option<&Brief>) {
        let Some(brief) = brief else { return };
        let length = words(&brief.title).len().min(RUN);
        if length >= SHORTEST_TITLE {
            self.add_runs(path, &brief.title, length, "title");
        }
        let url = Filing::new(brief, &self.site.config.permalink).url;
        if self.site.page(&url).is_none() {
            self.addresses.push((url.href(&self.site.config.base), path));
        }
    }

    fn add_runs(&mut self, path: &'s SitePath, text: &str, length: usize, what: &'static str) {
        let runs = self.runs.entry(length).or_default();
        runs.extend(words(text).windows(length).map(|run| (hash(run), (path, what))));
    }

    fn drop_runs(&mut self, text: &str) {
        let words = words(text);
        for (length, runs) in &mut self.runs {
            for run in words.windows(*length) {
                runs.remove(&hash(run));
            }
        }
    }

    /// What of the withheld stands in a file that is to go out.
    pub fn find(&self, name: &str, bytes: &[u8], mark: &Mark) -> Option<Leak> {
        let leak = |path: &SitePath, what| Some(Leak { path: path.clone(), what });
        if let Some(path) = self.files.get(&mark.digest) {
            return leak(path, "picture or file");
        }
        // A text may be in another encoding; a picture has zeros early on.
        if bytes.iter().take(TEXT).any(|byte| *byte == 0) {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let address = self
            .addresses
            .iter()
            .find(|(address, _)| text.contains(&**address) || text.contains(&*escaped(address)));
        if let Some((_, path)) = address {
            return leak(path, "address");
        }
        let text = if name.ends_with(".json") { text.replace("\\n", " ") } else { text.into_owned() };
        let words = words(&without_tags(&text));
        let found = self
            .runs
            .iter()
            .find_map(|(length, runs)| words.windows(*length).find_map(|run| runs.get(&hash(run))));
        found.and_then(|(path, what)| leak(path, what))
    }
}

/// As JSON may write it.
fn escaped(address: &str) -> String {
    address.replace('/', "\\/")
}

/// What a reader sees of HTML or XML, roughly.
fn without_tags(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['<', '&']) {
        seen.push_str(&rest[..open]);
        let (end, longest) = if rest[open..].starts_with('<') { ('>', usize::MAX) } else { (';', 10) };
        match rest[open..].find(end).filter(|length| *length <= longest) {
            // A tag within a word parts no words, but nothing tells it from one that does.
            Some(length) => {
                seen.push(' ');
                rest = &rest[open + length + 1..];
            }
            None => {
                seen.push(' ');
                rest = &rest[open + 1..];
            }
        }
    }
    seen.push_str(rest);
    seen
}

/// Words in small letters; each character of a script without blanks between words is one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let is_letter = c.is_alphanumeric();
        let stands_alone = is_letter && ('\u{2e80}'..'\u{e000}').contains(&c);
        if !is_letter || stands_alone {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if stands_alone {
                words.push(c.to_string());
            }
        } else {
            word.extend(c.to_lowercase());
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

fn hash(run: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}
