//! dateline: a folder of Markdown briefs becomes a publication.
//!
//! The crate is a pipeline of whole values. Each stage has one file or folder, owns the type it
//! makes, and is a plain function of what came before:
//!
//! ```text
//!  disk ──▶ Sources ──▶ Briefs ──▶ Catalog ──▶ Site ──▶ bytes ──▶ public/
//!  world    source      brief      catalog     site     render    world
//! ```
//!
//! [`press`] runs the stages in order. Nothing on the way opens a file, asks the clock or prints;
//! that is left to [`world`] and [`cli`]. A module may use those above it in this list, and none
//! below it:

pub mod path;
pub mod text;
pub mod url;
pub mod time;
pub mod diagnostic;
pub mod source;
pub mod yaml;
pub mod country;
pub mod config;
pub mod theme;
pub mod words;
pub mod brief;
pub mod catalog;
pub mod site;
pub mod page;
pub mod render;
pub mod world;
pub mod cli;

use std::sync::Arc;

use rayon::prelude::*;

use brief::standing::{Profile, Standing};
use brief::{Brief, Parsed};
use catalog::{Catalog, Edition, Standings};
use config::Config;
use diagnostic::{Checked, Diagnostic, Place, Severity};
use render::Press;
use site::Site;
use source::Sources;
use words::WordBook;

/// Everything that changes what a site says, besides its files.
#[derive(Debug, Clone)]
pub struct Options {
    pub edition: Edition,
    /// Stands in for the settings' `base_url`.
    pub base: Option<url::Base>,
}

/// Takes a site's files through every stage. The result can render any page; it is `None` only if
/// there are no settings to go by.
pub fn press(sources: &Sources, options: &Options) -> Checked<Option<Press>> {
    let mut found = Vec::new();
    let config = Config::read(sources, options.base.as_ref()).into_value(&mut found);
    let Some(config) = config.map(Arc::new) else { return Checked::new(None, found) };
    let words = WordBook::read(sources, &config.language, &mut found);
    let parsed = briefs(sources, &config, options.edition, &mut found);
    let standings = standings(sources, &config, options.edition, &mut found);
    let catalog = Catalog::new(&parsed, standings, &config, options.edition).into_value(&mut found);
    unused_profiles(&catalog, &mut found);
    unread_texts(sources, &mut found);
    let theme: Vec<&str> = theme::FILES.iter().map(|(name, _)| *name).collect();
    let site = Site::new(config, catalog, sources, &theme).into_value(&mut found);
    let press = Press::new(site, words, sources).into_value(&mut found);
    found.retain(|diagnostic| !comes_of_lost_bytes(diagnostic, sources));
    Checked::new(Some(press), found)
}

