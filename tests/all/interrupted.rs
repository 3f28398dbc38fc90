//! A build that is stopped while it puts files in place leaves a list beside the output: `+` and a name
//! for a new file, `*` for one that is replaced, `-` for one that goes. The next build goes by it, as far
//! as it leads nowhere else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[cfg(target_os = "linux")]
use super::support::mounts;
use super::support::{Site, files, generated, text};

type Tree = BTreeMap<String, Vec<u8>>;

fn tree(site: &Site, folder: &str) -> Tree {
    files(&site.path().join(folder)).into_iter().collect()
}

/// A site as it stands after a build, and what is in its output.
fn built() -> (Site, Tree) {
    let site = generated::site(5);
    site.built();
    let public = tree(&site, "public");
    (site, public)
}

/// A build that writes no site, so that what is different after it was done with the list.
fn failed(site: &Site) {
    site.write("templates/brief.html", "{{ no_such_field.at_all }}");
    let output = site.build();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    fs::remove_file(site.path().join("templates/brief.html")).expect("delete a template");
}

/// What a build says that stops before it does anything.
fn refused(site: &Site) -> String {
    let output = site.build();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    text(&output.stderr)
}

fn beside(site: &Site) -> Vec<String> {
    tree(site, ".public.dateline").into_keys().collect()
}

const HELPS: [&str; 2] = ["readings", "record"];

/// One file that cannot be put back does not keep the others from it.
#[test]
fn as_much_as_can_be_is_taken_back() {
    let (site, mut wanted) = built();
    site.write(".public.dateline/undo", "+a.txt\0+b/c.txt\0*404.html\0*feed.xml\0-sitemap.xml\0");
    for name in ["404.html", "feed.xml", "sitemap.xml"] {
        site.write(&format!(".public.dateline/aside/{name}"), &wanted[name]);
        fs::remove_file(site.path().join("public").join(name)).expect("delete a file");
    }
    site.write("public/b/c.txt", "new").write("public/feed.xml", "new");
    site.write("public/404.html/mine.txt", "mine").write("public/a.txt/mine.txt", "mine");
    let said = refused(&site);
    assert!(said.contains("cannot restore") && said.contains("public/404.html: is a directory"), "{said}");
    wanted.remove("404.html");
    for mine in ["404.html/mine.txt", "a.txt/mine.txt"] {
        wanted.insert(mine.into(), "mine".into());
    }
    assert_eq!(tree(&site, "public"), wanted);
}

#[test]
fn what_is_left_to_do_is_done() {
    let (site, mut wanted) = built();
    site.write(".public.dateline/patch", "+a/b/new.txt\0+put.txt\0*404.html\0-feed.xml\0-gone/one.txt\0");
    site.write("public/put.txt", "put").write(".public.dateline/aside/404.html", &wanted["404.html"]);
    site.write(".public.dateline/next/a/b/new.txt", "new").write(".public.dateline/next/404.html", "changed");
    failed(&site);
    wanted.insert("a/b/new.txt".into(), "new".into());
    wanted.insert("put.txt".into(), "put".into());
    wanted.insert("404.html".into(), "changed".into());
    assert!(wanted.remove("feed.xml").is_some());
    assert_eq!(tree(&site, "public"), wanted);
    assert_eq!(beside(&site), HELPS);
}

/// Somebody has tidied up beside the output.
#[test]
fn what_has_nothing_to_be_done_with_is_taken_back() {
    for (list, put) in [("*404.html\0-feed.xml\0", ""), ("+put.txt\0+n/m/lost.txt\0-feed.xml\0", "put.txt")] {
        let (site, wanted) = built();
        site.write(".public.dateline/patch", list);
        for name in ["404.html", "feed.xml"] {
            site.write(&format!(".public.dateline/aside/{name}"), &wanted[name]);
        }
        if !put.is_empty() {
            site.write(&format!("public/{put}"), "put");
            fs::create_dir_all(site.path().join("public/n/m")).expect("make a folder");
        }
        failed(&site);
        assert_eq!(tree(&site, "public"), wanted, "{list:?}");
        assert!(!site.exists("public/n"), "a folder that was made for what is lost");
        assert_eq!(beside(&site), HELPS);
    }
}

#[test]
fn what_cannot_be_done_is_taken_back() {
    let (site, wanted) = built();
    site.write("public/in/the/way.txt", "mine");
    site.write(".public.dateline/patch", "+new/one.txt\0*404.html\0-in/the\0");
    for folder in ["next/new/one.txt", "next/404.html"] {
        site.write(&format!(".public.dateline/{folder}"), "new");
    }
    site.write(".public.dateline/aside/404.html", &wanted["404.html"]);
    failed(&site);
    assert_eq!(site.read("public/in/the/way.txt"), "mine");
    fs::remove_dir_all(site.path().join("public/in")).expect("delete a folder");
    assert_eq!(tree(&site, "public"), wanted);
    assert_eq!(beside(&site), HELPS);
}

