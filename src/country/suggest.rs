//! What a word that names no country may have meant.

use super::Country;
use super::distance::distance;
use super::fold::fold;
use super::index::names_of;
use super::table::{AMBIGUOUS, HINTS};

/// More would be a list to read, not a hint.
const MOST: usize = 3;
/// Words shorter than this are near to half the world: only codes are compared.
const SHORTEST_NAME: usize = 4;

/// How good a suggestion is; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What writers of this very word usually mean; by place in the list.
    Hint(usize),
    /// A name a few letters away; before those in other languages, the site's own and the English one.
    Near { letters: usize, foreign: bool },
    /// A name of which the word is a part: 'Emirates'.
    Within,
}

/// Up to three countries that a word which names none may have meant, best first.
///
/// `folded` is the word; `site` are the site's own words, folded.
pub(super) fn suggest<'a>(folded: &str, site: impl Iterator<Item = (&'a str, Country)>) -> Vec<Country> {
    let mut found: Vec<(Rank, Country)> = hints(folded);
    if folded.chars().count() < SHORTEST_NAME {
        found.extend(near_codes(folded));
    }
    let wanted: Vec<char> = folded.chars().collect();
    for (name, country) in site {
        found.extend(compare(folded, &wanted, name, false).map(|rank| (rank, country)));
    }
    for (word, countries) in AMBIGUOUS {
        let rank = compare(folded, &wanted, &fold(word), false);
        found.extend(rank.into_iter().flat_map(|rank| countries.iter().map(move |&country| (rank, country))));
    }
    for country in Country::all() {
        for (place, name) in names_of(country).enumerate() {
            let rank = compare(folded, &wanted, &fold(name), place > 0);
            found.extend(rank.map(|rank| (rank, country)));
        }
    }
    found.sort_unstable();
    best(&found)
}

/// The first few, each once, without those that are much farther away than the nearest.
fn best(found: &[(Rank, Country)]) -> Vec<Country> {
    let letters = |rank| if let Rank::Near { letters, .. } = rank { Some(letters) } else { None };
    let nearest = found.iter().find_map(|&(rank, _)| letters(rank));
    let mut best = Vec::with_capacity(MOST);
    for &(rank, country) in found {
        let far = letters(rank) > nearest.map(|nearest| nearest + 1);
        if best.len() < MOST && !far && !best.contains(&country) {
            best.push(country);
        }
    }
    best
}

fn hints(folded: &str) -> Vec<(Rank, Country)> {
    let meant = HINTS.iter().filter(|(word, _)| fold(word) == folded);
    meant
        .flat_map(|(_, countries)| countries.iter().enumerate())
        .map(|(place, &country)| (Rank::Hint(place), country))
        .collect()
}

/// Codes with one slip: two letters swapped, or in an alpha-3 one letter wrong.
fn near_codes(folded: &str) -> Vec<(Rank, Country)> {
    let wanted: Vec<char> = folded.chars().collect();
    let swapped = |code: &str| code.chars().rev().eq(wanted.iter().copied());
    Country::all()
        .filter(|country| match wanted.len() {
            2 => swapped(&country.alpha2().to_ascii_lowercase()),
            3 => {
                let code: Vec<char> = country.slug().chars().collect();
                distance(&wanted, &code, 1).is_some()
            }
            _ => false,
        })
        .map(|country| (Rank::Near { letters: 1, foreign: false }, country))
        .collect()
}

fn compare(folded: &str, wanted: &[char], name: &str, foreign: bool) -> Option<Rank> {
    if wanted.len() < SHORTEST_NAME {
        return None;
    }
    let most = (wanted.len() / 3).min(3);
    let letters: Vec<char> = name.chars().collect();
    match distance(wanted, &letters, most) {
        Some(letters) => Some(Rank::Near { letters, foreign }),
        None if name.contains(folded) => Some(Rank::Within),
        None => None,
    }
}
