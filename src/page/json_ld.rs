//! A brief as schema.org knows it: an `AnalysisNewsArticle` (schema.org/AnalysisNewsArticle).

use serde_json::{Map, Value, json};

use super::Presenter;
use crate::brief::standing::AuthorKind;
use crate::brief::{Brief, Figure};
use crate::catalog::BriefId;
use crate::text::slug;

/// JSON that is safe inside a `script` element.
pub fn brief(presenter: &Presenter, id: BriefId) -> String {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let url = presenter.absolute_address(entry.url());
    let mut article = Map::new();
    let mut put = |key: &str, value: Value| {
        let nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !nothing {
            article.insert(key.to_owned(), value);
        }
    };
    put("@context", json!("https://schema.org"));
    put("@type", json!("AnalysisNewsArticle"));
    put("headline", json!(brief.title));
    put("description", json!(brief.summary_text()));
    put("url", json!(url));
    put("mainEntityOfPage", json!(url));
    put("datePublished", json!(brief.date.rfc3339()));
    put("dateModified", json!(brief.modified().rfc3339()));
    put("inLanguage", json!(brief.language));
    put("dateline", json!(brief.dateline));
    put("articleSection", json!(brief.kicker));
    put("keywords", json!(brief.topics));
    put("wordCount", json!(brief.body.words));
    put("author", authors(presenter, brief));
    put("publisher", publisher(presenter));
    put("image", images(presenter, brief));
    put("contentLocation", locations(presenter, brief));
    put("temporalCoverage", coverage(brief));
    put("correction", corrections(brief));
    put("citation", citations(brief));
    put("isBasedOn", json!(brief.original.as_ref().map(|original| &original.url)));
    Value::Object(article).to_string().replace('<', "\\u003c")
}

fn authors(presenter: &Presenter, brief: &Brief) -> Value {
    let standings = &presenter.site.catalog.standings;
    let author = |name: &String| {
        let slug = slug(name);
        let kind = standings.authors.get(&slug).map_or(AuthorKind::Person, |profile| profile.kind);
        let index = crate::catalog::Index::Author(slug.into());
        json!({
            "@type": match kind { AuthorKind::Person => "Person", AuthorKind::Desk => "Organization" },
            "name": presenter.index_name(&index),
            "url": presenter.absolute_address(&index.url()),
        })
    };
    let mut authors: Vec<Value> = brief.authors.iter().map(author).collect();
    // A desk that signs its own brief is named once.
    if let Some(desk) = brief.desk.as_ref().filter(|desk| !signs(brief, desk)) {
        authors.push(json!({"@type": "Organization", "name": desk}));
    }
    Value::Array(authors)
}

fn signs(brief: &Brief, desk: &str) -> bool {
    brief.authors.iter().any(|author| slug(author) == slug(desk))
}

fn publisher(presenter: &Presenter) -> Value {
    let config = &presenter.site.config;
    let whole = Presenter { absolute: true, ..*presenter };
    let view = super::site_view::publisher(&whole);
    let mut publisher = json!({
        "@type": "Organization",
        "name": view.name,
        "url": view.url.unwrap_or_else(|| format!("{}{}/", config.base.origin, config.base.path)),
    });
    if let (Some(logo), Value::Object(publisher)) = (view.logo, &mut publisher) {
        publisher.insert("logo".to_owned(), json!({"@type": "ImageObject", "url": logo}));
    }
    publisher
}

fn images(presenter: &Presenter, brief: &Brief) -> Value {
    let images = |figure: &Figure| {
        let image = |picture: &crate::brief::figure::FigurePicture| {
            let view = presenter.picture(&brief.path, &picture.target, &picture.alt, true);
            let mut image = Map::new();
            image.insert("@type".to_owned(), json!("ImageObject"));
            image.insert("url".to_owned(), json!(view.absolute_url));
            image.insert("contentUrl".to_owned(), json!(view.absolute_url));
            let optional = [
                ("width", json!(view.width)),
                ("height", json!(view.height)),
                ("caption", json!(Some(&figure.caption_text).filter(|text| !text.is_empty()))),
                ("creditText", json!(Some(&figure.credit_text).filter(|text| !text.is_empty()))),
            ];
            let given = optional.into_iter().filter(|(_, value)| !value.is_null());
            image.extend(given.map(|(key, value)| (key.to_owned(), value)));
            Value::Object(image)
        };
        figure.pictures.iter().map(image).collect::<Vec<_>>()
    };
    Value::Array(brief.body.figures.iter().flat_map(images).collect())
}

fn locations(presenter: &Presenter, brief: &Brief) -> Value {
    let location = |country: &crate::country::Country| {
        json!({
            "@type": "Country",
            "name": presenter.country_name(*country),
            "identifier": country.alpha3(),
        })
    };
    Value::Array(brief.countries.iter().map(location).collect())
}

/// ISO 8601: a day, or an interval.
fn coverage(brief: &Brief) -> Value {
    match brief.event {
        Some((start, end)) if start == end => json!(start.to_string()),
        Some((start, end)) => json!(format!("{start}/{end}")),
        None => Value::Null,
    }
}

fn corrections(brief: &Brief) -> Value {
    let correction = |correction: &crate::brief::Correction| {
        json!({
            "@type": "CorrectionComment",
            "text": correction.plain,
            "datePublished": correction.date.rfc3339(),
        })
    };
    Value::Array(brief.corrections.iter().map(correction).collect())
}

fn citations(brief: &Brief) -> Value {
    let citation = |source: &crate::brief::SourceEntry| {
        let mut work = Map::new();
        work.insert("@type".to_owned(), json!("CreativeWork"));
        work.insert("name".to_owned(), json!(source.title));
        if let Some(publisher) = &source.publisher {
            work.insert("publisher".to_owned(), json!({"@type": "Organization", "name": publisher}));
        }
        if let Some(url) = &source.url {
            work.insert("url".to_owned(), json!(url));
        }
        Value::Object(work)
    };
    Value::Array(brief.sources.iter().map(citation).collect())
}