/// What stands in the way of a file stands in the way of the old one, too.
#[test]
fn what_cannot_be_taken_back_is_kept_until_it_can() {
    let (site, wanted) = built();
    let page = site.path().join("public/404.html");
    site.write(".public.dateline/patch", "+in/the\0+new/one.txt\0*404.html\0*feed.xml\0");
    for name in ["new/one.txt", "404.html", "feed.xml"] {
        site.write(&format!(".public.dateline/next/{name}"), "new");
    }
    for name in ["404.html", "feed.xml"] {
        site.write(&format!(".public.dateline/aside/{name}"), &wanted[name]);
    }
    fs::remove_file(&page).expect("delete a page");
    site.write("public/404.html/mine.txt", "mine").write("public/in/the/way.txt", "mine");
    site.write(".public.dateline/next/in/the", "new");
    for _ in 0..2 {
        let said = refused(&site);
        assert!(said.contains(": is a directory"), "{said}");
        assert!(said.contains(".public.dateline/undo says: mend that, or delete the list"), "{said}");
        assert_eq!(site.read("public/404.html/mine.txt"), "mine");
        assert_eq!(site.read(".public.dateline/aside/404.html").as_bytes(), wanted["404.html"]);
        assert_eq!(site.read("public/in/the/way.txt"), "mine");
        assert!(!site.exists("public/new"), "the rest is taken back");
    }
    for folder in [page, site.path().join("public/in")] {
        fs::remove_dir_all(folder).expect("delete a folder");
    }
    failed(&site);
    assert_eq!(tree(&site, "public"), wanted);
    assert_eq!(beside(&site), HELPS);
}

/// It may have come with the site from somebody else.
#[cfg(unix)]
#[test]
fn a_list_leads_nowhere_else() {
    use std::os::unix::fs::symlink;
    let (site, wanted) = built();
    site.write("v/one.txt", "precious").write("v/w/two.txt", "precious");
    let precious = tree(&site, "v");
    let work = site.path().join(".public.dateline");
    let link = |name: &str| symlink(site.path().join("v"), site.path().join(name)).expect("make a link");
    for (links, list) in [
        ("public/out", "-out/one.txt"),
        ("public/out", "-out/w/two.txt"),
        ("public/out", "+out/one.txt"),
        (".public.dateline/next", "+one.txt"),
        (".public.dateline/next", "*w/two.txt"),
        (".public.dateline/aside", "-one.txt"),
        ("public/404", "-w/"),
        ("public/404", "-w/."),
        ("public/404", "-a//b"),
        ("public/404", "+"),
        ("public/404", "-"),
        ("public/404", "-../v/one.txt"),
    ] {
        let _ = fs::remove_dir_all(site.path().join(links));
        link(links);
        for name in ["patch", "undo"] {
            fs::write(work.join(name), list).expect("write a list");
            fs::create_dir_all(work.join("next/out")).expect("make a folder");
            fs::write(work.join("next/out/one.txt"), "bad").expect("write a file");
            let said = refused(&site);
            assert!(said.contains("is no folder") || said.contains("out of the output folder"), "{said}");
            assert!(said.contains(&format!("/{name} says: mend that, or delete the list")), "{said}");
            fs::remove_file(work.join(name)).expect("delete a list");
            let _ = fs::remove_dir_all(site.path().join("v/out"));
            assert_eq!(tree(&site, "v"), precious, "{links}: {list:?}");
        }
        let _ = fs::remove_file(site.path().join(links));
    }
    for name in ["next/404.html", "aside/404.html"] {
        for list in ["patch", "undo"] {
            site.write(&format!(".public.dateline/{list}"), "*404.html");
            let _ = fs::remove_dir_all(work.join("next"));
            fs::create_dir_all(work.join(name).parent().expect("a folder")).expect("make a folder");
            symlink(site.path().join("v/one.txt"), work.join(name)).expect("make a link");
            failed(&site);
            assert_eq!(tree(&site, "public"), wanted, "{name} is a link");
        }
    }
    site.built();
    assert_eq!(tree(&site, "public"), wanted);
}

/// A repository in the output is not touched before it is refused.
#[test]
fn a_list_spares_a_repository() {
    let (site, wanted) = built();
    site.write("public/.git/HEAD", "ref: refs/heads/main").write(".public.dateline/patch", "-.git/HEAD");
    let said = refused(&site);
    assert!(said.contains("holds a git repository") && said.contains("--force"), "{said}");
    assert_eq!(site.read("public/.git/HEAD"), "ref: refs/heads/main");
    assert!(site.run(["build", "--force", "--now", "2026-11-01"]).status.success());
    assert_eq!(tree(&site, "public"), wanted);
}

/// What the list needs is there until it is done.
#[cfg(unix)]
#[test]
fn a_list_is_done_once_its_way_is_clear() {
    let (site, mut wanted) = built();
    site.write(".public.dateline/patch", "+out/one.txt\0").write(".public.dateline/next/out/one.txt", "one");
    let out = site.path().join("public/out");
    std::os::unix::fs::symlink("404", &out).expect("make a link");
    for _ in 0..2 {
        let said = refused(&site);
        assert!(said.contains("public/out is no folder"), "{said}");
    }
    fs::remove_file(out).expect("delete a link");
    failed(&site);
    wanted.insert("out/one.txt".into(), "one".into());
    assert_eq!(tree(&site, "public"), wanted);
}

