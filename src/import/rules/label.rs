//! The label over a text: `[ANALYSIS] NK`, `Analysis: Who came`, `분석`.

use super::{HEAD, SHORT};
use crate::country::NotFound;
use crate::import::article::Block;
use crate::import::draft::{Desk, Draft, Found, Sureness};
use crate::text::shortened;

/// What desks call their kinds of texts, in lower case.
const KINDS: &[&str] = &[
    "analysis",
    "assessment",
    "background",
    "backgrounder",
    "brief",
    "briefing",
    "commentary",
    "explainer",
    "feature",
    "interview",
    "news analysis",
    "issue brief",
    "opinion",
    "policy brief",
    "policy paper",
    "press release",
    "report",
    "research note",
    "situation report",
    "special report",
    "update",
    "working paper", // de
    "analyse",
    "hintergrund",
    "kommentar",
    "lagebericht",
    "pressemitteilung", // fr
    "analyses",
    "commentaire",
    "communiqué de presse",
    "décryptage",
    "tribune", // es
    "análisis",
    "comentario",
    "comunicado de prensa",
    "informe", // ru
    "анализ",
    "аналитика",
    "комментарий",
    "пресс-релиз", // ko
    "분석",
    "해설",
    "기획",
    "칼럼",
    "논평",
    "보도자료", // zh, ja
    "分析",
    "解読",
    "解説",
    "評論",
    "评论",
    "解读",
    "深度", // ar
    "تحليل",
    "تعليق",
    "تقرير", // fa
    "گزارش",
    "یادداشت",
];

pub fn apply(draft: &mut Draft, desk: &Desk) {
    let head = draft.blocks.iter().take(HEAD.min(3));
    let found = head.enumerate().find_map(|(at, block)| {
        let text = block.text().filter(|text| text.chars().nth(SHORT).is_none())?;
        let (label, rest) = split(&text)?;
        Some((at, block.line, label, rest))
    });
    let Some((at, line, label, rest)) = found else { return };
    if draft.kicker.is_none() {
        let sureness = if is_kind(&label) { Sureness::Certain } else { Sureness::Likely };
        draft.kicker = Some(Found::new(sentence_case(&label), sureness, line, "the label over the text"));
    }
    draft.take(at, "kicker");
    let rest = rest.trim();
    if !rest.is_empty() && !countries(draft, desk, line, rest, "behind the label") {
        if let Some(taken) = draft.taken.last_mut() {
            taken.text = label;
        }
        draft.blocks.insert(at, Block::paragraph(line, rest));
    }
}

/// The label and what stands behind it.
fn split(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    for (open, close) in [('[', ']'), ('【', '】'), ('［', '］'), ('(', ')'), ('<', '>')] {
        if let Some((label, rest)) = text.strip_prefix(open).and_then(|inner| inner.split_once(close)) {
            // In other brackets than these an aside may begin.
            let is_label = is_kind(label) || (open != '(' && open != '<' && is_short(label));
            return is_label.then(|| (label.trim().to_owned(), rest.to_owned()));
        }
    }
    if is_kind(text) || is_numbered(text) {
        return Some((text.to_owned(), String::new()));
    }
    let cut = text.find([':', '|', '：', '｜', '—', '–']).or_else(|| text.find(". "))?;
    let sign = text[cut..].chars().next()?;
    let label = &text[..cut];
    is_kind(label).then(|| (label.trim().to_owned(), text[cut + sign.len_utf8()..].to_owned()))
}

/// Whether it may be a desk's own name for a kind of text: `[사진=AP]` and `[1]` are none.
fn is_short(label: &str) -> bool {
    label.chars().nth(30).is_none()
        && !label.contains(['=', '＝', ':', '：', '/', '@'])
        && label.chars().any(char::is_alphabetic)
}

fn is_kind(label: &str) -> bool {
    KINDS.contains(&label.trim().to_lowercase().as_str())
}

/// `Policy Brief No. 17`.
fn is_numbered(text: &str) -> bool {
    let kind = text.trim_end_matches(|c: char| c.is_ascii_digit() || "/-. ".contains(c));
    let kind = ["No", "no", "Nr", "nr", "№", "#", "n°", "N°", "Issue", ","]
        .iter()
        .fold(kind, |kind, sign| kind.strip_suffix(sign).unwrap_or(kind).trim_end_matches([' ', ',']));
    kind.len() < text.len() && text.ends_with(|c: char| c.is_ascii_digit()) && is_kind(kind)
}

/// `SITUATION REPORT` as `Situation report`; what has small letters is left.
fn sentence_case(label: &str) -> String {
    if label.chars().any(char::is_lowercase) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}

/// Whether what stands there are countries, in the desk's own short forms too.
pub fn countries(draft: &mut Draft, desk: &Desk, line: usize, rest: &str, place: &str) -> bool {
    let words: Vec<&str> = rest.split([',', '/', '&', '·', '、', ';']).map(str::trim).collect();
    let is_short = |word: &str| (1..=4).contains(&word.chars().count()) && !word.contains(' ');
    let mut found = Vec::new();
    let mut questions = Vec::new();
    for word in &words {
        match desk.names.find(word) {
            Ok(country) => {
                let is_doubtful = desk.names.declared(word).is_none()
                    && crate::country::often_means(word).is_some_and(|other| other != country);
                let sureness = if is_doubtful { Sureness::Guessed } else { Sureness::Certain };
                found.push(Found::new(country, sureness, line, format!("`{word}` {place}")));
            }
            Err(NotFound::Ambiguous { candidates }) => {
                let candidates: Vec<&str> =
                    candidates.iter().map(|country| desk.names.display(*country)).collect();
                questions.push(format!("`{word}` {place} may be {}: which?", candidates.join(" or ")));
            }
            Err(NotFound::Unknown { .. }) if is_short(word) => questions.push(format!(
                "`{}` stands {place} and names no country here; if it is one, give it to dateline.yaml: \
                 countries: {{XX: {{aliases: [{word}]}}}}",
                shortened(word, 20)
            )),
            Err(_) => return false,
        }
    }
    questions.into_iter().for_each(|question| draft.ask("countries", Some(line), question));
    for country in found {
        if !draft.countries.iter().any(|known| known.value == country.value) {
            draft.countries.push(country);
        }
    }
    true
}
