//! What timelines show.

use serde::Serialize;

use super::{CountedLink, CountryView, EventView, Link, YearView};
use crate::page::Made;

/// What `timeline.html` sees as `timeline`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineView {
    /// `Timeline`, `2023`, `North Korea`.
    pub name: String,
    /// Events in it, on all its pages.
    pub count: usize,
    /// The country or the pair that it is of; empty for the whole site's.
    pub countries: Vec<Made<CountryView>>,
    /// The page of that country or pair.
    pub subject: Option<Made<Link>>,
    /// Years with their months: all of them on the whole site's timeline, a year on its own.
    pub years: Made<Vec<YearView>>,
    /// The years before and after, of a year's.
    pub previous: Option<CountedLink>,
    pub next: Option<CountedLink>,
    /// Months of a year, otherwise years, each with its part of the events on this page.
    pub groups: Vec<TimelineGroup>,
    pub calendar_url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TimelineGroup {
    /// `May 2023`, or `2023`.
    pub name: String,
    pub id: String,
    /// The year's own timeline, where this is another one.
    pub url: Option<String>,
    /// In time order.
    pub events: Vec<Made<HappeningView>>,
}

/// An event on a timeline: a brief's, or what one of its figures shows.
#[derive(Debug, Clone, Serialize)]
pub struct HappeningView {
    /// The brief's title, or the figure's caption.
    pub title: String,
    /// The brief, or the figure in it.
    pub url: String,
    /// BCP 47: that of the title.
    pub language: String,
    pub direction: &'static str,
    pub is_figure: bool,
    pub brief: Link,
    pub countries: Vec<Made<CountryView>>,
    pub event: EventView,
    pub bar: BarView,
}

/// The days of an event in a year.
#[derive(Debug, Clone, Serialize)]
pub struct BarView {
    /// Days of the year before it.
    pub start: usize,
    pub days: usize,
    /// Days in the year.
    pub of: usize,
    /// Whether it began before the year, and whether it goes on after it.
    pub is_begun: bool,
    pub goes_on: bool,
}
