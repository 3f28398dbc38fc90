//! [`Files`]: file by file, in an order in which readers never find a page before what it names.
//!
//! dateline keeps two lists on the host: `manifest.json`, what it has put there, and while it is at
//! work `next.json`, what will be there when it is done. Whenever it is cut short, both lists and the
//! files' lengths tell the next one nearly everything, and reading the few that remain tells the rest.

use std::sync::Arc;

use super::super::Failure;
use super::super::host::{Content, Host};
use super::carrier::{Carrier, list, own};
use super::lock::HostLock;
use super::{Intent, Known, Parcel, Publication, Sent, patiently};
use crate::publish::{Manifest, Plan, Put, Truth, mark};

pub struct Files {
    host: Arc<dyn Host>,
    /// None for those who only look.
    lock: Option<HostLock>,
    known: Known,
}

impl Files {
    pub fn begin(host: Arc<dyn Host>, intent: Intent) -> Result<Self, Failure> {
        if intent == Intent::Look {
            let known = survey(&*host)?;
            return Ok(Self { host, lock: None, known });
        }
        let lock = HostLock::take(Arc::clone(&host))?;
        patiently(|| host.tidy())?;
        let known = survey(&*host)?;
        Ok(Self { host, lock: Some(lock), known })
    }
}

impl Publication for Files {
    fn known(&self) -> &Known {
        &self.known
    }

    fn adopt(&mut self, parcel: &Parcel) -> Result<(), Failure> {
        let Known { truth, is_outdated, .. } = &mut self.known;
        let names = truth.foreign.iter().filter(|path| parcel.items.contains_key(*path));
        for path in names.cloned().collect::<Vec<_>>() {
            truth.foreign.remove(&path);
            let bytes = patiently(|| self.host.read(&path))?.unwrap_or_default();
            truth.files.insert(path, mark(&bytes));
            *is_outdated = true;
        }
        Ok(())
    }

    fn carry_out(
        self: Box<Self>,
        plan: &Plan,
        parcel: &Parcel,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sent, Failure> {
        let Self { host, lock, known } = *self;
        let Some(lock) = lock else { return Err(Failure::new("the host was only looked at")) };
        let carrier = Carrier { host: &*host, lock: &lock, progress };
        carry(&carrier, &known, plan, parcel)
    }
}

/// Finds out what is there, and leaves everything as it is.
fn survey(host: &dyn Host) -> Result<Known, Failure> {
    let last = list(host, "manifest.json")?;
    let begun = list(host, "next.json")?;
    let listing = patiently(|| host.list())?;
    let has_list = last.is_some() || begun.is_some();
    let last = last.unwrap_or_default();
    let mut truth = Truth { is_flat: host.is_flat(), ..Truth::new(&last, begun.as_ref(), &listing) };
    for path in truth.uncertain.keys().cloned().collect::<Vec<_>>() {
        let bytes = patiently(|| host.read(&path))?.unwrap_or_default();
        truth.settle(&path, mark(&bytes));
    }
    let is_outdated = begun.is_some() || last.files != truth.files || !last.obsolete.is_empty();
    let mut known = Known { truth, is_outdated, notices: Vec::new() };
    if begun.is_some() {
        let notice = "the last publication was cut short; this one goes on where it stopped";
        known.notices.push(notice.to_owned());
    }
    known.notice_changes(has_list);
    Ok(known)
}

/// Does what a plan says, in its order.
fn carry(carrier: &Carrier, known: &Known, plan: &Plan, parcel: &Parcel) -> Result<Sent, Failure> {
    let next = Manifest::new(parcel.marks(), plan.deletes.clone());
    if known.is_outdated {
        // Between this list and the next one a file has two versions at most.
        let now = Manifest::new(known.truth.files.clone(), Default::default());
        carrier.keep("manifest.json", &now.to_bytes())?;
    }
    carrier.keep("next.json", &next.to_bytes())?;
    // A file cannot become a folder, nor a folder a file, before it is gone.
    let first = plan.in_its_own_way();
    carrier.delete(&first)?;
    for phase in plan.puts.chunk_by(|a, b| a.phase == b.phase) {
        carrier.each(phase, |put: &Put| {
            let file = parcel.folder.join(&put.path);
            patiently(|| carrier.host.put(&put.path, Content::File(&file)))
        })?;
    }
    carrier.keep("manifest.json", &next.to_bytes())?;
    patiently(|| carrier.host.delete(&own("next.json")))?;
    let rest = plan.deletes.keys().filter(|path| !first.contains(path));
    carrier.delete(&rest.cloned().collect::<Vec<_>>())?;
    if !plan.deletes.is_empty() {
        carrier.keep("manifest.json", &Manifest::new(next.files, Default::default()).to_bytes())?;
    }
    Ok(Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: plan.deletes.len() })
}
