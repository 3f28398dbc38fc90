//! [`Session`]: what can be asked of a server, one function for each request. Those that are used
//! many at once come in two halves: one that asks, and one that takes the answer.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::Path;

use super::connection::{Connection, Over, Patience, Pending, Unconnected};
use super::wire::{Attributes, Kind, Message, Reply, Scan, ask, open, status};
use crate::target::Server;

/// Bytes of a file in one message. All servers take so much.
const CHUNK: usize = 32 * 1024;

/// So many pieces of one file are on their way at once.
const AHEAD: usize = 32;

/// Folders that are open at once on a server that does not say how many it allows.
const FEW_OPEN: usize = 64;

/// And on others, at most.
const MANY_OPEN: usize = 400;

/// Why something was not done.
#[derive(Debug)]
pub enum Trouble {
    /// The server would not.
    Refused { code: u32, said: String },
    /// The connection is gone.
    Over,
    /// What was to be sent could not be read.
    Source(io::Error),
}

impl Trouble {
    pub fn is(&self, status: u32) -> bool {
        matches!(self, Trouble::Refused { code, .. } if *code == status)
    }
}

impl From<Over> for Trouble {
    fn from(_: Over) -> Self {
        Trouble::Over
    }
}

pub struct Session {
    pub connection: Connection,
    /// Renames over what is there.
    replaces: bool,
    /// Makes hard links.
    links: bool,
    /// Says how much room there is.
    measures: bool,
    /// Folders that may be open at once.
    pub most_open: usize,
}

/// An open file or folder.
pub struct Handle(Vec<u8>);

impl Session {
    pub fn open(server: &Server, site: &Path) -> Result<Self, Unconnected> {
        let connection = Connection::open(server, site, Patience::USUAL)?;
        let has = |name: &str| connection.extensions.iter().any(|extension| extension == name.as_bytes());
        let (replaces, links, measures) =
            (has("posix-rename@openssh.com"), has("hardlink@openssh.com"), has("statvfs@openssh.com"));
        let tells_limits = has("limits@openssh.com");
        let mut session = Self { connection, replaces, links, measures, most_open: FEW_OPEN };
        if tells_limits && let Some(most) = session.open_handles() {
            session.most_open = usize::try_from(most / 2).unwrap_or(MANY_OPEN).clamp(1, MANY_OPEN);
        }
        Ok(session)
    }

    /// How many files and folders the server lets be open at once; `None` if it does not say.
    fn open_handles(&self) -> Option<u64> {
        let answer = self.ask_more("limits@openssh.com", |message| message)?;
        let mut scan = Scan(&answer);
        let (_message, _read, _write) = (scan.long()?, scan.long()?, scan.long()?);
        scan.long().filter(|most| *most > 0)
    }

    /// Asks for what is in OpenSSH's extensions and not in SFTP.
    fn ask_more(&self, name: &str, fill: impl FnOnce(Message) -> Message) -> Option<Vec<u8>> {
        let asked = self.connection.send(ask::EXTENDED, |message| fill(message.text(name)));
        match asked.and_then(Pending::wait) {
            Ok(Reply::Extended(answer)) => Some(answer),
            _ => None,
        }
    }

