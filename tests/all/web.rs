//! The finished pages, checked as their readers' programs see them: the Nu checker, a browser, a
//! feed reader, a reader of calendars, a sitemap's schema. The tools come from `tests/run`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::support::{dateline, repository, text, tool};

/// A built site.
struct Built {
    folder: PathBuf,
    base: &'static str,
}

/// The repository's own site.
fn example() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(".", "example", "https://example.org/"))
}

/// A site that differs wherever a site can: right to left, below a folder of its host, with a
/// permalink, a menu and short pages of its own.
fn other() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build("tests/sites/web", "other", "https://example.org/briefs/"))
}

fn build(site: &str, name: &str, base: &'static str) -> Built {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("web").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.parent().expect("a folder above")).expect("make a folder");
    let mut command = dateline();
    command.arg("--site").arg(repository(site)).args(["build", "--now", "2026-11-01", "--output"]);
    let output = command.arg(&folder).output().expect("run dateline");
    assert!(output.status.success(), "{}", text(&output.stderr));
    Built { folder, base }
}

fn run(command: &mut Command) -> Output {
    let output = command.output();
    output.unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs what the tests need"))
}

/// Runs one of the scripts in `tests/web` on a site, and fails with what it finds.
fn check(command: &mut Command, site: &Built) -> String {
    let output = run(command.arg(&site.folder).arg(site.base));
    let found = text(&output.stdout);
    assert!(output.status.success(), "{}:\n{found}{}", site.folder.display(), text(&output.stderr));
    found
}

fn node(action: &str) -> Command {
    tool("npm.done");
    let mut command = Command::new("node");
    command.arg(repository("tests/web/check.mjs")).arg(action);
    command
}

#[test]
fn every_page_is_valid_html() {
    let mut command = Command::new("java");
    command.args(["-Xss1m", "-jar"]).arg(tool("node_modules/vnu-jar/build/dist/vnu.jar"));
    command.args(["--skip-non-html", "--format", "gnu"]).args([&example().folder, &other().folder]);
    let output = run(&mut command);
    // It says what is wrong on standard error, and nothing if nothing is.
    let found = text(&output.stderr) + &text(&output.stdout);
    assert!(output.status.success() && found.is_empty(), "{found}");
}

#[test]
fn links_and_metadata_hold() {
    check(&mut node("files"), example());
    check(&mut node("files"), other());
}

/// What there has to be a page of, so that none goes unseen.
const EXAMPLE: &[&str] = &[
    "404",
    "alias",
    "archive",
    "author",
    "authors",
    "brief",
    "brief in ar",
    "brief in ko",
    "brief with a list of sources",
    "brief with a task list",
    "brief with an alert",
    "brief with corrections",
    "brief with footnotes",
    "brief with key points",
    "brief with table",
    "corrections",
    "countries",
    "country",
    "country-month",
    "country-year",
    "coverage",
    "day",
    "home",
    "month",
    "page",
    "page 2 of home",
    "pair",
    "region",
    "regions",
    "timeline",
    "timeline of a country",
    "timeline of a year",
    "topic",
    "topics",
    "year",
];
const OTHER: &[&str] = &[
    "brief with several pictures in a figure",
    "folder",
    "page 2 of home",
    "timeline",
    "timeline of a year",
];

#[test]
fn a_browser_finds_nothing_wrong() {
    for (site, wanted) in [(example(), EXAMPLE), (other(), OTHER)] {
        let found = check(&mut node("browse"), site);
        for kind in wanted {
            assert!(found.contains(&format!("looked at: {kind} (")), "no page of this kind: {kind}\n{found}");
        }
    }
}

/// Sideways nothing moves but the table's own box, and the keyboard is enough for that; below its heads nothing
/// shows.
#[test]
fn a_keyboard_reaches_and_scrolls_the_coverage() {
    check(&mut node("coverage"), example());
}

#[test]
fn the_map_works_by_keyboard() {
    assert!(check(&mut node("map"), example()).contains(" countries on the map"));
    check(&mut node("map"), other());
}

#[test]
fn marks_point_to_what_is_not_shown() {
    for site in [example(), other()] {
        assert_eq!(check(&mut node("marks"), site).trim(), "seen: goes-on, is-begun");
    }
}

#[test]
fn feeds_and_sitemaps_hold() {
    check(&mut python("feeds.py"), example());
    check(&mut python("feeds.py"), other());
}

#[test]
fn json_files_hold() {
    check(&mut python("data.py"), example());
    check(&mut python("data.py"), other());
}

fn python(script: &str) -> Command {
    let mut command = Command::new(tool("python/bin/python"));
    command.arg(repository("tests/web").join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

#[test]
fn calendars_hold() {
    for site in [example(), other()] {
        let mut command = Command::new(tool("python/bin/python"));
        command.arg(repository("tests/web/calendars.py")).env("PYTHONDONTWRITEBYTECODE", "1");
        check(&mut command, site);
    }
}

#[test]
fn sitemaps_fit_their_schema() {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(tool("node_modules/sitemap/schema/sitemap.xsd"));
    let output = run(command.args([example(), other()].map(|site| site.folder.join("sitemap.xml"))));
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// Scroll, focus, selection, style sheets, mistakes, moved briefs, several tabs, a restarted server.
#[test]
fn an_open_page_keeps_up_with_its_files() {
    tool("npm.done");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("node");
    command
        .arg(repository("tests/web/preview/main.mjs"))
        .arg(env!("CARGO_BIN_EXE_dateline"))
        .arg(folder.path());
    let output = run(&mut command);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).lines().filter(|line| line.ends_with(": ok")).count() >= 10);
}
