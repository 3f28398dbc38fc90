//! Little has changed: pages that would come out the same are not made again, and what did change is
//! put in place file by file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use super::support::mounts;
use super::support::{Site, dateline, files, generated, text};

const NOW: &str = "2026-11-01";

type Tree = BTreeMap<String, Vec<u8>>;

fn tree(site: &Site) -> Tree {
    files(&site.path().join("public")).into_iter().collect()
}

/// What a build into a new folder gives.
fn fresh(site: &Site) -> Tree {
    fresh_with(site, &["--now", NOW])
}

fn fresh_with(site: &Site, options: &[&str]) -> Tree {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let arguments = ["build", "--output"].map(Into::into);
    let arguments = arguments.into_iter().chain([folder.path().join("public").into_os_string()]);
    let output = site.run(arguments.chain(options.iter().map(Into::into)));
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    files(&folder.path().join("public")).into_iter().collect()
}

/// Builds, and returns how many pages of each template were made.
fn made(site: &Site) -> BTreeMap<String, u64> {
    let output = site.run(["--format", "json", "build", "--now", NOW, "--timings"]);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    let lines = text(&output.stdout);
    let mut values = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let timings = values.find(|value| value["kind"] == "timings").expect("timings");
    let templates = timings["templates"].as_object().expect("templates").iter();
    let pages = |value: &serde_json::Value| value["pages"].as_u64().unwrap_or(0);
    templates
        .filter(|(name, _)| *name != "(files)")
        .map(|(name, value)| (name.clone(), pages(value)))
        .collect()
}

fn add_to_brief(site: &Site, number: usize, text: &str) {
    let (name, brief) = generated::brief(number);
    site.write(&name, brief + text);
}

#[test]
fn only_what_changed_is_made_again() {
    let site = generated::site(60);
    assert_eq!(made(&site)["brief.html"], 60);
    assert_eq!(made(&site), BTreeMap::new(), "nothing changed");
    add_to_brief(&site, 7, "\nOne more paragraph.\n");
    let again = made(&site);
    assert_eq!(again["brief.html"], 1, "{again:?}");
    assert!(!again.contains_key("country.html"), "{again:?}");
    assert_eq!(tree(&site), fresh(&site));
    // What other pages show of it makes them anew.
    let (name, brief) = generated::brief(7);
    site.write(&name, brief.replace("what happened", "what came of it"));
    let again = made(&site);
    assert_eq!((again["brief.html"], again.contains_key("country.html")), (60, true), "{again:?}");
    assert_eq!(tree(&site), fresh(&site));
    // So does everything that may show on any page.
    for (name, text) in [
        ("templates/partials/pager.html", "{# none #}"),
        ("templates/words/en.yaml", "countries: Lands\n"),
        ("content/pages/about.md", "---\ntitle: About us\n---\nWho we are.\n"),
        ("dateline.yaml", "title: Another\nbase_url: https://example.org/\n"),
        ("static/img/new.svg", &generated::drawing(9)),
    ] {
        site.write(name, text);
        assert_eq!(made(&site)["brief.html"], 60, "{name}");
        assert_eq!(tree(&site), fresh(&site), "{name}");
    }
    assert_eq!(made(&site), BTreeMap::new());
    let elsewhere = site.run(["build", "--now", NOW, "--base-url", "https://other.example/below"]);
    assert!(elsewhere.status.success());
    assert!(String::from_utf8_lossy(&tree(&site)["index.html"]).contains("other.example"));
}

/// A caption that says its day stands on timelines, too, and in no other brief.
#[test]
fn a_dated_caption_makes_its_timeline_anew() {
    let site = generated::site(20);
    let figure =
        |what: &str, day: &str| format!("\n![A hall](https://example.org/a.png)\n*{what} ({day}).* AP\n");
    add_to_brief(&site, 7, &figure("The envoys", "2023-07-27"));
    assert_eq!(made(&site)["timeline.html"], 2 + 2, "all, the year, two countries");
    add_to_brief(&site, 7, &figure("The guests", "2023-07-27"));
    assert!(made(&site).contains_key("timeline.html"));
    assert!(site.read("public/timeline/2023/index.html").contains("The guests."));
    assert_eq!(tree(&site), fresh(&site));
    add_to_brief(&site, 7, &figure("The guests", "2022-07-27"));
    made(&site);
    assert!(!site.exists("public/timeline/2023/index.html"));
    assert_eq!(tree(&site), fresh(&site));
    add_to_brief(&site, 7, "");
    made(&site);
    assert!(!site.exists("public/timeline") && !site.exists("public/timeline.ics"));
    assert_eq!(tree(&site), fresh(&site));
}

