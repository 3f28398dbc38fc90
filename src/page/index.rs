//! An index: briefs that have something in common.

use super::view::{CountedLink, DayView, IndexView, MonthView, Pager, YearView};
use super::{Made, Presenter, period, situation, timeline};
use crate::brief::Figure;
use crate::brief::standing::Profile;
use crate::catalog::{BriefId, Index};
use crate::country::Country;
use crate::url::Url;

/// The most partners and topics that a page lists: all countries there are.
const MOST_LISTED: usize = 250;

/// The view of page `number` (from 1) of an index.
pub fn view(presenter: &Presenter, index: &Index, number: usize) -> Made<IndexView> {
    match number {
        1 => Made::new(&of_page(presenter, index, true)),
        _ => presenter.later(index, || of_page(presenter, index, false)),
    }
}

fn of_page(presenter: &Presenter, index: &Index, is_first: bool) -> IndexView {
    let catalog = &presenter.site.catalog;
    let ids = catalog.briefs_in(index);
    let date = |id: Option<&BriefId>| match id {
        Some(&id) => presenter.date(id),
        None => presenter.day(Default::default()),
    };
    let tallies = if is_first { Tallies::of(presenter, index, ids) } else { Tallies::default() };
    let profile = if is_first { profile(presenter, index) } else { None };
    let (previous, next) = catalog.neighbours(index);
    let has_feed = index.grouping() == crate::catalog::Grouping::Subject && !ids.is_empty();
    IndexView {
        name: presenter.index_name(index),
        count: ids.len(),
        first: date(ids.last()),
        last: date(ids.first()),
        introduction_html: profile
            .filter(|profile| !profile.body.html.is_empty())
            .map(|profile| introduction(presenter, profile)),
        summary: profile.and_then(|profile| profile.summary.clone()),
        countries: own_countries(index).iter().map(|&country| presenter.country(country)).collect(),
        map: presenter.locator(&own_countries(index)),
        years: months(presenter, index),
        recent: if is_first { recent(presenter, index) } else { Vec::new() },
        weeks: days(presenter, index),
        previous: previous.map(|index| presenter.counted(index)),
        next: next.map(|index| presenter.counted(index)),
        partners: tallies.partners,
        topics: tallies.topics,
        regions: regions(presenter, index),
        situation: match index {
            Index::Month(..) if is_first => situation::overview(presenter, ids),
            _ => Vec::new(),
        },
        events: if is_first { timeline::latest(presenter, index) } else { Vec::new() },
        timeline_url: timeline::url(presenter, index),
        calendar_url: presenter.calendar_link(index).map(|link| link.url),
        feed_url: has_feed.then(|| presenter.address(&index.url().file("feed.xml"))),
    }
}

/// The briefs on page `number`, newest first.
pub fn briefs<'s>(presenter: &Presenter<'s>, index: &Index, number: usize) -> &'s [BriefId] {
    let per_page = presenter.site.config.paginate;
    let start = (number - 1).saturating_mul(per_page);
    let ids = presenter.site.catalog.briefs_in(index);
    &ids[start.min(ids.len())..(start + per_page).min(ids.len())]
}

pub fn pager(presenter: &Presenter, index: &Index, number: usize) -> Pager {
    pager_of(presenter, &index.url(), presenter.site.catalog.briefs_in(index).len(), number)
}

/// Where page `number` of a list of so many entries stands, whose first page is at `first`.
pub fn pager_of(presenter: &Presenter, first: &Url, entries: usize, number: usize) -> Pager {
    let pages = presenter.site.page_count(entries);
    let url = |page: usize| presenter.address(&first.page(page));
    Pager {
        page: number,
        pages,
        previous: (number > 1).then(|| url(number - 1)),
        next: (number < pages).then(|| url(number + 1)),
        first: url(1),
        last: url(pages),
    }
}

/// The countries that the index is about.
pub fn own_countries(index: &Index) -> Vec<Country> {
    match index {
        Index::Country(country) | Index::CountryYear(country, _) | Index::CountryMonth(country, ..) => {
            vec![*country]
        }
        Index::Pair(first, second) => vec![*first, *second],
        _ => Vec::new(),
    }
}

