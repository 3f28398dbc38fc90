//! Where a link leads. What an editor or a code host can follow, dateline can follow.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::files::file_path;
use super::{Page, Site};
use crate::brief::{Body, Brief, Target, Use};
use crate::diagnostic::{Diagnostic, MOST_IN_TEXT, Place, Severity, more_in_text};
use crate::path::SitePath;
use crate::source::Picture;
use crate::text::nearest;
use crate::url::{Url, decoded};

/// A help names no more of a page's headings.
const MOST_NAMED: usize = 8;

/// A target that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A whole URL of somebody else's, or another scheme.
    External,
    /// A page or a file of this site.
    Internal {
        url: Url,
        /// With its `?` or `#`, as the author wrote it; empty if there is none.
        suffix: String,
        /// The file's source path, if a file stands there.
        file: Option<SitePath>,
    },
    /// A heading of the same page.
    Fragment(String),
    /// A file with mistakes of its own, which have been reported.
    Faulty,
}

/// Why a target leads nowhere, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadEnd {
    pub message: String,
    pub help: String,
}

impl Site {
    /// Follows a target that stands in the file `from`.
    pub fn resolve(&self, from: &SitePath, target: &Target) -> Result<Destination, DeadEnd> {
        self.destination(from, target).ok_or_else(|| self.dead_end(from, target))
    }

    fn destination(&self, from: &SitePath, target: &Target) -> Option<Destination> {
        let text = &*target.text;
        if target.is_external() {
            return Some(Destination::External);
        }
        if text.starts_with('#') {
            return Some(Destination::Fragment(text.to_owned()));
        }
        if text.is_empty() {
            return None;
        }
        let cut = text.find(['#', '?']).unwrap_or(text.len());
        let suffix = text[cut..].to_owned();
        let internal = |url: &Url, file: Option<SitePath>| Destination::Internal {
            url: url.clone(),
            suffix: suffix.clone(),
            file,
        };
        let path = file_path(from, target);
        if let Some(path) = &path {
            if let Some(url) = self.source_url(path) {
                return Some(internal(&url, None));
            }
            if let Some(url) = self.files.url(path) {
                return Some(internal(url, Some(path.clone())));
            }
            if self.is_faulty(path) {
                return Some(Destination::Faulty);
            }
        }
        if let Some(rest) = decoded(&text[..cut]).strip_prefix('/') {
            let static_file = SitePath::join("static", rest);
            if static_file.as_ref().is_some_and(|path| self.files.is_unreadable(path)) {
                return Some(Destination::Faulty);
            }
            if let Some(found) = static_file.and_then(|path| Some((self.files.url(&path)?.clone(), path))) {
                return Some(internal(&found.0, Some(found.1)));
            }
            let folder =
                if rest.is_empty() || rest.ends_with('/') { format!("/{rest}") } else { format!("/{rest}/") };
            for candidate in [Url::new(&format!("/{rest}")), Url::new(&folder)] {
                if let Some(page) = self.page(&candidate) {
                    let target = if let Page::Alias(now) = page { now } else { &candidate };
                    return Some(internal(target, None));
                }
            }
        }
        None
    }

    /// The URL of the page that a source file became.
    pub fn source_url(&self, path: &SitePath) -> Option<Url> {
        let candidates = [Some(path.clone()), SitePath::join(path.as_str(), "index.md")];
        candidates.into_iter().flatten().find_map(|path| {
            if let Some(id) = self.catalog.by_path(&path) {
                return Some(self.catalog.entry(id).url.clone());
            }
            let standing = self.catalog.standings.pages.iter().find(|page| page.path == path)?;
            Some(Url::new(&standing.url_path()))
        })
    }

    /// Whether the path is a brief that could not be read, or lies in such a brief's folder.
    fn is_faulty(&self, path: &SitePath) -> bool {
        let faulty = &self.catalog.faulty;
        faulty.contains(path)
            || self.files.is_unreadable(path)
            || SitePath::join(path.as_str(), "index.md").is_some_and(|path| faulty.contains(&path))
            || (self.files.asset(path).is_some() && self.files.is_withheld(path) && {
                SitePath::join(path.folder(), "index.md").is_some_and(|path| faulty.contains(&path))
            })
    }

