//! [`Region`]: continents and their parts.

use std::fmt;

use super::Country;
use super::language::Language;
use super::table::{REGIONS, RegionRow};

/// A region of the UN's M49 standard, or Antarctica, which M49 leaves without one.
///
/// Ordered alphabetically by slug.
// The field is an index into the table, which is sorted by slug.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(pub(super) u8);

impl Region {
    /// Every region, continents and their parts, by slug. The world is not one of them.
    pub fn all() -> impl ExactSizeIterator<Item = Region> {
        (0..REGIONS.len() as u8).map(Region)
    }

    /// The M49 code: 30 for Eastern Asia.
    pub fn numeric(self) -> u16 {
        self.row().numeric
    }

    /// The region in a URL, from its English M49 name: `eastern-asia`. The same in every language.
    pub fn slug(self) -> &'static str {
        self.row().slug
    }

    /// Its name in a language (BCP 47), or in English where the data lacks that language.
    pub fn name(self, language: &str) -> &'static str {
        self.row().names[Language::of(language).column()]
    }

    /// The region it is part of; none for a continent.
    pub fn parent(self) -> Option<Region> {
        self.row().parent
    }

    /// The countries in it, those of its parts included, by alpha-3.
    pub fn countries(self) -> impl Iterator<Item = Country> {
        Country::all().filter(move |country| country.regions().contains(&self))
    }

    fn row(self) -> &'static RegionRow {
        &REGIONS[usize::from(self.0)]
    }
}

/// The slug.
impl fmt::Debug for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.slug())
    }
}
