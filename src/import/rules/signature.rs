//! Who signs at the end: `(作者:产品中心)`, `(Reporting by A; editing by B)`, `김민수 기자 kim@example.org`.

use super::{SHORT, byline};
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
    "Reporting by",
    "Written by",
];

pub fn apply(draft: &mut Draft, _: &Desk) {
    let start = draft.blocks.len().saturating_sub(TAIL);
    let found = draft.blocks.iter().enumerate().skip(start).find_map(|(at, block)| {
        let text = block.text().filter(|text| text.chars().nth(SHORT).is_none())?;
        let (names, why) = signed(text.trim()).or_else(|| byline::signed(text.trim()))?;
        Some((at, block.line, names, format!("{why} at the end")))
    });
    let Some((at, line, names, why)) = found else { return };
    let is_known = |name: &String| draft.authors.iter().any(|known| known.value == *name);
    if !draft.authors.is_empty() && names.iter().all(is_known) {
        return draft.leave_out(at, "the byline has these names");
    }
    if draft.authors.is_empty() {
        draft.authors = byline::authors(names, line, &why);
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

fn signed(text: &str) -> Option<(Vec<String>, String)> {
    let inner = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    let lead = LEADS.iter().find(|lead| inner.starts_with(**lead))?;
    let rest = inner.get(lead.len()..)?;
    let rest = match rest.trim_start().strip_prefix([':', '：']) {
        Some(rest) => rest,
        // Who edited it is another matter.
        None if rest.starts_with(' ') && lead.ends_with("by") => rest.split(';').next()?,
        None => return None,
    };
    let names = byline::names(rest);
    (!names.is_empty()).then(|| (names, format!("after `{lead}`")))
}