    /// What is to be said of a target without a destination.
    fn dead_end(&self, from: &SitePath, target: &Target) -> DeadEnd {
        let text = &*target.text;
        if text.is_empty() {
            return dead(
                "the link leads nowhere: its address is empty",
                "write the address between the round brackets",
            );
        }
        let Some(path) = &file_path(from, target) else {
            return dead(
                format!("`{text}` leads out of the site's folder"),
                "link to a file below content/ or static/",
            );
        };
        let withheld = &self.catalog.withheld;
        let is_bundle =
            SitePath::join(path.as_str(), "index.md").is_some_and(|path| withheld.contains(&path));
        if withheld.contains(path) || is_bundle {
            return dead(
                format!("`{text}` leads to a page that is not published"),
                "it is a draft, dated in the future, or expired; take the link out until it is published",
            );
        }
        if self.files.is_withheld(path) {
            return dead(
                format!("`{text}` belongs to a page that is not published"),
                "nothing of an unpublished page goes out; copy the file to where it is used",
            );
        }
        let is_relative = !text.starts_with('/');
        let from_root =
            is_relative && self.page(&Url::new(&format!("/{}", text.trim_start_matches("../")))).is_some();
        if from_root {
            return dead(
                format!("`{text}` leads nowhere"),
                format!("a page's URL is written from the root: /{}", text.trim_start_matches("../")),
            );
        }
        let near = self.similar(from, path).map(|near| written_from(from, &near));
        if let Some(rest) = text.strip_prefix('/') {
            let help = match near.or_else(|| self.similar_page(rest)) {
                Some(near) => format!("did you mean {near}?"),
                None => {
                    "from the root, a link is a page's URL (/about/), a file of static/ (/img/a.jpg) or one \
                         of content/ (/briefs/a.md)"
                        .to_owned()
                }
            };
            return dead(format!("`{text}` leads nowhere: there is no such page or file"), help);
        }
        let help = match near {
            Some(near) => format!("did you mean {near}?"),
            None => "a link is a path to a source file from this one (../2024/other.md), or from the root \
                     (/img/a.jpg, /about/)"
                .to_owned(),
        };
        dead(format!("`{text}` leads nowhere: there is no {path}"), help)
    }

    /// A file of the same name elsewhere, or of nearly the same name in the same folder.
    fn similar(&self, from: &SitePath, path: &SitePath) -> Option<SitePath> {
        let briefs = self.catalog.briefs.iter().map(|entry| &entry.brief.path);
        let pages = self.catalog.standings.pages.iter().map(|page| &page.path);
        let all: Vec<&SitePath> =
            briefs.chain(pages).chain(self.files.all()).filter(|other| *other != from).collect();
        let same_folder = all.iter().find(|other| {
            other.folder() == path.folder()
                && other.file_name().to_lowercase() == path.file_name().to_lowercase()
        });
        if let Some(same) = same_folder {
            return Some((*same).clone());
        }
        let same_name =
            all.iter().find(|other| other.file_name() == path.file_name() && path.file_name() != "index.md");
        if let Some(same) = same_name {
            return Some((*same).clone());
        }
        let beside = all.iter().filter(|other| other.folder() == path.folder());
        let near = nearest(path.file_name(), beside.map(|other| other.file_name())).or_else(|| {
            // The ending forgotten, or that of the page instead of the source's.
            let source = all.iter().find(|other| {
                other.folder() == path.folder() && other.stem() == path.stem() && other.extension() == "md"
            });
            source.map(|other| other.file_name())
        })?;
        SitePath::join(path.folder(), near)
    }

    /// A page of nearly the same URL, below the same folder.
    fn similar_page(&self, rest: &str) -> Option<String> {
        let path = format!("/{}", rest.trim_end_matches('/'));
        let (folder, wanted) = path.rsplit_once('/')?;
        let folder = format!("{folder}/");
        let start = Url::new(&folder);
        let beside = self
            .pages
            .range(start..)
            .map(|(url, _)| url.as_str())
            .map_while(|url| Some(url.strip_prefix(&folder)?.trim_end_matches('/')));
        let near = nearest(wanted, beside.filter(|name| !name.is_empty() && !name.contains('/')))?;
        let url = format!("{folder}{near}/");
        Some(if self.page(&Url::new(&url)).is_some() { url } else { format!("{folder}{near}") })
    }
}

