//! [`Server`]: a server that is reached over SSH, as an address names it.

use std::fmt;

use super::Unreadable;

/// Where `sftp://desk@example.org:2222/srv/www` leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// None: whom the settings of `ssh` name.
    pub user: Option<String>,
    /// A name, an address, or an alias in the settings of `ssh`.
    pub host: String,
    pub port: Option<u16>,
    /// Absolute, or below the user's home folder.
    pub folder: String,
    /// The program to connect with, and its first arguments.
    pub ssh: Vec<String>,
}

const EXAMPLE: &str =
    "write sftp://desk@example.org/srv/www, or sftp://desk@example.org/~/www for a folder in the user's home";

impl Server {
    /// Reads what follows the scheme: `//user@host:port/folder`, `//host/~/folder`.
    pub(super) fn parse(rest: &str) -> Result<Self, Unreadable> {
        let Some((authority, folder)) = rest.strip_prefix("//").and_then(|rest| rest.split_once('/')) else {
            return Err(Unreadable::new("it names no server and folder", EXAMPLE));
        };
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(decode(user)), place),
            None => (None, authority),
        };
        let (host, port) = host_and_port(place)?;
        // `ssh` would take it for an option.
        if host.is_empty() || host.starts_with('-') || user.as_deref().is_some_and(|user| user.is_empty()) {
            return Err(Unreadable::new("it names no server", EXAMPLE));
        }
        let folder = decode(folder);
        let (start, below) = match folder.strip_prefix("~/") {
            Some(below) => ("", below),
            None => ("/", &*folder),
        };
        let below = below.trim_matches('/');
        if below.is_empty() || below.split('/').any(|part| matches!(part, "" | "~" | "." | "..")) {
            return Err(Unreadable::new("it names no folder for the site", EXAMPLE));
        }
        Ok(Self { user, host, port, folder: format!("{start}{below}"), ssh: vec!["ssh".to_owned()] })
    }
}

/// `example.org:2222`, `[2001:db8::1]:2222`.
pub(super) fn host_and_port(place: &str) -> Result<(String, Option<u16>), Unreadable> {
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = port.map(|port| {
        let number = port.parse().ok().filter(|number| *number != 0);
        number.ok_or_else(|| {
            Unreadable::new(
                format!("`{port}` is no port"),
                "ports are 1 to 65535; leave it out for the usual one",
            )
        })
    });
    Ok((host.to_owned(), port.transpose()?))
}

pub(super) fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// As a person names it: `desk@example.org:2222`.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        f.write_str(&self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}
