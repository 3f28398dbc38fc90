//! Whatever bytes a file holds: no panic, no hang, and every complaint points into the file.
//!
//! `PROPTEST_CASES=5000 cargo test properties` looks longer.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use dateline::brief::Brief;
use dateline::config::Config;
use dateline::diagnostic::Diagnostic;
use dateline::path::SitePath;
use dateline::source::{self, Role, Sources, role};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config as Runs, FileFailurePersistence};

use crate::kept;

/// Far longer than any case takes; only what never ends is still running then.
const PATIENCE: Duration = Duration::from_secs(120);

const SETTINGS: &str = "\
title: Test
base_url: https://example.org/sub/
description: What happened
language: en
time_zone: Asia/Seoul
publisher: {name: The desk, url: \"https://example.org/\"}
permalink: /{year}/{month}/{slug}/
paginate: 2
countries:
  TW: {name: Taiwan, aliases: [ROC]}
  KP: {aliases: [NK]}
menu:
  - {name: About, url: /about/}
extra: {colour: red, list: [1, 2.50, yes]}
";

const BRIEF: &str = "\
---
title: \"Pyongyang: the envoy's *front page*\"
kicker: Analysis
summary: State media's photo count.
date: 2024-05-28 22:33:27
updated: 2024-05-29T08:00:00+09:00
event: 2023-07-27/2023-07-28
dateline: Seoul
countries: [North Korea, RU, 中国]
authors: [Korea desk, Åsa Öberg]
topics: [diplomacy, state media]
key_points:
  - The **judgement** before [the argument](#seen).
  - |
    A block
    of text
sources:
  - {title: KCNA, publisher: KCNA, url: \"https://example.com/\", date: 2023-07-28, accessed: 2024-01-01}
corrections:
  - {date: 2024-05-30, text: \"The count was *wrong*.\"}
original: {publisher: Other, url: \"https://example.com/o\"}
language: en-GB
aliases: [/old/place/]
expires: 2099-01-01
extra: {a: &x [1, 2], b: *x}
---
First paragraph, *with* **marks**, `code` and a [link](/about/).[^1]

![Kim shakes hands](/img/a.svg)
*Kim greets the minister, July 27 (2023-07-27).* Yonhap

## What we saw {#seen}

> [!NOTE]
> An alert with a list
> 1. one
>    - inner

| head | 머리 |
|------|-----:|
| a    | **b** |

- [x] done
- ~~gone~~ <b class=\"x\">raw</b> &amp; \"quotes\"...

**中文。**后面 **“引号”**后 *한국어*는

[^1]: A note with an ![inline](/img/a.svg \"title\").
";

const TEMPLATE: &str = "\
{% extends \"base.html\" %}
{% block main %}
<article>{{ brief.title }} {% for country in brief.countries %}{{ country.name | upper }}{% endfor %}
{% if brief.summary and brief.extra.a is defined %}{{ brief.summary | truncate(length=10) }}{% endif %}
{% set x = 1 + 2 * 3 %}{{ x }} {{ brief.content | safe }}</article>
{% include \"figure.html\" %}
{% endblock main %}
";

const WORDS: &str = "\
home: \"Home\"
search: 'Suche'
countries: Länder # all of them
published: \"{date}에 게시\"
empty:
";

/// What parsers trip over.
pub const SNIPPETS: &[&str] = &[
    "\0",
    "\u{feff}",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "\n---\n",
    "---",
    "...",
    "\u{2028}",
    "\u{85}",
    "\u{202e}",
    "\u{200f}",
    "\u{2066}",
    "\u{200d}",
    "\u{301}",
    "\u{fffd}",
    "\u{10ffff}",
    "𝕏",
    "👩‍👩‍👧",
    "İ",
    "ß",
    "ﷺ",
    "[[[[",
    "]]]]",
    "![",
    "![![",
    "![a](",
    "![a](b.jpg)",
    "[a](",
    "[a]: b\n",
    "[a][b]",
    "[^1]",
    "[^1]: ",
    "\n[^a]: [^a]\n",
    "\n[^b]: x\n\n    [^c]: y\n",
    "](",
    "](<",
    "<",
    "<!--",
    "-->",
    "<a href=\"x.md\">",
    "<script>",
    "</article>",
    "<br",
    "<![CDATA[",
    "<?",
    "&#0;",
    "&#x110000;",
    "&amp",
    "&",
    "> ",
    "\n> > > ",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n999999999. ",
    "> [!NOTE]\n",
    "\n# ",
    "\n####### ",
    " {#id}",
    "{#a .b c=d}",
    "\n===\n",
    "\n| a | b |\n|---|---|\n| c |\n",
    "|",
    "\n|",
    "|-|",
    ":-:",
    "```",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "**「强调」**后",
    "**“引”**字",
    "*“*",
    "**한글(**는",
    "\\",
    "\\\n",
    "  \n",
    "--",
    "'",
    "\"",
    "'''",
    "http://a",
    "<http://a>",
    "a@b.c",
    "<a@b.c>",
    "mailto:x",
    "&x ",
    "*x",
    "&a [*a]",
    "[*a, *a]",
    "!!binary ",
    "!tag ",
    "? ",
    ": ",
    ":",
    "- - - - ",
    "{{{{",
    "}}}}",
    "{a: ",
    "[",
    "]",
    "{",
    "}",
    "|\n ",
    ">-\n",
    "%YAML 1.1\n",
    "<<: ",
    "null",
    "~",
    "NO",
    ".inf",
    ".nan",
    "0o7",
    "1e999",
    "99999999999999999999",
    "-0",
    "2024-02-30",
    "9999-12-31",
    "-9999-01-01",
    "2024-05-28T24:00",
    "0000-00-00",
    "2024-05-28/",
    "+99:99",
    "25:61:61",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{% if ",
    "{% for a in ",
    "{% endfor %}",
    "{% include \"",
    "{% extends \"brief.html\" %}",
    "{% raw %}",
    "{{ super() }}",
    "{% block main %}",
    "{{ brief.title | ",
    "{{ 1 / 0 }}",
    "{{ [] | first }}",
    "{{ \"a\" * 9 }}",
    "{% set a = ",
    "{{ 9223372036854775807 + 1 }}",
    "{{ brief",
    "((((",
    "))))",
    "..",
    "../../..",
    "/",
    "//",
    "%2e%2e",
    "%",
    "%zz",
    "#",
    "?",
    "title: ",
    "date: ",
    "countries: ",
    "draft: true\n",
    "slug: ",
    "permalink: /{slug}/{slug}/\n",
    "paginate: 0\n",
    "language: ar\n",
    "time_zone: X\n",
    "base_url: ://\n",
    "raw_html: forbid\n",
    "aliases: [/, //, /a, a/, /404.html, /sitemap.xml]\n",
];

#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index, usize),
    Splice(Index, usize, usize),
    Repeat(Index, usize, usize),
    Insert(Index, char),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match *self {
            Change::Flip(at, bit) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << (bit % 8);
            }
            Change::Flip(..) => {}
            Change::Cut(at, length) => {
                let start = at.index(bytes.len() + 1);
                bytes.drain(start..(start + length).min(bytes.len()));
            }
            Change::Splice(at, snippet, times) => {
                let at = at.index(bytes.len() + 1);
                let snippet = SNIPPETS[snippet].repeat(times);
                bytes.splice(at..at, snippet.bytes());
            }
            Change::Repeat(at, length, times) => {
                let start = at.index(bytes.len() + 1);
                let part = bytes[start..(start + length).min(bytes.len())].repeat(times);
                bytes.splice(start..start, part);
            }
            Change::Insert(at, c) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, c.to_string().bytes());
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let snippet = 0..SNIPPETS.len();
    prop_oneof![
        2 => (any::<Index>(), 0..8u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        2 => (any::<Index>(), 1..60usize).prop_map(|(at, length)| Change::Cut(at, length)),
        6 => (any::<Index>(), snippet.clone()).prop_map(|(at, snippet)| Change::Splice(at, snippet, 1)),
        2 => (any::<Index>(), snippet, 2..400usize).prop_map(|(at, snippet, times)| Change::Splice(at, snippet, times)),
        1 => (any::<Index>(), 1..200usize, 2..20usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => (any::<Index>(), any::<char>()).prop_map(|(at, c)| Change::Insert(at, c)),
    ]
}

/// A valid file with some of its bytes changed.
fn mutated(valid: &'static str) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(change(), 1..8).prop_map(move |changes| {
        let mut bytes = valid.as_bytes().to_vec();
        changes.iter().for_each(|change| change.apply(&mut bytes));
        bytes
    })
}

/// Bytes, or text, or nothing but what parsers trip over.
pub fn anything() -> impl Strategy<Value = Vec<u8>> {
    let snippets = prop::collection::vec((0..SNIPPETS.len(), 1..4usize), 0..40).prop_map(|snippets| {
        snippets.iter().flat_map(|&(at, times)| SNIPPETS[at].repeat(times).into_bytes()).collect()
    });
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        prop::collection::vec(any::<char>(), 0..100)
            .prop_map(|chars| chars.iter().collect::<String>().into_bytes()),
        snippets,
    ]
}

/// A valid front matter over any text.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    anything().prop_map(|body| {
        let mut bytes = b"---\ntitle: A\ndate: 2024-05-28\ncountries: [KP]\n---\n".to_vec();
        bytes.extend(body);
        bytes
    })
}

/// A site of valid files with one of them replaced, and what was found while its bytes became text.
fn sources(name: &str, bytes: Vec<u8>) -> (Sources, Vec<Diagnostic>) {
    let mut texts: BTreeMap<&str, Vec<u8>> = [
        ("dateline.yaml", SETTINGS),
        ("content/briefs/a.md", BRIEF),
        ("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n"),
    ]
    .map(|(name, text)| (name, text.as_bytes().to_vec()))
    .into();
    texts.insert(name, bytes);
    let mut sources = Sources::default();
    let mut found = Vec::new();
    for (name, bytes) in texts {
        let path = SitePath::new(name);
        assert_eq!(role(&path), Role::Text, "{name}");
        let text = source::text(&path, bytes).into_value(&mut found);
        sources.texts.insert(path, text);
    }
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    let picture = source::picture::probe("svg", drawing, drawing, drawing.len() as u64);
    let asset = source::Asset { length: drawing.len() as u64, fingerprint: [0; 32], picture };
    sources.assets.make_mut().insert(SitePath::new("static/img/a.svg"), asset);
    (sources, found)
}

/// What came of a site: its pages by URL, and all that was found.
struct Made {
    pages: BTreeMap<String, String>,
    found: Vec<Diagnostic>,
}

/// Takes a site through the whole pipeline, every page of it: the first time, and by what that has left.
fn make(sources: &Sources) -> Made {
    let (first, bytes) = kept::again(sources, &kept::options(), &[]);
    let (again, _) = kept::again(sources, &kept::options(), &bytes.unwrap_or_default());
    assert!(first == again, "{:?}\n{:?}", first.found, again.found);
    let text = |(url, page): (String, Vec<u8>)| (url, String::from_utf8_lossy(&page).into_owned());
    Made { pages: first.pages.into_iter().map(text).collect(), found: first.found }
}

/// Every place lies in its file, and between two characters of it.
fn check_places(sources: &Sources, found: &[Diagnostic]) {
    for diagnostic in found {
        for place in
            std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|(place, _)| place))
        {
            let Some(text) = sources.text(&place.path) else { continue };
            assert!(place.start <= place.end, "{diagnostic:?}");
            assert!(place.end <= text.len(), "beyond the end, {}: {diagnostic:?}", text.len());
            assert!(text.is_char_boundary(place.start), "inside a character: {diagnostic:?}");
            assert!(text.is_char_boundary(place.end), "inside a character: {diagnostic:?}");
        }
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
    }
}

