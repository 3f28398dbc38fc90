//! `dateline report`.

use super::support::{Site, dateline, repository, text};

fn site() -> Site {
    let site = Site::new();
    let brief = |name: &str, title: &str, date: &str, countries: &str, more: &str, body: &str| {
        let text =
            format!("---\ntitle: {title}\ndate: {date}\ncountries: [{countries}]\n{more}---\n{body}\n");
        site.write(&format!("content/briefs/{name}.md"), text);
    };
    let two = "sources:\n  - title: One\n  - title: Two\n";
    brief("old", "Old", "2020-01-01", "KP, Mali", "authors: [Korea desk]\n", "Text.");
    brief("mali", "Mali again", "2021-01-01", "Mali", "", "Text.");
    let picture = "![Line one](a.svg)\n*A caption.*\n\n![Line two](a.svg)\n*With one.* Our desk\n\n![Line three](a.svg)";
    brief("a", "'북한: two a month'", "2026-02-01", "KP, RU", &format!("authors: [김민지]\n{two}"), picture);
    brief(
        "b",
        "One source",
        "2026-02-11T23:30:00-09:00",
        "KP",
        "authors: [Korea desk]\nsources: [{title: One}]\n",
        "T.",
    );
    brief("c", "None", "2026-09-01", "KP, RU, Norway", "", "Text.");
    brief("draft", "A draft", "2026-09-02", "Fiji", "draft: true\nauthors: [Nobody]\n", picture);
    brief("later", "Not yet", "2027-01-01", "Nauru", "authors: [Nobody]\n", picture);
    brief("gone", "No longer", "2026-01-01", "Tuvalu", "expires: 2026-02-01\nauthors: [Nobody]\n", picture);
    site.write(
        "content/briefs/a.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"3\"/>",
    );
    site
}

