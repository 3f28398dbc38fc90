//! Who signs at the end: `(作者:产品中心)`, `(Reporting by A; editing by B)`, `김민수 기자 kim@example.org`.

use super::{SHORT, byline};
use crate::import::draft::{Desk, Draft, Found, Sureness};

/// Blocks at the end that are looked at.
const TAIL: usize = 3;

/// What stands before the name of who edited it, which is no author.
const EDITORS: &[&str] = &[
    "責任編輯",
    "责任编辑",
    "编辑",
    "編輯",
    "校对",
    "Editing by",
    "Edited by",
    "Editor",
    "Редактор",
    "편집",
];

/// What a signature in brackets begins with.
const LEADS: &[&str] =
    &["作者", "记者", "記者", "文", "글", "기자", "author", "Author", "Автор", "Reporting by", "Written by"];

pub fn apply(draft: &mut Draft, _: &Desk) {
    edited(draft);
    let start = draft.blocks.len().saturating_sub(TAIL);
    let found = draft.blocks.iter().enumerate().skip(start).find_map(|(at, block)| {
        let text = block.text().filter(|text| text.chars().nth(SHORT).is_none())?;
        let byline = || byline::signed(text.trim()).map(|signed| (signed.names, signed.why));
        let (names, why) = signed(text.trim()).or_else(byline)?;
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

/// Leaves out a line that says who edited it.
fn edited(draft: &mut Draft) {
    let start = draft.blocks.len().saturating_sub(TAIL).max(1);
    let is_editor = |text: &str| {
        let inner = bracketed(text.trim()).unwrap_or(text.trim());
        let rest = EDITORS.iter().find_map(|lead| inner.strip_prefix(lead)).map(str::trim_start);
        rest.and_then(|rest| rest.strip_prefix([':', '：'])).is_some()
            || (rest.is_some() && inner.contains(" by ") && inner.len() < text.trim().len())
    };
    let at = (start..draft.blocks.len()).find(|at| {
        let text = draft.blocks.get(*at).and_then(|block| block.text());
        text.is_some_and(|text| text.chars().nth(SHORT).is_none() && is_editor(&text))
    });
    if let Some(at) = at {
        draft.leave_out(at, "who edited it; a brief has no place for that");
    }
}

fn bracketed(text: &str) -> Option<&str> {
    [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}

fn signed(text: &str) -> Option<(Vec<String>, String)> {
    let inner = bracketed(text)?;
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