/// The introduction that an index has, if it has one.
pub fn profile<'s>(presenter: &Presenter<'s>, index: &Index) -> Option<&'s Profile> {
    let standings = &presenter.site.catalog.standings;
    match index {
        Index::Country(country) => standings.countries.get(country),
        Index::Author(slug) => standings.authors.get(&**slug),
        _ => None,
    }
    .map(|profile| &**profile)
}

/// An introduction is a text of a few lines: its figures are shown as plain pictures.
pub fn introduction_pictures(presenter: &Presenter, profile: &Profile) -> Vec<String> {
    let figure = |figure: &Figure| {
        let pictures = figure.pictures.iter().map(|picture| {
            let view = presenter.picture(&profile.path, &picture.target, &picture.alt, true);
            super::presenter::inline_picture(&view, &picture.title)
        });
        format!("<p>{}</p>\n", pictures.collect::<String>())
    };
    profile.body.figures.iter().map(figure).collect()
}

fn introduction(presenter: &Presenter, profile: &Profile) -> String {
    let pictures = introduction_pictures(presenter, profile);
    presenter.fragment(&profile.path, &profile.body.html.fragment(), &pictures)
}

/// The months of the years that an index is about; none for what is about no years.
fn months(presenter: &Presenter, index: &Index) -> Made<Vec<YearView>> {
    let whole = match *index {
        Index::CountryMonth(country, year, _) => Index::CountryYear(country, year),
        Index::Month(year, _) => Index::Year(year),
        Index::Country(_) | Index::CountryYear(..) | Index::Year(_) => index.clone(),
        _ => Index::All,
    };
    presenter.grid(&whole, || match whole {
        Index::Country(country) => period::years(presenter, Some(country)),
        Index::CountryYear(country, year) => period::year(presenter, Some(country), year),
        Index::Year(year) => period::year(presenter, None, year),
        _ => Vec::new(),
    })
}

/// A country's last months, up to the newest brief of all.
fn recent(presenter: &Presenter, index: &Index) -> Vec<MonthView> {
    let Index::Country(country) = index else { return Vec::new() };
    period::recent(presenter, *country)
}

/// The days of the month that an index is about; none for what is about more or less.
fn days(presenter: &Presenter, index: &Index) -> Made<Vec<Vec<DayView>>> {
    let month = match index {
        Index::Month(year, month) => Some((*year, *month)),
        Index::Day(day) => Some((day.year(), day.month())),
        _ => None,
    };
    let whole = month.map_or(Index::All, |(year, month)| Index::Month(year, month));
    presenter.calendar(&whole, || {
        month.map(|(year, month)| period::weeks(presenter, year, month)).unwrap_or_default()
    })
}

fn regions(presenter: &Presenter, index: &Index) -> Vec<CountedLink> {
    let Index::Region(region) = index else { return Vec::new() };
    crate::country::Region::all()
        .filter(|below| below.parent() == Some(*region))
        .map(|below| presenter.count(&Index::Region(below)))
        .filter(|link| link.count > 0)
        .collect()
}

/// How often countries and topics come up in an index's briefs.
#[derive(Default)]
struct Tallies {
    partners: Vec<CountedLink>,
    topics: Vec<CountedLink>,
}

impl Tallies {
    fn of(presenter: &Presenter, index: &Index, ids: &[BriefId]) -> Self {
        let own = own_countries(index);
        let partner = |country: Country, count: usize| {
            let link = match own[..] {
                // With one country on the page, the two together have a page of their own.
                [one] => Index::Pair(one.min(country), one.max(country)),
                _ => Index::Country(country),
            };
            CountedLink { name: presenter.country_name(country), url: presenter.address(&link.url()), count }
        };
        let topic = |index: &Index, count: usize| {
            let (name, url) = (presenter.index_name(index), presenter.address(&index.url()));
            CountedLink { name, url, count }
        };
        let (mut partners, mut topics) = (Vec::new(), Vec::new());
        for (subject, count) in presenter.site.catalog.shelves.subjects.count(ids) {
            match subject {
                Index::Country(country) if !own.contains(country) => partners.push(partner(*country, count)),
                Index::Topic(_) if subject != index => topics.push(topic(subject, count)),
                _ => {}
            }
        }
        Self { partners: ranked(partners), topics: ranked(topics) }
    }
}

fn ranked(mut links: Vec<CountedLink>) -> Vec<CountedLink> {
    links.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.name, &a.url).cmp(&(&b.name, &b.url))));
    links.truncate(MOST_LISTED);
    links
}
