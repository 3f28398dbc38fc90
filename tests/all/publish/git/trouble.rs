//! What git would not do, and what would get into its way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::super::contract::{self, Place, Publisher};
use super::super::server::{Server as ServerOnLoopback, free_address};
use super::{BRANCH, Local, Remote};
use crate::support::text;

fn program(path: &Path, script: &str) {
    fs::write(path, script)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)))
        .expect("write a program");
}

#[test]
fn refusals_are_explained() {
    let remote = Remote::new();
    let url = format!("git+ssh://127.0.0.1:{}", remote.0.port);
    let ssh = format!("ssh: \"ssh -F {}\"", remote.0.path("config").display());
    let closed = remote.0.path("closed.git");
    remote.0.configure("strange", "stranger", "known");
    remote.0.write("nobody", "");
    remote.0.configure("unknown", "key", "nobody");
    let free = free_address();
    let output = Command::new("git").args(["init", "--quiet", "--bare"]).arg(&closed).output();
    assert!(output.expect("install git").status.success());
    fs::write(
        closed.join("hooks/pre-receive"),
        "#!/bin/sh\necho 'rule 7: \x1b[31mno site\x1b[m here' >&2\nexit 1\n",
    )
    .and_then(|()| {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(closed.join("hooks/pre-receive"), fs::Permissions::from_mode(0o755))
    })
    .expect("write a hook");
    let by_hand =
        format!("accept it: ssh -F {} -p {} -T 127.0.0.1", remote.0.path("unknown").display(), remote.0.port);
    let desk = remote.0.path("desk");
    remote.git(&["init", "--quiet", "--initial-branch=pages", &desk.display().to_string()], b"");
    remote.plant("a.txt", b"A");
    for (target, parts) in [
        (
            format!("url: \"git+file://{}\", branch: pages", remote.path().display()),
            &["the name of another branch stands in the way", "take another name than pages"][..],
        ),
        (
            "url: \"git+ssh://x/y\", branch: pages, ssh: \"sh -c 'echo fatal: the moon is full >&2; echo fatal: the remote end hung up >&2; exit 1'\"".to_owned(),
            &["git would not publish to git+ssh://x/y: fatal: the moon is full"],
        ),
        (remote.target_with("strange"), &["it takes none of the keys", "ssh-add -l"]),
        (remote.target_with("unknown"), &["the server's key is not known", &by_hand]),
        (
            format!("url: \"{url}/no/such.git\", branch: pages, {ssh}"),
            &["there is no such repository", "look at the address"],
        ),
        (
            format!("url: \"{url}{}\", branch: pages, {ssh}", closed.display()),
            &["it does not allow that (rule 7: no site here)", "allow this account to push"],
        ),
        (
            format!("url: \"git+file://{}/none\", branch: pages", closed.display()),
            &["there is no such repository"],
        ),
        (
            format!("url: \"git+http://{free}/x.git\", branch: pages, plain: true"),
            &["the connection does not hold", "look at the address and at the network"],
        ),
    ] {
        let said = contract::complaint(&target, &[]);
        parts.iter().for_each(|part| assert!(said.contains(part), "{target}: {part}: {said}"));
        assert!(!said.contains('\x1b'), "{said:?}");
    }
}

