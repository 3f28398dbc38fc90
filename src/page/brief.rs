//! A brief's page.

use super::view::{
    BriefView, CorrectionView, CountedLink, EarlierView, FigureView, HeadingView, OriginalView, PictureView,
    SourceView,
};
use super::{Made, Presenter, situation};
use crate::brief::{Brief, Correction, Heading, SourceEntry};
use crate::catalog::{BriefId, Earlier, Index};
use crate::text::direction;

/// The pictures of a brief with their addresses, which much on its page needs.
pub struct Pictures {
    /// To be rendered before the page itself.
    pub figures: Vec<FigureView>,
    pub cover: Option<PictureView>,
}

impl Pictures {
    pub fn of(presenter: &Presenter, id: BriefId) -> Self {
        let brief = &presenter.site.catalog.entry(id).brief;
        let figures = presenter.figures(&brief.path, &brief.body.figures);
        let first = figures.iter().flat_map(|figure| &figure.pictures).next();
        let cover = match &brief.cover {
            Some(_) => presenter.cover(brief),
            None => first.map(|first| PictureView { loading: "lazy", link: None, ..first.clone() }),
        };
        Self { figures, cover }
    }
}

/// `figures` are the finished HTML of the figures, in their order.
pub fn view(presenter: &Presenter, id: BriefId, cover: Option<PictureView>, figures: &[String]) -> BriefView {
    let catalog = &presenter.site.catalog;
    let entry = catalog.entry(id);
    let brief = &entry.brief;
    let event = match brief.event {
        Some((start, end)) => presenter.happening(start, end),
        None => presenter.event(brief.date.date(), brief.date.date()),
    };
    let older = BriefId(id.0 + 1);
    BriefView {
        title: brief.title.clone(),
        kicker: brief.kicker.clone(),
        summary: brief.summary.clone(),
        date: presenter.date(id),
        updated: brief.updated.as_ref().map(|updated| presenter.moment(updated)),
        event,
        has_event: brief.event.is_some(),
        dateline: brief.dateline.clone(),
        countries: presenter.countries(brief),
        assessments: situation::of_brief(presenter, id),
        map: presenter.locator(&brief.countries),
        pairs: pairs(presenter, brief),
        authors: presenter.authors(brief),
        desk: brief.desk.clone(),
        topics: presenter.topics(brief),
        key_points_html: brief
            .key_points
            .iter()
            .map(|point| presenter.fragment(&brief.path, point, &[]))
            .collect(),
        body_html: presenter.fragment(&brief.path, &brief.body.html.fragment(), figures),
        headings: headings(&brief.body.headings),
        sources: brief.sources.iter().map(|source| source_view(presenter, source)).collect(),
        corrections: corrections(presenter, id),
        original: brief.original.as_ref().map(|original| OriginalView {
            publisher: original.publisher.clone(),
            url: original.url.clone(),
        }),
        earlier: earlier(presenter, id),
        cover,
        language: brief.language.clone(),
        direction: direction(&brief.language),
        words: brief.body.words,
        minutes: brief.body.minutes,
        previous: ((older.0 as usize) < catalog.briefs.len()).then(|| presenter.brief_link(older)),
        next: id.0.checked_sub(1).map(|newer| presenter.brief_link(BriefId(newer))),
        extra: brief.extra.to_json(),
    }
}

fn pairs(presenter: &Presenter, brief: &Brief) -> Vec<Made<CountedLink>> {
    let countries = &brief.countries;
    let pairs = countries.iter().enumerate().flat_map(|(at, &first)| {
        countries[at + 1..].iter().map(move |&second| Index::Pair(first.min(second), first.max(second)))
    });
    pairs.map(|pair| presenter.counted(&pair)).collect()
}

fn earlier(presenter: &Presenter, id: BriefId) -> Vec<EarlierView> {
    let view = |earlier: Earlier| EarlierView {
        brief: presenter.brief_link(earlier.id),
        date: presenter.date(earlier.id),
        shared: earlier.shared.into_iter().map(|index| presenter.index_name(index)).collect(),
        is_same_time: earlier.is_same_time,
    };
    presenter.site.catalog.earlier(id).into_iter().map(view).collect()
}

pub fn headings(headings: &[Heading]) -> Vec<HeadingView> {
    let view = |heading: &Heading| HeadingView {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    headings.iter().map(view).collect()
}

fn source_view(presenter: &Presenter, source: &SourceEntry) -> SourceView {
    SourceView {
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        url: source.url.clone(),
        date: source.date.map(|date| presenter.day(date)),
        accessed: source.accessed.map(|date| presenter.day(date)),
    }
}

/// A brief's corrections, newest first.
pub fn corrections(presenter: &Presenter, id: BriefId) -> Vec<CorrectionView> {
    let corrections = newest_first(&presenter.site.catalog.entry(id).brief);
    corrections.into_iter().map(|correction| correction_view(presenter, id, correction)).collect()
}

pub fn newest_first(brief: &Brief) -> Vec<&Correction> {
    let mut corrections: Vec<&Correction> = brief.corrections.iter().collect();
    corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date));
    corrections
}

fn correction_view(presenter: &Presenter, id: BriefId, correction: &Correction) -> CorrectionView {
    let brief = &presenter.site.catalog.entry(id).brief;
    CorrectionView {
        date: presenter.moment(&correction.date),
        html: presenter.fragment(&brief.path, &correction.text, &[]),
        brief: presenter.brief_link(id),
    }
}

/// Every correction of the publication, newest first.
pub fn all_corrections(presenter: &Presenter) -> Vec<CorrectionView> {
    let all = corrections_of_all(presenter).into_iter();
    all.map(|(id, correction)| correction_view(presenter, id, correction)).collect()
}

pub fn corrections_of_all<'s>(presenter: &Presenter<'s>) -> Vec<(BriefId, &'s Correction)> {
    let catalog = &presenter.site.catalog;
    let mut all: Vec<(BriefId, &Correction)> = catalog
        .ids()
        .flat_map(|id| catalog.entry(id).brief.corrections.iter().map(move |correction| (id, correction)))
        .collect();
    all.sort_by(|a, b| b.1.date.cmp(&a.1.date).then(a.0.cmp(&b.0)));
    all
}
