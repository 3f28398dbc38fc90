//! What a build keeps beside its output: it helps the next one, tells nobody what is not published, and
//! whatever is there instead does no harm.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
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

/// Both may come with a site from somebody else, and speak of what is not in the output.
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

    let public_before = public(&site);
    let list = site.path().join(".public.dateline/patch");
    for lines in ["-../v/one.txt\0", "+../v/one.txt\0", "-aa/v/one.txt\0-aa/../../v/one.txt\0"] {
        fs::write(&list, lines).expect("write a list");
        let output = site.build();
        assert_eq!(output.status.code(), Some(2));
        let error = text(&output.stderr);
        assert!(error.contains("out of the output folder") && error.contains("/patch: delete it"), "{error}");
        assert_eq!(tree(&site.path().join("v")).len(), 2, "what the list names");
        assert_eq!(public(&site), public_before);
    }
    fs::remove_file(list).expect("delete the list");
    site.built();
}

#[test]
fn files_and_folders_in_each_others_place_are_cleared_away() {
    let site = generated::site(5);
    site.built();
    let wanted = public(&site);
    let beside = site.path().join(".public.dateline");
    for name in ["record", "readings", "record.new", "readings.new", "patch.new", "aside", "next", "old"] {
        for is_folder in [true, false] {
            let _ = fs::remove_file(beside.join(name));
            let _ = fs::remove_dir_all(beside.join(name));
            if is_folder {
                fs::create_dir_all(beside.join(name).join("folder")).expect("make a folder");
            } else {
                fs::write(beside.join(name), "text").expect("write a file");
            }
            site.brief("more.md", "", &format!("In the place of {name}: {is_folder}.")).built();
            fs::remove_file(site.path().join("content/briefs/more.md")).expect("delete a brief");
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
            .stderr(Stdio::null())
            .spawn()
            .expect("run dateline");
        let next = site.path().join(".public.dateline/next");
        while !next.exists() && child.try_wait().expect("a process").is_none() {}
        std::thread::sleep(Duration::from_millis(round * 3));
        let _ = fs::write(site.path().join("public/x/y/stray.txt"), "stray");
        let _ = fs::remove_file(site.path().join("public/404.html"));
        assert!(child.wait().expect("the end of a process").success(), "round {round}");
        site.built();
        assert_eq!(public(&site), fresh(&site), "round {round}");
    }
}
