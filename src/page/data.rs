//! What stands in the JSON files, for programs. All addresses are whole; `static/theme/*.schema.json`
//! say what each field is.

use serde::Serialize;
use serde_json::{Value, json};

use super::view::{CountedLink, FigureView, PictureView};
use super::{Presenter, brief as pages, index as indexes};
use crate::brief::{Brief, SourceEntry};
use crate::catalog::{BriefId, Index};
use crate::site::{BRIEFS_IN_A_FILE, Directory};
use crate::text::slug;

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

pub fn listed(presenter: &Presenter, id: BriefId) -> Listed {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let (start, end) = brief.event.unwrap_or((brief.date.date(), brief.date.date()));
    let author = |name: &String| presenter.index_name(&Index::Author(slug(name).into()));
    let topic = |name: &String| presenter.index_name(&Index::Topic(slug(name).into()));
    Listed {
        url: presenter.absolute_address(entry.url()),
        title: brief.title.clone(),
        kicker: brief.kicker.clone(),
        summary: brief.summary_text(),
        date: brief.date.rfc3339(),
        modified: brief.modified().rfc3339(),
        event: Event { start: start.to_string(), end: end.to_string() },
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

/// Everything about a brief but its text.
pub fn whole(presenter: &Presenter, id: BriefId) -> Value {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let fragment = |fragment| presenter.fragment(&brief.path, fragment, &[]);
    let country = |link: &CountedLink, code: &str| json!({"code": code, "name": link.name, "url": link.url});
    let countries =
        brief.countries.iter().map(|&of| country(&presenter.count(&Index::Country(of)), of.alpha2()));
    let assessments = brief.assessments.iter().map(|assessment| {
        json!({
            "country": assessment.country.alpha2(),
            "trend": assessment.trend.map(crate::brief::Trend::name),
            "alert": assessment.alert.map(crate::brief::Alert::name),
            "note_html": assessment.note.as_ref().map(fragment),
        })
    });
    let figures = presenter.figures(&brief.path, &brief.body.figures);
    let mut value = json!(listed(presenter, id));
    let more = json!({
        "countries": countries.collect::<Vec<_>>(),
        "assessments": assessments.collect::<Vec<_>>(),
        "path": brief.path.as_str(),
        "dateline": brief.dateline,
        "desk": brief.desk,
        "key_points_html": brief.key_points.iter().map(fragment).collect::<Vec<_>>(),
        "figures": figures.iter().map(figure).collect::<Vec<_>>(),
        "cover": presenter.cover(brief).as_ref().map(picture),
        "sources": brief.sources.iter().map(source).collect::<Vec<_>>(),
        "corrections": corrections(presenter, brief),
        "original": brief.original.as_ref().map(|original| json!({"publisher": original.publisher, "url": original.url})),
        "aliases": entry.filing.aliases.iter().map(|alias| presenter.absolute_address(alias)).collect::<Vec<_>>(),
        "words": brief.body.words,
        "minutes": brief.body.minutes,
        "extra": brief.extra.to_json(),
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

fn picture(picture: &PictureView) -> Value {
    json!({"url": picture.absolute_url, "alt": picture.alt, "width": picture.width, "height": picture.height})
}

fn figure(figure: &FigureView) -> Value {
    json!({
        "pictures": figure.pictures.iter().map(picture).collect::<Vec<_>>(),
        "caption_html": figure.caption_html,
        "credit_html": figure.credit_html,
    })
}

fn source(source: &SourceEntry) -> Value {
    json!({
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "date": source.date.map(|date| date.to_string()),
        "accessed": source.accessed.map(|date| date.to_string()),
    })
}

fn corrections(presenter: &Presenter, brief: &Brief) -> Vec<Value> {
    let correction = |correction: &crate::brief::Correction| {
        let html = presenter.fragment(&brief.path, &correction.text, &[]);
        json!({"date": correction.date.rfc3339(), "html": html})
    };
    pages::newest_first(brief).into_iter().map(correction).collect()
}
