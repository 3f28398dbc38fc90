//! The commands as they are typed.

use std::fs;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;
use std::process::{Output, Stdio};

use super::support::{Site, dateline, files, text};

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    dateline().current_dir(folder).args(arguments).output().expect("run dateline")
}

#[track_caller]
fn assert_status(output: &Output, status: i32) {
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn init_makes_a_site_that_builds_without_a_word() {
    let folder = folder();
    fs::create_dir(folder.path().join("empty")).expect("make a folder");
    for name in ["fresh", "empty", "deep/er/down", "with space"] {
        let output = run(folder.path(), &["init", name]);
        assert_status(&output, 0);
        let said = text(&output.stdout);
        assert!(said.contains(name) && said.contains("dateline serve"), "{said}");
        let site = folder.path().join(name);
        let output = run(&site, &["build"]);
        assert_status(&output, 0);
        assert_eq!(text(&output.stderr), "", "the starter site has nothing wrong with it");
        assert!(text(&output.stdout).starts_with("1 brief, "), "{}", text(&output.stdout));
        assert!(site.join("public/countries/nor/index.html").is_file());
        assert!(site.join("public/about/index.html").is_file());
        let output = run(&site, &["build", "--format", "json"]);
        assert_eq!(text(&output.stdout), "", "no diagnostics at all");
        assert!(!fs::read_to_string(site.join("dateline.yaml")).expect("settings").contains("{date}"));
    }
}

#[test]
fn init_here() {
    let folder = folder();
    let output = run(folder.path(), &["init", "."]);
    assert_status(&output, 0);
    assert!(!text(&output.stdout).contains("cd ."), "{}", text(&output.stdout));
    assert_status(&run(folder.path(), &["build"]), 0);
}

#[test]
fn init_overwrites_nothing() {
    for way in ["dateline.yaml", "content/briefs/a-first-brief.md", ".gitignore"] {
        let folder = folder();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("content/briefs")).expect("make a folder");
        fs::write(site.join(way), "mine").expect("write a file");
        fs::write(site.join("README"), "mine, too").expect("write a file");
        let before = files(folder.path());
        let output = run(folder.path(), &["init", "site"]);
        assert_status(&output, 2);
        assert!(text(&output.stderr).contains(way), "{}", text(&output.stderr));
        assert_eq!(files(folder.path()), before, "nothing was changed");
    }
    // Files that are not in the way stay.
    let folder = folder();
    fs::write(folder.path().join("README"), "mine").expect("write a file");
    assert_status(&run(folder.path(), &["init", "."]), 0);
    assert_eq!(fs::read_to_string(folder.path().join("README")).expect("the file"), "mine");
    // A second time there is a site in the way.
    let before = files(folder.path());
    assert_status(&run(folder.path(), &["init", "."]), 2);
    assert_eq!(files(folder.path()), before);
    // A file where the folder, or one inside it, has to be.
    assert_status(&run(folder.path(), &["init", "README"]), 2);
    let blocked = super::commands::folder();
    fs::write(blocked.path().join("static"), "a file").expect("write a file");
    let before = files(blocked.path());
    assert_status(&run(blocked.path(), &["init", "."]), 2);
    assert_eq!(files(blocked.path()), before, "nothing was changed");
}

/// Titles and names that YAML would take for something else.
const HOSTILE: &[&str] = &[
    "Seoul: \"the talks\" #1",
    "- x",
    "? y",
    "🚢 A ship, *and* a `code`",
    "yes",
    "No",
    "null",
    "~5",
    "2024-05-28",
    "1.10",
    "0x1F",
    "[a, b]",
    "{a: b}",
    "a, b [c] {d}",
    "'single'",
    "\"double\"",
    "it's \"both\"",
    "back\\slash, and a comma",
    "& anchor",
    "*alias",
    "!tag x",
    "%percent",
    "@at",
    "`tick",
    "> folded",
    "| literal",
    "ends with colon:",
    "ends with hash #",
    "#hash first",
    "---",
    "--- x",
    "... y",
    "北京与莫斯科",
    "العربية",
    "a\tb",
    "line\nbreak",
    "line\u{2028}separator",
    "nbsp\u{a0}nbsp",
    "{{ title }} {% raw %}",
    "<script>alert(1)</script>",
    "Doe, \"Jane\"",
    "=",
    "<<",
    "very long and so on ",
];

