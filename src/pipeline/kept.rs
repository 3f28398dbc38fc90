//! [`Kept`]: what runs have read of briefs, found by everything that it was made of.
//!
//! In bytes, for each brief: its key, its length, a check of what follows, and that: what
//! [`brief::kept`](crate::brief::kept) makes of it.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use blake3::{Hash, Hasher, OUT_LEN};
use foldhash::fast::RandomState;
use foldhash::quality::FixedState;

use super::Options;
use crate::brief::{self, Brief, Parsed};
use crate::config::Config;
use crate::path::SitePath;
use crate::source::{SETTINGS, Sources, Text};

/// Bytes before what is kept of a brief.
const HEAD: usize = OUT_LEN + 2 * size_of::<u64>();

/// Bytes that go to the shelf at a time.
const STRETCH: usize = 1 << 18;

/// What an earlier run has read, and what this one has.
pub struct Kept {
    program: String,
    bytes: Vec<u8>,
    places: HashMap<Hash, Place, RandomState>,
    new: Mutex<New>,
}

/// Where a brief stands in the bytes.
#[derive(Debug)]
struct Place {
    /// From its head on.
    range: Range<usize>,
    /// Whether the site still has it.
    is_used: AtomicBool,
}

/// Takes down what a run has read, for the next one.
pub trait Shelf: Send {
    fn put(&mut self, bytes: &[u8]);

    /// All of it has been put there; if that is never said, nothing has.
    fn done(&mut self);
}

/// What no earlier run has read.
struct New {
    /// Stretches that no thread is writing to. What is longer goes to the shelf at once: at the end there
    /// is a lot of it.
    open: Vec<Vec<u8>>,
    is_any: bool,
    shelf: Box<dyn Shelf>,
}

/// A digest of what the reading of every brief depends on: the program and the settings.
pub struct Terms(Hash);

impl Kept {
    /// Goes by what an earlier run has put on its shelf; what is damaged counts as nothing. `program` tells
    /// one dateline from another, which may read the same brief differently.
    pub fn new(bytes: Vec<u8>, shelf: Box<dyn Shelf>, program: &str) -> Self {
        let new = Mutex::new(New { open: Vec::new(), is_any: false, shelf });
        Self { program: program.to_owned(), places: places(&bytes), bytes, new }
    }

    pub fn terms(&self, sources: &Sources, options: &Options) -> Terms {
        let mut hasher = Hasher::new();
        let mut put = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        };
        put(self.program.as_bytes());
        put(sources.texts.get(SETTINGS).map_or(&[], |text| &text.digest));
        for part in options.base.iter().flat_map(|base| [&base.origin, &base.path]) {
            put(part.as_bytes());
        }
        Terms(hasher.finalize())
    }

    /// What [`Brief::parse`] gives: from what is kept, if it is there.
    pub fn parse(&self, terms: &Terms, path: &SitePath, text: &Text, config: &Config) -> Parsed {
        let key = terms.key(path, text);
        self.find(&key, path, text, config).unwrap_or_else(|| {
            let parsed = Brief::parse(path, text, config);
            // While all of it is at hand: later it would have to be fetched from all over the memory.
            self.keep(&key, &parsed);
            parsed
        })
    }

    fn keep(&self, key: &Hash, parsed: &Parsed) {
        let new = || self.new.lock().unwrap_or_else(PoisonError::into_inner);
        let open = new().open.pop();
        let mut bytes = open.unwrap_or_else(|| Vec::with_capacity(STRETCH + STRETCH / 4));
        let start = bytes.len();
        bytes.extend([0; HEAD]);
        match brief::kept::encode(parsed, &mut bytes) {
            Some(()) => {
                let head = head(key, &bytes[start + HEAD..]);
                bytes[start..start + HEAD].copy_from_slice(&head);
            }
            None => bytes.truncate(start),
        }
        let mut new = new();
        new.is_any |= !bytes.is_empty();
        if bytes.len() >= STRETCH {
            new.shelf.put(&bytes);
            bytes.clear();
        }
        new.open.push(bytes);
    }

    fn find(&self, key: &Hash, path: &SitePath, text: &Text, config: &Config) -> Option<Parsed> {
        let place = self.places.get(key)?;
        let (known, bytes) = self.bytes.get(place.range.clone())?.split_first_chunk::<HEAD>()?;
        if *known != head(key, bytes) {
            return None;
        }
        let parsed = brief::kept::decode(bytes, path, text, config.raw_html)?;
        place.is_used.store(true, Ordering::Relaxed);
        Some(parsed)
    }

    /// Puts the rest on the shelf, unless the next run can go by what this one went by.
    pub fn finish(self) {
        let mut new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let used = self.places.values().filter(|place| place.is_used.load(Ordering::Relaxed));
        let mut used: Vec<&Range<usize>> = used.map(|place| &place.range).collect();
        if !new.is_any && used.len() == self.places.len() {
            return;
        }
        used.sort_unstable_by_key(|range| range.start);
        let used = used.into_iter().filter_map(|range| self.bytes.get(range.clone()));
        used.chain(new.open.iter().map(Vec::as_slice)).for_each(|bytes| new.shelf.put(bytes));
        new.shelf.done();
    }
}

impl Terms {
    fn key(&self, path: &SitePath, text: &Text) -> Hash {
        let mut hasher = Hasher::new();
        hasher.update(self.0.as_bytes()).update(&text.digest).update(path.as_str().as_bytes());
        hasher.finalize()
    }
}

fn head(key: &Hash, bytes: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    let (own, rest) = head.split_at_mut(OUT_LEN);
    let (length, check) = rest.split_at_mut(size_of::<u64>());
    own.copy_from_slice(key.as_bytes());
    length.copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    // Against a faulty disk, not against anybody: who may write here may write the site as well.
    check.copy_from_slice(&FixedState::default().hash_one(bytes).to_le_bytes());
    head
}

/// Where each brief stands, as far as the bytes can be read.
fn places(bytes: &[u8]) -> HashMap<Hash, Place, RandomState> {
    let mut places = HashMap::default();
    let mut at = 0;
    while let Some((head, _)) = bytes.get(at..).and_then(|rest| rest.split_first_chunk::<HEAD>())
        && let Some((key, rest)) = head.split_first_chunk::<OUT_LEN>()
        && let Some(length) = rest.first_chunk()
        && let Ok(length) = usize::try_from(u64::from_le_bytes(*length))
        && let Some(end) = at.saturating_add(HEAD).checked_add(length)
    {
        places.insert(Hash::from(*key), Place { range: at..end, is_used: AtomicBool::new(false) });
        at = end;
    }
    places
}
