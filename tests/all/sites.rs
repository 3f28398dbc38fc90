//! Small sites and what becomes of them.
//!
//! Each folder of `tests/sites/good/` is a site. Besides its own files it holds
//!
//! - `expected/`: files of the output, which must come out as they stand there, byte by byte;
//! - `expected/FILES`, where the site has one: the names of all files that come out, but the theme's;
//! - `arguments`, where the site has one: what `dateline build` is called with besides `--now 2026-11-01`;
//! - `messages`, where the site has one: what it says on stderr. A site without it says nothing.
//!
//! The sites bring templates of their own that print only what is being tested, so that the built-in
//! theme may change without touching them.
//!
//! `DATELINE_UPDATE=1 cargo test sites` rewrites what is expected; read the difference before you
//! commit it. To expect one more file of a site, make an empty one in `expected/` and update.

use std::fs;
use std::path::Path;

use crate::support::{self, Site, files, repository};

/// A test for each site, and one that none is forgotten.
macro_rules! sites {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            hold(stringify!($name));
        })*

        #[test]
        fn every_site_is_tested() {
            let mut tested = vec![$(stringify!($name)),*];
            tested.sort();
            let folder = fs::read_dir(repository("tests/sites/good")).expect("read the sites");
            let mut there: Vec<String> =
                folder.map(|entry| entry.expect("a site").file_name().to_string_lossy().into_owned()).collect();
            there.sort();
            assert_eq!(tested, there);
        }
    };
}

sites! {
    countries
    dates
    empty
    feeds
    figures
    folders
    indexes
    permalink
    single
    text
}

/// What a site's folder holds that is no part of the site.
const ASIDE: &[&str] = &["expected", "arguments", "messages"];

/// Builds a site and compares what comes out with what is expected.
fn hold(name: &str) {
    let folder = repository("tests/sites/good").join(name);
    let site = Site::copy_of(&folder);
    for aside in ASIDE {
        let path = site.path().join(aside);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        assert!(removed.is_ok() || !path.exists(), "{aside} stays");
    }
    let own = fs::read_to_string(folder.join("arguments")).unwrap_or_default();
    let mut arguments = vec!["build"];
    arguments.extend(own.split_whitespace());
    if !own.contains("--now") {
        arguments.extend(["--now", "2026-11-01"]);
    }
    let output = site.run(arguments);
    let said = support::text(&output.stderr);
    assert!(output.status.success(), "{said}");
    let mut wrong = Vec::new();
    let messages = folder.join("messages");
    if messages.exists() {
        compare(&messages, said.as_bytes(), &mut wrong);
    } else {
        assert!(said.is_empty(), "{said}");
    }
    let public = site.path().join("public");
    for (file, _) in files(&folder.join("expected")) {
        let expected = folder.join("expected").join(&file);
        match &*file {
            "FILES" => compare(&expected, names(&public).as_bytes(), &mut wrong),
            _ => match fs::read(public.join(&file)) {
                Ok(bytes) => compare(&expected, &bytes, &mut wrong),
                Err(_) => wrong.push(format!("{file} did not come out")),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names of the output's files, one a line.
fn names(public: &Path) -> String {
    let all = files(public).into_iter().map(|(name, _)| name);
    all.filter(|name| !name.starts_with("theme/") && !name.starts_with('.'))
        .map(|name| format!("{name}\n"))
        .collect()
}

/// Compares, or writes what there is as what is expected from now on.
fn compare(expected: &Path, found: &[u8], wrong: &mut Vec<String>) {
    let version = concat!("version=\"", env!("CARGO_PKG_VERSION"), "\">dateline<");
    let found = support::text(found).replace(version, "version=\"0\">dateline<");
    let found = found.as_bytes();
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        fs::write(expected, found).expect("write what is expected");
        return;
    }
    let wanted = fs::read(expected).expect("read what is expected");
    if wanted != found {
        wrong.push(difference(expected, &support::text(&wanted), &support::text(found)));
    }
}

/// The first lines that differ.
fn difference(file: &Path, wanted: &str, found: &str) -> String {
    let (mut left, mut right) = (wanted.lines(), found.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (left.next(), right.next()) {
            (None, None) => return format!("{}: the line ends differ", file.display()),
            (a, b) if a == b => {}
            (a, b) => {
                let show = |side: Option<&str>| side.unwrap_or("(the end)").to_owned();
                let (wanted, found) = (show(a), show(b));
                return format!("{}:{line}:\n  expected: {wanted}\n  found:    {found}", file.display());
            }
        }
    }
}
