//! What a build keeps beside its output: it helps the next one, tells nobody what is not published, and
//! whatever is there instead does no harm.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{Site, dateline, files, generated, text};

const NOW: &str = "2026-11-01";

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().collect()
}

fn built_to(site: &Site, folder: &Path) {
    let arguments = ["build", "--now", NOW, "--output"].map(Into::into);
    let output = site.run(arguments.into_iter().chain([folder.as_os_str().to_owned()]));
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

fn fresh(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    built_to(site, &folder.path().join("public"));
    tree(&folder.path().join("public"))
}

fn public(site: &Site) -> BTreeMap<String, Vec<u8>> {
    tree(&site.path().join("public"))
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn texts_are_kept_in_the_sites_own_folder_alone() {
    let site = generated::site(3);
    site.write(
        "content/briefs/later.md",
        "---\ntitle: Later\ndate: 2027-01-01\ncountries: [KP]\n---\nA secret.\n",
    );
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    for _ in 0..2 {
        built_to(&site, &elsewhere.path().join("www"));
        built_to(&site, &site.path().join("www"));
    }
    let beside = |folder: &Path| tree(&folder.join(".www.dateline")).into_keys().collect::<Vec<_>>();
    assert_eq!(beside(elsewhere.path()), ["record"]);
    assert_eq!(beside(site.path()), ["readings", "record"]);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let site = generated::site(3);
    site.built();
    let readings = fs::metadata(site.path().join(".public.dateline/readings")).expect("readings");
    assert_eq!(readings.permissions().mode() & 0o777, 0o600);
}

/// Be it one of many, or all that there was.
#[test]
fn a_text_that_is_withdrawn_is_kept_no_longer() {
    for others in [0, 5] {
        let site = generated::site(others);
        let readings = || fs::read(site.path().join(".public.dateline/readings")).unwrap_or_default();
        let draft = || {
            site.brief("one.md", "draft: true\n", "Withdrawn words.");
        };
        let delete = || fs::remove_file(site.path().join("content/briefs/one.md")).expect("delete a brief");
        for withdraw in [&draft as &dyn Fn(), &delete] {
            site.brief("one.md", "summary: Withdrawn words.\n", "Text.");
            site.built();
            assert!(has(&readings(), "Withdrawn words"));
            withdraw();
            site.built();
            assert!(!has(&readings(), "Withdrawn words"), "{others} others");
        }
    }
}

/// It may come with a site from somebody else, and speak of what is not in the output.
#[test]
fn nothing_outside_the_output_is_deleted() {
    let site = generated::site(20);
    site.write("static/aa/v/one.txt", "one").built();
    site.built();
    site.write("v/precious.txt", "precious").write("v/one.txt", "precious");
    let record = site.path().join(".public.dateline/record");
    let mut bytes = fs::read(&record).expect("the record");
    let at = bytes.windows(4).position(|window| window == b"aa/v").expect("the folder's name");
    bytes[at..at + 4].copy_from_slice(b"../v");
    fs::write(&record, bytes).expect("write the record");
    fs::remove_dir_all(site.path().join("static/aa")).expect("delete a folder");
    site.built();
    assert_eq!(tree(&site.path().join("v")).len(), 2, "what the record names");
    assert_eq!(public(&site), fresh(&site));
}

/// Nothing is written, emptied or deleted where a link leads.
#[cfg(unix)]
#[test]
fn links_beside_the_output_are_not_followed() {
    use std::os::unix::fs::symlink;
    let site = generated::site(60);
    site.built();
    let beside = site.path().join(".public.dateline");
    let precious = || tree(&site.path().join("v"));
    for name in ["next/one.txt", "old/one.txt", "aside/one.txt", "readings", "record", "lock", "patch.new"] {
        site.write(&format!("v/{name}"), "precious");
    }
    let before = precious();
    let refused = |what: &Path| {
        let output = site.build();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}{said}", text(&output.stdout));
        assert!(
            said.contains(&format!("{} is a link", what.display())) && said.contains("delete it"),
            "{said}"
        );
        assert!(precious() == before, "{said}");
    };
    fs::remove_dir_all(&beside).expect("delete a folder");
    for target in ["v", "nowhere"] {
        symlink(site.path().join(target), &beside).expect("make a link");
        refused(&beside);
        fs::remove_file(&beside).expect("delete a link");
    }
    fs::create_dir(&beside).expect("make a folder");
    for target in ["v/lock", "nowhere"] {
        symlink(site.path().join(target), beside.join("lock")).expect("make a link");
        refused(&beside.join("lock"));
        fs::remove_file(beside.join("lock")).expect("delete a link");
    }
    for name in [
        "next",
        "old",
        "aside",
        "readings",
        "record",
        "readings.new",
        "record.new",
        "patch.new",
        "patch",
        "undo",
    ] {
        for target in [format!("v/{name}"), "v/readings".to_owned(), "nowhere".to_owned()] {
            let _ = fs::remove_file(beside.join(name));
            symlink(site.path().join(&target), beside.join(name)).expect("make a link");
            // One file is replaced, in place.
            site.write("static/more.txt", format!("{name} {target}")).built();
            assert_eq!(site.read("public/more.txt"), format!("{name} {target}"));
            assert!(precious() == before, "{name}");
        }
    }
    assert!(!site.exists("nowhere"));
    assert_eq!(public(&site), fresh(&site));
}

/// A file that the site has is taken over as a link; one that is somebody else's is copied.
#[cfg(unix)]
#[test]
fn a_folder_linked_into_the_output_is_not_made_the_sites() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let site = generated::site(5);
    site.write("static/s/one.txt", "one").write("static/s/t/two.txt", "two").built();
    let before = public(&site);
    fs::rename(site.path().join("public/s"), site.path().join("v")).expect("move a folder");
    symlink(site.path().join("v"), site.path().join("public/s")).expect("make a link");
    site.built();
    assert_eq!(public(&site), before);
    for name in ["v/one.txt", "v/t/two.txt", "public/s/one.txt", "public/s/t/two.txt"] {
        assert_eq!(fs::metadata(site.path().join(name)).expect(name).nlink(), 1, "{name}");
    }
}