/// What is published decides what pages say, without any file being another.
#[test]
fn another_edition_is_made_anew() {
    let site = generated::site(30);
    site.write("content/pages/secret.md", "---\ntitle: A secret page\ndraft: true\n---\nNot yet.\n");
    site.write("content/pages/later.md", "---\ntitle: Another\n---\n[Us](about.md)\n");
    // The page is the only draft, so that no brief comes and goes with it.
    site.write(
        "content/briefs/due.md",
        "---\ntitle: Due\ndate: 2026-12-01\ncountries: [KP]\nexpires: 2026-12-20\n---\nSoon.\n",
    );
    for options in [
        &["--now", "2026-11-01"][..],
        &["--now", "2026-11-01", "--drafts"],
        &["--now", "2026-11-01"],
        &["--now", "2026-12-02"],
        &["--now", "2026-12-24"],
        &["--now", "2026-11-01", "--future"],
        &["--now", "2026-11-01", "--base-url", "https://example.org/below"],
        &["--now", "2026-11-01"],
    ] {
        let output = site.run(["build"].iter().chain(options));
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(tree(&site) == fresh_with(&site, options), "{options:?}");
    }
}

#[test]
fn what_was_touched_in_the_output_is_made_again() {
    let site = generated::site(40);
    site.built();
    let wanted = tree(&site);
    let page = wanted.keys().find(|name| name.contains("brief-3/")).expect("a brief's page").clone();
    let public = site.path().join("public");
    for spoil in [
        |path: &Path| fs::write(path, "scribbled over").expect("write"),
        |path: &Path| fs::remove_file(path).expect("delete"),
        |path: &Path| {
            // Of the same length, and a moment later.
            let length = fs::metadata(path).expect("metadata").len() as usize;
            fs::write(path, vec![b'x'; length]).expect("write");
        },
        |path: &Path| {
            fs::remove_file(path).expect("delete");
            fs::create_dir_all(path.join("folder")).expect("make a folder");
        },
    ] {
        spoil(&public.join(&page));
        fs::create_dir_all(public.join("empty/folder")).expect("make a folder");
        site.write("public/stray/file.txt", "stray");
        site.built();
        assert_eq!(tree(&site), wanted);
        assert!(!public.join("empty").exists() && !public.join("stray").exists());
    }
    // A record that is none, and readings that are none.
    for name in ["record", "readings"] {
        site.write(&format!(".public.dateline/{name}"), "{\"index.html\": 1}");
        site.built();
        assert_eq!(tree(&site), wanted, "{name}");
    }
}

