//! The preview's loop, on a real disk: what happens to files, and what it makes of it.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant, SystemTime};

use crate::support::served::{PATIENCE, Served};
use crate::support::{Site, generated, text};

const FIXED: &[&str] = &["--now", "2026-11-01"];

fn shows(part: &str) -> impl Fn(&crate::support::served::Reply) -> bool {
    move |reply| reply.status == 200 && reply.text().contains(part)
}

fn brief(title: &str, rest: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024-05-28\ncountries: [KP]\n{rest}---\nText.\n")
}

#[test]
fn a_thousand_files_at_once_are_one_change() {
    let site = generated::site(3);
    let served = Served::new(site.path(), FIXED);
    let mut events = served.events();
    let first = events.until("the first state", |_| true)["generation"].as_u64().expect("a number");
    let elsewhere = tempfile::tempdir_in(site.path()).expect("a folder outside of what is read");
    for number in 0..1000 {
        let text = format!("---\ntitle: Moved {number}\ndate: 2024-05-28\ncountries: [Chile]\n---\nText.\n");
        fs::create_dir_all(elsewhere.path().join(format!("in/{}", number % 50))).expect("make a folder");
        let name = format!("in/{}/moved-{number}.md", number % 50);
        fs::write(elsewhere.path().join(name), text).expect("write a file");
    }
    let folder = site.path().join("content/briefs/in");
    fs::rename(elsewhere.path().join("in"), &folder).expect("move a folder in");
    served.until("/2024/05/28/moved-999/", "there", |reply| reply.status == 200);
    served.until("/countries/chl/page/50/", "there", |reply| reply.status == 200);
    let then = events.until("the new state", |state| state["generation"].as_u64() > Some(first));
    assert_eq!(then["generation"].as_u64(), Some(first + 1), "they came in together");
    // What happens in a folder that has just come in is noticed, too; and ten thousand events.
    for round in 0..10 {
        for number in 0..500 {
            let text = brief(&format!("Round {round}"), "");
            fs::write(folder.join(format!("{}/moved-{number}.md", number % 50)), text).expect("write a file");
        }
    }
    served.until("/2024/05/28/moved-499/", "of the last round", shows("Round 9"));
    served.until("/2024/05/28/moved-0/", "of the last round", shows("Round 9"));
    // And out again.
    fs::rename(&folder, elsewhere.path().join("out")).expect("move a folder out");
    served.until("/2024/05/28/moved-499/", "gone", |reply| reply.status == 404);
    fs::create_dir_all(folder.join("new/deeper")).expect("make a folder");
    fs::write(folder.join("new/deeper/late.md"), brief("Late", "")).expect("write a file");
    served.until("/2024/05/28/late/", "there", shows("Late"));
}

/// Of a large file only the head and the tail are read; of one that was just written, its times say
/// little.
#[test]
fn a_change_in_the_middle_of_a_large_file_is_seen() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    site.write("static/clip.bin", vec![1; 2 << 20]).write("static/note.txt", "A note.\n");
    let served = Served::new(site.path(), FIXED);
    let mut events = served.events();
    let first = events.until("the first state", |_| true)["generation"].as_u64().expect("a number");
    let open =
        |name: &str| fs::OpenOptions::new().write(true).open(site.path().join(name)).expect("open a file");
    for round in 1..4 {
        // A small one whose bytes are what they were has not changed.
        open("static/note.txt").set_modified(SystemTime::now()).expect("touch a file");
        let mut clip = open("static/clip.bin");
        clip.seek(SeekFrom::Start(1 << 20)).expect("go to the middle");
        clip.write_all(&[round as u8 + 1]).expect("write a byte");
        drop(clip);
        let state =
            events.until("the change", |state| state["generation"].as_u64() > Some(first + round - 1));
        assert_eq!(state["changed"], serde_json::json!(["/clip.bin"]));
        assert_eq!(state["generation"].as_u64(), Some(first + round));
    }
}

