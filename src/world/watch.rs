//! [`Watcher`]: tells when something in a site's folder has changed, and where.
//!
//! What it tells is only where to look again. It may tell too much, but never too little: whenever
//! it cannot be sure, it says that anything may have changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Failure;
use super::disk::INPUTS;
use crate::source::{SETTINGS, is_leftover};

/// What is quiet for this long has settled: an editor that saves, a folder that is copied.
const QUIET: Duration = Duration::from_millis(10);

/// What never settles is looked at in between.
const LONGEST_UNREST: Duration = Duration::from_secs(2);

/// How often the site's folder is looked for. Nobody tells if a folder above it was moved.
const LOOK: Duration = Duration::from_secs(1);

/// How often it is looked for while it is gone.
const LOOK_WHILE_GONE: Duration = Duration::from_millis(100);

/// Where something may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// At or below these files and folders.
    Paths(BTreeSet<PathBuf>),
    /// Anywhere.
    All,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        matches!(self, Changes::Paths(paths) if paths.is_empty())
    }

    fn none() -> Self {
        Changes::Paths(BTreeSet::new())
    }
}

enum Signal {
    Event(notify::Result<Event>),
    Wake,
}

/// Ends a [`Watcher::wait`] from another thread.
#[derive(Clone)]
pub struct Waker(Sender<Signal>);

impl Waker {
    pub fn wake(&self) {
        // If nobody waits any more, there is nobody to wake.
        let _ = self.0.send(Signal::Wake);
    }
}

pub struct Watcher {
    root: PathBuf,
    /// `None` if the system does not tell, and everything has to be looked at again and again.
    system: Option<RecommendedWatcher>,
    signals: Receiver<Signal>,
    waker: Waker,
    /// Folders that are read though they are not below the site's folders for input.
    afar: BTreeSet<PathBuf>,
    /// The site's folder as it was last seen; `None` while it is gone.
    identity: Option<Identity>,
    /// How long to wait before everything is looked at, without a system that tells.
    pause: Duration,
    notice: Option<Failure>,
}

impl Watcher {
    /// Watches a site's folder; `root` is without symbolic links. With `polls`, the system is not
    /// asked to tell of changes.
    pub fn new(root: &Path, polls: bool) -> Self {
        let (sender, signals) = channel();
        let waker = Waker(sender.clone());
        let mut watcher = Self {
            root: root.to_owned(),
            system: None,
            signals,
            waker,
            afar: BTreeSet::new(),
            identity: Identity::of(root),
            pause: LOOK,
            notice: None,
        };
        if !polls {
            let tell = move |event| {
                if is_news(&event) {
                    let _ = sender.send(Signal::Event(event));
                }
            };
            let config = notify::Config::default().with_follow_symlinks(false);
            match RecommendedWatcher::new(tell, config) {
                Ok(system) => watcher.system = Some(system),
                Err(error) => watcher.give_up(&error),
            }
            watcher.attend_to_all();
        }
        watcher
    }

    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// What there is to say about the watching itself, once.
    pub fn take_notice(&mut self) -> Option<Failure> {
        self.notice.take()
    }

    /// Watches these folders, too. They are where symbolic links lead.
    pub fn attend_to(&mut self, afar: &BTreeSet<PathBuf>) {
        if self.afar != *afar {
            self.afar.clone_from(afar);
            self.attend_to_all();
        }
    }

    /// How long a look at everything took: looking must not become all that the machine does.
    pub fn took(&mut self, time: Duration) {
        self.pause = LOOK.max(time * 10);
    }

