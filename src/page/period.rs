//! Grids of months and calendars of days.

use jiff::civil::Date;

use super::view::{DayView, MonthView, YearView};
use super::{Presenter, dates};
use crate::catalog::{Column, Coverage, Index};
use crate::country::Country;

/// The years in which there are briefs, newest first, of the whole site or of one country.
pub fn years(presenter: &Presenter, country: Option<Country>) -> Vec<YearView> {
    let (first, last) = match country {
        None => (Index::Year(i16::MIN), Index::Year(i16::MAX)),
        Some(country) => (Index::CountryYear(country, i16::MIN), Index::CountryYear(country, i16::MAX)),
    };
    let years = presenter.site.catalog.indexes_in(first..last).filter_map(|(index, _)| match index {
        Index::Year(year) | Index::CountryYear(_, year) => Some(*year),
        _ => None,
    });
    let mut views: Vec<YearView> = years.map(|year| of_year(presenter, country, year)).collect();
    views.reverse();
    shade(&mut views);
    views
}

/// One year with its months.
pub fn year(presenter: &Presenter, country: Option<Country>, year: i16) -> Vec<YearView> {
    let mut views = vec![of_year(presenter, country, year)];
    shade(&mut views);
    views
}

fn of_year(presenter: &Presenter, country: Option<Country>, year: i16) -> YearView {
    let catalog = &presenter.site.catalog;
    let index = country.map_or(Index::Year(year), |country| Index::CountryYear(country, year));
    let month = |month: i8| of_month(presenter, country, year, month);
    YearView {
        name: year.to_string(),
        url: presenter.address(&index.url()),
        count: catalog.briefs_in(&index).len(),
        months: (1..=12).map(month).collect(),
    }
}

fn of_month(presenter: &Presenter, country: Option<Country>, year: i16, month: i8) -> MonthView {
    let index =
        country.map_or(Index::Month(year, month), |country| Index::CountryMonth(country, year, month));
    let count = presenter.site.catalog.briefs_in(&index).len();
    MonthView {
        name: presenter.month(year, month).to_string(),
        short: dates::month_short(month, presenter.words),
        url: (count > 0).then(|| presenter.address(&index.url())),
        count,
        level: 0,
    }
}

/// A country's row in the table of the last months.
pub fn recent(presenter: &Presenter, country: Country) -> Vec<MonthView> {
    let month = |column: Column| match column {
        Column::Month(year, month) => Some(of_month(presenter, Some(country), year, month)),
        Column::Year(_) => None,
    };
    let columns = Coverage::Recent.columns(&presenter.site.catalog.shelves);
    let mut months: Vec<MonthView> = columns.into_iter().filter_map(month).collect();
    let fullest = months.iter().map(|month| month.count).max().unwrap_or(0);
    months.iter_mut().for_each(|month| month.level = level(month.count, fullest));
    months
}

/// Sets each month's level by the fullest month of the grid.
pub(super) fn shade(years: &mut [YearView]) {
    let fullest = years.iter().flat_map(|year| &year.months).map(|month| month.count).max().unwrap_or(0);
    for month in years.iter_mut().flat_map(|year| &mut year.months) {
        month.level = level(month.count, fullest);
    }
}

/// 0 for none, then 1 to 4: how a count compares with the fullest one.
pub fn level(count: usize, fullest: usize) -> u8 {
    (count * 4).div_ceil(fullest.max(1)) as u8
}

/// The weeks of a month, Monday first.
pub fn weeks(presenter: &Presenter, year: i16, month: i8) -> Vec<Vec<DayView>> {
    let Ok(first) = Date::new(year, month, 1) else { return Vec::new() };
    let blank = || DayView { day: 0, name: String::new(), url: None, count: 0 };
    let lead = first.weekday().to_monday_zero_offset() as usize;
    let day = |day: i8| {
        let index = Index::Day(Date::new(year, month, day).unwrap_or(first));
        let count = presenter.site.catalog.briefs_in(&index).len();
        DayView {
            day,
            name: presenter.index_name(&index),
            url: (count > 0).then(|| presenter.address(&index.url())),
            count,
        }
    };
    let mut days: Vec<DayView> =
        (0..lead).map(|_| blank()).chain((1..=first.days_in_month()).map(day)).collect();
    days.resize_with(days.len().next_multiple_of(7), blank);
    days.chunks(7).map(<[DayView]>::to_vec).collect()
}
