//! `dateline serve`: the loop behind the live preview.
//!
//! Wait, read, make the next site, swap it in, tell the open pages. What changed decides about what
//! is read again, and about nothing else.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Outcome;
use super::arguments::Serve;
use super::report::{Report, number};
use crate::Options;
use crate::diagnostic::{Checked, Diagnostic, Place, Severity};
use crate::path::SitePath;
use crate::pipeline::Pipeline;
use crate::preview::Preview;
use crate::preview::editor::Editor;
use crate::render::Press;
use crate::source::SETTINGS;
use crate::world::disk::{Difference, Snapshot, find_site, read};
use crate::world::server::{Door, Stage};
use crate::world::watch::{Changes, Watcher};
use crate::world::{Failure, clock, launch};

/// How long a mistake may take to mend itself before it is told of.
const GRACE: Duration = Duration::from_millis(80);

/// How often everything is looked at if there are symbolic links: nobody tells of all that they lead to.
const LOOK_AT_LINKS: Duration = Duration::from_secs(2);

/// A machine that slept does not know for how long, so that the clock is looked at now and then.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long looking for mistakes pauses between two pages, at most.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

pub fn run(arguments: &Serve, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let site = find_site(site, Path::new("."))?;
    let site = site.canonicalize().map_err(|error| Failure::io("open", &site, &error))?;
    let door = Door::open(arguments.bind, arguments.port)?;
    let report = &report.unhurried();
    let mut watcher = Watcher::new(&site, arguments.poll);
    let waker = watcher.waker();
    let first = clock::now().as_millisecond().unsigned_abs();
    let run = RandomState::new().build_hasher().finish();
    let preview = Arc::new(Preview::new(run, first, arguments.follow, move || waker.wake()));
    let snapshot = read(&site)?;
    let mut desk = Desk {
        options: arguments.edition.options(&snapshot.sources)?,
        clock_runs: arguments.edition.now.is_none(),
        snapshot,
        pipeline: Pipeline::default(),
        preview: Arc::clone(&preview),
        is_gone: false,
        found: Vec::new(),
        told: BTreeSet::new(),
        next_change: None,
        report,
    };
    desk.renew(Difference::default());
    let address = address(&door, &preview);
    let greeting = desk.greeting(&address, arguments, &door);
    let editor = editor(arguments.editor.as_deref())?;
    door.serve(Stage { preview, root: site, names: arguments.host_names.clone(), editor })?;
    report.say(&greeting);
    desk.tell();
    if arguments.open
        && let Err(failure) = launch::browse(&address)
    {
        report.failure(&failure);
    }
    loop {
        watcher.attend_to(desk.snapshot.afar());
        if let Some(notice) = watcher.take_notice() {
            report.failure(&notice);
        }
        let changes = watcher.wait(desk.longest_wait());
        desk.turn(&changes, &mut watcher);
        if desk.has_new_errors() {
            // A file that is half saved will be whole in a moment.
            let more = watcher.wait(GRACE);
            desk.turn(&more, &mut watcher);
        }
        desk.tell();
    }
}

/// Looks for mistakes on pages that nobody has opened yet, until another site is shown.
fn sweep(preview: &Preview, press: &Arc<Press>) {
    let mut started = Instant::now();
    while preview.sweep(press) {
        // Half of one processor has to do: somebody is working here.
        std::thread::sleep(started.elapsed().min(LONGEST_PAUSE));
        started = Instant::now();
    }
}

/// Everything that the loop works with.
struct Desk<'r> {
    snapshot: Snapshot,
    pipeline: Pipeline,
    options: Options,
    /// Whether time goes by, as it does unless `--now` says otherwise.
    clock_runs: bool,
    preview: Arc<Preview>,
    /// Whether the site's folder could not be read the last time.
    is_gone: bool,
    /// What is wrong with the site, as far as no page has to be made to see it.
    found: Vec<Diagnostic>,
    /// What the terminal has been told.
    told: BTreeSet<Told>,
    /// When the next brief is due to come in or to go out.
    next_change: Option<jiff::Timestamp>,
    report: &'r Report,
}

/// A mistake without its line, which moves with every edit above it.
type Told = (Severity, SitePath, String);

fn told(diagnostic: &Diagnostic) -> Told {
    (diagnostic.severity, diagnostic.place.path.clone(), diagnostic.message.clone())
}

