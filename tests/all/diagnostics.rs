//! What dateline says of a site with mistakes, and that it then does nothing but say it.
//!
//! Each folder in `tests/sites/bad` is a site. Its `expected.txt` holds the exit status on the first
//! line, and below it what stands on stderr. After a change of wording, write the files anew and
//! read the diff:
//!
//! ```sh
//! DATELINE_UPDATE=1 cargo test --test all diagnostics
//! ```
//!
//! What cannot be a file in git (50 MB, symbolic links, odd names, bytes that are no text) is made
//! further down.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::support::{Site, copy, dateline, files, repository, text};

/// No input may keep an author waiting for longer, even in a slow build of dateline.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn every_bad_site() {
    let folder = repository("tests/sites/bad");
    let mut names: Vec<_> =
        fs::read_dir(&folder).expect("the bad sites").map(|entry| entry.expect("a site").path()).collect();
    names.sort();
    assert!(names.len() > 20, "only {} sites in {}", names.len(), folder.display());
    let complaints: Vec<String> = names.iter().filter_map(|case| check_case(case).err()).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn check_case(case: &Path) -> Result<(), String> {
    let site = good_site();
    break_with(&site, case);
    let before = state(site.path());
    let human = timed(|| site.build());
    let status = human.status.code();
    let unchanged = state(site.path()) == before;
    let objects = objects(&timed(|| site.run(["build", "--now", "2026-11-01", "--format", "json"])));

    let shown = text(&human.stderr);
    let mut wrong = String::new();
    match status {
        Some(0) => {}
        Some(1) if unchanged => {}
        Some(1) => wrong.push_str("  a site with errors was written to\n"),
        other => writeln!(wrong, "  ended with {other:?}").expect("a string"),
    }
    if status == Some(1) && !text(&human.stdout).contains("Nothing written: ") {
        writeln!(wrong, "  says {}", text(&human.stdout)).expect("a string");
    }
    wrong.push_str(&same_facts(&shown, &objects));
    let found = format!("exit status: {}\n\n{shown}", status.unwrap_or(-1));
    let file = case.join("expected.txt");
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        fs::write(&file, &found).expect("write the expected text");
    } else if fs::read_to_string(&file).unwrap_or_default() != found {
        writeln!(wrong, "  differs from expected.txt; this is what was found:\n{found}").expect("a string");
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}:\n{wrong}", case.display())) }
}

/// JSON and text say the same, in the same order, once, and always what to do.
fn same_facts(shown: &str, objects: &[Value]) -> String {
    let mut wrong = String::new();
    let mut rest = shown;
    for (at, object) in objects.iter().enumerate() {
        let word = |key: &str| object[key].as_str().unwrap_or("").to_owned();
        let title = format!("{}: {}", word("severity"), word("message"));
        for fact in [title, place(object), word("help")] {
            match rest.find(&fact) {
                Some(start) => rest = &rest[start + fact.len()..],
                None => writeln!(wrong, "  only in JSON: {fact}").expect("a string"),
            }
        }
        if word("help").is_empty() {
            writeln!(wrong, "  does not say what to do: {object}").expect("a string");
        }
        if objects[..at]
            .iter()
            .any(|other| other["message"] == object["message"] && place(other) == place(object))
        {
            writeln!(wrong, "  said twice: {object}").expect("a string");
        }
    }
    for severity in ["error", "warning"] {
        let lines = shown.lines().filter(|line| line.starts_with(&format!("{severity}: "))).count();
        if lines != objects.iter().filter(|object| object["severity"] == severity).count() {
            writeln!(wrong, "  not as many of {severity} in JSON").expect("a string");
        }
    }
    wrong
}

/// A site with an output that is all right.
fn good_site() -> Site {
    let site = Site::new();
    site.brief("good.md", "", "Text.").built();
    site
}

/// Puts other input in the place of the site's.
fn break_with(site: &Site, case: &Path) {
    fs::remove_dir_all(site.path().join("content")).expect("delete the content");
    fs::remove_file(site.path().join("dateline.yaml")).expect("delete the settings");
    copy(case, site.path());
}

/// Everything in a folder, with the time of its last change.
fn state(folder: &Path) -> Vec<(String, Vec<u8>, SystemTime)> {
    let time = |name: &str| {
        fs::metadata(folder.join(name)).and_then(|file| file.modified()).expect("a file's last change")
    };
    files(folder).into_iter().map(|(name, bytes)| (name.clone(), bytes, time(&name))).collect()
}

