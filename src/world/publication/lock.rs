//! [`HostLock`]: one publisher at a time, told by a file on the host.
//!
//! A publisher that was killed leaves the file behind. So it says who wrote it and when, and is
//! written again while the work goes on: one whose writer is gone, or that is old, counts for nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::host::{Content, Host};
use super::super::{Failure, clock, machine};
use super::patiently;
use crate::publish::OWN;

/// After this time a file that was not written again is a dead publisher's. Longer than the clocks of
/// two machines are apart.
const STALE: Duration = Duration::from_secs(300);

const REFRESH: Duration = Duration::from_secs(30);

/// Where a file cannot appear whole, it is empty for a moment.
const TORN: Duration = Duration::from_secs(2);

/// How often a file that comes and goes is looked at.
const LOOKS: usize = 5;

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

/// A host that is ours until this is dropped.
pub struct HostLock {
    held: Arc<Held>,
    /// Says again and again that the work goes on.
    voice: Option<JoinHandle<()>>,
}

struct Held {
    host: Arc<dyn Host>,
    note: Note,
    /// Another has taken over.
    is_lost: AtomicBool,
    is_over: Mutex<bool>,
    over: Condvar,
}

/// What the file says.
enum There {
    Nothing,
    /// It was cut short.
    Torn,
    Note(Note),
}

impl HostLock {
    /// Takes the host; fails if another publication has it.
    pub fn take(host: Arc<dyn Host>) -> Result<Self, Failure> {
        let now = clock::now();
        let process = std::process::id();
        let seed = format!("{process} {} {:?}", now.as_nanosecond(), Instant::now());
        let token = blake3::hash(seed.as_bytes()).to_hex().as_str()[..16].to_owned();
        let note = Note { token, machine: machine::identity(), process, at: now.as_second() };
        let (is_lost, is_over, over) = (AtomicBool::new(false), Mutex::new(false), Condvar::new());
        let held = Arc::new(Held { host, note, is_lost, is_over, over });
        held.claim(now)?;
        let speaker = Arc::clone(&held);
        let voice = thread::Builder::new().name("lock".to_owned()).spawn(move || speaker.speak());
        Ok(Self { held, voice: voice.ok() })
    }

    /// Fails if it is known that another has taken over.
    pub fn check(&self) -> Result<(), Failure> {
        if self.held.is_lost.load(Ordering::Relaxed) { Err(overtaken()) } else { Ok(()) }
    }

    /// Looks whether the host is still ours.
    pub fn look(&self) -> Result<(), Failure> {
        match self.held.there()? {
            There::Note(note) if note.token == self.held.note.token => self.check(),
            _ => Err(overtaken()),
        }
    }
}

impl Drop for HostLock {
    /// Lets go. If that fails, the next publication finds out that this one is over.
    fn drop(&mut self) {
        *self.held.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.held.over.notify_all();
        if let Some(voice) = self.voice.take() {
            let _ = voice.join();
        }
        if self.look().is_ok() {
            let _ = self.held.host.delete(&path());
        }
    }
}

impl Held {
    fn claim(&self, now: Timestamp) -> Result<(), Failure> {
        for _ in 0..LOOKS {
            let began = Instant::now();
            if patiently(|| self.host.claim(&path(), &self.note.to_bytes()))? {
                return Ok(());
            }
            match self.there()? {
                There::Nothing => continue,
                There::Note(note) if note.token == self.note.token => return Ok(()),
                There::Note(other) => other.refuse_living(now)?,
                There::Torn => {
                    sleep(TORN);
                    if !matches!(self.there()?, There::Torn) {
                        continue;
                    }
                }
            }
            // Its writer is gone. Another who has seen that, too, may delete what we put there now: by
            // the time that we look again, he has done so.
            patiently(|| self.host.delete(&path()))?;
            if patiently(|| self.host.claim(&path(), &self.note.to_bytes()))? {
                sleep(began.elapsed().saturating_mul(3).clamp(Duration::from_secs(1), STALE / 10));
                if matches!(self.there()?, There::Note(note) if note.token == self.note.token) {
                    return Ok(());
                }
            }
        }
        Err(overtaken())
    }

    /// Says that the work goes on, until it is over.
    fn speak(&self) {
        let mut is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let waited = self.over.wait_timeout_while(is_over, REFRESH, |is_over| !*is_over);
            is_over = waited.unwrap_or_else(PoisonError::into_inner).0;
            if *is_over {
                return;
            }
            drop(is_over);
            match self.there() {
                Ok(There::Note(note)) if note.token == self.note.token => {
                    let note = Note { at: clock::now().as_second(), ..self.note.clone() };
                    // If that fails, it may work the next time, and if not, we have not long to live.
                    let _ = self.host.put(&path(), Content::Bytes(&note.to_bytes()));
                }
                Ok(_) => return self.is_lost.store(true, Ordering::Relaxed),
                Err(_) => {}
            }
            is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn there(&self) -> Result<There, Failure> {
        let Some(bytes) = patiently(|| self.host.read(&path()))? else { return Ok(There::Nothing) };
        Ok(serde_json::from_slice(&bytes).map_or(There::Torn, There::Note))
    }
}

fn overtaken() -> Failure {
    Failure::new("another publication to the same host has begun meanwhile")
        .help("wait until it is done, and publish again")
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
