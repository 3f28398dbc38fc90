//! A calendar of events: what happened, as programs for calendars read it.

use super::{Presenter, timeline};
use crate::brief::{Brief, Figure};
use crate::catalog::{EventId, Index};
use crate::time::Moment;

/// Events in a calendar: the latest ones. Programs read all of it every time.
pub const LENGTH: usize = 500;

/// All addresses in it are whole.
pub struct CalendarView {
    pub name: String,
    pub description: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The page of what it is about.
    pub url: String,
    pub modified: Moment,
}

pub struct EventEntry {
    /// The brief's address, for a figure its day and picture, and the host: no other event anywhere has it,
    /// and it stays.
    pub id: String,
    pub title: String,
    pub text: String,
    /// BCP 47.
    pub language: String,
    pub url: String,
    pub start: jiff::civil::Date,
    /// The last day.
    pub end: jiff::civil::Date,
    pub published: Moment,
    pub modified: Moment,
    /// Countries' names.
    pub categories: Vec<String>,
}

/// The events that an index's calendar holds, in time order.
pub fn events<'s>(presenter: &Presenter<'s>, index: &Index) -> &'s [EventId] {
    let chronicle = presenter.site.catalog.shelves.timeline.of(index);
    let events = chronicle.map_or(&[][..], |chronicle| &chronicle.events);
    &events[events.len().saturating_sub(LENGTH)..]
}

/// A calendar with these events.
pub fn view(presenter: &Presenter, index: &Index, events: &[EventId]) -> CalendarView {
    let catalog = &presenter.site.catalog;
    let modified = events.iter().map(|&id| {
        let brief = catalog.shelves.timeline.event(id).brief;
        catalog.entry(brief).brief.modified()
    });
    let config = &presenter.site.config;
    let name = presenter.index_name(index);
    CalendarView {
        name: if *index == Index::All { name } else { format!("{name} · {}", config.title) },
        description: config.description.clone(),
        language: presenter.words.language.clone(),
        url: presenter.absolute_address(&index.url()),
        modified: modified.max().unwrap_or(Moment::EPOCH),
    }
}

/// What tells a figure's event from others of its brief, whatever is put before the figure: its day and
/// its picture.
fn mark(brief: &Brief, at: u32) -> String {
    let said = |figure: &Figure| {
        let picture = figure.pictures.first().map_or("", |picture| &picture.target.text);
        figure.date.map_or_else(String::new, |(start, _)| format!("#{start}/{picture}"))
    };
    let (before, from) = brief.body.figures.split_at((at as usize).min(brief.body.figures.len()));
    let mark = from.first().map(said).unwrap_or_default();
    match before.iter().filter(|figure| said(figure) == mark).count() {
        0 => mark,
        same => format!("{mark}/{}", same + 1),
    }
}

pub fn entry(presenter: &Presenter, id: EventId) -> EventEntry {
    let event = presenter.site.catalog.shelves.timeline.event(id);
    let entry = presenter.site.catalog.entry(event.brief);
    let brief = &entry.brief;
    let base = &presenter.site.config.base;
    let host = base.origin.split_once("://").map_or(&*base.origin, |(_, host)| host);
    let anchor = timeline::anchor(&event);
    EventEntry {
        id: [
            &*entry.url().href(base),
            &*event.happening.figure.map_or_else(String::new, |at| mark(brief, at)),
            "@",
            host,
        ]
        .concat(),
        title: timeline::title(presenter, &event),
        text: if event.happening.figure.is_some() { brief.title.clone() } else { brief.summary_text() },
        language: brief.language.clone(),
        url: presenter.absolute_address(entry.url()) + &anchor,
        start: event.happening.start,
        end: event.happening.end,
        published: brief.date,
        modified: brief.modified(),
        categories: brief.countries.iter().map(|&country| presenter.country_name(country)).collect(),
    }
}
