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
    coverage
    dates
    empty
    feeds
    figures
    folders
    hosting
    hosting_folder
    hosting_gitlab
    indexes
    maps
    permalink
    single
    situation
    text
    timeline
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

/// An article as a wire or a web page gives it: label and shorthand, date, each caption twice with
/// its credit behind it, standfirst, byline, paragraphs.
const PASTED: &str = "\
[ANALYSIS] NK
2024-05-28 22:33:27

A minister greets a <strong></strong>guest in a 'long' hall, July 27. Yonhap
A minister greets a guest in a \"long\" hall, July 27. Yonhap

What two lines above a text say

By Somebody

The first paragraph has \"words\" in it.
The second line is a paragraph of its own.

The guest leaves, July 28. Yonhap
The guest leaves by the front door, July 28. Yonhap

The third paragraph.

Two people walk, July 27. Yonhap
Two people walk under flags, July 27. Yonhap

The last paragraph.

(a note of the desk)
";

/// The article that the design was drawn from, where it lies beside the repository.
fn pasted() -> String {
    let seeds = fs::read_dir(repository("../shared/seeds")).into_iter().flatten().flatten();
    let mut seeds: Vec<_> = seeds.map(|entry| entry.path()).collect();
    seeds.sort();
    let seed = seeds.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "txt"));
    seed.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_else(|| PASTED.to_owned())
}

/// A brief's file, made line by line.
fn as_brief(pasted: &str) -> String {
    let mut lines = pasted.lines().map(str::trim).filter(|line| !line.is_empty());
    let (kicker, country) = lines.next().and_then(|line| line[1..].split_once("] ")).expect("a label");
    let date = lines.next().expect("a date");
    let mut body = String::new();
    let mut author = "Nobody";
    let mut alternative = None;
    let mut figures = 0;
    for line in lines {
        match (line.strip_suffix(" Yonhap"), alternative.take()) {
            (Some(first), None) => alternative = Some(first),
            (Some(caption), Some(first)) => {
                figures += 1;
                body.push_str(&format!("![{first}]({figures}.svg)\n*{caption}* Yonhap\n\n"));
            }
            (None, _) => match line.strip_prefix("By ") {
                Some(name) => author = name,
                None => body.push_str(&format!("{line}\n\n")),
            },
        }
    }
    format!(
        "---\ntitle: Pasted\nkicker: {kicker}\ndate: {date}\ncountries: [{country}]\nauthors: [{author}]\n---\n{body}"
    )
}

fn builds_as_brief(pasted: &str) {
    let site = Site::new();
    let settings = "title: Pasted\nbase_url: https://example.org/\ncountries: {KP: {aliases: [NK]}}\n";
    site.write("dateline.yaml", settings);
    site.write(
        "templates/brief.html",
        "{{ brief.countries[0].alpha3 }} {{ brief.kicker }}\n{{ brief.body_html | safe }}",
    );
    let picture = "{% for picture in figure.pictures %}<alt>{{ picture.alt }}</alt>{% endfor %}";
    let figure = format!(
        "<figure>{picture}<caption>{{{{ figure.caption_html | safe }}}}</caption><credit>{{{{ figure.credit_html | safe }}}}</credit></figure>\n"
    );
    site.write("templates/figure.html", figure);
    site.write("content/briefs/pasted/index.md", as_brief(pasted));
    for number in 1..=3 {
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"3\"/>";
        site.write(&format!("content/briefs/pasted/{number}.svg"), drawing);
    }
    let page = site.built().read("public/2024/05/28/pasted/index.html");
    assert!(page.starts_with("PRK ANALYSIS\n"), "{page}");
    let inside = |text: &str, element: &str| -> Vec<String> {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        text.split(&open).skip(1).filter_map(|rest| Some(rest.split_once(&close)?.0.to_owned())).collect()
    };
    let figures = inside(&page, "figure");
    assert_eq!(figures.len(), 3, "{page}");
    for figure in &figures {
        assert_eq!(inside(figure, "credit"), ["Yonhap"]);
        let (captions, alternatives) = (inside(figure, "caption"), inside(figure, "alt"));
        assert!(captions[0].ends_with('.') && captions[0].len() > 20, "{figure}");
        assert!(!captions[0].contains("Yonhap") && !captions[0].contains('*'), "{figure}");
        assert!(alternatives[0].len() > 20 && !alternatives[0].contains("strong"), "{figure}");
    }
    let paragraphs = inside(&page, "p");
    assert!(paragraphs.len() >= 5, "{page}");
    assert!(paragraphs.iter().all(|text| !text.contains("Yonhap") && !text.contains("![")), "{page}");
    assert!(site.exists("public/2024/05/28/pasted/3.svg"));
    assert!(site.exists("public/countries/prk/2024/05/index.html"));
}

#[test]
fn a_pasted_article_becomes_a_brief() {
    builds_as_brief(PASTED);
    builds_as_brief(&pasted());
}
