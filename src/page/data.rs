//! What stands in the JSON files, for programs. All addresses are whole; `static/theme/*.schema.json`
//! say what each field is.

mod desk;
mod time;
mod whole;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Presenter, index as indexes};
use crate::catalog::{BriefId, Index};
use crate::country::Country;
use crate::site::{BRIEFS_IN_A_FILE, Data, Directory};
use crate::text::slug;
use crate::url::Url;
use desk::Standing;
pub use desk::corrections;
pub use time::{coverage, timeline};
pub use whole::whole;

/// A brief in the file of an index. `C` is a country.
#[derive(Debug, Serialize)]
pub struct Listed<C> {
    pub url: String,
    pub title: String,
    pub kicker: Option<String>,
    pub summary: String,
    /// RFC 3339.
    pub date: String,
    pub modified: String,
    pub event: Event,
    /// The primary one first.
    pub countries: Vec<C>,
    pub authors: Vec<String>,
    pub topics: Vec<String>,
    pub language: String,
}

/// First and last day.
#[derive(Debug, Serialize)]
pub struct Event {
    start: String,
    end: String,
}

impl Event {
    fn new((start, end): (Date, Date)) -> Self {
        Self { start: start.to_string(), end: end.to_string() }
    }
}

/// A brief with its countries by their codes, ISO 3166-1 alpha-2.
pub fn listed(presenter: &Presenter, id: BriefId) -> Listed<&'static str> {
    with_countries(presenter, id, Country::alpha2)
}

fn with_countries<C>(presenter: &Presenter, id: BriefId, country: impl Fn(Country) -> C) -> Listed<C> {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let author = |name: &String| presenter.index_name(&Index::Author(slug(name).into()));
    let topic = |name: &String| presenter.index_name(&Index::Topic(slug(name).into()));
    Listed {
        url: presenter.absolute_address(entry.url()),
        title: brief.title.clone(),
        kicker: brief.kicker.clone(),
        summary: brief.summary_text(),
        date: brief.date.rfc3339(),
        modified: brief.modified().rfc3339(),
        event: Event::new(brief.event.unwrap_or((brief.date.date(), brief.date.date()))),
        countries: brief.countries.iter().map(|&of| country(of)).collect(),
        authors: brief.authors.iter().map(author).collect(),
        topics: brief.topics.iter().map(topic).collect(),
        language: brief.language.clone(),
    }
}

/// What a file with a part of a list says besides that.
#[derive(Debug, Serialize)]
pub struct Head<'p> {
    kind: &'static str,
    name: String,
    url: String,
    language: &'p str,
    /// Those of an index.
    #[serde(skip_serializing_if = "Option::is_none")]
    countries: Option<Vec<&'static str>>,
    count: usize,
    page: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    /// What the briefs of a month say of countries, the newest word of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    situation: Vec<Standing>,
}

/// What the file beside page `number` of an index says besides its briefs.
pub fn index<'p>(presenter: &Presenter<'p>, index: &Index, number: usize) -> Head<'p> {
    let count = presenter.site.catalog.briefs_in(index).len();
    let pages = presenter.site.page_count(count);
    let page = |number: usize| index.url().page(number);
    let file = |number: usize| presenter.absolute_address(&page(number).file("index.json"));
    let countries = indexes::own_countries(index);
    Head {
        kind: index.kind(),
        name: presenter.index_name(index),
        url: presenter.absolute_address(&page(number)),
        language: &presenter.words.language,
        countries: Some(countries.into_iter().map(Country::alpha2).collect()),
        count,
        page: number,
        pages,
        previous: (number > 1).then(|| file(number - 1)),
        next: (number < pages).then(|| file(number + 1)),
        situation: match index {
            Index::Month(..) if number == 1 => desk::situation(presenter, index),
            _ => Vec::new(),
        },
    }
}

/// What the file beside a directory says.
pub fn directory(presenter: &Presenter, directory: Directory) -> Value {
    let view = super::directory::view(presenter, directory);
    let entries = view.groups.iter().flat_map(|group| {
        group.entries.iter().map(move |entry| {
            json!({
                "name": entry.name,
                "url": entry.url,
                "count": entry.count,
                "group": if group.name.is_empty() { None } else { Some(&group.name) },
                "code": alpha2(entry.code.as_deref()),
            })
        })
    });
    let years = view.years.iter().map(
        |year| json!({"name": year.name, "url": year.url, "count": year.count, "group": null, "code": null}),
    );
    json!({
        "kind": directory.kind(),
        "name": view.name,
        "url": presenter.absolute_address(&directory.url()),
        "language": presenter.words.language,
        "count": view.count,
        "entries": entries.chain(years).collect::<Vec<_>>(),
    })
}

/// Files name countries by ISO 3166-1 alpha-2, where pages have the longer code.
fn alpha2(code: Option<&str>) -> Option<&'static str> {
    Country::from_code(code?).map(Country::alpha2)
}

/// What part `part` (from 1) of the list of all briefs says besides them.
pub fn briefs<'p>(presenter: &Presenter<'p>, part: usize) -> Head<'p> {
    let count = presenter.site.catalog.briefs.len();
    let parts = count.div_ceil(BRIEFS_IN_A_FILE).max(1);
    let file = |part: usize| presenter.absolute_address(&Data::Briefs(part).url());
    Head {
        kind: "briefs",
        name: presenter.site.config.title.clone(),
        url: presenter.absolute_address(&Url::root()),
        language: &presenter.words.language,
        countries: None,
        count,
        page: part,
        pages: parts,
        previous: (part > 1).then(|| file(part - 1)),
        next: (part < parts).then(|| file(part + 1)),
        situation: Vec::new(),
    }
}
