//! What a page says of itself to browsers and machines.

use super::brief::Pictures;
use super::view::{FeedLink, Head, Link, PictureView};
use super::{Made, Presenter, json_ld};
use crate::catalog::{BriefId, Grouping, Index, Stretch};
use crate::site::{Data, Directory, FeedFormat};
use crate::text::{direction, shortened};
use crate::url::Url;

/// Search engines show no more of a description, in characters.
const LONGEST_DESCRIPTION: usize = 300;

/// A page that is nothing but its title; what follows fills in the rest, and what has a template of
/// its own is filled in when that is rendered.
pub fn plain(presenter: &Presenter, kind: &'static str, title: &str, url: &Url) -> Head {
    let config = &presenter.site.config;
    Head {
        kind,
        title: title.to_owned(),
        description: config.description.clone(),
        url: presenter.address(url),
        canonical: presenter.absolute_address(url),
        language: presenter.words.language.clone(),
        direction: direction(&presenter.words.language),
        image: None,
        image_alt: None,
        feeds: feeds(presenter, None),
        data_url: None,
        published: None,
        modified: None,
        json_ld: None,
        breadcrumbs: home(presenter),
        section: None,
        nameplate_html: Made::html(""),
        imprint_html: Made::html(""),
    }
}

pub fn brief(presenter: &Presenter, id: BriefId, pictures: &Pictures) -> Head {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let cover = shared_picture(pictures);
    let canonical = match &brief.original {
        Some(original) => original.url.clone(),
        None => presenter.absolute_address(entry.url()),
    };
    let mut breadcrumbs = home(presenter);
    breadcrumbs
        .extend(brief.countries.first().map(|&country| presenter.index_link(&Index::Country(country))));
    let plain = plain(presenter, "brief", &brief.title, entry.url());
    Head {
        description: Some(shortened(&brief.summary_text(), LONGEST_DESCRIPTION).into_owned()),
        canonical,
        image: cover.map(|cover| cover.absolute_url.clone()),
        image_alt: cover.map(|cover| cover.alt.clone()).filter(|alt| !alt.is_empty()),
        published: Some(brief.date.rfc3339()),
        modified: Some(brief.modified().rfc3339()),
        json_ld: Some(json_ld::brief(presenter, id, &pictures.figures)),
        breadcrumbs,
        ..plain
    }
}

pub fn index(presenter: &Presenter, index: &Index, number: usize) -> Head {
    let pages = presenter.site.page_count(presenter.site.catalog.briefs_in(index).len());
    let title = numbered(presenter, presenter.index_name(index), number, pages);
    let description = match index {
        Index::All => presenter.site.config.description.clone(),
        Index::Country(country) => presenter
            .site
            .catalog
            .standings
            .countries
            .get(country)
            .and_then(|profile| profile.summary.clone()),
        Index::Author(slug) => {
            presenter.site.catalog.standings.authors.get(&**slug).and_then(|profile| profile.summary.clone())
        }
        _ => None,
    };
    Head {
        description,
        feeds: feeds(presenter, Some(index)),
        data_url: data_url(presenter, Data::Index(index.clone(), number)),
        breadcrumbs: above(presenter, index),
        ..plain(presenter, index.kind(), &title, &index.url().page(number))
    }
}

pub fn directory(presenter: &Presenter, directory: Directory, name: &str) -> Head {
    Head {
        data_url: data_url(presenter, Data::Directory(directory)),
        ..plain(presenter, directory.kind(), name, &directory.url())
    }
}

pub fn corrections(presenter: &Presenter, url: &Url) -> Head {
    Head {
        data_url: data_url(presenter, Data::Corrections),
        ..plain(presenter, "corrections", presenter.words.get("corrections"), url)
    }
}

/// A site without briefs has no data.
pub(super) fn data_url(presenter: &Presenter, file: Data) -> Option<String> {
    let is_there = presenter.site.config.has_data && !presenter.site.catalog.briefs.is_empty();
    is_there.then(|| presenter.address(&file.url()))
}

/// A title that says which page of several this is, from the second one on.
fn numbered(presenter: &Presenter, name: String, number: usize, pages: usize) -> String {
    if number == 1 {
        return name;
    }
    let (page, pages) = (number.to_string(), pages.to_string());
    let part = presenter.words.fill("page_of", &[("page", &page), ("pages", &pages)]);
    format!("{name}{}{part}", presenter.words.get("comma"))
}

