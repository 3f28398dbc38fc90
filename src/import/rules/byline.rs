//! Who wrote it: `By A and B`, `Von`, `Par`, `홍길동 기자`.

use super::{HEAD, SHORT};
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// What stands before names, in lower case.
const BEFORE: &[&str] = &[
    "by ",
    "written by ",
    "words by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "автор: ",
    "авторы: ",
    "بقلم ",
];

/// What stands between names.
const BETWEEN: &[&str] = &[" and ", " und ", " et ", " y ", " e ", " en ", " и ", " & ", ", ", "、", "·"];

/// What stands behind a name in Korean and Chinese.
const BEHIND: &[&str] = &[" 기자", " 특파원", " 선임기자", " 논설위원", " 记者", " 記者"];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let found = draft.blocks.iter().take(HEAD).enumerate().find_map(|(at, block)| {
        let text = block.text()?;
        let text = text.trim();
        let (names, why) = before(text).or_else(|| behind(text))?;
        Some((at, block.line, names, why))
    });
    let Some((at, line, names, why)) = found else { return };
    if draft.authors.is_empty() {
        draft.authors =
            names.into_iter().map(|name| Found::new(name, Sureness::Certain, line, why.clone())).collect();
        draft.take(at, "authors");
    } else if names.iter().all(|name| draft.authors.iter().any(|known| known.value == *name)) {
        draft.take(at, "authors");
    }
}

fn before(text: &str) -> Option<(Vec<String>, String)> {
    if text.chars().count() > SHORT {
        return None;
    }
    let lower = text.to_lowercase();
    let lead = BEFORE.iter().find(|lead| lower.starts_with(**lead))?;
    // Lower case may be longer or shorter than what it was made of.
    let rest = text.get(lead.len()..)?;
    let names = names(rest);
    let all_names = !names.is_empty() && names.iter().all(|name| is_name(name));
    all_names.then(|| (names, format!("after `{}`", lead.trim())))
}

fn behind(text: &str) -> Option<(Vec<String>, String)> {
    if text.chars().count() > 40 {
        return None;
    }
    // An address for letters often follows.
    let text = text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    let sign = BEHIND.iter().find(|sign| text.ends_with(**sign))?;
    let names = names(text.strip_suffix(sign)?);
    let all_names = !names.is_empty() && names.iter().all(|name| name.chars().count() <= 12);
    all_names.then(|| (names, format!("before `{}`", sign.trim())))
}

/// The names in a list of them.
pub fn names(text: &str) -> Vec<String> {
    let mut names = vec![text.trim().trim_end_matches('.').to_owned()];
    for between in BETWEEN {
        names =
            names.iter().flat_map(|name| name.split(between)).map(|name| name.trim().to_owned()).collect();
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A few words that begin with a capital, but for `van`, `de` and the like.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_capital = |word: &str| word.chars().next().is_some_and(|c| !c.is_lowercase() && !c.is_numeric());
    (1..=6).contains(&words.len())
        && words.iter().all(|word| has_capital(word) || word.chars().count() <= 3)
        && words.first().is_some_and(|word| has_capital(word) || words.len() > 1)
        && words.last().is_some_and(|word| has_capital(word))
}
