//! Standing pages, and the introductions to countries and authors.

use std::sync::Arc;

use super::readings::Readings;
use super::unless_left_out;
use crate::brief::Body;
use crate::brief::standing::{Profile, Standing};
use crate::catalog::{Standings, Withheld};
use crate::config::{self, Config};
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::path::SitePath;
use crate::source::{Sources, Text};
use crate::text::slug;

/// The path, and what was made of the file, if anything.
type Read<T> = (SitePath, Option<Arc<T>>);

/// All texts that are no briefs.
#[derive(Debug, Default)]
pub struct StandingTexts {
    pages: Readings<Read<Standing>>,
    countries: Readings<Read<Profile>>,
    authors: Readings<Read<Profile>>,
}

impl StandingTexts {
    pub fn read(
        &mut self,
        sources: &Sources,
        config: &Arc<Config>,
        drafts: bool,
        found: &mut Vec<Diagnostic>,
    ) -> Standings {
        self.pages.update(config, sources.texts_below("content/pages"), |path, text| {
            let Checked { value: page, diagnostics } = Standing::parse(path, text, config);
            let is_left_out = page.as_ref().is_some_and(|page| page.draft && !drafts);
            Checked::new((path.clone(), page.map(Arc::new)), unless_left_out(diagnostics, is_left_out))
        });
        let profile = |path: &SitePath, text: &Text| {
            Profile::parse(path, text, config).map(|profile| (path.clone(), profile.map(Arc::new)))
        };
        let introduction = |path: &SitePath, text: &Text| match config.names.find(path.stem()) {
            Ok(_) => profile(path, text),
            Err(why) => {
                let diagnostic = config::not_a_country(&config.names, path.stem(), &why, Place::file(path));
                let diagnostic = diagnostic.help("name the file by a country's code: KP.md");
                Checked::new((path.clone(), None), vec![diagnostic])
            }
        };
        self.countries.update(config, sources.texts_below("content/countries"), introduction);
        self.authors.update(config, sources.texts_below("content/authors"), profile);
        let mut standings = Standings::default();
        self.place_pages(&mut standings, drafts, found);
        self.place_countries(&mut standings, config, found);
        self.place_authors(&mut standings, found);
        standings
    }

    /// The texts with errors in whose place an earlier version is used, if anything is left of them.
    pub fn spoilt(&self) -> impl Iterator<Item = (&SitePath, Option<&Body>)> {
        let profiles = self.countries.spoilt().chain(self.authors.spoilt());
        let profiles = profiles.map(|(path, read)| (path, read.1.as_ref().map(|profile| &profile.body)));
        self.pages.spoilt().map(|(path, read)| (path, read.1.as_ref().map(|page| &page.body))).chain(profiles)
    }

    fn place_pages(&self, standings: &mut Standings, drafts: bool, found: &mut Vec<Diagnostic>) {
        found.extend(self.pages.diagnostics().cloned());
        for (path, page) in self.pages.current() {
            match page {
                Some(page) if !page.draft || drafts => standings.pages.push(Arc::clone(page)),
                Some(draft) => drop(standings.withheld.insert(draft.path.clone(), Withheld::Draft)),
                None => drop(standings.faulty.insert(path.clone())),
            }
        }
    }

    fn place_countries(&self, standings: &mut Standings, config: &Config, found: &mut Vec<Diagnostic>) {
        found.extend(self.countries.diagnostics().cloned());
        for (path, profile) in self.countries.current() {
            let Ok(country) = config.names.find(path.stem()) else { continue };
            let profile = profile.clone();
            if let Some(other) = profile.and_then(|profile| standings.countries.insert(country, profile)) {
                let message = format!("{} has two introductions", config.names.display(country));
                found.push(twice(path, &other, message));
            }
        }
    }

    fn place_authors(&self, standings: &mut Standings, found: &mut Vec<Diagnostic>) {
        found.extend(self.authors.diagnostics().cloned());
        for (path, profile) in self.authors.current() {
            let profile = profile.clone();
            let slug = slug(path.stem());
            if let Some(other) = profile.and_then(|profile| standings.authors.insert(slug, profile)) {
                found.push(twice(path, &other, "this author has two profiles".to_owned()));
            }
        }
    }
}

fn twice(path: &SitePath, other: &Profile, message: String) -> Diagnostic {
    let diagnostic = Diagnostic::error(Place::file(path), message).help("make one file of the two");
    diagnostic.related(Place::file(&other.path), "the other one")
}
