//! How things stand in countries, and corrections.

use serde::Serialize;
use serde_json::{Value, json};

use crate::brief::{Alert, Assessment, Correction, Trend};
use crate::catalog::{BriefId, Index};
use crate::page::{Presenter, brief as pages, situation as situations};
use crate::url::Url;

/// What a brief says of one of its countries.
#[derive(Debug, Serialize)]
pub struct Assessed {
    /// ISO 3166-1 alpha-2.
    country: &'static str,
    trend: Option<&'static str>,
    alert: Option<&'static str>,
    note_html: Option<String>,
}

impl Assessed {
    pub fn new(presenter: &Presenter, id: BriefId, assessment: &Assessment) -> Self {
        let path = &presenter.site.catalog.entry(id).brief.path;
        Self {
            country: assessment.country.alpha2(),
            trend: assessment.trend.map(Trend::name),
            alert: assessment.alert.map(Alert::name),
            note_html: assessment.note.as_ref().map(|note| presenter.fragment(path, note, &[])),
        }
    }
}

/// The newest word on a country.
#[derive(Debug, Serialize)]
pub struct Standing {
    #[serde(flatten)]
    assessed: Assessed,
    brief: String,
    date: String,
}

/// What the briefs of an index say of countries, the newest word on each, by their codes.
pub fn situation(presenter: &Presenter, index: &Index) -> Vec<Standing> {
    let catalog = &presenter.site.catalog;
    let standing = |(id, assessment): (BriefId, &Assessment)| Standing {
        assessed: Assessed::new(presenter, id, assessment),
        brief: presenter.absolute_address(catalog.entry(id).url()),
        date: catalog.entry(id).brief.date.rfc3339(),
    };
    let newest = situations::newest(presenter, catalog.briefs_in(index));
    let mut standings: Vec<Standing> = newest.into_values().map(standing).collect();
    standings.sort_by_key(|standing| standing.assessed.country);
    standings
}

/// What the file beside the list of corrections says.
pub fn corrections(presenter: &Presenter) -> Value {
    let catalog = &presenter.site.catalog;
    let all = pages::corrections_of_all(presenter);
    let correction = |&(id, correction): &(BriefId, &Correction)| {
        let entry = catalog.entry(id);
        json!({
            "date": correction.date.rfc3339(),
            "html": presenter.fragment(&entry.brief.path, &correction.text, &[]),
            "brief": presenter.absolute_address(entry.url()),
        })
    };
    json!({
        "kind": "corrections",
        "name": presenter.words.get("corrections"),
        "url": presenter.absolute_address(&Url::root().folder("corrections")),
        "language": presenter.words.language,
        "count": all.len(),
        "corrections": all.iter().map(correction).collect::<Vec<_>>(),
    })
}