/// Does the work in a thread of its own, which has to come to an end.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let _ = done.send(work());
    });
    match wait.recv_timeout(PATIENCE) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after {PATIENCE:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => panic!("no result"),
        },
    }
}

/// Builds the site with one file replaced, and checks what has to be true of any.
fn survives(name: &'static str, bytes: Vec<u8>) -> Made {
    in_time(move || {
        let (sources, mut found) = sources(name, bytes);
        let made = make(&sources);
        found.extend(made.found);
        check_places(&sources, &found);
        Made { pages: made.pages, found }
    })
}

/// Reads one brief by itself, which is much quicker than a whole site.
fn parses(bytes: Vec<u8>, settings: &'static str) -> Option<String> {
    in_time(move || {
        let (mut sources, mut found) = sources("content/briefs/a.md", bytes);
        let path = SitePath::new("dateline.yaml");
        let text = source::text(&path, settings.as_bytes().to_vec()).value;
        sources.texts.insert(path, text);
        let config = Config::read(&sources, None).value.expect("settings");
        let path = SitePath::new("content/briefs/a.md");
        let parsed = Brief::parse(&path, &sources.texts[&path], &config);
        let is_clean = !parsed.diagnostics.iter().any(Diagnostic::is_error);
        found.extend(parsed.diagnostics);
        check_places(&sources, &found);
        parsed
            .brief
            .filter(|_| is_clean)
            .map(|brief| brief.body.html.fragment().filled(|_, html| html.push('x')))
    })
}

