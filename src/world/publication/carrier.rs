//! [`Carrier`]: many hands at one host, for as long as nobody else has it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::Failure;
use super::super::host::{Content, Host};
use super::lock::HostLock;
use super::{patiently, unreadable};
use crate::publish::{Manifest, OWN};

pub struct Carrier<'c> {
    pub host: &'c dyn Host,
    pub lock: &'c HostLock,
    /// Called for each file that is done.
    pub progress: &'c (dyn Fn() + Sync),
}

impl Carrier<'_> {
    /// Writes one of dateline's lists.
    pub fn keep(&self, name: &str, list: &[u8]) -> Result<(), Failure> {
        self.lock.look()?;
        Ok(patiently(|| self.host.put(&own(name), Content::Bytes(list)))?)
    }

    /// Puts files there, with as many hands as the host likes; ends with the first failure.
    pub fn each<T: Sync, F: Into<Failure> + Send>(
        &self,
        list: &[T],
        put: impl Fn(&T) -> Result<(), F> + Sync,
    ) -> Result<(), Failure> {
        self.share(self.host.width(), list, put)
    }

    /// The same for what carries no bytes.
    pub fn each_light<T: Sync, F: Into<Failure> + Send>(
        &self,
        list: &[T],
        work: impl Fn(&T) -> Result<(), F> + Sync,
    ) -> Result<(), Failure> {
        self.share(self.host.breadth(), list, work)
    }

    fn share<T: Sync, F: Into<Failure> + Send>(
        &self,
        hands: usize,
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
                let done = work(item).map_err(Into::into).and_then(|()| self.lock.check());
                match done {
                    Ok(()) => (self.progress)(),
                    Err(error) => drop(failure().get_or_insert(error)),
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..hands.min(list.len()) {
                scope.spawn(hand);
            }
            hand();
        });
        failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }

    pub fn delete(&self, paths: &[String]) -> Result<(), Failure> {
        self.each_light(paths, |path| patiently(|| self.host.delete(path)))
    }
}

/// The path of one of dateline's lists.
pub fn own(name: &str) -> String {
    format!("{OWN}/{name}")
}

/// One of dateline's lists on a host.
pub fn list(host: &dyn Host, name: &str) -> Result<Option<Manifest>, Failure> {
    let path = own(name);
    let bytes = patiently(|| host.read(&path))?;
    bytes.map(|bytes| Manifest::read(&bytes).map_err(|why| unreadable(&path, &why))).transpose()
}