fn timed(run: impl FnOnce() -> Output) -> Output {
    let start = Instant::now();
    let output = run();
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    output
}

fn objects(output: &Output) -> Vec<Value> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text(&output.stdout).lines().map(read).collect()
}

/// As editors read it: `content/briefs/x.md:3:8`.
fn place(object: &Value) -> String {
    format!("{}:{}:{}", object["file"].as_str().unwrap_or(""), object["line"], object["column"])
}

/// The diagnostics of a site that was good and is now as `spoil` makes it; it must have errors.
fn spoilt(spoil: impl FnOnce(&Site)) -> Vec<String> {
    spoilt_as(spoil, |site| site.run(["build", "--now", "2026-11-01", "--format", "json"]))
}

fn spoilt_as(spoil: impl FnOnce(&Site), build: impl FnOnce(&Site) -> Output) -> Vec<String> {
    let site = good_site();
    let before = state(&site.path().join("public"));
    spoil(&site);
    let output = timed(|| build(&site));
    assert_eq!(output.status.code(), Some(1), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(state(&site.path().join("public")) == before, "a site with errors was written");
    listed(&output)
}

/// One line for each diagnostic: `content/briefs/x.md:3:8: message / help`.
fn listed(output: &Output) -> Vec<String> {
    let line = |object: &Value| {
        let word = |key: &str| object[key].as_str().unwrap_or("").to_owned();
        assert!(!word("help").is_empty(), "does not say what to do: {object}");
        format!("{}: {} / {}", place(object), word("message"), word("help"))
    };
    objects(output).iter().map(line).collect()
}

/// The diagnostics, by their beginnings and in order, are these and no others.
#[track_caller]
fn assert_said(found: &[String], expected: &[&str]) {
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected));
    assert!(same, "found:\n{}\nexpected:\n{}", found.join("\n"), expected.join("\n"));
}

/// A brief's first lines, so that its text starts on line 6.
const MATTER: &str = "---\ntitle: A brief\ndate: 2024-05-28\ncountries: [KP]\n---\n";

#[test]
fn draft_with_mistakes_leaks_nothing() {
    let site = good_site();
    break_with(&site, &repository("tests/sites/bad/draft"));
    site.built();
    for (name, bytes) in files(&site.path().join("public")) {
        assert!(!name.contains("ecret") && !text(&bytes).contains("ecret"), "{name} tells of the draft");
    }
}

#[test]
fn huge_text() {
    let found = spoilt(|site| {
        site.write("content/briefs/huge.md", MATTER.to_owned() + &"Word after word. ".repeat(3 << 20));
        site.write("content/briefs/other.md", "");
        site.write("templates/home.html", " ".repeat(50 << 20));
    });
    assert_said(
        &found,
        &[
            "content/briefs/huge.md:1:1: the file has 51 MB; a text may have 8",
            "content/briefs/other.md:1:1: the file is empty",
            "templates/home.html:1:1: the file has 50 MB; a text may have 8",
        ],
    );
}

#[test]
fn huge_settings() {
    let found = spoilt(|site| {
        site.write("dateline.yaml", "#".repeat(50 << 20));
    });
    assert_said(&found, &["dateline.yaml:1:1: the file has 50 MB; a text may have 8"]);
}

#[test]
fn large_text_of_one_line() {
    let site = good_site();
    for (name, part) in [
        ("words", "word "),
        ("stars", "*a **b "),
        ("ticks", "`a ``b "),
        ("brackets", "[a](b "),
        ("footnotes", "[^a]: "),
        ("pipes", "a|"),
        ("less", "<a <!-- "),
        ("entities", "&amp;&#x110000;"),
        ("underlines", "_a __b~~"),
        ("hangul", "**말(word)**을 *"),
    ] {
        site.write(
            &format!("content/briefs/{name}.md"),
            MATTER.to_owned() + &part.repeat((1 << 17) / part.len()),
        );
    }
    let output = timed(|| site.build());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?} {}", output.status, text(&output.stderr));
}

#[test]
fn many_titles_in_html() {
    let site = good_site();
    let html = format!("<div>{}<TITLE>a</Title><img src=\"none.png\">", "<title></title>".repeat(60_000));
    site.write("content/briefs/titles.md", MATTER.to_owned() + &html);
    let output = timed(|| site.build());
    assert!(text(&output.stderr).contains("`none.png` leads nowhere"), "{}", text(&output.stderr));
}