/// Reads every brief, each by itself.
fn briefs(
    sources: &Sources,
    config: &Config,
    edition: Edition,
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<Parsed>> {
    let texts: Vec<_> = sources.texts_below("content/briefs").collect();
    let parsed: Vec<Arc<Parsed>> =
        texts.par_iter().map(|(path, text)| Arc::new(Brief::parse(path, text, config))).collect();
    for parsed in &parsed {
        report(parsed.diagnostics.clone(), parsed.draft && !edition.drafts, found);
    }
    parsed
}

/// A draft may be unfinished: what is wrong with one that is left out stops nobody else's work.
fn report(diagnostics: Vec<Diagnostic>, is_left_out: bool, found: &mut Vec<Diagnostic>) {
    found.extend(diagnostics.into_iter().map(|mut diagnostic| {
        if is_left_out && diagnostic.is_error() {
            diagnostic.severity = Severity::Warning;
        }
        diagnostic
    }));
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

/// Reads standing pages, and the profiles of countries and authors.
fn standings(sources: &Sources, config: &Config, edition: Edition, found: &mut Vec<Diagnostic>) -> Standings {
    let mut standings = Standings::default();
    for (path, text) in sources.texts_below("content/pages") {
        let Checked { value: page, diagnostics } = Standing::parse(path, text, config);
        let is_draft = page.as_ref().is_some_and(|page| page.draft);
        report(diagnostics, is_draft && !edition.drafts, found);
        match page {
            Some(page) if !page.draft || edition.drafts => standings.pages.push(Arc::new(page)),
            Some(draft) => drop(standings.withheld.insert(draft.path)),
            None => drop(standings.faulty.insert(path.clone())),
        }
    }
    for (path, text) in sources.texts_below("content/countries") {
        match config.names.find(path.stem()) {
            Ok(country) => {
                let profile = Profile::parse(path, text, config).into_value(found).map(Arc::new);
                if let Some(other) = profile.and_then(|profile| standings.countries.insert(country, profile))
                {
                    let message = format!("{} has two introductions", config.names.display(country));
                    let diagnostic =
                        Diagnostic::error(Place::file(path), message).help("make one file of the two");
                    found.push(diagnostic.related(Place::file(&other.path), "the other one"));
                }
            }
            Err(why) => {
                let diagnostic = config::not_a_country(&config.names, path.stem(), &why, Place::file(path));
                found.push(diagnostic.help("name the file by a country's code: KP.md"));
            }
        }
    }
    for (path, text) in sources.texts_below("content/authors") {
        let profile = Profile::parse(path, text, config).into_value(found).map(Arc::new);
        let slug = text::slug(path.stem());
        if let Some(other) = profile.and_then(|profile| standings.authors.insert(slug, profile)) {
            let diagnostic = Diagnostic::error(Place::file(path), "this author has two profiles");
            let other = Place::file(&other.path);
            found.push(diagnostic.help("make one file of the two").related(other, "the other one"));
        }
    }
    standings
}

/// A profile that no page shows is most likely misnamed.
fn unused_profiles(catalog: &Catalog, found: &mut Vec<Diagnostic>) {
    use catalog::Index;
    if !catalog.faulty.is_empty() {
        // The brief that it belongs to may be the one that cannot be read.
        return;
    }
    let unused = |path, what: &str, help: String| {
        Diagnostic::warning(
            Place::file(path),
            format!("no published brief has this {what}, so nobody sees this text"),
        )
        .help(help)
    };
    for (country, profile) in &catalog.standings.countries {
        if catalog.briefs_in(&Index::Country(*country)).is_empty() {
            let help = "a country's page exists as soon as a brief is filed under it".to_owned();
            found.push(unused(&profile.path, "country", help));
        }
    }
    for (slug, profile) in &catalog.standings.authors {
        if !catalog.authors.contains_key(&**slug) {
            let help = match text::nearest(slug, catalog.authors.keys().map(|slug| &**slug)) {
                Some(near) => format!("did you mean {near}.md?"),
                None => "the file is named after the author, in lower case with hyphens".to_owned(),
            };
            found.push(unused(&profile.path, "author", help));
        }
    }
}

/// The folders of `content/` whose texts become pages.
const TEXT_FOLDERS: &[&str] = &["content/briefs", "content/pages", "content/countries", "content/authors"];

/// A text in a place where no page is made of it.
fn unread_texts(sources: &Sources, found: &mut Vec<Diagnostic>) {
    let elsewhere = |path: &path::SitePath| TEXT_FOLDERS.iter().all(|folder| path.below(folder).is_none());
    for (path, _) in sources.texts_below("content").filter(|(path, _)| elsewhere(path)) {
        let folder = text::nearest(path.folder(), TEXT_FOLDERS.iter().copied()).unwrap_or("content/briefs");
        let message = "no page is made of this file: it stands in none of the folders for texts";
        found.push(Diagnostic::warning(Place::file(path), message).help(format!("move it to {folder}/")));
    }
    for path in sources.assets.keys().filter(|path| !elsewhere(path) && path.extension() == "markdown") {
        let message = "no page is made of this file: a text's name ends in .md";
        found.push(Diagnostic::warning(Place::file(path), message).help("rename it"));
    }
}
