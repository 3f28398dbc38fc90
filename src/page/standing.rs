//! A page without date and country.

use super::Presenter;
use super::brief::headings;
use super::view::{FigureView, StandingView};
use crate::brief::standing::Standing;
use crate::text::direction;

pub fn figures(presenter: &Presenter, page: &Standing) -> Vec<FigureView> {
    presenter.figures(&page.path, &page.body.figures)
}

pub fn view(presenter: &Presenter, page: &Standing, figures: &[String]) -> StandingView {
    StandingView {
        title: page.title.clone(),
        summary: page.summary.clone(),
        body_html: presenter.fragment(&page.path, &page.body.html.fragment(), figures),
        headings: headings(&page.body.headings),
        updated: page.updated.as_ref().map(|updated| presenter.moment(updated)),
        language: page.language.clone(),
        direction: direction(&page.language),
        extra: page.extra.to_json(),
    }
}
