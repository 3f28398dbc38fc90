//! A folder of a server that is reached over FTP (RFC 959), with TLS (RFC 4217).
//!
//! Files are written aside and renamed. FTP does not say that a rename replaces what is there; most
//! servers do so, and on others the old file is moved aside first.

mod connection;
mod faults;
mod listing;
mod pool;
mod walk;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::output::refuse_climbing;
use super::super::{Failure, clock, machine};
use super::{Content, Fault, Host, password};
use crate::publish::{Listing, OWN};
use crate::target::Ftp;
use connection::{Connection, Trouble, trust, unless_refused};
use faults::Voice;
use pool::Pool;

/// Many servers allow no more than five or so from one address.
const WIDTH: usize = 4;

/// In dateline's own folder: a folder that is there while somebody claims something. Of all that FTP
/// has, only making a folder is done by one and refused to all others.
const GATE: &str = "claim";

/// A claim takes far less time than so many of these pauses; whoever is longer at it was cut short.
const GATE_TRIES: usize = 20;
const GATE_PAUSE: Duration = Duration::from_millis(250);

pub struct FtpHost {
    ftp: Ftp,
    pool: Pool,
    /// Folders that are there, with the site's own in front.
    folders: Mutex<BTreeSet<String>>,
    /// Tells this program's temporary files from others'.
    token: String,
    last: AtomicU64,
}

impl FtpHost {
    /// Connects when something is asked for.
    pub fn open(ftp: &Ftp, target: &str) -> Result<Self, Failure> {
        let password = password::of(target, &ftp.to_string())?;
        let trust = if ftp.is_plain { None } else { Some(trust()?) };
        let seed = format!("{} {} {}", machine::identity(), std::process::id(), clock::now().as_nanosecond());
        Ok(Self {
            ftp: ftp.clone(),
            pool: Pool::new(ftp, password, trust, Voice::new(ftp, target), WIDTH),
            folders: Mutex::default(),
            token: blake3::hash(seed.as_bytes()).to_hex().as_str()[..12].to_owned(),
            last: AtomicU64::new(0),
        })
    }

    /// As the server names it.
    fn path(&self, path: &str) -> String {
        match &*self.ftp.folder {
            "" => path.to_owned(),
            folder => format!("{}/{path}", folder.trim_end_matches('/')).trim_end_matches('/').to_owned(),
        }
    }

    /// Does something to a path below the site's folder.
    fn with<T>(
        &self,
        doing: &str,
        path: &str,
        work: impl FnOnce(&mut Connection, &str) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        refuse_climbing(path).map_err(|failure| Fault { failure, is_passing: false })?;
        self.pool.with(doing, path, |connection| work(connection, &self.path(path)))
    }

    fn known(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the folders above a path, from the last one of the site's address on; those above it are
    /// somebody else's. That one cannot be made has many reasons, and the best is that it is there:
    /// whether it is, the next command will tell.
    fn make_above(&self, connection: &mut Connection, path: &str) -> Result<(), Trouble> {
        let Some((folder, _)) = path.rsplit_once('/') else { return Ok(()) };
        if self.known().contains(folder) {
            return Ok(());
        }
        let ends = path.match_indices('/').map(|(end, _)| &path[..end]);
        for folder in ends.filter(|folder| !folder.is_empty() && folder.len() >= self.ftp.folder.len()) {
            if !self.known().contains(folder) {
                match connection.make_folder(folder) {
                    Ok(()) | Err(Trouble::Refused { .. }) => drop(self.known().insert(folder.to_owned())),
                    Err(trouble) => return Err(trouble),
                }
            }
        }
        Ok(())
    }

    /// Does what needs the folders above a path; somebody may have deleted one that was there.
    fn below_folders(
        &self,
        connection: &mut Connection,
        path: &str,
        mut work: impl FnMut(&mut Connection) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        self.make_above(connection, path)?;
        match work(connection) {
            Err(Trouble::Refused { code: 500.., .. }) => {
                self.known().clear();
                self.make_above(connection, path)?;
                work(connection)
            }
            done => done,
        }
    }

    /// Writes a file beside the site, where no reader looks; returns its path.
    fn write_aside(&self, connection: &mut Connection, content: Content) -> Result<String, Trouble> {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let aside = self.path(&format!("{OWN}/{}-{number:x}.part", self.token));
        let written = self.below_folders(connection, &aside, |connection| match content {
            Content::Bytes(mut bytes) => connection.write(&aside, &mut bytes),
            Content::File(path) => {
                let mut file = File::open(path).map_err(Trouble::Source)?;
                connection.write(&aside, &mut file as &mut dyn Read)
            }
        });
        if let Err(Trouble::Refused { .. } | Trouble::Source(_)) = written {
            let _ = connection.remove(&aside);
        }
        written.map(|()| aside)
    }

    /// Does something while all others who want to have to wait.
    fn alone<T>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(&mut Connection) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let gate = self.path(&format!("{OWN}/{GATE}"));
        self.take_gate(connection, &gate)?;
        let done = work(connection);
        let _ = connection.remove_folder(&gate);
        done
    }

