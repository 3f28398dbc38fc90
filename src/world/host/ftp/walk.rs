//! Lists what is below the site's folder of a server.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::super::Failure;
use super::super::Fault;
use super::connection::{Connection, Trouble};
use super::listing::{Entry, Kind};
use super::{FtpHost, WIDTH};
use crate::publish::{Listing, OWN};

/// Folders below each other, at most: a link may lead back to where it is, and not all servers tell.
const DEPTH: usize = 32;

/// A folder to be looked into.
#[derive(Default)]
struct Folder {
    /// Below the site's, which is empty.
    path: String,
    /// Which folders it is in, as far as the server tells one from another.
    within: Vec<String>,
    /// Whether a link is on the way.
    is_linked: bool,
}

enum Found {
    File(String, u64),
    Folder(Folder),
}

impl FtpHost {
    /// All files but dateline's own.
    pub fn walk(&self) -> Result<Listing, Fault> {
        let mut listing = Listing::new();
        let mut folders = vec![Folder::default()];
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for found in self.look_into(&folders)? {
                match found {
                    Found::File(path, length) => drop(listing.insert(path, length)),
                    Found::Folder(folder) if folder.path != OWN => next.push(folder),
                    Found::Folder(_) => {}
                }
            }
            self.known().extend(folders.iter().map(|folder| self.path(&folder.path)));
            if next.is_empty() {
                return Ok(listing);
            }
            folders = next;
        }
        // Behind a link it is that one that leads back.
        match folders.iter().find(|folder| !folder.is_linked) {
            Some(deep) => Err(self.too_deep(&deep.path)),
            None => Ok(listing),
        }
    }

    fn too_deep(&self, folder: &str) -> Fault {
        let failure = Failure::new(format!(
            "the folders at {} go down too far: there are more than {DEPTH} above {folder}",
            self.ftp
        ));
        let help = "most often a link leads back to where it is: delete it";
        Fault { failure: failure.help(help), is_passing: false }
    }

    /// What is in these folders; many are looked into at once.
    fn look_into(&self, folders: &[Folder]) -> Result<Vec<Found>, Fault> {
        let next = AtomicUsize::new(0);
        let hand = || -> Result<Vec<Found>, Fault> {
            let mut found = Vec::new();
            while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                let inner = self.pool.with("list", &folder.path, |connection| self.inner(connection, folder));
                found.extend(inner?);
            }
            Ok(found)
        };
        std::thread::scope(|scope| {
            let hands: Vec<_> = (1..WIDTH.min(folders.len())).map(|_| scope.spawn(hand)).collect();
            let mut found = hand()?;
            for other in hands {
                found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(found)
        })
    }

    /// Links count as what they lead to, as they do for readers; one that leads nowhere is a file.
    fn inner(&self, connection: &mut Connection, folder: &Folder) -> Result<Vec<Found>, Trouble> {
        let Some(entries) = connection.entries(&self.path(&folder.path))? else {
            return self.missing(connection, &folder.path);
        };
        let start = if folder.path.is_empty() { String::new() } else { format!("{}/", folder.path) };
        let mut found = Vec::new();
        for Entry { name, kind, unique } in entries {
            let path = format!("{start}{name}");
            let full = self.path(&path);
            let is_link = kind == Kind::Other;
            let length = match kind {
                Kind::File(Some(length)) => Some(length),
                Kind::Folder => None,
                Kind::Other if connection.is_folder(&full)? => None,
                Kind::Other | Kind::File(None) => Some(connection.length(&full)?.unwrap_or(0)),
            };
            match length {
                Some(length) => found.push(Found::File(path, length)),
                // A link that leads back to where it is.
                None if !unique.is_empty() && folder.within.contains(&unique) => {}
                None => {
                    let within = folder.within.iter().cloned().chain([unique]).collect();
                    let is_linked = folder.is_linked || is_link;
                    found.push(Found::Folder(Folder { path, within, is_linked }));
                }
            }
        }
        Ok(found)
    }

    /// A folder that is not there has nothing in it; one that we may not go into may have.
    fn missing(&self, connection: &mut Connection, folder: &str) -> Result<Vec<Found>, Trouble> {
        if folder.is_empty() {
            return Ok(Vec::new());
        }
        let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        let there = connection.entries(&self.path(above))?.unwrap_or_default();
        if there.iter().any(|entry| entry.name == name) {
            connection.visit(&self.path(folder))?;
        }
        Ok(Vec::new())
    }
}