impl Desk<'_> {
    /// One turn of the loop, after something happened or time went by.
    fn turn(&mut self, changes: &Changes, watcher: &mut Watcher) {
        let is_due = self.clock_runs && self.next_change.is_some_and(|due| due <= clock::now());
        let changes = if changes.is_empty() && self.snapshot.has_links() { &Changes::All } else { changes };
        let is_back = self.is_gone && !changes.is_empty();
        let started = clock::now();
        match self.snapshot.refresh(changes) {
            Ok(None) if is_due || is_back => self.renew(Difference::default()),
            Ok(None) => {}
            Ok(Some(difference)) => self.renew(difference),
            Err(failure) => {
                let place = Place::file(&SitePath::new(SETTINGS));
                let gone = Diagnostic::error(place, failure.to_string());
                self.is_gone = true;
                self.found = vec![gone.help("put the folder back; until then the last good pages are shown")];
            }
        }
        watcher.took(Duration::try_from(clock::now().duration_since(started)).unwrap_or_default());
    }

    /// Makes the next site of what was read, and shows it.
    fn renew(&mut self, difference: Difference) {
        self.is_gone = false;
        if self.clock_runs {
            self.options.edition.now = clock::now();
        }
        let sources = &self.snapshot.sources;
        let Checked { value: press, diagnostics } = self.pipeline.run(sources, &self.options, &mut |_| ());
        self.found = self.snapshot.diagnostics.clone();
        self.found.extend(diagnostics);
        self.next_change = press.as_ref().and_then(|press| press.site().catalog.next_change);
        let has_press = press.is_some();
        // From here on the new pages are seen. Following the links may take longer.
        self.preview.show(press, difference.changed, difference.renamed);
        if let Some(press) = self.preview.issue().press.clone().filter(|_| has_press) {
            self.found.extend(self.pipeline.check(&press, sources));
            let preview = Arc::clone(&self.preview);
            // The one before may be at a page without an end. Where there is no thread to be had,
            // mistakes show when their pages are opened.
            let _ =
                std::thread::Builder::new().name("sweep".to_owned()).spawn(move || sweep(&preview, &press));
        }
    }

    fn has_new_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.is_error() && !self.told.contains(&told(diagnostic)))
    }

    /// Tells open pages and the terminal what is wrong: the terminal what it has not been told.
    fn tell(&mut self) {
        let sources = &self.snapshot.sources;
        let all = self.preview.report(self.found.clone(), sources);
        let (known, new): (Vec<_>, Vec<_>) =
            all.iter().cloned().partition(|diagnostic| self.told.contains(&told(diagnostic)));
        self.report.diagnostics(&new, sources);
        if !new.is_empty() && !known.is_empty() {
            self.report.say(&format!("In all {}", self.report.count(&all)));
        }
        if all.is_empty() && !self.told.is_empty() {
            self.report.say("Nothing is wrong any more");
        }
        self.told = all.iter().map(told).collect();
    }

    fn longest_wait(&self) -> Duration {
        let longest = if self.snapshot.has_links() { LOOK_AT_LINKS } else { LONGEST_WAIT };
        let due = self.next_change.filter(|_| self.clock_runs);
        let until = due.map(|due| clock::now().duration_until(due));
        until.and_then(|until| Duration::try_from(until).ok()).unwrap_or(longest).min(longest)
    }

    fn greeting(&self, address: &str, arguments: &Serve, door: &Door) -> String {
        let port = door.address.port();
        let taken = if port == arguments.port || arguments.port == 0 {
            String::new()
        } else {
            format!(" (port {} is taken)", arguments.port)
        };
        let issue = self.preview.issue();
        let briefs = issue.press.as_ref().map_or(0, |press| press.site().catalog.briefs.len());
        format!("Preview of {} at {address}{taken}. Ctrl+C ends it", number(briefs, "brief"))
    }
}

/// Where the preview is found.
fn address(door: &Door, preview: &Preview) -> String {
    let issue = preview.issue();
    let base = issue.press.as_ref().map_or("", |press| &*press.site().config.base.path);
    let mut address = door.address;
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}{base}/")
}

/// The editor that is asked for, or the one that the system names.
fn editor(given: Option<&str>) -> Result<Result<Editor, String>, Failure> {
    if let Some(given) = given {
        let bad = |why| Failure::new(format!("--editor: {why}"));
        return Editor::parse(given).map(Ok).map_err(bad);
    }
    let hint = "name an editor with --editor, or in $VISUAL";
    Ok(match std::env::var("VISUAL") {
        Ok(named) if !named.trim().is_empty() => {
            Editor::parse(&named).map_err(|why| format!("$VISUAL is `{named}`: {why}"))
        }
        _ => Err(hint.to_owned()),
    })
}
