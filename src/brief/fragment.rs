//! [`Fragment`]: HTML with holes where only the whole site knows what to write.
//!
//! A brief is read alone, so the address behind a link and the size of a picture are not known
//! yet. Each becomes a hole, and is filled when the page is rendered.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Use;
use crate::diagnostic::Span;
use crate::path::SitePath;
use crate::url::decoded;

/// Where a link or a picture leads, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub text: String,
    /// In the brief's file.
    pub span: Span,
}

impl Target {
    /// Whether it leads out of the site: a whole URL, or any other scheme.
    pub fn is_external(&self) -> bool {
        let text = &self.text;
        text.starts_with("//")
            || text.split_once(':').is_some_and(|(scheme, _)| {
                // A single letter is a disk of Windows, not a scheme.
                scheme.len() > 1
                    && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            })
    }

    /// The path from the site's root that it names in the file `from`, if it names a file at all.
    pub fn file_path(&self, from: &SitePath) -> Option<SitePath> {
        if self.is_external() {
            return None;
        }
        let path = decoded(self.text.split(['#', '?']).next().unwrap_or(""));
        match path.strip_prefix('/') {
            None if path.is_empty() => None,
            None => SitePath::join(from.folder(), &path),
            Some(rest) if rest.starts_with("content/") || rest.starts_with("static/") => {
                SitePath::join("", rest)
            }
            Some(rest) => SitePath::join("content", rest),
        }
    }
}

/// A picture in running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlinePicture {
    pub target: Target,
    pub alt: String,
    pub title: String,
}

/// What goes into a hole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fill {
    /// The address alone: inside `href="…"`.
    Url(Target),
    /// The address of a place in the same text, with its `#`: inside `href="…"`.
    Anchor(String),
    Picture(InlinePicture),
    /// A figure, by its index in the body.
    Figure(usize),
    /// One of the theme's own words, in the page's language.
    Word(Cow<'static, str>),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    pub html: String,
    /// By place in `html`, ascending.
    pub holes: Vec<(usize, Fill)>,
    /// In their order.
    pub blocks: Vec<Block>,
}

/// Where a block begins. Texts are far shorter than 4 GB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The place in `html`.
    pub at: u32,
    /// How many holes come before it: at the same place there may be some before and some after it.
    pub holes: u32,
    /// The line of the file on which it was written, from 1.
    pub line: u32,
}

impl Fragment {
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// Without blanks at its start and end; what a hole will hold is no blank.
    pub fn trimmed(self) -> Fragment {
        let first = self.holes.first().map_or(self.html.len(), |(at, _)| *at);
        let last = self.holes.last().map_or(0, |(at, _)| *at);
        let start = (self.html.len() - self.html.trim_start().len()).min(first);
        let end = self.html.trim_end().len().max(last).max(start);
        let html = self.html[start..end].to_owned();
        let shifted = |block: Block| Block {
            at: (block.at as usize).saturating_sub(start).min(html.len()) as u32,
            ..block
        };
        Fragment {
            holes: self.holes.into_iter().map(|(at, fill)| (at - start, fill)).collect(),
            blocks: self.blocks.into_iter().map(shifted).collect(),
            html,
        }
    }

    /// The whole HTML; `fill` writes into each hole.
    pub fn filled(&self, mut fill: impl FnMut(&Fill, &mut String)) -> String {
        let mut html = String::with_capacity(self.html.len() + self.holes.len() * 200);
        let mut written = 0;
        for (at, what) in &self.holes {
            html.push_str(&self.html[written..*at]);
            fill(what, &mut html);
            written = *at;
        }
        html.push_str(&self.html[written..]);
        html
    }

    /// The same text with `mark(line)` as raw HTML before each block; everything else is as it was.
    pub fn marked(&self, mark: impl Fn(u32) -> String) -> Fragment {
        let mut html = String::with_capacity(self.html.len() + self.blocks.len() * 24);
        let mut holes = Vec::with_capacity(self.holes.len());
        let mut rest = self.holes.iter();
        let mut written = 0;
        for block in &self.blocks {
            let before = (block.holes as usize).saturating_sub(holes.len());
            let shift = html.len() - written;
            holes.extend(rest.by_ref().take(before).map(|(hole, fill)| (hole + shift, fill.clone())));
            html.push_str(&self.html[written..block.at as usize]);
            html.push_str(&mark(block.line));
            written = block.at as usize;
        }
        let shift = html.len() - written;
        holes.extend(rest.map(|(hole, fill)| (hole + shift, fill.clone())));
        html.push_str(&self.html[written..]);
        Fragment { html, holes, blocks: Vec::new() }
    }
}

/// Every place in it that leads somewhere.
pub fn fragment_targets(fragment: &Fragment) -> impl Iterator<Item = (&Target, Use)> {
    fragment.holes.iter().filter_map(|(_, fill)| match fill {
        Fill::Url(target) => Some((target, Use::Link)),
        Fill::Picture(picture) => Some((&picture.target, Use::Picture)),
        Fill::Anchor(_) | Fill::Figure(_) | Fill::Word(_) => None,
    })
}
