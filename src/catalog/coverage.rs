//! [`Coverage`]: the tables of countries by time that there are, and the time that each of them covers.

use super::{Index, Shelves};
use crate::country::Country;
use crate::text::digits;
use crate::url::Url;

/// Months in the table of the last ones.
const RECENT: i32 = 24;

/// From a first brief longer ago, in years, only years with briefs count: most likely its date is a slip.
const LONGEST: i16 = 100;

/// A table of countries by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// The months up to the newest brief.
    Recent,
    /// The months of one year.
    Year(i16),
    /// All years.
    Years,
}

/// What a column of a table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Month(i16, i8),
    Year(i16),
}

impl Coverage {
    pub fn url(self) -> Url {
        match self {
            Coverage::Recent => Url::below(&["coverage"]),
            Coverage::Year(year) => Url::below(&["coverage", &digits(year, 4)]),
            Coverage::Years => Url::below(&["coverage", "years"]),
        }
    }

    /// The tables of a publication: none without a brief, nor of a year without one. One year alone makes no
    /// table of years.
    pub fn all(shelves: &Shelves) -> Vec<Coverage> {
        let years = shelves.filed_years();
        let recent = (!years.is_empty()).then_some(Coverage::Recent);
        let by_year = (years.len() > 1).then_some(Coverage::Years);
        recent.into_iter().chain(by_year).chain(years.into_iter().map(Coverage::Year)).collect()
    }

    /// The columns in order of time.
    pub fn columns(self, shelves: &Shelves) -> Vec<Column> {
        match self {
            Coverage::Recent => shelves.recent_months(),
            Coverage::Year(year) => (1..=12).map(|month| Column::Month(year, month)).collect(),
            Coverage::Years => shelves.covered_years().into_iter().map(Column::Year).collect(),
        }
    }
}

impl Column {
    /// The index of all briefs in it.
    pub fn whole(self) -> Index {
        match self {
            Column::Month(year, month) => Index::Month(year, month),
            Column::Year(year) => Index::Year(year),
        }
    }

    /// The index of a country's briefs in it.
    pub fn of(self, country: Country) -> Index {
        match self {
            Column::Month(year, month) => Index::CountryMonth(country, year, month),
            Column::Year(year) => Index::CountryYear(country, year),
        }
    }

    pub fn year(self) -> i16 {
        match self {
            Column::Month(year, _) | Column::Year(year) => year,
        }
    }
}

impl Shelves {
    /// The years with briefs, in order.
    pub fn filed_years(&self) -> Vec<i16> {
        let all = self.indexes.range(Index::Year(i16::MIN)..=Index::Year(i16::MAX));
        let year = |(index, _): (&Index, _)| if let Index::Year(year) = index { Some(*year) } else { None };
        all.filter_map(year).collect()
    }

    /// The years from the first brief to the last, those between without any as well.
    fn covered_years(&self) -> Vec<i16> {
        let filed = self.filed_years();
        match filed[..] {
            [first, .., last] if last.saturating_sub(first) < LONGEST => (first..=last).collect(),
            _ => filed,
        }
    }

    /// The last months up to the newest brief's, but none before the oldest brief's.
    fn recent_months(&self) -> Vec<Column> {
        let all = Index::Month(i16::MIN, i8::MIN)..=Index::Month(i16::MAX, i8::MAX);
        let mut months = self.indexes.range(all).filter_map(|(index, _)| match index {
            Index::Month(year, month) => Some(i32::from(*year) * 12 + i32::from(*month) - 1),
            _ => None,
        });
        let Some(first) = months.next() else { return Vec::new() };
        let last = months.next_back().unwrap_or(first);
        let month = |month: i32| Column::Month((month / 12) as i16, (month % 12 + 1) as i8);
        (first.max(last - RECENT + 1)..=last).map(month).collect()
    }
}
