//! [`DeskReport`]: what a desk has filed in a period, where it was silent, and what its briefs lack.
//!
//! A plain function of what is published and of the texts: it prints nothing, and knows no clock.

mod lacks;
mod period;
mod silence;
mod tally;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::catalog::{BriefId, Catalog};
use crate::country::Names;
use crate::source::Sources;
pub use lacks::{Lacking, Spot};
pub use period::Period;
pub use silence::Silence;
pub use tally::{AuthorTally, CountryTally};

/// Of the form below; a program can rely on it.
const VERSION: u32 = 1;

/// The report, in the form that `--format json` prints; docs/report.md describes each field.
#[derive(Debug, Serialize)]
pub struct DeskReport {
    pub version: u32,
    pub kind: &'static str,
    #[serde(serialize_with = "iso")]
    pub from: Date,
    #[serde(serialize_with = "iso")]
    pub to: Date,
    /// Briefs in the period.
    pub briefs: usize,
    /// Those of them without an author.
    pub unsigned: usize,
    /// Countries filed in the period, the most frequent first.
    pub countries: Vec<CountryTally>,
    pub authors: Vec<AuthorTally>,
    /// The longest first, one for each country.
    pub silences: Vec<Silence>,
    /// Briefs with fewer than two sources.
    pub without_second_source: Lacking,
    /// Figures without a credit.
    pub without_credit: Lacking,
}

impl DeskReport {
    pub fn new(catalog: &Catalog, names: &Names, sources: &Sources, period: Period) -> Self {
        let ids: Vec<BriefId> = catalog.ids().filter(|&id| period.holds(day(catalog, id))).collect();
        let unsigned = ids.iter().filter(|&&id| catalog.entry(id).brief.authors.is_empty()).count();
        Self {
            version: VERSION,
            kind: "report",
            from: period.from,
            to: period.to,
            briefs: ids.len(),
            unsigned,
            countries: tally::countries(catalog, names, &ids),
            authors: tally::authors(catalog, &ids),
            silences: silence::all(catalog, names, period),
            without_second_source: lacks::second_source(catalog, sources, &ids),
            without_credit: lacks::credit(catalog, sources, &ids),
        }
    }
}

/// ISO 8601.
fn iso<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// The day that a brief is filed under.
fn day(catalog: &Catalog, id: BriefId) -> Date {
    catalog.entry(id).brief.date.date()
}
