//! Goes through a site's folders and names its input files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use super::super::reason;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::{Role, is_leftover, role};

/// The most files that one symbolic link may lead to.
const MOST_LINKED: usize = 20_000;

pub struct Walk {
    /// Without symbolic links in it.
    root: PathBuf,
    pub files: BTreeMap<SitePath, PathBuf>,
    pub found: Vec<Diagnostic>,
    pub unreadable: BTreeSet<SitePath>,
    /// Whether there was a symbolic link.
    pub has_links: bool,
    /// Folders that links lead to, or to whose files they lead.
    pub afar: BTreeSet<PathBuf>,
    /// The real folders that the walk is inside of.
    open: Vec<PathBuf>,
    /// How many entries were seen through the symbolic link that the walk is inside of.
    linked: Option<usize>,
    /// Whether a link led into a maze: then no other is tried, as it most likely leads there, too.
    is_lost: bool,
}

impl Walk {
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            files: BTreeMap::new(),
            found: Vec::new(),
            unreadable: BTreeSet::new(),
            has_links: false,
            afar: BTreeSet::new(),
            open: Vec::new(),
            linked: None,
            is_lost: false,
        }
    }

    fn report(&mut self, path: &SitePath, message: String, help: &str) {
        self.found.push(Diagnostic::error(Place::file(path), message).help(help));
        self.unreadable.insert(path.clone());
    }

    /// Takes what stands at `file`, if anything does: a file, or a folder with all that is in it.
    pub fn entry(&mut self, path: SitePath, file: PathBuf) {
        let kind = fs::symlink_metadata(&file).map(|metadata| metadata.file_type());
        self.listed(path, file, kind);
    }

    /// Takes what a folder lists as being of this kind.
    fn listed(&mut self, path: SitePath, file: PathBuf, kind: io::Result<FileType>) {
        // An editor's lock is a symbolic link that leads nowhere.
        if is_leftover(path.file_name()) {
            return;
        }
        self.linked = self.linked.map(|seen| seen + 1);
        let kind = match kind {
            Ok(kind) => kind,
            // It was deleted meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                let message = format!("the file cannot be read: {}", reason(&error));
                return self.report(&path, message, "look at who may enter the folder that it stands in");
            }
        };
        if !kind.is_symlink() {
            return match kind {
                kind if kind.is_dir() => self.folder(path, file),
                kind if kind.is_file() => self.take(path, file),
                // Sockets and pipes are nobody's input, and reading a pipe may never end.
                _ => {}
            };
        }
        self.has_links = true;
        match file.canonicalize() {
            Ok(real) if !real.starts_with(&self.root) => self.report(
                &path,
                "the symbolic link leads out of the site's folder".to_owned(),
                "copy what it points at into the site: a site has to be whole wherever it is taken",
            ),
            Ok(real) if self.open.contains(&real) => self.report(
                &path,
                "the symbolic link leads back to a folder that it stands in".to_owned(),
                "delete the link",
            ),
            Ok(real) if real.is_dir() => self.linked_folder(path, real),
            Ok(real) if real.is_file() => {
                self.afar.extend(real.parent().map(Path::to_owned));
                self.take(path, real);
            }
            Ok(_) => {}
            Err(error) => {
                let message = format!("the symbolic link leads nowhere: {}", reason(&error));
                self.report(&path, message, "delete the link, or put back what it pointed at");
            }
        }
    }

    /// Links that lead to folders with links are a maze: the ways through it soon have no end.
    fn linked_folder(&mut self, path: SitePath, folder: PathBuf) {
        if self.is_lost {
            return;
        }
        let outermost = self.linked.is_none();
        if outermost {
            self.linked = Some(0);
        }
        self.folder(path.clone(), folder);
        if outermost && self.linked.take() > Some(MOST_LINKED) {
            self.is_lost = true;
            let message = format!("the symbolic link leads to more than {MOST_LINKED} files");
            self.report(&path, message, "delete it, or the links in the folder that it leads to");
        }
    }

    fn take(&mut self, path: SitePath, file: PathBuf) {
        if role(&path) == Role::None {
            return;
        }
        if self.files.contains_key(&path) {
            let message = "two files have this name, written in two forms of Unicode".to_owned();
            return self.report(&path, message, "rename one of them");
        }
        self.files.insert(path, file);
    }

    fn folder(&mut self, path: SitePath, folder: PathBuf) {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read: {}", reason(&error));
                return self.report(&path, message, "look at who owns it and who may read it");
            }
        };
        // The listing says what most entries are, so that the disk need not be asked for each.
        let names: Result<BTreeMap<_, _>, _> =
            entries.map(|entry| entry.map(|entry| (entry.file_name(), entry.file_type()))).collect();
        let names = names.unwrap_or_else(|error: io::Error| {
            let message = format!("the folder cannot be read to its end: {}", reason(&error));
            self.report(&path, message, "look at the disk that it lies on");
            BTreeMap::new()
        });
        let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        if self.linked.is_some() {
            self.afar.insert(real.clone());
        }
        self.open.push(real);
        for (name, kind) in names {
            if self.linked > Some(MOST_LINKED) {
                break;
            }
            let Some(text) = name.to_str() else {
                let lossy = SitePath::new(&format!("{path}/{}", name.to_string_lossy()));
                self.report(&lossy, "the file's name is no UTF-8 text".to_owned(), "rename the file");
                continue;
            };
            self.listed(SitePath::new(&format!("{path}/{text}")), folder.join(&name), kind);
        }
        self.open.pop();
    }
}
