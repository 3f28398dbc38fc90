//! [`Presenter`]: what all views share. It knows the site, the page's language, and how addresses
//! are to be written there.

use std::sync::Arc;

use jiff::civil::Date;

use super::map::LocatorView;
use super::view::{
    Card, CountedLink, CountryView, DateView, DayView, EventView, FeedLink, FigureView, IndexView, Link,
    PictureView, YearView,
};
use super::{Common, Made, dates, map};
use crate::brief::figure::FigurePicture;
use crate::brief::{Brief, Figure, Fill, Fragment, Target};
use crate::catalog::{BriefId, Index, Stretch};
use crate::country::Country;
use crate::path::SitePath;
use crate::site::links::Destination;
use crate::site::{CALENDAR, FeedFormat, Site};
use crate::source::Picture;
use crate::text::{direction, escape, slug};
use crate::time::Moment;
use crate::url::{Url, encoded, valid};
use crate::words::Words;

#[derive(Clone, Copy)]
pub struct Presenter<'s> {
    pub site: &'s Site,
    pub words: &'s Words,
    /// Of this language; not for texts with whole URLs.
    pub common: &'s Common,
    /// Whole URLs, for texts that are read elsewhere, such as feeds.
    pub absolute: bool,
    /// Texts are written elsewhere than on their own page, so that a link to one of their own
    /// headings has to name the page.
    pub apart: bool,
}

impl<'s> Presenter<'s> {
    pub fn new(site: &'s Site, words: &'s Words, common: &'s Common) -> Self {
        Self { site, words, common, absolute: false, apart: false }
    }

    pub fn address(&self, url: &Url) -> String {
        if self.absolute { url.absolute(&self.site.config.base) } else { url.href(&self.site.config.base) }
    }

    pub fn absolute_address(&self, url: &Url) -> String {
        url.absolute(&self.site.config.base)
    }

    pub fn moment(&self, moment: &Moment) -> Made<DateView> {
        if moment.has_time { Made::new(&dates::moment(moment, self.words)) } else { self.day(moment.date()) }
    }

    pub fn day(&self, date: Date) -> Made<DateView> {
        self.common.days.get(&date, || Made::new(&dates::day(date, self.words)))
    }

    /// When a brief was published.
    pub fn date(&self, id: BriefId) -> Made<DateView> {
        self.common.dates.get(&id, || self.moment(&self.site.catalog.entry(id).brief.date))
    }

    /// `May 2024`.
    pub fn month(&self, year: i16, month: i8) -> Arc<str> {
        self.common.months.get(&(year, month), || dates::month(year, month, self.words).into())
    }

    pub fn event(&self, start: Date, end: Date) -> EventView {
        EventView {
            start: self.day(start),
            end: self.day(end),
            is_interval: start != end,
            text: dates::interval(start, end, self.words),
            url: None,
        }
    }

    /// What happened on these days and is on the timeline.
    pub fn happening(&self, start: Date, end: Date) -> EventView {
        let url = Some(self.address(&Stretch::Year(start.year()).url()));
        EventView { url, ..self.event(start, end) }
    }

    /// A country's name in the page's language.
    pub fn country_name(&self, country: Country) -> String {
        self.site.config.names.display_in(country, &self.words.language).to_owned()
    }

    pub fn country(&self, country: Country) -> Made<CountryView> {
        self.common.countries.get(&country, || {
            let index = Index::Country(country);
            Made::new(&CountryView {
                name: self.country_name(country),
                alpha2: country.alpha2().to_owned(),
                alpha3: country.alpha3().to_owned(),
                url: self.address(&index.url()),
                count: self.site.catalog.briefs_in(&index).len(),
            })
        })
    }

    pub fn countries(&self, brief: &Brief) -> Vec<Made<CountryView>> {
        brief.countries.iter().map(|&country| self.country(country)).collect()
    }

    /// Where countries lie.
    pub fn locator(&self, countries: &[Country]) -> Made<Option<LocatorView>> {
        self.common.maps.get(&countries.to_vec(), || Made::new(&map::locator(self, countries)))
    }

