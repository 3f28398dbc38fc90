//! How things stand: what briefs say of their countries, and a month's overview of it.

use std::collections::BTreeMap;

use super::Presenter;
use super::view::{AssessmentView, SituationView};
use crate::brief::{Alert, Assessment, Trend};
use crate::catalog::{BriefId, Index};
use crate::country::{Country, Region};
use crate::text::alphabetical;

/// What a brief says of its countries.
pub fn of_brief(presenter: &Presenter, id: BriefId) -> Vec<AssessmentView> {
    let assessments = &presenter.site.catalog.entry(id).brief.assessments;
    assessments.iter().map(|assessment| view(presenter, id, assessment)).collect()
}

/// What some briefs, newest first, say of their countries, by continent. Of a country that several
/// assess the newest is shown.
pub fn overview(presenter: &Presenter, ids: &[BriefId]) -> Vec<SituationView> {
    let apart = Presenter { apart: true, ..*presenter };
    let mut regions: BTreeMap<Region, Vec<(String, AssessmentView)>> = BTreeMap::new();
    for (country, (id, assessment)) in newest(presenter, ids) {
        if let Some(&continent) = country.regions().first() {
            let entry = (alphabetical(&presenter.country_name(country)), view(&apart, id, assessment));
            regions.entry(continent).or_default().push(entry);
        }
    }
    let view = |(region, mut entries): (Region, Vec<(String, AssessmentView)>)| {
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        SituationView {
            region: presenter.index_link(&Index::Region(region)),
            countries: entries.into_iter().map(|(_, view)| view).collect(),
        }
    };
    regions.into_iter().map(view).collect()
}

/// The newest word on each country among some briefs, newest first.
pub fn newest<'s>(
    presenter: &Presenter<'s>,
    ids: &[BriefId],
) -> BTreeMap<Country, (BriefId, &'s Assessment)> {
    let mut newest = BTreeMap::new();
    for &id in ids {
        for assessment in &presenter.site.catalog.entry(id).brief.assessments {
            newest.entry(assessment.country).or_insert((id, assessment));
        }
    }
    newest
}

fn view(presenter: &Presenter, id: BriefId, assessment: &Assessment) -> AssessmentView {
    let path = &presenter.site.catalog.entry(id).brief.path;
    AssessmentView {
        country: presenter.country(assessment.country),
        trend: assessment.trend.map(Trend::name),
        alert: assessment.alert.map(Alert::name),
        note_html: assessment.note.as_ref().map(|note| presenter.fragment(path, note, &[])),
        brief: presenter.brief_link(id),
        date: presenter.date(id),
    }
}
