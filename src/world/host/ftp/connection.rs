//! [`Connection`]: a line to a server on which files come and go one by one.

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::BuilderVerifierExt;
use suppaftp::rustls::ClientConfig;
use suppaftp::rustls::client::Resumption;
use suppaftp::rustls::crypto::ring;
use suppaftp::types::{FileType, Response};
use suppaftp::{
    DataStream, FtpError, Mode, RustlsConnector, RustlsFtpStream, Status, TlsConnector, TlsStream,
    TransferStream,
};

use super::listing::{self, Entry, Kind};
use crate::target::Ftp;
use crate::world::Failure;

type Secure = <RustlsConnector as TlsConnector>::Stream;

const CONNECT: Duration = Duration::from_secs(15);

/// Nothing is heard or taken for so long: the connection is dead.
const SILENCE: Duration = Duration::from_secs(60);

/// So long a server may take to say good-bye after a file.
const LEAVE: Duration = Duration::from_secs(1);

const PIECE: usize = 64 * 1024;

/// What servers say when a file may come or go.
const OPENS: &[Status] = &[Status::AboutToSend, Status::AlreadyOpen];

/// The facts of a file or a folder that we want to hear about.
const FACTS: &str = "type;size;unique;";

/// What they say when something is done. Not all mind which of these is for what.
const DONE: &[Status] = &[Status::CommandOk, Status::RequestedFileActionOk, Status::PathCreated];

/// Why something was not done.
#[derive(Debug)]
pub enum Trouble {
    /// The server would not.
    Refused { code: u16, said: String },
    /// The connection is gone, or never came about.
    Over(io::Error),
    /// A file was sent, and the server has not a word for it.
    Mute,
    /// What was to be sent could not be read.
    Source(io::Error),
    /// A line about a folder that nobody understands.
    Unreadable(String),
}

impl Trouble {
    /// Whether the server does not know what it was asked for.
    fn is_unknown(&self) -> bool {
        matches!(self, Trouble::Refused { code: 500 | 502 | 504, .. })
    }
}

impl From<FtpError> for Trouble {
    fn from(error: FtpError) -> Self {
        match error {
            FtpError::UnexpectedResponse(response) => refused(&response),
            FtpError::ConnectionError(error) => Trouble::Over(error),
            FtpError::BadResponse => Trouble::Over(io::Error::other("its answers make no sense")),
            error => Trouble::Over(io::Error::other(error.to_string())),
        }
    }
}

/// The last line of an answer tells, in three digits and in words. Nothing of it may be obeyed by a
/// terminal.
fn refused(response: &Response) -> Trouble {
    let text = String::from_utf8_lossy(&response.body);
    let line = text.trim_end().lines().next_back().unwrap_or_default();
    let (code, said) = line.split_at_checked(3).unwrap_or_default();
    let said = said.trim().chars().filter(|c| !c.is_control()).take(300).collect();
    Trouble::Refused { code: code.parse().unwrap_or_default(), said }
}

/// How far a connection got that did not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Reach,
    Secure,
    Login,
}

pub struct Connection {
    stream: RustlsFtpStream,
    /// Whether the server does not know MLSD.
    lists_for_people: bool,
}

/// What is asked of a server's certificate: that this machine trusts it.
pub fn trust() -> Result<ClientConfig, Failure> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = builder.with_safe_default_protocol_versions().and_then(|it| it.with_platform_verifier());
    config.map(|config| config.with_no_client_auth()).map_err(|error| {
        Failure::new(format!("cannot tell which certificates are good: {error}"))
            .help("this machine has to have a list of authorities (Debian: ca-certificates)")
    })
}

impl Connection {
    pub fn open(ftp: &Ftp, password: &str, trust: Option<&ClientConfig>) -> Result<Self, (Stage, Trouble)> {
        let at = |stage| move |error: FtpError| (stage, Trouble::from(error));
        let socket = reach(ftp).map_err(|error| (Stage::Reach, Trouble::Over(error)))?;
        let is_new = socket.peer_addr().is_ok_and(|address| address.is_ipv6());
        let mut stream = RustlsFtpStream::connect_with_stream(socket).map_err(at(Stage::Reach))?;
        if let Some(trust) = trust {
            let mut trust = trust.clone();
            // A file's connection has to go on with the session of this one, or servers will think that
            // it is somebody else's.
            trust.resumption = Resumption::in_memory_sessions(1);
            let connector = RustlsConnector::from(Arc::new(trust));
            stream = stream.into_secure(connector, &ftp.host).map_err(at(Stage::Secure))?;
        }
        stream = stream.passive_stream_builder(|address| dial(address).map_err(FtpError::ConnectionError));
        stream.set_mode(if is_new { Mode::ExtendedPassive } else { Mode::Passive });
        // Behind a router, servers name addresses of their own house.
        stream.set_passive_nat_workaround(true);
        stream.login(ftp.user.as_str(), password).map_err(at(Stage::Login))?;
        let mut connection = Self { stream, lists_for_people: false };
        let prepared = connection.prepare();
        prepared.map(|()| connection).map_err(|trouble| (Stage::Login, trouble))
    }

