//! What came along from a page around the text when it was copied: the way to the page, buttons,
//! pointers to other texts.

use super::{HEAD, SHORT};
use crate::import::article::{Block, LeftOut};
use crate::import::draft::{Desk, Draft};

/// The whole of a line, in lower case.
#[rustfmt::skip]
const BUTTONS: &[&str] = &[
    "share", "share this", "share this article", "share article", "tweet", "email", "e-mail", "print",
    "facebook", "twitter", "whatsapp", "linkedin", "telegram", "copy link", "save", "listen",
    "subscribe", "subscribe now", "sign up", "sign in", "log in", "get our newsletter",
    "sign up for our newsletter", "leave a comment", "skip to content", "skip to main content",
    "advertisement", "advertising", "ad", "sponsored", "story continues below advertisement",
    "article continues below", "anzeige", "werbung", "teilen", "drucken", "merken", "artikel teilen",
    "publicité", "partager", "imprimer", "s'abonner", "s’abonner", "publicidad", "compartir", "imprimir",
    "suscríbete", "реклама", "поделиться", "подписаться", "광고", "공유", "공유하기", "인쇄", "구독", "广告",
    "分享", "打印", "订阅", "広告", "シェア", "إعلان", "شارك", "طباعة",
];

/// What the number at the start of a line counts, in lower case.
#[rustfmt::skip]
const COUNTS: &[&str] = &[
    "min read", "minute read", "minutes read", "min. read", "comment", "comments", "shares", "views", "likes", "min. lesezeit",
    "minuten lesezeit", "kommentare", "min de lecture", "minutes de lecture", "commentaires", "min de lectura",
    "comentarios", "комментариев", "мин. чтения",
];

/// What stands before the name of another text, with a colon, or over a list of them; in lower case.
#[rustfmt::skip]
const POINTERS: &[&str] = &[
    "read more", "read also", "also read", "see also", "more on this", "more on this story", "more on this topic",
    "related", "related article", "related articles", "related stories", "related posts", "related coverage",
    "related content", "recommended", "most read", "you may also like", "lesen sie auch", "lesen sie mehr",
    "mehr zum thema", "mehr dazu", "auch interessant", "lire aussi", "à lire aussi", "à lire", "sur le même sujet",
    "lea también", "lea además", "le puede interesar", "te puede interesar", "noticias relacionadas",
    "читайте также", "по теме", "материалы по теме", "관련 기사", "관련기사", "많이 본 뉴스", "相关阅读",
    "相关新闻", "延伸阅读", "関連記事", "اقرأ أيضا", "اقرأ أيضاً", "مواضيع ذات صلة",
];

pub fn apply(draft: &mut Draft, _: &Desk) {
    if draft.blocks.len() < 2 {
        return;
    }
    let others = others_at_end(&draft.blocks);
    let blocks = std::mem::take(&mut draft.blocks);
    for (at, block) in blocks.into_iter().enumerate() {
        let why = if at >= others { Some("other texts of the page") } else { reason(&block, at) };
        match why {
            Some(why) => {
                let text = block.text().unwrap_or_default();
                draft.left_out.push(LeftOut { line: block.line, text, why: why.to_owned() });
            }
            None => draft.blocks.push(block),
        }
    }
}

/// Where a line stands that points to other texts, with nothing but short lines below it; the end of the
/// blocks if none does.
fn others_at_end(blocks: &[Block]) -> usize {
    let is_entry = |block: &&Block| {
        short(block).is_some_and(|text| !text.ends_with(['.', '!', '?', '。', '"', '”', '»', ')', '）']))
    };
    let last = blocks.iter().rev().take_while(is_entry).count();
    let tail = (blocks.len() - last).max(1);
    let is_head = |block: &Block| short(block).is_some_and(|text| POINTERS.contains(&plain(&text).as_str()));
    blocks.iter().skip(tail).position(is_head).map_or(blocks.len(), |at| at + tail)
}

fn reason(block: &Block, at: usize) -> Option<&'static str> {
    let text = short(block)?;
    if at < HEAD && is_way(&text) {
        return Some("the way to the page");
    }
    let is_count = text.starts_with(|c: char| c.is_ascii_digit())
        && COUNTS.iter().any(|count| text.to_lowercase().ends_with(count) && text.chars().nth(25).is_none());
    if at < HEAD && is_count {
        return Some("a number that the page counts");
    }
    let plain = plain(&text);
    if BUTTONS.contains(&plain.as_str()) {
        return Some("a button or a sign of the page");
    }
    let is_pointer = text.split_once([':', '：', '|']).is_some_and(|(lead, rest)| {
        POINTERS.contains(&self::plain(lead).as_str()) && !rest.trim().is_empty()
    });
    is_pointer.then_some("it points to another text")
}

fn short(block: &Block) -> Option<String> {
    block.text().map(|text| text.trim().to_owned()).filter(|text| text.chars().nth(SHORT).is_none())
}

/// In lower case, without signs around it.
fn plain(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// `Home > World > Asia`.
fn is_way(text: &str) -> bool {
    [" > ", " › ", " » "].iter().any(|sign| {
        let parts: Vec<&str> = text.split(sign).collect();
        parts.len() > 2 && parts.iter().all(|part| !part.trim().is_empty() && part.chars().nth(40).is_none())
    })
}