/// The front matter's value of a key, read by another YAML library.
fn field(matter: &str, key: &str) -> serde_yaml::Value {
    let inner =
        matter.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter").0;
    let value: serde_yaml::Value =
        serde_yaml::from_str(inner).unwrap_or_else(|error| panic!("{error}: {inner}"));
    value[key].clone()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

#[test]
fn new_fills_in_the_fields() {
    let site = Site::new();
    let output = site.run([
        "new",
        "Who came to the parade",
        "-c",
        "KP",
        "--country",
        "Russia",
        "-a",
        "Korea desk",
        "--author",
        "Åsa Öberg",
        "-k",
        "Analysis",
        "--date",
        "2024-05-28 22:33",
    ]);
    assert_status(&output, 0);
    let path = "content/briefs/2024/who-came-to-the-parade.md";
    assert!(text(&output.stdout).trim_end().ends_with(path), "{}", text(&output.stdout));
    let written = site.read(path);
    assert_eq!(field(&written, "title"), "Who came to the parade");
    assert_eq!(field(&written, "kicker"), "Analysis");
    assert_eq!(field(&written, "date"), "2024-05-28 22:33");
    assert_eq!(
        field(&written, "countries"),
        serde_yaml::from_str::<serde_yaml::Value>("[KP, Russia]").expect("yaml")
    );
    assert_eq!(
        field(&written, "authors"),
        serde_yaml::from_str::<serde_yaml::Value>("[Korea desk, Åsa Öberg]").expect("yaml")
    );
    // It is a draft, so that nothing half written goes out.
    let output = site.built().run(["build", "--drafts", "--now", "2026-11-01"]);
    assert_status(&output, 0);
    assert_eq!(text(&output.stderr), "");
    assert!(site.exists("public/2024/05/28/who-came-to-the-parade/index.html"));
    site.built();
    assert!(!site.exists("public/2024"));
}

#[test]
fn new_takes_any_title() {
    for title in HOSTILE {
        let site = Site::new();
        // Some of the titles name a country, and none is Norway.
        site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\nnotes: off\n");
        // A value that starts with a hyphen is still a value.
        let output = site.run([
            "new",
            "-c",
            "NO",
            &format!("--author={title} "),
            &format!("--kicker={title}"),
            "--date=2024-05-28",
            "--",
            title,
        ]);
        let slug = dateline::text::slug(title);
        if slug.is_empty() {
            assert_status(&output, 2);
            assert!(text(&output.stderr).contains("no letter or digit"));
            continue;
        }
        assert_status(&output, 0);
        let path = format!("content/briefs/2024/{slug}.md");
        let written = site.read(&path);
        for key in ["title", "kicker"] {
            assert_eq!(
                field(&written, key).as_str().map(str::trim),
                Some(&*one_line(title)),
                "{title:?}: {written}"
            );
        }
        assert_eq!(
            field(&written, "authors")[0].as_str().map(str::trim),
            Some(&*one_line(title)),
            "{title:?}: {written}"
        );
        assert_eq!(field(&written, "authors").as_sequence().map(Vec::len), Some(1), "{title:?}: {written}");
        let output = site.run(["build", "--drafts", "--now", "2026-11-01"]);
        assert_status(&output, 0);
        assert_eq!(text(&output.stderr), "", "{title:?}: {written}");
        let page = site.read(&format!("public/2024/05/28/{slug}/index.html"));
        assert!(!page.contains("<script>alert"), "{title:?}");
    }
}

#[test]
fn new_overwrites_nothing() {
    let site = Site::new();
    let new = ["new", "A title", "-c", "KP", "--date", "2024-05-28"];
    assert_status(&site.run(new), 0);
    site.write("content/briefs/2024/a-title.md", "mine");
    let output = site.run(new);
    assert_status(&output, 2);
    assert!(text(&output.stderr).contains("a-title.md exists already"), "{}", text(&output.stderr));
    assert_eq!(site.read("content/briefs/2024/a-title.md"), "mine");
    // The same brief as a folder would stand at the same URL.
    let output = site.run([&new[..], &["--bundle"]].concat());
    assert_status(&output, 2);
    assert!(text(&output.stderr).contains("a-title.md exists already"), "{}", text(&output.stderr));
    assert!(!site.exists("content/briefs/2024/a-title"));
}

#[test]
fn new_makes_a_folder_for_pictures() {
    let site = Site::new();
    assert_status(&site.run(["new", "With pictures", "-c", "KP", "--bundle", "--date", "2024-05-28"]), 0);
    site.read("content/briefs/2024/with-pictures/index.md");
    assert_status(&site.run(["build", "--drafts", "--now", "2026-11-01"]), 0);
    assert!(site.exists("public/2024/05/28/with-pictures/index.html"));
    let output = site.run(["new", "With pictures", "-c", "KP", "--date", "2024-05-28"]);
    assert_status(&output, 2);
    assert!(text(&output.stderr).contains("exists already"), "{}", text(&output.stderr));
}

#[test]
fn new_refuses_what_would_not_build() {
    let site = Site::new();
    let refusals: &[(&[&str], &str)] = &[
        (&["new", "A", "-c", "Atlantis"], "Atlantis"),
        (&["new", "A", "-c", "Congo"], "Congo"),
        (&["new", "A", "-c", ""], "countr"),
        (&["new", "A", "-c", "KP", "--date", "2024-02-30"], "--date"),
        (&["new", "A", "-c", "KP", "--date", ""], "--date"),
        (&["new", "", "-c", "KP"], "title"),
        (&["new", "!?", "-c", "KP"], "title"),
        (&["new", "A"], "--country"),
        (&["new", "-c", "KP"], "TITLE"),
    ];
    for (arguments, says) in refusals {
        let output = site.run(*arguments);
        assert_status(&output, 2);
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
        assert!(!site.exists("content"), "{arguments:?}");
    }
    let output = site.run(["new", "A", "-c", "SK", "--date", "2024-05-28"]);
    assert_status(&output, 0);
    site.write("dateline.yaml", "titel: x\n");
    assert_status(&site.run(["new", "B", "-c", "KP"]), 1);
    assert!(!site.exists("content/briefs/2024/b.md"));
}

#[test]
fn new_today_goes_into_this_years_folder() {
    let site = Site::new();
    let output = site.run(["new", "Today", "-c", "KP"]);
    assert_status(&output, 0);
    let path = text(&output.stdout);
    let written = fs::read_to_string(path.trim_end()).expect("the brief");
    let date = field(&written, "date");
    let year = &date.as_str().expect("a date")[..4];
    assert!(path.contains(&format!("content/briefs/{year}/today.md")), "{path} {date:?}");
    // It is now, not in the future: the draft is seen at once.
    assert_status(&site.run(["build", "--drafts"]), 0);
    assert!(site.exists(&format!("public/{year}/index.html")));
}

#[test]
fn build_flags() {
    let site = Site::new();
    site.brief("a.md", "", "[home](/)");
    let output = site.run(
        ["build", "--base-url", "https://elsewhere.example/sub/", "-o"]
            .map(Into::into)
            .into_iter()
            .chain([site.path().join("out").into_os_string()]),
    );
    assert_status(&output, 0);
    let page = site.read("out/2024/05/28/a/index.html");
    assert!(page.contains("https://elsewhere.example/sub/2024/05/28/a/"), "{page}");
    assert!(page.contains("href=\"/sub/\"") && !page.contains("example.org"), "{page}");
    let failures: &[(&[&str], &str)] = &[
        (&["build", "--base-url", "elsewhere"], "--base-url"),
        (&["build", "--base-url", "ftp://a.b/"], "--base-url"),
        (&["build", "--now", "yesterday"], "--now"),
        (&["build", "--now", "2024-13-01"], "--now"),
        (&["build", "--jobs", "0"], "--jobs"),
        (&["build", "--jobs", "many"], "--jobs"),
        (&["build", "--output", ""], "--output"),
        (&["build", "--no-such-flag"], "--no-such-flag"),
        (&["build", "too", "much"], "too"),
        (&["bild"], "bild"),
        (&["--format", "xml", "build"], "xml"),
        (&[], "Usage"),
    ];
    for (arguments, says) in failures {
        let output = site.run(*arguments);
        assert_status(&output, 2);
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
        assert!(!site.exists("public"), "{arguments:?}");
    }
    assert_status(&site.run(["build", "-q", "-j", "3", "--drafts", "--future", "--force"]), 0);
}

#[test]
fn help_of_every_command() {
    let folder = folder();
    let words: &[(&[&str], &[&str])] = &[
        (
            &["--help"],
            &["init", "new", "build", "completions", "--site", "--format", "--quiet", "Exit status"],
        ),
        (&["-h"], &["init", "new", "build"]),
        (&["init", "--help"], &["DIR"]),
        (&["new", "--help"], &["TITLE", "--country", "--author", "--kicker", "--bundle", "--date"]),
        (
            &["build", "--help"],
            &["--output", "--drafts", "--future", "--base-url", "--now", "--force", "--jobs"],
        ),
        (&["report", "--help"], &["--from", "--to", "--drafts", "--future", "--now", "--format"]),
        (&["completions", "--help"], &["bash", "zsh", "fish"]),
    ];
    for (arguments, words) in words {
        let output = run(folder.path(), arguments);
        assert_status(&output, 0);
        assert_eq!(text(&output.stderr), "");
        let said = text(&output.stdout);
        for word in *words {
            assert!(said.contains(word), "{arguments:?} does not say {word}:\n{said}");
        }
        assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    }
    let output = run(folder.path(), &["--version"]);
    assert_status(&output, 0);
    assert_eq!(text(&output.stdout), format!("dateline {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_site() {
    let folder = folder();
    for arguments in [&["build"][..], &["new", "A", "-c", "KP"], &["report"]] {
        let output = run(folder.path(), arguments);
        assert_status(&output, 2);
        let error = text(&output.stderr);
        assert!(error.contains("dateline.yaml") && error.contains("dateline init"), "{error}");
        let output = run(folder.path(), &[&["--site", "."], arguments].concat());
        assert_status(&output, 2);
        assert!(text(&output.stderr).contains("dateline init"));
        let output = run(folder.path(), &[&["--site", "nowhere"], arguments].concat());
        assert_status(&output, 2);
        assert!(text(&output.stderr).contains("nowhere"));
    }
    assert_eq!(files(folder.path()), []);
}

#[test]
fn a_site_is_found_upwards() {
    let site = Site::new();
    site.brief("2024/a.md", "", "Text.");
    let below = site.path().join("content/briefs/2024");
    assert_status(&run(&below, &["build"]), 0);
    assert!(site.exists("public/index.html"));
    assert_status(&run(&below, &["new", "Below", "-c", "KP", "--date", "2023-01-01"]), 0);
    assert!(site.exists("content/briefs/2023/below.md"));
    // From the output folder, too.
    assert_status(&run(&site.path().join("public"), &["build"]), 0);
}

#[test]
fn quiet_says_errors_alone() {
    let site = Site::new();
    let output = site.run(["--quiet", "build"]);
    assert_status(&output, 0);
    assert_eq!(text(&output.stdout) + &text(&output.stderr), "");
    site.brief("a.md", "titel: x\n", "");
    let output = site.run(["build", "--quiet"]);
    assert_status(&output, 1);
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).contains("titel"));
    let output = site.run(["new", "A", "-c", "KP", "-q"]);
    assert_status(&output, 0);
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn quiet_says_no_notes() {
    let site = Site::new();
    site.write(
        "content/briefs/a.md",
        "---\ntitle: Talks in Mongolia\ndate: 2024-05-28\ncountries: [KP]\n---\n",
    );
    let said = |arguments: &[&str]| {
        let output = site.run(arguments);
        assert_status(&output, 0);
        text(&output.stdout) + &text(&output.stderr)
    };
    assert!(said(&["build"]).contains("Mongolia"));
    assert_eq!(said(&["build", "-q"]), "");
    assert_eq!(said(&["build", "-q", "--format", "json"]), "");
}

#[test]
fn without_data_there_are_no_schemas() {
    let site = Site::new();
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\ndata: false\n");
    site.brief("a.md", "", "Pyongyang.");
    assert_status(&site.run(["build"]), 0);
    let names = files(&site.path().join("public")).into_iter().map(|(name, _)| name);
    let is_data = |name: &String| name.ends_with(".json") && !name.ends_with("feed.json");
    let data: Vec<String> = names.filter(is_data).collect();
    assert!(data.is_empty(), "{data:?}");
}

#[test]
fn json_is_one_object_a_line() {
    let site = Site::new();
    site.brief("a.md", "titel: x\ncorrections: 5\n", "[a](nowhere.md)\n");
    let output = site.run(["--format", "json", "build"]);
    assert_status(&output, 1);
    let said = text(&output.stdout);
    let objects: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    assert_eq!(objects.len(), 3, "{said}");
    for object in &objects {
        assert_eq!(object["severity"], "error");
        assert_eq!(object["file"], "content/briefs/a.md");
        assert!(object["line"].as_u64() > Some(0) && object["column"].as_u64() > Some(0), "{object}");
        assert!(object["message"].is_string() && object["help"].is_string(), "{object}");
    }
    assert_eq!((&objects[0]["line"], &objects[0]["column"]), (&5.into(), &1.into()));
    let lines: Vec<_> = objects.iter().map(|object| object["line"].as_u64()).collect();
    assert!(lines.is_sorted(), "{said}");
    // What the machine would not do is an object as well.
    let output = site.run(["--format", "json", "build", "--now", "never"]);
    assert_status(&output, 2);
    let object: serde_json::Value = serde_json::from_str(&text(&output.stdout)).expect("an object");
    assert!(object["message"].as_str().is_some_and(|message| message.contains("--now")), "{object}");
}

#[test]
fn completions_for_the_usual_shells() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert_status(&output, 0);
        let script = text(&output.stdout);
        for word in ["build", "init", "base-url", "drafts"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_status(&run(folder.path(), &["completions", "dash"]), 2);
}

/// `| head -1`, and a terminal that has gone away.
#[test]
fn a_closed_pipe_is_no_panic() {
    let site = Site::new();
    for number in 0..100 {
        site.brief(
            &format!("{number}.md"),
            &format!("slug: s{number}\ntitel: x\nno{number}: y\n"),
            "[a](b.md)",
        );
    }
    let commands: &[&[&str]] = &[
        &["--format", "json", "build"],
        &["build"],
        &["--help"],
        &["completions", "zsh"],
        &["report"],
        &["build", "--bad"],
    ];
    for arguments in commands {
        for lines in [0, 1] {
            // Into a file: a full pipe that nobody reads would keep it waiting.
            let mut messages = tempfile::tempfile().expect("a temporary file");
            let mut child = dateline()
                .arg("--site")
                .arg(site.path())
                .args(*arguments)
                .stdout(Stdio::piped())
                .stderr(messages.try_clone().expect("a file"))
                .spawn()
                .expect("run dateline");
            let mut out = BufReader::with_capacity(64, child.stdout.take().expect("its output"));
            for _ in 0..lines {
                out.read_line(&mut String::new()).expect("read a line");
            }
            drop(out);
            let status = child.wait().expect("the end of a process");
            let mut said = String::new();
            messages.rewind().expect("a file");
            messages.read_to_string(&mut said).expect("what was said");
            assert!(!said.contains("panicked"), "{arguments:?}: {said}");
            assert!(status.code().is_some_and(|code| code <= 2), "{arguments:?}: {status:?}");
        }
    }
    // With its messages unread, too.
    let mut child = dateline()
        .arg("--site")
        .arg(site.path())
        .arg("build")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("run dateline");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("the end of a process").code(), Some(1));
}

#[test]
fn timings_tell_of_stages_and_templates() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let output = site.run(["build", "--now", "2026-11-01", "--timings"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for part in [
        " ms  reading\n",
        " ms  texts\n",
        " ms  pages\n",
        " ms  brief.html, 1 × ",
        " ms  comparing and writing all of them\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A page that would come out the same is not made, and takes no time.
    site.brief("a.md", "", "Another text.");
    let output = site.run(["build", "--now", "2026-11-01", "--timings", "--format", "json"]);
    let said = text(&output.stdout);
    let line = said.lines().find(|line| line.contains("timings")).expect("a line of timings");
    let timings: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(timings["kind"], "timings");
    assert_eq!(timings["templates"]["brief.html"]["pages"], 1);
    assert!(timings["stages"]["texts"].is_f64(), "{timings}");
}