    fn prepare(&mut self) -> Result<(), Trouble> {
        self.stream.transfer_type(FileType::Binary)?;
        // Who does not know it either speaks UTF-8 all the same, or cannot.
        unless_refused(self.ask("OPTS UTF8 ON"))?;
        unless_refused(self.ask(format_args!("OPTS MLST {FACTS}"))).map(drop)
    }

    fn ask(&mut self, command: impl Display) -> Result<Response, Trouble> {
        Ok(self.stream.custom_command(command, DONE)?)
    }

    pub fn make_folder(&mut self, path: &str) -> Result<(), Trouble> {
        self.ask(format_args!("MKD {path}")).map(drop)
    }

    pub fn remove_folder(&mut self, path: &str) -> Result<(), Trouble> {
        self.ask(format_args!("RMD {path}")).map(drop)
    }

    pub fn remove(&mut self, path: &str) -> Result<(), Trouble> {
        self.ask(format_args!("DELE {path}")).map(drop)
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Trouble> {
        Ok(self.stream.rename(from, to)?)
    }

    /// How long a file is; `None` if there is none.
    pub fn length(&mut self, path: &str) -> Result<Option<u64>, Trouble> {
        match self.stream.size(path).map_err(Trouble::from) {
            Ok(length) => Ok(Some(length as u64)),
            Err(Trouble::Refused { code: 550, .. }) => Ok(None),
            Err(trouble) if trouble.is_unknown() => self.length_in_folder(path),
            Err(trouble) => Err(trouble),
        }
    }

    /// The same from a server that does not know SIZE.
    fn length_in_folder(&mut self, path: &str) -> Result<Option<u64>, Trouble> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if folder.is_empty() && path.starts_with('/') { "/" } else { folder };
        let there = self.entries(folder)?.unwrap_or_default();
        Ok(there.into_iter().find(|entry| entry.name == name).and_then(|entry| match entry.kind {
            Kind::File(length) => Some(length.unwrap_or(0)),
            Kind::Other => Some(0),
            Kind::Folder => None,
        }))
    }

