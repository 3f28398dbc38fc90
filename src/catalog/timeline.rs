//! [`Timeline`]: what happened, in the order in which it happened.
//!
//! A brief is on it with the event that its author gave, and with each figure that says its day. One
//! without either is not: it would stand at the day of its publication, and that list is the archive.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{BriefId, Filing, Index};
use crate::brief::Brief;
use crate::url::Url;

/// Events that the page of a country or a pair shows by itself.
pub const SHOWN: usize = 10;

/// An event of more years than this stands in its first and its last year only: in between it is no
/// news, and the list could grow without bound.
const MOST_YEARS: i16 = 10;

/// What a brief says happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happening {
    pub start: Date,
    /// The last day; the first one's equal for one day.
    pub end: Date,
    /// The figure that shows it, by its place in the text; `None`: the brief is about it.
    pub figure: Option<u32>,
}

impl Happening {
    /// All that a brief says.
    pub fn of(brief: &Brief) -> Box<[Happening]> {
        let event = brief.event.iter().map(|&(start, end)| Happening { start, end, figure: None });
        let figures = brief.body.figures.iter().zip(0..).filter_map(|(figure, at)| {
            let (start, end) = figure.date?;
            Some(Happening { start, end, figure: Some(at) })
        });
        event.chain(figures).collect()
    }
}

/// An event's place in [`Timeline::events`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(u32);

#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub brief: BriefId,
    pub happening: Happening,
}

/// An event in one of the years that it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Row {
    pub year: i16,
    pub event: EventId,
}

/// The events of the whole site, of a country or of a pair.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// In time order.
    pub events: Vec<EventId>,
    /// The newest year first, and each in time order. Left out where no page shows them.
    pub rows: Vec<Row>,
}

/// What one timeline is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stretch {
    All,
    Year(i16),
    /// A country or a pair.
    Subject(Index),
}

impl Stretch {
    /// The first page's URL.
    pub fn url(&self) -> Url {
        match self {
            Stretch::All => Url::root().folder("timeline"),
            Stretch::Year(year) => Url::below(&["timeline", &crate::text::digits(*year, 4)]),
            Stretch::Subject(index) => index.url().folder("timeline"),
        }
    }
}

#[derive(Debug, Default)]
pub struct Timeline {
    /// In time order: by the first day, and of the same day the longest first.
    events: Vec<Event>,
    chronicles: BTreeMap<Index, Chronicle>,
    /// In which something happened, newest first.
    years: Vec<i16>,
}

impl Timeline {
    /// Puts in order what happened; `filings` are in the order of the briefs.
    pub fn new(filings: &[Arc<Filing>]) -> Self {
        let of = |(filing, at): (&Arc<Filing>, u32)| {
            let event = move |&happening: &Happening| Event { brief: BriefId(at), happening };
            filing.happenings.iter().map(event).collect::<Vec<_>>()
        };
        let mut events: Vec<Event> = filings.iter().zip(0..).flat_map(of).collect();
        events.sort_unstable_by_key(|Event { brief, happening }| {
            // Of the same days, what was published first comes first.
            (happening.start, Reverse(happening.end), Reverse(*brief), happening.figure)
        });
        let mut lists: HashMap<&Index, Vec<EventId>> = HashMap::new();
        for (event, id) in events.iter().zip((0..).map(EventId)) {
            let Some(filing) = filings.get(event.brief.0 as usize) else { continue };
            for index in filing.indexes.iter().filter(|index| has_timeline(index)) {
                lists.entry(index).or_default().push(id);
            }
        }
        let chronicle = |(index, ids): (&Index, Vec<EventId>)| {
            let rows = if has_page(index, ids.len()) { rows(&events, &ids) } else { Vec::new() };
            (index.clone(), Chronicle { events: ids, rows })
        };
        let chronicles: BTreeMap<Index, Chronicle> = lists.into_iter().map(chronicle).collect();
        let all = chronicles.get(&Index::All).map_or(&[][..], |all| &all.rows);
        let years = all.chunk_by(|a, b| a.year == b.year).filter_map(|rows| Some(rows.first()?.year));
        Self { years: years.collect(), events, chronicles }
    }

    pub fn event(&self, id: EventId) -> Event {
        self.events[id.0 as usize]
    }

    /// The events of the whole site, a country or a pair; `None` where nothing happened.
    pub fn of(&self, index: &Index) -> Option<&Chronicle> {
        self.chronicles.get(index)
    }

    /// Everything that has events, the whole site first.
    pub fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.chronicles.keys()
    }

    /// Years in which something happened, newest first.
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// What a timeline lists on all its pages; all years have an overview of their own instead.
    pub fn rows(&self, stretch: &Stretch) -> &[Row] {
        match stretch {
            Stretch::All => &[],
            Stretch::Subject(index) => self.of(index).map_or(&[], |chronicle| &chronicle.rows),
            Stretch::Year(year) => {
                let all = self.of(&Index::All).map_or(&[][..], |all| &all.rows);
                let start = all.partition_point(|row| row.year > *year);
                let end = all.partition_point(|row| row.year >= *year);
                &all[start..end]
            }
        }
    }

    /// Every timeline that there is.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> {
        let whole = self.of(&Index::All).map(|_| Stretch::All);
        let subjects = self
            .chronicles
            .iter()
            .filter(|(index, chronicle)| **index != Index::All && has_page(index, chronicle.events.len()));
        let subjects = subjects.map(|(index, _)| Stretch::Subject(index.clone()));
        whole.into_iter().chain(self.years.iter().map(|year| Stretch::Year(*year))).chain(subjects)
    }
}

fn has_timeline(index: &Index) -> bool {
    matches!(index, Index::All | Index::Country(_) | Index::Pair(..))
}

/// Pairs are many. One that shows all its events itself needs no other page for them.
fn has_page(index: &Index, events: usize) -> bool {
    !matches!(index, Index::Pair(..)) || events > SHOWN
}

fn rows(events: &[Event], ids: &[EventId]) -> Vec<Row> {
    let years = |&event: &EventId| {
        let Happening { start, end, .. } = events[event.0 as usize].happening;
        let is_long = end >= start.saturating_add(MOST_YEARS.years());
        let step = if is_long { end.year() - start.year() } else { 1 };
        (start.year()..=end.year()).step_by(step.max(1) as usize).map(move |year| Row { year, event })
    };
    let mut rows: Vec<Row> = ids.iter().flat_map(years).collect();
    rows.sort_unstable_by_key(|row| (Reverse(row.year), row.event));
    rows
}
