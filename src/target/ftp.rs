//! [`Ftp`]: a folder of a server that is reached over FTP: `ftps://desk@example.org/www`.

use std::fmt;

use super::Unreadable;
use super::sftp::{decode, host_and_port};
use crate::yaml::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ftp {
    /// Whether everything, the password too, goes over the net in the open.
    pub is_plain: bool,
    pub user: String,
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
    /// Without a slash at its end. From the folder that the server takes the user to, or from its root
    /// if it starts with a slash; may be empty.
    pub folder: String,
}

const PORT: u16 = 21;

/// Where TLS is spoken from the first word on, which was never made a standard.
const IMPLICIT: u16 = 990;

const EXAMPLE: &str = "write a whole address: ftps://desk@example.org/www";

impl Ftp {
    pub(super) fn parse(scheme: &str, rest: &str) -> Result<Self, Unreadable> {
        let incomplete = |what: &str| Unreadable::new(format!("`{scheme}:{rest}` names no {what}"), EXAMPLE);
        let rest = rest.strip_prefix("//").ok_or_else(|| incomplete("host"))?;
        let (authority, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = host_and_port(place)?;
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(incomplete("host"));
        }
        let (user, folder) = (decode(user), decode(folder));
        if user.is_empty() {
            return Err(incomplete("user"));
        }
        if port == Some(IMPLICIT) {
            let message = "port 990 speaks TLS from the first word on, which dateline does not";
            return Err(Unreadable::new(
                message,
                "leave the port out: such servers listen at port 21 as well",
            ));
        }
        let folder = folder.trim_end_matches('/');
        let below = folder.strip_prefix('/').unwrap_or(folder);
        let is_odd = |part: &str| matches!(part, "" | "~" | "." | "..") || part.contains(char::is_control);
        if !below.is_empty() && below.split('/').any(is_odd) || user.contains(char::is_control) {
            return Err(Unreadable::new(format!("`{folder}` is no folder for the site"), EXAMPLE));
        }
        let (is_plain, port) = (scheme == "ftp", port.unwrap_or(PORT));
        Ok(Self { is_plain, user, host, port, folder: folder.to_owned() })
    }

    /// Without encryption is only done by those who say so.
    pub(super) fn read_options(&mut self, table: &Table) -> Option<()> {
        if self.is_plain && !super::allows_plain(table) {
            let field = table.get("url")?;
            let message = "over ftp: everybody on the way can read the password";
            Unreadable::new(message, "use ftps:, or write `plain: true` if that is all right").report(&field);
            return None;
        }
        Some(())
    }
}

/// As it is written in the settings.
impl fmt::Display for Ftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_plain { "ftp" } else { "ftps" };
        write!(f, "{scheme}://{}@", self.user)?;
        match self.host.contains(':') {
            true => write!(f, "[{}]", self.host)?,
            false => f.write_str(&self.host)?,
        }
        if self.port != PORT {
            write!(f, ":{}", self.port)?;
        }
        write!(f, "/{}", self.folder)
    }
}