#[test]
fn deep_nesting() {
    let deep = |part: &str| part.repeat(10_000);
    let found = spoilt(|site| {
        site.brief("brackets.md", "", &deep("["));
        site.brief("pictures.md", "", &format!("{}a{}", deep("!["), deep("](a.png)")));
        site.brief("quotes.md", "", &format!("Text.\n\n{}", deep(">")));
        site.brief("lists.md", "", &format!("Text.\n\n{}", deep("+ ")));
        site.brief("numbers.md", "", &deep("1. "));
        site.brief("both.md", "", &deep("> - "));
        site.brief("html.md", "", &deep("<div>\n"));
        site.brief("stars.md", "", &format!("{}a{}", deep("*"), deep("*")));
        site.brief("yaml-list.md", &format!("extra: {{a: {}{}}}\n", deep("["), deep("]")), "");
        site.brief("yaml-open.md", &format!("extra: {{a: {}\n", deep("[")), "");
        site.brief("yaml-map.md", &format!("extra: {}{}\n", deep("{a: "), deep("}")), "");
        site.brief("yaml-block.md", &format!("extra:\n  {}a\n", deep("- ")), "");
        site.brief("yaml-key.md", &format!("? {}\n", deep("? ")), "");
    });
    assert_said(
        &found,
        &[
            "content/briefs/both.md:6:65: lists and quotations nest more than 32 deep here",
            "content/briefs/lists.md:8:65: lists and quotations nest more than 32 deep here",
            "content/briefs/numbers.md:6:97: lists and quotations nest more than 32 deep here",
            "content/briefs/pictures.md:6:1: `a.png` leads nowhere",
            "content/briefs/quotes.md:8:33: lists and quotations nest more than 32 deep here",
            "content/briefs/yaml-block.md:6:",
            "content/briefs/yaml-key.md:5:",
            "content/briefs/yaml-list.md:5:",
            "content/briefs/yaml-map.md:5:",
            "content/briefs/yaml-open.md:5:",
        ],
    );
}

#[test]
fn deep_templates() {
    let deep = |part: &str| part.repeat(10_000);
    let found = spoilt(|site| {
        site.write("templates/home.html", format!("{{{{ {}1{} }}}}", deep("("), deep(")")));
        site.write("templates/brief.html", format!("{}{}", deep("{% if true %}"), deep("{% endif %}")));
        site.write("templates/day.html", format!("{{{{ {}1 }}}}", deep("not ")));
        site.write("templates/month.html", format!("{{{{ {}1{} }}}}", deep("["), deep("]")));
        site.write("templates/year.html", format!("{{{{ 1{} }}}}", deep(" + 1")));
        site.write("templates/country.html", format!("{{{{ a{} }}}}", deep(".a")));
    });
    assert!(found.iter().any(|line| line.starts_with("templates/home.html:1:")), "{}", found.join("\n"));
}

#[test]
fn long_lists_and_many_mistakes() {
    let found = spoilt(|site| {
        site.brief("topics.md", &format!("topics: [{}b]\n", "a, ".repeat(1_000_000)), "");
        site.brief("points.md", &format!("key_points:\n{}", "- a\n".repeat(100_000)), "");
        site.brief("sources.md", &format!("sources: [{}]\n", "{}, ".repeat(900)), "");
        site.brief("keys.md", &(0..900).map(|n| format!("key{n}: 1\n")).collect::<String>(), "");
        site.brief("links.md", "", &format!("Pyongyang {}", "[a](b.md) ".repeat(900)));
        site.brief(
            "headings.md",
            "",
            &format!("{}Pyongyang {}", "# One\n\n".repeat(900), "[a](#elsewhere) ".repeat(900)),
        );
        let notes: String = (0..900).map(|n| format!("[^{n}]: note\n\n")).collect();
        site.brief("notes.md", "", &format!("Pyongyang\n\n{notes}"));
    });
    let of = |name: &str| found.iter().filter(|line| line.contains(name)).count();
    assert_eq!(of("/topics.md:5:9: `topics` has 1000001 entries"), 1, "{}", found.join("\n"));
    assert_eq!(of("/points.md:6:3: `key_points` has 100000 entries"), 1, "{}", found.join("\n"));
    assert_eq!((of("/sources.md"), of("/keys.md")), (41, 41));
    assert_eq!(of(" more mistakes after this one"), 2, "{}", found.join("\n"));
    assert_eq!((of("/links.md"), of("/headings.md"), of("/notes.md")), (41, 41, 41), "{}", found.join("\n"));
    assert_eq!(of(" 860 more mistakes in this text"), 3, "{}", found.join("\n"));
}

