//! Everything about a brief but its text.

use serde_json::{Value, json};

use super::{Event, listed};
use crate::brief::{Alert, Brief, Correction, Figure, SourceEntry, Trend};
use crate::catalog::{BriefId, Index};
use crate::page::view::{CountedLink, FigureView, PictureView};
use crate::page::{Presenter, brief as pages};

/// A brief in the list of all.
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
            "trend": assessment.trend.map(Trend::name),
            "alert": assessment.alert.map(Alert::name),
            "note_html": assessment.note.as_ref().map(fragment),
        })
    });
    let views = presenter.figures(&brief.path, &brief.body.figures);
    let figures = brief.body.figures.iter().zip(&views).map(|(of, view)| figure(of, view));
    let mut value = json!(listed(presenter, id));
    let more = json!({
        "countries": countries.collect::<Vec<_>>(),
        "assessments": assessments.collect::<Vec<_>>(),
        "path": brief.path.as_str(),
        "dateline": brief.dateline,
        "desk": brief.desk,
        "key_points_html": brief.key_points.iter().map(fragment).collect::<Vec<_>>(),
        "figures": figures.collect::<Vec<_>>(),
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

fn figure(figure: &Figure, view: &FigureView) -> Value {
    json!({
        "pictures": view.pictures.iter().map(picture).collect::<Vec<_>>(),
        "caption_html": view.caption_html,
        "credit_html": view.credit_html,
        "date": figure.date.map(Event::new),
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
    let correction = |correction: &Correction| {
        let html = presenter.fragment(&brief.path, &correction.text, &[]);
        json!({"date": correction.date.rfc3339(), "html": html})
    };
    pages::newest_first(brief).into_iter().map(correction).collect()
}
