//! What a brief's own page shows.

use serde::Serialize;

use super::{AssessmentView, CountedLink, CountryView, DateView, EarlierView, EventView, Link, PictureView};
use crate::page::Made;
use crate::page::map::LocatorView;

/// What `brief.html` sees as `brief`.
#[derive(Debug, Clone, Serialize)]
pub struct BriefView {
    pub title: String,
    pub kicker: Option<String>,
    /// As the author gave it; null where a summary was only taken from the text.
    pub summary: Option<String>,
    pub date: Made<DateView>,
    pub updated: Option<Made<DateView>>,
    pub event: EventView,
    /// Whether the author gave an event date of its own.
    pub has_event: bool,
    pub dateline: Option<String>,
    pub countries: Vec<Made<CountryView>>,
    /// How things stand in those of its countries of which it says so.
    pub assessments: Vec<AssessmentView>,
    /// Where its countries lie; null if there are no maps.
    pub map: Made<Option<LocatorView>>,
    /// The pairs of this brief's countries.
    pub pairs: Vec<Made<CountedLink>>,
    pub authors: Vec<Made<Link>>,
    pub desk: Option<String>,
    pub topics: Vec<Made<Link>>,
    pub key_points_html: Vec<String>,
    pub body_html: String,
    pub headings: Vec<HeadingView>,
    pub sources: Vec<SourceView>,
    pub corrections: Vec<CorrectionView>,
    pub original: Option<OriginalView>,
    /// Earlier briefs on the same, at most five: those with the most in common first.
    pub earlier: Vec<EarlierView>,
    pub cover: Option<PictureView>,
    pub language: String,
    pub direction: &'static str,
    pub words: usize,
    /// Reading time, at least 1.
    pub minutes: usize,
    /// The brief published just before, and just after.
    pub previous: Option<Link>,
    pub next: Option<Link>,
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone, Serialize)]
pub struct HeadingView {
    /// 2 to 6.
    pub level: u8,
    pub id: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    pub title: String,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub date: Option<Made<DateView>>,
    pub accessed: Option<Made<DateView>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    pub date: Made<DateView>,
    pub html: String,
    /// The corrected brief, whose language the text is in, too.
    pub brief: Link,
}

/// Where a republished text first stood.
#[derive(Debug, Clone, Serialize)]
pub struct OriginalView {
    pub publisher: Option<String>,
    pub url: String,
}