#[test]
fn a_file_that_is_half_saved_is_no_mistake() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let served = Served::new(site.path(), FIXED);
    let path = site.path().join("content/briefs/a.md");
    for round in 0..10 {
        let whole = brief(&format!("Round {round}"), "");
        fs::write(&path, &whole[..30]).expect("write a file");
        sleep(Duration::from_millis(30));
        fs::write(&path, &whole).expect("write a file");
        served.until("/2024/05/28/a/", "of this round", shows(&format!("Round {round}")));
    }
    assert_eq!(served.said(), Vec::<String>::new());
}

/// A log in the site's folder and an editor's own file are written all the time.
#[test]
fn what_is_no_input_puts_nothing_off() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let served = Served::new(site.path(), FIXED);
    let over = AtomicBool::new(false);
    let mut times: Vec<Duration> = scope(|threads| {
        threads.spawn(|| {
            let started = Instant::now();
            while !over.load(Ordering::Relaxed) && started.elapsed() < PATIENCE {
                site.write("server.log", "A line.\n").write("content/briefs/.a.md.swp", "Text.\n");
                sleep(Duration::from_millis(2));
            }
        });
        let edit = |round: u32| {
            // As editors save: under a name of their own first.
            site.write("content/briefs/a.md~", brief(&format!("Round {round}"), ""));
            let started = Instant::now();
            let briefs = site.path().join("content/briefs");
            fs::rename(briefs.join("a.md~"), briefs.join("a.md")).expect("rename a file");
            let text = format!("Round {round}");
            while !shows(&text)(&served.get("/2024/05/28/a/")) && started.elapsed() < Duration::from_secs(30)
            {
                sleep(Duration::from_millis(5));
            }
            started.elapsed()
        };
        let times = (0..7).map(edit).collect();
        over.store(true, Ordering::Relaxed);
        times
    });
    // Some are lucky, and some meet a machine that has other things to do.
    times.sort();
    assert!(times[times.len() / 2] < Duration::from_millis(1500), "{times:?}");
}

/// `a-b.md` sorts between `a` and what is in it.
#[test]
fn a_new_folder_and_its_neighbour_are_read_once() {
    let site = Site::new();
    let served = Served::new(site.path(), FIXED);
    for round in 0..30 {
        fs::create_dir_all(site.path().join(format!("content/briefs/a{round}"))).expect("make a folder");
        site.write(&format!("content/briefs/a{round}-b.md"), brief("Neighbour", ""));
        sleep(Duration::from_millis(round % 8));
        site.write(&format!("content/briefs/a{round}/x{round}.md"), brief("Inner", ""));
        served.until(&format!("/2024/05/28/x{round}/"), "there", shows("Inner"));
    }
    sleep(Duration::from_millis(200));
    assert_eq!(served.said(), Vec::<String>::new());
}

#[test]
fn the_terminal_says_a_mistake_once() {
    let site = Site::new();
    site.brief("a.md", "", "Text.").brief("b.md", "", "Text.");
    let served = Served::new(site.path(), FIXED);
    site.write("content/briefs/a.md", brief("A", "titel: B\n"));
    served.wait_for("unknown key `titel`");
    for round in 0..5 {
        // The mistake moves to another line, and another text is written meanwhile.
        site.write(
            "content/briefs/a.md",
            brief("A", &format!("kicker: K{round}\n{}titel: B\n", "\n".repeat(round))),
        );
        site.write("content/briefs/b.md", brief(&format!("Round {round}"), ""));
        served.until("/2024/05/28/b/", "of this round", shows(&format!("Round {round}")));
        served.until("/2024/05/28/a/", "as it was", shows("A brief"));
    }
    site.write("content/briefs/a.md", brief("Mended", ""));
    let mut between = Vec::new();
    loop {
        let line = served.wait_for("");
        if line.contains("Nothing is wrong any more") {
            break;
        }
        between.push(line);
    }
    assert!(!between.iter().any(|line| line.contains("unknown key")), "{between:#?}");
    served.until("/2024/05/28/a/", "mended", shows("Mended"));
}