#[test]
fn laughs() {
    let mut laughs = "extra:\n  a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for n in 1..12 {
        let parts = vec![format!("*a{}", n - 1); 9].join(", ");
        writeln!(laughs, "  a{n}: &a{n} [{parts}]").expect("a string");
    }
    let found = spoilt(|site| {
        site.brief("laughs.md", &laughs, "");
        site.brief("itself.md", "extra: &a [*a]\n", "");
        site.brief("merge.md", "extra: &a {b: *a}\n", "");
    });
    assert_said(
        &found,
        &["content/briefs/itself.md:5:8: ", "content/briefs/laughs.md:", "content/briefs/merge.md:5:8: "],
    );
}

#[test]
fn bytes_that_are_no_text() {
    let latin = b"---\ntitle: A brief\ndate: 2024-05-28\ncountries: [C\xf4te d'Ivoire]\nkicker: [a]\n---\nCaf\xe9 and [x](y.md).\n";
    let found = spoilt(|site| {
        site.write("content/briefs/latin.md", latin);
        site.write("content/briefs/utf16.md", b"\xff\xfe-\0-\0-\0\n\0t\0i\0t\0l\0e\0:\0 \0A\0\n\0");
        site.write("content/briefs/zip.md", b"PK\x03\x04\0\0\0\x08\0\xff\xfe\xfd");
        site.write("content/briefs/nul.md", MATTER.replace("A brief", "A\0brief") + "Text\0.\n");
        site.write("templates/home.html", b"caf\xe9");
    });
    assert_said(
        &found,
        &[
            "content/briefs/latin.md:4:14: the file is no UTF-8 text",
            "content/briefs/latin.md:5:9: `kicker` has to be text, but this is a list",
            "content/briefs/latin.md:7:10: `y.md` leads nowhere",
            "content/briefs/nul.md:2:9: ",
            "content/briefs/utf16.md:1:1: the file is no UTF-8 text",
            "content/briefs/zip.md:1:10: the file is no UTF-8 text",
            "templates/home.html:1:4: the file is no UTF-8 text",
        ],
    );
}

#[test]
fn line_ends_and_byte_order_mark() {
    let good =
        format!("{MATTER}## A heading\n\nText with `code`,\nand a [link](#a-heading).\n\n```\ncode\n```\n");
    let build = |text: &str| {
        let site = Site::new();
        site.write("content/briefs/a.md", text).built();
        files(&site.path().join("public"))
    };
    let plain = build(&good);
    assert!(plain == build(&good.replace('\n', "\r\n")), "CRLF changes the output");
    assert!(plain == build(&format!("\u{feff}{good}")), "a byte order mark changes the output");

    let bad = "---\ntitle: [한국 brief]\ndate: yesterday\ncountries: [KP, \"북한어\", Korea]\n---\n한국 [a](b.md)\n\n![](c.png)\n";
    let expected = [
        "content/briefs/a.md:2:8: `title` has to be text",
        "content/briefs/a.md:3:7: `yesterday` is no date",
        "content/briefs/a.md:4:17: there is no country `북한어`",
        "content/briefs/a.md:4:24: `Korea` can mean more than one country",
        "content/briefs/a.md:6:4: `b.md` leads nowhere",
        "content/briefs/a.md:8:1: `c.png` leads nowhere",
        "content/briefs/a.md:8:1: the picture has no alternative text",
    ];
    for text in [bad.to_owned(), bad.replace('\n', "\r\n"), format!("\u{feff}{bad}")] {
        let found = spoilt(|site| {
            site.write("content/briefs/a.md", &text);
        });
        assert_said(&found, &expected);
    }
    let unclosed = bad.replace("yesterday", "\"yesterday").replace("\"북한어\"", "북한어");
    for text in [unclosed.clone(), unclosed.replace('\n', "\r\n"), format!("\u{feff}{unclosed}")] {
        let found = spoilt(|site| {
            site.write("content/briefs/a.md", &text);
        });
        assert!(found[0].starts_with("content/briefs/a.md:3:7: "), "{}", found.join("\n"));
    }
}

