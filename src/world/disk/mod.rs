//! Reads a site's folder into [`Sources`], and reads again what has changed.

mod content;
mod difference;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Failure;
use super::watch::Changes;
use crate::diagnostic::Diagnostic;
use crate::path::{SitePath, composed};
use crate::source::{SETTINGS, Sources, is_leftover};
pub use content::Stamp;
use content::{Content, Reading, Seen, is_covered};
pub use difference::Difference;
use difference::{Mark, Marks, Vanished};
use walk::Walk;

/// The folders of a site that hold input.
pub(super) const INPUTS: &[&str] = &["content", "templates", "static"];

/// A site as it was on the disk.
pub struct Snapshot {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    /// The site's folder, without symbolic links in it.
    root: PathBuf,
    /// Files that do not lie where their path says: behind symbolic links, or with names in another
    /// normal form.
    elsewhere: BTreeMap<SitePath, PathBuf>,
    /// How the files were that have been read.
    seen: HashMap<SitePath, Seen>,
    vanished: Vanished,
    /// Whether there are symbolic links.
    has_links: bool,
    afar: BTreeSet<PathBuf>,
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
    let mut snapshot = Snapshot::empty(site)?;
    snapshot.read_again(None)?;
    Ok(snapshot)
}

/// Reads the settings alone.
pub fn read_settings(site: &Path) -> Result<Snapshot, Failure> {
    let mut snapshot = Snapshot::empty(site)?;
    let settings = snapshot.root.join(SETTINGS);
    snapshot.read_again(Some(vec![(SitePath::new(SETTINGS), settings)]))?;
    Ok(snapshot)
}

impl Snapshot {
    fn empty(site: &Path) -> Result<Self, Failure> {
        let root = site.canonicalize().map_err(|error| Failure::io("open", site, &error))?;
        Ok(Self {
            sources: Sources::default(),
            diagnostics: Vec::new(),
            root,
            elsewhere: BTreeMap::new(),
            seen: HashMap::new(),
            vanished: Vanished::default(),
            has_links: false,
            afar: BTreeSet::new(),
        })
    }

    /// Where the file lies that a path stands for.
    pub fn file(&self, path: &SitePath) -> PathBuf {
        self.elsewhere.get(path).cloned().unwrap_or_else(|| self.root.join(path.as_str()))
    }

    /// Folders that are read though they are not below the site's folders for input: symbolic links
    /// lead there.
    pub fn afar(&self) -> &BTreeSet<PathBuf> {
        &self.afar
    }

    /// Whether one file may have several paths. Then nobody tells of all that happens to it.
    pub fn has_links(&self) -> bool {
        self.has_links
    }

    /// Reads again what changed, so that the snapshot is what [`read`] would give now; `None` if
    /// that is what it was before.
    pub fn refresh(&mut self, changes: &Changes) -> Result<Option<Difference>, Failure> {
        let complaints = self.complaints();
        let spots = match changes {
            // A file with several paths is watched under one of them.
            Changes::Paths(paths) if !self.has_links => Some(self.spots(paths)),
            _ => None,
        };
        if spots.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        let is_whole = spots.is_none();
        let mut before = self.read_again(spots)?;
        if !is_whole && self.has_links {
            // A new link may lead to files that have been seen already.
            let earlier = std::mem::take(&mut before);
            before = self.read_again(None)?;
            before.extend(earlier);
        }
        let mut vanished = std::mem::take(&mut self.vanished);
        let difference = Difference::new(before, |path| self.mark(path), &mut vanished);
        self.vanished = vanished;
        let is_same = difference.changed.is_empty() && complaints == self.complaints();
        Ok((!is_same).then_some(difference))
    }

    fn complaints(&self) -> BTreeSet<Diagnostic> {
        self.diagnostics.iter().cloned().collect()
    }

    /// The places of the site that paths on the disk stand for, none below another.
    fn spots(&self, paths: &BTreeSet<PathBuf>) -> Vec<(SitePath, PathBuf)> {
        let mut spots: BTreeMap<SitePath, BTreeSet<PathBuf>> = BTreeMap::new();
        for path in paths {
            // A name that is no text is complained about when its folder is looked at.
            let Some(path) = path.ancestors().find(|path| path.to_str().is_some()) else { continue };
            let Some(inner) = path.strip_prefix(&self.root).ok().and_then(Path::to_str) else { continue };
            let inner = inner.replace(std::path::MAIN_SEPARATOR, "/");
            let first = inner.split('/').next().unwrap_or("");
            let is_input = INPUTS.contains(&first) || inner == SETTINGS;
            if !is_input || inner.split('/').any(is_leftover) {
                continue;
            }
            spots.entry(SitePath::new(&inner)).or_default().extend(namesakes(path));
        }
        let is_inner = |spot: &SitePath| {
            let text = spot.as_str();
            text.match_indices('/')
                .any(|(end, _)| text.get(..end).is_some_and(|above| spots.contains_key(above)))
        };
        let outermost = spots.iter().filter(|(spot, _)| !is_inner(spot));
        outermost.flat_map(|(spot, files)| files.iter().map(|file| (spot.clone(), file.clone()))).collect()
    }

