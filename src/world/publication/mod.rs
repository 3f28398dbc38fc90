//! [`Publication`]: a site on its way to a host.
//!
//! dateline keeps two lists on the host: `manifest.json`, what it has put there, and while it is at
//! work `next.json`, what will be there when it is done. Whenever it is cut short, both lists and the
//! files' lengths tell the next one nearly everything, and reading the few that remain tells the rest.

mod carry;
mod lock;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::Failure;
use super::disk::Snapshot;
use super::host::{Fault, Host};
use crate::path::SitePath;
use crate::publish::{Class, Items, Leak, Manifest, OWN, Plan, Put, Scan, Truth, mark};
use crate::site::Site;
use lock::HostLock;

/// How often something is tried that may pass.
const TRIES: u32 = 6;

const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// What is known of a host, and the right to change it.
pub struct Publication<'h> {
    host: &'h dyn Host,
    /// None for those who only look.
    lock: Option<HostLock<'h>>,
    pub truth: Truth,
    /// Whether the host's list says something else than is true.
    is_outdated: bool,
    /// What has to be said about the host.
    pub notices: Vec<String>,
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub files: usize,
    pub bytes: u64,
    pub deleted: usize,
}

impl<'h> Publication<'h> {
    /// Takes the host, and finds out what is there.
    pub fn begin(host: &'h dyn Host) -> Result<Self, Failure> {
        let lock = HostLock::take(host)?;
        patiently(|| host.tidy())?;
        match Self::survey(host) {
            Ok(publication) => Ok(Self { lock: Some(lock), ..publication }),
            Err(failure) => {
                lock.release();
                Err(failure)
            }
        }
    }

    /// Finds out what is there, and leaves everything as it is.
    pub fn survey(host: &'h dyn Host) -> Result<Self, Failure> {
        let last = list(host, "manifest.json")?;
        let begun = list(host, "next.json")?;
        let listing = patiently(|| host.list())?;
        let known = last.clone().unwrap_or_default();
        let mut truth = Truth::new(&known, begun.as_ref(), &listing);
        for path in truth.uncertain.keys().cloned().collect::<Vec<_>>() {
            let bytes = patiently(|| host.read(&path))?.unwrap_or_default();
            truth.settle(&path, mark(&bytes));
        }
        let mut notices = Vec::new();
        if begun.is_some() {
            notices.push("the last publication was cut short; this one goes on where it stopped".to_owned());
        }
        if last.is_none() && begun.is_none() && !listing.is_empty() {
            notices.push(format!(
                "the host has {} files and no list of what dateline has put there",
                listing.len()
            ));
        }
        if let Some(first) = truth.altered.first() {
            let more = truth.altered.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            notices.push(format!(
                "somebody else has changed or deleted what dateline had put there: {first}{more}"
            ));
        }
        let is_outdated = begun.is_some() || known.files != truth.files || !known.obsolete.is_empty();
        Ok(Self { host, lock: None, truth, is_outdated, notices })
    }

    /// Takes over files of the site's names that dateline did not put there.
    pub fn adopt(&mut self, items: &Items) -> Result<(), Failure> {
        let names = self.truth.foreign.iter().filter(|path| items.contains_key(*path));
        for path in names.cloned().collect::<Vec<_>>() {
            self.truth.foreign.remove(&path);
            let bytes = patiently(|| self.host.read(&path))?.unwrap_or_default();
            self.truth.files.insert(path, mark(&bytes));
            self.is_outdated = true;
        }
        Ok(())
    }

    /// Whether there is anything to do.
    pub fn is_done(&self, plan: &Plan) -> bool {
        plan.is_empty() && !self.is_outdated
    }

    /// Leaves the host as it is.
    pub fn leave(self) {
        if let Some(lock) = self.lock {
            lock.release();
        }
    }

    /// Does what the plan says. `folder` holds the files; `progress` is called for each one that is
    /// done.
    pub fn carry_out(
        self,
        plan: &Plan,
        items: &Items,
        folder: &Path,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure> {
        let Some(lock) = self.lock else { return Err(Failure::new("the host was only looked at")) };
        let carrier = carry::Carrier { host: self.host, lock: &lock, progress };
        let sent = carrier.carry(&self.truth, self.is_outdated, plan, items, folder);
        lock.release();
        sent
    }
}

/// Measures the files of a site in its output folder.
pub fn measure(folder: &Path, classes: BTreeMap<String, Class>) -> Result<Items, Failure> {
    let measure = |(path, class): (String, Class)| {
        let file = folder.join(&path);
        let bytes = std::fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
        Ok((path, (class, mark(&bytes))))
    };
    classes.into_par_iter().map(measure).collect()
}

/// Looks for what is withheld in the files that are to go out; the first that has something of it.
pub fn leak(
    site: &Site,
    snapshot: &Snapshot,
    folder: &Path,
    plan: &Plan,
    items: &Items,
) -> Result<Option<(String, Leak)>, Failure> {
    let read = |file: &Path| std::fs::read(file).map_err(|error| Failure::io("read", file, &error));
    let measure = |path: &SitePath| read(&snapshot.file(path)).map(|bytes| mark(&bytes));
    let scan = Scan::new(site, &snapshot.sources, measure)?;
    let Some(scan) = scan else { return Ok(None) };
    let find = |put: &Put| -> Result<Option<(String, Leak)>, Failure> {
        let bytes = read(&folder.join(&put.path))?;
        let Some((_, mark)) = items.get(&put.path) else { return Ok(None) };
        Ok(scan.find(&put.path, &bytes, mark).map(|leak| (put.path.clone(), leak)))
    };
    let found = plan.puts.par_iter().map(find).find_first(|found| !matches!(found, Ok(None)));
    found.unwrap_or(Ok(None))
}

/// One of dateline's lists on a host.
fn list(host: &dyn Host, name: &str) -> Result<Option<Manifest>, Failure> {
    let path = format!("{OWN}/{name}");
    let Some(bytes) = patiently(|| host.read(&path))? else { return Ok(None) };
    let unreadable = |why| {
        Failure::new(format!("the list of published files on the host, {path}, cannot be read: {why}"))
            .help("if it is broken, delete it there and publish with --adopt; if it is newer, take a newer dateline")
    };
    Manifest::read(&bytes).map(Some).map_err(unreadable)
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
