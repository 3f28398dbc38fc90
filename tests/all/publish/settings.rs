//! What the settings say about targets, and what is said about them.

use crate::support::{Site, text};

fn complaint(publish: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    site.write("dateline.yaml", format!("title: T\nbase_url: https://example.org/\n{publish}\n"));
    let output = site.run([&["publish", "--now", "2026-11-01"], arguments].concat());
    (output.status.code(), text(&output.stderr))
}

#[test]
fn mistakes_are_told_at_their_place() {
    for (publish, place, parts) in [
        ("publish: {live: {url: \"www\"}}", "3:23", &["does not say how the host is reached"][..]),
        ("publish: {live: {url: \"gopher://x/y\"}}", "3:23", &["no way to publish to `gopher:`"]),
        ("publish: {live: {url: \"file://server/www\"}}", "3:23", &["another machine"]),
        ("publish: {live: {url: \"file:///\"}}", "3:23", &["names no folder"]),
        ("publish: {live: {}}", "3:17", &["`url` is missing"]),
        ("publish: {live: {ulr: \"file:///x\"}}", "3:18", &["unknown key `ulr`", "did you mean `url`?"]),
        (
            "publish: {live: {url: \"file:///x\", password: abc}}",
            "3:36",
            &["a secret (`password`) has no place"],
        ),
        ("publish: {live: {url: \"s3://\"}}", "3:23", &["names no bucket"]),
        ("publish: {live: {url: \"az://account\"}}", "3:23", &["write az://account/container/prefix"]),
        ("publish: {live: {url: \"az://a/b?sv=1&sig=abc\"}}", "3:23", &["ends before the question mark"]),
        ("publish: {live: {url: \"s3://b/../c\"}}", "3:23", &["is no prefix"]),
        (
            "publish: {live: {url: \"s3://b\", endpoint: \"http://x\"}}",
            "3:43",
            &["everybody on the way can read"],
        ),
        (
            "publish: {live: {url: \"s3://b\", endpoint: \"https://me:abc@x\"}}",
            "3:43",
            &["an address and nothing else"],
        ),
        ("publish: {live: {url: \"file:x\", region: eu}}", "3:33", &["says nothing about this kind of host"]),
        ("publish: {live: {url: \"dav://me@x/www\"}}", "3:23", &["can read the password"]),
        ("publish: {live: {url: \"davs:///www\"}}", "3:23", &["names no host"]),
        ("publish: {live: {url: \"davs://x/a/../b\"}}", "3:23", &["climbs out"]),
        ("publish: {live: {url: \"ftp://me@x/www\"}}", "3:23", &["can read the password", "use ftps:"]),
        ("publish: {live: {url: \"ftps://x/www\"}}", "3:23", &["names no user", "ftps://desk@"]),
        ("publish: {live: {url: \"ftps://me@/www\"}}", "3:23", &["names no host"]),
        ("publish: {live: {url: \"ftps://me@x/a/../b\"}}", "3:23", &["is no folder for the site"]),
        ("publish: {live: {url: \"ftps://me@x/a%0Ab\"}}", "3:23", &["is no folder for the site"]),
        ("publish: {live: {url: \"ftps://me@x:990/www\"}}", "3:23", &["leave the port out"]),
        ("publish: {live: {url: \"ftps://me@x:ftp/www\"}}", "3:23", &["`ftp` is no port"]),
        ("publish: {live: {url: \"ftps://me:pw@x/y\"}}", "3:23", &["a password has no place in an address"]),
        (
            "publish: {live: {url: \"ftps://me@x/y\", region: eu}}",
            "3:40",
            &["`region` says nothing about this kind of host"],
        ),
        ("publish: {live: {url: \"file://me:pw@x/y\"}}", "3:23", &["a password has no place in an address"]),
        ("publish: {live: {url: \"sftp://me:pw@x/y\"}}", "3:23", &["a password has no place in an address"]),
        ("publish: {live: {url: \"sftp://x\"}}", "3:23", &["names no server and folder", "sftp://desk@"]),
        ("publish: {live: {url: \"sftp://x/\"}}", "3:23", &["names no folder for the site"]),
        ("publish: {live: {url: \"sftp://x/~\"}}", "3:23", &["names no folder for the site"]),
        ("publish: {live: {url: \"sftp://x/~/a/../..\"}}", "3:23", &["names no folder for the site"]),
        ("publish: {live: {url: \"sftp://-oProxyCommand=x/y\"}}", "3:23", &["names no server"]),
        ("publish: {live: {url: \"sftp://x:99999/y\"}}", "3:23", &["`99999` is no port"]),
        ("publish: {live: {url: \"sftp://x/y\", ssh: \"ssh 'a\"}}", "3:42", &["cannot be read as a command"]),
        (
            "publish: {live: {url: \"git+ssh://git@x/y.git\"}}",
            "3:17",
            &["`branch` is missing", "branch: gh-pages"],
        ),
        (
            "publish: {live: {url: \"git+ssh://x/y\", branch: a..b}}",
            "3:48",
            &["`a..b` is no name of a branch"],
        ),
        (
            "publish: {live: {url: \"git+ssh://x/y\", branch: refs/heads/p}}",
            "3:48",
            &["not the short name of a branch", "branch: p\n"],
        ),
        ("publish: {live: {url: \"git+ssh://x/y\", branch: HEAD}}", "3:48", &["`HEAD` is not a branch"]),
        (
            "publish: {live: {url: \"git+ssh://git@github.com:a/b.git\", branch: p}}",
            "3:23",
            &["`a` is no port", "git+ssh://git@github.com/a/b.git"],
        ),
        (
            "publish: {live: {url: \"git+ftp://x/y\", branch: a}}",
            "3:23",
            &["no way to a repository over `ftp:`"],
        ),
        ("publish: {live: {url: \"git+https://x/y#a\", branch: a}}", "3:23", &["branch is an option"]),
        (
            "publish: {live: {url: \"git+https://me:pw@x/y\", branch: a}}",
            "3:23",
            &["a password has no place"],
        ),
        ("publish: {live: {url: \"git+http://x/y\", branch: a}}", "3:23", &["can read the password"]),
        ("publish: {live: {url: \"git@x:y.git\"}}", "3:23", &["git+ssh://git@x/y.git"]),
        ("publish: {live: {url: \"file:x\", releases: 0}}", "3:43", &["a whole number of at least 1"]),
        (
            "publish: {live: {url: \"s3://b\", releases: 3}}",
            "3:33",
            &["says nothing about this kind of host"],
        ),
        ("publish: {live: {command: \"upload\"}}", "3:27", &["is not told where the site is", "{folder}"]),
        (
            "publish: {live: {command: \"tar c {folder} | upload\"}}",
            "3:27",
            &["`|` is for a shell", "write sh -c '…'"],
        ),
        ("publish: {live: {command: \"upload '{folder}\"}}", "3:27", &["cannot be read as a command"]),
        (
            "publish: {live: {url: \"file:x\", command: \"upload {folder}\"}}",
            "3:42",
            &["an address or a command", "take one of the two out"],
        ),
        (
            "publish: {live: {url: \"file:x\", ssh: \"ssh\"}}",
            "3:33",
            &["`ssh` says nothing about this kind of host"],
        ),
        (
            "publish: {a: {url: \"file:x\", default: true}, b: {url: \"file:y\", default: true}}",
            "3:10",
            &["both `a` and `b` are the default"],
        ),
    ] {
        let (status, said) = complaint(publish, &[]);
        assert_eq!(status, Some(1), "{publish}: {said}");
        assert!(said.contains(&format!("dateline.yaml:{place}")), "{publish}: {said}");
        for part in parts {
            assert!(said.contains(part), "{publish}: {said}");
        }
        assert!(!said.contains("abc") && !said.contains("me:pw"), "a secret was printed: {said}");
    }
}

