//! What every page knows of the publication.

use super::Presenter;
use super::view::{CountedLink, Link, PublisherView, SiteView};
use crate::brief::Target;
use crate::catalog::{Coverage, Index};
use crate::path::SitePath;
use crate::site::{Directory, Page};
use crate::source::SETTINGS;
use crate::text::{alphabetical, direction};
use crate::theme;
use crate::url::Url;

pub fn view(presenter: &Presenter) -> SiteView {
    let config = &presenter.site.config;
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        direction: direction(&config.language),
        base_url: presenter.absolute_address(&Url::root()),
        url: presenter.address(&Url::root()),
        stylesheet: stylesheet(presenter),
        map: presenter.common.map_file(presenter),
        publisher: publisher(presenter),
        menu: menu(presenter),
        pages: pages(presenter),
        coverage: coverage(presenter),
        corrections: corrections(presenter),
        timeline: super::timeline::link(presenter),
        years: years(presenter),
        feed_url: (!presenter.site.catalog.briefs.is_empty())
            .then(|| presenter.address(&Url::new("/feed.xml"))),
        words: presenter.words.to_json(),
        extra: config.extra.to_json(),
    }
}

fn stylesheet(presenter: &Presenter) -> String {
    let own = SitePath::new(&format!("static/{}", theme::STYLESHEET));
    let digest = match presenter.site.files.asset(&own) {
        Some(asset) => asset.fingerprint,
        None => *blake3::hash(theme::file(theme::STYLESHEET).unwrap_or(b"")).as_bytes(),
    };
    marked(presenter, &Url::new(&format!("/{}", theme::STYLESHEET)), digest)
}

/// An address that changes with what stands there.
pub(super) fn marked(presenter: &Presenter, url: &Url, digest: [u8; 32]) -> String {
    let mark: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}?v={mark}", presenter.address(url))
}

/// An address from the settings.
fn settings_address(presenter: &Presenter, text: &str) -> String {
    let target = Target { text: text.to_owned(), span: 0..0 };
    presenter.target(&SitePath::new(SETTINGS), &target)
}

pub(super) fn publisher(presenter: &Presenter) -> PublisherView {
    let publisher = &presenter.site.config.publisher;
    PublisherView {
        name: publisher.name.clone().unwrap_or_else(|| presenter.site.config.title.clone()),
        url: publisher.url.clone(),
        logo: publisher.logo.as_ref().map(|(text, _)| settings_address(presenter, text)),
    }
}

/// The settings' menu, or the directories that exist.
fn menu(presenter: &Presenter) -> Vec<Link> {
    if let Some(menu) = &presenter.site.config.menu {
        let link = |item: &crate::config::MenuItem| {
            presenter.link(item.name.clone(), settings_address(presenter, &item.url))
        };
        return menu.iter().map(link).collect();
    }
    [Directory::Countries, Directory::Regions, Directory::Topics, Directory::Archive]
        .into_iter()
        .filter(|&directory| presenter.site.has(directory))
        .map(|directory| {
            presenter
                .link(presenter.words.get(directory.kind()).to_owned(), presenter.address(&directory.url()))
        })
        .collect()
}

fn coverage(presenter: &Presenter) -> Option<Link> {
    let url = Coverage::Recent.url();
    let exists = matches!(presenter.site.page(&url), Some(Page::Coverage(_)));
    exists.then(|| presenter.link(presenter.words.get("coverage").to_owned(), presenter.address(&url)))
}

fn corrections(presenter: &Presenter) -> Option<Link> {
    let url = Url::root().folder("corrections");
    let exists = matches!(presenter.site.page(&url), Some(Page::Corrections));
    exists.then(|| presenter.link(presenter.words.get("corrections").to_owned(), presenter.address(&url)))
}

fn pages(presenter: &Presenter) -> Vec<Link> {
    let link = |page: &std::sync::Arc<crate::brief::standing::Standing>| {
        presenter.link(page.title.clone(), presenter.address(&Url::new(&page.url_path())))
    };
    let mut pages: Vec<Link> = presenter.site.catalog.standings.pages.iter().map(link).collect();
    pages.sort_by_cached_key(|page| (alphabetical(&page.name), page.url.clone()));
    pages
}

fn years(presenter: &Presenter) -> Vec<CountedLink> {
    let years = presenter.site.catalog.indexes_in(Index::Year(i16::MIN)..Index::Year(i16::MAX));
    let mut years: Vec<CountedLink> = years.map(|(index, _)| presenter.count(index)).collect();
    years.reverse();
    years
}
