//! The same inputs give the same bytes: on any machine, in any folder, with any number of threads.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{Site, dateline, files, generated, repository, text};

/// A machine's ways that must not show in the output.
fn surroundings(command: &mut Command, jobs: &str, zone: &str, language: &str) {
    command.args(["--now", "2026-11-01T12:00:00Z", "--jobs", jobs]);
    command.env("TZ", zone).env("LANG", language).env("LC_ALL", language).env("LANGUAGE", language);
}

/// Copies a folder, its files in another order and with other times.
fn copied_backwards(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("make a folder");
    let mut names: Vec<_> = fs::read_dir(from)
        .expect("read a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    for name in names.into_iter().rev() {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copied_backwards(&from, &to);
        } else {
            fs::write(&to, fs::read(&from).expect("read a file")).expect("write a file");
        }
    }
}

fn assert_deterministic(site: &Site) {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let other = elsewhere.path().join("a folder, elsewhere & 다른");
    copied_backwards(site.path(), &other);
    let ways = [
        (site.path(), "1", "UTC", "C"),
        (site.path(), "2", "Asia/Kolkata", "tr_TR.UTF-8"),
        (&*other, "1", "America/St_Johns", "ar_EG.UTF-8"),
        (&*other, "2", "Pacific/Apia", "de_DE.ISO-8859-1"),
        (&*other, "7", ":/nowhere", "POSIX"),
    ];
    let mut first = None;
    for (at, (folder, jobs, zone, language)) in ways.into_iter().enumerate() {
        let target = elsewhere.path().join(format!("out-{at}"));
        let mut command = dateline();
        command.arg("--site").arg(folder).arg("build").arg("--output").arg(&target);
        surroundings(&mut command, jobs, zone, language);
        let output = command.output().expect("run dateline");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let built = files(&target);
        assert!(built.len() > 100, "{} files", built.len());
        let first = first.get_or_insert_with(|| built.clone());
        let differing: Vec<_> =
            first.iter().zip(&built).filter(|(a, b)| a != b).map(|(a, b)| (&a.0, &b.0)).take(5).collect();
        assert!(*first == built, "{jobs} threads, {zone}, {language}: {differing:?}");
    }
}

#[test]
fn the_example_site_is_the_same_everywhere() {
    let site = Site::new();
    for part in ["content", "templates", "static"] {
        super::support::copy(&repository(part), &site.path().join(part));
    }
    site.write("dateline.yaml", fs::read(repository("dateline.yaml")).expect("the example's settings"));
    assert_deterministic(&site);
}

#[test]
fn a_generated_site_is_the_same_everywhere() {
    assert_deterministic(&generated::site(60));
}

/// A date without an offset is the site's, not the machine's.
#[test]
fn the_machines_time_zone_means_nothing() {
    let site = Site::new();
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\ntime_zone: Asia/Seoul\n");
    let matter = "---\ntitle: A\ndate: 2024-05-28 00:30\ncountries: [KP]\n---\nText\n";
    site.write("content/briefs/a.md", matter);
    for zone in ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"] {
        // The moment of publication, half past midnight in Seoul.
        for (now, is_out) in [("2024-05-27T15:29:59Z", false), ("2024-05-27T15:30:00Z", true)] {
            let output = dateline()
                .env("TZ", zone)
                .arg("--site")
                .arg(site.path())
                .args(["build", "--now", now])
                .output()
                .expect("run dateline");
            assert!(output.status.success(), "{}", text(&output.stderr));
            assert_eq!(site.exists("public/2024/05/28/a/index.html"), is_out, "{zone} {now}");
            assert!(!site.exists("public/2024/05/27"));
        }
    }
}
