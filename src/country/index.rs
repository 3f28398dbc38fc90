//! Every code and name of the table, and what it means.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Country;
use super::fold::fold;
use super::table::{AMBIGUOUS, COUNTRIES};

/// Every code and name of the table, folded: what each means before a site says otherwise.
pub(super) static INDEX: LazyLock<HashMap<String, Meaning>> = LazyLock::new(index);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    One(Country),
    Several(Vec<Country>),
}

/// Later steps win over earlier ones: the words known to be ambiguous over names, codes over all.
fn index() -> HashMap<String, Meaning> {
    let mut index = HashMap::with_capacity(8 * 1024);
    for country in Country::all() {
        for name in names_of(country) {
            add_name(&mut index, fold(name), country);
        }
    }
    for (word, countries) in AMBIGUOUS {
        index.insert(fold(word), Meaning::Several(countries.to_vec()));
    }
    for country in Country::all() {
        index.insert(country.alpha2().to_ascii_lowercase(), Meaning::One(country));
        index.insert(country.slug().to_owned(), Meaning::One(country));
    }
    index
}

/// Its names in every language of the table, the English display name first.
pub(super) fn names_of(country: Country) -> impl Iterator<Item = &'static str> {
    let row = &COUNTRIES[usize::from(country.0)];
    row.names.iter().chain(row.others).copied()
}

/// A name that two countries turn out to share is neither's.
fn add_name(index: &mut HashMap<String, Meaning>, folded: String, country: Country) {
    let meaning = index.entry(folded).or_insert(Meaning::One(country));
    match meaning {
        Meaning::One(known) if *known != country => {
            *meaning = Meaning::Several(vec![*known, country]);
        }
        Meaning::Several(known) if !known.contains(&country) => known.push(country),
        _ => {}
    }
}