/// Whatever else is wrong on its line, a secret is not shown, and what only looks like one is none.
#[test]
fn secrets_are_known_by_how_they_look() {
    for target in [
        "{url: \"git+https://ghp_hunter2@github.com/a/b.git\", branch: p}",
        "{url: \"git+https://github%5Fpat_hunter2@github.com/a/b.git\", branch: p, regoin: x}",
        "{url: \"git+https://glpat-hunter2@gitlab.com/a/b.git\"}",
        "{url: \"ftps://desk:hun/ter2@example.org/www\"}",
        "{url: \"davs://desk@x:hunter2/x@example.org/www\", plian: true}",
        "{url: \"sftp://desk%3Ahunter2@example.org/www\"}",
        "\"ftps://desk:hunter2@example.org/www\"",
        "{url: \"file:x\", passwd: hunter2}",
        "{url: \"file:x\", ftp_password: hunter2}",
        "{url: \"file:x\", Access-Key: hunter2}",
        "{command: \"upload --password=hunter2 {folder}\"}",
        "{command: \"upload --token hunter2 {folder}\"}",
        "{command: \"upload --auth=hunter2 {folder}\"}",
        "{command: \"upload nfp_hunter2 {folder}\"}",
        "{command: \"env NETLIFY_AUTH_TOKEN=hunter2 upload {folder}\"}",
        "{command: \"sh -c 'upload --api-key=hunter2 $1' sh {folder}\"}",
        "{command: \"upload --password='hunter2 {folder}\"}",
        "{command: \"upload {folder} ftps://desk:hunter2@example.org/\"}",
        "{command: \"sshpass -p hunter2 scp -r {folder} x:\"}",
        "{url: \"sftp://x/www\", ssh: \"/usr/bin/sshpass -phunter2 ssh\"}",
    ] {
        let (status, said) = complaint(&format!("publish: {{live: {target}}}"), &[]);
        assert_eq!(status, Some(1), "{target}: {said}");
        assert!(said.contains("has no place in"), "{target}: {said}");
        assert!(!said.contains("hunter2") && !said.contains("ter2@"), "{target}: {said}");
    }
    for target in [
        "{command: \"true --token=$TOKEN --password={folder}\"}",
        "{command: \"sh -c 'true --token \\\"$TOKEN\\\"' {folder}\"}",
        "{command: \"true --password-file=secrets/it --auth {folder}\"}",
        "{command: \"env TOKEN=$TOKEN true https://x:80/a@b {folder}\"}",
    ] {
        let (status, said) = complaint(&format!("publish: {{live: {target}}}"), &[]);
        assert_eq!(status, Some(0), "{target}: {said}");
    }
    let target = "{url: \"sftp://127.0.0.1:1/~/a@b\", ssh: \"ssh -F none -o PasswordAuthentication=no\"}";
    let (status, said) = complaint(&format!("publish: {{live: {target}}}"), &[]);
    assert_eq!(status, Some(2), "{said}");
}

#[test]
fn a_target_has_to_be_named_or_known() {
    for (publish, arguments, part) in [
        ("", &[][..], "name nowhere to publish to"),
        ("publish: {a: {url: \"file:x\"}, b: {url: \"file:y\"}}", &[], "none is the default"),
        ("publish: {a: {url: \"file:x\"}}", &["live"], "there is no target `live`"),
    ] {
        let (status, said) = complaint(publish, arguments);
        assert_eq!(status, Some(2), "{publish}: {said}");
        assert!(said.contains(part), "{publish}: {said}");
    }
}
