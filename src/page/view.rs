//! What templates see: plain values, one struct for each thing that a page can show.
//!
//! `docs/templates.md` lists every field here; a test holds the two together. Every field is
//! always present, `null` or empty where there is nothing to say, since a template that prints
//! a field that does not exist is an error. Fields that end in `html` are finished HTML, to be written
//! with `| safe`; all others are text, escaped by the template engine. Every `url` starts at the host's
//! root and carries the path of `base_url`; `absolute_url` and `canonical` are whole URLs.

mod brief;
mod coverage;
mod situation;
mod timeline;

use serde::Serialize;

use super::Made;
use super::map::{LocatorView, MapView};
pub use brief::{BriefView, CorrectionView, HeadingView, OriginalView, SourceView};
pub use coverage::{CoverageCell, CoverageColumn, CoverageGroup, CoverageRow, CoverageSpan, CoverageView};
pub use situation::{AssessmentView, EarlierView, SituationView};
pub use timeline::{BarView, HappeningView, TimelineGroup, TimelineView};

/// The publication; the same value on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: Option<String>,
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Whole URL, ends in `/`.
    pub base_url: String,
    /// URL of the home page.
    pub url: String,
    /// URL of the theme's style sheet; changes with its content, so that it may be cached for ever.
    pub stylesheet: String,
    /// URL of the file of all shapes that small maps are cut out of; changes with its content. Null if
    /// there are no maps.
    pub map: Option<String>,
    pub publisher: PublisherView,
    pub menu: Vec<Link>,
    /// Standing pages, by title.
    pub pages: Vec<Link>,
    /// The table of countries by months; null as long as there is no brief.
    pub coverage: Option<Link>,
    /// The list of corrections; null as long as there is none.
    pub corrections: Option<Link>,
    /// What happened, by its own dates; null as long as no brief says any.
    pub timeline: Option<Link>,
    /// Newest first.
    pub years: Vec<CountedLink>,
    /// The site's Atom feed; null as long as there is no brief.
    pub feed_url: Option<String>,
    /// The theme's wording, from `templates/words/<language>.yaml`: `words.sources`.
    pub words: serde_json::Value,
    /// `extra` of `dateline.yaml`.
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone, Serialize)]
pub struct PublisherView {
    /// The site's title where the settings name no publisher.
    pub name: String,
    pub url: Option<String>,
    /// URL of the logo's file.
    pub logo: Option<String>,
}

/// What every page says of itself, for the head of the document.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// The name of the template without `.html`: `brief`, `country`, `year`, …
    pub kind: &'static str,
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    /// The URL that search engines should know: the page's own, or where a brief first stood.
    pub canonical: String,
    pub language: String,
    pub direction: &'static str,
    /// Whole URL of the picture that stands for the page.
    pub image: Option<String>,
    pub image_alt: Option<String>,
    /// Feeds of what the page lists; the site's own come last.
    pub feeds: Vec<Made<FeedLink>>,
    /// URL of the same as JSON, for programs; on pages that list.
    pub data_url: Option<String>,
    /// RFC 3339; briefs only.
    pub published: Option<String>,
    pub modified: Option<String>,
    /// schema.org data of the page as JSON, safe inside a `script` element; briefs only.
    pub json_ld: Option<String>,
    /// From the home page down to the page above this one.
    pub breadcrumbs: Vec<Made<Link>>,
    /// URL of the menu's link that this page is at or below.
    pub section: Option<String>,
    /// `partials/nameplate.html` and `partials/imprint.html`, made for all pages of a kind in a section.
    pub nameplate_html: Made<String>,
    pub imprint_html: Made<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FeedLink {
    pub title: String,
    /// Media type.
    pub r#type: &'static str,
    /// What that is called: `Atom`, `JSON`, `iCalendar`.
    pub format: &'static str,
    pub url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub name: String,
    pub url: String,
    /// BCP 47: that of the name.
    pub language: String,
    pub direction: &'static str,
}

/// A link to an index, with the number of briefs there.
#[derive(Debug, Clone, Serialize)]
pub struct CountedLink {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// A moment as a reader and as a machine read it.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// RFC 3339 with offset, or the date alone where the author gave no time.
    pub iso: String,
    /// `28 May 2024`, in the words of the page's language.
    pub long: String,
    /// `28 May`.
    pub day_month: String,
    /// `22:33`, or null where the author gave no time.
    pub time: Option<String>,
    /// `UTC+09:00`; null together with `time`.
    pub zone: Option<String>,
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

/// When what a brief is about happened.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    pub start: Made<DateView>,
    /// Equal to `start` for one day.
    pub end: Made<DateView>,
    pub is_interval: bool,
    /// `27–28 July 2023`.
    pub text: String,
    /// The timeline of the year in which it began; null for what is on no timeline.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CountryView {
    pub name: String,
    /// ISO 3166-1.
    pub alpha2: String,
    pub alpha3: String,
    pub url: String,
    /// Briefs filed under it.
    pub count: usize,
}

/// One picture of a figure, or a cover.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    pub url: String,
    pub absolute_url: String,
    pub alt: String,
    /// Pixels; null for pictures of other sites and for drawings without a size.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// `lazy`, or `eager` for a brief's first picture.
    pub loading: &'static str,
    /// Where a click leads, if the author wrapped the picture in a link.
    pub link: Option<String>,
}

