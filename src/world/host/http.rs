//! [`Web`]: what all hosts have in common that are reached over HTTP.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};

use super::super::{Failure, reason};
use super::Fault;

/// Nothing is heard or taken for so long: the connection is dead.
const SILENCE: Duration = Duration::from_secs(60);

const CONNECT: Duration = Duration::from_secs(15);

/// Connections, kept open between requests.
#[derive(Debug, Clone)]
pub struct Web(ureq::Agent);

impl Web {
    /// `width` is how many requests there are at once, at most.
    pub fn new(width: usize) -> Self {
        // The machine's own list of authorities, so that those of a house count too.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            // Requests are signed for one address, and passwords are meant for it alone.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(width)
            .max_idle_connections_per_host(width)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .user_agent(concat!("dateline/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .build();
        Self(config.new_agent())
    }

    /// Sends a request, and waits for the whole of the answer, whatever it says.
    pub fn send(&self, request: Request<&[u8]>) -> Result<Response<Vec<u8>>, Trouble> {
        let has_body = !request.body().is_empty() || [Method::PUT, Method::POST].contains(request.method());
        let answer = if has_body { self.0.run(request) } else { self.0.run(request.map(|_| ())) };
        match answer {
            Err(ureq::Error::Io(error)) if has_body && is_cut_off(error.kind()) => {
                Err(Trouble::Silent { why: reason(&error), help: CUT_OFF, is_passing: true })
            }
            answer => self.take_in(answer),
        }
    }

    fn take_in(
        &self,
        answer: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Response<Vec<u8>>, Trouble> {
        let (parts, body) = answer.map_err(Trouble::silent)?.into_parts();
        let bytes = body.into_with_config().limit(u64::MAX).read_to_vec().map_err(Trouble::silent)?;
        Ok(Response::from_parts(parts, bytes))
    }
}

/// Why a request came to nothing.
#[derive(Debug)]
pub enum Trouble {
    /// No answer.
    Silent { why: String, help: &'static str, is_passing: bool },
    /// An answer that says no, with the host's own name for the reason, if it gives one.
    Refused { status: StatusCode, code: String, message: String },
}

/// What to do about a host of some kind that refuses.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// If it does not know who we are.
    pub credentials: String,
    /// If we may not do that.
    pub rights: String,
    /// If it is elsewhere.
    pub address: String,
}

const UNREACHED: &str =
    "look at the address and at the network, and publish again: it goes on where it stopped";

/// Some servers hang up on a file that they have no room for.
const CUT_OFF: &str = "look at the network, and publish again: it goes on where it stopped; if it stays so, the server's log \
     says why, such as a full disk";

/// Some servers have no other word for a disk that is full.
const TROUBLE: &str =
    "wait a while, and publish again; if it stays so, the server's log says why, such as a full disk";

impl Trouble {
    fn silent(error: ureq::Error) -> Self {
        let silent = |why: String, help, is_passing| Trouble::Silent { why, help, is_passing };
        match error {
            ureq::Error::HostNotFound => silent("there is no host of this name".to_owned(), UNREACHED, false),
            ureq::Error::Timeout(_) => silent("it does not answer in time".to_owned(), UNREACHED, true),
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => untrusted(&error),
            ureq::Error::Io(error) => silent(reason(&error), UNREACHED, true),
            ureq::Error::Rustls(error) => untrusted(&error),
            // It hung up in the middle of a word.
            error @ (ureq::Error::Protocol(_) | ureq::Error::ConnectionFailed) => {
                silent(error.to_string(), UNREACHED, true)
            }
            error => silent(error.to_string(), UNREACHED, false),
        }
    }

    /// Whether it may work if it is tried again.
    pub fn is_passing(&self) -> bool {
        match self {
            Trouble::Silent { is_passing, .. } => *is_passing,
            Trouble::Refused { status, .. } => match status.as_u16() {
                408 | 425 | 429 => true,
                // What a host cannot do, it will not learn; and room does not come back by itself.
                501 | 505 | 507 => false,
                status => status >= 500,
            },
        }
    }

    /// `doing` says what, of which file and where: `write index.html to s3://bucket`.
    pub fn fault(&self, doing: &str, advice: &Advice) -> Fault {
        let (why, help) = match self {
            Trouble::Silent { help, .. } => (self.to_string(), (*help).to_owned()),
            Trouble::Refused { status, code, message } => {
                self.refusal(status.as_u16(), &format!("{code} {message}"), advice)
            }
        };
        let failure = Failure::new(format!("cannot {doing}: {why}"));
        let failure = if help.is_empty() { failure } else { failure.help(help) };
        Fault { failure, is_passing: self.is_passing() }
    }

    fn refusal(&self, status: u16, said: &str, advice: &Advice) -> (String, String) {
        let says = |why: &str| format!("{why} ({self})");
        let is_unknown = [
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "TooSkewed",
            "failed to authenticate",
            "invalid_grant",
        ]
        .iter()
        .any(|part| said.contains(part));
        match status {
            401 => (says("it does not take the credentials"), advice.credentials.clone()),
            400 | 403 if is_unknown => (says("it does not take the credentials"), advice.credentials.clone()),
            403 | 405 => (says("it does not allow that"), advice.rights.clone()),
            301 | 302 | 307 | 308 | 400 | 404 => (says("that is not where it is"), advice.address.clone()),
            413 | 507 => (says("there is no room for it"), "make room there, and publish again".to_owned()),
            429 | 500.. => (says("it is in trouble"), TROUBLE.to_owned()),
            _ => (self.to_string(), advice.address.clone()),
        }
    }
}

/// There was a connection.
fn is_cut_off(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

fn untrusted(error: &dyn Error) -> Trouble {
    Trouble::Silent {
        why: format!("there is no safe connection to it: {error}"),
        help: "its certificate has to be for this name, not be out of date, and come from an authority that \
               this machine trusts",
        is_passing: false,
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Silent { why, .. } => f.write_str(why),
            Trouble::Refused { status, code, message } => {
                write!(f, "{status}")?;
                [code, message]
                    .iter()
                    .filter(|text| !text.is_empty())
                    .try_for_each(|text| write!(f, ": {text}"))
            }
        }
    }
}

impl Error for Trouble {}