#[test]
fn mistakes_of_the_settings_with_a_byte_order_mark() {
    let found = spoilt(|site| {
        site.write(
            "dateline.yaml",
            "\u{feff}titel: Test\r\nbase_url: https://example.org/\r\npaginate: 0\r\n",
        );
    });
    assert_said(
        &found,
        &[
            "dateline.yaml:1:1: unknown key `titel`",
            "dateline.yaml:3:11: `paginate` has to be a whole number",
        ],
    );
}

#[test]
fn no_settings() {
    let site = good_site();
    let before = state(&site.path().join("public"));
    fs::remove_file(site.path().join("dateline.yaml")).expect("delete the settings");
    let output = site.build();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("it has no dateline.yaml\n  help: "), "{}", text(&output.stderr));
    assert!(state(&site.path().join("public")) == before);
}

#[test]
fn odd_names() {
    let site = Site::new();
    let long = "é".repeat(126) + ".md";
    assert_eq!(long.len(), 255);
    let composed = "caf\u{e9}.md";
    let decomposed = "the\u{302}.md";
    for name in
        ["with some space.md", "-leading.md", "100%.md", "a+b&c.md", "#1.md", "a'b\"c.md", "한국.md", &long]
    {
        site.brief(name, "", "Text.");
    }
    site.brief(composed, "", "Text.");
    site.brief(decomposed, "", "Text.");
    site.write("static/img/a photo (1).txt", "A file.");
    let links = [
        "with%20some%20space.md",
        "<with some space.md>",
        "-leading.md",
        "100%25.md",
        "a+b&c.md",
        "%231.md",
        "<a'b\"c.md>",
        "한국.md",
        "%ED%95%9C%EA%B5%AD.md",
        "cafe\u{301}.md",
        "th\u{ea}.md",
        "caf%C3%A9.md",
        "cafe%CC%81.md",
        "</img/a photo (1).txt>",
        &long,
    ];
    let body: String = links.iter().map(|link| format!("[a]({link})\n\n")).collect();
    site.brief("links.md", "", &body).built();
    let page = site.read("public/2024/05/28/links/index.html");
    let prose = page.split("<div class=\"prose\">").nth(1).and_then(|rest| rest.split("</div>").next());
    let mut count = 0;
    for part in prose.expect("the brief's text").split("href=\"").skip(1) {
        let href = part.split('"').next().expect("an address").replace("&amp;", "&").replace("&#39;", "'");
        let path = percent_encoding::percent_decode_str(&href).decode_utf8().expect("UTF-8").into_owned();
        let file = if path.ends_with('/') { format!("{path}index.html") } else { path };
        assert!(site.exists(&format!("public{file}")), "{href} leads nowhere");
        count += 1;
    }
    assert_eq!(count, links.len());
}

