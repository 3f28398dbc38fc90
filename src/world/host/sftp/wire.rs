//! The messages of SFTP, version 3 (draft-ietf-secsh-filexfer-02), as bytes.

/// Kinds of requests.
pub mod ask {
    pub const INIT: u8 = 1;
    pub const OPEN: u8 = 3;
    pub const CLOSE: u8 = 4;
    pub const READ: u8 = 5;
    pub const WRITE: u8 = 6;
    pub const LSTAT: u8 = 7;
    pub const OPENDIR: u8 = 11;
    pub const READDIR: u8 = 12;
    pub const REMOVE: u8 = 13;
    pub const MKDIR: u8 = 14;
    pub const RMDIR: u8 = 15;
    pub const REALPATH: u8 = 16;
    pub const STAT: u8 = 17;
    pub const RENAME: u8 = 18;
    pub const READLINK: u8 = 19;
    pub const SYMLINK: u8 = 20;
    pub const EXTENDED: u8 = 200;
}

/// What a server says about a request.
pub mod status {
    pub const OK: u32 = 0;
    pub const EOF: u32 = 1;
    pub const NO_SUCH_FILE: u32 = 2;
    pub const PERMISSION_DENIED: u32 = 3;
    pub const BAD_MESSAGE: u32 = 5;
    pub const OP_UNSUPPORTED: u32 = 8;
    // Of later versions, which some servers send all the same.
    pub const WRITE_PROTECT: u32 = 12;
    pub const NO_SPACE: u32 = 14;
    pub const QUOTA_EXCEEDED: u32 = 15;
}

pub const VERSION: u32 = 3;

/// Ways to open a file.
pub mod open {
    pub const READ: u32 = 1;
    pub const WRITE: u32 = 2;
    pub const CREATE: u32 = 8;
    pub const TRUNCATE: u32 = 16;
    pub const EXCLUSIVE: u32 = 32;
}

/// A longer message than this is none: the server's own are shorter than 256 KiB.
const LONGEST: usize = 1 << 20;

/// A message that is being written.
pub struct Message(Vec<u8>);

impl Message {
    pub fn new(kind: u8, id: u32) -> Self {
        Message(vec![0, 0, 0, 0, kind]).number(id)
    }

    pub fn number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub fn long(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub fn text(self, text: impl AsRef<[u8]>) -> Self {
        let text = text.as_ref();
        let mut message = self.number(u32::try_from(text.len()).unwrap_or(u32::MAX));
        message.0.extend(text);
        message
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        let length = u32::try_from(self.0.len() - 4).unwrap_or(u32::MAX);
        self.0[..4].copy_from_slice(&length.to_be_bytes());
        self.0
    }
}

/// The length that the first four bytes of a message announce; `None` if this cannot be a message.
pub fn length(bytes: [u8; 4]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes)).ok().filter(|length| (5..=LONGEST).contains(length))
}

/// What a server answers.
#[derive(Debug)]
pub enum Reply {
    Status { code: u32, said: String },
    Handle(Vec<u8>),
    Data(Vec<u8>),
    Names(Vec<(Vec<u8>, Attributes)>),
    Attributes(Attributes),
    Extended(Vec<u8>),
}

/// What is known of a file; a server may leave out anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes {
    pub size: Option<u64>,
    /// As Unix has them, with the kind of file.
    mode: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Folder,
    File,
    Link,
    Unknown,
}

impl Attributes {
    pub fn kind(&self) -> Kind {
        match self.mode.map(|mode| mode & 0o170_000) {
            Some(0o040_000) => Kind::Folder,
            Some(0o120_000) => Kind::Link,
            Some(0) | None => Kind::Unknown,
            Some(_) => Kind::File,
        }
    }
}

/// Reads the first message of a server: the extensions that it has. `None`: it speaks something else.
pub fn extensions(message: &[u8]) -> Option<Vec<Vec<u8>>> {
    const VERSION_REPLY: u8 = 2;
    let mut scan = Scan(message);
    if scan.byte()? != VERSION_REPLY || scan.number()? < VERSION {
        return None;
    }
    let mut names = Vec::new();
    while !scan.0.is_empty() {
        names.push(scan.text()?.to_vec());
        scan.text()?;
    }
    Some(names)
}

/// Reads a message: the number of the request that it answers, and the answer.
pub fn reply(message: &[u8]) -> Option<(u32, Reply)> {
    let mut scan = Scan(message);
    let kind = scan.byte()?;
    let id = scan.number()?;
    let reply = match kind {
        101 => {
            let code = scan.number()?;
            // Some leave out the text.
            Reply::Status {
                code,
                said: String::from_utf8_lossy(scan.text().unwrap_or_default()).into_owned(),
            }
        }
        102 => Reply::Handle(scan.text()?.to_vec()),
        103 => Reply::Data(scan.text()?.to_vec()),
        104 => {
            let mut names = Vec::new();
            for _ in 0..scan.number()? {
                let name = scan.text()?.to_vec();
                // As `ls -l` shows it.
                scan.text()?;
                names.push((name, scan.attributes()?));
            }
            Reply::Names(names)
        }
        105 => Reply::Attributes(scan.attributes()?),
        201 => Reply::Extended(scan.0.to_vec()),
        _ => return None,
    };
    Some((id, reply))
}

/// What is left to read of a message.
pub struct Scan<'m>(pub &'m [u8]);

impl<'m> Scan<'m> {
    fn take(&mut self, count: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    pub fn long(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'m [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    fn attributes(&mut self) -> Option<Attributes> {
        let flags = self.number()?;
        let has = |flag: u32| flags & flag != 0;
        let size = if has(1) { Some(self.long()?) } else { None };
        if has(2) {
            // Owner and group.
            self.long()?;
        }
        let mode = if has(4) { Some(self.number()?) } else { None };
        if has(8) {
            // Times.
            self.long()?;
        }
        if has(0x8000_0000) {
            for _ in 0..self.number()? {
                self.text()?;
                self.text()?;
            }
        }
        Some(Attributes { size, mode })
    }
}
