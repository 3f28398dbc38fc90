//! WebDAV, by nginx.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contract::{self, Place, Publisher};
use super::folder::{below, plant};
use super::full;
use super::object::{encode, until_nothing_changes};
use super::server::{Server, free_address, on_disk};
use crate::support::served::ask;
use crate::support::text;

const MODULE: &str = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";

const WRITABLE: &str = "dav_methods PUT DELETE MKCOL MOVE;";

/// A folder that nginx shows to everybody, and lets `desk` write to.
struct Dav {
    server: Server,
    folder: tempfile::TempDir,
}

impl Dav {
    fn new() -> Self {
        Self::with(WRITABLE)
    }

    /// `settings` are those of the folder `/www/`.
    fn with(settings: &str) -> Self {
        Self::started(settings, None)
    }

    /// `room`: the size of a disk that the files go to.
    fn started(settings: &str, room: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("root")).expect("make a folder");
        fs::write(folder.path().join("users"), "desk:{PLAIN}pass word\n").expect("write a file");
        assert!(Path::new(MODULE).exists(), "{MODULE} is missing: tests/run installs it");
        let server = Server::start(|port| {
            let file = folder.path().join("nginx.conf");
            fs::write(&file, configuration(folder.path(), port, settings)).expect("write a file");
            let mut command = Command::new("nginx");
            command.arg("-e").arg(folder.path().join("log")).arg("-c").arg(file).arg("-p").arg(folder.path());
            room.map(|size| on_disk(size, &folder.path().join("root"), &command)).unwrap_or(command)
        });
        Self { server, folder }
    }

    fn root(&self) -> PathBuf {
        self.server.sees(&self.folder.path().join("root/www"))
    }
}

/// All of nginx's folders are the test's own: those of the machine belong to some other user, and a
/// server with a disk of its own may not take them over.
fn configuration(folder: &Path, port: u16, settings: &str) -> String {
    let folder = folder.display();
    format!(
        "load_module {MODULE};
        user root root;
        daemon off;
        master_process off;
        pid {folder}/pid;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/root/aside;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            client_max_body_size 1g;
            server {{
                listen 127.0.0.1:{port};
                root {folder}/root;
                location / {{
                    dav_ext_methods PROPFIND OPTIONS;
                    {settings}
                    limit_except GET {{
                        auth_basic desk;
                        auth_basic_user_file {folder}/users;
                    }}
                }}
            }}
        }}"
    )
}

fn password(password: &str) -> Vec<(String, String)> {
    vec![("DATELINE_PASSWORD".to_owned(), password.to_owned())]
}

impl Place for Dav {
    fn target(&self) -> String {
        format!("url: \"dav://desk@{}/www\", plain: true", self.server.address)
    }

    fn environment(&self) -> Vec<(String, String)> {
        password("pass word")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let reply = ask(self.server.address, "GET", &format!("/www/{}", encode(path)), &[], b"");
        (reply.status == 200).then_some(reply.body)
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        if self.root().exists() { below(&self.root()) } else { BTreeMap::new() }
    }

    fn settle(&self) {
        until_nothing_changes(|| self.everything());
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        plant(&self.root(), path, bytes);
    }

    fn plant_folder(&self, path: &str) {
        fs::create_dir_all(self.root().join(path)).expect("make a folder");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("delete a file");
    }
}

contract::stands!(Dav::new());

#[test]
fn empty_folders_go_and_full_ones_stay() {
    let dav = Dav::new();
    let publisher = Publisher::new(&dav, 1);
    publisher.site.write("static/a/b/c.txt", "1").write("static/d/e.txt", "2");
    publisher.publish(&[]);
    dav.plant("d/theirs.txt", b"theirs");
    fs::remove_dir_all(publisher.site.path().join("static/a")).expect("delete a folder");
    fs::remove_dir_all(publisher.site.path().join("static/d")).expect("delete a folder");
    publisher.publish(&[]);
    publisher.assert_published(&["d/theirs.txt"]);
    assert!(!dav.root().join("a").exists());
}

#[test]
fn a_folder_stays_that_holds_a_file_whose_name_is_no_text() {
    let dav = Dav::new();
    let publisher = Publisher::new(&dav, 1);
    publisher.site.write("static/photos/ours.txt", "1");
    publisher.publish(&[]);
    let theirs = dav.root().join("photos").join(OsStr::from_bytes(b"caf\xe9.jpg"));
    fs::write(&theirs, "theirs").expect("write a file");
    fs::remove_dir_all(publisher.site.path().join("static/photos")).expect("delete a folder");
    publisher.publish(&[]);
    assert!(!dav.root().join("photos/ours.txt").exists());
    assert_eq!(fs::read(theirs).expect("read a file"), b"theirs");
}

#[test]
fn refusals_are_explained() {
    let dav = Dav::new();
    let closed = Dav::with("dav_methods off;");
    let narrow = Dav::with(&format!("{WRITABLE} client_max_body_size 4k;"));
    let address = dav.server.address;
    for (target, variables, parts) in [
        (
            dav.target(),
            password("wrong"),
            &["401", "does not take the credentials", "DATELINE_LIVE_PASSWORD or DATELINE_PASSWORD"][..],
        ),
        (dav.target(), password(""), &["there is no password for dav://desk@", "set DATELINE_LIVE_PASSWORD"]),
        (closed.target(), password("pass word"), &["405", "does not allow that", "MKCOL"]),
        (narrow.target(), password("pass word"), &["413", "there is no room", "make room"]),
        (
            format!("url: \"dav://desk@{address}/no/such/folder\", plain: true"),
            password("pass word"),
            &["409", "look at the address"],
        ),
        (
            format!("url: \"dav://desk@{}/www\", plain: true", free_address()),
            password("pass word"),
            &["connection refused", "look at the address and at the network"],
        ),
        // No server that speaks TLS.
        (
            format!("url: \"davs://desk@{address}/www\""),
            password("pass word"),
            &["there is no safe connection to it"],
        ),
    ] {
        let said = contract::complaint(&target, &variables);
        parts.iter().for_each(|part| assert!(said.contains(part), "{target}: {part}: {said}"));
        assert!(!said.contains("pass word") && !said.contains("wrong"), "{said}");
    }
}

#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let dav = Dav::started(WRITABLE, Some(full::SIZE));
    // It says 500 and hangs up; at times the one is heard, at times the other.
    let words = ["cannot write large.bin", "such as a full disk"];
    let make_room = || dav.server.make_room(&dav.folder.path().join("root"));
    full::is_told_and_the_next_run_goes_on(&dav, make_room, &words);
}

#[test]
fn a_folder_that_is_not_empty_stays() {
    let dav = Dav::new();
    let publisher = Publisher::new(&dav, 1);
    publisher.publish(&[]);
    // Its name is no text: all that is in there, dateline cannot name.
    let theirs = dav.root().join("new.txt").join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir_all(theirs.join("deep")).expect("make a folder");
    publisher.site.write("static/new.txt", "ours");
    let output = publisher.run(&[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write new.txt"), "{said}");
    assert!(theirs.join("deep").exists());
}
