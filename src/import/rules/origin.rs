//! Whose text it is, where a line says so: `Source: …`, `来源：…`, `Quelle: dpa`, and an agency's name that
//! signs at the end.

use super::{HEAD, SHORT, agency};
use crate::import::article::{Block, Kind, LeftOut};
use crate::import::draft::{Desk, Draft};

/// What stands before the name, in lower case.
const LEADS: &[&str] = &["source", "quelle", "fuente", "источник", "출처", "来源", "來源", "出典", "المصدر"];

/// Blocks at the end that are looked at.
const TAIL: usize = 3;

pub fn apply(draft: &mut Draft, _: &Desk) {
    named(draft);
    signed(draft);
}

/// A line of its own over or under the text.
fn named(draft: &mut Draft) {
    let length = draft.blocks.len();
    let is_near = |at: usize| at < HEAD / 2 || at + TAIL >= length;
    let found = draft.blocks.iter().enumerate().filter(|(at, _)| is_near(*at)).find_map(|(at, block)| {
        let text = block.text().filter(|text| text.chars().nth(SHORT / 2).is_none())?;
        let (lead, name) = text.split_once([':', '：'])?;
        let name = name.trim();
        // Several are the text's sources, and no one else's text.
        let is_one = !name.is_empty() && !name.contains([',', ';', '，', '；', '、', ':']);
        (is_one && LEADS.contains(&lead.trim().to_lowercase().as_str()))
            .then(|| (at, block.line, name.to_owned()))
    });
    let Some((at, line, name)) = found.filter(|_| length > 1) else { return };
    ask(draft, line, &name);
    // Under the text it may be where a number comes from.
    if at * 2 < length || agency::is_agency(&name) {
        draft.leave_out(at, "whose text it is; `original` has a place for that");
    }
}

/// `(AFP)` or `dpa` as the last words.
fn signed(draft: &mut Draft) {
    let length = draft.blocks.len();
    let Some(Block { line, kind: Kind::Paragraph(text) }) = draft.blocks.last_mut() else { return };
    let (line, words) = (*line, text.text());
    let alone = words.trim().trim_matches(|c: char| "()[]（）【】/ ".contains(c));
    if agency::is_agency(alone) && length > 1 {
        let name = alone.to_owned();
        ask(draft, line, &name);
        return draft.leave_out(length - 1, "the agency's name, which signs the text");
    }
    let is_bracketed = words.trim_end().ends_with([')', '）', ']', '】']);
    let Some((end, name)) =
        agency::credit(&words).filter(|(end, name)| is_bracketed && *end > 0 && agency::is_agency(name))
    else {
        return;
    };
    *text = std::mem::take(text).split(end).0.trimmed();
    let signature = words.get(end..).unwrap_or_default().trim().to_owned();
    ask(draft, line, &name);
    let why = "the agency's name, which signs the text".to_owned();
    draft.left_out.push(LeftOut { line, text: signature, why });
}

fn ask(draft: &mut Draft, line: usize, name: &str) {
    let is_asked = |question: &crate::import::draft::Question| {
        question.field == "original" && question.text.starts_with(&format!("`{name}` "))
    };
    let is_known = draft.original.as_ref().is_some_and(|original| original.value.0.is_some());
    if !is_known && !draft.questions.iter().any(is_asked) {
        let question = format!(
            "`{name}` is named as the source; if the text is theirs, say so: original: {{publisher: {name}, url: …}}"
        );
        draft.ask("original", Some(line), question);
    }
}
