//! Timelines: what happened, by the day on which it happened.

use jiff::civil::Date;

use super::index::{own_countries, pager_of};
use super::view::{
    BarView, CountedLink, HappeningView, Link, MonthView, Pager, TimelineGroup, TimelineView, YearView,
};
use super::{Made, Presenter, dates, period};
use crate::catalog::{Event, EventId, Happening, Index, Row, SHOWN, Stretch, Timeline};
use crate::text::direction;

/// The view of page `number` (from 1) of a timeline.
pub fn view(presenter: &Presenter, stretch: &Stretch, number: usize) -> TimelineView {
    let timeline = timeline(presenter);
    let shown = page(presenter, timeline.rows(stretch), number);
    let groups = match stretch {
        Stretch::All => by_year(presenter, &newest(presenter), true),
        Stretch::Year(_) => by_month(presenter, shown),
        Stretch::Subject(_) => by_year(presenter, shown, false),
    };
    let subject = if let Stretch::Subject(index) = stretch { Some(index) } else { None };
    let (previous, next) = neighbours(presenter, stretch);
    TimelineView {
        name: name(presenter, stretch),
        count: count(presenter, stretch),
        countries: subject
            .map(|index| own_countries(index).iter().map(|&country| presenter.country(country)).collect())
            .unwrap_or_default(),
        subject: subject.map(|index| presenter.index_link(index)),
        years: years(presenter, stretch),
        previous,
        next,
        groups,
        calendar_url: presenter.calendar_link(subject.unwrap_or(&Index::All)).map(|link| link.url),
    }
}

/// `Timeline`, `2023`, `North Korea`.
pub fn name(presenter: &Presenter, stretch: &Stretch) -> String {
    match stretch {
        Stretch::All => presenter.words.get("timeline").to_owned(),
        Stretch::Year(year) => year.to_string(),
        Stretch::Subject(index) => presenter.index_name(index),
    }
}

/// Events on all pages of a timeline.
pub fn count(presenter: &Presenter, stretch: &Stretch) -> usize {
    let timeline = timeline(presenter);
    let events = |index: &Index| timeline.of(index).map_or(0, |chronicle| chronicle.events.len());
    match stretch {
        Stretch::All => events(&Index::All),
        Stretch::Year(_) => timeline.rows(stretch).len(),
        Stretch::Subject(index) => events(index),
    }
}

pub fn pages(presenter: &Presenter, stretch: &Stretch) -> usize {
    presenter.site.page_count(timeline(presenter).rows(stretch).len())
}

/// The events on page `number` (from 1), as they follow each other there; one of several years in each.
pub fn shown(presenter: &Presenter, stretch: &Stretch, number: usize) -> Vec<Row> {
    let newest = if *stretch == Stretch::All { newest(presenter) } else { Vec::new() };
    let rows = page(presenter, timeline(presenter).rows(stretch), number);
    newest.iter().chain(rows).copied().collect()
}

pub fn pager(presenter: &Presenter, stretch: &Stretch, number: usize) -> Pager {
    pager_of(presenter, &stretch.url(), timeline(presenter).rows(stretch).len(), number)
}

/// The latest events of a country or a pair, newest first.
pub fn latest(presenter: &Presenter, index: &Index) -> Vec<Made<HappeningView>> {
    let is_subject = matches!(index, Index::Country(_) | Index::Pair(..));
    let chronicle = timeline(presenter).of(index).filter(|_| is_subject);
    let events = chronicle.map_or(&[][..], |chronicle| &chronicle.events);
    events.iter().rev().take(SHOWN).map(|&id| happening(presenter, row_of(presenter, id))).collect()
}

/// The page of all events of an index.
pub fn url(presenter: &Presenter, index: &Index) -> Option<String> {
    let stretch = match index {
        Index::All => Stretch::All,
        Index::Country(_) | Index::Pair(..) => Stretch::Subject(index.clone()),
        _ => return None,
    };
    presenter.site.has_timeline(&stretch).then(|| presenter.address(&stretch.url()))
}

