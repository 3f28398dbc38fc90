//! Reads a site's folder into [`Sources`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Failure, reason};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::picture::{HEAD, TAIL, probe};
use crate::source::{Asset, LONGEST_TEXT, Role, SETTINGS, Sources, Text, is_leftover, role, text, too_long};

/// The most files that one symbolic link may lead to.
const MOST_LINKED: usize = 20_000;

/// The folders of a site that hold input.
pub(super) const INPUTS: &[&str] = &["content", "templates", "static"];

/// A site as it was on the disk.
pub struct Snapshot {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    /// Where the assets lie; their names on the disk may be written in another normal form.
    assets: BTreeMap<SitePath, PathBuf>,
}

impl Snapshot {
    /// The file on the disk that an asset's path stands for.
    pub fn asset_file(&self, path: &SitePath) -> Option<&Path> {
        self.assets.get(path).map(PathBuf::as_path)
    }
}

/// The site's folder: `given`, or the nearest one from `start` upwards with a `dateline.yaml`.
pub fn find_site(given: Option<&Path>, start: &Path) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        if !given.is_dir() {
            return Err(Failure::new(format!("{} is no folder", given.display())));
        }
        if !given.join(SETTINGS).is_file() {
            return Err(Failure::new(format!("{} is no site: it has no {SETTINGS}", given.display()))
                .help("`dateline init DIR` makes a new site"));
        }
        return Ok(given.to_owned());
    }
    let start = start.canonicalize().map_err(|error| Failure::io("open", start, &error))?;
    let found = start.ancestors().find(|folder| folder.join(SETTINGS).is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        Failure::new(format!("there is no {SETTINGS} here or in any folder above"))
            .help("go to a site's folder, name it with --site DIR, or make one with `dateline init DIR`")
    })
}

/// Reads every input. What cannot be read is reported and left out; only a site's folder that
/// cannot be read at all is a failure.
pub fn read(site: &Path) -> Result<Snapshot, Failure> {
    read_inputs(site, INPUTS)
}

/// Reads the settings alone.
pub fn read_settings(site: &Path) -> Result<Snapshot, Failure> {
    read_inputs(site, &[])
}

fn read_inputs(site: &Path, folders: &[&str]) -> Result<Snapshot, Failure> {
    let root = site.canonicalize().map_err(|error| Failure::io("open", site, &error))?;
    fs::read_dir(&root).map_err(|error| Failure::io("read", site, &error))?;
    let mut walk = Walk {
        root,
        files: BTreeMap::new(),
        found: Vec::new(),
        unreadable: BTreeSet::new(),
        open: Vec::new(),
        linked: None,
        is_lost: false,
    };
    walk.file(SitePath::new(SETTINGS), walk.root.join(SETTINGS));
    for folder in folders {
        walk.entry(SitePath::new(folder), walk.root.join(folder));
    }
    let Walk { files, mut found, unreadable, .. } = walk;
    let read: Vec<(SitePath, PathBuf, Result<Content, Diagnostic>)> = files
        .into_iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(path, file)| {
            let content = content(&path, &file);
            (path, file, content)
        })
        .collect();
    let mut sources = Sources { unreadable, ..Sources::default() };
    let mut assets = BTreeMap::new();
    for (path, file, content) in read {
        match content {
            Ok(Content::Text(text, diagnostics)) => {
                found.extend(diagnostics);
                sources.texts.insert(path, text);
            }
            Ok(Content::Asset(asset)) => {
                assets.insert(path.clone(), file);
                sources.assets.make_mut().insert(path, asset);
            }
            Err(diagnostic) => {
                found.push(diagnostic);
                sources.unreadable.insert(path);
            }
        }
    }
    Ok(Snapshot { sources, diagnostics: found, assets })
}

enum Content {
    Text(Text, Vec<Diagnostic>),
    Asset(Asset),
}

fn content(path: &SitePath, file: &Path) -> Result<Content, Diagnostic> {
    let unreadable = |error: io::Error| {
        Diagnostic::error(Place::file(path), format!("the file cannot be read: {}", reason(&error)))
            .help("look at who owns it and who may read it")
    };
    let mut open = File::open(file).map_err(unreadable)?;
    let length = open.metadata().map_err(unreadable)?.len();
    if role(path) == Role::Asset {
        return asset(path, &mut open, length).map(Content::Asset).map_err(unreadable);
    }
    if length > LONGEST_TEXT {
        return Err(too_long(path, length));
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A file that grows while it is read must not fill the memory either.
    open.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let checked = text(path, bytes);
    Ok(Content::Text(checked.value, checked.diagnostics))
}

fn asset(path: &SitePath, file: &mut File, length: u64) -> io::Result<Asset> {
    let mut head = Vec::with_capacity((length as usize).min(HEAD));
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut tail = Vec::new();
    if length > HEAD as u64 {
        file.seek(SeekFrom::End(-(TAIL as i64).min(length as i64)))?;
        file.take(TAIL as u64).read_to_end(&mut tail)?;
    }
    let end = if tail.is_empty() { &head[head.len().saturating_sub(TAIL)..] } else { &tail };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&length.to_le_bytes()).update(&head).update(&tail);
    Ok(Asset {
        length,
        fingerprint: *hasher.finalize().as_bytes(),
        picture: probe(&path.extension(), &head, end, length),
    })
}

struct Walk {
    /// Without symbolic links in it.
    root: PathBuf,
    files: BTreeMap<SitePath, PathBuf>,
    found: Vec<Diagnostic>,
    unreadable: BTreeSet<SitePath>,
    /// The real folders that the walk is inside of.
    open: Vec<PathBuf>,
    /// How many entries were seen through the symbolic link that the walk is inside of.
    linked: Option<usize>,
    /// Whether a link led into a maze: then no other is tried, as it most likely leads there, too.
    is_lost: bool,
}

impl Walk {
    fn report(&mut self, path: &SitePath, message: String, help: &str) {
        self.found.push(Diagnostic::error(Place::file(path), message).help(help));
        self.unreadable.insert(path.clone());
    }

    fn entry(&mut self, path: SitePath, file: PathBuf) {
        // An editor's lock is a symbolic link that leads nowhere.
        if is_leftover(path.file_name()) {
            return;
        }
        self.linked = self.linked.map(|seen| seen + 1);
        let kind = match fs::symlink_metadata(&file) {
            Ok(metadata) => metadata.file_type(),
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
                kind if kind.is_file() => self.file(path, file),
                // Sockets and pipes are nobody's input, and reading a pipe may never end.
                _ => {}
            };
        }
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
            Ok(real) if real.is_file() => self.file(path, real),
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

    fn file(&mut self, path: SitePath, file: PathBuf) {
        if role(&path) == Role::None || !file.exists() {
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
        let names: Result<BTreeSet<_>, _> = entries.map(|entry| Ok(entry?.file_name())).collect();
        let names = names.unwrap_or_else(|error: io::Error| {
            let message = format!("the folder cannot be read to its end: {}", reason(&error));
            self.report(&path, message, "look at the disk that it lies on");
            BTreeSet::new()
        });
        let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        self.open.push(real);
        for name in names {
            if self.linked > Some(MOST_LINKED) {
                break;
            }
            let Some(text) = name.to_str() else {
                let lossy = SitePath::new(&format!("{path}/{}", name.to_string_lossy()));
                self.report(&lossy, "the file's name is no UTF-8 text".to_owned(), "rename the file");
                continue;
            };
            self.entry(SitePath::new(&format!("{path}/{text}")), folder.join(&name));
        }
        self.open.pop();
    }
}
