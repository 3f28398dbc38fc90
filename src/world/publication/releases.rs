//! [`Releases`]: each publication has a folder of its own, `releases/<id>`, and the symbolic link
//! `current` leads to the one that readers see. What did not change is the same file in both, by a
//! second name where the host has such.
//!
//! Beside its lock dateline keeps a list for each release: `<id>.begun` while it is filled, `<id>.json`
//! when it is whole, and `<id>.obsolete` while it is deleted; and in `history.json` the order in which
//! readers have seen them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::host::{Content, Fault, Host, Switch};
use super::super::{Failure, clock};
use super::carrier::{Carrier, list, own};
use super::lock::HostLock;
use super::{Intent, Known, Parcel, Publication, Sent, patiently};
use crate::publish::{Listing, Manifest, Plan, Put, Truth};

/// The link that leads to what readers see.
const CURRENT: &str = "current";

/// Where the releases are, and in dateline's own folder the lists of them.
const FOLDER: &str = "releases";

const HISTORY: &str = "history.json";

const BEGUN: &str = "begun";
const WHOLE: &str = "json";
const OBSOLETE: &str = "obsolete";

pub struct Releases {
    host: Arc<dyn Host>,
    /// How many are kept.
    keep: usize,
    /// None for those who only look.
    lock: Option<HostLock>,
    books: Books,
    /// One that was begun and did not become whole.
    partial: Option<Partial>,
    known: Known,
}

/// A release that another publication has begun.
struct Partial {
    id: String,
    /// Files in it that the site has just so.
    arrived: BTreeSet<String>,
    /// All other files in it.
    others: Vec<String>,
}

/// Which releases there are.
#[derive(Default)]
struct Books {
    current: Option<String>,
    /// What readers have seen, up to the current one. What was gone back from is not in it any more.
    seen: Vec<String>,
    begun: BTreeSet<String>,
    whole: BTreeSet<String>,
    obsolete: BTreeSet<String>,
}

impl Releases {
    pub fn begin(host: Arc<dyn Host>, keep: usize, parcel: &Parcel, intent: Intent) -> Result<Self, Failure> {
        let lock = (intent == Intent::Publish).then(|| HostLock::take(Arc::clone(&host))).transpose()?;
        if lock.is_some() {
            patiently(|| host.tidy())?;
        }
        let mut books = Books::read(&*host)?;
        if lock.is_some() {
            books.close(&*host)?;
        }
        let partial = Partial::find(&*host, &books, parcel)?;
        let known = survey(&*host, &books, partial.as_ref(), parcel)?;
        Ok(Self { host, keep, lock, books, partial, known })
    }

    /// Fills a release, lets readers see it, and deletes those that are too old.
    fn fill(&self, carrier: &Carrier, plan: &Plan, parcel: &Parcel) -> Result<(), Failure> {
        let (id, arrived) = match &self.partial {
            Some(partial) => {
                carrier.delete(
                    &partial.others.iter().map(|path| in_release(&partial.id, path)).collect::<Vec<_>>(),
                )?;
                (partial.id.clone(), partial.arrived.clone())
            }
            None => (self.books.next(), BTreeSet::new()),
        };
        let list = Manifest::new(parcel.marks(), BTreeMap::new()).to_bytes();
        carrier.keep(&book(&id, BEGUN), &list)?;
        carrier.each(&plan.puts, |put: &Put| self.put(carrier, &id, &put.path, parcel))?;
        let sent: BTreeSet<&str> = plan.puts.iter().map(|put| &*put.path).collect();
        let same = parcel.items.keys().filter(|path| !sent.contains(&***path));
        let foreign = self.known.truth.foreign.iter().filter(|path| !parcel.items.contains_key(*path));
        let same: Vec<&String> = same.chain(foreign).filter(|path| !arrived.contains(*path)).collect();
        let quiet = Carrier { progress: &|| (), ..*carrier };
        quiet.each_light(&same, |path| self.take_over(&quiet, &id, path, parcel))?;
        carrier.keep(&book(&id, WHOLE), &list)?;
        let history: Vec<&String> = self.books.seen.iter().chain([&id]).collect();
        carrier.keep(HISTORY, &serde_json::to_vec(&history).unwrap_or_default())?;
        carrier.lock.look()?;
        patiently(|| switch(carrier.host)?.lead(CURRENT, &format!("{FOLDER}/{id}")))?;
        patiently(|| carrier.host.delete(&own(&book(&id, BEGUN))))?;
        self.prune(&quiet, &history, parcel)
    }

    fn put(&self, carrier: &Carrier, id: &str, path: &str, parcel: &Parcel) -> Result<(), Failure> {
        let file = parcel.folder.join(path);
        Ok(patiently(|| carrier.host.put(&in_release(id, path), Content::File(&file)))?)
    }

