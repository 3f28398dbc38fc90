//! [`Releases`]: each publication has a folder of its own, `releases/<id>`, and the symbolic link
//! `current` leads to the one that readers see. What did not change is the same file in both, by a
//! second name where the host has such.
//!
//! Beside its lock dateline keeps a list for each release: `<id>.begun` while it is filled, `<id>.json`
//! when it is whole, and `<id>.obsolete` while it is deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::host::{Content, Fault, Host, Switch};
use super::super::{Failure, clock};
use super::carrier::{Carrier, list, own};
use super::lock::HostLock;
use super::{Intent, Known, Parcel, Publication, Sent, patiently};
use crate::publish::{Manifest, Plan, Put, Truth};

/// The link that leads to what readers see.
const CURRENT: &str = "current";

/// Where the releases are, and in dateline's own folder the lists of them.
const FOLDER: &str = "releases";

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
    begun: BTreeSet<String>,
    whole: BTreeSet<String>,
    obsolete: BTreeSet<String>,
}

impl Releases {
    pub fn begin(host: Arc<dyn Host>, keep: usize, parcel: &Parcel, intent: Intent) -> Result<Self, Failure> {
        let lock = (intent == Intent::Publish).then(|| HostLock::take(Arc::clone(&host))).transpose()?;
        let begin = || {
            if lock.is_some() {
                patiently(|| host.tidy())?;
            }
            let books = Books::read(&*host)?;
            let partial = Partial::find(&*host, &books, parcel)?;
            let known = survey(&*host, &books, partial.as_ref(), parcel)?;
            Ok((books, partial, known))
        };
        match begin() {
            Ok((books, partial, known)) => Ok(Self { host, keep, lock, books, partial, known }),
            Err(failure) => {
                lock.into_iter().for_each(HostLock::release);
                Err(failure)
            }
        }
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
        patiently(|| switch(carrier.host)?.lead(CURRENT, &format!("{FOLDER}/{id}")))?;
        patiently(|| carrier.host.delete(&own(&book(&id, BEGUN))))?;
        self.prune(&quiet, &id, parcel)
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
        match patiently(|| carrier.host.read(&from))? {
            Some(bytes) => Ok(patiently(|| carrier.host.put(&to, Content::Bytes(&bytes)))?),
            None => Ok(()),
        }
    }

    /// Deletes what is too old to go back to. Files that others have put into it stay, unless they are
    /// in the newest one as well.
    fn prune(&self, carrier: &Carrier, newest: &str, parcel: &Parcel) -> Result<(), Failure> {
        let whole = self.books.whole.iter().filter(|id| *id != newest);
        let old = whole.rev().skip(self.keep.saturating_sub(1));
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
        let carrier = Carrier { host: &*self.host, lock, progress };
        let filled = self.fill(&carrier, plan, parcel);
        let sent = Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() };
        self.leave();
        filled.map(|()| sent)
    }

    fn leave(self: Box<Self>) {
        self.lock.into_iter().for_each(HostLock::release);
    }
}

/// Lets readers see the release before the current one again; says which.
pub fn roll_back(host: Arc<dyn Host>) -> Result<String, Failure> {
    let lock = HostLock::take(Arc::clone(&host))?;
    let back = || {
        let books = Books::read(&*host)?;
        let current = books.current.as_deref().unwrap_or_default();
        let is_former = |id: &&String| id.as_str() < current && !books.begun.contains(*id);
        let former = books.whole.iter().rev().find(is_former);
        let Some(id) = former else {
            return Err(Failure::new("there is no release before this one on the host")
                .help("check out the former texts and publish those; `releases` says how many are kept"));
        };
        let ours = list(&*host, &book(id, WHOLE))?.unwrap_or_default();
        let there = patiently(|| switch(&*host)?.list_in(&format!("{FOLDER}/{id}")))?;
        if let Some(path) = Truth::new(&ours, None, &there).altered.first() {
            let message = format!("the release {id} is not whole any more: {path} was changed or deleted");
            return Err(Failure::new(message).help("check out the former texts and publish those"));
        }
        patiently(|| switch(&*host)?.lead(CURRENT, &format!("{FOLDER}/{id}")))?;
        Ok(format!("the release {id}"))
    };
    let done = back();
    lock.release();
    done
}

impl Books {
    fn read(host: &dyn Host) -> Result<Self, Failure> {
        let mut books = Books::default();
        if let Some(there) = patiently(|| switch(host)?.leads_to(CURRENT))? {
            let Some(id) = there.strip_prefix("releases/").filter(|id| !id.contains('/')) else {
                let message =
                    format!("`{CURRENT}` on the host leads to {there}, which is no release of dateline's");
                return Err(Failure::new(message).help("move it away, or publish to another folder"));
            };
            books.current = Some(id.to_owned());
        }
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
        Ok(books)
    }

    /// A name for a new release, that comes after those of all others.
    fn next(&self) -> String {
        let now = clock::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let all = self.whole.iter().chain(&self.begun).chain(&self.obsolete).chain(&self.current);
        match all.max().filter(|last| **last >= now) {
            Some(last) => format!("{last}0"),
            None => now,
        }
    }
}

impl Partial {
    fn find(host: &dyn Host, books: &Books, parcel: &Parcel) -> Result<Option<Self>, Failure> {
        // One that readers see already is not touched any more.
        let begun = books.begun.iter().rfind(|id| books.current.as_ref() != Some(*id));
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
        Some(id) => {
            let folder = format!("{FOLDER}/{id}");
            (list(host, &book(id, WHOLE))?, patiently(|| switch(host)?.list_in(&folder))?)
        }
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