/// How a link to `to` is written in the file `from`.
fn written_from(from: &SitePath, to: &SitePath) -> String {
    if let Some(inner) = to.below("static") {
        return format!("/{inner}");
    }
    if from.folder().is_empty() {
        return format!("/{}", to.below("content").unwrap_or(to.as_str()));
    }
    let parts = |folder: &str| folder.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (here, there) = (parts(from.folder()), parts(to.folder()));
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let mut way = vec![".."; here.len() - common];
    way.extend(there[common..].iter().map(String::as_str));
    way.push(to.file_name());
    way.join("/")
}

fn dead(message: impl Into<String>, help: impl Into<String>) -> DeadEnd {
    DeadEnd { message: message.into(), help: help.into() }
}

/// Follows every link and looks at every picture of every published page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    use rayon::prelude::*;
    let mut found: Vec<Diagnostic> = site
        .catalog
        .briefs
        .par_iter()
        .flat_map_iter(|entry| check_page(site, &entry.brief.path, entry.brief.targets(), &entry.brief.body))
        .collect();
    for (path, body) in &site.catalog.remains {
        found.extend(check_page(site, path, body.targets(), body));
    }
    for brief in &site.catalog.embargoed {
        found.extend(check_embargoed(site, brief));
    }
    let standings = &site.catalog.standings;
    for page in &standings.pages {
        found.extend(check_page(site, &page.path, page.targets(), &page.body));
    }
    for profile in site.catalog.shown_profiles() {
        found.extend(check_page(site, &profile.path, profile.body.targets(), &profile.body));
    }
    found.extend(check_settings(site));
    found
}

/// A dead link in a brief whose day has not come would stop the build of that day, when perhaps
/// nobody looks. What it shares with other unpublished texts is no mistake.
fn check_embargoed(site: &Site, brief: &Brief) -> Vec<Diagnostic> {
    let is_there = |target: &Target| {
        let path = file_path(&brief.path, target);
        path.is_some_and(|path| {
            let bundle = SitePath::join(path.as_str(), "index.md");
            let withheld = &site.catalog.withheld;
            site.files.asset(&path).is_some()
                || withheld.contains(&path)
                || bundle.is_some_and(|path| withheld.contains(&path))
        })
    };
    let targets = brief.targets().filter(|(target, _)| !is_there(target));
    let mut found = check_page(site, &brief.path, targets, &brief.body);
    for diagnostic in &mut found {
        diagnostic.severity = Severity::Warning;
    }
    found
}

fn check_page<'s>(
    site: &'s Site,
    path: &SitePath,
    targets: impl Iterator<Item = (&'s Target, Use)>,
    body: &'s Body,
) -> Vec<Diagnostic> {
    let mut targets: Vec<_> = targets.collect();
    targets.sort_by_key(|(target, _)| (target.span.start, target.span.end));
    let mut found = Vec::new();
    let mut unlisted: Option<(Place, usize)> = None;
    let mut seen = BTreeSet::new();
    let mut ids = Ids::default();
    for (target, purpose) in targets {
        if !seen.insert((target.span.start, target.span.end, &target.text)) {
            continue;
        }
        let complaint = match site.destination(path, target) {
            None => Some(Complaint::DeadEnd),
            Some(destination) => match purpose {
                Use::Link => missing_heading(site, &destination, body, &mut ids).map(Complaint::Heading),
                Use::Picture => no_picture(site, &destination, target).map(Complaint::Picture),
            },
        };
        let Some(complaint) = complaint else { continue };
        let place = Place::new(path, target.span.clone());
        if found.len() == MOST_IN_TEXT {
            unlisted.get_or_insert((place, 0)).1 += 1;
            continue;
        }
        // Searching for what the author meant takes long, so it is done for those that are listed.
        let dead = match complaint {
            Complaint::DeadEnd => site.dead_end(path, target),
            Complaint::Heading(missing) => missing.explained(),
            Complaint::Picture(dead) => dead,
        };
        found.push(Diagnostic::error(place, dead.message).help(dead.help));
    }
    found.extend(unlisted.map(|(place, count)| more_in_text(Severity::Error, place, count)));
    found
}

