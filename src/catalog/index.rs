//! [`Index`]: what a list of briefs has in common, and where that list stands.

use std::sync::Arc;

use jiff::civil::Date;

use crate::brief::Brief;
use crate::country::{Country, Region};
use crate::text::{digits, slug};
use crate::url::Url;

/// Ordered so that indexes of one kind follow each other, and within a kind go by country, then
/// by date: neighbours in this order are neighbours on the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    All,
    Year(i16),
    Month(i16, i8),
    Day(Date),
    Country(Country),
    CountryYear(Country, i16),
    CountryMonth(Country, i16, i8),
    /// The first is the one with the smaller code.
    Pair(Country, Country),
    Region(Region),
    /// By slug.
    Topic(Arc<str>),
    Author(Arc<str>),
    /// A folder above briefs that is none of the above: only custom permalinks make these.
    Folder(Url),
}

/// The kinds of index that have feeds of their own, and those that have not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The whole site, a country, a pair, a region, a topic, an author.
    Subject,
    /// A stretch of time, or a folder.
    Period,
}

impl Index {
    /// The template's name without `.html`.
    pub fn kind(&self) -> &'static str {
        match self {
            Index::All => "home",
            Index::Year(_) => "year",
            Index::Month(..) => "month",
            Index::Day(_) => "day",
            Index::Country(_) => "country",
            Index::CountryYear(..) => "country-year",
            Index::CountryMonth(..) => "country-month",
            Index::Pair(..) => "pair",
            Index::Region(_) => "region",
            Index::Topic(_) => "topic",
            Index::Author(_) => "author",
            Index::Folder(_) => "folder",
        }
    }

    pub fn grouping(&self) -> Grouping {
        match self {
            Index::All
            | Index::Country(_)
            | Index::Pair(..)
            | Index::Region(_)
            | Index::Topic(_)
            | Index::Author(_) => Grouping::Subject,
            _ => Grouping::Period,
        }
    }

    /// The first page's URL.
    pub fn url(&self) -> Url {
        match self {
            Index::All => Url::root(),
            Index::Year(year) => Url::below(&[&digits(*year, 4)]),
            Index::Month(year, month) => Url::below(&[&digits(*year, 4), &digits(*month, 2)]),
            Index::Day(day) => {
                Url::below(&[&digits(day.year(), 4), &digits(day.month(), 2), &digits(day.day(), 2)])
            }
            Index::Country(country) => Url::below(&["countries", country.slug()]),
            Index::CountryYear(country, year) => {
                Url::below(&["countries", country.slug(), &digits(*year, 4)])
            }
            Index::CountryMonth(country, year, month) => {
                Url::below(&["countries", country.slug(), &digits(*year, 4), &digits(*month, 2)])
            }
            Index::Pair(first, second) => {
                Url::below(&["countries", &[first.slug(), second.slug()].join("-")])
            }
            Index::Region(region) => Url::below(&["regions", region.slug()]),
            Index::Topic(slug) => Url::below(&["topics", slug]),
            Index::Author(slug) => Url::below(&["authors", slug]),
            Index::Folder(url) => url.clone(),
        }
    }

    /// Whether `other` is of the same kind and below the same parent, so that a reader can go on
    /// from one to the other.
    pub fn is_beside(&self, other: &Index) -> bool {
        match (self, other) {
            (Index::Year(_), Index::Year(_))
            | (Index::Month(..), Index::Month(..))
            | (Index::Day(_), Index::Day(_)) => true,
            (Index::CountryYear(a, _), Index::CountryYear(b, _))
            | (Index::CountryMonth(a, ..), Index::CountryMonth(b, ..)) => a == b,
            _ => false,
        }
    }
}

/// Every index that a brief belongs to, each once.
pub fn of(brief: &Brief, url: &Url) -> Vec<Index> {
    let date = brief.date.date();
    let (year, month) = (date.year(), date.month());
    let mut indexes = vec![Index::All, Index::Year(year), Index::Month(year, month), Index::Day(date)];
    let mut regions: Vec<Region> = Vec::new();
    for (at, &country) in brief.countries.iter().enumerate() {
        indexes.push(Index::Country(country));
        indexes.push(Index::CountryYear(country, year));
        indexes.push(Index::CountryMonth(country, year, month));
        for &other in &brief.countries[at + 1..] {
            indexes.push(Index::Pair(country.min(other), country.max(other)));
        }
        regions.extend(country.regions());
    }
    regions.sort();
    regions.dedup();
    indexes.extend(regions.into_iter().map(Index::Region));
    indexes.extend(brief.topics.iter().map(|topic| Index::Topic(slug(topic).into())));
    indexes.extend(brief.authors.iter().map(|author| Index::Author(slug(author).into())));
    let folders: Vec<Url> =
        url.ancestors().filter(|folder| !indexes.iter().any(|index| index.url() == *folder)).collect();
    indexes.extend(folders.into_iter().map(Index::Folder));
    indexes.shrink_to_fit();
    indexes
}
