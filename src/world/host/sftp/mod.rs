//! A server that is reached over SSH, by its SFTP.
//!
//! The system's own `ssh` connects, so that keys, the agent, known hosts, jump hosts and whatever
//! else its settings say work as they do everywhere. What is spoken over it is little, and is in this
//! folder: the libraries for it wait for each piece of a file, or know nothing of renames over what is
//! there, or bring dozens of others.

mod connection;
mod faults;
mod session;
mod walk;
mod wire;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::super::output::refuse_climbing;
use super::super::{clock, machine};
use super::{Content, Fault, Host, Switch};
use crate::publish::{Listing, OWN};
use crate::target::Server;
use faults::Refusal;
use session::{Session, Trouble};
use walk::Links;
use wire::{Kind, status};

/// What a server must have left for a file not to have failed for want of room, in bytes.
const ROOM: u64 = 1 << 16;

/// A folder that vanishes while something is put there is made so often.
const TRIES: usize = 3;

pub struct Sftp {
    server: Server,
    site: PathBuf,
    line: Mutex<Line>,
    /// Tells this program's temporary files from others'.
    token: String,
    last: AtomicU64,
}

#[derive(Default)]
struct Line {
    session: Option<Arc<Session>>,
    was_there: bool,
    /// When connecting failed last, and why.
    failed: Option<(Instant, Refusal)>,
}

impl Sftp {
    /// Connects when something is asked for.
    pub fn new(server: &Server, site: &Path) -> Self {
        let seed = format!("{} {} {}", machine::identity(), std::process::id(), clock::now().as_nanosecond());
        Self {
            server: server.clone(),
            site: site.to_owned(),
            line: Mutex::default(),
            token: blake3::hash(seed.as_bytes()).to_hex().as_str()[..12].to_owned(),
            last: AtomicU64::new(0),
        }
    }

    fn session(&self) -> Result<Arc<Session>, Fault> {
        let began = Instant::now();
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = line.session.as_ref().filter(|session| !session.connection.is_over()) {
            return Ok(Arc::clone(session));
        }
        // Whoever has waited while another tried hears what that one heard.
        if let Some((_, refusal)) = line.failed.as_ref().filter(|(at, _)| *at > began) {
            return Err(refusal.fault());
        }
        line.session = None;
        match Session::open(&self.server, &self.site) {
            Ok(session) => {
                let session = Arc::new(session);
                line.session = Some(Arc::clone(&session));
                line.was_there = true;
                Ok(session)
            }
            Err(why) => {
                let refusal = faults::unconnected(&self.server, &why, line.was_there);
                line.failed = Some((Instant::now(), refusal.clone()));
                Err(refusal.fault())
            }
        }
    }

    fn path(&self, path: &str) -> Result<String, Fault> {
        refuse_climbing(path).map_err(|failure| Fault { failure, is_passing: false })?;
        Ok(format!("{}/{path}", self.server.folder))
    }

    fn fault(&self, session: &Session, doing: &str, path: &str, trouble: Trouble) -> Fault {
        match trouble {
            Trouble::Over => faults::ended(&self.server, &session.connection.said(), true).fault(),
            Trouble::Source(error) => Fault::io("read what is to be sent as", Path::new(path), &error),
            Trouble::Refused { code, said } => {
                let is_full = session.room(&self.server.folder).is_some_and(|room| room < ROOM);
                faults::refused(&self.server, doing, path, code, &said, is_full)
            }
        }
    }

    /// A path beside the site, where no reader looks.
    fn aside(&self) -> String {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        format!("{}/{OWN}/{}-{number:x}.part", self.server.folder, self.token)
    }

    /// Writes a file there; returns its path.
    fn write_aside(&self, session: &Session, content: Content) -> Result<String, Fault> {
        let aside = self.aside();
        for _ in 1..TRIES {
            match session.write(&aside, source(content)?, false) {
                Err(trouble) if trouble.is(status::NO_SUCH_FILE) => self.make_parents(session, &aside)?,
                Err(trouble) => {
                    let fault = self.fault(session, "write", &aside, trouble);
                    let _ = session.remove(&aside);
                    return Err(fault);
                }
                Ok(()) => return Ok(aside),
            }
        }
        let written = session.write(&aside, source(content)?, false);
        written.map(|()| aside.clone()).map_err(|trouble| self.fault(session, "write", &aside, trouble))
    }

