//! [`Target`]: where a site is published to, as the settings say.

mod bucket;
pub mod command;
mod dav;
mod ftp;
mod git;
mod secret;
mod sftp;

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Place};
use crate::yaml::{Field, Node, Table};

pub use bucket::{Bucket, Service};
pub use command::Command;
pub use dav::WebDav;
pub use ftp::Ftp;
pub use git::Git;
pub use sftp::Server;

/// A host, by the name that the author gave it.
#[derive(Debug, Clone)]
pub struct Target {
    pub name: String,
    pub place: Place,
    pub address: Address,
    /// Taken if the command names none.
    pub is_default: bool,
    /// How many publications are kept, each in a folder of its own; `None`: the site has one folder.
    pub releases: Option<usize>,
}

/// What leads to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A folder, named from the site's own.
    Folder(PathBuf),
    /// A server over SSH.
    Sftp(Server),
    Bucket(Bucket),
    WebDav(WebDav),
    Ftp(Ftp),
    Git(Git),
    Command(Command),
}

const KEYS: &[&str] =
    &["url", "command", "default", "branch", "endpoint", "region", "plain", "ssh", "releases"];

/// Keys that go with some kinds of host.
const OPTIONS: &[&str] = &["branch", "endpoint", "region", "plain", "ssh", "releases"];

const SECRET_HELP: &str =
    "settings are shared and kept for ever: take it out here, change it there, and see docs/publishing.md";

/// The targets of a site's settings, by name.
pub fn targets(field: &Field) -> Vec<Target> {
    let entries = field.entries();
    let mut targets: Vec<Target> = entries.iter().filter_map(target).collect();
    let mut defaults = targets.iter_mut().filter(|target| target.is_default);
    if let (Some(first), Some(second)) = (defaults.next(), defaults.next()) {
        let message = format!("both `{}` and `{}` are the default", first.name, second.name);
        field.error(message, "one target can be taken when the command names none");
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    targets
}

fn target(field: &Field) -> Option<Target> {
    let entries = match field.node {
        Node::Map(_) => field.entries(),
        _ => Vec::new(),
    };
    // Before anything else is said about a line with a secret in it, and shows it.
    if refuse_secrets(field, &entries) {
        return None;
    }
    let table = field.table(KEYS)?;
    let mut address = match (table.get("url"), table.get("command")) {
        (Some(_), Some(command)) => {
            command.error("a target has an address or a command", "take one of the two out");
            return None;
        }
        (None, Some(command)) => Address::Command(Command::read(&command)?),
        _ => {
            let url = table.require("url", "write where the site goes: url: file:///srv/www")?;
            Address::parse(&url.text()?).map_err(|unreadable| unreadable.report(&url)).ok()?
        }
    };
    address.read_options(&table)?;
    Some(Target {
        name: field.name().to_owned(),
        place: field.key_place(),
        address,
        is_default: table.get("default").and_then(|field| field.boolean()).unwrap_or(false),
        releases: table.get("releases").and_then(|field| field.number(1)),
    })
}

/// Says which secrets stand in a target, and whether there are any.
fn refuse_secrets(field: &Field, entries: &[Field]) -> bool {
    let refuse = |place: Place, message: String| {
        field.push(Diagnostic::error(place, message).help(SECRET_HELP).secret());
        true
    };
    let of_text = |field: &Field, key: &str| match field.node {
        Node::Text(text) if secret::has_token(text) => Some("a token has no place in the settings"),
        Node::Text(text) => match key {
            "url" if secret::in_address(text) => Some("a password has no place in an address"),
            "command" | "ssh" if secret::in_command(text) => Some("a secret has no place in a command"),
            _ => None,
        },
        _ => None,
    };
    let mut has_any = false;
    // Some write the address without its key.
    if let Some(message) = of_text(field, "url") {
        has_any = refuse(field.place(), message.to_owned());
    }
    for entry in entries {
        let name = entry.name();
        if !KEYS.contains(&name) && secret::is_key(name) {
            let message = format!("a secret (`{name}`) has no place in the settings");
            has_any = refuse(entry.key_place(), message);
        } else if let Some(message) = of_text(entry, name) {
            has_any = refuse(entry.place(), message.to_owned());
        }
    }
    has_any
}

/// Why an address cannot be read, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub message: String,
    pub help: String,
    /// Whether the address has a secret in it.
    pub is_secret: bool,
}