/// A terminal that was halted with Ctrl+S, a pipe that is full.
#[test]
fn what_nobody_reads_holds_up_nothing() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let (served, complaints) = Served::unread(site.path(), FIXED);
    let mut events = served.events();
    // More than a pipe holds, and then more than waits for a reader.
    let (mistakes, long) = (600, format!("titel: {}\n", "long ".repeat(300)));
    for number in 0..mistakes {
        site.write(&format!("content/briefs/bad/{number}.md"), brief("Bad", &long));
    }
    events.until("all of them", |state| state["report"]["errors"] == mistakes);
    for round in 1..=25 {
        site.write(&format!("content/briefs/worse/w{round}.md"), brief("Worse", "datum: today\n"));
        events.until("one more", |state| state["report"]["errors"] == mistakes + round);
    }
    site.write("content/briefs/a.md", brief("Later", ""));
    served.until("/2024/05/28/a/", "as written", shows("Later"));
    served.read(complaints);
    for _ in 0..mistakes {
        served.wait_for("unknown key `titel`");
    }
    served.wait_for("more was said while nobody read it");
    fs::remove_dir_all(site.path().join("content/briefs/bad")).expect("delete a folder");
    fs::remove_dir_all(site.path().join("content/briefs/worse")).expect("delete a folder");
    served.wait_for("Nothing is wrong any more");
}

#[test]
fn a_site_that_is_gone_comes_back() {
    let outer = tempfile::tempdir().expect("a temporary folder");
    let folder = outer.path().join("above/site");
    crate::support::copy(generated::site(5).path(), &folder);
    let served = Served::new(&folder, FIXED);
    let away = outer.path().join("away");
    let about = |word: &str| {
        fs::write(folder.join("content/pages/about.md"), format!("---\ntitle: About\n---\n{word}\n"))
    };
    let gone = |state: &serde_json::Value| {
        state["report"]["errors"] == 1 && state.to_string().contains("put the folder back")
    };
    // Moved away, moved away with the folder above it, deleted for good.
    fs::rename(&folder, &away).expect("move the site");
    served.events().until("that it is gone", gone);
    assert_eq!(served.get("/about/").status, 200, "the last pages stay");
    fs::rename(&away, &folder).expect("move the site back");
    about("Back once.").expect("write a file");
    served.until("/about/", "back", shows("Back once."));
    fs::rename(outer.path().join("above"), outer.path().join("below")).expect("move the folder above");
    served.events().until("that it is gone", gone);
    fs::rename(outer.path().join("below"), outer.path().join("above")).expect("move it back");
    served.events().until("that it is back", |state| state["report"]["errors"] == 0);
    about("Back twice.").expect("write a file");
    served.until("/about/", "back", shows("Back twice."));
    crate::support::copy(&folder, &away);
    fs::remove_dir_all(&folder).expect("delete the site");
    served.events().until("that it is gone", gone);
    crate::support::copy(&away, &folder);
    about("Back thrice.").expect("write a file");
    served.until("/about/", "back", shows("Back thrice."));
    served.events().until("that it is back", |state| state["report"]["errors"] == 0);
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_watched_as_well() {
    let site = Site::new();
    site.write("notes/x.md", brief("First", "")).write("shared/deep/y.md", brief("First", ""));
    site.write("content/briefs/a.md", brief("A", ""));
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(site.path().join(to), site.path().join(from)).expect("make a link");
    };
    link("content/briefs/x.md", "notes/x.md");
    let served = Served::new(site.path(), FIXED);
    site.write("notes/x.md", brief("Second", ""));
    served.until("/2024/05/28/x/", "the second", shows("Second"));
    link("content/briefs/shared", "shared");
    served.until("/2024/05/28/y/", "there", shows("First"));
    site.write("shared/deep/y.md", brief("Second", ""));
    served.until("/2024/05/28/y/", "the second", shows("Second"));
    site.write("shared/deep/z.md", brief("New", ""));
    served.until("/2024/05/28/z/", "there", shows("New"));
}

