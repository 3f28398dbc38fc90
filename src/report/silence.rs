//! [`Silence`]: how long nothing was filed on a country.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::{Period, day, iso};
use crate::catalog::{Catalog, Index};
use crate::country::{Country, Names};

/// The days from one brief on a country to the next one, or to the period's end.
#[derive(Debug, Serialize)]
pub struct Silence {
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub code: &'static str,
    pub days: i32,
    /// The date of the brief before it.
    #[serde(serialize_with = "iso")]
    pub after: Date,
    /// The date of the brief that ended it; none if it lasts at the period's end.
    #[serde(serialize_with = "iso_or_null")]
    pub before: Option<Date>,
}

/// The longest silence of each country that was filed at least twice up to the period's end. It ends in
/// the period, or lasts at its end; its days before the period count as well.
pub fn all(catalog: &Catalog, names: &Names, period: Period) -> Vec<Silence> {
    let of_index = |(index, _): (&Index, &[_])| match index {
        Index::Country(country) => longest(catalog, names, *country, period),
        _ => None,
    };
    let mut silences: Vec<Silence> = catalog.indexes().filter_map(of_index).collect();
    silences.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.name, a.code).cmp(&(&b.name, b.code))));
    silences
}

fn longest(catalog: &Catalog, names: &Names, country: Country, period: Period) -> Option<Silence> {
    let ids = catalog.briefs_in(&Index::Country(country)).iter();
    let mut days: Vec<Date> = ids.map(|&id| day(catalog, id)).filter(|day| *day <= period.to).collect();
    // Briefs stand in the order of moments, and a day is as written, in whatever zone.
    days.sort_unstable();
    let last = *days.last().filter(|_| days.len() > 1)?;
    let between = days.windows(2).filter_map(|pair| match *pair {
        [after, before] if period.holds(before) => Some((after, Some(before))),
        _ => None,
    });
    let (after, before) = between
        .chain([(last, None)])
        // Of equal ones the later.
        .max_by_key(|&(after, before)| (length(after, before, period), after))?;
    let days = length(after, before, period);
    let silence =
        Silence { name: names.display(country).to_owned(), code: country.alpha3(), days, after, before };
    (days > 0).then_some(silence)
}

fn iso_or_null<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => iso(date, serializer),
        None => serializer.serialize_none(),
    }
}

fn length(after: Date, before: Option<Date>, period: Period) -> i32 {
    after.duration_until(before.unwrap_or(period.to)).as_hours() as i32 / 24
}
