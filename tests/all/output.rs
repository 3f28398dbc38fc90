//! The output folder is replaced as a whole or not at all, and nothing that is not dateline's is lost.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

#[cfg(target_os = "linux")]
use super::support::mounts;
use super::support::{Site, dateline, files, generated, text};

const NOW: &str = "2026-11-01";

/// A folder's files by name.
type Tree = BTreeMap<String, Vec<u8>>;

fn tree(folder: &Path) -> Tree {
    files(folder).into_iter().collect()
}

/// Where two trees differ, for a message that can be read.
fn difference(a: &Tree, b: &Tree) -> Vec<String> {
    let only = |a: &Tree, b: &Tree, side: &str| -> Vec<String> {
        a.keys().filter(|name| !b.contains_key(*name)).map(|name| format!("{side} {name}")).collect()
    };
    let mut found = only(a, b, "only left:");
    found.extend(only(b, a, "only right:"));
    found.extend(
        a.iter()
            .filter(|(name, bytes)| b.get(*name).is_some_and(|other| other != *bytes))
            .map(|(name, _)| format!("differs: {name}")),
    );
    found.truncate(10);
    found
}

#[track_caller]
fn assert_same(a: &Tree, b: &Tree, what: &str) {
    assert!(a == b, "{what}: {:?}", difference(a, b));
}

