//! Who signs at the end: `(作者:产品中心)`, `(Reporting by A; editing by B)`, `김민수 기자 kim@example.org`.

use super::byline;
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// Blocks at the end that are looked at.
const TAIL: usize = 3;

/// What a signature in brackets begins with.
const LEADS: &[&str] = &[
    "作者",
    "记者",
    "記者",
    "文",
    "責任編輯",
    "责任编辑",
    "编辑",
    "編輯",
    "글",
    "기자",
    "author",
    "Author",
    "Автор",
];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let start = draft.blocks.len().saturating_sub(TAIL);
    let found = draft.blocks.iter().enumerate().skip(start).find_map(|(at, block)| {
        let (lead, names) = signed(block.text()?.trim())?;
        Some((at, block.line, lead, names))
    });
    let Some((at, line, lead, names)) = found else { return };
    let why = format!("after `{lead}` at the end");
    if draft.authors.is_empty() {
        draft.authors =
            names.into_iter().map(|name| Found::new(name, Sureness::Certain, line, why.clone())).collect();
    } else if draft.desk.is_none() && names.len() == 1 {
        // The byline has the authors, so this is who brought it out.
        draft.desk = names.into_iter().next().map(|name| Found::new(name, Sureness::Likely, line, why));
        draft.take(at, "desk");
        return;
    } else {
        return;
    }
    draft.take(at, "authors");
}

fn signed(text: &str) -> Option<(&'static str, Vec<String>)> {
    let inner = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    let cut = inner.find([':', '：'])?;
    let sign = inner[cut..].chars().next()?;
    let lead = LEADS.iter().find(|lead| **lead == inner[..cut].trim())?;
    let names = byline::names(&inner[cut + sign.len_utf8()..]);
    (!names.is_empty() && inner.chars().count() <= 60).then_some((*lead, names))
}