/// What stands open at the end, or is closed without having been opened.
fn unbalanced(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let name = tag.split([' ', '>', '\n', '/']).find(|part| !part.is_empty()).unwrap_or("");
        match name {
            "br" | "hr" | "img" | "input" => {}
            _ if tag.starts_with('/') => {
                let expected = open.pop();
                if expected != Some(name) {
                    return Some(format!("</{name}> closes {expected:?}"));
                }
            }
            _ => open.push(name),
        }
    }
    open.last().map(|name| format!("<{name}> stays open"))
}

/// As many cases as fit a coffee's sip, or as many as `PROPTEST_CASES` asks for.
pub fn cases(few: u32) -> Runs {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few);
    let persistence = FileFailurePersistence::WithSource("regressions");
    Runs { cases, failure_persistence: Some(Box::new(persistence)), ..Runs::default() }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn any_bytes_as_a_brief(bytes in anything()) {
        parses(bytes, SETTINGS);
    }

    #[test]
    fn a_mutated_brief(bytes in mutated(BRIEF)) {
        parses(bytes, SETTINGS);
    }

    #[test]
    fn markdown_closes_what_it_opens(bytes in any_body()) {
        let settings = "title: Test\nbase_url: https://example.org/\nraw_html: forbid\nlanguage: ko\n";
        if let Some(html) = parses(bytes, settings) {
            prop_assert_eq!(unbalanced(&html), None, "{}", html);
        }
    }
}

