//! What stands in the JSON files, for programs. All addresses are whole; `static/theme/*.schema.json`
//! say what each field is.

mod time;
mod whole;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Presenter, index as indexes};
use crate::catalog::{BriefId, Index};
use crate::site::{BRIEFS_IN_A_FILE, Directory};
use crate::text::slug;
pub use time::{coverage, timeline};
pub use whole::whole;

/// A brief in the file of an index.
#[derive(Debug, Serialize)]
pub struct Listed {
    pub url: String,
    pub title: String,
    pub kicker: Option<String>,
    pub summary: String,
    /// RFC 3339.
    pub date: String,
    pub modified: String,
    pub event: Event,
    /// ISO 3166-1 alpha-2, the primary one first.
    pub countries: Vec<&'static str>,
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

pub fn listed(presenter: &Presenter, id: BriefId) -> Listed {
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
        countries: brief.countries.iter().map(|country| country.alpha2()).collect(),
        authors: brief.authors.iter().map(author).collect(),
        topics: brief.topics.iter().map(topic).collect(),
        language: brief.language.clone(),
    }
}

/// What the file beside page `number` of an index says besides its briefs.
pub fn index(presenter: &Presenter, index: &Index, number: usize) -> Value {
    let count = presenter.site.catalog.briefs_in(index).len();
    let pages = presenter.site.page_count(count);
    let url = |number: usize| presenter.absolute_address(&index.url().page(number).file("index.json"));
    let countries = indexes::own_countries(index);
    json!({
        "kind": index.kind(),
        "name": presenter.index_name(index),
        "url": presenter.absolute_address(&index.url().page(number)),
        "language": presenter.words.language,
        "countries": countries.iter().map(|country| country.alpha2()).collect::<Vec<_>>(),
        "count": count,
        "page": number,
        "pages": pages,
        "previous": (number > 1).then(|| url(number - 1)),
        "next": (number < pages).then(|| url(number + 1)),
    })
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
                "code": entry.code,
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

/// What part `part` (from 1) of the list of all briefs says besides them.
pub fn briefs(presenter: &Presenter, part: usize) -> Value {
    let count = presenter.site.catalog.briefs.len();
    let parts = count.div_ceil(BRIEFS_IN_A_FILE).max(1);
    let url = |part: usize| presenter.absolute_address(&crate::site::Data::Briefs(part).url());
    json!({
        "kind": "briefs",
        "name": presenter.site.config.title,
        "url": presenter.absolute_address(&crate::url::Url::root()),
        "language": presenter.words.language,
        "count": count,
        "page": part,
        "pages": parts,
        "previous": (part > 1).then(|| url(part - 1)),
        "next": (part < parts).then(|| url(part + 1)),
    })
}