/// The link to the whole site's timeline.
pub fn link(presenter: &Presenter) -> Option<Link> {
    let url = url(presenter, &Index::All)?;
    Some(presenter.link(presenter.words.get("timeline").to_owned(), url))
}

/// What an event is called: its brief's title, or what the figure shows.
pub fn title(presenter: &Presenter, event: &Event) -> String {
    let brief = &presenter.site.catalog.entry(event.brief).brief;
    let figure = event.happening.figure.and_then(|at| brief.body.figures.get(at as usize));
    figure.map_or_else(|| brief.title.clone(), |figure| figure.name().into_owned())
}

/// What leads from a brief's page to the figure.
pub fn anchor(event: &Event) -> String {
    event.happening.figure.map_or_else(String::new, |at| format!("#figure-{}", at + 1))
}

fn timeline<'s>(presenter: &Presenter<'s>) -> &'s Timeline {
    &presenter.site.catalog.shelves.timeline
}

fn page<'r>(presenter: &Presenter, rows: &'r [Row], number: usize) -> &'r [Row] {
    let length = presenter.site.config.paginate;
    let start = (number - 1).saturating_mul(length).min(rows.len());
    &rows[start..(start + length).min(rows.len())]
}

/// An event in the year in which it began.
fn row_of(presenter: &Presenter, event: EventId) -> Row {
    Row { year: timeline(presenter).event(event).happening.start.year(), event }
}

/// As many of the latest events of the whole site as fit on a page.
fn newest(presenter: &Presenter) -> Vec<Row> {
    let all = timeline(presenter).of(&Index::All).map_or(&[][..], |all| &all.events);
    let start = all.len().saturating_sub(presenter.site.config.paginate);
    let mut rows: Vec<Row> = all[start..].iter().map(|&id| row_of(presenter, id)).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.year), row.event));
    rows
}

fn by_year(presenter: &Presenter, rows: &[Row], linked: bool) -> Vec<TimelineGroup> {
    let group = |rows: &[Row]| {
        let year = rows.first()?.year;
        Some(TimelineGroup {
            name: year.to_string(),
            id: format!("year-{year}"),
            url: linked.then(|| presenter.address(&Stretch::Year(year).url())),
            events: rows.iter().map(|&row| happening(presenter, row)).collect(),
        })
    };
    rows.chunk_by(|a, b| a.year == b.year).filter_map(group).collect()
}

fn by_month(presenter: &Presenter, rows: &[Row]) -> Vec<TimelineGroup> {
    let month = |row: &Row| first_month(row, &timeline(presenter).event(row.event).happening);
    let group = |rows: &[Row]| {
        let first = rows.first()?;
        Some(TimelineGroup {
            name: presenter.month(first.year, month(first)).to_string(),
            id: month_id(month(first)),
            url: None,
            events: rows.iter().map(|&row| happening(presenter, row)).collect(),
        })
    };
    rows.chunk_by(|a, b| month(a) == month(b)).filter_map(group).collect()
}

fn month_id(month: i8) -> String {
    format!("month-{month}")
}

/// The month of the row's year in which the event is first seen there.
fn first_month(row: &Row, happening: &Happening) -> i8 {
    if happening.start.year() < row.year { 1 } else { happening.start.month() }
}

fn last_month(row: &Row, happening: &Happening) -> i8 {
    if happening.end.year() > row.year { 12 } else { happening.end.month() }
}

fn happening(presenter: &Presenter, row: Row) -> Made<HappeningView> {
    presenter.common.happenings.get(&row, || Made::new(&happening_view(presenter, row)))
}

