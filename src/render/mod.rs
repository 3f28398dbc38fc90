//! [`Press`]: views and templates to bytes. [`Press::make`] is the one function that makes a page.

mod atom;
mod data;
mod feeds;
mod ical;
mod json_feed;
mod origin;
mod paper;
mod parts;
mod proof;
mod sitemap;
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tera::{Context, Value};

use crate::brief::standing::Standing;
use crate::catalog::{BriefId, EventId, Index};
use crate::diagnostic::{Checked, Diagnostic};
use crate::memo::Cache;
use crate::page::brief::Pictures;
use crate::page::view::Head;
use crate::page::{self, Presenter};
use crate::path::SitePath;
use crate::site::{Page, Site, SitemapPart};
use crate::theme;
use crate::url::Url;
use crate::words::{WordBook, Words};
use feeds::FeedEntry;
pub use origin::{Origin, Origins};
use parts::Shared;
pub use templates::Templates;

/// What stands at a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendered {
    Bytes(Vec<u8>),
    /// The bytes of this file, from the site's folder.
    File(SitePath),
}

/// A site with its templates, ready to make any page.
pub struct Press {
    site: Site,
    words: Arc<WordBook>,
    templates: Arc<Templates>,
    /// By language. Pages in others are in the words of the site's own.
    shared: BTreeMap<String, Shared>,
    main: Shared,
    /// Cards are shown on many pages and made once, when first asked for. What is wrong with the
    /// template of one shows on all of them.
    cards: Vec<OnceLock<(Value, Vec<Diagnostic>)>>,
    /// What stands of an event in all calendars.
    events: Cache<EventId, Arc<str>>,
    /// What stands of a brief in all feeds but the site's own, which has whole texts.
    entries: Cache<BriefId, Arc<FeedEntry>>,
    /// Briefs in the JSON files of their indexes.
    listed: Cache<BriefId, Arc<str>>,
    is_retired: AtomicBool,
}

impl Press {
    pub fn new(site: Site, words: Arc<WordBook>, templates: Arc<Templates>) -> Press {
        let shared = words.all().map(|words| (words.language.clone(), Shared::new(&site, words))).collect();
        let main = Shared::new(&site, words.of(&site.config.language));
        let cards = site.catalog.ids().map(|_| OnceLock::new()).collect();
        let (events, entries, listed) = (Cache::default(), Cache::default(), Cache::default());
        let is_retired = AtomicBool::new(false);
        Press { site, words, templates, shared, main, cards, events, entries, listed, is_retired }
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Ends pages that are still being made, with an error: another press has taken over.
    pub fn retire(&self) {
        self.is_retired.store(true, Ordering::Relaxed);
    }

    /// Whether what both make looks the same: settings, templates and words are the same ones.
    pub fn has_theme_of(&self, other: &Press) -> bool {
        Arc::ptr_eq(&self.site.config, &other.site.config)
            && Arc::ptr_eq(&self.words, &other.words)
            && Arc::ptr_eq(&self.templates, &other.templates)
    }

    /// The template that a page is made with; `None` for what is made without.
    pub fn template_of(&self, page: &Page) -> Option<&'static str> {
        Some(match page {
            Page::Brief(_) => "brief.html",
            Page::Standing(_) => "page.html",
            Page::Index(index, _) => index_template(index),
            Page::Directory(directory) => directory_template(directory.kind()),
            Page::Corrections => "corrections.html",
            Page::Coverage(_) => "coverage.html",
            Page::Timeline(..) => "timeline.html",
            Page::NotFound => "404.html",
            Page::Alias(_) => "alias.html",
            Page::Feed(..)
            | Page::Calendar(_)
            | Page::Data(_)
            | Page::Sitemap(_)
            | Page::Robots
            | Page::Map
            | Page::Hosting(_)
            | Page::File(_)
            | Page::ThemeFile(_) => {
                return None;
            }
        })
    }

    /// Makes the page at a URL; `None` if there is none.
    pub fn render(&self, url: &Url) -> Option<Checked<Rendered>> {
        Some(self.make(url, self.site.page(url)?))
    }

