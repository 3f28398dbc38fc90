//! Several things on one line over the text: `By A | May 28, 2024`, `입력 2024.05.28 15:30 수정 2024.05.28 16:10`.
//! Each gets a line of its own, for the rules behind this one.

use super::calendar::CHANGED;
use super::date::Reading;
use super::{HEAD, SHORT};
use crate::import::article::Block;
use crate::import::draft::{Desk, Draft};

/// What stands between the parts.
const SIGNS: [char; 6] = ['|', '｜', '•', '·', '/', '—'];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let mut at = 0;
    while at < draft.blocks.len().min(HEAD) {
        let parts = draft.blocks.get(at).and_then(|block| Some((block.line, parts(&block.text()?, desk)?)));
        if let Some((line, parts)) = parts {
            let blocks = parts.into_iter().map(|part| Block::paragraph(line, part));
            draft.blocks.splice(at..=at, blocks);
        }
        at += 1;
    }
}

fn parts(text: &str, desk: &Desk) -> Option<Vec<String>> {
    // The whole is a date, or too long for what stands over a text.
    if text.chars().nth(SHORT).is_some() || Reading::of(text, desk).is_some() {
        return None;
    }
    let is_date = |part: &String| Reading::of(part, desk).is_some();
    for sign in SIGNS {
        let parts: Vec<String> =
            text.split(sign).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.iter().any(is_date) {
            return Some(parts);
        }
    }
    let lower = text.to_lowercase();
    CHANGED.iter().find_map(|word| {
        let (before, after) = text.split_at_checked(lower.find(word).filter(|at| *at > 0)?)?;
        let parts = vec![before.trim().to_owned(), after.trim().to_owned()];
        parts.iter().all(is_date).then_some(parts)
    })
}
