//! What was read of the texts is kept for the next run, which makes the same site of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use dateline::catalog::Edition;
use dateline::diagnostic::Diagnostic;
use dateline::pipeline::{Kept, Pipeline, Shelf};
use dateline::render::Rendered;
use dateline::source::{self, Sources};
use dateline::world::disk;
use dateline::{Options, path::SitePath};

use crate::support::{Site, generated, repository};

/// A shelf in memory.
#[derive(Clone, Default)]
pub struct Held(Arc<Mutex<(Vec<u8>, bool)>>);

impl Shelf for Held {
    fn put(&mut self, bytes: &[u8]) {
        self.0.lock().expect("the shelf").0.extend(bytes);
    }

    fn done(&mut self) {
        self.0.lock().expect("the shelf").1 = true;
    }
}

impl Held {
    /// What is on it; `None` if nothing new was put there.
    fn bytes(self) -> Option<Vec<u8>> {
        let held = std::mem::take(&mut *self.0.lock().expect("the shelf"));
        held.1.then_some(held.0)
    }
}

/// What came of a run: its pages by URL, and all that was found.
#[derive(PartialEq)]
pub struct Made {
    pub pages: BTreeMap<String, Vec<u8>>,
    pub found: Vec<Diagnostic>,
}

/// Takes a site through the whole pipeline, every page of it.
pub fn make(sources: &Sources, options: &Options, mut pipeline: Pipeline) -> (Made, Option<Kept>) {
    let checked = pipeline.press(sources, options, &mut |_| ());
    let mut made = Made { pages: BTreeMap::new(), found: checked.diagnostics };
    let press = checked.value.iter();
    for (press, url) in press.flat_map(|press| press.site().pages().map(move |(url, _)| (press, url))) {
        let checked = press.render(url).expect("a page at each of the site's URLs");
        made.found.extend(checked.diagnostics);
        if let Rendered::Bytes(bytes) = checked.value {
            let _ = url.output_path();
            made.pages.insert(url.as_str().to_owned(), bytes);
        }
    }
    (made, pipeline.into_kept())
}

/// A run that goes by `bytes`, and what it leaves for the next: `None` if that is what it went by.
pub fn again(sources: &Sources, options: &Options, bytes: &[u8]) -> (Made, Option<Vec<u8>>) {
    run(sources, options, bytes, "this")
}

fn run(sources: &Sources, options: &Options, bytes: &[u8], program: &str) -> (Made, Option<Vec<u8>>) {
    let shelf = Held::default();
    let kept = Kept::new(bytes.to_vec(), Box::new(shelf.clone()), program);
    let (made, kept) = make(sources, options, Pipeline::with(Some(kept)));
    kept.expect("what it was given").finish();
    (made, shelf.bytes())
}

pub fn options() -> Options {
    let now = "2026-11-01T00:00:00Z".parse().expect("a moment");
    Options { edition: Edition { now, drafts: true, future: true }, base: None }
}

fn sources(folder: &Path) -> Sources {
    disk::read(folder).expect("read the site").sources
}

/// A site that is made of what was kept is the one that is made anew.
#[track_caller]
fn assert_same(sources: &Sources, bytes: &[u8], what: &str) -> Option<Vec<u8>> {
    let fresh = make(sources, &options(), Pipeline::default()).0;
    let (made, kept) = again(sources, &options(), bytes);
    assert!(made.found == fresh.found, "{what}: {:?}\n{:?}", made.found, fresh.found);
    let names: Vec<&String> = made
        .pages
        .iter()
        .filter(|(url, page)| fresh.pages.get(*url) != Some(page))
        .map(|(url, _)| url)
        .collect();
    assert!(made == fresh, "{what}: {names:?}");
    kept
}

#[test]
fn every_site_is_the_same_again() {
    let folders = ["tests/sites/good", "tests/sites/bad"].map(repository);
    let sites = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("read the sites"));
    let sites: Vec<PathBuf> =
        sites.map(|entry| entry.expect("a site").path()).chain([repository(".")]).collect();
    assert!(sites.len() > 20);
    let mut kept_of = 0;
    for site in sites {
        let (sources, name) = (sources(&site), site.display().to_string());
        let Some(kept) = assert_same(&sources, &[], &name) else { continue };
        kept_of += 1;
        assert_eq!(assert_same(&sources, &kept, &name), None, "{name}: all of it was known");
    }
    assert!(kept_of > 10, "{kept_of}");
}

