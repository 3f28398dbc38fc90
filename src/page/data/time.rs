//! The tables of countries by time, and timelines.

use serde_json::{Value, json};

use super::Event;
use crate::catalog::{Coverage, Row, Stretch};
use crate::page::view::CoverageRow;
use crate::page::{Presenter, coverage as tables, timeline as timelines};
use crate::site::Data;

/// A table: its columns, and a row of counts for each country.
pub fn coverage(presenter: &Presenter, table: Coverage) -> Value {
    let view = tables::view(presenter, table);
    let columns = view
        .columns
        .iter()
        .map(|column| json!({"name": column.name, "url": column.url, "count": column.count}));
    let row = |continent: &str, row: &CoverageRow| {
        json!({
            "code": super::alpha2(Some(row.code)),
            "name": row.name,
            "url": row.url,
            "group": continent,
            "count": row.count,
            "counts": row.cells.iter().map(|cell| cell.count).collect::<Vec<_>>(),
        })
    };
    let rows = view.groups.iter().flat_map(|group| group.rows.iter().map(|of| row(&group.name, of)));
    json!({
        "kind": "coverage",
        "name": view.name,
        "url": presenter.absolute_address(&table.url()),
        "language": presenter.words.language,
        "by": if view.is_by_year { "year" } else { "month" },
        "count": view.count,
        "columns": columns.collect::<Vec<_>>(),
        "countries": rows.collect::<Vec<_>>(),
    })
}

/// Page `number` of a timeline.
pub fn timeline(presenter: &Presenter, stretch: &Stretch, number: usize) -> Value {
    let pages = timelines::pages(presenter, stretch);
    let url = |number: usize| presenter.absolute_address(&Data::Timeline(stretch.clone(), number).url());
    let events = timelines::shown(presenter, stretch, number);
    json!({
        "kind": "timeline",
        "name": timelines::name(presenter, stretch),
        "url": presenter.absolute_address(&stretch.url().page(number)),
        "language": presenter.words.language,
        "count": timelines::count(presenter, stretch),
        "page": number,
        "pages": pages,
        "previous": (number > 1).then(|| url(number - 1)),
        "next": (number < pages).then(|| url(number + 1)),
        "years": years(presenter, stretch),
        "events": events.into_iter().map(|row| event(presenter, row)).collect::<Vec<_>>(),
    })
}

/// The files of the years, which have all the events of the site.
fn years(presenter: &Presenter, stretch: &Stretch) -> Vec<Value> {
    if *stretch != Stretch::All {
        return Vec::new();
    }
    let year = |&year: &i16| {
        let stretch = Stretch::Year(year);
        json!({
            "name": timelines::name(presenter, &stretch),
            "url": presenter.absolute_address(&stretch.url()),
            "data": presenter.absolute_address(&Data::Timeline(stretch.clone(), 1).url()),
            "count": timelines::count(presenter, &stretch),
        })
    };
    presenter.site.catalog.shelves.timeline.years().iter().map(year).collect()
}

fn event(presenter: &Presenter, Row { year, event: id }: Row) -> Value {
    let catalog = &presenter.site.catalog;
    let event = catalog.shelves.timeline.event(id);
    let entry = catalog.entry(event.brief);
    let brief = presenter.absolute_address(entry.url());
    json!({
        "title": timelines::title(presenter, &event),
        "url": format!("{brief}{}", timelines::anchor(&event)),
        "brief": brief,
        "year": year,
        "is_figure": event.happening.figure.is_some(),
        "event": Event::new((event.happening.start, event.happening.end)),
        "countries": entry.brief.countries.iter().map(|country| country.alpha2()).collect::<Vec<_>>(),
        "language": entry.brief.language,
    })
}