    /// What an index is called.
    pub fn index_name(&self, index: &Index) -> String {
        let country_name =
            |country: &Country| self.site.config.names.display_in(*country, &self.words.language);
        let of_country = |country: &Country, period: &str| {
            [country_name(country), self.words.get("comma"), period].concat()
        };
        let catalog = &self.site.catalog;
        match index {
            Index::All => self.site.config.title.clone(),
            Index::Year(year) => year.to_string(),
            Index::Month(year, month) => self.month(*year, *month).to_string(),
            Index::Day(day) => dates::long(*day, self.words),
            Index::Country(country) => country_name(country).to_owned(),
            Index::CountryYear(country, year) => of_country(country, &year.to_string()),
            Index::CountryMonth(country, year, month) => of_country(country, &self.month(*year, *month)),
            Index::Pair(first, second) => [country_name(first), " – ", country_name(second)].concat(),
            Index::Region(region) => region.name(&self.words.language).to_owned(),
            Index::Topic(slug) => catalog.topic(slug).unwrap_or(slug).to_owned(),
            Index::Author(slug) => catalog.author(slug).unwrap_or(slug).to_owned(),
            Index::Folder(url) => url.last_part().to_owned(),
        }
    }

    /// A link with a name in the page's language.
    pub fn link(&self, name: String, url: String) -> Link {
        let language = self.words.language.clone();
        Link { name, url, direction: direction(&language), language }
    }

    pub fn index_link(&self, index: &Index) -> Made<Link> {
        let make = || Made::new(&self.link(self.index_name(index), self.address(&index.url())));
        self.common.links.get(index, make)
    }

    /// A link to an index with the number of briefs in it.
    pub fn count(&self, index: &Index) -> CountedLink {
        CountedLink {
            name: self.index_name(index),
            url: self.address(&index.url()),
            count: self.site.catalog.briefs_in(index).len(),
        }
    }

    pub fn counted(&self, index: &Index) -> Made<CountedLink> {
        self.common.counted.get(index, || Made::new(&self.count(index)))
    }

    pub fn topics(&self, brief: &Brief) -> Vec<Made<Link>> {
        let link = |topic: &String| self.index_link(&Index::Topic(slug(topic).into()));
        brief.topics.iter().map(link).collect()
    }

    pub fn authors(&self, brief: &Brief) -> Vec<Made<Link>> {
        let link = |author: &String| self.index_link(&Index::Author(slug(author).into()));
        brief.authors.iter().map(link).collect()
    }

    pub fn feed_link(&self, index: &Index, format: FeedFormat) -> Made<FeedLink> {
        self.common.feeds.get(&(index.clone(), format), || {
            Made::new(&FeedLink {
                title: self.index_name(index),
                r#type: format.media_type(),
                format: format.name(),
                url: self.address(&index.url().file(format.file_name())),
            })
        })
    }

    /// The months of the years of an index, newest first.
    pub fn grid(&self, index: &Index, make: impl FnOnce() -> Vec<YearView>) -> Made<Vec<YearView>> {
        self.common.grids.get(index, || Made::new(&make()))
    }

    /// What the pages of an index after its first all say of it.
    pub fn later(&self, index: &Index, make: impl FnOnce() -> IndexView) -> Made<IndexView> {
        self.common.later.get(index, || Made::new(&make()))
    }

    /// The days of the month of an index.
    pub fn calendar(
        &self,
        index: &Index,
        make: impl FnOnce() -> Vec<Vec<DayView>>,
    ) -> Made<Vec<Vec<DayView>>> {
        self.common.calendars.get(index, || Made::new(&make()))
    }

    /// The calendar of what happened to an index's countries, if there is one.
    pub fn calendar_link(&self, index: &Index) -> Option<FeedLink> {
        let exists = self.site.catalog.shelves.timeline.of(index).is_some();
        exists.then(|| FeedLink {
            title: self.index_name(index),
            r#type: "text/calendar",
            format: "iCalendar",
            url: self.address(&index.url().file(CALENDAR)),
        })
    }

    pub fn brief_link(&self, id: BriefId) -> Link {
        let entry = self.site.catalog.entry(id);
        let language = entry.brief.language.clone();
        let direction = direction(&language);
        Link { language, direction, ..self.link(entry.brief.title.clone(), self.address(entry.url())) }
    }

    pub fn card(&self, id: BriefId) -> Card {
        let entry = self.site.catalog.entry(id);
        let brief = &entry.brief;
        Card {
            title: brief.title.clone(),
            url: self.address(entry.url()),
            kicker: brief.kicker.clone(),
            summary: brief.summary_text(),
            date: self.date(id),
            updated: brief.updated.as_ref().map(|updated| self.moment(updated)),
            countries: self.countries(brief),
            authors: self.authors(brief),
            topics: self.topics(brief),
            cover: self.cover(brief),
            language: brief.language.clone(),
            direction: direction(&brief.language),
            corrections: brief.corrections.len(),
        }
    }