pub fn timeline(presenter: &Presenter, stretch: &Stretch, number: usize) -> Head {
    let (word, comma) = (presenter.words.get("timeline"), presenter.words.get("comma"));
    let mut breadcrumbs = home(presenter);
    let (name, index) = match stretch {
        Stretch::All => (word.to_owned(), &Index::All),
        Stretch::Year(year) => {
            let whole = presenter.link(word.to_owned(), presenter.address(&Stretch::All.url()));
            breadcrumbs.push(Made::new(&whole));
            (format!("{word}{comma}{year}"), &Index::All)
        }
        Stretch::Subject(index) => {
            breadcrumbs = above(presenter, index);
            breadcrumbs.push(presenter.index_link(index));
            (format!("{}{comma}{word}", presenter.index_name(index)), index)
        }
    };
    let rows = presenter.site.catalog.shelves.timeline.rows(stretch).len();
    let title = numbered(presenter, name, number, presenter.site.page_count(rows));
    Head {
        feeds: feeds(presenter, Some(index)),
        data_url: data_url(presenter, Data::Timeline(stretch.clone(), number)),
        breadcrumbs,
        ..plain(presenter, "timeline", &title, &stretch.url().page(number))
    }
}

/// The picture that others show beside a link to the brief. They show no drawings, so that a
/// photograph further down comes before one.
fn shared_picture(pictures: &Pictures) -> Option<&PictureView> {
    let is_drawing = |picture: &&PictureView| picture.url.ends_with(".svg");
    let cover = pictures.cover.as_ref()?;
    let mut others = pictures.figures.iter().flat_map(|figure| &figure.pictures);
    let photograph = if is_drawing(&cover) { others.find(|other| !is_drawing(other)) } else { None };
    Some(photograph.unwrap_or(cover))
}

/// The calendar and the feeds of an index, and the site's feeds.
fn feeds(presenter: &Presenter, index: Option<&Index>) -> Vec<Made<FeedLink>> {
    let own = index.filter(|index| index.grouping() == Grouping::Subject && **index != Index::All);
    let all = Index::All;
    let with_briefs = |index: &&Index| !presenter.site.catalog.briefs_in(index).is_empty();
    let mut links: Vec<Made<FeedLink>> =
        index.and_then(|index| presenter.calendar_link(index)).iter().map(Made::new).collect();
    links.extend(own.into_iter().chain([&all]).filter(with_briefs).flat_map(|index| {
        [FeedFormat::Atom, FeedFormat::Json].map(|format| presenter.feed_link(index, format))
    }));
    links
}

fn home(presenter: &Presenter) -> Vec<Made<Link>> {
    vec![presenter.index_link(&Index::All)]
}

/// The way from the home page to an index, without the index itself.
fn above(presenter: &Presenter, index: &Index) -> Vec<Made<Link>> {
    let directory = |directory: Directory| {
        let name = presenter.words.get(directory.kind()).to_owned();
        Made::new(&presenter.link(name, presenter.address(&directory.url())))
    };
    let link = |index: Index| presenter.index_link(&index);
    let mut links = home(presenter);
    match index {
        Index::All => links.clear(),
        Index::Year(_) => links.push(directory(Directory::Archive)),
        Index::Month(year, _) => links.extend([directory(Directory::Archive), link(Index::Year(*year))]),
        Index::Day(day) => links.extend([
            directory(Directory::Archive),
            link(Index::Year(day.year())),
            link(Index::Month(day.year(), day.month())),
        ]),
        Index::Country(_) => links.push(directory(Directory::Countries)),
        Index::CountryYear(country, _) => {
            links.extend([directory(Directory::Countries), link(Index::Country(*country))]);
        }
        Index::CountryMonth(country, year, _) => links.extend([
            directory(Directory::Countries),
            link(Index::Country(*country)),
            link(Index::CountryYear(*country, *year)),
        ]),
        Index::Pair(first, _) => {
            links.extend([directory(Directory::Countries), link(Index::Country(*first))])
        }
        Index::Region(region) => {
            links.push(directory(Directory::Regions));
            let parents = std::iter::successors(region.parent(), |region| region.parent());
            let mut parents: Vec<Made<Link>> = parents.map(|region| link(Index::Region(region))).collect();
            parents.reverse();
            links.extend(parents);
        }
        Index::Topic(_) => links.push(directory(Directory::Topics)),
        Index::Author(_) => links.push(directory(Directory::Authors)),
        Index::Folder(url) => {
            let folders: Vec<Url> = url.ancestors().collect();
            let known = folders.into_iter().rev().skip(1).filter_map(|url| {
                let index = Index::Folder(url);
                (!presenter.site.catalog.briefs_in(&index).is_empty()).then(|| link(index))
            });
            links.extend(known);
        }
    }
    links
}