#[cfg(unix)]
mod on_unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

    use super::*;

    #[test]
    fn symbolic_links() {
        let outside = tempfile::tempdir().expect("a temporary folder");
        fs::write(outside.path().join("secret.md"), "secret").expect("write a file");
        let found = spoilt(|site| {
            let link = |from: &Path, name: &str| symlink(from, site.path().join(name)).expect("make a link");
            site.brief("folder/one.md", "", "Text.");
            link(Path::new(".."), "content/briefs/folder/loop");
            link(Path::new("itself"), "content/briefs/itself");
            link(Path::new("nowhere.md"), "content/briefs/dangling.md");
            link(outside.path(), "content/briefs/outside");
            link(&outside.path().join("secret.md"), "content/briefs/secret.md");
            fs::create_dir_all(site.path().join("static")).expect("make a folder");
            link(Path::new("/etc/passwd"), "static/passwd");
            link(Path::new("../.."), "static/up");
        });
        assert_said(
            &found,
            &[
                "content/briefs/dangling.md:1:1: the symbolic link leads nowhere",
                "content/briefs/folder/loop:1:1: the symbolic link leads back to a folder that it stands in",
                "content/briefs/itself:1:1: the symbolic link leads nowhere",
                "content/briefs/outside:1:1: the symbolic link leads out of the site's folder",
                "content/briefs/secret.md:1:1: the symbolic link leads out of the site's folder",
                "static/passwd:1:1: the symbolic link leads out of the site's folder",
                "static/up:1:1: the symbolic link leads out of the site's folder",
            ],
        );
    }

    #[test]
    fn top_folders_that_are_links_or_files() {
        let outside = tempfile::tempdir().expect("a temporary folder");
        let found = spoilt(|site| {
            symlink(outside.path(), site.path().join("templates")).expect("make a link");
            symlink("nowhere", site.path().join("static")).expect("make a link");
        });
        assert_said(
            &found,
            &[
                "static:1:1: the symbolic link leads nowhere",
                "templates:1:1: the symbolic link leads out of the site's folder",
            ],
        );
    }

    /// Many links between few folders are a maze with more ways than atoms.
    #[test]
    fn maze_of_links() {
        let site = good_site();
        for n in 0..24 {
            fs::create_dir_all(site.path().join(format!("static/{n}"))).expect("make a folder");
            for way in ["a", "b"] {
                let to = format!("../{}", n + 1);
                symlink(to, site.path().join(format!("static/{n}/{way}"))).expect("make a link");
            }
        }
        site.write("static/24/file.txt", "A file.");
        let output = timed(|| site.build());
        assert_eq!(output.status.code(), Some(1));
        let said = "error: the symbolic link leads to more than 20000 files\n--> static/0/a:1:1";
        assert_eq!(text(&output.stderr).matches("error: ").count(), 1);
        assert!(text(&output.stderr).starts_with(said), "{}", text(&output.stderr));
    }

    #[test]
    fn names_that_are_no_text() {
        let found = spoilt(|site| {
            let name = OsStr::from_bytes(b"caf\xe9.md");
            fs::write(site.path().join("content/briefs").join(name), MATTER).expect("write a file");
        });
        assert_said(&found, &["content/briefs/caf\u{fffd}.md:1:1: the file's name is no UTF-8 text"]);
    }

    #[test]
    fn pipes_are_left_alone() {
        let site = good_site();
        let pipe = site.path().join("content/briefs/pipe.md");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|status| status.success()) {
            let output = timed(|| site.build());
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
    }

    #[test]
    fn unreadable() {
        let close = |site: &Site, name: &str| {
            let closed = fs::Permissions::from_mode(0o000);
            fs::set_permissions(site.path().join(name), closed).expect("close a file");
        };
        let found = spoilt_as(
            |site| {
                site.brief("closed.md", "", "Text.").brief("folder/one.md", "", "Text.");
                site.brief("bad.md", "kicker: []\n", "[a](closed.md)");
                site.write("static/closed.png", "").write("static/folder/one.txt", "");
                site.write("templates/home.html", "");
                for name in ["content/briefs/closed.md", "static/closed.png", "templates/home.html"] {
                    close(site, name);
                }
                close(site, "content/briefs/folder");
                close(site, "static/folder");
            },
            |site| {
                let output = build_as_nobody(site);
                for name in ["content/briefs/folder", "static/folder"] {
                    let open = fs::Permissions::from_mode(0o755);
                    fs::set_permissions(site.path().join(name), open).expect("open a folder");
                }
                output
            },
        );
        assert_said(
            &found,
            &[
                "content/briefs/bad.md:5:9: `kicker` has to be text",
                "content/briefs/closed.md:1:1: the file cannot be read: ",
                "content/briefs/folder:1:1: the folder cannot be read: ",
                "static/closed.png:1:1: the file cannot be read: ",
                "static/folder:1:1: the folder cannot be read: ",
                "templates/home.html:1:1: the file cannot be read: ",
            ],
        );
    }

    #[test]
    fn unreadable_settings() {
        let found = spoilt_as(
            |site| {
                let closed = fs::Permissions::from_mode(0o000);
                fs::set_permissions(site.path().join("dateline.yaml"), closed).expect("close a file");
            },
            build_as_nobody,
        );
        assert_said(&found, &["dateline.yaml:1:1: the file cannot be read: "]);
    }

    /// The superuser may read everything, so somebody else has to build.
    fn build_as_nobody(site: &Site) -> Output {
        let arguments = ["build", "--now", "2026-11-01", "--format", "json"];
        if fs::metadata(site.path()).expect("the site's folder").uid() != 0 {
            return site.run(arguments);
        }
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(site.path(), open).expect("open the site's folder");
        let program = tempfile::tempdir().expect("a temporary folder");
        fs::set_permissions(program.path(), fs::Permissions::from_mode(0o755)).expect("open a folder");
        let copy = program.path().join("dateline");
        fs::copy(dateline().get_program(), &copy).expect("copy the program");
        std::process::Command::new(copy)
            .arg("--site")
            .arg(site.path())
            .args(arguments)
            .uid(65534)
            .output()
            .expect("run dateline")
    }
}