    /// Has a file of the current release in another one as well.
    fn take_over(&self, carrier: &Carrier, id: &str, path: &str, parcel: &Parcel) -> Result<(), Failure> {
        let from = self.books.current.as_ref().map(|current| in_release(current, path)).unwrap_or_default();
        let to = in_release(id, path);
        if patiently(|| switch(carrier.host)?.double(&from, &to))? {
            return Ok(());
        }
        if parcel.items.contains_key(path) {
            return self.put(carrier, id, path, parcel);
        }
        copy(carrier.host, &from, &to)
    }

    /// Deletes what is too old to go back to. Files that others have put into it stay, unless they are
    /// in the newest one as well.
    fn prune(&self, carrier: &Carrier, history: &[&String], parcel: &Parcel) -> Result<(), Failure> {
        let kept: BTreeSet<&String> = history.iter().rev().take(self.keep).copied().collect();
        let old = self.books.whole.iter().filter(|id| !kept.contains(id));
        for id in old.chain(&self.books.obsolete).collect::<BTreeSet<_>>() {
            let (whole, obsolete) = (book(id, WHOLE), book(id, OBSOLETE));
            let ours = match list(carrier.host, &whole)? {
                Some(ours) => ours,
                None => list(carrier.host, &obsolete)?.unwrap_or_default(),
            };
            carrier.keep(&obsolete, &ours.to_bytes())?;
            patiently(|| carrier.host.delete(&own(&whole)))?;
            let there = patiently(|| switch(carrier.host)?.list_in(&format!("{FOLDER}/{id}")))?;
            let is_kept = |path: &String| {
                !ours.files.contains_key(path)
                    && !parcel.items.contains_key(path)
                    && !self.known.truth.foreign.contains(path)
            };
            let gone = there.into_keys().filter(|path| !is_kept(path)).map(|path| in_release(id, &path));
            carrier.delete(&gone.collect::<Vec<_>>())?;
            patiently(|| carrier.host.delete(&own(&obsolete)))?;
        }
        Ok(())
    }
}

impl Publication for Releases {
    fn known(&self) -> &Known {
        &self.known
    }

    /// They are replaced in the next release, whatever they are.
    fn adopt(&mut self, parcel: &Parcel) -> Result<(), Failure> {
        let Truth { foreign, altered, .. } = &mut self.known.truth;
        let names = foreign.extract_if(.., |path| parcel.items.contains_key(path));
        altered.extend(names);
        Ok(())
    }

    fn carry_out(
        self: Box<Self>,
        plan: &Plan,
        parcel: &Parcel,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure> {
        let Some(lock) = &self.lock else { return Err(Failure::new("the host was only looked at")) };
        self.fill(&Carrier { host: &*self.host, lock, progress }, plan, parcel)?;
        Ok(Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() })
    }
}

/// Lets readers see again what they saw before the current release; says which that is.
pub fn roll_back(host: Arc<dyn Host>) -> Result<String, Failure> {
    let lock = HostLock::take(Arc::clone(&host))?;
    let books = Books::read(&*host)?;
    let former = books.seen.iter().rev().nth(1).filter(|id| books.whole.contains(*id));
    let (Some(id), Some(current)) = (former, &books.current) else {
        return Err(Failure::new("there is no release before this one on the host")
            .help("check out the former texts and publish those; `releases` says how many are kept"));
    };
    let (ours, there) = in_books(&*host, id)?;
    if let Some(path) = Truth::new(&ours.unwrap_or_default(), None, &there).altered.first() {
        let message = format!("the release {id} is not whole any more: {path} was changed or deleted");
        return Err(Failure::new(message).help("check out the former texts and publish those"));
    }
    // What others have put into the current release comes along.
    let (last, now) = in_books(&*host, current)?;
    for path in Truth::new(&last.unwrap_or_default(), None, &now).foreign {
        if !there.contains_key(&path) {
            let (from, to) = (in_release(current, &path), in_release(id, &path));
            if !patiently(|| switch(&*host)?.double(&from, &to))? {
                copy(&*host, &from, &to)?;
            }
        }
    }
    lock.look()?;
    patiently(|| switch(&*host)?.lead(CURRENT, &format!("{FOLDER}/{id}")))?;
    Ok(format!("the release {id}"))
}

/// The list of a release, and the files that are there.
fn in_books(host: &dyn Host, id: &str) -> Result<(Option<Manifest>, Listing), Failure> {
    let there = patiently(|| switch(host)?.list_in(&format!("{FOLDER}/{id}")))?;
    Ok((list(host, &book(id, WHOLE))?, there))
}

/// Copies somebody's file, or the link that it is, where files cannot have two names.
fn copy(host: &dyn Host, from: &str, to: &str) -> Result<(), Failure> {
    if let Ok(Some(target)) = switch(host)?.leads_to(from) {
        return Ok(patiently(|| switch(host)?.lead(to, &target))?);
    }
    match patiently(|| host.read(from))? {
        Some(bytes) => Ok(patiently(|| host.put(to, Content::Bytes(&bytes)))?),
        None => Ok(()),
    }
}