/// Folders in which nothing has come or gone are not looked into again, so whatever comes has to show.
#[test]
fn what_came_into_a_folder_is_gone_after_the_next_build() {
    let site = generated::site(40);
    let public = site.path().join("public");
    site.built();
    let wanted = tree(&site);
    let page = wanted.keys().find(|name| name.contains("brief-3/")).expect("a brief's page").clone();
    let folder = public.join(&page).parent().expect("a folder").to_owned();
    let above = folder.parent().expect("a folder").to_owned();
    let time = fs::metadata(&folder).expect("the folder").modified().expect("its time");
    let aged = |path: &Path| {
        fs::File::open(path).expect("open").set_modified(time).expect("set a time");
    };
    for (what, spoil) in [
        ("nothing", &(|| ()) as &dyn Fn()),
        ("a file", &|| fs::write(folder.join("stray.txt"), "stray").expect("write")),
        ("a file, and the folder's time set back", &|| {
            fs::write(folder.join("stray.txt"), "stray").expect("write");
            aged(&folder);
        }),
        ("a folder", &|| fs::create_dir_all(folder.join("a/b")).expect("make a folder")),
        ("a folder with a file", &|| {
            fs::create_dir_all(folder.join("a/b")).expect("make a folder");
            fs::write(folder.join("a/b/stray.txt"), "stray").expect("write");
        }),
        ("another folder in its place", &|| {
            fs::rename(&folder, above.join("away")).expect("rename");
            fs::create_dir(&folder).expect("make a folder");
            fs::copy(above.join("away/index.html"), folder.join("index.html")).expect("copy");
            fs::write(folder.join("stray.txt"), "stray").expect("write");
            fs::remove_dir_all(above.join("away")).expect("delete");
            aged(&folder);
        }),
        ("a link in its place", &|| {
            fs::rename(&folder, above.join("away")).expect("rename");
            #[cfg(unix)]
            std::os::unix::fs::symlink(above.join("away"), &folder).expect("a link");
        }),
        ("the folder gone", &|| fs::remove_dir_all(&folder).expect("delete")),
        ("all folders gone", &|| fs::remove_dir_all(public.join("2024")).unwrap_or_default()),
    ] {
        // By now the record knows every folder.
        site.built();
        site.built();
        spoil();
        site.built();
        assert_eq!(tree(&site), wanted, "{what}");
        assert!(fs::symlink_metadata(&folder).expect("the folder").is_dir(), "{what}");
        assert!(!folder.join("a").exists() && !above.join("away").exists(), "{what}");
    }
    // Within the same moment of the disk's clock.
    for round in 0..40 {
        add_to_brief(&site, 3, &format!("\nRound {round}.\n"));
        site.built();
        fs::write(folder.join("stray.txt"), "stray").expect("write");
        add_to_brief(&site, 4, &format!("\nRound {round}.\n"));
        site.built();
        assert!(!folder.join("stray.txt").exists(), "round {round}");
    }
    assert_eq!(tree(&site), fresh(&site));
}

#[test]
fn packed_files_go_with_their_pages() {
    let site = generated::site(20);
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\ncompress: [gzip, brotli]\n");
    site.built();
    assert_eq!(made(&site), BTreeMap::new());
    add_to_brief(&site, 3, "\nMore.\n");
    assert_eq!(made(&site)["brief.html"], 1);
    assert_eq!(tree(&site), fresh(&site));
    let packed = tree(&site).keys().find(|name| name.ends_with("brief-5/index.html.br")).cloned();
    fs::remove_file(site.path().join("public").join(packed.expect("a packed page"))).expect("delete a file");
    assert_eq!(made(&site)["brief.html"], 1);
    assert_eq!(tree(&site), fresh(&site));
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\n");
    site.built();
    assert_eq!(tree(&site), fresh(&site));
}