    /// Follows links.
    pub fn ask_about(&self, path: &str) -> Result<Pending<'_>, Over> {
        self.connection.send(ask::STAT, |message| message.text(path))
    }

    pub fn attributes(&self, path: &str) -> Result<Attributes, Trouble> {
        attributes(self.ask_about(path)?)
    }

    pub fn is_there(&self, path: &str) -> Result<bool, Trouble> {
        match self.attributes(path) {
            Ok(_) => Ok(true),
            Err(trouble) if trouble.is(status::NO_SUCH_FILE) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    /// The path without links.
    pub fn real_path(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let names = names(self.connection.send(ask::REALPATH, |message| message.text(path))?)?;
        names.into_iter().next().map(|(name, _)| name).ok_or_else(nonsense)
    }

    /// Where a symbolic link leads.
    pub fn target(&self, link: &str) -> Result<Vec<u8>, Trouble> {
        let names = names(self.connection.send(ask::READLINK, |message| message.text(link))?)?;
        names.into_iter().next().map(|(name, _)| name).ok_or_else(nonsense)
    }

    /// Makes a symbolic link. What is to be named first, OpenSSH and the draft of the protocol do not
    /// agree about, and all servers do as OpenSSH does; one that does not is found out.
    pub fn make_link(&self, link: &str, to: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::SYMLINK, |message| message.text(to).text(link))?)?;
        if self.target(link)? == to.as_bytes() { Ok(()) } else { Err(nonsense()) }
    }

    pub fn ask_to_open_folder(&self, path: &str) -> Result<Pending<'_>, Over> {
        self.connection.send(ask::OPENDIR, |message| message.text(path))
    }

    pub fn ask_for_names(&self, folder: &Handle) -> Result<Pending<'_>, Over> {
        self.connection.send(ask::READDIR, |message| message.text(&folder.0))
    }

    pub fn ask_to_close(&self, handle: &Handle) -> Result<Pending<'_>, Over> {
        self.connection.send(ask::CLOSE, |message| message.text(&handle.0))
    }

    pub fn make_folder(&self, path: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::MKDIR, |message| message.text(path).number(0))?)
    }

    /// Only one that is empty.
    pub fn remove_folder(&self, path: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::RMDIR, |message| message.text(path))?)
    }

    pub fn remove(&self, path: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::REMOVE, |message| message.text(path))?)
    }

    /// Moves a file, in the place of one that may be there. A server that cannot do that in one step
    /// is without the file for a moment: it is moved aside, and back if there was another reason.
    pub fn replace(&self, from: &str, to: &str) -> Result<(), Trouble> {
        if self.replaces {
            return self.extended("posix-rename@openssh.com", from, to);
        }
        let refused = match self.rename(from, to) {
            Err(refused @ Trouble::Refused { .. }) => refused,
            done => return done,
        };
        // What servers say of a file that is in the way, they say of anything else, too.
        if refused.is(status::NO_SUCH_FILE) || refused.is(status::PERMISSION_DENIED) || !self.is_file(to)? {
            return Err(refused);
        }
        let old = format!("{from}.old.part");
        self.rename(to, &old)?;
        let replaced = self.rename(from, to);
        let _ = if replaced.is_ok() { self.remove(&old) } else { self.rename(&old, to) };
        replaced
    }

    /// Only onto a path where nothing is.
    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::RENAME, |message| message.text(from).text(to))?)
    }

    /// Whether there is a file or a link.
    fn is_file(&self, path: &str) -> Result<bool, Trouble> {
        match attributes(self.connection.send(ask::LSTAT, |message| message.text(path))?) {
            Ok(there) => Ok(there.kind() != Kind::Folder),
            Err(trouble) if trouble.is(status::NO_SUCH_FILE) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    /// Gives a file a second name; `None` if the server cannot.
    pub fn link(&self, from: &str, to: &str) -> Option<Result<(), Trouble>> {
        let linked = self.links.then(|| self.extended("hardlink@openssh.com", from, to));
        linked.filter(|result| !result.as_ref().is_err_and(|trouble| trouble.is(status::OP_UNSUPPORTED)))
    }

    fn extended(&self, name: &str, from: &str, to: &str) -> Result<(), Trouble> {
        done(self.connection.send(ask::EXTENDED, |message| message.text(name).text(from).text(to))?)
    }

    /// Bytes that may still be written to the disk that holds a folder; `None` if the server does not
    /// say.
    pub fn room(&self, folder: &str) -> Option<u64> {
        if !self.measures {
            return None;
        }
        let answer = self.ask_more("statvfs@openssh.com", |message| message.text(folder))?;
        let mut scan = Scan(&answer);
        let (_block, piece) = (scan.long()?, scan.long()?);
        let (_all, _free, ours) = (scan.long()?, scan.long()?, scan.long()?);
        Some(ours.saturating_mul(piece))
    }

    /// Writes a file anew. `exclusively`: only if there is none.
    pub fn write(&self, path: &str, mut source: impl Read, exclusively: bool) -> Result<(), Trouble> {
        let flags = open::WRITE | open::CREATE | if exclusively { open::EXCLUSIVE } else { open::TRUNCATE };
        let handle = self.open_file(path, flags)?;
        let mut pending = VecDeque::new();
        let mut outcome = Ok(());
        let mut at = 0_u64;
        let mut chunk = Vec::with_capacity(CHUNK);
        while outcome.is_ok() {
            chunk.clear();
            if let Err(error) = source.by_ref().take(CHUNK as u64).read_to_end(&mut chunk) {
                outcome = Err(Trouble::Source(error));
            }
            if chunk.is_empty() {
                break;
            }
            let fill = |message: Message| message.text(&handle.0).long(at).text(&chunk);
            pending.push_back(self.connection.send(ask::WRITE, fill)?);
            at += chunk.len() as u64;
            if pending.len() >= AHEAD {
                outcome = outcome.and(pending.pop_front().map_or(Ok(()), done));
            }
        }
        // Servers work through requests in their order: closing need not wait for the writes.
        pending.push_back(self.ask_to_close(&handle)?);
        pending.into_iter().fold(outcome, |outcome, one| {
            let one = done(one);
            outcome.and(one)
        })
    }

    /// The bytes of a file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let size = self.ask_about(path)?;
        let handle = self.open_file(path, open::READ)?;
        let size = attributes(size)?.size.unwrap_or(0);
        let bytes = self.read_open(&handle, size);
        // What was read is right, whatever becomes of the handle.
        drop(self.ask_to_close(&handle)?.wait());
        bytes
    }

    /// Asks for many pieces at once as far as the file is said to go, and then for one more until
    /// there is none.
    fn read_open(&self, handle: &Handle, size: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        let mut pending = VecDeque::new();
        let mut asked = 0_u64;
        loop {
            while pending.len() < AHEAD && (asked <= size || pending.is_empty()) {
                let fill = |message: Message| message.text(&handle.0).long(asked).number(CHUNK as u32);
                pending.push_back(self.connection.send(ask::READ, fill)?);
                asked += CHUNK as u64;
            }
            let Some(next) = pending.pop_front() else { return Ok(bytes) };
            match next.wait()? {
                Reply::Data(data) if !data.is_empty() => {
                    bytes.extend(&data);
                    if data.len() < CHUNK {
                        // It was less than there is, or all: what was asked beyond has a gap before it.
                        pending.clear();
                        asked = bytes.len() as u64;
                    }
                }
                Reply::Data(_) | Reply::Status { code: status::EOF, .. } => return Ok(bytes),
                other => return Err(refusal(other)),
            }
        }
    }

    fn open_file(&self, path: &str, flags: u32) -> Result<Handle, Trouble> {
        handle(self.connection.send(ask::OPEN, |message| message.text(path).number(flags).number(0))?)
    }
}