/// Whoever reads a pipe waits for somebody to write into it.
#[cfg(unix)]
#[test]
fn pipes_beside_the_output_are_not_waited_for() {
    let site = generated::site(60);
    site.built();
    let beside = site.path().join(".public.dateline");
    for name in [
        "lock",
        "patch",
        "undo",
        "patch.new",
        "record",
        "record.new",
        "readings",
        "readings.new",
        "next",
        "old",
        "aside",
    ] {
        site.write("static/more.txt", name);
        let _ = fs::remove_file(beside.join(name));
        let made = Command::new("mkfifo").arg(beside.join(name)).status().expect("run mkfifo, of coreutils");
        assert!(made.success());
        let output = Command::new("timeout")
            .arg("60")
            .arg(env!("CARGO_BIN_EXE_dateline"))
            .args(["build", "--now", NOW, "--site"])
            .arg(site.path())
            .output()
            .expect("run timeout, of coreutils");
        let said = text(&output.stderr);
        if name == "lock" {
            assert!(said.contains("lock is something else") && said.contains("delete it"), "{said}");
            fs::remove_file(beside.join(name)).expect("delete a pipe");
        } else {
            assert!(output.status.success(), "{name}: {said}");
            assert_eq!(site.read("public/more.txt"), name);
        }
    }
}

#[test]
fn files_and_folders_in_each_others_place_are_cleared_away() {
    let site = generated::site(60);
    site.built();
    let wanted = public(&site);
    let beside = site.path().join(".public.dateline");
    let names = [
        "record",
        "readings",
        "record.new",
        "readings.new",
        "patch",
        "undo",
        "patch.new",
        "aside",
        "next",
        "old",
    ];
    for name in names {
        for is_folder in [true, false] {
            let _ = fs::remove_file(beside.join(name));
            let _ = fs::remove_dir_all(beside.join(name));
            if is_folder {
                fs::create_dir_all(beside.join(name).join("folder")).expect("make a folder");
            } else {
                fs::write(beside.join(name), "text").expect("write a file");
            }
            site.write("static/more.txt", format!("In the place of {name}: {is_folder}.")).built();
            fs::remove_file(site.path().join("static/more.txt")).expect("delete a file");
            site.built();
            assert_eq!(public(&site), wanted, "{name}");
            let left: Vec<String> = tree(&beside).into_keys().collect();
            assert_eq!(left, ["readings", "record"], "{name}");
        }
    }
}

/// A build looks at its output as it begins. What comes and goes later is seen by the next one.
#[test]
fn what_is_done_in_the_output_while_a_build_runs_is_put_right() {
    let site = generated::site(300);
    for round in 0..12 {
        site.write("static/x/w.txt", "w").write("static/x/y/z.txt", "z");
        for _ in 0..3 {
            site.built();
        }
        fs::remove_file(site.path().join("static/x/y/z.txt")).expect("delete a file");
        site.write("static/more.txt", format!("{round}"));
        let mut child = dateline()
            .args(["build", "--jobs", "1", "--now", NOW, "--site"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("run dateline");
        let next = site.path().join(".public.dateline/next");
        while !next.exists() && child.try_wait().expect("a process").is_none() {}
        std::thread::sleep(Duration::from_millis(round * 3));
        let _ = fs::write(site.path().join("public/x/y/stray.txt"), "stray");
        let _ = fs::remove_file(site.path().join("public/404.html"));
        let output = child.wait_with_output().expect("the end of a process");
        let said = text(&output.stderr);
        // The page went before it was looked for, and after it was found to be the same.
        assert!(
            output.status.success() || said.contains("404.html was deleted while"),
            "round {round}: {said}"
        );
        site.built();
        assert_eq!(public(&site), fresh(&site), "round {round}");
    }
}
