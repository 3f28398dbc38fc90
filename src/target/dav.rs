//! [`WebDav`]: a folder that is reached over WebDAV (RFC 4918): `davs://desk@example.org/www`.

use super::Unreadable;
use crate::yaml::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebDav {
    /// Whether everything, the password too, goes over the net in the open.
    pub is_plain: bool,
    pub user: Option<String>,
    /// With its port, if it has one.
    pub host: String,
    /// With slashes at both ends.
    pub path: String,
}

const EXAMPLE: &str = "write a whole address: davs://desk@example.org/www";

impl WebDav {
    pub(super) fn parse(scheme: &str, rest: &str) -> Result<Self, Unreadable> {
        if rest.contains(['?', '#']) {
            let message = format!("`{scheme}:{rest}` is no folder");
            return Err(Unreadable::new(message, EXAMPLE));
        }
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let incomplete = || Unreadable::new(format!("`{scheme}:{rest}` names no host"), EXAMPLE);
        let (authority, path) = match rest.strip_prefix("//").ok_or_else(incomplete)?.split_once('/') {
            Some((authority, path)) => (authority, path),
            None => (rest.trim_start_matches('/'), ""),
        };
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(decode(user)).filter(|user| !user.is_empty()), host),
            None => (None, authority),
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || matches!(c, '\\' | '<' | '>')) {
            return Err(incomplete());
        }
        let path = decode(path);
        let path = path.trim_matches('/');
        if path.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(Unreadable::new(format!("`{path}` climbs out of its folder"), EXAMPLE));
        }
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        Ok(Self { is_plain: scheme == "dav", user, host: host.to_owned(), path })
    }

    /// Without encryption is only done by those who say so.
    pub(super) fn read_options(&mut self, table: &Table) -> Option<()> {
        if self.is_plain && !super::allows_plain(table) {
            let field = table.get("url")?;
            let message = "over dav: everybody on the way can read the password";
            Unreadable::new(message, "use davs:, or write `plain: true` if that is all right").report(&field);
            return None;
        }
        Some(())
    }

    /// As it is written in the settings.
    pub fn to_url(&self) -> String {
        let scheme = if self.is_plain { "dav" } else { "davs" };
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        format!("{scheme}://{user}{}{}", self.host, self.path.trim_end_matches('/'))
    }
}
