//! Feeds, in both formats, and calendars. What stands of a brief or an event is the same in most of
//! them, and made once.

use std::sync::Arc;

use super::{Press, atom, ical, json_feed};
use crate::catalog::{BriefId, EventId, Index};
use crate::diagnostic::Diagnostic;
use crate::page::brief::Pictures;
use crate::page::feed::EntryView;
use crate::page::{self, Presenter};
use crate::site::FeedFormat;
use crate::url::Url;

/// A brief in a feed, as each format writes it.
pub struct FeedEntry {
    atom: String,
    json: String,
}

impl FeedEntry {
    fn new(view: &EntryView) -> Arc<Self> {
        Arc::new(Self { atom: atom::entry(view), json: json_feed::item(view) })
    }
}

impl Press {
    pub(super) fn feed(
        &self,
        index: &Index,
        format: FeedFormat,
        url: &Url,
        found: &mut Vec<Diagnostic>,
    ) -> String {
        let presenter =
            Presenter { absolute: true, apart: true, ..self.presenter(&self.site.config.language) };
        let ids = page::feed::briefs(&self.site.catalog, index);
        let entry = |&id: &BriefId| match index {
            Index::All => {
                let body = self.feed_body(&presenter, id, found);
                FeedEntry::new(&page::feed::entry(&presenter, id, Some(&body)))
            }
            _ => self.entries.get(&id, || FeedEntry::new(&page::feed::entry(&presenter, id, None))),
        };
        let entries: Vec<Arc<FeedEntry>> = ids.iter().map(entry).collect();
        let view = page::feed::view(&presenter, index, &ids);
        let own = presenter.absolute_address(url);
        match format {
            FeedFormat::Atom => atom::feed(&view, &own, entries.iter().map(|entry| &*entry.atom)),
            FeedFormat::Json => json_feed::feed(&view, &own, entries.iter().map(|entry| &*entry.json)),
        }
    }

    pub(super) fn calendar(&self, index: &Index, url: &Url) -> String {
        let presenter =
            Presenter { absolute: true, apart: true, ..self.presenter(&self.site.config.language) };
        let ids = page::calendar::events(&presenter, index);
        let event = |&id: &EventId| {
            self.events.get(&id, || ical::event(&page::calendar::entry(&presenter, id)).into())
        };
        let events: Vec<Arc<str>> = ids.iter().map(event).collect();
        let view = page::calendar::view(&presenter, index, ids);
        ical::calendar(&view, &presenter.absolute_address(url), events.iter().map(|event| &**event))
    }

    /// A brief's whole text.
    fn feed_body(&self, presenter: &Presenter, id: BriefId, found: &mut Vec<Diagnostic>) -> String {
        let brief = &self.site.catalog.entry(id).brief;
        let figures = self.figures(&Pictures::of(presenter, id).figures, found);
        let own = Presenter { words: self.words.of(&brief.language), ..*presenter };
        own.fragment(&brief.path, &brief.body.html.fragment(), &figures)
    }
}
