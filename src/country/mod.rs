//! Countries: ISO 3166-1 and Kosovo, their UN M49 regions, and what people call them.
//!
//! [`Country`] and [`Region`] are small numbers into a table that is part of the binary.
//! [`Names`] reads what an author wrote and says what a page shows. Nothing here guesses:
//! a word is one country, or several, or none.
//!
//! The table is made from CLDR and a few hand-kept files; see `data/ORIGIN.md`.

mod distance;
mod fold;
mod index;
mod language;
mod names;
mod region;
mod suggest;
mod table;
mod written;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use names::{Conflict, Names, NotFound, SiteName};
pub use region::Region;
use table::{COUNTRIES, CountryRow, OFTEN_MEANS};
pub use written::{CAPITALS, DEMONYMS, Script, ambiguous, names_in, script};

/// A country of ISO 3166-1, or one with a code in user-assigned use that every desk needs (`XK`).
///
/// Ordered alphabetically by alpha-3.
// The field is an index into the table, which is sorted by alpha-3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country(u16);

impl Country {
    /// Every country, by alpha-3.
    pub fn all() -> impl ExactSizeIterator<Item = Country> {
        (0..COUNTRIES.len() as u16).map(Country)
    }

    /// The country with this alpha-2 or alpha-3 code, in any case. Knows codes alone: no names,
    /// no aliases, nothing of the site's; for those see [`Names::find`].
    pub fn from_code(code: &str) -> Option<Country> {
        Country::all().find(|country| {
            country.alpha3().eq_ignore_ascii_case(code) || country.alpha2().eq_ignore_ascii_case(code)
        })
    }

    /// ISO 3166-1 alpha-2, in capitals: `KP`.
    pub fn alpha2(self) -> &'static str {
        self.row().alpha2
    }

    /// ISO 3166-1 alpha-3, in capitals: `PRK`. Kosovo's is `XKX`, as the World Bank and the EU write it.
    pub fn alpha3(self) -> &'static str {
        self.row().alpha3
    }

    /// ISO 3166-1 numeric, which is also the UN M49 code: 408. Kosovo has 983, in private use.
    pub fn numeric(self) -> u16 {
        self.row().numeric
    }

    /// The country in a URL: its alpha-3 code in lower case, `prk`. Never depends on names.
    pub fn slug(self) -> &'static str {
        self.row().slug
    }

    /// Its UN M49 regions from the continent down to the narrowest, at least one:
    /// Africa, Sub-Saharan Africa, Western Africa.
    pub fn regions(self) -> &'static [Region] {
        self.row().regions
    }

    fn row(self) -> &'static CountryRow {
        &COUNTRIES[usize::from(self.0)]
    }
}

/// The alpha-3 code.
impl fmt::Debug for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.alpha3())
    }
}

/// The country that desks often mean by a code that is right but another's: `SK` is Slovakia,
/// and many write it for South Korea.
///
/// Looks at the text alone. Where the site declares the word itself ([`Names::declared`]),
/// there is nothing to doubt.
pub fn often_means(written: &str) -> Option<Country> {
    let folded = fold::fold(written);
    OFTEN_MEANS.iter().find(|(code, _)| code.eq_ignore_ascii_case(&folded)).map(|&(_, country)| country)
}
