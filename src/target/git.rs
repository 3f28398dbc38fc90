//! [`Git`]: a branch of a git repository: `git+ssh://git@github.com/acme/briefs.git`.

use super::sftp::decode;
use super::{Unreadable, read_command};
use crate::yaml::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    /// As git takes it: `ssh://git@github.com/acme/briefs.git`, `file:///srv/briefs.git`.
    pub remote: String,
    pub branch: String,
    /// The program to connect with, and its first arguments; without, git's own settings say.
    pub ssh: Option<Vec<String>>,
}

const EXAMPLE: &str =
    "write git+ssh://git@github.com/acme/briefs.git or git+https://github.com/acme/briefs.git";

/// What git allows nowhere in the name of a branch.
const FORBIDDEN: &[char] = &['~', '^', ':', '?', '*', '[', '\\'];

impl Git {
    /// Reads what follows `git+`.
    pub(super) fn parse(url: &str) -> Result<Self, Unreadable> {
        let whole = url.split_once("://").filter(|(_, rest)| !rest.is_empty() && !rest.starts_with('-'));
        let Some((scheme, rest)) = whole else {
            return Err(Unreadable::new("it names no repository", EXAMPLE));
        };
        if !["ssh", "https", "http", "file"].contains(&scheme) {
            return Err(Unreadable::new(
                format!("there is no way to a repository over `{scheme}:`"),
                EXAMPLE,
            ));
        }
        if rest.contains(['?', '#']) {
            let help = "the address ends with the repository; its branch is an option: branch: pages";
            return Err(Unreadable::new(format!("`{url}` is no repository"), help));
        }
        let authority = rest.split('/').next().unwrap_or("");
        if let Some((host, start)) = authority.rsplit_once(':').filter(|(_, port)| !is_port(port)) {
            let path = &rest[host.len() + 1..];
            return Err(Unreadable::new(
                format!("`{start}` is no port"),
                format!("after the host comes a slash: git+{scheme}://{host}/{path}"),
            ));
        }
        Ok(Self { remote: url.to_owned(), branch: String::new(), ssh: None })
    }

    pub fn is_plain(&self) -> bool {
        self.remote.starts_with("http:")
    }

    /// Whether a password may be asked for.
    pub fn is_web(&self) -> bool {
        self.is_plain() || self.remote.starts_with("https:")
    }

    /// Whom the address names.
    pub fn user(&self) -> Option<String> {
        self.authority().rsplit_once('@').map(|(user, _)| decode(user))
    }

    /// `https://example.org:8443`: the server, and nothing else of the address.
    pub fn origin(&self) -> String {
        let scheme = self.remote.split_once("://").map_or("", |(scheme, _)| scheme);
        format!("{scheme}://{}", self.place())
    }

    /// `example.org:8443`.
    pub fn place(&self) -> &str {
        self.authority().rsplit('@').next().unwrap_or("")
    }

    fn authority(&self) -> &str {
        let rest = self.remote.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or("")
    }

    pub(super) fn read_options(&mut self, table: &Table) -> Option<()> {
        let help = "write which branch is published: branch: gh-pages";
        let field = table.require("branch", help)?;
        self.branch = field.text()?;
        if let Some(short) = self.branch.strip_prefix("refs/") {
            let short = short.strip_prefix("heads/").unwrap_or("gh-pages");
            let message = format!("`{}` is not the short name of a branch", self.branch);
            field.error(message, format!("write it without what git puts before it: branch: {short}"));
            return None;
        }
        if self.branch == "HEAD" {
            field.error("`HEAD` is not a branch, but leads to one", help);
            return None;
        }
        if !is_branch(&self.branch) {
            field.error(format!("`{}` is no name of a branch", self.branch), help);
            return None;
        }
        if let Some(field) = table.get("ssh") {
            self.ssh = Some(read_command(&field)?);
        }
        if self.is_plain() && !super::allows_plain(table) {
            let field = table.get("url")?;
            let message = "over http: everybody on the way can read the password";
            let help = "use git+https:, or write `plain: true` if that is all right";
            Unreadable::new(message, help).report(&field);
            return None;
        }
        Some(())
    }

    /// As it is written in the settings.
    pub fn to_url(&self) -> String {
        format!("git+{}", self.remote)
    }
}

/// Also what ends an address in brackets: `[2001:db8::1]`.
fn is_port(text: &str) -> bool {
    text.ends_with(']') || text.parse().is_ok_and(|port: u16| port != 0)
}

/// As `git check-ref-format` has it.
fn is_branch(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.ends_with(".lock")
    };
    let is_letter = |c: char| !c.is_control() && !c.is_whitespace() && !FORBIDDEN.contains(&c);
    name.split('/').all(is_part)
        && name.chars().all(is_letter)
        && !name.starts_with('-')
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
}
