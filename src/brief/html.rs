//! [`Html`]: a text's HTML, at hand or to be made when a page shows it.

use std::borrow::Cow;

use memchr::memmem;

use super::Use;
use super::fragment::{Fragment, Target, fragment_targets};
use super::markdown::{self, Manner};
use super::split::split;
use crate::path::SitePath;
use crate::source::Text;

/// The HTML of a brief's body.
#[derive(Debug, Clone)]
pub enum Html {
    Made(Fragment),
    /// An earlier run has read the text, and has left what other pages ask of it.
    Known(Box<Known>),
}

/// What is known of a text's HTML without making it.
#[derive(Debug, Clone)]
pub struct Known {
    pub targets: Vec<(Target, Use)>,
    /// The ids in it, each with a quotation mark before it, which none has in it.
    pub ids: String,
    /// What it is made of.
    pub path: SitePath,
    pub text: Text,
    pub manner: Manner,
}

impl Default for Html {
    fn default() -> Self {
        Html::Made(Fragment::default())
    }
}

impl Html {
    pub fn is_empty(&self) -> bool {
        self.fragment().is_empty()
    }

    /// The HTML itself. One that is only known is made each time: it stands on one page and in two feeds.
    pub fn fragment(&self) -> Cow<'_, Fragment> {
        match self {
            Html::Made(fragment) => Cow::Borrowed(fragment),
            Html::Known(known) => Cow::Owned(known.fragment()),
        }
    }

    /// Every place in it that leads somewhere.
    pub fn targets(&self) -> impl Iterator<Item = (&Target, Use)> {
        let (made, known) = match self {
            Html::Made(fragment) => (Some(fragment), None),
            Html::Known(known) => (None, Some(&known.targets)),
        };
        let known = known.into_iter().flatten().map(|(target, purpose)| (target, *purpose));
        made.into_iter().flat_map(fragment_targets).chain(known)
    }

    /// Every id that an element in it has, but for the figures'.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let (html, mark) = match self {
            Html::Made(fragment) => (&fragment.html, "id=\""),
            Html::Known(known) => (&known.ids, "\""),
        };
        // Every brief is searched when it is kept: this is several times as fast as `str::split`.
        memmem::find_iter(html.as_bytes(), mark)
            .filter_map(move |at| html[at + mark.len()..].split('"').next())
    }
}

impl Known {
    fn fragment(&self) -> Fragment {
        let Ok(parts) = split(&self.path, &self.text.content) else { return Fragment::default() };
        let body = markdown::body(&self.path, &self.text.content, parts.body, self.manner).value;
        body.html.fragment().into_owned()
    }
}
