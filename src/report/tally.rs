//! How many briefs there are of each country and of each author, and when the last one was.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{day, iso};
use crate::catalog::{BriefId, Catalog};
use crate::country::{Country, Names};
use crate::text::slug;

#[derive(Debug, Serialize)]
pub struct CountryTally {
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub code: &'static str,
    pub briefs: usize,
    /// The last one's date.
    #[serde(serialize_with = "iso")]
    pub last: Date,
}

#[derive(Debug, Serialize)]
pub struct AuthorTally {
    pub name: String,
    /// As in the author's URL.
    pub slug: String,
    pub briefs: usize,
    #[serde(serialize_with = "iso")]
    pub last: Date,
}

/// Counts by key; `keys` gives each key of a brief once.
fn count<K: Ord>(
    catalog: &Catalog,
    ids: &[BriefId],
    keys: impl Fn(BriefId) -> Vec<K>,
) -> Vec<(K, usize, Date)> {
    let mut counts: BTreeMap<K, (usize, Date)> = BTreeMap::new();
    for &id in ids {
        let date = day(catalog, id);
        for key in keys(id) {
            let (count, last) = counts.entry(key).or_insert((0, date));
            (*count, *last) = (*count + 1, date.max(*last));
        }
    }
    counts.into_iter().map(|(key, (count, last))| (key, count, last)).collect()
}

/// The most frequent first, then by name.
pub fn countries(catalog: &Catalog, names: &Names, ids: &[BriefId]) -> Vec<CountryTally> {
    let counted = count(catalog, ids, |id| catalog.entry(id).brief.countries.clone());
    let tally = |(country, briefs, last): (Country, usize, Date)| CountryTally {
        name: names.display(country).to_owned(),
        code: country.alpha3(),
        briefs,
        last,
    };
    let mut tallies: Vec<CountryTally> = counted.into_iter().map(tally).collect();
    tallies.sort_by(|a, b| b.briefs.cmp(&a.briefs).then_with(|| (&a.name, a.code).cmp(&(&b.name, b.code))));
    tallies
}

pub fn authors(catalog: &Catalog, ids: &[BriefId]) -> Vec<AuthorTally> {
    let slugs = |id| catalog.entry(id).brief.authors.iter().map(|author| slug(author)).collect();
    let tally = |(slug, briefs, last): (String, usize, Date)| AuthorTally {
        name: catalog.author(&slug).unwrap_or(&slug).to_owned(),
        slug,
        briefs,
        last,
    };
    let mut tallies: Vec<AuthorTally> = count(catalog, ids, slugs).into_iter().map(tally).collect();
    tallies.sort_by(|a, b| b.briefs.cmp(&a.briefs).then_with(|| (&a.name, &a.slug).cmp(&(&b.name, &b.slug))));
    tallies
}
