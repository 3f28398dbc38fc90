//! Files that nobody will see: profiles that no page shows, texts in folders for none.

use std::sync::Arc;

use crate::catalog::{Catalog, Index};
use crate::diagnostic::{Diagnostic, Place};
use crate::memo::Memo;
use crate::path::SitePath;
use crate::source::{Assets, Sources};
use crate::text::nearest;

/// The folders of `content/` whose texts become pages.
const TEXT_FOLDERS: &[&str] = &["content/authors", "content/briefs", "content/countries", "content/pages"];

#[derive(Debug, Default)]
pub struct Strays {
    misnamed: Memo<AssetNames, Arc<Vec<Diagnostic>>>,
}

/// Equal if the names are.
#[derive(Debug)]
struct AssetNames(Assets);

impl PartialEq for AssetNames {
    fn eq(&self, other: &Self) -> bool {
        self.0.has_names_of(&other.0)
    }
}

impl Strays {
    pub fn find(&mut self, sources: &Sources, catalog: &Catalog, found: &mut Vec<Diagnostic>) {
        unused_profiles(catalog, found);
        texts_elsewhere(sources, found);
        let misnamed = self.misnamed.get(AssetNames(sources.assets.clone()), misnamed_texts);
        found.extend(misnamed.iter().cloned());
    }
}

/// A profile that no page shows is most likely misnamed.
fn unused_profiles(catalog: &Catalog, found: &mut Vec<Diagnostic>) {
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
    let authors = &catalog.shelves.authors;
    for (slug, profile) in &catalog.standings.authors {
        if !authors.contains_key(&**slug) {
            let help = match nearest(slug, authors.keys().map(|slug| &**slug)) {
                Some(near) => format!("did you mean {near}.md?"),
                None => "the file is named after the author, in lower case with hyphens".to_owned(),
            };
            found.push(unused(&profile.path, "author", help));
        }
    }
}

/// Texts in a place where no page is made of them.
fn texts_elsewhere(sources: &Sources, found: &mut Vec<Diagnostic>) {
    let folders = TEXT_FOLDERS.iter().map(|folder| sources.texts_below(folder).count());
    if sources.texts_below("content").count() == folders.sum::<usize>() {
        return;
    }
    for (path, _) in sources.texts_below("content").filter(|(path, _)| is_elsewhere(path)) {
        let folder = nearest(path.folder(), TEXT_FOLDERS.iter().copied()).unwrap_or("content/briefs");
        let message = "no page is made of this file: it stands in none of the folders for texts";
        found.push(Diagnostic::warning(Place::file(path), message).help(format!("move it to {folder}/")));
    }
}

fn misnamed_texts(names: &AssetNames) -> Arc<Vec<Diagnostic>> {
    let is_text = |path: &&SitePath| !is_elsewhere(path) && path.extension() == "markdown";
    let message = "no page is made of this file: a text's name ends in .md";
    let misnamed = names.0.names().filter(is_text);
    let diagnostic = |path| Diagnostic::warning(Place::file(path), message).help("rename it");
    Arc::new(misnamed.map(diagnostic).collect())
}

fn is_elsewhere(path: &SitePath) -> bool {
    TEXT_FOLDERS.iter().all(|folder| path.below(folder).is_none())
}
