//! Follows every link and looks at every picture of everything that is read.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::links::{DeadEnd, Destination, dead};
use super::{Layout, Page, Site};
use crate::brief::{Body, Brief, Target, Use};
use crate::catalog::Entry;
use crate::diagnostic::{Diagnostic, MOST_IN_TEXT, Place, Severity, more_in_text};
use crate::hosting::warnings;
use crate::path::SitePath;
use crate::source::{Assets, Picture};
use crate::text::nearest;
use crate::theme::PLACEHOLDER;
use crate::url::decoded;

/// A help names no more of a page's headings.
const MOST_NAMED: usize = 8;

/// What following the links of each brief gave, kept as long as it cannot have changed.
#[derive(Debug, Default)]
pub struct Checks {
    surroundings: Option<Surroundings>,
    /// In the catalog's order.
    briefs: Vec<Option<Checked>>,
}

/// What a link can lead to, but for the headings in the texts.
#[derive(Debug)]
struct Surroundings {
    layout: Arc<Layout>,
    assets: Assets,
    unreadable: Arc<BTreeSet<SitePath>>,
}

impl PartialEq for Surroundings {
    fn eq(&self, other: &Self) -> bool {
        // A layout is kept as long as all that it is made of is the same.
        Arc::ptr_eq(&self.layout, &other.layout)
            && self.assets == other.assets
            && self.unreadable == other.unreadable
    }
}

#[derive(Debug)]
struct Checked {
    entry: Arc<Entry>,
    found: Vec<Diagnostic>,
    /// Whether a link leads to a heading in another text, which may be written anew at any time.
    leans: bool,
}

impl Checks {
    /// Follows every link and looks at every picture of every published page.
    pub fn check(&mut self, site: &Site) -> Vec<Diagnostic> {
        let surroundings = Some(Surroundings {
            layout: Arc::clone(&site.layout),
            assets: site.files.assets.clone(),
            unreadable: Arc::clone(&site.files.unreadable),
        });
        let mut before = std::mem::take(&mut self.briefs);
        if self.surroundings != surroundings {
            before.clear();
        }
        before.resize_with(site.catalog.briefs.len(), Default::default);
        self.surroundings = surroundings;
        let briefs = site.catalog.briefs.par_iter().zip(before).with_min_len(64);
        self.briefs = briefs.map(|(entry, before)| Some(check_brief(site, entry, before))).collect();
        let mut found: Vec<Diagnostic> =
            self.briefs.iter().flatten().flat_map(|checked| checked.found.iter().cloned()).collect();
        found.extend(check_others(site));
        found
    }
}

fn check_brief(site: &Site, entry: &Arc<Entry>, before: Option<Checked>) -> Checked {
    let is_same = |before: &Checked| !before.leans && Arc::ptr_eq(&before.entry, entry);
    before.filter(is_same).unwrap_or_else(|| {
        let brief = &entry.brief;
        Checked {
            entry: Arc::clone(entry),
            found: check_page(site, &brief.path, brief.targets(), &brief.body),
            leans: brief.targets().any(|(target, _)| target.text.find('#').is_some_and(|at| at > 0)),
        }
    })
}

fn check_others(site: &Site) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, body) in site.catalog.remains() {
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
    found.extend(check_hosting(site));
    found
}

/// A dead link in a brief whose day has not come would stop the build of that day, when perhaps
/// nobody looks. What it shares with other unpublished texts is no mistake.
fn check_embargoed(site: &Site, brief: &Brief) -> Vec<Diagnostic> {
    let is_there = |target: &Target| {
        let path = target.file_path(&brief.path);
        path.is_some_and(|path| {
            let bundle = SitePath::join(path.as_str(), "index.md");
            let withheld = &site.catalog.withheld;
            site.files.asset(&path).is_some()
                || withheld.contains_key(&path)
                || bundle.is_some_and(|path| withheld.contains_key(&path))
        })
    };
    let targets = brief.targets().filter(|(target, _)| !is_there(target));
    let mut found = check_page(site, &brief.path, targets, &brief.body);
    for diagnostic in &mut found {
        diagnostic.severity = Severity::Warning;
    }
    found
}

impl Site {
    /// Follows the links of one text.
    pub fn check_text<'s>(
        &'s self,
        path: &SitePath,
        targets: impl Iterator<Item = (&'s Target, Use)>,
        body: &'s Body,
    ) -> Vec<Diagnostic> {
        check_page(self, path, targets, body)
    }
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
            _ if purpose == Use::Picture && *target.text == *PLACEHOLDER => Some(Complaint::Placeholder),
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
        let severity = match complaint {
            Complaint::Placeholder => Severity::Warning,
            _ => Severity::Error,
        };
        let dead = match complaint {
            Complaint::Placeholder => dead(
                "the picture is still to come",
                "put its file beside the text, and the file's name between the round brackets",
            ),
            Complaint::DeadEnd => site.dead_end(path, target),
            Complaint::Heading(missing) => missing.explained(),
            Complaint::Picture(dead) => dead,
        };
        found.push(Diagnostic::new(severity, place, dead.message).help(dead.help));
    }
    found.extend(unlisted.map(|(place, count)| more_in_text(Severity::Error, place, count)));
    found
}

enum Complaint<'s> {
    Placeholder,
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
            body.headings.iter().map(|heading| &*heading.id).chain(body.html.ids()).collect()
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

/// What the site's hosts do not take.
fn check_hosting(site: &Site) -> Vec<Diagnostic> {
    if site.config.hosting.is_empty() {
        return Vec::new();
    }
    let (facts, size) = (site.host_facts(), site.files.size());
    site.config.hosting.iter().flat_map(|hosting| warnings(hosting, &facts, &size)).collect()
}
