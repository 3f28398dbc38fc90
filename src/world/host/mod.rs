//! [`Host`]: what a place that sites are published to can do. One file for each kind.

mod folder;
#[cfg(feature = "ftp")]
mod ftp;
#[cfg(any(feature = "object", feature = "webdav"))]
mod http;
#[cfg(feature = "object")]
mod object;
#[cfg(feature = "sftp")]
mod sftp;
#[cfg(any(feature = "ftp", feature = "git", feature = "webdav"))]
pub(in crate::world) mod password;
#[cfg(feature = "webdav")]
mod webdav;

use std::fmt;
use std::io;
use std::path::Path;

use super::Failure;
use crate::publish::Listing;
use crate::target::{Address, Target};

/// A host. Paths are below the target's address, with `/` between folders; calls may come from many
/// threads at once.
pub trait Host: Send + Sync {
    /// All files but dateline's own, see [`crate::publish::OWN`].
    fn list(&self) -> Result<Listing, Fault>;

    /// The bytes of a file; `None` if there is none.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault>;

    /// Puts a file there, in the place of one that may be there. It appears whole or not at all.
    fn put(&self, path: &str, content: Content) -> Result<(), Fault>;

    /// Puts a file there if there is none; says whether it did.
    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault>;

    /// Deletes a file, if it is there, and the folders that are empty then.
    fn delete(&self, path: &str) -> Result<(), Fault>;

    /// Deletes what puts have left that were cut short. Nobody else is at work.
    fn tidy(&self) -> Result<(), Fault>;

    /// How many calls at once do it good.
    fn width(&self) -> usize;

    /// How many calls at once that carry no bytes: all of their time is waiting.
    fn breadth(&self) -> usize {
        self.width()
    }

    /// Whether it knows no folders: `a` and `a/b` can both be files.
    fn is_flat(&self) -> bool {
        false
    }

    /// What it takes to switch between versions of a site; `None` if the host has no symbolic links.
    fn switch(&self) -> Option<&dyn Switch> {
        None
    }
}

/// A host with symbolic links, which can show another version of a site from one moment to the next.
pub trait Switch {
    /// All files below a folder, by their paths from there. None if there is no such folder.
    fn list_in(&self, folder: &str) -> Result<Listing, Fault>;

    /// Where a symbolic link leads; `None` if there is none. Anything else of this name is a fault.
    fn leads_to(&self, link: &str) -> Result<Option<String>, Fault>;

    /// Has a symbolic link lead elsewhere, in one step.
    fn lead(&self, link: &str, to: &str) -> Result<(), Fault>;

    /// Gives a file a second name, if it has not got it; says `false` where files cannot have two.
    fn double(&self, from: &str, to: &str) -> Result<bool, Fault>;
}

/// What is put on a host.
#[derive(Debug, Clone, Copy)]
pub enum Content<'c> {
    Bytes(&'c [u8]),
    /// The bytes of this file.
    File(&'c Path),
}

/// What a host would not do.
#[derive(Debug)]
pub struct Fault {
    pub failure: Failure,
    /// Whether it may work if it is tried again.
    pub is_passing: bool,
}

impl Fault {
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Failure::io(doing, path, error);
        let failure = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                failure.help("make room there and publish again: it goes on where it stopped")
            }
            _ => failure,
        };
        Self { failure, is_passing: error.kind() == io::ErrorKind::Interrupted }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        fault.failure
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

/// Connects to a target. `site` is the site's folder, from which folders are named.
pub fn open(target: &Target, site: &Path) -> Result<Box<dyn Host>, Failure> {
    match &target.address {
        Address::Folder(folder) => Ok(Box::new(folder::Folder::open(&site.join(folder), site)?)),
        #[cfg(feature = "sftp")]
        Address::Sftp(server) => Ok(Box::new(sftp::Sftp::new(server, site))),
        #[cfg(not(feature = "sftp"))]
        Address::Sftp(_) => Err(left_out("an sftp: address", "sftp")),
        #[cfg(feature = "object")]
        Address::Bucket(bucket) => Ok(Box::new(object::Objects::open(bucket)?)),
        #[cfg(not(feature = "object"))]
        Address::Bucket(bucket) => Err(left_out(&bucket.to_url(), "object")),
        #[cfg(feature = "webdav")]
        Address::WebDav(dav) => Ok(Box::new(webdav::Dav::open(dav, &target.name)?)),
        #[cfg(not(feature = "webdav"))]
        Address::WebDav(dav) => Err(left_out(&dav.to_url(), "webdav")),
        Address::Git(git) => Err(left_out(&git.to_url(), "git")),
        Address::Command(_) => Err(Failure::new("a command takes no single files")),
        #[cfg(feature = "ftp")]
        Address::Ftp(ftp) => Ok(Box::new(ftp::FtpHost::open(ftp, &target.name)?)),
        #[cfg(not(feature = "ftp"))]
        Address::Ftp(ftp) => Err(left_out(&ftp.to_string(), "ftp")),
    }
}

/// For something else where a symbolic link should be.
fn no_link(path: &dyn fmt::Display) -> Fault {
    let failure = Failure::new(format!(
        "{path} is in the way: a symbolic link to the current release has to stand there"
    ));
    Fault { failure: failure.help("move it away, or publish to another folder"), is_passing: false }
}

/// For a kind of host that this program was built without.
#[allow(dead_code, reason = "used only where a feature is off")]
fn left_out(url: &str, feature: &str) -> Failure {
    Failure::new(format!("this dateline cannot publish to {url}: it was built without `{feature}`"))
        .help(format!("take one that was built with it: cargo install dateline --features {feature}"))
}
