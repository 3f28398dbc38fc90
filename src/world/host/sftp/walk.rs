//! Lists what is below a folder of a server.
//!
//! A site of ten thousand pages has as many folders, and a server across an ocean takes a tenth of a
//! second for each answer: so the line is kept full of questions, and answers are taken in their order.

use std::collections::VecDeque;

use super::connection::Pending;
use super::session::{Handle, Session, Trouble, attributes, done, handle, names};
use super::wire::{Attributes, Kind, status};
use crate::publish::{Listing, OWN};

/// Answers about one folder that are asked for at once: a hundred names each, as OpenSSH has it. The
/// second mostly says that there are no more.
const AHEAD: usize = 2;

/// A folder to be read.
struct Folder {
    /// Named from the root, with a `/` at its end; empty for the root.
    below: String,
    /// Where the links lead that were followed to get there.
    through: Vec<Vec<u8>>,
}

/// A question that is on its way.
enum Step<'w> {
    Open(Folder, Pending<'w>),
    Read(Folder, Handle, [Pending<'w>; AHEAD]),
    Close(Pending<'w>),
}

struct Walk<'w> {
    session: &'w Session,
    root: &'w str,
    links: Links,
    listing: Listing,
    next: Vec<Folder>,
    steps: VecDeque<Step<'w>>,
}

/// Whether links count as what they lead to, as they do for readers, or as themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    Followed,
    Kept,
}

/// All files below `root` but dateline's own.
pub fn list(session: &Session, root: &str, links: Links) -> Result<Listing, Trouble> {
    let start = Folder { below: String::new(), through: Vec::new() };
    let mut walk =
        Walk { session, root, links, listing: Listing::new(), next: vec![start], steps: VecDeque::new() };
    loop {
        while let Some(folder) = walk.next.pop_if(|_| walk.steps.len() < session.most_open) {
            let asked = session.ask_to_open_folder(&walk.path(&folder.below))?;
            walk.steps.push_back(Step::Open(folder, asked));
        }
        match walk.steps.pop_front() {
            Some(step) => walk.go_on(step)?,
            None => return Ok(walk.listing),
        }
    }
}

impl<'w> Walk<'w> {
    /// Takes an answer, and asks what comes next.
    fn go_on(&mut self, step: Step<'w>) -> Result<(), Trouble> {
        match step {
            Step::Open(folder, answer) => match handle(answer) {
                Ok(handle) => self.ask_for_names(folder, handle),
                // It is gone, or not there yet.
                Err(trouble) if trouble.is(status::NO_SUCH_FILE) => Ok(()),
                Err(trouble) => Err(trouble),
            },
            Step::Read(folder, handle, answers) => {
                let mut is_over = false;
                for answer in answers {
                    let names = names(answer)?;
                    is_over |= names.is_empty();
                    self.sort(&folder, names)?;
                }
                if !is_over {
                    return self.ask_for_names(folder, handle);
                }
                self.steps.push_back(Step::Close(self.session.ask_to_close(&handle)?));
                Ok(())
            }
            Step::Close(answer) => done(answer),
        }
    }

    fn ask_for_names(&mut self, folder: Folder, handle: Handle) -> Result<(), Trouble> {
        let asked = [self.session.ask_for_names(&handle)?, self.session.ask_for_names(&handle)?];
        self.steps.push_back(Step::Read(folder, handle, asked));
        Ok(())
    }

    /// Tells files from folders.
    fn sort(&mut self, folder: &Folder, found: Vec<(Vec<u8>, Attributes)>) -> Result<(), Trouble> {
        let mut unclear = Vec::new();
        for (name, attributes) in found {
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
                (Kind::Link, size) if self.links == Links::Kept => {
                    self.listing.insert(path, size.unwrap_or(0));
                }
                _ => unclear.push((path, attributes)),
            }
        }
        let asked: Result<Vec<_>, _> =
            unclear.iter().map(|(path, _)| self.session.ask_about(&self.path(path))).collect();
        for ((path, own), pending) in unclear.into_iter().zip(asked?) {
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
