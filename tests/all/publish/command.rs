//! Programs of the author's that take the site from here.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Output;

use crate::support::{Site, files, text};

/// A site whose program copies it to a folder beside, and keeps what it was told.
fn site(command: &str) -> Site {
    let site = Site::new();
    site.brief("a.md", "", "Text.").write("static/a.txt", "A").write("static/b.txt", "B");
    site.write(
        "deploy/copy",
        "#!/bin/sh\nset -e\nmkdir -p \"$3\"\ncp -r \"$1\"/. \"$3\"/\ncp \"$2\" deploy/told.json\necho \"to $DATELINE_TARGET\"\n",
    );
    fs::set_permissions(site.path().join("deploy/copy"), fs::Permissions::from_mode(0o755))
        .expect("make a program");
    settings(&site, command);
    site
}

const COPY: &str = "deploy/copy {folder} {changes} 'deploy/the copy'";

fn publish(site: &Site, arguments: &[&str]) -> Output {
    site.run([&["publish", "--now", "2026-11-01"], arguments].concat())
}

fn told(site: &Site) -> serde_json::Value {
    let told = fs::read(site.path().join("deploy/told.json")).expect("what it was told");
    serde_json::from_slice(&told).expect("JSON")
}

/// Where dateline keeps what it has handed over.
fn list(site: &Site) -> Option<PathBuf> {
    let entries = fs::read_dir(site.path().join(".dateline")).into_iter().flatten().flatten();
    let mut paths = entries.map(|entry| entry.path());
    let is_list = |name: &str| name.ends_with(".json") && name.split('.').count() == 3;
    paths.find(|path| {
        path.file_name().is_some_and(|name| {
            is_list(&name.to_string_lossy()) && !name.to_string_lossy().contains("changes")
        })
    })
}

fn settings(site: &Site, command: &str) {
    let command = serde_json::to_string(command).expect("text");
    let text =
        format!("title: T\nbase_url: https://example.org/\npublish:\n  the host:\n    command: {command}\n");
    site.write("dateline.yaml", text);
}