impl Books {
    fn read(host: &dyn Host) -> Result<Self, Failure> {
        let mut books = Books::default();
        for name in patiently(|| switch(host)?.list_in(&own(FOLDER)))?.into_keys() {
            let Some((id, what)) = name.rsplit_once('.') else { continue };
            let shelf = match what {
                BEGUN => &mut books.begun,
                WHOLE => &mut books.whole,
                OBSOLETE => &mut books.obsolete,
                _ => continue,
            };
            shelf.insert(id.to_owned());
        }
        let Some(there) = patiently(|| switch(host)?.leads_to(CURRENT))? else { return Ok(books) };
        // Somebody may have written the whole path.
        let (start, id) = there.rsplit_once('/').unwrap_or_default();
        if start != FOLDER && !(books.whole.contains(id) && start.ends_with("/releases")) {
            let message =
                format!("`{CURRENT}` on the host leads to {there}, which is no release of dateline's");
            return Err(Failure::new(message).help(
                "have it lead to a folder in `releases`, such as releases/by-hand, and what is in there will be \
                 seen until the next release; or publish to another folder",
            ));
        }
        books.current = Some(id.to_owned());
        let history = patiently(|| host.read(&own(HISTORY)))?;
        let history: Option<Vec<String>> = history.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        books.seen = history.unwrap_or_else(|| books.whole.iter().cloned().collect());
        match books.seen.iter().rposition(|seen| seen == id) {
            Some(at) => books.seen.truncate(at + 1),
            None => {
                books.seen.retain(|seen| &**seen < id);
                books.seen.push(id.to_owned());
            }
        }
        Ok(books)
    }

    /// Finishes what was cut short after readers had seen it: nobody is to go on with that.
    fn close(&mut self, host: &dyn Host) -> Result<(), Failure> {
        for id in self.begun.extract_if(.., |id| self.seen.contains(id)) {
            patiently(|| host.delete(&own(&book(&id, BEGUN))))?;
        }
        Ok(())
    }

    /// A name for a new release, that comes after those of all others.
    fn next(&self) -> String {
        let now = clock::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let all = self.whole.iter().chain(&self.begun).chain(&self.obsolete);
        let Some(last) = all.max().filter(|last| **last >= now) else { return now };
        // Two in one second, or a clock that was wrong.
        let (start, number) = last.split_once('-').unwrap_or((last, "0"));
        format!("{start}-{:06}", number.parse::<u32>().unwrap_or(0) + 1)
    }
}

impl Partial {
    fn find(host: &dyn Host, books: &Books, parcel: &Parcel) -> Result<Option<Self>, Failure> {
        // One that readers have seen is not touched any more.
        let begun = books.begun.iter().rfind(|id| !books.seen.contains(id));
        let Some(id) = begun else { return Ok(None) };
        let meant = list(host, &book(id, BEGUN))?.unwrap_or_default();
        let there = patiently(|| switch(host)?.list_in(&format!("{FOLDER}/{id}")))?;
        let is_so = |path: &String, length: u64| {
            meant.mark(path).is_some_and(|mark| {
                mark.length == length && parcel.items.get(path).is_some_and(|(_, ours)| ours == mark)
            })
        };
        let (arrived, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            there.into_iter().partition(|(path, length)| is_so(path, *length));
        let (arrived, others) = (arrived.into_keys().collect(), others.into_keys().collect());
        Ok(Some(Self { id: id.clone(), arrived, others }))
    }
}

/// What is to be sent is what neither the current release has nor the one that was begun.
fn survey(
    host: &dyn Host,
    books: &Books,
    partial: Option<&Partial>,
    parcel: &Parcel,
) -> Result<Known, Failure> {
    let (last, there) = match &books.current {
        Some(id) => in_books(host, id)?,
        None => Default::default(),
    };
    let has_list = last.is_some();
    let mut known = Known { truth: Truth::new(&last.unwrap_or_default(), None, &there), ..Known::default() };
    known.is_outdated = !books.begun.is_empty() || !known.truth.altered.is_empty();
    if books.current.is_none() && list(host, "manifest.json")?.is_some() {
        let notice = "the folder has a site that was published without `releases`; it stays, and the web server \
                      has to show `current` in its place";
        known.notices.push(notice.to_owned());
    }
    if partial.is_some() {
        let notice = "the last publication was cut short; this one goes on where it stopped";
        known.notices.push(notice.to_owned());
    }
    known.notice_changes(has_list);
    for path in partial.iter().flat_map(|partial| &partial.arrived) {
        if let Some((_, mark)) = parcel.items.get(path) {
            known.truth.files.insert(path.clone(), mark.clone());
        }
    }
    Ok(known)
}

fn switch(host: &dyn Host) -> Result<&dyn Switch, Fault> {
    host.switch().ok_or_else(|| Fault {
        failure: Failure::new("this kind of host has no symbolic links, and no releases")
            .help("take `releases` out of dateline.yaml"),
        is_passing: false,
    })
}

fn in_release(id: &str, path: &str) -> String {
    format!("{FOLDER}/{id}/{path}")
}

/// The name of a list in dateline's own folder.
fn book(id: &str, what: &str) -> String {
    format!("{FOLDER}/{id}.{what}")
}
