//! [`Theme`]: templates and words, with the last good version of each template.

use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic};
use crate::memo::Memo;
use crate::render::Templates;
use crate::source::Sources;
use crate::words::WordBook;

type Read = Arc<Checked<Arc<Templates>>>;

#[derive(Default)]
pub struct Theme {
    words: Memo<(Sources, String), Arc<Checked<Arc<WordBook>>>>,
    templates: Memo<Sources, Read>,
    mended: Memo<Sources, Read>,
    /// What the templates were made of when they last had no errors, and they themselves.
    good: Option<(Sources, Arc<Templates>)>,
}

impl Theme {
    pub fn read(
        &mut self,
        sources: &Sources,
        language: &str,
        found: &mut Vec<Diagnostic>,
    ) -> (Arc<WordBook>, Arc<Templates>) {
        let part = sources.part("templates");
        let words = self.words.get((part.clone(), language.to_owned()), |(sources, language)| {
            Arc::new(WordBook::read(sources, language).map(Arc::new))
        });
        let templates = self.templates.get(part.clone(), read);
        found.extend(words.diagnostics.iter().chain(&templates.diagnostics).cloned());
        (Arc::clone(&words.value), self.usable(part, &templates))
    }

    /// The templates as they are, or with the faulty ones among them as they last were.
    fn usable(&mut self, mut part: Sources, templates: &Checked<Arc<Templates>>) -> Arc<Templates> {
        if !templates.has_errors() {
            self.good = Some((part, Arc::clone(&templates.value)));
            return Arc::clone(&templates.value);
        }
        let Some((sources, good)) = &self.good else { return Arc::clone(&templates.value) };
        for diagnostic in templates.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
            let path = &diagnostic.place.path;
            match sources.texts.get(path) {
                Some(text) => drop(part.texts.insert(path.clone(), text.clone())),
                None => drop(part.texts.remove(path)),
            }
        }
        let mended = self.mended.get(part.clone(), read);
        if mended.has_errors() {
            return Arc::clone(good);
        }
        self.good = Some((part, Arc::clone(&mended.value)));
        Arc::clone(&mended.value)
    }
}

fn read(sources: &Sources) -> Read {
    Arc::new(Templates::read(sources).map(Arc::new))
}