proptest! {
    #![proptest_config(cases(25))]

    #[test]
    fn a_site_with_any_body(bytes in any_body()) {
        let made = survives("content/briefs/a.md", bytes);
        let page = made.pages.get("/2024/05/a/").expect("the brief's page");
        for end in ["</article>", "</main>", "</body>", "</html>"] {
            prop_assert!(page.contains(end), "{} is missing", end);
        }
        prop_assert!(page.trim_end().ends_with("</html>"));
    }

    #[test]
    fn a_site_with_a_mutated_brief(bytes in mutated(BRIEF)) {
        survives("content/briefs/a.md", bytes);
    }

    #[test]
    fn a_site_with_mutated_settings(bytes in mutated(SETTINGS)) {
        survives("dateline.yaml", bytes);
    }

    #[test]
    fn a_site_with_a_mutated_template(bytes in mutated(TEMPLATE)) {
        survives("templates/brief.html", bytes);
    }

    #[test]
    fn a_site_with_mutated_words(bytes in mutated(WORDS)) {
        survives("templates/words/en.yaml", bytes);
    }

    #[test]
    fn any_bytes_anywhere(bytes in anything(), which in 0..6usize) {
        let names = [
            "dateline.yaml",
            "templates/brief.html",
            "templates/words/ko.yaml",
            "content/pages/about.md",
            "content/countries/KP.md",
            "content/authors/korea-desk.md",
        ];
        survives(names[which], bytes);
    }
}

/// The unchanged files have nothing wrong with them, or the mutations would test little.
#[test]
fn the_valid_files_are_valid() {
    for (name, text) in [
        ("content/briefs/a.md", BRIEF),
        ("templates/words/en.yaml", WORDS),
        ("content/authors/korea-desk.md", "---\nname: Korea desk\nkind: desk\n---\nText.\n"),
    ] {
        let made = survives(name, text.as_bytes().to_vec());
        assert!(!made.found.iter().any(Diagnostic::is_error), "{name}: {:#?}", made.found);
        assert!(made.pages.len() > 40, "{}", made.pages.len());
    }
}

/// Nesting and repetition without end, larger than chance would make them.
#[test]
fn nesting_without_end() {
    let deep: &[&str] = &[
        "[",
        "![",
        "*",
        "**",
        "_",
        "> ",
        "- ",
        "1. ",
        "`",
        "<b>",
        "<",
        "[^1]: ",
        "(",
        "\\",
        "|",
        "#",
        "[a](",
        "***a ",
        "\n> - ",
        "~~",
        "&x ",
        "{a: ",
        "- - ",
        "? ",
        "!",
        "\"",
        "'",
        "{{",
        "{%",
        "{{ (",
        "{% if a %}",
        "{% for a in b %}",
        "{% block a %}",
        "{{ -",
        "{{ not ",
        "{{ [",
        "{{ {\"a\":",
        "{{ a.",
        "{{ a[",
        "{{ a | b(c=",
        "{{ 1 + (",
        "{# ",
    ];
    for snippet in deep {
        let text = snippet.repeat(10_000);
        for (name, matter) in [
            ("content/briefs/a.md", "---\ntitle: A\ndate: 2024-05-28\ncountries: [KP]\n---\n"),
            ("content/briefs/a.md", "---\ntitle: "),
            ("dateline.yaml", "title: A\nextra: "),
            ("templates/brief.html", ""),
            ("templates/words/en.yaml", "home: "),
        ] {
            let bytes = format!("{matter}{text}\n---\n").into_bytes();
            // What fails is to be seen even if the whole process goes down with it.
            let started = std::time::Instant::now();
            survives(name, bytes);
            println!("{:.2} s {name}: {snippet:?}", started.elapsed().as_secs_f64());
        }
    }
}
