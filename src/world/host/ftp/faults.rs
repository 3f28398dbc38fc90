//! What servers say when they will not, in words that say what to do.

use std::io;
use std::path::Path;

use suppaftp::rustls::Error as TlsError;

use super::super::{Fault, password};
use super::connection::{Stage, Trouble, is_silence};
use crate::target::Ftp;
use crate::world::{Failure, reason};

const UNREACHED: &str =
    "look at the address and at the network, and publish again: it goes on where it stopped";
const LATER: &str = "wait a while and publish again, it goes on where it stopped";
const ROOM: &str = "make room there and publish again, it goes on where it stopped";
const SAYS_NOTHING: &str = "it was sent the file, and says nothing of it";
/// Some servers have no word for a disk that is full.
const MUTE: &str = "publish again, it goes on where it stopped; if it stays so, the server's log says why, such as a full \
     disk";
const UNTRUSTED: &str = "its certificate has to be for this name, not be out of date, and come from an authority that \
     this machine trusts";
const NO_TLS: &str =
    "ask whoever runs it for FTP over TLS (explicit, AUTH TLS); `ftp:` with `plain: true` does without";
const RIGHTS: &str = "look at the folder in the address, and whether the user may read, write, rename and delete there; a folder \
     may stand where a file belongs, or a file where a folder does";

const UNREADABLE: &str = "what is not understood may be somebody's file, so nothing is done; a file of an odd name, or a server of \
     an odd kind? Take another way, such as SFTP";

/// Speaks of one server.
pub struct Voice {
    ftp: Ftp,
    /// Where its password stands.
    credentials: String,
}

/// What keeps a connection from coming about. Many threads are told the same.
#[derive(Debug, Clone)]
pub struct Refusal {
    message: String,
    help: String,
    is_passing: bool,
}

impl Refusal {
    pub fn fault(&self) -> Fault {
        let failure = Failure::new(&*self.message).help(&*self.help);
        Fault { failure, is_passing: self.is_passing }
    }
}

impl Voice {
    pub fn new(ftp: &Ftp, target: &str) -> Self {
        let credentials =
            format!("look at the password of {} in {}", ftp.user, password::names(target).join(" or "));
        Self { ftp: ftp.clone(), credentials }
    }

    /// Why there is no connection. A server that `was_there` before is likely to come back.
    pub fn unconnected(&self, stage: Stage, trouble: &Trouble, was_there: bool) -> Refusal {
        let ftp = &self.ftp;
        let refusal = |why: String, help: &str, is_passing| Refusal {
            message: format!("cannot connect to {ftp}: {why}"),
            help: help.to_owned(),
            is_passing,
        };
        match (stage, trouble) {
            (_, Trouble::Over(error) | Trouble::Source(error)) if is_untrusted(error) => {
                let why = format!("there is no safe connection to it: {}", reason(error));
                refusal(why, UNTRUSTED, false)
            }
            (_, Trouble::Over(error) | Trouble::Source(error)) => {
                refusal(silence(error), UNREACHED, was_there || is_cut_off(error))
            }
            (_, Trouble::Refused { code, said }) if is_busy(*code, said) => {
                refusal(format!("it lets nobody else in ({code} {said})"), LATER, true)
            }
            (Stage::Secure, Trouble::Refused { code, said }) => {
                refusal(format!("it does not speak TLS ({code} {said})"), NO_TLS, false)
            }
            (Stage::Login, Trouble::Refused { code, said }) if ftp.is_plain && wants_tls(said) => {
                let help = "write ftps: instead of ftp:";
                refusal(format!("it wants to be spoken to over TLS ({code} {said})"), help, false)
            }
            (Stage::Login, Trouble::Refused { code, said }) => {
                let why = format!("it does not take the user and the password ({code} {said})");
                refusal(why, &self.credentials, false)
            }
            (_, Trouble::Mute) => refusal(SAYS_NOTHING.to_owned(), MUTE, false),
            (_, Trouble::Unreadable(said)) => refusal(nonsense(said), UNREADABLE, false),
            (Stage::Reach, Trouble::Refused { code, said }) => {
                refusal(format!("it lets nobody in ({code} {said})"), UNREACHED, false)
            }
        }
    }

    /// Something was not done to a path.
    pub fn fault(&self, doing: &str, path: &str, trouble: Trouble) -> Fault {
        let failure = |why: &str| Failure::new(format!("cannot {doing} {path} at {}: {why}", self.ftp));
        let (failure, is_passing) = match trouble {
            Trouble::Source(error) => {
                return Fault::io("read what is to be sent as", Path::new(path), &error);
            }
            Trouble::Unreadable(said) => (failure(&nonsense(&said)).help(UNREADABLE), false),
            Trouble::Over(error) if error.kind() == io::ErrorKind::InvalidInput => {
                (failure(&reason(&error)).help("give it another name"), false)
            }
            Trouble::Over(error) if is_untrusted(&error) => (
                failure(&format!("there is no safe connection to it: {}", reason(&error))).help(UNTRUSTED),
                false,
            ),
            Trouble::Over(error) => (failure(&silence(&error)).help(UNREACHED), true),
            // We have waited for it, and for all of the file.
            Trouble::Mute => (failure(SAYS_NOTHING).help(MUTE), false),
            Trouble::Refused { code, said } => {
                let help = match code {
                    452 | 552 => ROOM,
                    _ if is_full(&said) => ROOM,
                    400..=499 => LATER,
                    _ => RIGHTS,
                };
                (failure(&format!("the server says “{code} {said}”")).help(help), help == LATER)
            }
        };
        Fault { failure, is_passing }
    }
}

fn nonsense(said: &str) -> String {
    format!("it says what nobody understands: “{said}”")
}

fn silence(error: &io::Error) -> String {
    match error.kind() {
        _ if is_silence(error) => "it does not answer in time".to_owned(),
        io::ErrorKind::UnexpectedEof => "it hung up".to_owned(),
        _ => reason(error),
    }
}

/// Something was there. What does not answer at all is most likely named wrongly, and trying again only
/// takes time.
fn is_cut_off(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | UnexpectedEof)
}

fn is_untrusted(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<TlsError>())
}

/// There are no words for it that all servers use.
fn says(said: &str, signs: &[&str]) -> bool {
    let said = said.to_lowercase();
    signs.iter().any(|sign| said.contains(sign))
}

fn is_busy(code: u16, said: &str) -> bool {
    matches!(code, 421 | 450..=499)
        || says(said, &["too many", "maximum number", "connections", "clients", "already logged in"])
}

fn wants_tls(said: &str) -> bool {
    says(said, &["tls", "ssl", "encrypt", "secure"])
}

fn is_full(said: &str) -> bool {
    says(said, &["no space", "quota", "disk full", "not enough space", "insufficient"])
}