fn happening_view(presenter: &Presenter, row: Row) -> HappeningView {
    let event = timeline(presenter).event(row.event);
    let entry = presenter.site.catalog.entry(event.brief);
    let Happening { start, end, figure } = event.happening;
    let brief = presenter.brief_link(event.brief);
    HappeningView {
        title: title(presenter, &event),
        url: brief.url.clone() + &anchor(&event),
        language: entry.brief.language.clone(),
        direction: direction(&entry.brief.language),
        is_figure: figure.is_some(),
        brief,
        countries: presenter.countries(&entry.brief),
        event: presenter.happening(start, end),
        bar: bar(row.year, start, end),
    }
}

/// Where the days of an event fall in a year.
fn bar(year: i16, start: Date, end: Date) -> BarView {
    let day = |date: Date| date.day_of_year().unsigned_abs() as usize;
    let of = Date::new(year, 12, 31).map_or(365, day);
    let (is_begun, goes_on) = (start.year() < year, end.year() > year);
    let first = if is_begun { 1 } else { day(start) };
    let last = if goes_on { of } else { day(end) };
    BarView { start: first - 1, days: (last + 1).saturating_sub(first), of, is_begun, goes_on }
}

/// The years before and after a year in which something happened.
fn neighbours(presenter: &Presenter, stretch: &Stretch) -> (Option<CountedLink>, Option<CountedLink>) {
    let Stretch::Year(year) = stretch else { return (None, None) };
    let timeline = timeline(presenter);
    let link = |year: i16| {
        let stretch = Stretch::Year(year);
        let (url, count) = (presenter.address(&stretch.url()), timeline.rows(&stretch).len());
        CountedLink { name: year.to_string(), url, count }
    };
    let years = timeline.years();
    let at = years.partition_point(|other| other > year);
    let next = at.checked_sub(1).and_then(|before| years.get(before));
    (years.get(at + 1).copied().map(link), next.copied().map(link))
}

/// The months of every year on the whole site's timeline, or of the one year that a timeline is of.
fn years(presenter: &Presenter, stretch: &Stretch) -> Made<Vec<YearView>> {
    let make = || {
        let mut views: Vec<YearView> = match stretch {
            Stretch::All => {
                timeline(presenter).years().iter().map(|year| year_view(presenter, *year)).collect()
            }
            Stretch::Year(year) => vec![year_view(presenter, *year)],
            Stretch::Subject(_) => Vec::new(),
        };
        period::shade(&mut views);
        Made::new(&views)
    };
    if let Stretch::Subject(_) = stretch { make() } else { presenter.common.years.get(stretch, make) }
}

/// A year with the events that each month touches.
fn year_view(presenter: &Presenter, year: i16) -> YearView {
    let stretch = Stretch::Year(year);
    let rows = timeline(presenter).rows(&stretch);
    let mut counts = [0; 12];
    // Where each month's own events begin, and where the first one that touches it stands.
    let (mut own, mut touching) = ([None; 12], [None; 12]);
    for (at, row) in rows.iter().enumerate() {
        let happening = timeline(presenter).event(row.event).happening;
        let first = first_month(row, &happening);
        let months = first as usize - 1..last_month(row, &happening) as usize;
        let place = (at / presenter.site.config.paginate + 1, first);
        own[months.start].get_or_insert(place);
        counts[months.clone()].iter_mut().for_each(|count| *count += 1);
        touching[months].iter_mut().for_each(|slot| {
            slot.get_or_insert(place);
        });
    }
    // What began long before would lead to January from all months that it touches.
    let places = own.into_iter().zip(touching).map(|(own, touching)| own.or(touching));
    let month = |((number, count), place): ((i8, usize), Option<(usize, i8)>)| MonthView {
        name: presenter.month(year, number).to_string(),
        short: dates::month_short(number, presenter.words),
        url: place.map(|(page, first)| {
            format!("{}#{}", presenter.address(&stretch.url().page(page)), month_id(first))
        }),
        count,
        level: 0,
    };
    YearView {
        name: year.to_string(),
        url: presenter.address(&stretch.url()),
        count: rows.len(),
        months: (1..).zip(counts).zip(places).map(month).collect(),
    }
}
