//! `dateline import` as it is typed.

use std::io::Write;
use std::process::{Output, Stdio};

use super::texts;
use crate::support::{Site, dateline, files, mounts, text};

const ARTICLE: &str = "A bridge for lorries\n\nBy Dmitri Pak\n\n2024-05-02\n\nRussia and North Korea will build it. It is to be ready in a year.\n";

#[track_caller]
pub fn assert_status(output: &Output, status: i32) {
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A site with a folder of texts beside its content.
fn site() -> Site {
    let site = Site::new();
    site.write("raw/bridge.txt", ARTICLE);
    site.write("raw/other.txt", ARTICLE.replace("lorries", "trains"));
    site
}

/// Runs the command from the site's folder.
pub fn import(site: &Site, arguments: &[&str]) -> Output {
    dateline().current_dir(site.path()).arg("import").args(arguments).output().expect("run dateline")
}

fn piped(site: &Site, arguments: &[&str], input: &str) -> Output {
    let mut command = dateline();
    command.current_dir(site.path()).arg("import").args(arguments);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().expect("run dateline");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("write to it");
    child.wait_with_output().expect("its output")
}

#[test]
fn several_files_of_which_one_cannot_be_read() {
    let site = site();
    let output = import(&site, &["raw/bridge.txt", "raw/none.txt", "raw", "raw/other.txt"]);
    assert_status(&output, 1);
    assert!(site.exists("content/briefs/2024/a-bridge-for-lorries.md"));
    assert!(site.exists("content/briefs/2024/a-bridge-for-trains.md"));
    let said = text(&output.stderr);
    assert!(said.contains("raw/none.txt") && said.matches("error: ").count() == 2, "{said}");
    let said = text(&output.stdout);
    for line in [
        "content/briefs/2024/a-bridge-for-lorries.md (from raw/bridge.txt)",
        "  title: A bridge for lorries (likely: line 1, the first line over the text)",
        "  date: 2024-05-02\n",
        "  to be looked at: ",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let site = site();
    assert_status(&import(&site, &["raw/bridge.txt"]), 0);
    let before = files(site.path());
    let output = import(&site, &["raw/bridge.txt"]);
    assert_status(&output, 1);
    assert!(
        text(&output.stderr).contains("a-bridge-for-lorries.md exists already"),
        "{}",
        text(&output.stderr)
    );
    // Nor is the same brief laid out in the other way.
    let bundle = "content/briefs/2024/a-bridge-for-trains/index.md";
    site.write(bundle, "mine");
    let output = import(&site, &["raw/other.txt"]);
    assert_status(&output, 1);
    assert_eq!(site.read(bundle), "mine");
    assert!(files(site.path()).iter().filter(|(name, _)| name != bundle).cloned().eq(before));
}

#[test]
fn a_text_from_standard_input() {
    let site = site();
    let output = piped(&site, &["-"], ARTICLE);
    assert_status(&output, 0);
    assert!(text(&output.stdout).contains("(from standard input)"), "{}", text(&output.stdout));
    assert!(site.exists("content/briefs/2024/a-bridge-for-lorries.md"));
    for nothing in ["", "\n \n"] {
        let output = piped(&site, &["-"], nothing);
        assert_status(&output, 1);
        assert!(text(&output.stderr).contains("no text"), "{}", text(&output.stderr));
    }
}

#[test]
fn the_folder_is_in_the_content() {
    let site = site();
    for (to, name) in [("content/briefs/asia", "bridge"), ("content/briefs/../briefs/x/", "other")] {
        assert_status(&import(&site, &[&format!("raw/{name}.txt"), "--to", to]), 0);
    }
    assert!(site.exists("content/briefs/asia/a-bridge-for-lorries.md"));
    assert!(site.exists("content/briefs/x/a-bridge-for-trains.md"));
    let before = files(site.path());
    for outside in ["..", "static", "content/../static", "/tmp", "content", "content/pages", ""] {
        let output = import(&site, &["raw/bridge.txt", "--to", outside]);
        assert_status(&output, 2);
        let said = text(&output.stderr);
        assert!(said.contains("--to") && said.contains("content/briefs"), "{outside}: {said}");
    }
    assert_eq!(files(site.path()), before);
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = site();
    let before = files(site.path());
    let output = import(&site, &["--dry-run", "raw/bridge.txt"]);
    assert_status(&output, 0);
    let said = text(&output.stdout);
    assert!(
        said.starts_with("---\ntitle: A bridge for lorries # likely") && said.ends_with("in a year.\n"),
        "{said}"
    );
    // For programs it is one object, as without the option, with the text.
    let output = import(&site, &["--dry-run", "raw/bridge.txt", "--format", "json"]);
    assert_status(&output, 0);
    let object: serde_json::Value = serde_json::from_str(&text(&output.stdout)).expect("one object");
    assert_eq!(object["path"], "content/briefs/2024/a-bridge-for-lorries.md");
    assert_eq!(object["text"], said);
    assert_eq!(files(site.path()), before);
}

#[test]
fn one_object_a_line() {
    let site = site();
    let output = import(&site, &["--format", "json", "raw/bridge.txt", "raw/none.txt", "raw/other.txt"]);
    assert_status(&output, 1);
    let said = text(&output.stdout);
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{said}"))).collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert_eq!(lines[0]["path"], "content/briefs/2024/a-bridge-for-lorries.md");
    assert_eq!(lines[0]["from"], "raw/bridge.txt");
    assert_eq!(lines[1]["severity"], "failure");
    let keys: Vec<&String> = lines[0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["from", "path", "fields", "questions", "taken", "left_out"]);
    let title = &lines[0]["fields"][0];
    assert_eq!(
        (&title["field"], &title["line"], &title["sureness"]),
        (&"title".into(), &1.into(), &"likely".into())
    );
}

#[test]
fn quiet_says_nothing() {
    let site = site();
    let output = import(&site, &["--quiet", "raw/bridge.txt"]);
    assert_status(&output, 0);
    assert_eq!(text(&output.stdout) + &text(&output.stderr), "");
    assert!(site.exists("content/briefs/2024/a-bridge-for-lorries.md"));
}

/// Titles longer than a file's name may be, of letters of several bytes.
#[test]
fn every_title_makes_a_file() {
    let site = Site::new();
    for (at, title) in ["광물 ".repeat(50), "字".repeat(150), "w".repeat(159)].iter().enumerate() {
        site.write(
            &format!("{at}.txt"),
            format!("{title}\n\nBy A Name\n\nA text about Norway. It has two sentences.\n"),
        );
        assert_status(&import(&site, &[&format!("{at}.txt"), "--to", "content/briefs"]), 0);
    }
    let briefs = files(&site.path().join("content/briefs"));
    assert_eq!(briefs.len(), 3);
    assert!(briefs.iter().all(|(name, _)| name.len() < 120), "{briefs:?}");
}

#[test]
fn what_hides_in_a_text_does_not_reach_the_terminal() {
    let site = Site::new();
    let hostile =
        "A title\u{1b}[2J over it\n\nBy A Name\n\nA text \u{1b}]0;x\u{7} about Norway. It goes on.\n";
    site.write("a.txt", hostile);
    let output = import(&site, &["a.txt"]);
    assert_status(&output, 0);
    assert!(!text(&output.stdout).contains('\u{1b}'));
    let (_, brief) = files(&site.path().join("content")).pop().expect("a brief");
    assert!(!text(&brief).contains('\u{1b}'));
}

/// The help names every option and what a brief is made of.
#[test]
fn the_help_reads_well() {
    let output = dateline().args(["import", "--help"]).output().expect("run dateline");
    assert_status(&output, 0);
    let said = text(&output.stdout);
    for word in ["[FILE]...", "standard input", "--to <DIR>", "--dry-run", "overwritten", "content/briefs/"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 120), "{said}");
}

/// The fixtures, one after the other, as somebody would import a folder of them.
#[test]
fn a_whole_folder_at_once() {
    let site = Site::new();
    let names: Vec<String> = texts()
        .into_iter()
        .map(|(name, text)| {
            site.write(&format!("raw/{name}.txt"), text);
            format!("raw/{name}.txt")
        })
        .collect();
    let arguments: Vec<&str> = names.iter().map(String::as_str).chain(["--to", "content/briefs"]).collect();
    assert_status(&import(&site, &arguments), 0);
    assert_eq!(files(&site.path().join("content/briefs")).len(), names.len());
}

/// On a small disk: the brief and its picture, or nothing; and the next try is not in its own way.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_of_a_brief() {
    let site = Site::new();
    let long = "Russia and North Korea will build it, and it is to be ready in a year. ".repeat(900);
    site.write("raw/bridge.md", format!("# A bridge\n\n2024-05-02\n\n![The bridge](bridge.png)\n\n{long}\n"));
    site.write("raw/bridge.png", [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 40_000]].concat());
    let place = tempfile::tempdir().expect("a temporary folder");
    let script = r#"
        set -eu
        mount -t tmpfs -o size=300k tmpfs "$PLACE"
        cp "$SITE/dateline.yaml" "$PLACE"
        for room in 0 8 40 64 80 100; do
            rm -f "$PLACE/ballast"
            cat /dev/zero >"$PLACE/ballast" 2>/dev/null || true
            truncate -s "-${room}K" "$PLACE/ballast"
            "$DATELINE" --site "$PLACE" import -q "$SITE/raw/bridge.md" || true
            find "$PLACE" -type f ! -name ballast ! -name dateline.yaml
        done
        rm "$PLACE/ballast"
        "$DATELINE" --site "$PLACE" import -q "$SITE/raw/bridge.md"
        find "$PLACE/content" -type f -printf '%f '
        umount "$PLACE"
    "#;
    let output = mounts::script(place.path(), script).env("SITE", site.path()).output().expect("run unshare");
    let (said, complaints) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}{complaints}");
    assert!(
        complaints.contains("no space left on device") && complaints.contains("make room"),
        "{complaints}"
    );
    let mut names: Vec<&str> = said.split_whitespace().collect();
    names.sort_unstable();
    assert_eq!(names, ["bridge.png", "index.md"], "{said}{complaints}");
}