enum Complaint<'s> {
    DeadEnd,
    Heading(MissingHeading<'s>),
    Picture(DeadEnd),
}

struct MissingHeading<'s> {
    wanted: String,
    body: &'s Body,
    whose: &'static str,
}

impl MissingHeading<'_> {
    fn explained(&self) -> DeadEnd {
        let Self { wanted, body, whose } = self;
        let ids = body.headings.iter().map(|heading| &*heading.id);
        let help = match nearest(wanted, ids.clone()) {
            Some(near) => format!("did you mean #{near}?"),
            None if body.headings.is_empty() => format!("{whose} has no headings"),
            None => {
                let named: Vec<String> = ids.take(MOST_NAMED).map(|id| format!("#{id}")).collect();
                match body.headings.len().saturating_sub(MOST_NAMED) {
                    0 => format!("its headings are {}", named.join(", ")),
                    more => format!("its headings are {} and {more} more", named.join(", ")),
                }
            }
        };
        dead(format!("{whose} has no heading `{wanted}`"), help)
    }
}

/// The ids in the texts that one page links to.
#[derive(Default)]
struct Ids<'s>(HashMap<*const Body, HashSet<&'s str>>);

impl<'s> Ids<'s> {
    fn contain(&mut self, body: &'s Body, id: &str) -> bool {
        let known = self.0.entry(body).or_insert_with(|| {
            let written = body.html.html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            body.headings.iter().map(|heading| &*heading.id).chain(written).collect()
        });
        known.contains(id)
    }
}

fn missing_heading<'s>(
    site: &'s Site,
    destination: &Destination,
    own: &'s Body,
    ids: &mut Ids<'s>,
) -> Option<MissingHeading<'s>> {
    let (fragment, body, whose) = match destination {
        Destination::External | Destination::Faulty => return None,
        Destination::Fragment(fragment) => (&**fragment, own, "this page"),
        Destination::Internal { url, suffix, .. } => {
            let fragment = &suffix[suffix.find('#')?..];
            let body = match site.page(url)? {
                Page::Brief(id) => &site.catalog.entry(*id).brief.body,
                Page::Standing(at) => &site.catalog.standings.pages.get(*at)?.body,
                _ => return None,
            };
            (fragment, body, "that page")
        }
    };
    let wanted = decoded(fragment.trim_start_matches('#'));
    let is_figure = || {
        let number: Option<usize> = wanted.strip_prefix("figure-").and_then(|number| number.parse().ok());
        number.is_some_and(|number| (1..=body.figures.len()).contains(&number))
    };
    if wanted.is_empty() || wanted == "top" || is_figure() || ids.contain(body, &wanted) {
        return None;
    }
    Some(MissingHeading { wanted: wanted.to_string(), body, whose })
}

fn no_picture(site: &Site, destination: &Destination, target: &Target) -> Option<DeadEnd> {
    let Destination::Internal { file, .. } = destination else { return None };
    let text = &target.text;
    let Some(file) = file else {
        return Some(dead(
            format!("`{text}` is a page, not a picture"),
            "write the path of a picture's file",
        ));
    };
    match &site.files.asset(file)?.picture {
        Picture::Sized(_) => None,
        Picture::NoPicture => Some(dead(
            format!("`{text}` is no picture that browsers show"),
            "use PNG, JPEG, GIF, WebP, AVIF or SVG",
        )),
        Picture::Broken(why) => Some(dead(
            format!("`{text}` cannot be shown: {why}"),
            "export or copy the picture again, and keep the ending that fits its format",
        )),
    }
}

/// The links that stand in `dateline.yaml`.
fn check_settings(site: &Site) -> Vec<Diagnostic> {
    let settings = SitePath::new(crate::source::SETTINGS);
    let menu = site.config.menu.iter().flatten().map(|item| (&item.url, &item.place));
    let logo = site.config.publisher.logo.iter().map(|(text, place)| (text, place));
    menu.chain(logo)
        .filter_map(|(text, place)| {
            let target = Target { text: text.clone(), span: place.start..place.end };
            let dead = site.resolve(&settings, &target).err()?;
            Some(Diagnostic::error(place.clone(), dead.message).help(dead.help))
        })
        .collect()
}
