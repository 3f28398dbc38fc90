//! [`Pipeline`]: the stages in order, and what they keep from one run to the next.
//!
//! A run is a plain function of the sources and the options. What is kept makes the next run
//! faster and never makes another site of it: it is looked up by everything that it was made of.
//! The one exception is a file with errors, in place of which its last good version is used, so that
//! an author still sees a page; a site with errors is not published.

mod kept;
mod readings;
mod stage;
mod standings;
mod strays;
mod theme;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::brief::{Body, Brief};
use crate::catalog::{Catalog, Edition, Filed, Filing, Shelves};
use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Severity};
use crate::memo::Memo;
use crate::path::SitePath;
use crate::render::Press;
use crate::site::{Checks, Layout, Outline, Site};
use crate::source::{SETTINGS, Sources};
use crate::url::Base;
pub use kept::{Kept, Shelf};
use readings::Readings;
pub use stage::Stage;
use standings::StandingTexts;
use theme::Theme;

/// Everything that changes what a site says, besides its files.
#[derive(Debug, Clone)]
pub struct Options {
    pub edition: Edition,
    /// Stands in for the settings' `base_url`.
    pub base: Option<Base>,
}

type Settings = Arc<Checked<Option<Arc<Config>>>>;

/// The stages, with what they made the last time.
#[derive(Default)]
pub struct Pipeline {
    kept: Option<Kept>,
    settings: Memo<(Sources, Option<Base>), Settings>,
    good_config: Option<Arc<Config>>,
    briefs: Readings<Arc<Filed>>,
    standings: StandingTexts,
    shelves: Memo<Vec<Arc<Filing>>, Arc<Shelves>>,
    layouts: Memo<Outline, Arc<Layout>>,
    strays: strays::Strays,
    theme: Theme,
    checks: Checks,
}

impl Pipeline {
    /// One that goes by what an earlier one has read, and says what the next one can go by.
    pub fn with(kept: Option<Kept>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Takes a site's files through every stage, and follows every link.
    pub fn press(
        &mut self,
        sources: &Sources,
        options: &Options,
        done: &mut dyn FnMut(Stage),
    ) -> Checked<Option<Press>> {
        let mut checked = self.run(sources, options, done);
        if let Some(press) = &checked.value {
            checked.diagnostics.extend(self.check(press, sources));
            done(Stage::Links);
        }
        checked
    }

    /// What it went by, and what it has read.
    pub fn into_kept(self) -> Option<Kept> {
        self.kept
    }

    /// Takes a site's files through every stage. The result can render any page; it is `None` only
    /// if there are no settings to go by. Links are looked at by [`Pipeline::check`]. `done` hears of
    /// each stage when it is over.
    pub fn run(
        &mut self,
        sources: &Sources,
        options: &Options,
        done: &mut dyn FnMut(Stage),
    ) -> Checked<Option<Press>> {
        let mut found = Vec::new();
        let Some(config) = self.config(sources, options, &mut found) else {
            return Checked::new(None, found);
        };
        done(Stage::Settings);
        let drafts = options.edition.drafts;
        let kept = self.kept.as_ref().map(|kept| (kept, kept.terms(sources, options)));
        self.briefs.update(&config, sources.texts_below("content/briefs"), |path, text| {
            let mut parsed = match &kept {
                Some((kept, terms)) => kept.parse(terms, path, text, &config),
                None => Brief::parse(path, text, &config),
            };
            let diagnostics =
                unless_left_out(std::mem::take(&mut parsed.diagnostics), parsed.draft && !drafts);
            Checked::new(Arc::new(Filed::new(parsed, &config.permalink)), diagnostics)
        });
        found.extend(self.briefs.diagnostics().cloned());
        let standings = self.standings.read(sources, &config, drafts, &mut found);
        done(Stage::Texts);
        let catalog = Catalog::new(self.briefs.current(), standings, options.edition, &mut self.shelves);
        let catalog = catalog.into_value(&mut found);
        self.strays.find(sources, &catalog, &mut found);
        done(Stage::Catalog);
        let (words, templates) = self.theme.read(sources, &config.language, &mut found);
        done(Stage::Theme);
        let site = Site::new(config, catalog, sources, &mut self.layouts).into_value(&mut found);
        found.retain(|diagnostic| !comes_of_lost_bytes(diagnostic, sources));
        done(Stage::Layout);
        let press = Press::new(site, words, templates);
        done(Stage::Press);
        Checked::new(Some(press), found)
    }

    /// Follows every link of the site that the last run has made. What is said of it comes to what
    /// [`Pipeline::run`] has found; no page needs it, so it can wait until pages can be seen.
    pub fn check(&mut self, press: &Press, sources: &Sources) -> Vec<Diagnostic> {
        let site = press.site();
        let mut found = self.checks.check(site);
        // A text with errors is looked at as it is, and not as it was.
        let spoilt: BTreeMap<&SitePath, Option<Text>> = self.spoilt().collect();
        found.retain(|diagnostic| !spoilt.contains_key(&diagnostic.place.path));
        for (path, text) in spoilt {
            match text {
                Some(Text::Brief(brief)) => found.extend(site.check_text(path, brief.targets(), &brief.body)),
                Some(Text::Body(body)) => found.extend(site.check_text(path, body.targets(), body)),
                None => {}
            }
        }
        found.retain(|diagnostic| !comes_of_lost_bytes(diagnostic, sources));
        found
    }

    fn spoilt(&self) -> impl Iterator<Item = (&SitePath, Option<Text<'_>>)> {
        let briefs = self.briefs.spoilt().map(|(path, filed)| {
            let text = match &**filed {
                Filed::Brief(entry) => Some(Text::Brief(&entry.brief)),
                Filed::Faulty(_, body) => Some(Text::Body(body)),
                Filed::Draft(_) => None,
            };
            (path, text)
        });
        briefs.chain(self.standings.spoilt().map(|(path, body)| (path, body.map(Text::Body))))
    }

    /// The settings; as they were when they were last right, if they are not.
    fn config(
        &mut self,
        sources: &Sources,
        options: &Options,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Config>> {
        let key = (sources.part(SETTINGS), options.base.clone());
        let checked = self.settings.get(key, |(sources, base)| {
            Arc::new(Config::read(sources, base.as_ref()).map(|config| config.map(Arc::new)))
        });
        found.extend(checked.diagnostics.iter().cloned());
        if !checked.has_errors() {
            self.good_config.clone_from(&checked.value);
        }
        self.good_config.clone().or_else(|| checked.value.clone())
    }
}

/// What there is of a text with errors.
enum Text<'t> {
    Brief(&'t Brief),
    Body(&'t Body),
}

/// A draft may be unfinished: what is wrong with one that is left out stops nobody else's work.
fn unless_left_out(mut diagnostics: Vec<Diagnostic>, is_left_out: bool) -> Vec<Diagnostic> {
    // What is worth a look can wait until it is finished.
    diagnostics.retain(|diagnostic| !is_left_out || diagnostic.severity != Severity::Note);
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| is_left_out && diagnostic.is_error()) {
        diagnostic.severity = Severity::Warning;
    }
    diagnostics
}

/// What is marked because of a character that was lost when the text was read has been complained
/// about already.
fn comes_of_lost_bytes(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let place = &diagnostic.place;
    sources.texts.get(&place.path).is_some_and(|text| {
        !text.is_whole
            && text.content.get(place.start..place.end).is_some_and(|marked| marked.contains('\u{fffd}'))
    })
}