#[cfg(unix)]
#[test]
fn settings_behind_a_link_are_watched_inside_of_the_site_and_refused_outside() {
    let site = Site::new();
    let settings = |title: &str| format!("title: {title}\nbase_url: https://example.org/\n");
    let link = |to: &std::path::Path| {
        let path = site.path().join("dateline.yaml");
        fs::remove_file(&path).expect("delete a file");
        std::os::unix::fs::symlink(to, path).expect("make a link");
    };
    site.write("config/production.yaml", settings("First"));
    link("config/production.yaml".as_ref());
    let served = Served::new(site.path(), FIXED);
    assert!(shows("First")(&served.get("/")));
    site.write("config/production.yaml", settings("Second"));
    served.until("/", "the second", shows("Second"));
    let outside = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(outside.path(), settings("Outside")).expect("write a file");
    link(outside.path());
    served.wait_for("the symbolic link leads out of the site's folder");
    assert!(shows("Second")(&served.get("/")), "it stays as it was");
    for command in [&["build"][..], &["new", "A brief", "--country", "KP"], &["publish", "--rollback"]] {
        let output = site.run(command);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(text(&output.stderr).contains("leads out of the site's folder"), "{command:?}");
    }
}

#[test]
fn a_brief_appears_when_its_hour_comes() {
    let site = Site::new();
    let at = |seconds: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    let due = at(3);
    site.write(
        "content/briefs/a.md",
        format!("---\ntitle: Due\ndate: {due:.0}\ncountries: [KP]\nslug: due\n---\nText.\n"),
    );
    site.write(
        "content/briefs/b.md",
        format!("---\ntitle: Expiring\ndate: 2024-05-28\ncountries: [RU]\nexpires: {due:.0}\n---\nText.\n"),
    );
    let served = Served::new(site.path(), &[]);
    assert_eq!(served.get("/countries/prk/").status, 404);
    assert_eq!(served.get("/countries/rus/").status, 200);
    served.until("/countries/prk/", "there", shows("Due"));
    served.until("/countries/rus/", "gone", |reply| reply.status == 404);
}

#[test]
fn drafts_are_shown_only_if_asked_for() {
    let site = Site::new();
    site.write("content/briefs/a.md", brief("A draft", "draft: true\n"));
    assert_eq!(Served::new(site.path(), FIXED).get("/2024/05/28/a/").status, 404);
    let served = Served::new(site.path(), &["--now", "2026-11-01", "--drafts"]);
    assert!(shows("A draft")(&served.get("/2024/05/28/a/")));
}

#[test]
fn without_a_system_that_tells_files_are_looked_at() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let served = Served::new(site.path(), &["--now", "2026-11-01", "--poll"]);
    for round in 0..3 {
        site.write("content/briefs/a.md", brief(&format!("Round {round}"), ""));
        served.until("/2024/05/28/a/", "of this round", shows(&format!("Round {round}")));
    }
    site.write("content/briefs/new/b.md", brief("B", ""));
    served.until("/2024/05/28/b/", "there", shows("B"));
    fs::remove_file(site.path().join("content/briefs/a.md")).expect("delete a file");
    served.until("/2024/05/28/a/", "gone", |reply| reply.status == 404);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_complained_about() {
    use std::os::unix::ffi::OsStrExt;
    let site = generated::site(3);
    let served = Served::new(site.path(), FIXED);
    let mut events = served.events();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    let path = site.path().join("content/briefs").join(name);
    fs::write(&path, brief("A", "")).expect("write a file");
    events.until("an error", |state| state["report"]["errors"] == 1);
    fs::remove_file(&path).expect("delete a file");
    events.until("none", |state| state["report"]["errors"] == 0);
}

/// A user namespace has a limit of its own, which its owner may lower.
#[cfg(target_os = "linux")]
#[test]
fn out_of_watches_it_says_so_and_goes_on() {
    let site = generated::site(5);
    let mut command = Command::new("unshare");
    let lowered = "echo 2 > /proc/sys/user/max_inotify_watches && exec \"$@\"";
    command.args(["--user", "--map-root-user", "sh", "-c", lowered, "sh", env!("CARGO_BIN_EXE_dateline")]);
    command.env("NO_COLOR", "1").arg("--site").arg(site.path());
    command.args(["serve", "--port", "0", "--now", "2026-11-01"]);
    let served = Served::start(command);
    served.wait_for("the system watches no more folders for this user");
    served.wait_for("sudo sysctl fs.inotify.max_user_watches=");
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWritten later.\n");
    served.until("/about/", "there", shows("Written later."));
}