#[test]
fn what_changed_is_read_anew() {
    let site = generated::site(40);
    site.write(
        "content/briefs/deep.md",
        format!(
            "---\ntitle: Deep\ndate: 2024-01-01\ncountries: [KP]\nextra: {{a: {}1{}}}\n---\nA text.\n",
            "[".repeat(400),
            "]".repeat(400)
        ),
    );
    site.write("content/briefs/speaks.md", "---\ntitle: Of Chile\ndate: 2024-01-01\ncountries: [KP]\n---\nChile. [Up](deep.md#nowhere)\n\n- [x] done[^1]\n\n[^1]: A note.\n");
    let first = assert_same(&sources(site.path()), &[], "first").expect("all is new");
    assert_eq!(assert_same(&sources(site.path()), &first, "as it was"), None);
    // One brief more, another less, a third changed.
    let (name, text) = generated::brief(7);
    site.write(&name, text + "\nOne more paragraph.\n");
    let second = assert_same(&sources(site.path()), &first, "a brief").expect("something is new");
    fs::remove_file(site.path().join("content/briefs/deep.md")).expect("delete a file");
    site.write(
        "content/briefs/speaks.md",
        site.read("content/briefs/speaks.md").replace("deep.md#nowhere", "speaks.md"),
    );
    let third = assert_same(&sources(site.path()), &second, "one less").expect("something is gone");
    assert!(third.len() < second.len());
    assert_eq!(assert_same(&sources(site.path()), &third, "as it was"), None);
    // The settings and the program decide how texts are read.
    let (_, other) = run(&sources(site.path()), &options(), &third, "another");
    assert!(other.is_some_and(|other| other != third && other.len() == third.len()));
    site.write(
        "dateline.yaml",
        "title: Test\nbase_url: https://example.org/\nraw_html: allow\nlanguage: de\ntime_zone: Asia/Seoul\n",
    );
    assert!(assert_same(&sources(site.path()), &third, "settings").is_some());
}

#[test]
fn drafts_and_mistakes_are_never_kept() {
    let site = generated::site(1);
    site.write(
        "content/briefs/a.md",
        "---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\ndraft: true\n---\nA.\n",
    );
    let without = assert_same(&sources(site.path()), &[], "a draft").expect("one brief");
    assert_eq!(assert_same(&sources(site.path()), &without, "a draft"), None);
    // The draft was read, but it is not there: with it, there would be more.
    fs::remove_file(site.path().join("content/briefs/a.md")).expect("delete a file");
    assert_eq!(assert_same(&sources(site.path()), &without, "no draft"), None);
    site.write("content/briefs/a.md", "---\ntitle: A\ndate: 2024-01-01\ncountries: [KP, Nowhere]\n---\nA.\n");
    assert_same(&sources(site.path()), &without, "a mistake");
}

#[test]
fn damage_does_no_harm() {
    let site: Site = generated::site(12);
    let sources = sources(site.path());
    let whole = assert_same(&sources, &[], "first").expect("all is new");
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        assert!(assert_same(&sources, &damaged, &format!("byte {at}")).is_some());
        assert!(assert_same(&sources, &whole[..at], &format!("{at} bytes")).is_some());
    }
    assert_same(&sources, &[whole.clone(), vec![0xff; 100]].concat(), "more than there was");
}

/// What is kept belongs to one path: a link in a text leads elsewhere from another.
#[test]
fn a_text_that_moves_is_read_anew() {
    let mut sources = Sources::default();
    let mut put = |name: &str, text: &str| {
        let path = SitePath::new(name);
        let text = source::text(&path, text.as_bytes().to_vec()).value;
        sources.texts.insert(path, text);
    };
    put("dateline.yaml", "title: Test\nbase_url: https://example.org/\n");
    let brief = "---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\n---\n[B](b.md)\n";
    put("content/briefs/a.md", brief);
    put("content/briefs/b.md", &brief.replace("title: A", "title: B"));
    let kept = assert_same(&sources, &[], "first").expect("all is new");
    let text = sources.texts.remove(&SitePath::new("content/briefs/a.md")).expect("the brief");
    sources.texts.insert(SitePath::new("content/briefs/elsewhere/a.md"), text);
    assert!(assert_same(&sources, &kept, "moved").is_some());
}