    /// Waits until something changes and has settled, until somebody wakes it, or for `longest`.
    /// Nothing that happens after it has returned goes unseen.
    pub fn wait(&mut self, longest: Duration) -> Changes {
        let pause = match (&self.identity, &self.system) {
            (None, _) => LOOK_WHILE_GONE,
            (Some(_), Some(_)) => LOOK,
            (Some(_), None) => self.pause,
        };
        let end = Instant::now() + longest;
        loop {
            let rest = end.saturating_duration_since(Instant::now()).min(pause);
            match self.signals.recv_timeout(rest) {
                Ok(Signal::Event(event)) => {
                    if let Some(first) = self.sift(event) {
                        return self.gather(first);
                    }
                }
                Ok(Signal::Wake) => return Changes::none(),
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(rest),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.has_other_root() {
                return Changes::All;
            }
            if self.system.is_none() && self.identity.is_some() && rest == pause {
                return Changes::All;
            }
            if Instant::now() >= end {
                return Changes::none();
            }
        }
    }

    /// What an event tells of the site's input; `None` if nothing. Logs and editors' own files may be
    /// written all the time, and must not put off what is to be seen.
    fn sift(&self, event: notify::Result<Event>) -> Option<notify::Result<Event>> {
        let Ok(mut event) = event else { return Some(event) };
        event.paths.retain(|path| *path == self.root || self.concerns(path));
        (event.need_rescan() || !event.paths.is_empty()).then_some(Ok(event))
    }

    /// Takes everything that belongs to the first event.
    fn gather(&mut self, first: notify::Result<Event>) -> Changes {
        let latest = Instant::now() + LONGEST_UNREST;
        let mut gathered = Gathered::default();
        let mut woken = false;
        gathered.add(first);
        let mut quiet = Instant::now() + QUIET;
        loop {
            let rest = quiet.min(latest).saturating_duration_since(Instant::now());
            if rest.is_zero() {
                break;
            }
            match self.signals.recv_timeout(rest) {
                Ok(Signal::Event(event)) => {
                    if let Some(event) = self.sift(event) {
                        gathered.add(event);
                        quiet = Instant::now() + QUIET;
                    }
                }
                Ok(Signal::Wake) => woken = true,
                Err(_) => break,
            }
        }
        // A call in the middle of a change is answered after it.
        if woken {
            self.waker.wake();
        }
        if let Some(error) = gathered.fatal {
            self.give_up(&error);
            return Changes::All;
        }
        if gathered.anywhere || gathered.paths.contains(&self.root) {
            self.has_other_root();
            self.attend_to_all();
            return Changes::All;
        }
        let paths = gathered.paths;
        // The system tells of what happens in a new folder only once it has been asked to.
        let new: Vec<&PathBuf> = gathered.arrived.intersection(&paths).filter(|path| path.is_dir()).collect();
        if !new.iter().all(|folder| self.attend(folder, RecursiveMode::Recursive)) {
            return Changes::All;
        }
        Changes::Paths(paths)
    }

    /// Whether a path may stand for input. Where links lead, names may be any.
    fn concerns(&self, path: &Path) -> bool {
        let is_input = |inner: &Path| {
            let mut names = inner.iter().map(|name| name.to_str());
            let first = inner.iter().next().and_then(|first| first.to_str());
            first.is_some_and(|first| INPUTS.contains(&first) || first == SETTINGS)
                && !names.any(|name| name.is_some_and(is_leftover))
        };
        path.strip_prefix(&self.root).is_ok_and(is_input)
            || self.afar.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether the site's folder is gone, is back, or has become another one.
    fn has_other_root(&mut self) -> bool {
        let now = Identity::of(&self.root);
        let is_other = now != self.identity;
        self.identity = now;
        if is_other && self.identity.is_some() {
            self.attend_to_all();
        }
        is_other
    }

    fn attend_to_all(&mut self) {
        let root = self.root.clone();
        let afar = self.afar.clone();
        let inputs = INPUTS.iter().map(|folder| (root.join(folder), RecursiveMode::Recursive));
        let afar = afar.into_iter().map(|folder| (folder, RecursiveMode::NonRecursive));
        // The root comes first: it tells of the others if they are made later.
        for (folder, mode) in
            [(root.clone(), RecursiveMode::NonRecursive)].into_iter().chain(inputs).chain(afar)
        {
            if folder.is_dir() && !self.attend(&folder, mode) {
                return;
            }
        }
    }

    /// Has the system tell of a folder. `false` if it will not tell of anything any more.
    fn attend(&mut self, folder: &Path, mode: RecursiveMode) -> bool {
        // What is deleted in between makes the system stop half-way.
        for _ in 0..100 {
            let Some(system) = &mut self.system else { return false };
            match system.watch(folder, mode) {
                Ok(()) => return true,
                Err(error) if is_fatal(&error) => {
                    self.give_up(&error);
                    return false;
                }
                Err(_) if !folder.is_dir() => return true,
                Err(_) => {}
            }
        }
        true
    }

    /// Looks at everything from now on, instead of being told.
    fn give_up(&mut self, error: &notify::Error) {
        self.system = None;
        let (why, help) = match &error.kind {
            ErrorKind::MaxFilesWatch => (
                "the system watches no more folders for this user".to_owned(),
                "to raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576; until then all files are \
                 looked at again and again, which is slower",
            ),
            ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_OPEN_FILES) => (
                "the system lets this user watch no more".to_owned(),
                "to raise the limit: sudo sysctl fs.inotify.max_user_instances=1024; until then all files are \
                 looked at again and again, which is slower",
            ),
            _ => (
                format!("the system does not tell of changes: {error}"),
                "all files are looked at again and again, which is slower; --poll does so from the start",
            ),
        };
        self.notice = Some(Failure::new(why).help(help));
    }
}

#[derive(Default)]
struct Gathered {
    paths: BTreeSet<PathBuf>,
    /// What was not there, or not there under this name, before.
    arrived: BTreeSet<PathBuf>,
    /// Events were lost.
    anywhere: bool,
    fatal: Option<notify::Error>,
}

impl Gathered {
    fn add(&mut self, event: notify::Result<Event>) {
        match event {
            Ok(event) => {
                self.anywhere |= event.need_rescan();
                if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_))) {
                    self.arrived.extend(event.paths.iter().cloned());
                }
                self.paths.extend(event.paths);
            }
            Err(error) if is_fatal(&error) => self.fatal = Some(error),
            Err(_) => self.anywhere = true,
        }
    }
}

/// Reading a file is no change, and is what happens after every one.
fn is_news(event: &notify::Result<Event>) -> bool {
    event.as_ref().map_or(true, |event| {
        !event.kind.is_access() || event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write))
    })
}

fn is_fatal(error: &notify::Error) -> bool {
    matches!(&error.kind, ErrorKind::MaxFilesWatch)
        || matches!(&error.kind, ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_OPEN_FILES))
}

/// EMFILE, the same on Linux, the BSDs and macOS.
const TOO_MANY_OPEN_FILES: i32 = 24;

/// Tells one folder from another that has taken its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(folder: &Path) -> Option<Self> {
        let metadata = fs::metadata(folder).ok().filter(fs::Metadata::is_dir)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Self(metadata.dev(), metadata.ino()))
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Some(Self(0, 0))
        }
    }
}
