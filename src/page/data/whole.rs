//! Everything about a brief but its text.

use serde::Serialize;

use super::desk::Assessed;
use super::{Event, Listed, with_countries};
use crate::brief::{Figure, Fragment, SourceEntry};
use crate::catalog::{BriefId, Index};
use crate::country::Country;
use crate::page::view::{CountedLink, FigureView, PictureView};
use crate::page::{Presenter, brief as pages};

/// A brief in the list of all.
#[derive(Debug, Serialize)]
pub struct Whole<'s> {
    #[serde(flatten)]
    listed: Listed<Named>,
    assessments: Vec<Assessed>,
    /// The file, from the site's root.
    path: &'s str,
    dateline: &'s Option<String>,
    desk: &'s Option<String>,
    key_points_html: Vec<String>,
    figures: Vec<Shown>,
    cover: Option<Picture>,
    sources: Vec<Source<'s>>,
    corrections: Vec<Corrected>,
    original: Option<Original<'s>>,
    aliases: Vec<String>,
    words: usize,
    minutes: usize,
    extra: serde_json::Value,
}

#[derive(Debug, Serialize)]
struct Named {
    /// ISO 3166-1 alpha-2.
    code: &'static str,
    name: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct Shown {
    pictures: Vec<Picture>,
    caption_html: String,
    credit_html: String,
    date: Option<Event>,
}

#[derive(Debug, Serialize)]
struct Picture {
    url: String,
    alt: String,
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Source<'s> {
    title: &'s str,
    publisher: &'s Option<String>,
    url: &'s Option<String>,
    date: Option<String>,
    accessed: Option<String>,
}

#[derive(Debug, Serialize)]
struct Corrected {
    date: String,
    html: String,
}

#[derive(Debug, Serialize)]
struct Original<'s> {
    publisher: &'s Option<String>,
    url: &'s str,
}

pub fn whole<'s>(presenter: &Presenter<'s>, id: BriefId) -> Whole<'s> {
    let entry = presenter.site.catalog.entry(id);
    let brief = &*entry.brief;
    let fragment = |fragment: &Fragment| presenter.fragment(&brief.path, fragment, &[]);
    let country = |country: Country| {
        let CountedLink { name, url, .. } = presenter.count(&Index::Country(country));
        Named { code: country.alpha2(), name, url }
    };
    let assessed = |assessment| Assessed::new(presenter, id, assessment);
    let views = presenter.figures(&brief.path, &brief.body.figures);
    let corrected = pages::newest_first(brief)
        .into_iter()
        .map(|correction| Corrected { date: correction.date.rfc3339(), html: fragment(&correction.text) });
    Whole {
        listed: with_countries(presenter, id, country),
        assessments: brief.assessments.iter().map(assessed).collect(),
        path: brief.path.as_str(),
        dateline: &brief.dateline,
        desk: &brief.desk,
        key_points_html: brief.key_points.iter().map(fragment).collect(),
        figures: brief.body.figures.iter().zip(views).map(shown).collect(),
        cover: presenter.cover(brief).map(picture),
        sources: brief.sources.iter().map(source).collect(),
        corrections: corrected.collect(),
        original: brief
            .original
            .as_ref()
            .map(|original| Original { publisher: &original.publisher, url: &original.url }),
        aliases: entry.filing.aliases.iter().map(|alias| presenter.absolute_address(alias)).collect(),
        words: brief.body.words,
        minutes: brief.body.minutes,
        extra: brief.extra.to_json(),
    }
}

fn picture(view: PictureView) -> Picture {
    Picture { url: view.absolute_url, alt: view.alt, width: view.width, height: view.height }
}

fn shown((figure, view): (&Figure, FigureView)) -> Shown {
    Shown {
        pictures: view.pictures.into_iter().map(picture).collect(),
        caption_html: view.caption_html,
        credit_html: view.credit_html,
        date: figure.date.map(Event::new),
    }
}

fn source(source: &SourceEntry) -> Source<'_> {
    Source {
        title: &source.title,
        publisher: &source.publisher,
        url: &source.url,
        date: source.date.map(|date| date.to_string()),
        accessed: source.accessed.map(|date| date.to_string()),
    }
}
