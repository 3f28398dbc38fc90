//! [`HostLock`]: one publisher at a time, told by a file on the host.
//!
//! A publisher that was killed leaves the file behind. So it says who wrote it and when, and is
//! written again while the work goes on: one whose writer is gone, or that is old, counts for nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::host::{Content, Fault, Host};
use super::super::{Failure, clock, machine};
use super::patiently;
use crate::publish::OWN;

/// After this time a file that was not written again is a dead publisher's. Longer than the clocks of
/// two machines are apart.
const STALE: Duration = Duration::from_secs(300);

const REFRESH: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    /// Tells this publication from all others.
    token: String,
    /// Of the machine, without its name: everybody can read this.
    machine: String,
    process: u32,
    /// Seconds since 1970.
    at: i64,
}

pub struct HostLock {
    host: Arc<dyn Host>,
    note: Note,
    written: Mutex<Instant>,
}

impl HostLock {
    /// Takes the host; fails if another publication has it.
    pub fn take(host: Arc<dyn Host>) -> Result<Self, Failure> {
        let now = clock::now();
        let process = std::process::id();
        let seed = format!("{process} {} {:?}", now.as_nanosecond(), Instant::now());
        let token = blake3::hash(seed.as_bytes()).to_hex().as_str()[..16].to_owned();
        let note = Note { token, machine: machine::identity(), process, at: now.as_second() };
        let lock = HostLock { host: Arc::clone(&host), note, written: Mutex::new(Instant::now()) };
        if patiently(|| host.claim(&path(), &lock.note.to_bytes()))? {
            return Ok(lock);
        }
        if let Some(other) = lock.there()?.filter(|other| other.token != lock.note.token) {
            other.refuse_living(now)?;
            patiently(|| host.put(&path(), Content::Bytes(&lock.note.to_bytes())))?;
        }
        lock.still_holds()?;
        Ok(lock)
    }

    /// Says that the work goes on, if it is time to; fails if another has taken over meanwhile.
    pub fn refresh(&self) -> Result<(), Failure> {
        {
            let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
            if written.elapsed() < REFRESH {
                return Ok(());
            }
            *written = Instant::now();
        }
        self.still_holds()?;
        let note = Note { at: clock::now().as_second(), ..self.note.clone() };
        Ok(patiently(|| self.host.put(&path(), Content::Bytes(&note.to_bytes())))?)
    }

    /// Lets go. If that fails, the next publication finds out that this one is over.
    pub fn release(self) {
        let _ = self.host.delete(&path());
    }

    fn still_holds(&self) -> Result<(), Failure> {
        match self.there()? {
            Some(note) if note.token == self.note.token => Ok(()),
            _ => Err(Failure::new("another publication to the same host has begun meanwhile")
                .help("wait until it is done, and publish again")),
        }
    }

    /// What the file says. One that cannot be read was cut short, and is nobody's.
    fn there(&self) -> Result<Option<Note>, Failure> {
        let bytes = patiently(|| self.host.read(&path()))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

impl Note {
    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn refuse_living(&self, now: Timestamp) -> Result<(), Failure> {
        let age = now.as_second().saturating_sub(self.at).max(0);
        let is_here = self.machine == machine::identity();
        if is_here && !machine::is_running(self.process) || age > STALE.as_secs() as i64 {
            return Ok(());
        }
        let who = if is_here {
            format!("process {} of this machine", self.process)
        } else {
            "somebody on another machine".to_owned()
        };
        Err(Failure::new(format!("{who} is publishing to this host, and was at it {age} s ago")).help(
            format!(
                "wait until that is done; if it was ended, the host is free {} s after its last sign of life",
                STALE.as_secs()
            ),
        ))
    }
}

fn path() -> String {
    format!("{OWN}/lock")
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        fault.failure
    }
}
