//! [`Figure`]: one or several pictures with a caption and a credit.
//!
//! An image that opens a paragraph is a figure if nothing else stands on its line. What follows on
//! the next line is the caption; if that opens with one emphasised run, the run is the caption and
//! the rest is the credit. A caption that ends with a day in brackets, `(2023-07-27)`, says when that was.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fragment::{Fragment, Target};
use crate::diagnostic::Span;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// At least one.
    pub pictures: Vec<FigurePicture>,
    pub caption: Fragment,
    pub credit: Fragment,
    /// The same without marks, for metadata.
    pub caption_text: String,
    pub credit_text: String,
    /// First and last day of what it shows, if the caption ends with them.
    pub date: Option<(Date, Date)>,
    /// The paragraph, in the brief's file.
    pub span: Span,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FigurePicture {
    pub target: Target,
    pub alt: String,
    pub title: String,
    /// Where a click on it leads.
    pub link: Option<Target>,
}

impl Figure {
    /// What it shows, for where the date stands beside it: the caption without its date, or the
    /// first picture's alternative text.
    pub fn name(&self) -> Cow<'_, str> {
        let name = match dated(&self.caption_text) {
            Some((before, _, end)) if before.ends_with(is_end) || before.is_empty() || end.is_empty() => {
                before.into()
            }
            Some((before, _, end)) => [before, end].concat().into(),
            None => Cow::Borrowed(&*self.caption_text),
        };
        let alternative = || self.pictures.first().map_or("", |picture| &picture.alt).into();
        if name.is_empty() { alternative() } else { name }
    }
}

/// A caption that ends with what has the form of a day or an interval in brackets: the text before
/// it, what stands in the brackets, and the sentence's end after it.
pub fn dated(caption: &str) -> Option<(&str, &str, &str)> {
    let closed = caption.trim_end_matches(is_end);
    let inner = closed.strip_suffix([')', '）'])?;
    let open = inner.rfind(['(', '（'])?;
    let (before, bracketed) = inner.split_at(open);
    let date = bracketed.trim_start_matches(['(', '（']);
    let is_day = |text: &str| {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    let (first, last) = date.split_once('/').unwrap_or((date, date));
    (is_day(first) && is_day(last)).then(|| (before.trim_end(), date, &caption[closed.len()..]))
}

/// What may end a sentence.
fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。')
}
