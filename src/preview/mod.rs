//! [`Preview`]: a site as its author looks at it while it changes.
//!
//! It holds the newest [`Issue`] and answers requests from it. Pages are made when they are asked
//! for, by the same [`Press`] that a build uses; what the preview adds to them, it adds here, on the
//! way out. Sockets and files are somebody else's business: see `world::server`.

mod answer;
mod client;
pub mod editor;
mod faults;
mod guard;
mod mistakes;
mod proof;
mod reply;
mod sweep;
mod trail;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};

use crate::diagnostic::Diagnostic;
use crate::path::SitePath;
use crate::render::Press;
use crate::source::Sources;
use crate::url::Url;
pub use answer::{Answer, Order, Spot};
use faults::Faults;
pub use guard::Host;
pub use reply::{Content, Delivery, deliver};
use sweep::Sweep;
use trail::Trail;

/// How many pages of one press are made at once. What never ends takes all of these, but none of the
/// next press.
const MOST_AT_ONCE: usize = 16;

/// The site as it can be looked at, until the next change.
#[derive(Clone)]
pub struct Issue {
    /// Which preview it is of: one that was started again counts anew.
    run: u64,
    /// Grows with every change.
    pub generation: u64,
    /// `None` as long as there have been no settings to go by.
    pub press: Option<Arc<Press>>,
    /// A permit for each page that is being made by the press; closed when there is another press.
    permits: Arc<Semaphore>,
    /// The addresses of files that changed since the issue before: pictures, style sheets.
    changed: BTreeSet<String>,
    /// The page that is being edited, if the preview is to go there.
    follow: Option<String>,
    mistakes: Arc<Value>,
}

impl Issue {
    /// What open pages are told of it, as JSON.
    pub fn event(&self) -> String {
        let event = json!({
            "run": self.run.to_string(), "generation": self.generation, "changed": self.changed,
            "follow": self.follow, "report": *self.mistakes,
        });
        event.to_string()
    }
}

pub struct Preview {
    issue: watch::Sender<Arc<Issue>>,
    trail: Mutex<Trail>,
    /// What went wrong while pages were rendered.
    faults: Mutex<Faults>,
    sweep: Mutex<Sweep>,
    /// Called when there are new faults to report.
    alarm: Box<dyn Fn() + Send + Sync>,
    is_following: bool,
}

impl Preview {
    /// A preview without an issue yet. `run` is unlike that of any other: the pages of one that was
    /// ended have to see that this is another. `first` is a number that no earlier one has reached, as
    /// far as the clock goes: browsers keep files by it.
    pub fn new(run: u64, first: u64, is_following: bool, alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let issue = Issue {
            run,
            generation: first,
            press: None,
            permits: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            changed: BTreeSet::new(),
            follow: None,
            mistakes: Arc::new(mistakes::report(&[], &Sources::default())),
        };
        Self {
            issue: watch::Sender::new(Arc::new(issue)),
            trail: Mutex::default(),
            faults: Mutex::default(),
            sweep: Mutex::default(),
            alarm: Box::new(alarm),
            is_following,
        }
    }

    pub fn issue(&self) -> Arc<Issue> {
        Arc::clone(&self.issue.borrow())
    }

    /// To be told of new issues.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Issue>> {
        self.issue.subscribe()
    }

    /// Puts a new issue in the place of the one before. Without a press the old one stays. `changed`
    /// are the files that made it, `renamed` the texts that stand elsewhere now: from, to.
    pub fn show(
        &self,
        press: Option<Press>,
        changed: BTreeSet<SitePath>,
        renamed: Vec<(SitePath, SitePath)>,
    ) {
        let before = self.issue();
        let is_new = press.is_some();
        let (press, permits) = match press {
            Some(press) => (Some(Arc::new(press)), Arc::new(Semaphore::new(MOST_AT_ONCE))),
            None => (before.press.clone(), Arc::clone(&before.permits)),
        };
        let mut edited = BTreeSet::new();
        let site = press.as_ref().map(|press| press.site());
        if let Some(site) = site {
            let mut trail = lock(&self.trail);
            trail.rename(renamed, |path| site.source_url(path).is_some());
            trail.stand_below(&site.config.base.path);
            edited.extend(changed.iter().filter_map(|path| trail::page_of(site, path)));
        }
        let follow = site.filter(|_| self.is_following);
        let follow = follow.and_then(|site| trail::edited_page(site, &changed));
        // A file that is gone had its address before.
        let sites = before.press.iter().map(|press| press.site()).chain(site);
        let changed = sites.flat_map(|site| trail::addresses(site, &changed)).collect();
        let mistakes = Arc::clone(&before.mistakes);
        let (run, generation) = (before.run, before.generation + 1);
        let issue = Issue { run, generation, press, permits, changed, follow, mistakes };
        self.issue.send_replace(Arc::new(issue));
        lock(&self.sweep).urgent.append(&mut edited);
        if is_new {
            // What the press before was still at, nobody wants any more, and who waited for it asks anew.
            before.press.iter().for_each(|press| press.retire());
            before.permits.close();
        }
    }

    /// Says what is wrong with the issue that is shown; returns the whole of it, sorted.
    pub fn report(&self, mut found: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
        found.extend(lock(&self.faults).joined());
        crate::diagnostic::settle(&mut found);
        let mistakes = mistakes::report(&found, sources);
        self.issue.send_if_modified(|issue| {
            let is_new = *issue.mistakes != mistakes;
            if is_new {
                *issue = Arc::new(Issue { mistakes: Arc::new(mistakes), ..Issue::clone(issue) });
            }
            is_new
        });
        found
    }

    /// Whether a press has not been replaced yet.
    fn shows(&self, press: &Arc<Press>) -> bool {
        self.issue().press.as_ref().is_some_and(|now| Arc::ptr_eq(now, press))
    }

    /// Keeps what went wrong with a page; says whether it is news.
    fn note_faults(&self, press: &Arc<Press>, url: &Url, found: Vec<Diagnostic>) -> bool {
        let mut faults = lock(&self.faults);
        // A page that was begun before the issue changed would bring back what has been mended.
        self.shows(press) && faults.note(url, found)
    }
}

/// A panic while the lock was held would have left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
