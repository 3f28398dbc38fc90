//! Programs of the author's that take the site from here.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
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
    let settings = format!(
        "title: T\nbase_url: https://example.org/\npublish:\n  the host:\n    command: {}\n",
        serde_json::to_string(command).expect("text")
    );
    site.write("dateline.yaml", settings);
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
            ["no room there", "`sh` did not publish the site: exit status: 1", "gets the same changes again"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    site.write("ok", "");
    assert!(publish(&site, &[]).status.success());
    assert!(told(&site)["added"].as_array().is_some_and(|added| added.len() > 5));
    // A list that was cut or is of another make is said, not guessed at.
    let list = site.path().join(".dateline/the%20host.json");
    fs::write(&list, "{").expect("write a file");
    let said = text(&publish(&site, &[]).stderr);
    assert!(said.contains("the%20host.json, cannot be read"), "{said}");
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
    assert!(!Path::new(&site.path().join(".dateline/the%20host.json")).exists());
}
