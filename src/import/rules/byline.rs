//! Who wrote it: `By A and B`, `Von`, `Par`, `홍길동 기자`.

use super::{HEAD, SHORT};
use crate::import::article::LeftOut;
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// What stands before names, in lower case.
const BEFORE: &[&str] = &[
    "by ",
    "written by ",
    "words by ",
    "reporting by ",
    "submitted by ",
    "posted by ",
    "published by ",
    "author: ",
    "authors: ",
    "eingereicht von ",
    "von ",
    "soumis par ",
    "publié par ",
    "par ",
    "por: ",
    "por ",
    "di ",
    "door ",
    "автор: ",
    "авторы: ",
    "текст: ",
    "كتب: ",
    "كتبت: ",
    "بقلم: ",
    "بقلم ",
    "作者:",
    "作者：",
    "记者:",
    "记者：",
    "記者:",
    "記者：",
    "文:",
    "文：",
    "文/",
    "文／",
    "文=",
    "文＝",
    "撰文:",
    "撰文：",
    "执笔:",
    "执笔：",
    "執筆:",
    "執筆：",
];

/// What stands inside names and has no capital.
const PARTICLES: &[&str] = &[
    "abu", "af", "al", "av", "bin", "bint", "da", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu",
];

/// What somebody does, in lower case.
const ROLES: &[&str] = &[
    "analyst",
    "bureau",
    "chief",
    "correspondent",
    "editor",
    "korrespondent",
    "reporter",
    "staff",
    "writer",
];

/// What a group of people is called.
const GROUPS: &[&str] = &["desk", "newsroom", "staff", "team", "unit"];

/// What stands between names.
const BETWEEN: &[&str] = &[
    " and ", " with ", " avec ", " mit ", " con ", " und ", " et ", " y ", " e ", " en ", " и ", " & ", ", ",
    "、", "·",
];

/// What stands behind a name in Korean and Chinese.
const BEHIND: &[&str] = &[" 기자", " 특파원", " 선임기자", " 논설위원", " 记者", " 記者"];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let found = draft.blocks.iter().take(HEAD).enumerate().find_map(|(at, block)| {
        let text = block.text().filter(|text| text.chars().nth(SHORT).is_none())?;
        Some((at, block.line, signed(text.trim())?))
    });
    let Some((at, line, signed)) = found else { return };
    let is_known = |name: &String| draft.authors.iter().any(|known| known.value == *name);
    if !draft.authors.is_empty() && !signed.names.iter().all(is_known) {
        return;
    }
    if draft.authors.is_empty() {
        draft.authors = authors(signed.names, line, &signed.why);
    }
    draft.take(at, "authors");
    if let (Some(taken), Some(beside)) = (draft.taken.last_mut(), signed.beside) {
        // Counted once, as left out.
        taken.text = taken.text.strip_suffix(beside.as_str()).unwrap_or(&taken.text).to_owned();
        let why = "what stands behind the names".to_owned();
        draft.left_out.push(LeftOut { line, text: beside, why });
    }
}

/// A byline as it was understood.
pub struct Signed {
    pub names: Vec<String>,
    /// What it was known by.
    pub why: String,
    /// Where they are or what they do, which stands behind the names.
    pub beside: Option<String>,
}

pub fn signed(text: &str) -> Option<Signed> {
    before(text).or_else(|| behind(text))
}

/// A name of one word may be none.
pub fn authors(names: Vec<String>, line: usize, why: &str) -> Vec<Found<String>> {
    let is_plain = |name: &str| name.contains(' ') || !name.is_ascii();
    let sureness = |name: &str| if is_plain(name) { Sureness::Certain } else { Sureness::Likely };
    names.into_iter().map(|name| Found::new(name.clone(), sureness(&name), line, why)).collect()
}