    /// Makes what stands at a URL of the site.
    pub fn make(&self, url: &Url, page: &Page) -> Checked<Rendered> {
        match page {
            Page::File(path) => Checked::new(Rendered::File(path.clone()), Vec::new()),
            Page::ThemeFile(name) => {
                Checked::new(Rendered::Bytes(theme::file(name).unwrap_or(b"").to_vec()), Vec::new())
            }
            page => {
                let mut found = Vec::new();
                let text = self.text(url, page, &mut found);
                Checked::new(Rendered::Bytes(text.into_bytes()), found)
            }
        }
    }

    /// What the template of a page sees, as JSON; `None` for what is made without a template.
    pub fn context(&self, url: &Url) -> Option<serde_json::Value> {
        let page = self.site.page(url)?;
        let context = self.view(url, page, &mut Vec::new())?;
        let entries = [
            "site",
            "page",
            "brief",
            "standing",
            "index",
            "briefs",
            "pager",
            "directory",
            "corrections",
            "coverage",
            "timeline",
            "target",
        ];
        let known = entries.iter().filter_map(|name| Some(((*name).to_owned(), context.get(name)?)));
        Some(known.filter_map(|(name, value)| Some((name, serde_json::to_value(value).ok()?))).collect())
    }

    fn text(&self, url: &Url, page: &Page, found: &mut Vec<Diagnostic>) -> String {
        let presenter = self.presenter(&self.site.config.language);
        match page {
            Page::Feed(index, format) => self.feed(index, *format, url, found),
            Page::Data(file) => self.data(file),
            Page::Calendar(index) => self.calendar(index, url),
            Page::Sitemap(SitemapPart::List) => sitemap::list(&self.site),
            Page::Sitemap(part) => sitemap::urls(&self.site, *part),
            Page::Robots => format!(
                "User-agent: *\nAllow: /\n\nSitemap: {}\n",
                presenter.absolute_address(&Url::new("/sitemap.xml"))
            ),
            Page::Map => page::map::shapes(&self.site.config.map.hidden),
            Page::Hosting(file) => file.write(&self.site.host_facts()),
            page => match (self.template_of(page), self.view(url, page, found)) {
                (Some(template), Some(context)) => {
                    self.templates.render(template, &context, &self.is_retired, found)
                }
                _ => String::new(),
            },
        }
    }

    /// What the template of a page sees; `None` for what is made without.
    fn view(&self, url: &Url, page: &Page, found: &mut Vec<Diagnostic>) -> Option<Context> {
        let presenter = self.presenter(&self.site.config.language);
        let plain = |kind, title: &str| page::head::plain(&presenter, kind, title, url);
        Some(match page {
            Page::Brief(id) => self.brief(*id, found),
            Page::Standing(at) => self.standing(self.site.catalog.standings.pages.get(*at)?, url, found),
            Page::Index(index, number) => self.index(&presenter, index, *number, found),
            Page::Directory(directory) => {
                let view = page::directory::view(&presenter, *directory);
                let head = page::head::directory(&presenter, *directory, &view.name);
                let mut context = self.begin(&presenter, head, found);
                context.insert("directory", &view);
                context
            }
            Page::Corrections => {
                let head = page::head::corrections(&presenter, url);
                let mut context = self.begin(&presenter, head, found);
                let apart = Presenter { apart: true, ..presenter };
                context.insert("corrections", &page::brief::all_corrections(&apart));
                context
            }
            Page::Coverage(table) => {
                let view = page::coverage::view(&presenter, *table);
                let head = page::coverage::head(&presenter, *table, &view);
                let mut context = self.begin(&presenter, head, found);
                context.insert("coverage", &view);
                context
            }
            Page::Timeline(stretch, number) => {
                let head = page::head::timeline(&presenter, stretch, *number);
                let mut context = self.begin(&presenter, head, found);
                context.insert("timeline", &page::timeline::view(&presenter, stretch, *number));
                context.insert("pager", &page::timeline::pager(&presenter, stretch, *number));
                context
            }
            Page::NotFound => {
                self.begin(&presenter, plain("404", presenter.words.get("not_found_title")), found)
            }
            Page::Alias(target) => {
                let name = self.title_of(target).unwrap_or_else(|| target.to_string());
                let canonical = presenter.absolute_address(target);
                let head = Head { canonical, ..plain("alias", &name) };
                let mut context = self.begin(&presenter, head, found);
                context.insert("target", &presenter.link(name, presenter.address(target)));
                context
            }
            Page::Feed(..)
            | Page::Data(_)
            | Page::Calendar(_)
            | Page::Sitemap(_)
            | Page::Robots
            | Page::Map
            | Page::Hosting(_)
            | Page::File(_)
            | Page::ThemeFile(_) => {
                return None;
            }
        })
    }