#[test]
fn what_moved_is_followed_and_what_is_gone_is_told_of() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    let served = Served::new(site.path(), &["--now", "2026-11-01", "--follow"]);
    let mut events = served.events();
    assert_eq!(served.get("/2024/05/28/a/").status, 200);
    site.write("content/briefs/a.md", brief("A", "slug: other\n"));
    let state = events.until("where to go", |state| state["follow"].is_string());
    assert_eq!(state["follow"], "/2024/05/28/other/");
    let reply = served.until("/2024/05/28/a/", "moved", |reply| reply.status == 307);
    assert_eq!(reply.header("location"), "/2024/05/28/other/");
    assert_eq!(served.get("/2024/05/28/other/").status, 200);
    fs::rename(site.path().join("content/briefs/a.md"), site.path().join("content/briefs/c.md"))
        .expect("rename");
    site.write("content/briefs/c.md", brief("A", ""));
    let reply = served.until("/2024/05/28/c/", "there", |reply| reply.status == 200);
    assert!(text(&reply.body).contains("<h1>A</h1>"));
    fs::remove_file(site.path().join("content/briefs/c.md")).expect("delete a file");
    let reply = served.until("/2024/05/28/c/", "gone", |reply| reply.status == 404);
    assert!(reply.text().contains("content/briefs/c.md was deleted or moved"), "{}", reply.text());
}

/// Some programs move a file by deleting it and writing it anew.
#[test]
fn a_text_that_comes_back_under_another_name_is_followed() {
    let site = Site::new();
    site.write("content/briefs/a.md", brief("A", "")).write("content/briefs/b.md", brief("B", ""));
    let served = Served::new(site.path(), FIXED);
    let delete = |name: &str| {
        assert_eq!(served.get(&format!("/2024/05/28/{name}/")).status, 200);
        fs::remove_file(site.path().join(format!("content/briefs/{name}.md"))).expect("delete a file");
        served.until(&format!("/2024/05/28/{name}/"), "gone", |reply| reply.status == 404);
    };
    let leads = |from: &str, to: &str| {
        let reply = served.until(&format!("/2024/05/28/{from}/"), "moved", |reply| reply.status == 307);
        assert_eq!(reply.header("location"), format!("/2024/05/28/{to}/"));
    };
    delete("a");
    delete("b");
    site.write("content/briefs/c.md", brief("A", ""));
    leads("a", "c");
    assert_eq!(served.get("/2024/05/28/b/").status, 404);
    // One that has come back where it was is not elsewhere: the next of its kind is another.
    site.write("content/briefs/b.md", brief("B", ""));
    served.until("/2024/05/28/b/", "back", |reply| reply.status == 200);
    site.write("content/briefs/d.md", brief("B", "")).write("content/briefs/b.md", brief("Other", ""));
    served.until("/2024/05/28/d/", "there", |reply| reply.status == 200);
    served.until("/2024/05/28/b/", "as written", shows("Other"));
    delete("b");
    // And on it goes from name to name.
    delete("c");
    site.write("content/briefs/e.md", brief("A", ""));
    leads("a", "e");
    leads("c", "e");
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_if_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let site = generated::site(3);
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/desk/\n");
    let programs = tempfile::tempdir().expect("a temporary folder");
    let (browser, opened) = (programs.path().join("xdg-open"), programs.path().join("opened"));
    fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > '{}'\n", opened.display())).expect("write a file");
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).expect("make it a program");
    let mut command = crate::support::dateline();
    command.env("PATH", format!("{}:{}", programs.path().display(), std::env::var("PATH").expect("a path")));
    command.arg("--site").arg(site.path()).args(["serve", "--port", "0", "--open"]);
    let served = Served::start(command);
    let wanted = format!("http://{}/desk/\n", served.address);
    for _ in 0..2000 {
        if fs::read_to_string(&opened).is_ok_and(|address| address == wanted) {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("{wanted} was not opened, but {:?}", fs::read_to_string(&opened));
}