/// Every file is the old one or the new one at any moment, and the next build finishes what was begun.
#[test]
fn a_build_killed_while_it_puts_files_in_place_is_finished() {
    let site = generated::site(150);
    site.built();
    let mut before = tree(&site);
    let mut halfway = 0;
    for round in 0..60 {
        for number in 0..50 {
            add_to_brief(&site, number, &format!("\nRound {round}.\n"));
        }
        let after = fresh(&site);
        assert!(before != after);
        let mut child = dateline()
            .args(["build", "--now", NOW, "--site"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("run dateline");
        let list = site.path().join(".public.dateline/patch");
        while !list.exists() && child.try_wait().expect("a process").is_none() {}
        let seen = Instant::now();
        while seen.elapsed() < Duration::from_micros(round * 20) {}
        let _ = child.kill();
        child.wait().expect("the end of a process");
        let left = tree(&site);
        halfway += usize::from(left != before && left != after);
        for name in before.keys().chain(after.keys()) {
            let found = left.get(name);
            assert!(found == before.get(name) || found == after.get(name), "{name} is neither old nor new");
        }
        // Even a build that then fails finishes it.
        if round % 2 == 0 && site.exists(".public.dateline/patch") {
            site.write("templates/brief.html", "{{ no_such_field.at_all }}");
            assert_eq!(site.build().status.code(), Some(1));
            fs::remove_file(site.path().join("templates/brief.html")).expect("delete a file");
            assert_eq!(tree(&site), after, "round {round}");
        }
        assert!(site.build().status.success());
        assert_eq!(tree(&site), after, "round {round}");
        before = after;
    }
    assert!(halfway > 0);
    println!("{halfway} of 60 kills came between the first file and the last");
}

/// A folder of the output is another disk's, so that files cannot be moved there: then none is.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_put_in_place_leaves_the_old_site() {
    let site = generated::site(60);
    site.built();
    let before = tree(&site);
    for number in 0..4 {
        add_to_brief(&site, number, "\nMore.\n");
    }
    site.write("static/aaa.txt", "new");
    let mut folders = before.keys().filter_map(|name| name.split('/').next());
    let year = folders.rfind(|name| name.starts_with("202")).expect("a year's folder");
    let place = tempfile::tempdir().expect("a temporary folder");
    let script = format!(
        r#"mount --bind "$SITE/public/{year}" "$SITE/public/{year}" && "$DATELINE" --site "$SITE" build --now {NOW}"#
    );
    let mut command = mounts::script(place.path(), &script);
    let output = command.env("SITE", site.path()).output().expect("run unshare");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{}{said}", text(&output.stdout));
    assert!(said.contains(year) && !said.contains("half"), "{said}");
    assert_eq!(tree(&site), before);
    assert!(!site.exists(".public.dateline/undo"), "nothing is left to be taken back");
    site.built();
    assert_eq!(tree(&site), fresh(&site));
}

/// The disk is full at each step once: there is the old site, or the new one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_site() {
    let site = generated::site(60);
    let other = Site::copy_of(site.path());
    add_to_brief(&other, 5, "\nMore.\n");
    let place = tempfile::tempdir().expect("a temporary folder");
    for folder in ["disk", "kept"] {
        fs::create_dir(place.path().join(folder)).expect("make a folder");
    }
    let script = r#"
        set -eu
        mount -t tmpfs -o size=60m tmpfs "$PLACE/disk"
        build() {
            "$DATELINE" --site "$1" build --now 2026-11-01 --output "$PLACE/disk/public" >>"$PLACE/kept/said" 2>&1
        }
        build "$OTHER"
        cp -a "$PLACE/disk/public" "$PLACE/kept/new"
        for room in 0 4 8 16 24 32 48 64 80 96 128 160 192 256 384 512 768; do
            rm -f "$PLACE/disk/ballast"
            build "$SITE"
            cp -a "$PLACE/disk/public" "$PLACE/kept/old-$room"
            cat /dev/zero >"$PLACE/disk/ballast" 2>/dev/null || true
            truncate -s "-${room}K" "$PLACE/disk/ballast"
            status=0
            build "$OTHER" || status=$?
            echo "$room $status" >>"$PLACE/kept/statuses"
            case $status in 0) there=new ;; *) there=old-$room ;; esac
            diff -r "$PLACE/disk/public" "$PLACE/kept/$there" >>"$PLACE/kept/differences" || true
        done
        umount "$PLACE/disk"
    "#;
    let mut command = mounts::script(place.path(), script);
    let output = command.env("SITE", site.path()).env("OTHER", other.path()).output().expect("run unshare");
    let kept = |name: &str| fs::read_to_string(place.path().join("kept").join(name)).unwrap_or_default();
    assert!(output.status.success(), "{}{}", text(&output.stderr), kept("said"));
    assert_eq!(kept("differences"), "", "{}", kept("statuses"));
    let statuses = kept("statuses");
    let failed = statuses.lines().filter(|line| line.ends_with(" 2")).count();
    let succeeded = statuses.lines().filter(|line| line.ends_with(" 0")).count();
    assert!(failed > 3 && succeeded > 3 && failed + succeeded == 17, "{statuses}");
    assert!(!kept("said").contains("panicked"), "{}", kept("said"));
}