    pub fn is_folder(&mut self, path: &str) -> Result<bool, Trouble> {
        match self.visit(path) {
            Ok(()) => Ok(true),
            Err(Trouble::Refused { code: 500.., .. }) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    /// Goes into a folder and back.
    pub fn visit(&mut self, folder: &str) -> Result<(), Trouble> {
        let home = self.stream.pwd()?;
        self.enter(folder)?;
        self.stream.cwd(home).map_err(lost)
    }

    /// Goes into a folder. Nobody else uses this connection, but whoever does it has to go back.
    fn enter(&mut self, path: &str) -> Result<(), Trouble> {
        if path.is_empty() { Ok(()) } else { Ok(self.stream.cwd(path)?) }
    }

    pub fn read(&mut self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.fetch(format_args!("RETR {path}"))
    }

    /// Writes a file from its start.
    pub fn write(&mut self, path: &str, source: &mut dyn Read) -> Result<(), Trouble> {
        let (_, mut data) = self.stream.custom_data_command(format_args!("STOR {path}"), OPENS)?;
        let poured = pour(source, &mut data);
        // If the server has let go, it says why.
        let ended = data.finish();
        match (poured, ended) {
            (Ok(()) | Err(Trouble::Over(_)), Err(FtpError::ConnectionError(error))) if is_silence(&error) => {
                Err(Trouble::Mute)
            }
            (Ok(()), ended) => Ok(ended?),
            (Err(Trouble::Over(_)), Err(error @ FtpError::UnexpectedResponse(_))) => Err(error.into()),
            (Err(trouble), _) => Err(trouble),
        }
    }

    /// What is in a folder; `None` if there is none, or we may not go into it.
    pub fn entries(&mut self, folder: &str) -> Result<Option<Vec<Entry>>, Trouble> {
        if !self.lists_for_people {
            let command = format!("MLSD {folder}");
            match self.fetch(command.trim_end()) {
                Ok(bytes) => return read(&bytes, listing::machine).map(Some),
                Err(trouble) if trouble.is_unknown() => self.lists_for_people = true,
                // A server has one word for what is not there and for what it does not tell.
                Err(trouble @ Trouble::Refused { code: 450 | 500.., .. }) => {
                    return if self.is_folder(folder)? { Err(trouble) } else { Ok(None) };
                }
                Err(trouble) => return Err(trouble),
            }
        }
        // Servers take blanks and dashes in names for something else here, so we go there and back.
        let home = self.stream.pwd()?;
        match self.enter(folder) {
            Err(Trouble::Refused { code: 500.., .. }) => return Ok(None),
            entered => entered?,
        }
        let found = self.list_here();
        self.stream.cwd(home).map_err(lost)?;
        found.map(Some)
    }

    fn list_here(&mut self) -> Result<Vec<Entry>, Trouble> {
        let all = unless_refused(self.fetch("LIST -a"))?.unwrap_or_default();
        // Some know no options, and look for a file of that name.
        if let Ok(found) = read(&all, listing::human)
            && !found.is_empty()
        {
            return Ok(found);
        }
        match self.fetch("LIST") {
            // What some say of an empty folder.
            Err(Trouble::Refused { said, .. }) if said.to_lowercase().contains("no files") => Ok(Vec::new()),
            found => read(&found?, listing::human),
        }
    }

    fn fetch(&mut self, command: impl Display) -> Result<Vec<u8>, Trouble> {
        let (_, mut data) = self.stream.custom_data_command(command, OPENS)?;
        let mut bytes = Vec::new();
        let read = data.read_to_end(&mut bytes);
        data.finish()?;
        match read {
            // Some servers hang up without a word; that all was sent, they have just said.
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(Trouble::Over(error)),
            _ => Ok(bytes),
        }
    }
}

fn read(bytes: &[u8], line: fn(&str) -> listing::Line) -> Result<Vec<Entry>, Trouble> {
    listing::read(bytes, line).map_err(Trouble::Unreadable)
}

/// A server that does not find back to where it was is no longer of use.
fn lost(error: FtpError) -> Trouble {
    match Trouble::from(error) {
        Trouble::Refused { said, .. } => Trouble::Over(io::Error::other(said)),
        trouble => trouble,
    }
}

/// Nothing was heard for longer than we wait.
pub fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// What was had or done; `None` if the server would not, and is not just in trouble.
pub fn unless_refused<T>(result: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Trouble::Refused { code: 450 | 500.., .. }) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

fn reach(ftp: &Ftp) -> io::Result<TcpStream> {
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "there is no host of this name");
    for address in (ftp.host.as_str(), ftp.port).to_socket_addrs()? {
        match dial(address) {
            Ok(socket) => return Ok(socket),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn dial(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpStream::connect_timeout(&address, CONNECT)?;
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(SILENCE))?;
    socket.set_write_timeout(Some(SILENCE))?;
    Ok(socket)
}

fn pour(source: &mut dyn Read, data: &mut TransferStream<Secure>) -> Result<(), Trouble> {
    let mut piece = vec![0; PIECE];
    // An empty file has to be opened as well.
    data.write_all(&[]).and_then(|()| data.flush()).map_err(Trouble::Over)?;
    loop {
        let length = match source.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Trouble::Source(error)),
        };
        data.write_all(&piece[..length]).map_err(Trouble::Over)?;
    }
    data.flush().and_then(|()| take_leave(data.get_mut())).map_err(Trouble::Over)
}

/// Ends a file that was sent. What the server says meanwhile has to be heard: with it the next file's
/// connection goes on with this session.
fn take_leave(data: &mut DataStream<Secure>) -> io::Result<()> {
    let DataStream::Ssl(data) = data else { return Ok(()) };
    let stream = data.mut_ref();
    stream.conn.send_close_notify();
    stream.flush()?;
    stream.sock.shutdown(Shutdown::Write)?;
    stream.sock.set_read_timeout(Some(LEAVE))?;
    // However it ends: whether the file has arrived is said on the other line.
    let _ = io::copy(stream, &mut io::sink());
    Ok(())
}