impl Unreadable {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), is_secret: false }
    }

    fn secret(message: impl Into<String>) -> Self {
        Self { is_secret: true, ..Self::new(message, SECRET_HELP) }
    }

    /// Says so at the field that was read.
    fn report(self, field: &Field) {
        let diagnostic = Diagnostic::error(field.place(), self.message).help(self.help);
        field.push(if self.is_secret { diagnostic.secret() } else { diagnostic });
    }
}

impl Address {
    pub fn parse(text: &str) -> Result<Address, Unreadable> {
        let Some((scheme, rest)) = text.split_once(':') else {
            let message = format!("`{text}` does not say how the host is reached");
            return Err(Unreadable::new(message, "write a whole address: file:///srv/www"));
        };
        if let Some(url) = text.strip_prefix("git+") {
            return Git::parse(url).map(Address::Git);
        }
        match scheme {
            "file" => folder(rest),
            "sftp" | "ssh" => Server::parse(rest).map(Address::Sftp),
            "s3" | "gs" | "az" => Bucket::parse(scheme, rest).map(Address::Bucket),
            "dav" | "davs" => WebDav::parse(scheme, rest).map(Address::WebDav),
            "ftp" | "ftps" => Ftp::parse(scheme, rest).map(Address::Ftp),
            _ if scheme.contains('@') => Err(Unreadable::new(
                format!("`{text}` does not say how the host is reached"),
                format!("a repository over SSH is written git+ssh://{scheme}/{rest}"),
            )),
            _ => Err(Unreadable::new(
                format!("there is no way to publish to `{scheme}:`"),
                "known are az:, dav:, davs:, file:, ftp:, ftps:, git+https:, git+ssh:, gs:, s3:, sftp:",
            )),
        }
    }

    /// Reads the options that go with this kind of address; says what is wrong with them and returns
    /// `None` if the target cannot be used.
    fn read_options(&mut self, table: &Table) -> Option<()> {
        let options: &[&str] = match self {
            Address::Folder(_) => &["releases"],
            Address::Command(_) => &[],
            Address::Bucket(bucket) => bucket.service.options(),
            Address::WebDav(_) | Address::Ftp(_) => &["plain"],
            Address::Sftp(_) => &["releases", "ssh"],
            Address::Git(_) => &["branch", "plain", "ssh"],
        };
        for option in OPTIONS.iter().filter(|option| !options.contains(option)) {
            if let Some(field) = table.get(option) {
                let message = format!("`{option}` says nothing about this kind of host");
                field.push(Diagnostic::error(field.key_place(), message).help("take it out"));
            }
        }
        match self {
            Address::Folder(_) | Address::Command(_) => Some(()),
            Address::Git(git) => git.read_options(table),
            Address::Bucket(bucket) => bucket.read_options(table),
            Address::WebDav(dav) => dav.read_options(table),
            Address::Ftp(ftp) => ftp.read_options(table),
            Address::Sftp(server) => {
                if let Some(field) = table.get("ssh") {
                    server.ssh = read_command(&field)?;
                }
                Some(())
            }
        }
    }
}

/// A command and its arguments, as in a shell: `ssh -F deploy/ssh_config`.
fn read_command(field: &Field) -> Option<Vec<String>> {
    let words = shlex::split(&field.text()?).filter(|words| !words.is_empty());
    if words.is_none() {
        field.error("it cannot be read as a command", "write it as in a shell: ssh -F ssh_config");
    }
    words
}

/// Whether the author is content with a connection that all can read.
fn allows_plain(table: &Table) -> bool {
    table.get("plain").and_then(|field| field.boolean()).unwrap_or(false)
}

/// `///srv/www`, `../www`.
fn folder(rest: &str) -> Result<Address, Unreadable> {
    let path = match rest.strip_prefix("//") {
        Some(path) if path.starts_with('/') => path,
        Some(_) => {
            return Err(Unreadable::new(
                format!("`file:{rest}` names another machine"),
                "a folder of this machine has three slashes, file:///srv/www, or none, file:../www",
            ));
        }
        None => rest,
    };
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    if path.trim_matches('/').is_empty() {
        return Err(Unreadable::new("it names no folder", "write where the site goes: file:///srv/www"));
    }
    Ok(Address::Folder(PathBuf::from(path)))
}
