//! How things stand, and what came before.

use serde::Serialize;

use super::{CountryView, DateView, Link};
use crate::page::Made;

/// How things stand in a country.
#[derive(Debug, Clone, Serialize)]
pub struct AssessmentView {
    pub country: Made<CountryView>,
    /// `deteriorated`, `improved`, `unchanged` or null.
    pub trend: Option<&'static str>,
    /// `risk`, `opportunity` or null.
    pub alert: Option<&'static str>,
    pub note_html: Option<String>,
    /// The brief that says so, whose language the note is in.
    pub brief: Link,
    pub date: Made<DateView>,
}

/// A region in a month's overview.
#[derive(Debug, Clone, Serialize)]
pub struct SituationView {
    pub region: Made<Link>,
    /// One for each country that a brief of the month assesses, as the newest of them does; by name.
    pub countries: Vec<AssessmentView>,
}

/// An earlier brief on the same.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierView {
    pub brief: Link,
    pub date: Made<DateView>,
    /// Countries and topics that both are about, by name.
    pub shared: Vec<String>,
    /// Whether what they are about happened within thirty days.
    pub is_same_time: bool,
}
