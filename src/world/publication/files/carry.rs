//! [`Carrier`]: does what a plan says, in its order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::super::Failure;
use super::super::super::host::{Content, Host};
use super::super::lock::HostLock;
use super::super::{Known, Parcel, Sent, patiently};
use crate::publish::{Manifest, OWN, Plan, Put};

pub struct Carrier<'c> {
    pub host: &'c dyn Host,
    pub lock: &'c HostLock,
    /// Called for each file that is done.
    pub progress: &'c (dyn Fn() + Sync),
}

impl Carrier<'_> {
    pub fn carry(&self, known: &Known, plan: &Plan, parcel: &Parcel) -> Result<Sent, Failure> {
        let next = Manifest::new(parcel.marks(), plan.deletes.clone());
        if known.is_outdated {
            // Between this list and the next one a file has two versions at most.
            self.keep("manifest.json", &Manifest::new(known.truth.files.clone(), Default::default()))?;
        }
        self.keep("next.json", &next)?;
        for phase in plan.puts.chunk_by(|a, b| a.phase == b.phase) {
            self.each(phase, |put: &Put| {
                patiently(|| self.host.put(&put.path, Content::File(&parcel.folder.join(&put.path))))
            })?;
        }
        self.keep("manifest.json", &next)?;
        patiently(|| self.host.delete(&own("next.json")))?;
        let deletes: Vec<&String> = plan.deletes.keys().collect();
        self.each(&deletes, |path| patiently(|| self.host.delete(path)))?;
        if !deletes.is_empty() {
            self.keep("manifest.json", &Manifest::new(next.files, Default::default()))?;
        }
        Ok(Sent { files: plan.puts.len(), bytes: plan.bytes(), deleted: deletes.len() })
    }

    fn keep(&self, name: &str, manifest: &Manifest) -> Result<(), Failure> {
        self.lock.refresh()?;
        Ok(patiently(|| self.host.put(&own(name), Content::Bytes(&manifest.to_bytes())))?)
    }

    /// Works through a list with as many hands as the host likes; ends with the first failure.
    fn each<T: Sync, F: Into<Failure> + Send>(
        &self,
        list: &[T],
        work: impl Fn(&T) -> Result<(), F> + Sync,
    ) -> Result<(), Failure> {
        let next = AtomicUsize::new(0);
        let failed: Mutex<Option<Failure>> = Mutex::new(None);
        let failure = || failed.lock().unwrap_or_else(PoisonError::into_inner);
        let hand = || {
            while let Some(item) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                if failure().is_some() {
                    return;
                }
                let done = work(item).map_err(Into::into).and_then(|()| self.lock.refresh());
                match done {
                    Ok(()) => (self.progress)(),
                    Err(error) => drop(failure().get_or_insert(error)),
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.host.width().min(list.len()) {
                scope.spawn(hand);
            }
            hand();
        });
        failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

fn own(name: &str) -> String {
    format!("{OWN}/{name}")
}
