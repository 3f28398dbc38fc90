//! A brief as schema.org knows it: an `AnalysisNewsArticle` (schema.org/AnalysisNewsArticle).

use serde::Serialize;

use super::Presenter;
use super::view::FigureView;
use crate::brief::standing::AuthorKind;
use crate::brief::{Brief, Correction, Figure, SourceEntry};
use crate::catalog::{BriefId, Index};
use crate::country::Country;
use crate::text::slug;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'b> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'b str,
    description: String,
    url: &'b str,
    main_entity_of_page: &'b str,
    date_published: String,
    date_modified: String,
    in_language: &'b str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'b str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article_section: Option<&'b str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'b [String],
    word_count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Party>,
    publisher: Party,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    image: Vec<Image<'b>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    content_location: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<Comment<'b>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citation: Vec<Work<'b>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'b str>,
}

/// A person or an organization.
#[derive(Serialize)]
struct Party {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<Logo>,
}

#[derive(Serialize)]
struct Logo {
    #[serde(rename = "@type")]
    kind: &'static str,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Image<'b> {
    #[serde(rename = "@type")]
    kind: &'static str,
    url: &'b str,
    content_url: &'b str,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    caption: &'b str,
    #[serde(skip_serializing_if = "str::is_empty")]
    credit_text: &'b str,
}

#[derive(Serialize)]
struct Location {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    identifier: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Comment<'b> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'b str,
    date_published: String,
}

#[derive(Serialize)]
struct Work<'b> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'b str,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'b str>,
}

/// JSON that is safe inside a `script` element.
pub fn brief(presenter: &Presenter, id: BriefId, figures: &[FigureView]) -> String {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let url = presenter.absolute_address(entry.url());
    let article = Article {
        context: "https://schema.org",
        kind: "AnalysisNewsArticle",
        headline: &brief.title,
        description: brief.summary_text(),
        url: &url,
        main_entity_of_page: &url,
        date_published: brief.date.rfc3339(),
        date_modified: brief.modified().rfc3339(),
        in_language: &brief.language,
        dateline: brief.dateline.as_deref(),
        article_section: brief.kicker.as_deref(),
        keywords: &brief.topics,
        word_count: brief.body.words,
        author: authors(presenter, brief),
        publisher: publisher(presenter),
        image: brief
            .body
            .figures
            .iter()
            .zip(figures)
            .flat_map(|(figure, view)| images(figure, view))
            .collect(),
        content_location: brief.countries.iter().map(|country| location(presenter, *country)).collect(),
        temporal_coverage: coverage(brief),
        correction: brief.corrections.iter().map(comment).collect(),
        citation: brief.sources.iter().map(citation).collect(),
        is_based_on: brief.original.as_ref().map(|original| &*original.url),
    };
    // Nothing in it can fail to be written.
    serde_json::to_string(&article).unwrap_or_default().replace('<', "\\u003c")
}

fn organization(name: &str) -> Party {
    Party { kind: "Organization", name: name.to_owned(), url: None, logo: None }
}

fn authors(presenter: &Presenter, brief: &Brief) -> Vec<Party> {
    let standings = &presenter.site.catalog.standings;
    let author = |name: &String| {
        let slug = slug(name);
        let kind = standings.authors.get(&slug).map_or(AuthorKind::Person, |profile| profile.kind);
        let index = Index::Author(slug.into());
        Party {
            kind: match kind {
                AuthorKind::Person => "Person",
                AuthorKind::Desk => "Organization",
            },
            name: presenter.index_name(&index),
            url: Some(presenter.absolute_address(&index.url())),
            logo: None,
        }
    };
    // A desk that signs its own brief is named once.
    let signs = |desk: &str| brief.authors.iter().any(|author| slug(author) == slug(desk));
    let desk = brief.desk.as_deref().filter(|desk| !signs(desk));
    brief.authors.iter().map(author).chain(desk.map(organization)).collect()
}

fn publisher(presenter: &Presenter) -> Party {
    let config = &presenter.site.config;
    let whole = Presenter { absolute: true, ..*presenter };
    let view = super::site_view::publisher(&whole);
    let home = || format!("{}{}/", config.base.origin, config.base.path);
    Party {
        kind: "Organization",
        name: view.name,
        url: Some(view.url.unwrap_or_else(home)),
        logo: view.logo.map(|url| Logo { kind: "ImageObject", url }),
    }
}

fn images<'b>(figure: &'b Figure, view: &'b FigureView) -> impl Iterator<Item = Image<'b>> {
    view.pictures.iter().map(move |picture| Image {
        kind: "ImageObject",
        url: &picture.absolute_url,
        content_url: &picture.absolute_url,
        width: picture.width,
        height: picture.height,
        caption: &figure.caption_text,
        credit_text: &figure.credit_text,
    })
}

fn location(presenter: &Presenter, country: Country) -> Location {
    Location { kind: "Country", name: presenter.country_name(country), identifier: country.alpha3() }
}

/// ISO 8601: a day, or an interval.
fn coverage(brief: &Brief) -> Option<String> {
    let (start, end) = brief.event?;
    Some(if start == end { start.to_string() } else { format!("{start}/{end}") })
}

fn comment(correction: &Correction) -> Comment<'_> {
    Comment { kind: "CorrectionComment", text: &correction.plain, date_published: correction.date.rfc3339() }
}

fn citation(source: &SourceEntry) -> Work<'_> {
    Work {
        kind: "CreativeWork",
        name: &source.title,
        publisher: source.publisher.as_deref().map(organization),
        url: source.url.as_deref(),
    }
}