#[test]
fn it_gets_the_site_and_what_is_different() {
    let site = site(COPY);
    // A look starts nothing.
    let looked = publish(&site, &["--dry-run"]);
    assert!(looked.status.success() && !site.path().join("deploy/the copy").exists());
    let output = publish(&site, &["--format", "json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let copied = files(&site.path().join("deploy/the copy"));
    assert_eq!(copied, files(&site.path().join("public")));
    let first = told(&site);
    assert_eq!(first["target"], "the host");
    let built = files(&site.path().join("public")).len() - 1;
    assert_eq!(first["added"].as_array().map(Vec::len), Some(built), "{first}");
    // What the program says is for people; what dateline says may be for programs.
    assert!(text(&output.stderr).contains("to the host"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).lines().all(|line| line.starts_with('{')), "{}", text(&output.stdout));

    fs::remove_file(site.path().join("deploy/told.json")).expect("delete a file");
    assert!(publish(&site, &[]).status.success());
    assert!(!site.path().join("deploy/told.json").exists(), "nothing to do, nothing started");

    site.write("static/a.txt", "other");
    fs::remove_file(site.path().join("static/b.txt")).expect("delete a file");
    assert!(publish(&site, &[]).status.success());
    let second = told(&site);
    assert_eq!(second["changed"], serde_json::json!(["a.txt"]));
    assert_eq!(second["deleted"], serde_json::json!(["b.txt"]));
    assert_eq!(fs::read(site.path().join(".dateline/.gitignore")).expect("a file"), b"*\n");
}

#[test]
fn what_failed_is_handed_over_again() {
    let site = site("sh -c 'echo no room there; test -e ok && cp \"$1\" deploy/told.json' sh {changes}");
    for _ in 0..2 {
        let output = publish(&site, &[]);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        for part in
            ["no room there", "`sh` did not publish the site: exit status: 1", "gets these changes again"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    site.write("ok", "");
    assert!(publish(&site, &[]).status.success());
    assert!(told(&site)["added"].as_array().is_some_and(|added| added.len() > 5));
    // A list that was cut or is of another make is said, not guessed at.
    let list = list(&site).expect("a list");
    fs::write(&list, "{").expect("write a file");
    let said = text(&publish(&site, &[]).stderr);
    assert!(said.contains(".json, cannot be read"), "{said}");
}

#[test]
fn what_cannot_start_is_said() {
    let site = site("no-such-program {folder}");
    let output = publish(&site, &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("cannot start `no-such-program`: no such file") && said.contains("install it"),
        "{said}"
    );
    let said = text(&publish(&site, &["--rollback"]).stderr);
    assert!(said.contains("there is no way back on the host"), "{said}");
    assert!(list(&site).is_none());
    // A script that nobody may run.
    let site = self::site("deploy/script {folder}");
    site.write("deploy/script", "#!/bin/sh\n");
    let said = text(&publish(&site, &[]).stderr);
    assert!(said.contains("permission denied") && said.contains("chmod +x deploy/script"), "{said}");
}

/// What a run has brought there that failed later is not forgotten.
#[test]
fn what_a_failed_run_may_have_brought_is_known() {
    let site = site("sh -c 'cp \"$1\" deploy/told.json; test -e ok' sh {changes}");
    site.write("ok", "");
    assert!(publish(&site, &[]).status.success());
    fs::remove_file(site.path().join("ok")).expect("delete a file");
    site.write("static/oops.txt", "withdrawn soon").write("static/a.txt", "other");
    fs::remove_file(site.path().join("static/b.txt")).expect("delete a file");
    assert_eq!(publish(&site, &[]).status.code(), Some(2));
    let first = told(&site);
    for _ in 0..2 {
        assert_eq!(publish(&site, &[]).status.code(), Some(2));
        assert_eq!(told(&site), first, "the same again");
    }
    fs::remove_file(site.path().join("static/oops.txt")).expect("delete a file");
    site.write("static/a.txt", "A").write("static/b.txt", "B").write("ok", "");
    let output = publish(&site, &[]);
    assert!(output.status.success() && text(&output.stderr).contains("the last run did not end well"));
    let second = told(&site);
    assert_eq!(second["deleted"], serde_json::json!(["oops.txt"]));
    assert_eq!(second["changed"], serde_json::json!(["a.txt", "b.txt"]));
    fs::remove_file(site.path().join("deploy/told.json")).expect("delete a file");
    assert!(publish(&site, &[]).status.success());
    assert!(!site.path().join("deploy/told.json").exists(), "nothing to do, nothing started");
}

/// Another command may lead elsewhere, and where the site's folder is named from does not matter.
#[test]
fn another_command_begins_anew() {
    let site = site(COPY);
    assert!(publish(&site, &[]).status.success());
    settings(&site, "deploy/copy {folder} {changes} 'deploy/another copy'");
    let mut command = crate::support::dateline();
    command.current_dir(site.path().parent().expect("a folder")).arg("--site");
    command.arg(site.path().file_name().expect("a name")).args(["publish", "--now", "2026-11-01"]);
    let output = command.output().expect("run dateline");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(files(&site.path().join("deploy/another copy")), files(&site.path().join("public")));
}

#[test]
fn one_at_a_time_runs_it() {
    let site = site("sh -c 'echo > started; while test ! -e over; do sleep 0.02; done' sh {folder}");
    let first = std::thread::scope(|scope| {
        let first = scope.spawn(|| publish(&site, &[]));
        while !site.path().join("started").exists() && !first.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let second = publish(&site, &["--output", &site.path().join("elsewhere").display().to_string()]);
        site.write("over", "");
        let said = text(&second.stderr);
        assert_eq!(second.status.code(), Some(2), "{said}");
        assert!(said.contains("another dateline is publishing to the host"), "{said}");
        first.join().expect("it ends")
    });
    assert!(first.status.success(), "{}", text(&first.stderr));
}