/// A list is good for a folder with dateline's mark. Without one, none is made.
#[cfg(unix)]
#[test]
fn a_folder_without_a_mark_is_replaced_as_a_whole() {
    use std::os::unix::fs::MetadataExt;
    let site = generated::site(60);
    site.built();
    let folder = || fs::metadata(site.path().join("public")).expect("the output").ino();
    let before = folder();
    site.brief("more.md", "draft: true\n", "Text.").write("static/more.txt", "more").built();
    assert_eq!(folder(), before, "file by file");
    fs::remove_file(site.path().join("public/.dateline")).expect("delete the mark");
    site.write("static/more.txt", "another");
    assert!(site.run(["build", "--force", "--now", "2026-11-01"]).status.success());
    assert_ne!(folder(), before);
    assert!(site.exists("public/.dateline") && site.read("public/more.txt") == "another");
}

/// Where a disk takes two names for one, the old file's deletion would be the new one's.
#[cfg(unix)]
#[test]
fn a_name_in_other_case_is_not_put_in_place_and_deleted() {
    use std::os::unix::fs::MetadataExt;
    let site = generated::site(60);
    site.write("static/Logo.txt", "one").built();
    let folder = || fs::metadata(site.path().join("public")).expect("the output").ino();
    let before = folder();
    fs::remove_file(site.path().join("static/Logo.txt")).expect("delete a file");
    site.write("static/logo.txt", "another").built();
    assert_ne!(folder(), before, "replaced as a whole");
    assert!(!site.exists("public/Logo.txt") && site.read("public/logo.txt") == "another");
}

/// What is in the way there is named.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_cleared_away_is_named() {
    let (site, _) = built();
    let place = tempfile::tempdir().expect("a temporary folder");
    for name in ["next", "aside", "old"] {
        let script = format!(
            r#"mkdir "$SITE/.public.dateline/{name}"
            mount --bind "$SITE/.public.dateline/{name}" "$SITE/.public.dateline/{name}"
            "$DATELINE" --site "$SITE" build"#
        );
        let output =
            mounts::script(place.path(), &script).env("SITE", site.path()).output().expect("unshare");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}{said}", text(&output.stdout));
        assert!(said.contains(&format!("cannot delete {}", site.path().display())), "{said}");
        assert!(said.contains(&format!("/{name}: ")) && said.contains("delete it yourself"), "{said}");
        site.built();
    }
}

/// Nothing is deleted from a folder that is not dateline's.
#[test]
fn a_list_is_good_for_an_output_alone() {
    let site = generated::site(5);
    site.write("public/mine.txt", "mine").write(".public.dateline/patch", "-mine.txt\0");
    let said = refused(&site);
    assert!(said.contains("did not make") && said.contains("--force"), "{said}");
    assert_eq!(site.read("public/mine.txt"), "mine");
}

/// On a disk that cannot exchange folders the only whole site is there between two renames.
#[test]
fn an_old_site_is_not_given_up_for_what_has_come_in_its_place() {
    let (site, wanted) = built();
    let public = site.path().join("public");
    fs::rename(&public, site.path().join(".public.dateline/old")).expect("move the site");
    site.write("public/mine.txt", "mine");
    for force in [&["build"][..], &["build", "--force"]] {
        let output = site.run(force);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains("the site is in") && said.contains("/old"), "{said}");
        assert_eq!(site.read("public/mine.txt"), "mine");
        assert_eq!(tree(&site, ".public.dateline/old"), wanted);
    }
    fs::remove_dir_all(&public).expect("delete what has come");
    failed(&site);
    assert_eq!(tree(&site, "public"), wanted);
    assert_eq!(beside(&site), HELPS);
}

/// Whatever a list says: it ends in a build or in an error, and touches nothing outside the output.
#[test]
fn any_list_does_no_harm() {
    let (site, wanted) = built();
    site.write("v/one.txt", "precious");
    let work = site.path().join(".public.dateline");
    for list in [
        "",
        "\0",
        "+\0",
        "404.html",
        "-404.html/one\0",
        "+404.html/one\0",
        "-a\0-a\0+a\0",
        "-.\0",
        "-./..\0",
        "-/\0",
        "*feed.xml/\0",
        "-countries\0",
        "+countries\0",
        "?\0+404.html\0",
    ] {
        fs::write(work.join("patch"), list).expect("write a list");
        let output = site.build();
        if !output.status.success() {
            assert!(text(&output.stderr).contains("/patch says"), "{list:?}: {}", text(&output.stderr));
            fs::remove_file(work.join("patch")).expect("delete a list");
            site.built();
        }
        assert_eq!(tree(&site, "public"), wanted, "{list:?}");
        assert_eq!(site.read("v/one.txt"), "precious");
    }
    for name in ["patch", "undo"] {
        fs::write(work.join(name), b"-\xff\0-404.html\0").expect("write a list");
        failed(&site);
        assert_eq!(tree(&site, "public"), wanted, "a list that is no text");
    }
    assert!(!Path::new(&work.join("undo")).exists());
}