    /// Makes the folders above a path that are not there.
    fn make_parents(&self, session: &Session, path: &str) -> Result<(), Fault> {
        let mut missing = Vec::new();
        let mut folder = parent(path);
        while let Some(path) = folder {
            match session.make_folder(path) {
                Ok(()) => break,
                Err(trouble) if trouble.is(status::NO_SUCH_FILE) && parent(path).is_some() => {
                    missing.push(path);
                }
                Err(trouble) => {
                    self.accept_folder(session, path, trouble)?;
                    break;
                }
            }
            folder = parent(path);
        }
        for path in missing.into_iter().rev() {
            // Another thread may be faster.
            if let Err(trouble) = session.make_folder(path) {
                self.accept_folder(session, path, trouble)?;
            }
        }
        Ok(())
    }

    /// A folder could not be made: all is well if that is because it is there, for which servers have
    /// no word of their own.
    fn accept_folder(&self, session: &Session, path: &str, trouble: Trouble) -> Result<(), Fault> {
        match session.attributes(path) {
            Ok(there) if matches!(there.kind(), Kind::Folder | Kind::Unknown) => Ok(()),
            Err(Trouble::Over) => Err(self.fault(session, "make the folder", path, Trouble::Over)),
            _ => Err(self.fault(session, "make the folder", path, trouble)),
        }
    }

    /// Whether a file could not be made because there is one. Anything else is a fault.
    fn is_taken(&self, session: &Session, path: &str, trouble: Trouble) -> Result<bool, Fault> {
        match session.is_there(path) {
            Ok(true) => Ok(true),
            Err(Trouble::Over) => Err(self.fault(session, "write", path, Trouble::Over)),
            _ => Err(self.fault(session, "write", path, trouble)),
        }
    }
}

impl Host for Sftp {
    fn list(&self) -> Result<Listing, Fault> {
        let session = self.session()?;
        let root = &self.server.folder;
        walk::list(&session, root, Links::Followed)
            .map_err(|trouble| self.fault(&session, "list what is below", root, trouble))
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let session = self.session()?;
        let path = self.path(path)?;
        match session.read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(trouble) if trouble.is(status::NO_SUCH_FILE) => Ok(None),
            Err(trouble) => Err(self.fault(&session, "read", &path, trouble)),
        }
    }

    fn put(&self, path: &str, content: Content) -> Result<(), Fault> {
        let session = self.session()?;
        let path = self.path(path)?;
        let aside = self.write_aside(&session, content)?;
        let mut replaced = session.replace(&aside, &path);
        if replaced.as_ref().is_err_and(|trouble| trouble.is(status::NO_SUCH_FILE)) {
            self.make_parents(&session, &path)?;
            replaced = session.replace(&aside, &path);
        }
        // An empty folder makes room; one that is not stays.
        if let Err(Trouble::Refused { .. }) = replaced
            && session.remove_folder(&path).is_ok()
        {
            replaced = session.replace(&aside, &path);
        }
        replaced.map_err(|trouble| {
            let fault = self.fault(&session, "write", &path, trouble);
            let _ = session.remove(&aside);
            fault
        })
    }

    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault> {
        let session = self.session()?;
        let path = self.path(path)?;
        for _ in 0..TRIES {
            let aside = self.write_aside(&session, Content::Bytes(bytes))?;
            // A second name is never given over what is there, and what it names is whole.
            let linked = session.link(&aside, &path);
            let _ = session.remove(&aside);
            match linked {
                Some(Ok(())) => return Ok(true),
                // The publisher that has the host has just tidied it.
                Some(Err(trouble)) if trouble.is(status::NO_SUCH_FILE) => {}
                Some(Err(Trouble::Over)) => return Err(self.fault(&session, "write", &path, Trouble::Over)),
                // Some disks have no links, and say so as if the path were taken.
                Some(Err(_)) if session.is_there(&path).unwrap_or(false) => return Ok(false),
                Some(Err(_)) | None => {
                    return match session.write(&path, bytes, true) {
                        Ok(()) => Ok(true),
                        Err(trouble) => self.is_taken(&session, &path, trouble).map(|is_taken| !is_taken),
                    };
                }
            }
        }
        let trouble = Trouble::Refused { code: status::NO_SUCH_FILE, said: String::new() };
        Err(Fault { is_passing: true, ..self.fault(&session, "write", &path, trouble) })
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        let session = self.session()?;
        let path = self.path(path)?;
        match session.remove(&path) {
            Err(trouble) if !trouble.is(status::NO_SUCH_FILE) => {
                return Err(self.fault(&session, "delete", &path, trouble));
            }
            _ => {}
        }
        let mut folder = parent(&path);
        while let Some(path) = folder.filter(|path| path.len() > self.server.folder.len()) {
            // Only folders that are empty can be removed.
            if session.remove_folder(path).is_err() {
                break;
            }
            folder = parent(path);
        }
        Ok(())
    }

    fn tidy(&self) -> Result<(), Fault> {
        let session = self.session()?;
        let own = format!("{}/{OWN}", self.server.folder);
        let fault = |trouble| self.fault(&session, "tidy", &own, trouble);
        let listing = walk::list(&session, &own, Links::Kept).map_err(fault)?;
        let parts = listing.keys().filter(|name| name.ends_with(".part"));
        parts.map(|name| format!("{own}/{name}")).try_for_each(|path| match session.remove(&path) {
            Err(trouble) if !trouble.is(status::NO_SUCH_FILE) => {
                Err(self.fault(&session, "delete", &path, trouble))
            }
            _ => Ok(()),
        })
    }

    fn width(&self) -> usize {
        16
    }

    fn breadth(&self) -> usize {
        128
    }

    fn switch(&self) -> Option<&dyn Switch> {
        Some(self)
    }
}

