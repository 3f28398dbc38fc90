//! Countries that stand on a line of their own over the text: `Country: Mali`, `Pays : Niger, Tchad`.

use super::{HEAD, label};
use crate::import::draft::{Desk, Draft};

/// What the line begins with, in lower case.
const NAMES: &[&str] = &[
    "country",
    "countries",
    "land",
    "länder",
    "pays",
    "país",
    "países",
    "страна",
    "страны",
    "国家",
    "국가",
    "国",
    "البلد",
];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let found = draft.blocks.iter().take(HEAD).enumerate().find_map(|(at, block)| {
        let text = block.text()?;
        let (name, rest) = text.split_once([':', '：'])?;
        let is_list = NAMES.contains(&name.trim().to_lowercase().as_str()) && rest.chars().nth(200).is_none();
        is_list.then(|| (at, block.line, rest.trim().to_owned()))
    });
    let Some((at, line, rest)) = found else { return };
    if !rest.is_empty() && label::countries(draft, desk, line, &rest, "behind `country`") {
        draft.take(at, "countries");
    }
}
