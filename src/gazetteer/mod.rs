//! [`Gazetteer`]: finds the countries that a text speaks of, by name, capital and demonym.
//!
//! What it knows is the country data and [`rules.tsv`](rules), where the contexts stand in which a
//! name means something else. Each language has a matcher of its own, made when a text in it is
//! first searched. A site adds its own names, and takes out those that it never means as countries.

mod capitals;
mod context;
mod forms;
mod language;
mod lexicon;
mod matcher;
mod rules;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::country::Country;
pub use context::sentences;
use context::{Context, Weight};
pub use language::Language;
use matcher::Matcher;
use rules::Rules;

/// A place in a text where a country is spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub country: Country,
    /// In bytes.
    pub range: Range<usize>,
    /// Which sentence of the text it stands in, from 0.
    pub sentence: usize,
    /// Whether the sentence is about the country; if not, it is only named: `South China Sea`, or a
    /// word that may mean two.
    pub is_about: bool,
}

/// The matcher of one language, and the rules by which its hits are weighed.
#[derive(Debug)]
struct Searcher {
    rules: Rules,
    matcher: Matcher,
}

impl Searcher {
    fn new(language: Language, site: &[(String, Country)]) -> Searcher {
        let rules = Rules::of(language);
        let lexicon = lexicon::lexicon(language, &rules, site);
        let matcher = Matcher::new(language, lexicon, rules.tail.clone());
        Searcher { rules, matcher }
    }
}

/// Those of the built-in data, by language.
static BUILT_IN: LazyLock<Searchers> = LazyLock::new(Searchers::default);

#[derive(Default)]
struct Searchers([OnceLock<Searcher>; Language::ALL.len()]);

impl fmt::Debug for Searchers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Searchers")
    }
}

impl Searchers {
    fn get(&self, language: Language, site: &[(String, Country)]) -> Option<&Searcher> {
        let at = Language::ALL.iter().position(|known| *known == language)?;
        Some(self.0.get(at)?.get_or_init(|| Searcher::new(language, site)))
    }
}

/// What names mean in the texts of one site. Cloning shares.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    own: Arc<Own>,
}

/// What a site adds and takes away.
#[derive(Debug, Default)]
struct Own {
    names: Vec<(String, Country)>,
    ignored: BTreeSet<String>,
    searchers: Searchers,
}

impl Gazetteer {
    /// `names` are a site's own, as they are written in its texts; `ignored` are those that it never
    /// means as countries.
    pub fn new(names: Vec<(String, Country)>, ignored: impl IntoIterator<Item = String>) -> Gazetteer {
        let ignored = ignored.into_iter().collect();
        Gazetteer { own: Arc::new(Own { names, ignored, searchers: Searchers::default() }) }
    }

    /// The countries that a text speaks of, in the order in which they stand.
    pub fn search(&self, language: Language, text: &str) -> Vec<Mention> {
        let own = &*self.own;
        let searchers = if own.names.is_empty() { &*BUILT_IN } else { &own.searchers };
        let mut mentions = Vec::new();
        let Some(searcher) = searchers.get(language, &own.names) else { return mentions };
        // Most texts are about a few countries; what is asked of a text that names none costs nothing.
        let mut context: Option<(Context, Vec<usize>)> = None;
        let copy = capitals::title_case(language, text, &searcher.matcher, &searcher.rules);
        let written = text;
        let text = copy.as_deref().unwrap_or(text);
        searcher.matcher.find(text, |hit| {
            let is_ignored = |text: &str| {
                // A stem stands for the word with its endings.
                let forms = [hit.range.clone(), hit.range.start..hit.stem_end];
                forms.into_iter().any(|form| text.get(form).is_some_and(|word| own.ignored.contains(word)))
            };
            if !own.ignored.is_empty() && (is_ignored(text) || is_ignored(written)) {
                return;
            }
            let (context, ends) =
                context.get_or_insert_with(|| (Context::new(text, &searcher.rules), sentences(text)));
            let sentence = ends.partition_point(|&end| end <= hit.range.start);
            let start = sentence.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
            let end = ends.get(sentence).copied().unwrap_or(text.len());
            let weight = context.weigh(&hit, &(start..end));
            if weight == Weight::Nothing {
                return;
            }
            let meaning = &hit.entry.meaning;
            let about = meaning.about.iter().map(|&country| (country, weight == Weight::About));
            let named = meaning.named.iter().map(|&country| (country, false));
            mentions.extend(about.chain(named).map(|(country, is_about)| Mention {
                country,
                range: hit.range.clone(),
                sentence,
                is_about,
            }));
        });
        mentions
    }

    /// Whether a text is a country's name in any language, with whatever ending.
    pub fn knows(&self, text: &str) -> bool {
        let own = &*self.own;
        let searchers = if own.names.is_empty() { &*BUILT_IN } else { &own.searchers };
        Language::ALL.into_iter().filter_map(|language| searchers.get(language, &own.names)).any(|searcher| {
            let mut is_whole = false;
            searcher.matcher.find(text, |hit| is_whole |= hit.range == (0..text.len()));
            is_whole
        })
    }

    /// Every text that means something to it, in any language.
    pub fn texts(&self) -> BTreeSet<String> {
        let texts = |language| lexicon::lexicon(language, &Rules::of(language), &self.own.names).into_keys();
        Language::ALL.into_iter().flat_map(texts).collect()
    }
}