    /// The picture that stands for a brief: its `cover`, or its first figure's first picture.
    pub fn cover(&self, brief: &Brief) -> Option<PictureView> {
        let all = || brief.body.figures.iter().flat_map(|figure| &figure.pictures);
        match &brief.cover {
            Some(cover) => {
                let same = all().find(|picture| picture.target.text == cover.text);
                Some(self.picture(&brief.path, cover, same.map_or("", |picture| &picture.alt), true))
            }
            None => all().next().map(|first| self.picture(&brief.path, &first.target, &first.alt, true)),
        }
    }

    pub fn picture(&self, from: &SitePath, target: &Target, alt: &str, lazy: bool) -> PictureView {
        let (url, absolute_url, size) = match self.site.resolve(from, target) {
            Ok(Destination::Internal { url, file, .. }) => {
                let picture = file.and_then(|file| self.site.files.asset(&file)).map(|asset| &asset.picture);
                let size = if let Some(Picture::Sized(size)) = picture { *size } else { None };
                (self.address(&url), self.absolute_address(&url), size)
            }
            _ => (valid(&target.text), valid(&target.text), None),
        };
        PictureView {
            url,
            absolute_url,
            alt: alt.to_owned(),
            width: size.map(|size| size.0),
            height: size.map(|size| size.1),
            loading: if lazy { "lazy" } else { "eager" },
            link: None,
        }
    }

    /// Where a target leads, as an address to be escaped by whoever writes it.
    pub fn target(&self, from: &SitePath, target: &Target) -> String {
        match self.site.resolve(from, target) {
            Ok(Destination::Internal { url, suffix, .. }) => {
                format!("{}{}", self.address(&url), fragment(&suffix))
            }
            Ok(Destination::Fragment(text)) => self.anchor(from, &text),
            _ => valid(&target.text),
        }
    }

    /// A place in the text of the file `from`.
    fn anchor(&self, from: &SitePath, anchor: &str) -> String {
        let page = self.site.source_url(from).filter(|_| self.apart);
        page.map_or_else(String::new, |page| self.address(&page)) + &fragment(anchor)
    }

    pub fn figures(&self, from: &SitePath, figures: &[Figure]) -> Vec<FigureView> {
        let view = |(at, figure): (usize, &Figure)| {
            let picture = |(nth, picture): (usize, &FigurePicture)| {
                let lazy = at > 0 || nth > 0;
                let link = picture.link.as_ref().map(|link| self.target(from, link));
                PictureView { link, ..self.picture(from, &picture.target, &picture.alt, lazy) }
            };
            FigureView {
                number: at + 1,
                pictures: figure.pictures.iter().enumerate().map(picture).collect(),
                caption_html: self.fragment(from, &figure.caption, &[]),
                credit_html: self.fragment(from, &figure.credit, &[]),
                date: figure.date.map(|(start, end)| self.event(start, end)),
            }
        };
        figures.iter().enumerate().map(view).collect()
    }

    /// A text with its holes filled; `figures` are the figures' finished HTML.
    pub fn fragment(&self, from: &SitePath, text: &Fragment, figures: &[String]) -> String {
        text.filled(|fill, html| match fill {
            Fill::Url(target) => html.push_str(&escape(&self.target(from, target))),
            Fill::Anchor(anchor) => html.push_str(&escape(&self.anchor(from, anchor))),
            Fill::Word(key) => html.push_str(&escape(self.words.get(key))),
            Fill::Figure(at) => html.push_str(figures.get(*at).map_or("", String::as_str)),
            Fill::Picture(inline) => {
                let picture = self.picture(from, &inline.target, &inline.alt, true);
                html.push_str(&inline_picture(&picture, &inline.title));
            }
        })
    }
}

/// A picture in running text has no template of its own.
pub(super) fn inline_picture(picture: &PictureView, title: &str) -> String {
    let mut html = format!("<img src=\"{}\" alt=\"{}\"", escape(&picture.url), escape(&picture.alt));
    if let (Some(width), Some(height)) = (picture.width, picture.height) {
        html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    if !title.is_empty() {
        html.push_str(&format!(" title=\"{}\"", escape(title)));
    }
    html.push_str(" loading=\"lazy\" decoding=\"async\">");
    html
}

/// `#` or `?` and what follows, encoded once however the author wrote it.
fn fragment(suffix: &str) -> String {
    let (query, fragment) = match suffix.find('#') {
        Some(hash) => (&suffix[..hash], Some(&suffix[hash + 1..])),
        None => (suffix, None),
    };
    match fragment {
        Some(fragment) => format!("{}#{}", valid(query), encoded(&crate::url::decoded(fragment))),
        None => valid(query),
    }
}
