//! A folder of this machine, or one that is mounted.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::Failure;
use super::super::output::{refuse_climbing, refuse_overlap, resolve};
use super::super::{clock, machine};
use super::{Content, Fault, Host, Switch};
use crate::publish::{Listing, OWN};

pub struct Folder {
    root: PathBuf,
    /// Tells this program's temporary files from others'.
    token: String,
    last: AtomicU64,
}

impl Folder {
    pub fn open(folder: &Path, site: &Path) -> Result<Self, Failure> {
        let root = resolve(folder)?;
        refuse_overlap(&root, site)?;
        if root.join(OWN).is_file() {
            return Err(Failure::new(format!("{} is the output folder of a build", folder.display()))
                .help("publish to another folder; a build replaces this one as a whole"));
        }
        let seed = format!("{} {} {}", machine::identity(), std::process::id(), clock::now().as_nanosecond());
        let token = blake3::hash(seed.as_bytes()).to_hex().as_str()[..12].to_owned();
        Ok(Self { root, token, last: AtomicU64::new(0) })
    }

    fn path(&self, path: &str) -> Result<PathBuf, Fault> {
        refuse_climbing(path).map_err(|failure| Fault { failure, is_passing: false })?;
        Ok(self.root.join(path))
    }

    /// A path beside the site, where no reader looks.
    fn aside(&self) -> Aside {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        Aside(self.root.join(OWN).join(format!("{}-{number:x}.part", self.token)))
    }

    /// Writes a file there.
    fn write_aside(&self, content: Content) -> Result<Aside, Fault> {
        let aside = self.aside();
        let fault = |error: io::Error| Fault::io("write", &aside.0, &error);
        make_parent(&aside.0)?;
        let mut file = File::create(&aside.0).map_err(fault)?;
        match content {
            Content::Bytes(bytes) => file.write_all(bytes).map_err(fault)?,
            Content::File(from) => {
                let mut source = File::open(from).map_err(|error| Fault::io("read", from, &error))?;
                io::copy(&mut source, &mut file).map_err(fault)?;
            }
        }
        Ok(aside)
    }

    /// Lists what is below a folder. `through`: where the links led that were followed to get there;
    /// without, links are not followed and count as themselves.
    fn walk(
        &self,
        folder: &Path,
        below: &str,
        through: Option<&[PathBuf]>,
        listing: &mut Listing,
    ) -> Result<(), Fault> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            // Somebody's own: what is in it, we need not know.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !below.is_empty() => {
                listing.insert(below.trim_end_matches('/').to_owned(), 0);
                return Ok(());
            }
            Err(error) => return Err(Fault::io("read", folder, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| Fault::io("read", folder, &error))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            if below.is_empty() && name == OWN {
                continue;
            }
            self.list_entry(&entry, format!("{below}{name}"), through, listing)?;
        }
        Ok(())
    }

    fn list_entry(
        &self,
        entry: &fs::DirEntry,
        path: String,
        through: Option<&[PathBuf]>,
        listing: &mut Listing,
    ) -> Result<(), Fault> {
        let there = entry.path();
        let own = match entry.metadata() {
            Ok(own) => own,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Fault::io("read", &there, &error)),
        };
        if own.is_dir() {
            return self.walk(&there, &format!("{path}/"), through, listing);
        }
        let (Some(through), true) = (through, own.is_symlink()) else {
            listing.insert(path, own.len());
            return Ok(());
        };
        // Links count as what they lead to, as they do for readers, unless that is where we came from.
        match (fs::metadata(&there), there.canonicalize()) {
            (Ok(target), Ok(real)) if target.is_dir() => {
                let here = there.parent().and_then(|parent| parent.canonicalize().ok()).unwrap_or_default();
                if !here.starts_with(&real) && !through.contains(&real) {
                    let through: Vec<PathBuf> = through.iter().cloned().chain([real]).collect();
                    self.walk(&there, &format!("{path}/"), Some(&through), listing)?;
                }
            }
            (target, _) => drop(listing.insert(path, target.map_or(own.len(), |target| target.len()))),
        }
        Ok(())
    }
}

impl Host for Folder {
    fn list(&self) -> Result<Listing, Fault> {
        let mut listing = Listing::new();
        self.walk(&self.root, "", Some(&[]), &mut listing)?;
        Ok(listing)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.path(path)?;
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes)) {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(Fault::io("read", &path, &error)),
        }
    }

    fn put(&self, path: &str, content: Content) -> Result<(), Fault> {
        let path = self.path(path)?;
        let aside = self.write_aside(content)?;
        make_parent(&path)?;
        let mut renamed = fs::rename(&aside.0, &path);
        // A folder that is empty is nobody's.
        if renamed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::IsADirectory)
            && fs::remove_dir(&path).is_ok()
        {
            renamed = fs::rename(&aside.0, &path);
        }
        renamed.map_err(|error| Fault::io("write", &path, &error))
    }

    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault> {
        let path = self.path(path)?;
        let aside = self.write_aside(Content::Bytes(bytes))?;
        // A link is never made over what is there.
        match fs::hard_link(&aside.0, &path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            // Some disks have no links.
            Err(_) => match File::create_new(&path).and_then(|mut file| file.write_all(bytes)) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                Err(error) => Err(Fault::io("write", &path, &error)),
            },
        }
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        let path = self.path(path)?;
        match fs::remove_file(&path) {
            Err(error) if !is_missing(&error) => return Err(Fault::io("delete", &path, &error)),
            _ => {}
        }
        // Only folders that are empty can be removed this way.
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
        let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        Ok(())
    }

    fn tidy(&self) -> Result<(), Fault> {
        let own = self.root.join(OWN);
        let parts = fs::read_dir(&own).into_iter().flatten().flatten().map(|entry| entry.path());
        parts.filter(|path| path.extension().is_some_and(|extension| extension == "part")).try_for_each(
            |path| match fs::remove_file(&path) {
                Err(error) if !is_missing(&error) => Err(Fault::io("delete", &path, &error)),
                _ => Ok(()),
            },
        )
    }

    fn width(&self) -> usize {
        4
    }

    fn switch(&self) -> Option<&dyn Switch> {
        cfg!(unix).then_some(self)
    }
}

impl Switch for Folder {
    fn list_in(&self, folder: &str) -> Result<Listing, Fault> {
        let mut listing = Listing::new();
        self.walk(&self.path(folder)?, "", None, &mut listing)?;
        Ok(listing)
    }

    fn leads_to(&self, link: &str) -> Result<Option<String>, Fault> {
        let path = self.path(link)?;
        match fs::read_link(&path) {
            Ok(target) => Ok(Some(target.to_string_lossy().into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Err(super::no_link(&path.display())),
            Err(error) => Err(Fault::io("read", &path, &error)),
        }
    }

    fn lead(&self, link: &str, to: &str) -> Result<(), Fault> {
        let path = self.path(link)?;
        let aside = self.aside();
        make_parent(&aside.0)?;
        make_parent(&path)?;
        symlink(Path::new(to), &aside.0)
            .and_then(|()| fs::rename(&aside.0, &path))
            .map_err(|error| Fault::io("switch", &path, &error))
    }

    fn double(&self, from: &str, to: &str) -> Result<bool, Fault> {
        let (from, to) = (self.path(from)?, self.path(to)?);
        make_parent(&to)?;
        match fs::hard_link(&from, &to) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(true),
            // Some disks have no links, and some files have all the names that they can have.
            Err(_) => Ok(false),
        }
    }
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A file that was written aside; deleted if it has not been moved to its place.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn make_parent(path: &Path) -> Result<(), Fault> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Fault::io("make", parent, &error))
}
