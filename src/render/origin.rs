//! [`Origins`]: what each page is made of, as digests. The same origin gives the same bytes.

use std::fmt;

use blake3::Hasher;
use serde::{Deserialize, Serialize};

use crate::catalog::{BriefId, Index};
use crate::page;
use crate::path::SitePath;
use crate::site::{Data, Page, Site};
use crate::source::Sources;

/// What a page was made of.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin(u64, u64);

/// The origins of a site's pages.
///
/// A page may depend on everything but what is said inside the texts of other briefs. So there is one
/// digest of all that, the world, and a page is of the world and of its own texts.
pub struct Origins<'s> {
    site: &'s Site,
    /// Of each brief's text.
    digests: Vec<[u8; 32]>,
    world: blake3::Hash,
}

impl<'s> Origins<'s> {
    /// `program` tells one dateline from another, whose pages may look different.
    pub fn new(site: &'s Site, sources: &Sources, program: &str) -> Self {
        let mut world = Parts::default();
        let base = &site.config.base;
        world.put(program).put(&base.origin).put(&base.path);
        for (path, text) in sources.texts.iter().filter(|(path, _)| path.below("content/briefs").is_none()) {
            world.put(path.as_str()).put(text.digest);
        }
        for (path, asset) in sources.assets.iter() {
            world.put(path.as_str()).put(asset.length.to_le_bytes()).put(asset.fingerprint);
        }
        for path in &sources.unreadable {
            world.put(path.as_str());
        }
        // Of the same files another edition has other pages: drafts, or what was due meanwhile.
        for page in &site.catalog.standings.pages {
            world.put(page.path.as_str());
        }
        for (url, _) in site.pages() {
            world.put(url.as_str());
        }
        for entry in &site.catalog.briefs {
            world.put(entry.brief.path.as_str()).put(entry.url().as_str()).put(entry.brief.face);
            for path in &entry.filing.files {
                world.put(path.as_str());
            }
        }
        let text = |path: &SitePath| sources.texts.get(path).map(|text| text.digest).unwrap_or_default();
        let digests = site.catalog.briefs.iter().map(|entry| text(&entry.brief.path)).collect();
        Self { site, digests, world: world.0.finalize() }
    }

    /// `None`: the page has to be looked at.
    pub fn of(&self, page: &Page) -> Option<Origin> {
        let mut parts = Parts::default();
        parts.put(self.world.as_bytes());
        match page {
            Page::Brief(id) => parts.put(self.digest(*id)?),
            // It has whole texts.
            Page::Feed(Index::All, _) => {
                for id in page::feed::briefs(&self.site.catalog, &Index::All) {
                    parts.put(self.digest(id)?);
                }
                &mut parts
            }
            // It has their captions and lengths.
            Page::Data(Data::Briefs(_)) => {
                for id in self.site.catalog.ids() {
                    parts.put(self.digest(id)?);
                }
                &mut parts
            }
            // What is known of a long file is not all that is in it.
            Page::File(_) => return None,
            _ => &mut parts,
        };
        let (first, second) = halves(parts.0.finalize().as_bytes());
        Some(Origin(first, second))
    }

    fn digest(&self, id: BriefId) -> Option<[u8; 32]> {
        self.digests.get(id.0 as usize).copied()
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0, self.1)
    }
}

/// Bytes that are kept apart however they fall.
#[derive(Default)]
struct Parts(Hasher);

impl Parts {
    fn put(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let bytes = bytes.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        self
    }
}

fn halves(digest: &[u8; 32]) -> (u64, u64) {
    let number = |from: usize| (from..from + 8).fold(0, |number, at| number << 8 | u64::from(digest[at]));
    (number(0), number(8))
}