    fn take_gate(&self, connection: &mut Connection, gate: &str) -> Result<(), Trouble> {
        self.make_above(connection, gate)?;
        for _ in 0..GATE_TRIES {
            match connection.make_folder(gate) {
                Err(Trouble::Refused { .. }) => {}
                done => return done,
            }
            let there = connection.entries(&self.path(OWN))?.unwrap_or_default();
            // If it is not there, the server has another reason.
            if !there.iter().any(|entry| entry.name == GATE) {
                break;
            }
            std::thread::sleep(GATE_PAUSE);
        }
        let _ = connection.remove_folder(gate);
        connection.make_folder(gate)
    }
}

impl Host for FtpHost {
    fn list(&self) -> Result<Listing, Fault> {
        self.walk()
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.with("read", path, read)
    }

    fn put(&self, path: &str, content: Content) -> Result<(), Fault> {
        self.with("write", path, |connection, path| {
            let aside = self.write_aside(connection, content)?;
            let put = self.below_folders(connection, path, |connection| replace(connection, &aside, path));
            if let Err(Trouble::Refused { .. }) = put {
                let _ = connection.remove(&aside);
            }
            put
        })
    }

    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault> {
        self.with("write", path, |connection, path| {
            let claimed = self.alone(connection, |connection| {
                if read(connection, path)?.is_some() {
                    return Ok(false);
                }
                let aside = self.write_aside(connection, Content::Bytes(bytes))?;
                connection.rename(&aside, path).map(|()| true)
            });
            Ok(claimed? && read(connection, path)?.as_deref() == Some(bytes))
        })
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        self.with("delete", path, remove)?;
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/').filter(|(above, _)| *above != OWN) {
            // Only folders that are empty can be removed.
            let removed = self.with("delete", above, |connection, path| {
                self.known().remove(path);
                unless_refused(connection.remove_folder(path))
            });
            if removed?.is_none() {
                break;
            }
            folder = above;
        }
        Ok(())
    }

    fn tidy(&self) -> Result<(), Fault> {
        self.with("tidy", OWN, |connection, own| {
            for entry in connection.entries(own)?.unwrap_or_default() {
                let path = format!("{own}/{}", entry.name);
                if entry.name.ends_with(".part") {
                    remove(connection, &path)?;
                } else if entry.name == GATE {
                    unless_refused(connection.remove_folder(&path))?;
                }
            }
            Ok(())
        })
    }

    fn width(&self) -> usize {
        WIDTH
    }
}

/// A server has one word for what is not there and for what it does not give.
fn read(connection: &mut Connection, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
    match connection.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(trouble @ Trouble::Refused { code: 500.., .. }) => match connection.length(path)? {
            Some(_) => Err(trouble),
            None => Ok(None),
        },
        Err(trouble) => Err(trouble),
    }
}

fn remove(connection: &mut Connection, path: &str) -> Result<(), Trouble> {
    match connection.remove(path) {
        Err(trouble @ Trouble::Refused { code: 500.., .. }) => match connection.length(path)? {
            Some(_) => Err(trouble),
            None => Ok(()),
        },
        done => done,
    }
}

/// Renames a file over the one that may be there. If the server does not do that, the old one is moved
/// aside first, and back if there was another reason.
fn replace(connection: &mut Connection, from: &str, to: &str) -> Result<(), Trouble> {
    let refused = match connection.rename(from, to) {
        Err(trouble @ Trouble::Refused { code: 500.., .. }) => trouble,
        done => return done,
    };
    if connection.length(from)?.is_none() {
        return Err(refused);
    }
    if connection.length(to)?.is_none() {
        // A folder may be in the way, which is removed only if it is empty.
        unless_refused(connection.remove_folder(to))?.ok_or(refused)?;
        return connection.rename(from, to);
    }
    let old = format!("{from}.old.part");
    connection.rename(to, &old)?;
    let replaced = connection.rename(from, to);
    let _ = if replaced.is_ok() { connection.remove(&old) } else { connection.rename(&old, to) };
    replaced
}