pub fn attributes(pending: Pending) -> Result<Attributes, Trouble> {
    match pending.wait()? {
        Reply::Attributes(attributes) => Ok(attributes),
        other => Err(refusal(other)),
    }
}

pub fn handle(pending: Pending) -> Result<Handle, Trouble> {
    match pending.wait()? {
        Reply::Handle(handle) => Ok(Handle(handle)),
        other => Err(refusal(other)),
    }
}

/// Names in a folder; none if there are no more.
pub fn names(pending: Pending) -> Result<Vec<(Vec<u8>, Attributes)>, Trouble> {
    match pending.wait()? {
        Reply::Names(names) => Ok(names),
        Reply::Status { code: status::EOF, .. } => Ok(Vec::new()),
        other => Err(refusal(other)),
    }
}

pub fn done(pending: Pending) -> Result<(), Trouble> {
    match pending.wait()? {
        Reply::Status { code: status::OK, .. } => Ok(()),
        other => Err(refusal(other)),
    }
}

fn refusal(reply: Reply) -> Trouble {
    match reply {
        Reply::Status { code, said } => Trouble::Refused { code, said },
        _ => nonsense(),
    }
}

/// An answer to another question.
fn nonsense() -> Trouble {
    Trouble::Refused { code: status::BAD_MESSAGE, said: "it answers with something else".to_owned() }
}