/// Files and folders with their modification times.
fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    fn walk(path: &Path, found: &mut BTreeMap<PathBuf, SystemTime>) {
        let metadata = fs::symlink_metadata(path).expect("a file's metadata");
        found.insert(path.to_owned(), metadata.modified().expect("a modification time"));
        if metadata.is_dir() {
            for entry in fs::read_dir(path).expect("read a folder") {
                walk(&entry.expect("read a folder").path(), found);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, &mut found);
    found
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// Makes all files below a folder look old, so that whatever is written later shows.
fn age(folder: &Path) {
    for (path, _) in times(folder) {
        if path.is_file() {
            let file = File::options().write(true).open(&path).expect("open a file");
            file.set_modified(long_ago()).expect("set a file's time");
        }
    }
}

#[track_caller]
fn assert_clean(output: &Output) {
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// Fails with status 2 and says this much.
#[track_caller]
fn assert_refused(output: &Output, says: &str) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{}{error}", text(&output.stdout));
    assert!(error.to_lowercase().contains(says), "{error}");
    assert!(!error.contains("panicked"), "{error}");
}

/// Beside the output, nothing stays but what the next build goes by.
#[track_caller]
fn assert_record_alone(site: &Site) {
    let left = fs::read_dir(site.path().join(".public.dateline")).expect("the record's folder");
    let mut names: Vec<_> = left.map(|entry| entry.expect("read a folder").file_name()).collect();
    names.sort();
    assert_eq!(names, ["readings", "record"]);
}

fn build_to(site: &Site, output: impl AsRef<OsStr>, more: &[&str]) -> Output {
    let output = output.as_ref().to_owned();
    let arguments = ["build", "--now", NOW, "--output"].map(Into::into);
    site.run(arguments.into_iter().chain([output]).chain(more.iter().map(Into::into)))
}

/// A number that nobody chose.
fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// Turns a site into one of two states that differ in every page, and in which pages there are.
fn turn(site: &Site, state: usize) {
    site.write("dateline.yaml", format!("title: State {state}\nbase_url: https://example.org/\n"));
    let _ = fs::remove_file(site.path().join(format!("content/briefs/only-{}.md", 1 - state)));
    site.brief(&format!("only-{state}.md"), "topics: [one state alone]\n", "Here today.");
    site.write("static/data.bin", vec![b'0' + state as u8; 300_000]);
}

/// What each state's output is, and how long the slower one took to build.
fn references(briefs: usize) -> ([Tree; 2], Duration) {
    let mut longest = Duration::ZERO;
    let trees = [0, 1].map(|state| {
        let site = generated::site(briefs);
        turn(&site, state);
        let started = Instant::now();
        site.built();
        longest = longest.max(started.elapsed());
        tree(&site.path().join("public"))
    });
    assert!(trees[0] != trees[1]);
    (trees, longest)
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    const ROUNDS: usize = 50;
    const BRIEFS: usize = 100;
    let (references, duration) = references(BRIEFS);
    let site = generated::site(BRIEFS);
    turn(&site, 0);
    site.built();
    let public = site.path().join("public");
    let (mut state, mut new) = (0, 0);
    for round in 0..ROUNDS {
        state = 1 - state;
        turn(&site, state);
        let mut child = dateline()
            .args(["build", "--now", NOW, "--site"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("run dateline");
        if round % 5 == 4 {
            // The moment when the new site stands and the old one is not yet cleared away.
            let title = format!("State {state}");
            while child.try_wait().expect("a process").is_none() {
                let front = fs::read_to_string(public.join("index.html")).unwrap_or_default();
                if front.contains(&title) {
                    break;
                }
            }
        } else {
            // Moments from the whole of a build, each a random one of its own part.
            let part = duration.as_secs_f64() * 1.5 / ROUNDS as f64;
            let share = (random() % 1000) as f64 / 1000.0;
            std::thread::sleep(Duration::from_secs_f64(part * (round as f64 + share)));
        }
        // It may have ended by itself; then there is nothing to kill.
        let _ = child.kill();
        child.wait().expect("the end of a process");
        let left = tree(&public);
        if left == references[state] {
            new += 1;
        } else {
            assert_same(&left, &references[1 - state], &format!("a mix after kill number {round}"));
        }
        assert_clean(&site.build());
        assert_same(&tree(&public), &references[state], "the build after a kill");
        let mut beside: Vec<_> = fs::read_dir(site.path())
            .expect("read a folder")
            .map(|entry| entry.expect("read a folder").file_name().into_string().expect("a name"))
            .collect();
        beside.sort();
        beside.retain(|name| name != ".public.dateline");
        assert_eq!(beside, ["content", "dateline.yaml", "public", "static"], "something stays behind");
        assert_record_alone(&site);
    }
    println!("{new} of {ROUNDS} kills came after the new site stood");
}

#[test]
fn the_first_build_of_all_may_be_killed_too() {
    let site = generated::site(20);
    for _ in 0..5 {
        let mut child = dateline()
            .args(["build", "--now", NOW, "--site"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("run dateline");
        while child.try_wait().expect("a process").is_none() && !site.exists(".public.dateline/next") {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().expect("the end of a process");
        assert!(!site.exists("public") || site.exists("public/sitemap.xml"));
        assert_clean(&site.build());
        assert_record_alone(&site);
        fs::remove_dir_all(site.path().join("public")).expect("delete the output");
    }
}

/// A folder left between the two renames of a system that cannot exchange folders in one step.
#[test]
fn a_build_killed_between_two_renames_is_recovered() {
    let site = generated::site(3);
    site.built();
    let before = tree(&site.path().join("public"));
    fs::rename(site.path().join("public"), site.path().join(".public.dateline/old")).expect("move a folder");
    site.write(".public.dateline/next/half.html", "half");
    // Even a build that then fails puts the old site back.
    site.write("templates/brief.html", "{{ no_such_field.at_all }}");
    assert_eq!(site.build().status.code(), Some(1));
    assert_same(&tree(&site.path().join("public")), &before, "recovered");
    assert_record_alone(&site);
}

/// Runs on a small disk of its own, at many fillings of it, so that every step of a build is once
/// the one that finds no room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_site() {
    let site = generated::site(5);
    turn(&site, 0);
    let place = tempfile::tempdir().expect("a temporary folder");
    for folder in ["disk", "kept"] {
        fs::create_dir(place.path().join(folder)).expect("make a folder");
    }
    let other = generated::site(5);
    turn(&other, 1);
    // Under `unshare` the disk exists for this script alone, and is gone with it.
    let script = r#"
        set -eu
        mount -t tmpfs -o size=6m tmpfs "$PLACE/disk"
        build() {
            "$DATELINE" --site "$1" build --now 2026-11-01 --output "$PLACE/disk/public" >>"$PLACE/kept/said" 2>&1
        }
        build "$SITE"
        cp -a "$PLACE/disk/public" "$PLACE/kept/old"
        for room in 0 1 2 3 4 5 6 8 10 15 20 25 30 40 60 80 100 200 400; do
            rm -f "$PLACE/disk/ballast"
            cat /dev/zero >"$PLACE/disk/ballast" 2>/dev/null || true
            truncate -s "-${room}K" "$PLACE/disk/ballast"
            sync
            : >"$PLACE/kept/said"
            status=0
            build "$OTHER" || status=$?
            cp "$PLACE/kept/said" "$PLACE/kept/said-$room"
            echo "$room $status" >>"$PLACE/kept/statuses"
            [ "$(ls -A "$PLACE/disk" | tr '\n' ' ')" = ".public.dateline ballast public " ] || echo "$room left" >>"$PLACE/kept/left"
            ! ls -A "$PLACE/disk/.public.dateline" | grep -vx -e readings -e record || echo "$room beside" >>"$PLACE/kept/left"
            diff -r "$PLACE/disk/public" "$PLACE/kept/old" >>"$PLACE/kept/differences" || true
        done
        rm "$PLACE/disk/ballast"
        cp -a "$PLACE/disk/public" "$PLACE/kept/after"
        build "$OTHER"
        cp -a "$PLACE/disk/public" "$PLACE/kept/new"
        umount "$PLACE/disk"
    "#;
    let output = mounts::script(place.path(), script)
        .env("SITE", site.path())
        .env("OTHER", other.path())
        .output()
        .expect("run unshare");
    let kept = |name: &str| place.path().join("kept").join(name);
    let said = fs::read_to_string(kept("said")).unwrap_or_default();
    assert!(output.status.success(), "{}{said}", text(&output.stderr));
    let statuses = fs::read_to_string(kept("statuses")).expect("the statuses");
    for line in statuses.lines() {
        let (room, status) = line.split_once(' ').expect("room and status");
        let said = fs::read_to_string(kept(&format!("said-{room}"))).expect("what was said");
        assert_eq!(status, "2", "with {room} KB of room: {said}");
        assert!(said.contains("no space left on device") && said.contains("make room"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
    assert_eq!(statuses.lines().count(), 19);
    assert!(!kept("left").exists(), "{}", fs::read_to_string(kept("left")).unwrap_or_default());
    assert_eq!(fs::read_to_string(kept("differences")).expect("the differences"), "");
    assert_same(&tree(&kept("after")), &tree(&kept("old")), "a full disk");
    let inner = |name: &str| -> Vec<_> {
        let root = kept(name);
        let relative = |(path, time): (PathBuf, SystemTime)| {
            (path.strip_prefix(&root).expect("a path below").to_owned(), time)
        };
        times(&root).into_iter().map(relative).collect()
    };
    assert_eq!(inner("after"), inner("old"), "modification times");
    other.built();
    assert_same(&tree(&kept("new")), &tree(&other.path().join("public")), "the build after making room");
}

#[test]
fn errors_leave_the_old_site_as_it_is() {
    let site = generated::site(5);
    site.built();
    age(&site.path().join("public"));
    let (before, times_before) = (tree(&site.path().join("public")), times(&site.path().join("public")));
    let about = site.read("content/pages/about.md");
    let mistakes: &[(&str, &str)] = &[
        ("content/briefs/bad.md", "---\ntitle: No date\ncountries: [KP]\n---\n"),
        ("content/briefs/link.md", "---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\n---\n[a](no.md)\n"),
        ("templates/brief.html", "{% if %}"),
        ("templates/month.html", "{{ index.no_such_field.deeper }}"),
        ("dateline.yaml", "titel: Test\n"),
        ("content/pages/about.md", "---\ntitle: [\n---\n"),
    ];
    for (name, content) in mistakes {
        site.write(name, content);
        let output = site.build();
        assert_eq!(output.status.code(), Some(1), "{name}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains("stays as it was"), "{name}: {}", text(&output.stdout));
        assert_same(&tree(&site.path().join("public")), &before, name);
        assert_eq!(times(&site.path().join("public")), times_before, "{name}");
        assert_record_alone(&site);
        fs::remove_file(site.path().join(name)).expect("delete a file");
        site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\n");
        site.write("content/pages/about.md", &about);
    }
    site.built();
    assert_eq!(times(&site.path().join("public")), times_before, "an unchanged rebuild");
}

#[test]
fn a_first_build_with_errors_writes_nothing() {
    let site = Site::new();
    site.write("content/briefs/bad.md", "no front matter");
    assert_eq!(site.build().status.code(), Some(1));
    assert!(!site.exists("public") && !site.exists(".public.dateline"));
    site.write("content/briefs/bad.md", "---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\n---\n");
    site.write("templates/brief.html", "{{ brief.no.such.thing }}");
    // The second time with more than is held in memory until the end.
    for extra in ["", &format!("extra: {{a: {}}}\n", "x".repeat(600_000))] {
        site.write(
            "content/briefs/b.md",
            format!("---\ntitle: B\ndate: 2024-01-01\ncountries: [KP]\n{extra}---\n"),
        );
        assert_eq!(site.build().status.code(), Some(1));
        assert!(!site.exists("public") && !site.exists(".public.dateline"));
    }
}

#[test]
fn unchanged_files_keep_their_time() {
    let site = generated::site(30);
    site.built();
    let public = site.path().join("public");
    age(&public);
    let (before, times_before) = (tree(&public), times(&public));
    let output = site.build();
    assert_clean(&output);
    assert!(text(&output.stdout).contains(", 0 changed"), "{}", text(&output.stdout));
    assert_eq!(times(&public), times_before, "an unchanged rebuild touches nothing, folders included");
    // A brief of its own topic, so that many pages stay as they are.
    site.write("static/img/mark.svg", generated::drawing(77));
    site.brief("one-more.md", "topics: [something else]\n", "New.");
    site.built();
    let after = tree(&public);
    let mut kept = 0;
    for (name, bytes) in &after {
        let time = fs::metadata(public.join(name)).and_then(|metadata| metadata.modified()).expect("a time");
        if before.get(name) == Some(bytes) {
            assert_eq!(time, long_ago(), "{name} did not change");
            kept += 1;
        } else {
            assert_ne!(time, long_ago(), "{name} changed");
        }
    }
    assert!(kept > 50 && kept < after.len(), "{kept} of {}", after.len());
}

/// A folder elsewhere may stand in one that a web server shows, and texts say more than their pages.
#[test]
fn a_removed_brief_disappears() {
    let site = generated::site(4);
    site.built();
    let before = tree(&site.path().join("public"));
    site.brief("gone.md", "title: \"\"\n".replace("title: \"\"\n", "slug: goner\n").as_str(), "Gone soon.");
    site.write("static/gone.txt", "soon");
    site.built();
    assert!(site.exists("public/2024/05/28/goner/index.html") && site.exists("public/gone.txt"));
    fs::remove_file(site.path().join("content/briefs/gone.md")).expect("delete a brief");
    fs::remove_file(site.path().join("static/gone.txt")).expect("delete a file");
    site.built();
    assert_same(&tree(&site.path().join("public")), &before, "what is gone");
    assert!(!site.exists("public/2024"), "not even an empty folder stays");
}

#[test]
fn what_was_changed_in_the_output_is_put_right() {
    let site = generated::site(4);
    site.built();
    let public = site.path().join("public");
    let before = tree(&public);
    site.write("public/index.html", "scribbled over");
    site.write("public/stray.html", "stray");
    fs::remove_file(public.join("feed.xml")).expect("delete a file");
    fs::remove_file(public.join("404.html")).expect("delete a file");
    fs::create_dir(public.join("404.html")).expect("make a folder");
    site.built();
    assert_same(&tree(&public), &before, "repaired");
    // One file more and one less: as many as there should be.
    site.write("public/stray.html", "stray");
    fs::remove_file(public.join("feed.xml")).expect("delete a file");
    site.built();
    assert_same(&tree(&public), &before, "repaired");
}

#[test]
fn a_foreign_folder_is_refused_and_force_replaces_it() {
    let site = generated::site(2);
    site.write("photos/holiday.jpg", "not a site").write("photos/deeper/more.txt", "more");
    let photos = site.path().join("photos");
    let (before, times_before) = (tree(&photos), times(&photos));
    assert_refused(&build_to(&site, &photos, &[]), "did not make");
    assert_same(&tree(&photos), &before, "refused");
    assert_eq!(times(&photos), times_before);
    assert!(!site.exists(".photos.dateline"));
    assert_clean(&build_to(&site, &photos, &["--force"]));
    site.built();
    assert_same(&tree(&photos), &tree(&site.path().join("public")), "forced");
    // From now on it is dateline's own.
    assert_clean(&build_to(&site, &photos, &[]));
    fs::create_dir(site.path().join("empty")).expect("make a folder");
    assert_clean(&build_to(&site, site.path().join("empty"), &[]));
}

#[test]
fn a_repository_is_refused() {
    let site = generated::site(2);
    let clone = site.path().join("clone");
    assert_clean(&build_to(&site, &clone, &[]));
    site.write("clone/.git/HEAD", "ref: refs/heads/main\n");
    let before = tree(&clone);
    assert_refused(&build_to(&site, &clone, &[]), "git");
    // A worktree or a submodule has a file of that name.
    site.write("worktree/.git", "gitdir: ../clone/.git\n");
    assert_refused(&build_to(&site, site.path().join("worktree"), &[]), "git");
    assert_same(&tree(&clone), &before, "refused");
    assert_eq!(site.read("worktree/.git"), "gitdir: ../clone/.git\n");
}

#[test]
fn the_sites_own_folders_are_refused() {
    let outer = tempfile::tempdir().expect("a temporary folder");
    let site = generated::site(2);
    let inner = outer.path().join("above/site");
    super::support::copy(site.path(), &inner);
    fs::create_dir_all(inner.join("templates")).expect("make a folder");
    let before = tree(outer.path());
    let places =
        ["content", "content/briefs", "content/new/public", "static", "static/out", "templates", "."];
    let places = places.iter().map(|place| inner.join(place)).chain([
        outer.path().join("above"),
        outer.path().to_owned(),
        PathBuf::from("/"),
        inner.join("public/../content"),
    ]);
    for place in places {
        for force in [&[][..], &["--force"]] {
            let output = dateline()
                .arg("--site")
                .arg(&inner)
                .args(["build", "--now", NOW, "--output"])
                .arg(&place)
                .args(force)
                .output()
                .expect("run dateline");
            let error = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{}: {error}", place.display());
            assert_same(&tree(outer.path()), &before, &place.display().to_string());
        }
    }
    let folders: Vec<_> = times(outer.path()).into_keys().filter(|path| path.is_dir()).collect();
    assert!(
        !folders.iter().any(|path| path.ends_with("new") || path.to_string_lossy().contains(".dateline"))
    );
    // A file is no folder.
    let file = inner.join("notes.txt");
    fs::write(&file, "notes").expect("write a file");
    assert_refused(&build_to(&site, &file, &[]), "is no folder");
    assert_refused(&build_to(&site, file.join("public"), &[]), "notes.txt");
    assert_eq!(fs::read_to_string(&file).expect("the file"), "notes");
}

#[cfg(unix)]
#[test]
fn a_symlinked_folder_is_followed() {
    use std::os::unix::fs::symlink;
    let site = generated::site(2);
    site.built();
    let expected = tree(&site.path().join("public"));
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(elsewhere.path().join("real")).expect("make a folder");
    let link = site.path().join("linked");
    symlink(elsewhere.path().join("real"), &link).expect("a link");
    for _ in 0..2 {
        assert_clean(&build_to(&site, &link, &[]));
        assert_same(&tree(&elsewhere.path().join("real")), &expected, "through a link");
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
        site.write("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n");
    }
    // A folder behind a link, and a link that hides the site's own folder.
    symlink(elsewhere.path(), site.path().join("disk")).expect("a link");
    assert_clean(&build_to(&site, site.path().join("disk/a/b"), &[]));
    assert_same(&tree(&elsewhere.path().join("a/b")), &expected, "behind a link");
    symlink(site.path().join("content"), elsewhere.path().join("hidden")).expect("a link");
    assert_refused(&build_to(&site, elsewhere.path().join("hidden"), &["--force"]), "own files");
    symlink(elsewhere.path().join("nowhere"), site.path().join("dangling")).expect("a link");
    assert_refused(&build_to(&site, site.path().join("dangling"), &[]), "no folder");
    // A link inside the output that leads out of it is replaced, not followed.
    let outside = elsewhere.path().join("outside.html");
    fs::write(&outside, "mine").expect("write a file");
    fs::remove_file(site.path().join("public/index.html")).expect("delete a file");
    symlink(&outside, site.path().join("public/index.html")).expect("a link");
    site.built();
    assert_eq!(fs::read_to_string(&outside).expect("the file"), "mine");
    assert_same(&tree(&site.path().join("public")), &expected, "a link inside");
}

#[test]
fn two_builds_at_once_never_mix() {
    const ROUNDS: usize = 12;
    const BUILDS: usize = 4;
    let site = generated::site(20);
    let bases: Vec<String> = (0..BUILDS).map(|at| format!("https://{at}.example.org/")).collect();
    let references: Vec<Tree> = bases
        .iter()
        .map(|base| {
            assert_clean(&build_to(&site, site.path().join("reference"), &["--base-url", base]));
            tree(&site.path().join("reference"))
        })
        .collect();
    let mut refused = 0;
    for _ in 0..ROUNDS {
        let children: Vec<_> = bases
            .iter()
            .map(|base| {
                // Each comes back until it was let in, so that one begins while another ends.
                let mut command = Command::new("sh");
                let script = r#"for turn in 1 2 3 4 5 6; do "$0" "$@" && exit 0; done; exit 2"#;
                command.args(["-c", script, env!("CARGO_BIN_EXE_dateline"), "--quiet"]);
                command.args(["build", "--now", NOW, "--base-url", base, "--site"]).arg(site.path());
                command.env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("run dateline")
            })
            .collect();
        let mut clean = 0;
        for child in children {
            let output = child.wait_with_output().expect("the end of a process");
            clean += usize::from(output.status.success());
            let error = text(&output.stderr);
            for line in error.lines().filter(|line| line.starts_with("error")) {
                refused += 1;
                assert!(line.contains("another dateline is writing the same output folder"), "{error}");
            }
            assert!(output.status.success() || output.status.code() == Some(2), "{error}");
        }
        assert!(clean > 0, "one of them always gets through");
        let result = tree(&site.path().join("public"));
        assert!(
            references.contains(&result),
            "a mix: {:?}",
            references.iter().map(|reference| difference(&result, reference)).collect::<Vec<_>>()
        );
        assert_record_alone(&site);
    }
    println!("{refused} builds were refused");
}

#[test]
fn a_relative_output_is_below_the_folder_one_is_in() {
    let site = generated::site(2);
    site.built();
    let expected = tree(&site.path().join("public"));
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    for (name, at) in [
        ("out", "out"),
        ("./a/../b", "b"),
        ("my public folder", "my public folder"),
        ("ünï/코드", "ünï/코드"),
    ] {
        let output = dateline()
            .current_dir(elsewhere.path())
            .arg("--site")
            .arg(site.path())
            .args(["build", "--now", NOW, "--output", name])
            .output()
            .expect("run dateline");
        assert_clean(&output);
        assert_same(&tree(&elsewhere.path().join(at)), &expected, name);
    }
    let output = dateline()
        .current_dir(site.path().join("content/briefs"))
        .args(["build", "--now", NOW])
        .output()
        .expect("run dateline");
    assert_clean(&output);
    assert!(!site.exists("content/briefs/public"), "the default is the site's own public folder");
    assert!(text(&output.stdout).trim_end().ends_with("/public"), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_a_failure() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let site = generated::site(2);
    let may = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set permissions");
    };
    may(site.path(), 0o755);
    assert_clean(&build_to(&site, site.path().join("locked/public"), &[]));
    let locked = site.path().join("locked");
    let before = (tree(&locked), times(&locked));
    // Root may write everywhere, and so has to be somebody else for this, who can reach the program.
    let is_root = fs::metadata(site.path()).expect("the site").uid() == 0;
    let home = tempfile::tempdir().expect("a temporary folder");
    may(home.path(), 0o755);
    let program = home.path().join("dateline");
    fs::copy(env!("CARGO_BIN_EXE_dateline"), &program).expect("copy the program");
    may(&program, 0o755);
    let build = |output: &Path| {
        let mut command = Command::new(&program);
        command.env("NO_COLOR", "1").current_dir("/").arg("--site").arg(site.path());
        command.args(["build", "--now", NOW, "--output"]).arg(output);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().expect("run dateline")
    };
    for mode in [0o555, 0o500] {
        may(&locked, mode);
        assert_refused(&build(&locked.join("public")), "permission denied");
        assert_refused(&build(&locked.join("new/public")), "permission denied");
        may(&locked, 0o755);
        assert_eq!((tree(&locked), times(&locked)), before);
    }
    // An output that may not even be read.
    let open = site.path().join("open");
    fs::create_dir_all(open.join("public")).expect("make a folder");
    may(&open, 0o777);
    may(&open.join("public"), 0o000);
    let output = build(&open.join("public"));
    may(&open.join("public"), 0o755);
    assert_refused(&output, "permission denied");
    assert_eq!(fs::read_dir(&open).expect("read a folder").count(), 1, "nothing stays behind");
}