/// What `figure.html` sees as `figure`.
#[derive(Debug, Clone, Serialize)]
pub struct FigureView {
    /// Counted from 1 through the brief.
    pub number: usize,
    pub pictures: Vec<PictureView>,
    pub caption_html: String,
    pub credit_html: String,
    /// When that was, if the caption says so at its end.
    pub date: Option<EventView>,
}

/// A brief as a listing shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub title: String,
    pub url: String,
    pub kicker: Option<String>,
    pub summary: String,
    pub date: Made<DateView>,
    pub updated: Option<Made<DateView>>,
    pub countries: Vec<Made<CountryView>>,
    pub authors: Vec<Made<Link>>,
    pub topics: Vec<Made<Link>>,
    pub cover: Option<PictureView>,
    pub language: String,
    pub direction: &'static str,
    /// Number of corrections.
    pub corrections: usize,
}

/// What `page.html` sees as `standing`: a page without date and country.
#[derive(Debug, Clone, Serialize)]
pub struct StandingView {
    pub title: String,
    pub summary: Option<String>,
    pub body_html: String,
    pub headings: Vec<HeadingView>,
    pub updated: Option<Made<DateView>>,
    pub language: String,
    pub direction: &'static str,
    pub extra: serde_json::Value,
}

/// What every index sees as `index`: home, year, month, day, country, pair, region, topic, author.
#[derive(Debug, Clone, Serialize)]
pub struct IndexView {
    pub name: String,
    /// Briefs in it, on all its pages.
    pub count: usize,
    /// Date of the oldest and of the newest brief.
    pub first: Made<DateView>,
    pub last: Made<DateView>,
    /// The author's or the country's own text, on the first page alone.
    pub introduction_html: Option<String>,
    pub summary: Option<String>,
    /// The country of a country's page and of its years and months; the two of a pair.
    pub countries: Vec<Made<CountryView>>,
    /// Where these countries lie; null if there are none, or no maps.
    pub map: Made<Option<LocatorView>>,
    /// Years with their months: all of an archive, or the one year that this index is about.
    pub years: Made<Vec<YearView>>,
    /// On a country's first page its last months, up to the publication's newest brief: its row of the coverage.
    pub recent: Vec<MonthView>,
    /// A month's or a day's month as a calendar; empty for every other index.
    pub weeks: Made<Vec<Vec<DayView>>>,
    /// Indexes beside it in the same order: the previous and the next year, month or day.
    pub previous: Option<Made<CountedLink>>,
    pub next: Option<Made<CountedLink>>,
    /// Other countries in these briefs, most frequent first. On a country's page the links lead to the
    /// pair's pages.
    pub partners: Vec<CountedLink>,
    /// Topics of these briefs, most frequent first; on a topic's page the others.
    pub topics: Vec<CountedLink>,
    /// Regions below this one.
    pub regions: Vec<CountedLink>,
    /// How things stood in a month, by region; on its first page alone.
    pub situation: Vec<SituationView>,
    /// On a country's and a pair's first page the latest events, newest first.
    pub events: Vec<Made<HappeningView>>,
    /// The page of all its events, and their calendar.
    pub timeline_url: Option<String>,
    pub calendar_url: Option<String>,
    pub feed_url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct YearView {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// Always twelve.
    pub months: Vec<MonthView>,
}

/// A month in a grid.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView {
    /// `May 2024`.
    pub name: String,
    /// `May`.
    pub short: String,
    /// Null where nothing was published.
    pub url: Option<String>,
    pub count: usize,
    /// 0 for none, then 1 to 4: how this month compares with the fullest in the grid.
    pub level: u8,
}

/// A day in a calendar, Monday first.
#[derive(Debug, Clone, Serialize)]
pub struct DayView {
    /// 0 where the week reaches into another month.
    pub day: i8,
    /// `28 May 2024`; empty together with `day`.
    pub name: String,
    pub url: Option<String>,
    pub count: usize,
}

/// Where a listing stands in its pages.
#[derive(Debug, Clone, Serialize)]
pub struct Pager {
    /// From 1.
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub first: String,
    pub last: String,
}

/// What the directories (countries, regions, topics, authors, archive) see as `directory`.
#[derive(Debug, Clone, Serialize)]
pub struct DirectoryView {
    pub name: String,
    /// Briefs in all.
    pub count: usize,
    /// Entries in all.
    pub entries: usize,
    /// One group for topics and authors; a continent each for countries and regions.
    pub groups: Vec<GroupView>,
    /// The world, on the list of countries; null elsewhere, and if there are no maps.
    pub map: Option<MapView>,
    /// The archive's years; empty elsewhere.
    pub years: Vec<YearView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct GroupView {
    /// Empty where there is but one group.
    pub name: String,
    pub url: Option<String>,
    pub count: usize,
    pub entries: Vec<EntryView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// The newest brief's date.
    pub last: Made<DateView>,
    /// ISO 3166-1 alpha-3, for countries.
    pub code: Option<String>,
}
