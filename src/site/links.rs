//! Where a link leads. What an editor or a code host can follow, dateline can follow.

use super::{Page, Site};
use crate::brief::Target;
use crate::brief::standing::url_path;
use crate::path::SitePath;
use crate::text::nearest;
use crate::url::{Url, decoded};

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

    pub(super) fn destination(&self, from: &SitePath, target: &Target) -> Option<Destination> {
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
        let path = target.file_path(from);
        if let Some(path) = &path {
            if let Some(url) = self.files.url(path) {
                return Some(internal(url, Some(path.clone())));
            }
            if let Some(url) = self.source_url(path) {
                return Some(internal(&url, None));
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
            let mut pages = self.catalog.faulty.iter().filter(|path| path.below("content/pages").is_some());
            if pages.any(|page| url_path(page) == folder) {
                return Some(Destination::Faulty);
            }
        }
        None
    }

    /// The URL of the page that a source file became.
    pub fn source_url(&self, path: &SitePath) -> Option<Url> {
        let url = |path: &SitePath| {
            if let Some(id) = self.catalog.by_path(path) {
                return Some(self.catalog.entry(id).url().clone());
            }
            let standing = self.catalog.standings.pages.iter().find(|page| page.path == *path)?;
            Some(Url::new(&standing.url_path()))
        };
        url(path).or_else(|| url(&SitePath::join(path.as_str(), "index.md")?))
    }

    /// Whether the path is a brief that could not be read, or lies in such a brief's folder.
    fn is_faulty(&self, path: &SitePath) -> bool {
        let faulty = &self.catalog.faulty;
        let is_page_of = |folder: &str| {
            !faulty.is_empty()
                && SitePath::join(folder, "index.md").is_some_and(|path| faulty.contains(&path))
        };
        faulty.contains(path)
            || self.files.is_unreadable(path)
            || is_page_of(path.as_str())
            || (self.files.asset(path).is_some() && self.files.is_withheld(path) && is_page_of(path.folder()))
    }

    /// What is to be said of a target without a destination.
    pub(super) fn dead_end(&self, from: &SitePath, target: &Target) -> DeadEnd {
        let text = &*target.text;
        if text.is_empty() {
            return dead(
                "the link leads nowhere: its address is empty",
                "write the address between the round brackets",
            );
        }
        let Some(path) = &target.file_path(from) else {
            return dead(
                format!("`{text}` leads out of the site's folder"),
                "link to a file below content/ or static/",
            );
        };
        let withheld = &self.catalog.withheld;
        let is_bundle =
            SitePath::join(path.as_str(), "index.md").is_some_and(|path| withheld.contains_key(&path));
        if withheld.contains_key(path) || is_bundle {
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
            .pages_from(&start)
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

pub(super) fn dead(message: impl Into<String>, help: impl Into<String>) -> DeadEnd {
    DeadEnd { message: message.into(), help: help.into() }
}
