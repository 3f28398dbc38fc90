//! Lists what is below a folder of a server.
//!
//! A site of ten thousand pages has as many folders, and a server across an ocean takes a tenth of a
//! second for each answer: so many folders are asked about at once.

use super::session::{Handle, Session, Trouble, attributes, done, handle, names};
use super::wire::{Attributes, Kind, status};
use crate::publish::{Listing, OWN};

/// Folders that are open at once. Servers allow a few hundred.
const AT_ONCE: usize = 128;

/// Answers about one folder that are asked for at once: a hundred names each, as OpenSSH has it.
const AHEAD: usize = 2;

/// A folder to be read.
#[derive(Clone)]
struct Folder {
    /// Named from the root, with a `/` at its end; empty for the root.
    below: String,
    /// Where the links lead that were followed to get there.
    through: Vec<Vec<u8>>,
}

struct Walk<'w> {
    session: &'w Session,
    root: &'w str,
    listing: Listing,
    next: Vec<Folder>,
}

/// All files below `root` but dateline's own. Links count as what they lead to, as they do for readers.
pub fn list(session: &Session, root: &str) -> Result<Listing, Trouble> {
    let start = Folder { below: String::new(), through: Vec::new() };
    let mut walk = Walk { session, root, listing: Listing::new(), next: vec![start] };
    while !walk.next.is_empty() {
        let count = walk.next.len().min(AT_ONCE);
        let folders = walk.next.split_off(walk.next.len() - count);
        walk.read(&folders)?;
    }
    Ok(walk.listing)
}

impl Walk<'_> {
    /// Reads some folders; those in them come next.
    fn read(&mut self, folders: &[Folder]) -> Result<(), Trouble> {
        let session = self.session;
        let opened = self.open(folders)?;
        let mut found = Vec::new();
        let mut open: Vec<&(&Folder, Handle)> = opened.iter().collect();
        while !open.is_empty() {
            let ask = |one: &&(&Folder, Handle)| session.ask_for_names(&one.1);
            let asked: Result<Vec<_>, _> =
                open.iter().flat_map(|one| std::iter::repeat_n(one, AHEAD)).map(ask).collect();
            let mut answers = asked?.into_iter();
            let mut unfinished = Vec::new();
            for one in open {
                let mut is_over = false;
                for pending in answers.by_ref().take(AHEAD) {
                    let names = names(pending)?;
                    is_over |= names.is_empty();
                    found.extend(names.into_iter().map(|(name, attributes)| (one.0, name, attributes)));
                }
                if !is_over {
                    unfinished.push(one);
                }
            }
            open = unfinished;
        }
        let closed: Result<Vec<_>, _> =
            opened.iter().map(|(_, handle)| session.ask_to_close(handle)).collect();
        self.sort(found)?;
        closed?.into_iter().try_for_each(done)
    }

    fn open<'f>(&self, folders: &'f [Folder]) -> Result<Vec<(&'f Folder, Handle)>, Trouble> {
        let ask = |folder: &Folder| self.session.ask_to_open_folder(&self.path(&folder.below));
        let asked: Result<Vec<_>, _> = folders.iter().map(ask).collect();
        let mut opened = Vec::new();
        for (folder, pending) in folders.iter().zip(asked?) {
            match handle(pending) {
                Ok(handle) => opened.push((folder, handle)),
                // It is gone, or not there yet.
                Err(trouble) if trouble.is(status::NO_SUCH_FILE) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(opened)
    }

    /// Tells files from folders.
    fn sort(&mut self, found: Vec<(&Folder, Vec<u8>, Attributes)>) -> Result<(), Trouble> {
        let mut unclear = Vec::new();
        for (folder, name, attributes) in found {
            // A name that is no text is none of ours.
            let Ok(name) = String::from_utf8(name) else { continue };
            if matches!(&*name, "." | "..") || folder.below.is_empty() && name == OWN {
                continue;
            }
            let path = format!("{}{name}", folder.below);
            match (attributes.kind(), attributes.size) {
                (Kind::Folder, _) => {
                    self.next.push(Folder { below: format!("{path}/"), through: folder.through.clone() });
                }
                (Kind::File, Some(size)) => drop(self.listing.insert(path, size)),
                _ => unclear.push((folder, path, attributes)),
            }
        }
        let asked: Result<Vec<_>, _> =
            unclear.iter().map(|(_, path, _)| self.session.ask_about(&self.path(path))).collect();
        for ((folder, path, own), pending) in unclear.into_iter().zip(asked?) {
            match attributes(pending) {
                Ok(target) if target.kind() == Kind::Folder => self.follow(folder, &path)?,
                Ok(target) => drop(self.listing.insert(path, target.size.unwrap_or(0))),
                // A link that leads nowhere.
                Err(Trouble::Refused { .. }) => drop(self.listing.insert(path, own.size.unwrap_or(0))),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }

    /// Goes on behind a link to a folder, unless it leads back to where the walk came from.
    fn follow(&mut self, folder: &Folder, path: &str) -> Result<(), Trouble> {
        let real = self.session.real_path(&self.path(path))?;
        let here = self.session.real_path(&self.path(&folder.below))?;
        let leads_back = here.strip_prefix(&*real).is_some_and(|rest| matches!(rest, [] | [b'/', ..]));
        if !leads_back && !folder.through.contains(&real) {
            let through = folder.through.iter().cloned().chain([real]).collect();
            self.next.push(Folder { below: format!("{path}/"), through });
        }
        Ok(())
    }

    fn path(&self, below: &str) -> String {
        format!("{}/{}", self.root, below.trim_end_matches('/')).trim_end_matches('/').to_owned()
    }
}