#[test]
fn the_state_of_a_machine_is_explained() {
    let remote = Remote::new();
    let target = format!("url: \"git+file://{}\", branch: pages", remote.path().display());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let empty = folder.path().display().to_string();
    for (variable, value, parts) in [
        ("PATH", &*empty, ["cannot start git", "install git, 2.36 or newer"]),
        ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", ["belongs to another user", "safe.directory"]),
    ] {
        let said = contract::complaint(&target, &[(variable.to_owned(), value.to_owned())]);
        parts.iter().for_each(|part| assert!(said.contains(part), "{variable}: {part}: {said}"));
    }
    // A folder that somebody works in.
    let desk = folder.path().join("desk").display().to_string();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=X", "-c", "user.email=x@example.org"]).args(arguments);
        assert!(command.status().expect("install git").success());
    };
    git(&["init", "--quiet", "--initial-branch=pages", &desk]);
    git(&["-C", &desk, "commit", "--quiet", "--allow-empty", "-m", "By hand"]);
    let said = contract::complaint(&format!("url: \"git+file://{desk}\", branch: pages"), &[]);
    for part in ["has this branch checked out", "a bare repository"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Settings that are good for work by hand.
#[test]
fn the_users_settings_do_no_harm() {
    let local = Local(Remote::new());
    let home = tempfile::tempdir().expect("a temporary folder");
    let settings = "[color]\n\tui = always\n\tremote = always\n\tpush = always\n[push]\n\tgpgSign = true\n\tpushOption = ci.skip\n\tfollowTags = true\n\
        [remote \"origin\"]\n\turl = file:///nowhere\n\tpush = refs/heads/x\n[log]\n\tshowSignature = true\n\
        [commit]\n\tgpgSign = true\n[user]\n\tname = Désk\n\temail = desk@example.org\n[gpg]\n\tprogram = /bin/false\n";
    fs::write(home.path().join(".gitconfig"), settings).expect("write a file");
    let publisher = Publisher::new(&local, 2);
    let run = |arguments: &[&str]| {
        let mut command = publisher.command(arguments);
        command.env_remove("GIT_CONFIG_GLOBAL").env("HOME", home.path());
        command.env("GIT_SHALLOW_FILE", home.path().join("shallow"));
        let output = command.output().expect("run dateline");
        (output.status.success(), text(&output.stderr))
    };
    for round in 0..2 {
        publisher.site.write("static/round.txt", round.to_string());
        let (is_fine, said) = run(&[]);
        assert!(is_fine, "{said}");
        publisher.assert_published(&[]);
    }
    let (is_fine, said) = run(&["--rollback"]);
    assert!(is_fine, "{said}");
    assert_eq!(local.get("round.txt").as_deref(), Some(&b"0"[..]));
    let committer = local.0.git(&["log", "-1", "--format=%cn <%ce>", BRANCH], b"");
    assert_eq!(committer, "Désk <desk@example.org>");
    // The hooks of a host may paint, too.
    program(&local.0.path().join("hooks/update"), "#!/bin/sh\necho 'not today' >&2\nexit 1\n");
    let (_, said) = run(&[]);
    assert!(said.contains("(not today") && !said.contains('\x1b'), "{said:?}");
}

/// `ssh` asks nobody, unless somebody has said how it is started.
#[test]
fn nobody_is_asked_over_ssh() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let heard = home.path().join("heard");
    let script = format!(
        "#!/bin/sh\necho \"$0 $*\" >>'{}'\necho 'Host key verification failed.' >&2\nexit 255\n",
        heard.display()
    );
    fs::create_dir(home.path().join("other")).expect("make a folder");
    for name in ["ssh", "other/ssh"] {
        program(&home.path().join(name), &script);
    }
    let other = home.path().join("other/ssh").display().to_string();
    let path = format!("{}:{}", home.path().display(), std::env::var("PATH").unwrap_or_default());
    let start = |more: &[(&str, &str)]| {
        let _ = fs::remove_file(&heard);
        let basic = [("PATH", &*path), ("HOME", &*home.path().to_string_lossy())]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables: Vec<_> = basic.into_iter().chain(more).collect();
        let target = "url: \"git+ssh://desk%40x@[::1]:2222/site.git\", branch: pages";
        let said = contract::complaint(target, &variables);
        assert!(said.contains("accept it: ssh -p 2222 -T desk@x@::1"), "{said}");
        fs::read_to_string(&heard).expect("what was started")
    };
    let by_itself = start(&[]);
    for part in ["/ssh -o BatchMode=yes", "-o ConnectTimeout=20", "-o ServerAliveInterval=15"] {
        assert!(by_itself.contains(part), "{part}: {by_itself}");
    }
    let is_other = |heard: String| heard.starts_with(&other) && !heard.contains("BatchMode");
    assert!(is_other(start(&[("GIT_SSH_COMMAND", &other)])));
    assert!(is_other(start(&[("GIT_SSH", &other)])));
    fs::write(home.path().join(".gitconfig"), format!("[core]\n\tsshCommand = {other}\n"))
        .expect("write a file");
    assert!(is_other(start(&[])));
}

/// Whoever the server sends git to does not get the password.
#[test]
fn a_password_goes_nowhere_else() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = |name: &str, what: &str| {
        ServerOnLoopback::start(|port| {
            let place = folder.path().display();
            let settings = format!(
                "daemon off; master_process off; pid {place}/{name}.pid; events {{}}
                http {{
                    log_format heard '$request_uri \"$http_authorization\"';
                    access_log {place}/{name}.heard heard; client_body_temp_path {place}/{name};
                    server {{ listen 127.0.0.1:{port}; location / {{ {what} }} }}
                }}"
            );
            let file = folder.path().join(format!("{name}.conf"));
            fs::write(&file, settings).expect("write a file");
            let mut command = Command::new("nginx");
            command.arg("-e").arg(folder.path().join("log")).arg("-c").arg(file).arg("-p").arg(folder.path());
            command
        })
    };
    let asks = "add_header WWW-Authenticate 'Basic realm=x' always; return 401;";
    let other = start("other", asks);
    let first = start("first", &format!("return 302 http://{}$request_uri;", other.address));
    let password = [("DATELINE_LIVE_PASSWORD".to_owned(), "secret word".to_owned())];
    let target = |server: &ServerOnLoopback| {
        format!("url: \"git+http://desk%40x@{}/site.git\", branch: pages, plain: true", server.address)
    };
    let said = contract::complaint(&target(&first), &password);
    for part in ["it is somewhere else now", "its present address"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let heard = |name: &str| fs::read_to_string(folder.path().join(format!("{name}.heard"))).expect("a log");
    assert!(heard("first").contains("/site.git/"), "{}", heard("first"));
    assert!(!heard("other").contains("Basic"), "{}", heard("other"));
    // Asked itself, it does, and by the user's name.
    contract::complaint(&target(&other), &password);
    let expected = "Basic ZGVza0B4OnNlY3JldCB3b3Jk";
    assert!(heard("other").contains(expected), "{}", heard("other"));
}

#[test]
fn a_full_disk_changes_nothing() {
    let remote = Local(Remote::new());
    let publisher = Publisher::new(&remote, 2);
    let noise: Vec<u8> =
        (0..4_000_000u32).flat_map(|at| at.wrapping_mul(2_654_435_769).to_le_bytes()).collect();
    publisher.site.write("static/large.bin", noise);
    // The repository stands on a disk of its own, that nobody else sees.
    let there = remote.0.path().display().to_string();
    let script = format!(
        "cp -r {there} {there}.copy && mount -t tmpfs -o size=2m tmpfs {there} && cp -r {there}.copy/. {there} && exec \"$@\""
    );
    let publish = publisher.command(&[]);
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script, "sh"]).arg(publish.get_program()).args(publish.get_args());
    let output = command.output().expect("run unshare");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["there is no room for it", "make room there and publish again"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