impl Switch for Sftp {
    fn list_in(&self, folder: &str) -> Result<Listing, Fault> {
        let session = self.session()?;
        let path = self.path(folder)?;
        walk::list(&session, &path, Links::Kept)
            .map_err(|trouble| self.fault(&session, "list what is below", &path, trouble))
    }

    fn leads_to(&self, link: &str) -> Result<Option<String>, Fault> {
        let session = self.session()?;
        let path = self.path(link)?;
        match session.target(&path) {
            Ok(target) => Ok(Some(String::from_utf8_lossy(&target).into_owned())),
            Err(trouble) if trouble.is(status::NO_SUCH_FILE) => Ok(None),
            // What servers say of something else, they say of anything.
            Err(Trouble::Refused { .. }) if session.is_there(&path).unwrap_or(false) => {
                Err(super::no_link(&path))
            }
            Err(trouble) => Err(self.fault(&session, "read the link", &path, trouble)),
        }
    }

    fn lead(&self, link: &str, to: &str) -> Result<(), Fault> {
        let session = self.session()?;
        let path = self.path(link)?;
        let aside = self.aside();
        let switch = || session.make_link(&aside, to).and_then(|()| session.replace(&aside, &path));
        let mut made = switch();
        if made.as_ref().is_err_and(|trouble| trouble.is(status::NO_SUCH_FILE)) {
            let _ = session.remove(&aside);
            self.make_parents(&session, &aside)?;
            self.make_parents(&session, &path)?;
            made = switch();
        }
        made.map_err(|trouble| {
            let fault = self.fault(&session, "switch the link", &path, trouble);
            let _ = session.remove(&aside);
            fault
        })
    }

    fn double(&self, from: &str, to: &str) -> Result<bool, Fault> {
        let session = self.session()?;
        let (from, to) = (self.path(from)?, self.path(to)?);
        let mut linked = session.link(&from, &to);
        if matches!(&linked, Some(Err(trouble)) if trouble.is(status::NO_SUCH_FILE)) {
            self.make_parents(&session, &to)?;
            linked = session.link(&from, &to);
        }
        match linked {
            None => Ok(false),
            Some(Ok(())) => Ok(true),
            Some(Err(Trouble::Over)) => Err(self.fault(&session, "write", &to, Trouble::Over)),
            // It has the name already, or some disk has no links.
            Some(Err(_)) => Ok(session.is_there(&to).unwrap_or(false)),
        }
    }
}

fn source(content: Content) -> Result<Box<dyn Read + '_>, Fault> {
    Ok(match content {
        Content::Bytes(bytes) => Box::new(bytes),
        Content::File(path) => Box::new(File::open(path).map_err(|error| Fault::io("read", path, &error))?),
    })
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent).filter(|parent| !parent.is_empty())
}