fn report(site: &Site, arguments: &[&str]) -> String {
    let output = site.run([&["report", "--now", "2026-11-01"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

const HUMAN: &str = "\
Desk report, 2025-11-02 to 2026-11-01: 3 briefs

Country      briefs  last
North Korea       3  2026-09-01
Russia            2  2026-09-01
Norway            1  2026-09-01

Author       briefs  last
Korea desk        1  2026-02-11
김민지            1  2026-02-01
(no author)       1

Longest silence  days  from        to
North Korea      2223  2020-01-01  2026-02-01
Mali             2130  2021-01-01  still silent
Russia            212  2026-02-01  2026-09-01

Briefs without a second source: 2 of 3
content/briefs/b.md:6:1: One source (1 source)
content/briefs/c.md:1:1: None (0 sources)

Figures without a credit: 2 of 3
content/briefs/a.md:10:1: A caption.
content/briefs/a.md:16:1: Line three
";

#[test]
fn it_says_what_was_filed_and_what_is_lacking() {
    let site = site();
    assert_eq!(report(&site, &[]), HUMAN);
    assert!(!site.exists("public"), "it writes nothing");
    // Everything of the period, of drafts and of what is to come, as in a build.
    let all = report(&site, &["--drafts", "--future", "--from", "2025-11-02", "--to", "2027-12-31"]);
    for name in ["Fiji", "Nauru", "Nobody"] {
        assert!(all.contains(name) && !HUMAN.contains(name), "{all}");
    }
    assert!(!all.contains("Tuvalu"), "{all}");
    let then = report(&site, &["--from", "2020-01-01", "--to", "2021-06-30"]);
    assert!(then.starts_with("Desk report, 2020-01-01 to 2021-06-30: 2 briefs\n\nCountry"), "{then}");
    assert!(then.contains("Mali              366  2020-01-01  2021-01-01\n"), "{then}");
    let (_, silences) = then.split_once("Longest silence").expect("silences");
    assert!(!silences.contains("North Korea"), "filed once until then: {then}");
    // An empty period is a report, too.
    let none = report(&site, &["--from", "2023-01-01", "--to", "2023-01-01"]);
    assert!(none.starts_with("Desk report, 2023-01-01 to 2023-01-01: 0 briefs\n\nLongest silence"), "{none}");
    assert!(
        none.ends_with("Briefs without a second source: 0 of 0\n\nFigures without a credit: 0 of 0\n"),
        "{none}"
    );
    let empty = Site::new();
    assert!(report(&empty, &[]).starts_with("Desk report, 2025-11-02 to 2026-11-01: 0 briefs\n"));
}

#[test]
fn as_json() {
    let said = report(&site(), &["--format", "json"]);
    assert_eq!(said.lines().count(), 1, "{said}");
    let found: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let expected = serde_json::json!({
        "version": 1, "kind": "report", "from": "2025-11-02", "to": "2026-11-01", "briefs": 3, "unsigned": 1,
        "countries": [
            {"name": "North Korea", "code": "PRK", "briefs": 3, "last": "2026-09-01"},
            {"name": "Russia", "code": "RUS", "briefs": 2, "last": "2026-09-01"},
            {"name": "Norway", "code": "NOR", "briefs": 1, "last": "2026-09-01"},
        ],
        "authors": [
            {"name": "Korea desk", "slug": "korea-desk", "briefs": 1, "last": "2026-02-11"},
            {"name": "김민지", "slug": "김민지", "briefs": 1, "last": "2026-02-01"},
        ],
        "silences": [
            {"name": "North Korea", "code": "PRK", "days": 2223, "after": "2020-01-01", "before": "2026-02-01"},
            {"name": "Mali", "code": "MLI", "days": 2130, "after": "2021-01-01", "before": null},
            {"name": "Russia", "code": "RUS", "days": 212, "after": "2026-02-01", "before": "2026-09-01"},
        ],
        "without_second_source": {"count": 2, "of": 3, "places": [
            {"file": "content/briefs/b.md", "line": 6, "column": 1, "text": "One source", "sources": 1},
            {"file": "content/briefs/c.md", "line": 1, "column": 1, "text": "None", "sources": 0},
        ]},
        "without_credit": {"count": 2, "of": 3, "places": [
            {"file": "content/briefs/a.md", "line": 10, "column": 1, "text": "A caption."},
            {"file": "content/briefs/a.md", "line": 16, "column": 1, "text": "Line three"},
        ]},
    });
    assert_eq!(found, expected);
}

#[test]
fn mistakes_come_first() {
    let site = site();
    site.brief("bad.md", "titel: x\n", "");
    let output = site.run(["report", "--now", "2026-11-01"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("unknown key `titel`"));
    assert_eq!(text(&output.stdout), "No report: 1 error in 1 file\n");
    let output = site.run(["report", "--now", "2026-11-01", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("{\"severity\":\"error\""), "{}", text(&output.stdout));
    // A warning is said, and the report made.
    site.brief("bad.md", "topics: [a, a]\n", "");
    let output = site.run(["report", "--now", "2026-11-01"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("named twice") && text(&output.stdout).starts_with("Desk report"));
}

#[test]
fn what_it_cannot_do() {
    let site = site();
    for (arguments, says) in [
        (&["--from", "yesterday"][..], "--from"),
        (&["--to", "2026-02-30"], "that month has 28 days"),
        (&["--from", "2026-02-01", "--to", "2026-01-31"], "ends before it starts"),
        (&["--now", "never"], "--now"),
    ] {
        let output = site.run([&["report"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
    }
}

/// A text of several lines stays in its own, and a byte order mark is no column.
#[test]
fn places_and_lines_hold() {
    let site = site();
    let text = "\u{feff}---\r\ntitle: 평양의 사진\r\ndate: 2026-03-01\r\ncountries: [KP]\r\nkicker: '사진'\r\nsources: []\r\n---\r\n\
                글.\r\n\r\n> ![Line\r\n> one](a.svg)\r\n";
    site.write("content/briefs/crlf.md", text);
    let said = report(&site, &[]);
    assert!(said.contains("\ncontent/briefs/crlf.md:6:1: 평양의 사진 (0 sources)\n"), "{said}");
    assert!(said.contains("\ncontent/briefs/crlf.md:10:3: Line one\n"), "{said}");
}

#[test]
fn of_the_example() {
    let mut command = dateline();
    command.arg("--site").arg(repository("")).args(["report", "--from", "2015-01-01", "--now", "2026-11-01"]);
    let output = command.output().expect("run dateline");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("still silent"));
}
