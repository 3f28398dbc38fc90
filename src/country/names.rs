//! [`Names`]: what names mean on one site.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Country;
use super::fold::fold;
use super::index::{INDEX, Meaning};
use super::language::Language;
use super::suggest::suggest;
use super::table::COUNTRIES;

/// What names mean on one site: the table, with the site's own names and aliases on top.
///
/// Cloning shares. The default is the plain table, in English.
#[derive(Clone, Debug, Default)]
pub struct Names {
    site: Arc<Site>,
}

/// What a site's settings say of one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteName {
    pub country: Country,
    /// What pages show, in the site's language. Matches, too.
    pub name: Option<String>,
    /// Further words that mean this country here.
    pub aliases: Vec<String>,
}

/// Why a text names no country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// No country is called that. Up to three that may have been meant, best first.
    Unknown { suggestions: Vec<Country> },
    /// Several are; at least two.
    Ambiguous { candidates: Vec<Country> },
}

/// A contradiction in what a site declares: one word for two countries, or two display names for one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The word or name, as the later entry spells it.
    pub text: String,
    /// The country of the earlier entry.
    pub first: Country,
    /// The country of the later entry; the same as `first` where that one gets a second display name.
    pub second: Country,
    /// The later entry, counted in the slice given to [`Names::new`].
    pub index: usize,
}

#[derive(Debug, Default)]
struct Site {
    /// BCP 47, as given.
    language: String,
    /// Folded words.
    words: HashMap<String, Country>,
    /// Display names.
    shown: BTreeMap<Country, String>,
}

impl Names {
    /// The names of one site. `language` is the site's, BCP 47: it decides the display names, which are
    /// English where the data lacks it. `site` holds what the settings say of each country they mention.
    ///
    /// # Errors
    /// Every conflict in `site`, in the order of the entries.
    /// A word without a letter or digit is none: it matches nothing and is passed over.
    pub fn new(language: &str, site: &[SiteName]) -> Result<Names, Vec<Conflict>> {
        let mut all = Site { language: language.to_owned(), ..Site::default() };
        let mut conflicts = Vec::new();
        for (index, entry) in site.iter().enumerate() {
            let second = entry.country;
            let conflict = |text: &String, first| Conflict { text: text.clone(), first, second, index };
            for word in entry.name.iter().chain(&entry.aliases) {
                conflicts.extend(all.add_word(word, second).map(|first| conflict(word, first)));
            }
            if let Some(name) = entry.name.as_ref().filter(|name| !all.add_name(name, second)) {
                conflicts.push(conflict(name, second));
            }
        }
        if conflicts.is_empty() { Ok(Names { site: Arc::new(all) }) } else { Err(conflicts) }
    }

    /// The country that a text names: by a word of the site's, by alpha-2 or alpha-3 code, by a name in any
    /// language of the data, or by a well-known alias, in this order. Case, accents, punctuation and
    /// spacing do not count.
    ///
    /// # Errors
    /// [`NotFound`] if none or several are called that.
    pub fn find(&self, written: &str) -> Result<Country, NotFound> {
        let folded = fold(written);
        if let Some(country) = self.site.words.get(&folded) {
            return Ok(*country);
        }
        match INDEX.get(&folded) {
            Some(Meaning::One(country)) => Ok(*country),
            Some(Meaning::Several(candidates)) => Err(NotFound::Ambiguous { candidates: candidates.clone() }),
            None => {
                let words = self.site.words.iter();
                let words = words.map(|(word, country)| (word.as_str(), *country));
                Err(NotFound::Unknown { suggestions: suggest(&folded, words) })
            }
        }
    }

    /// The country for which the site itself declares this word, if it does.
    pub fn declared(&self, written: &str) -> Option<Country> {
        self.site.words.get(&fold(written)).copied()
    }

    /// What pages of the site call a country: the site's own name, or the one in its language.
    pub fn display(&self, country: Country) -> &str {
        self.display_in(country, &self.site.language)
    }

    /// What a text in another language (BCP 47) calls a country; English where the data lacks the language.
    /// The site's own name is in the site's language, and wins there alone.
    pub fn display_in(&self, country: Country, language: &str) -> &str {
        let language = Language::of(language);
        match self.site.shown.get(&country) {
            Some(name) if language.same(&Language::of(&self.site.language)) => name,
            _ => COUNTRIES[usize::from(country.0)].names[language.column()],
        }
    }
}

impl Site {
    /// The other country that has this word already, if one has.
    fn add_word(&mut self, word: &str, country: Country) -> Option<Country> {
        let folded = fold(word);
        if folded.is_empty() {
            return None;
        }
        let first = *self.words.entry(folded).or_insert(country);
        (first != country).then_some(first)
    }

    /// Whether it is the country's only display name.
    fn add_name(&mut self, name: &str, country: Country) -> bool {
        let known = self.shown.entry(country).or_insert_with(|| name.trim().to_owned());
        known == name.trim()
    }
}
