//! The tables of countries by months and by years. All counts are the lengths of indexes, so that no brief is
//! looked at.

use std::collections::BTreeMap;

use super::view::{
    CountedLink, CoverageCell, CoverageColumn, CoverageGroup, CoverageRow, CoverageSpan, CoverageView, Head,
    Link,
};
use super::{Made, Presenter, dates, head, period};
use crate::catalog::{Column, Coverage, Index};
use crate::country::{Country, Region};
use crate::site::Data;
use crate::text::alphabetical;

pub fn view(presenter: &Presenter, table: Coverage) -> CoverageView {
    let shelves = &presenter.site.catalog.shelves;
    let columns = table.columns(shelves);
    let groups = groups(presenter, &columns);
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let years = shelves.filed_years();
    // Where the table's year stands among them.
    let at = years.iter().position(|&year| table == Coverage::Year(year));
    let beside = |at: Option<usize>| at.and_then(|at| years.get(at)).map(|&year| of_year(presenter, year));
    CoverageView {
        name: name(presenter, table),
        period: time(presenter, table, &columns),
        is_by_year: table == Coverage::Years,
        count: columns.iter().map(|column| presenter.site.catalog.briefs_in(&column.whole()).len()).sum(),
        countries: rows().count(),
        silent: rows().filter(|row| row.count == 0).count(),
        spans: if table == Coverage::Recent { spans(presenter, &columns) } else { Vec::new() },
        previous: beside(at.and_then(|at| at.checked_sub(1))),
        next: beside(at.map(|at| at + 1)),
        recent: link(presenter, "coverage_recent", Coverage::Recent),
        by_year: (years.len() > 1).then(|| link(presenter, "coverage_all_years", Coverage::Years)),
        years: years.iter().rev().map(|&year| of_year(presenter, year)).collect(),
        columns: columns.into_iter().map(|column| head_of(presenter, column)).collect(),
        groups,
    }
}

/// What the page says of itself.
pub fn head(presenter: &Presenter, table: Coverage, view: &CoverageView) -> Head {
    let plain = head::plain(presenter, "coverage", &view.name, &table.url());
    let mut breadcrumbs = plain.breadcrumbs;
    if table != Coverage::Recent {
        breadcrumbs.push(Made::new(&link(presenter, "coverage", Coverage::Recent)));
    }
    Head { data_url: head::data_url(presenter, Data::Coverage(table)), breadcrumbs, ..plain }
}

fn name(presenter: &Presenter, table: Coverage) -> String {
    let words = presenter.words;
    match table {
        Coverage::Recent => words.get("coverage").to_owned(),
        Coverage::Year(year) => format!("{}{}{year}", words.get("coverage"), words.get("comma")),
        Coverage::Years => {
            format!("{}{}{}", words.get("coverage"), words.get("colon"), words.get("coverage_all_years"))
        }
    }
}

/// `June 2024 – May 2026`; a single month or year as that.
fn time(presenter: &Presenter, table: Coverage, columns: &[Column]) -> String {
    let name =
        |column: Option<&Column>| column.map_or_else(String::new, |column| column_name(presenter, *column));
    let (start, end) = (name(columns.first()), name(columns.last()));
    match table {
        Coverage::Year(year) => year.to_string(),
        _ if start == end => start,
        _ => presenter.words.fill("date_interval", &[("start", &start), ("end", &end)]),
    }
}

fn column_name(presenter: &Presenter, column: Column) -> String {
    presenter.index_name(&column.whole())
}

fn link(presenter: &Presenter, word: &str, table: Coverage) -> Link {
    presenter.link(presenter.words.get(word).to_owned(), presenter.address(&table.url()))
}

fn of_year(presenter: &Presenter, year: i16) -> CountedLink {
    let url = presenter.address(&Coverage::Year(year).url());
    CountedLink { url, ..presenter.count(&Index::Year(year)) }
}

/// The URL of a year's table; none for a year without briefs.
fn table_of(presenter: &Presenter, year: i16) -> Option<String> {
    let is_filed = !presenter.site.catalog.briefs_in(&Index::Year(year)).is_empty();
    is_filed.then(|| presenter.address(&Coverage::Year(year).url()))
}

fn head_of(presenter: &Presenter, column: Column) -> CoverageColumn {
    let whole = column.whole();
    let count = presenter.site.catalog.briefs_in(&whole).len();
    let name = column_name(presenter, column);
    let (short, table_url) = match column {
        Column::Month(_, month) => (dates::month_short(month, presenter.words), None),
        Column::Year(year) => (name.clone(), table_of(presenter, year)),
    };
    CoverageColumn {
        name,
        short,
        table_url,
        url: (count > 0).then(|| presenter.address(&whole.url())),
        count,
    }
}

/// The years that stand above the columns.
fn spans(presenter: &Presenter, columns: &[Column]) -> Vec<CoverageSpan> {
    let of_one_year = columns.chunk_by(|one, next| one.year() == next.year());
    let span = |columns: &[Column]| {
        let year = columns.first().map_or(0, |column| column.year());
        CoverageSpan { name: year.to_string(), url: table_of(presenter, year), columns: columns.len() }
    };
    of_one_year.map(span).collect()
}

/// Every country that was ever filed, by continent, each with its cells.
fn groups(presenter: &Presenter, columns: &[Column]) -> Vec<CoverageGroup> {
    let mut continents: BTreeMap<Region, Vec<CoverageRow>> = BTreeMap::new();
    for (index, _) in presenter.site.catalog.indexes() {
        if let Index::Country(country) = index
            && let Some(continent) = country.regions().first()
        {
            continents.entry(*continent).or_default().push(row(presenter, *country, columns));
        }
    }
    let group = |(region, rows): (Region, Vec<CoverageRow>)| {
        let link = presenter.count(&Index::Region(region));
        CoverageGroup { name: link.name, url: link.url, rows: sorted(rows) }
    };
    let mut groups: Vec<CoverageGroup> = continents.into_iter().map(group).collect();
    groups.sort_by_cached_key(|group| alphabetical(&group.name));
    shade(&mut groups);
    groups
}

fn sorted(mut rows: Vec<CoverageRow>) -> Vec<CoverageRow> {
    rows.sort_by_cached_key(|row| (alphabetical(&row.name), row.name.clone()));
    rows
}

fn row(presenter: &Presenter, country: Country, columns: &[Column]) -> CoverageRow {
    let cells: Vec<CoverageCell> =
        columns.iter().map(|column| cell(presenter, &column.of(country))).collect();
    CoverageRow {
        name: presenter.country_name(country),
        url: presenter.address(&Index::Country(country).url()),
        code: country.alpha3(),
        count: cells.iter().map(|cell| cell.count).sum(),
        cells,
    }
}

fn cell(presenter: &Presenter, index: &Index) -> CoverageCell {
    match presenter.site.catalog.briefs_in(index).len() {
        0 => CoverageCell { name: String::new(), url: None, count: 0, level: 0 },
        count => CoverageCell {
            name: presenter.index_name(index),
            url: Some(presenter.address(&index.url())),
            count,
            level: 0,
        },
    }
}

/// Sets each cell's level by the fullest one of the table.
fn shade(groups: &mut [CoverageGroup]) {
    let cells = groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells);
    let fullest = cells.map(|cell| cell.count).max().unwrap_or(0);
    let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
    rows.flat_map(|row| &mut row.cells).for_each(|cell| cell.level = period::level(cell.count, fullest));
}