    /// Reads these places, or everything. Files whose stamps are the same are not opened again if
    /// everything is read. Returns how everything was before that was read or is gone.
    fn read_again(&mut self, spots: Option<Vec<(SitePath, PathBuf)>>) -> Result<Marks, Failure> {
        fs::read_dir(&self.root).map_err(|error| Failure::io("read", &self.root, &error))?;
        let mut before = Marks::new();
        let mut walk = Walk::new(self.root.clone());
        let is_whole = spots.is_none();
        match spots {
            Some(spots) => {
                for (spot, file) in spots {
                    self.forget(&spot, &mut before);
                    walk.entry(spot, file);
                }
            }
            None => {
                for name in INPUTS.iter().chain(&[SETTINGS]) {
                    walk.entry(SitePath::new(name), self.root.join(name));
                }
                self.forget_unlisted(&walk, &mut before);
            }
        }
        self.has_links = walk.has_links || !is_whole && self.has_links;
        let afar = std::mem::take(&mut walk.afar);
        if is_whole {
            self.afar = afar;
        } else {
            self.afar.extend(afar);
        }
        let known = |path: &SitePath, file: &Path| {
            let seen = self.seen.get(path).filter(|seen| seen.is_sure);
            seen.is_some_and(|seen| {
                fs::metadata(file).is_ok_and(|metadata| seen.stamp == Stamp::of(&metadata).0)
            })
        };
        let files: Vec<(SitePath, PathBuf)> = walk.files.into_iter().collect();
        let read: Vec<(SitePath, PathBuf, Reading)> = files
            .into_par_iter()
            .filter(|(path, file)| !known(path, file))
            .filter_map(|(path, file)| content::read(&path, &file).map(|read| (path, file, read)))
            .collect();
        for (path, ..) in &read {
            self.forget_file(path, &mut before);
        }
        self.diagnostics.extend(walk.found);
        self.sources.unreadable.extend(walk.unreadable);
        self.take(read);
        Ok(before)
    }

    /// Drops what is no longer there, and all complaints.
    fn forget_unlisted(&mut self, walk: &Walk, before: &mut Marks) {
        let listed = |path: &SitePath| walk.files.contains_key(path);
        let texts = self.sources.texts.keys().filter(|path| !listed(path));
        let assets = self.sources.assets.names().filter(|path| !listed(path));
        let gone: Vec<SitePath> = texts.chain(assets).cloned().collect();
        gone.iter().for_each(|path| self.forget_file(path, before));
        let complaints = std::mem::take(&mut self.diagnostics);
        let unreadable = std::mem::take(&mut self.sources.unreadable);
        // What was complained about is read again, to be complained about again.
        for path in complaints.iter().map(|complaint| &complaint.place.path).chain(&unreadable) {
            if let Some(seen) = self.seen.get_mut(path) {
                seen.is_sure = false;
            }
        }
    }

    /// Drops what stands at or below a path.
    fn forget(&mut self, spot: &SitePath, before: &mut Marks) {
        let is_at = |path: &SitePath| path == spot || path.below(spot.as_str()).is_some();
        self.diagnostics.retain(|diagnostic| !is_at(&diagnostic.place.path));
        self.sources.unreadable.retain(|path| !is_at(path));
        let below = self.sources.part(spot.as_str());
        let start = SitePath::new(&format!("{spot}/"));
        let assets = self.sources.assets.range(start..).map(|(path, _)| path).take_while(|path| is_at(path));
        let own = Some(spot).filter(|spot| self.sources.assets.contains_key(*spot));
        let gone: Vec<SitePath> = below.texts.into_keys().chain(assets.chain(own).cloned()).collect();
        gone.iter().for_each(|path| self.forget_file(path, before));
    }

    fn forget_file(&mut self, path: &SitePath, before: &mut Marks) {
        before.entry(path.clone()).or_insert_with(|| self.mark(path));
        self.sources.texts.remove(path);
        if self.sources.assets.contains_key(path) {
            self.sources.assets.make_mut().remove(path);
        }
        self.elsewhere.remove(path);
        self.seen.remove(path);
    }

    fn mark(&self, path: &SitePath) -> Option<Mark> {
        let text = self.sources.texts.get(path).map(|text| Mark::Text(text.digest));
        text.or_else(|| {
            let asset = self.sources.assets.get(path)?;
            let seen = self.seen.get(path).filter(|_| !is_covered(asset.length));
            Some(Mark::Asset(asset.fingerprint, seen.map(|seen| seen.stamp.clone())))
        })
    }

    fn take(&mut self, read: Vec<(SitePath, PathBuf, Reading)>) {
        for (path, file, Reading { content, seen }) in read {
            match content {
                Ok(Content::Text(text, diagnostics)) => {
                    self.diagnostics.extend(diagnostics);
                    self.sources.texts.insert(path.clone(), text);
                }
                Ok(Content::Asset(asset)) => {
                    self.sources.assets.make_mut().insert(path.clone(), asset);
                }
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    self.sources.unreadable.insert(path.clone());
                }
            }
            if file != self.root.join(path.as_str()) {
                self.elsewhere.insert(path.clone(), file);
            }
            self.seen.extend(seen.map(|seen| (path, seen)));
        }
    }
}

/// A path, and every other in its folder that differs from it by Unicode's normal form alone: they
/// stand for the same place of the site.
fn namesakes(path: &Path) -> Vec<PathBuf> {
    let mut same = vec![path.to_owned()];
    let name = path.file_name().and_then(|name| name.to_str());
    if let (Some(name), Some(folder)) = (name.filter(|name| !name.is_ascii()), path.parent()) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let others = entries.filter(|entry| {
            entry.file_name().to_str().is_some_and(|other| other != name && composed(other) == composed(name))
        });
        same.extend(others.map(|entry| entry.path()));
    }
    same
}
