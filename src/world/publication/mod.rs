//! [`Publication`]: a site on its way to a host. One room for each way to get there: file by file, or
//! as a whole.

mod carrier;
mod command;
mod files;
#[cfg(feature = "git")]
mod git;
mod lock;
mod releases;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::Failure;
use super::disk::Snapshot;
use super::host::{self, Fault};
use crate::packing::{Packing, unpacked};
use crate::path::SitePath;
use crate::publish::{Class, Items, Leak, Mark, Plan, Scan, Truth, mark};
use crate::site::Site;
use crate::target::{Address, Target};

/// How often something is tried that may pass.
const TRIES: u32 = 6;

const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// A host, what is known of it, and the right to change it, until this is dropped.
pub trait Publication {
    fn known(&self) -> &Known;

    /// Takes over files of the site's names that dateline did not put there.
    fn adopt(&mut self, parcel: &Parcel) -> Result<(), Failure>;

    /// Does what the plan says; `progress` is called for each file that is done.
    fn carry_out(
        self: Box<Self>,
        plan: &Plan,
        parcel: &Parcel,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure>;
}

/// What goes out: the files of a site, and the folder that holds them.
#[derive(Debug)]
pub struct Parcel<'p> {
    pub items: Items,
    pub folder: &'p Path,
}

impl Parcel<'_> {
    /// What tells one version of each file from another.
    fn marks(&self) -> BTreeMap<String, Mark> {
        self.items.iter().map(|(path, (_, mark))| (path.clone(), mark.clone())).collect()
    }
}

/// What is known of a host.
#[derive(Debug, Default)]
pub struct Known {
    pub truth: Truth,
    /// Whether the host's list says something else than is true.
    pub is_outdated: bool,
    /// What has to be said about the host.
    pub notices: Vec<String>,
}

impl Known {
    /// Whether there is anything to do.
    pub fn is_done(&self, plan: &Plan) -> bool {
        plan.is_empty() && !self.is_outdated
    }

    /// Says what of the host is not as the last publication has left it.
    fn notice_changes(&mut self, has_list: bool) {
        let foreign = self.truth.foreign.len();
        if !has_list && foreign > 0 {
            let notice = format!("the host has {foreign} files and no list of what dateline has put there");
            self.notices.push(notice);
        }
        if let Some(first) = self.truth.altered.first() {
            let more = self.truth.altered.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            self.notices.push(format!(
                "somebody else has changed or deleted what dateline had put there: {first}{more}"
            ));
        }
    }
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub files: usize,
    pub bytes: u64,
    pub deleted: usize,
}

/// Whether a host is going to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Look,
    /// Nobody else may change it meanwhile.
    Publish,
}

/// Connects to a target and finds out what is there. `site` is the site's folder.
pub fn begin(
    target: &Target,
    site: &Path,
    parcel: &Parcel,
    intent: Intent,
) -> Result<Box<dyn Publication>, Failure> {
    match &target.address {
        #[cfg(feature = "git")]
        Address::Git(git) => Ok(Box::new(git::Branch::begin(git, target, site, parcel)?)),
        Address::Command(command) => {
            Ok(Box::new(command::Program::begin(command, &target.name, site, parcel, intent)?))
        }
        _ => {
            let host = host::open(target, site)?.into();
            Ok(match target.releases {
                Some(keep) => Box::new(releases::Releases::begin(host, keep, parcel, intent)?),
                None => Box::new(files::Files::begin(host, intent)?),
            })
        }
    }
}

/// Goes back to the publication before the one that is seen now; says which.
pub fn roll_back(target: &Target, site: &Path) -> Result<String, Failure> {
    match &target.address {
        #[cfg(feature = "git")]
        Address::Git(git) => git::roll_back(git, target, site),
        _ if target.releases.is_some() => releases::roll_back(host::open(target, site)?.into()),
        _ => {
            let message = format!("there is no way back on {}: it has one version of the site", target.name);
            Err(Failure::new(message).help(
                "check out the former texts and publish those; `releases` in docs/publishing.md says which hosts \
                 can do better",
            ))
        }
    }
}

/// Measures the files of a site in its output folder, and those that are packed beside them.
pub fn wrap(folder: &Path, classes: BTreeMap<String, Class>) -> Result<Parcel<'_>, Failure> {
    let packed = classes.iter().flat_map(|(path, class)| {
        Packing::ALL.map(|packing| (format!("{path}{}", packing.ending()), *class))
    });
    let mut all: BTreeMap<String, Class> = packed.filter(|(path, _)| folder.join(path).is_file()).collect();
    all.extend(classes);
    let measure = |(path, class): (String, Class)| {
        let file = folder.join(&path);
        let bytes = std::fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
        Ok((path, (class, mark(&bytes))))
    };
    let items = all.into_par_iter().map(measure).collect::<Result<_, Failure>>()?;
    Ok(Parcel { items, folder })
}

/// Looks for what is withheld in all files of the site, also in those that are on the host already:
/// they may have been all right when they went out. The first that has something of it.
pub fn leak(site: &Site, snapshot: &Snapshot, parcel: &Parcel) -> Result<Option<(String, Leak)>, Failure> {
    let read = |file: &Path| std::fs::read(file).map_err(|error| Failure::io("read", file, &error));
    let measure = |path: &SitePath| read(&snapshot.file(path)).map(|bytes| mark(&bytes));
    let scan = Scan::new(site, &snapshot.sources, measure)?;
    let Some(scan) = scan else { return Ok(None) };
    let find = |(path, (_, mark)): (&String, &(Class, Mark))| -> Result<Option<(String, Leak)>, Failure> {
        // Nobody can read what is packed; the same stands beside it.
        if unpacked(path).is_some_and(|plain| parcel.items.contains_key(plain)) {
            return Ok(None);
        }
        let bytes = read(&parcel.folder.join(path))?;
        Ok(scan.find(path, &bytes, mark).map(|leak| (path.clone(), leak)))
    };
    let found = parcel.items.par_iter().map(find).find_first(|found| !matches!(found, Ok(None)));
    found.unwrap_or(Ok(None))
}

/// For a list of dateline's on a host that says nothing sensible.
fn unreadable(path: &str, why: &str) -> Failure {
    Failure::new(format!("the list of published files on the host, {path}, cannot be read: {why}")).help(
        "if it is broken, delete it there and publish with --adopt; if it is newer, take a newer dateline",
    )
}

/// Tries again what may pass, after a pause that grows.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match attempt() {
            Err(fault) if fault.is_passing => std::thread::sleep(pause),
            result => return result,
        }
        pause *= 2;
    }
    attempt()
}
