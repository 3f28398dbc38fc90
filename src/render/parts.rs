//! Parts of pages with templates of their own: figures, cards, and what frames a page. What shows on
//! many pages is made once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, Value};

use super::Press;
use crate::catalog::BriefId;
use crate::diagnostic::Diagnostic;
use crate::memo::Cache;
use crate::page::view::{FigureView, Head, SiteView};
use crate::page::{Common, Made, Presenter, site_view};
use crate::site::Site;
use crate::text::direction;
use crate::words::Words;

/// What all pages in one language share.
pub struct Shared {
    /// The value `site`.
    pub site: Value,
    pub common: Common,
    /// The URLs that it leads to.
    links: BTreeSet<String>,
    /// Those of the menu, without the home page.
    sections: Vec<String>,
    frames: Cache<Spot, Arc<Frame>>,
}

/// Everything that a frame depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Spot {
    kind: &'static str,
    /// The page's URL, if the frame may link to it.
    url: Option<String>,
    section: Option<String>,
}

/// Name and menu above a page, publisher and years below.
struct Frame {
    nameplate: Made<String>,
    imprint: Made<String>,
    found: Vec<Diagnostic>,
}

impl Shared {
    pub fn new(site: &Site, words: &Words) -> Self {
        let common = Common::default();
        let view = site_view::view(&Presenter::new(site, words, &common));
        let sections = view.menu.iter().map(|link| link.url.clone()).filter(|url| *url != view.url);
        Self {
            sections: sections.collect(),
            links: links(&view),
            site: Value::from_serializable(&view),
            common,
            frames: Cache::default(),
        }
    }

    /// The menu's link that a page is at or below: the nearest.
    fn section(&self, url: &str) -> Option<&String> {
        self.sections.iter().filter(|section| url.starts_with(section.as_str())).max_by_key(|url| url.len())
    }
}

fn links(view: &SiteView) -> BTreeSet<String> {
    let one = view.coverage.iter().chain(&view.timeline).chain(&view.corrections);
    let links = view.menu.iter().chain(&view.pages).chain(one).map(|link| &link.url);
    links.chain(view.years.iter().map(|year| &year.url)).chain([&view.url]).cloned().collect()
}

impl Press {
    /// What every template sees: the site, and what the page says of itself.
    pub(super) fn begin(&self, presenter: &Presenter, head: Head, found: &mut Vec<Diagnostic>) -> Context {
        let shared = self.shared(presenter.words);
        let section = shared.section(&head.url).cloned();
        let url = shared.links.contains(&head.url).then(|| head.url.clone());
        let spot = Spot { kind: head.kind, url, section: section.clone() };
        let frame = shared.frames.get(&spot, || Arc::new(self.frame(presenter, &spot)));
        found.extend(frame.found.iter().cloned());
        let (nameplate_html, imprint_html) = (frame.nameplate.clone(), frame.imprint.clone());
        let mut context = Context::new();
        context.insert_value("site", shared.site.clone());
        context.insert("page", &Head { section, nameplate_html, imprint_html, ..head });
        context
    }

    fn frame(&self, presenter: &Presenter, spot: &Spot) -> Frame {
        let language = &*presenter.words.language;
        let page = BTreeMap::from([
            ("kind", Some(spot.kind)),
            ("language", Some(language)),
            ("direction", Some(direction(language))),
            ("url", spot.url.as_deref()),
            ("section", spot.section.as_deref()),
        ]);
        let mut found = Vec::new();
        let mut make = |template| Made::html(&self.part(presenter, template, &page, None, &mut found));
        let (nameplate, imprint) = (make("partials/nameplate.html"), make("partials/imprint.html"));
        Frame { nameplate, imprint, found }
    }

    /// A brief's card, with its HTML. All indexes are in the site's language, and so are all cards.
    pub(super) fn card(&self, presenter: &Presenter, id: BriefId, found: &mut Vec<Diagnostic>) -> Value {
        let make = || {
            let mut found = Vec::new();
            let card = Value::from_serializable(&presenter.card(id));
            let language = &*presenter.words.language;
            let page =
                BTreeMap::from([("language", Some(language)), ("direction", Some(direction(language)))]);
            let see = Some(("card", card.clone()));
            let html = self.part(presenter, "partials/card.html", &page, see, &mut found);
            let mut card = card.into_map().unwrap_or_default();
            card.insert("html".into(), Value::safe_string(&html));
            (card.into(), found)
        };
        let Some(slot) = self.cards.get(id.0 as usize) else { return Value::none() };
        let (card, faults) = slot.get_or_init(make);
        found.extend(faults.iter().cloned());
        card.clone()
    }

    pub(super) fn figures(&self, figures: &[FigureView], found: &mut Vec<Diagnostic>) -> Vec<String> {
        let render = |figure: &FigureView| {
            let mut context = Context::new();
            context.insert("figure", figure);
            self.templates.render("figure.html", &context, &self.is_retired, found)
        };
        figures.iter().map(render).collect()
    }

    /// A template that sees little of its page, so that many can share what it makes.
    fn part(
        &self,
        presenter: &Presenter,
        template: &str,
        page: &BTreeMap<&str, Option<&str>>,
        besides: Option<(&'static str, Value)>,
        found: &mut Vec<Diagnostic>,
    ) -> String {
        let mut context = Context::new();
        context.insert_value("site", self.shared(presenter.words).site.clone());
        context.insert("page", page);
        if let Some((name, value)) = besides {
            context.insert_value(name, value);
        }
        self.templates.render(template, &context, &self.is_retired, found)
    }
}