fn before(text: &str) -> Option<Signed> {
    let lower = text.to_lowercase();
    let lead = BEFORE.iter().find(|lead| lower.starts_with(**lead))?;
    // Lower case may be longer or shorter than what it was made of.
    let rest = text.get(lead.len()..)?;
    // Where somebody is, is no part of the name.
    let rest = match rest.rsplit_once(" in ") {
        Some((name, place)) if *lead == "by " && is_name(place) => name,
        _ => rest,
    };
    let rest = rest.strip_prefix("the ").or_else(|| rest.strip_prefix("The ")).unwrap_or(rest);
    let (rest, beside) = without_place(rest.split(';').next()?);
    let mut names = names(rest);
    // `A, Korea correspondent`: what follows the name is no other.
    let does = |name: &String| name.to_lowercase().split(' ').any(|word| ROLES.contains(&word));
    if names.first().is_some_and(|first| !does(first)) {
        names.retain(|name| !does(name));
    }
    // `By Land and Sea` is a title.
    let is_plain = names.len() > 1 && names.iter().all(|name| name.is_ascii() && !name.contains(' '));
    let all_names = !names.is_empty() && !is_plain && names.iter().all(|name| is_name(name));
    let why = format!("after `{}`", lead.trim());
    all_names.then(|| Signed { names, why, beside: beside.map(str::to_owned) })
}

/// The names, and what stands behind them: `A and B, Berlin`, `A, Berlin`, `A, a fellow of the Institute`.
fn without_place(text: &str) -> (&str, Option<&str>) {
    let comma = |at: usize| {
        let (names, rest) = text.split_at(at);
        (names.trim_end(), Some(rest.trim_start_matches(',').trim()).filter(|rest| !rest.is_empty()))
    };
    let is_word = |between: &&&str| between.chars().any(char::is_alphabetic);
    let last = BETWEEN.iter().filter(is_word).filter_map(|between| text.rfind(between)).max();
    // What is listed has the word before its last name.
    if let Some(at) = last.and_then(|last| Some(last + text[last..].find(", ")?)) {
        return comma(at);
    }
    for (at, _) in text.match_indices(", ") {
        let rest = text[at + 2..].trim();
        let is_next = BETWEEN.iter().any(|between| rest.starts_with(between.trim_start()));
        let is_described = !is_next
            && rest.chars().next().is_some_and(char::is_lowercase)
            && !PARTICLES.contains(&rest.split(' ').next().unwrap_or_default());
        // A name has two words; one that stands behind such a name is a place.
        let is_place = text[..at].trim().contains(' ') && !rest.contains([' ', ',']) && last.is_none();
        if is_described || is_place {
            return comma(at);
        }
    }
    (text, None)
}

fn behind(text: &str) -> Option<Signed> {
    if text.chars().nth(60).is_some() {
        return None;
    }
    // An address for letters often follows.
    let text = text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    let sign = BEHIND.iter().find(|sign| text.ends_with(**sign))?;
    let names = names(text.strip_suffix(sign)?);
    let all_names = !names.is_empty() && names.iter().all(|name| name.chars().count() <= 12);
    let why = format!("before `{}`", sign.trim());
    all_names.then_some(Signed { names, why, beside: None })
}

/// The names in a list of them.
pub fn names(text: &str) -> Vec<String> {
    let mut names = vec![text.trim().trim_end_matches('.').to_owned()];
    for between in BETWEEN {
        names =
            names.iter().flat_map(|name| name.split(between)).map(|name| name.trim().to_owned()).collect();
    }
    names.iter_mut().for_each(|name| name.truncate(name.trim_end_matches([',', ' ']).len()));
    names.retain(|name| !name.is_empty());
    names
}

/// A few words that begin with a capital, but for `van`, `de` and the like.
pub fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_capital = |word: &str| word.chars().next().is_some_and(|c| !c.is_lowercase() && !c.is_numeric());
    (1..=6).contains(&words.len())
        && words.iter().all(|word| has_capital(word) || PARTICLES.contains(word) || GROUPS.contains(word))
        && words.last().is_some_and(|word| has_capital(word) || (GROUPS.contains(word) && words.len() > 1))
}