    fn presenter(&self, language: &str) -> Presenter<'_> {
        let words = self.words.of(language);
        Presenter::new(&self.site, words, &self.shared(words).common)
    }

    fn shared(&self, words: &Words) -> &Shared {
        self.shared.get(&words.language).unwrap_or(&self.main)
    }

    fn brief(&self, id: BriefId, found: &mut Vec<Diagnostic>) -> Context {
        let presenter = self.presenter(&self.site.catalog.entry(id).brief.language);
        let pictures = Pictures::of(&presenter, id);
        let figures = self.figures(&pictures.figures, found);
        let mut context = self.begin(&presenter, page::head::brief(&presenter, id, &pictures), found);
        context.insert("brief", &page::brief::view(&presenter, id, pictures.cover, &figures));
        context
    }

    fn standing(&self, standing: &Standing, url: &Url, found: &mut Vec<Diagnostic>) -> Context {
        let presenter = self.presenter(&standing.language);
        let figures = self.figures(&page::standing::figures(&presenter, standing), found);
        let head = page::head::plain(&presenter, "page", &standing.title, url);
        let head = Head { description: standing.summary.clone(), ..head };
        let mut context = self.begin(&presenter, head, found);
        context.insert("standing", &page::standing::view(&presenter, standing, &figures));
        context
    }

    fn index(
        &self,
        presenter: &Presenter,
        index: &Index,
        number: usize,
        found: &mut Vec<Diagnostic>,
    ) -> Context {
        let mut context = self.begin(presenter, page::head::index(presenter, index, number), found);
        context.insert("index", &page::index::view(presenter, index, number));
        context.insert("pager", &page::index::pager(presenter, index, number));
        let ids = page::index::briefs(presenter, index, number).iter();
        let cards = ids.map(|&id| self.card(presenter, id, found));
        context.insert_value("briefs", cards.collect::<Vec<Value>>().into());
        context
    }

    fn title_of(&self, url: &Url) -> Option<String> {
        match self.site.page(url)? {
            Page::Brief(id) => Some(self.site.catalog.entry(*id).brief.title.clone()),
            Page::Standing(at) => Some(self.site.catalog.standings.pages.get(*at)?.title.clone()),
            _ => None,
        }
    }
}

/// Joins what was found while rendering: a mistake in a template shows on every page that uses it,
/// and is said once.
pub fn gather(found: Vec<(Url, Diagnostic)>) -> Vec<Diagnostic> {
    let mut pages: BTreeMap<Diagnostic, BTreeSet<Url>> = BTreeMap::new();
    for (url, diagnostic) in found {
        pages.entry(diagnostic).or_default().insert(url);
    }
    let join = |(mut diagnostic, urls): (Diagnostic, BTreeSet<Url>)| {
        let more = match urls.len() {
            0 | 1 => String::new(),
            2 => " and one more page".to_owned(),
            many => format!(" and {} more pages", many - 1),
        };
        if let Some(first) = urls.first() {
            diagnostic.message.push_str(&format!(" (while rendering {first}{more})"));
        }
        diagnostic
    };
    pages.into_iter().map(join).collect()
}

fn index_template(index: &Index) -> &'static str {
    match index {
        Index::All => "home.html",
        Index::Year(_) => "year.html",
        Index::Month(..) => "month.html",
        Index::Day(_) => "day.html",
        Index::Country(_) => "country.html",
        Index::CountryYear(..) => "country-year.html",
        Index::CountryMonth(..) => "country-month.html",
        Index::Pair(..) => "pair.html",
        Index::Region(_) => "region.html",
        Index::Topic(_) => "topic.html",
        Index::Author(_) => "author.html",
        Index::Folder(_) => "folder.html",
    }
}

fn directory_template(kind: &str) -> &'static str {
    match kind {
        "countries" => "countries.html",
        "regions" => "regions.html",
        "topics" => "topics.html",
        "authors" => "authors.html",
        _ => "archive.html",
    }
}
