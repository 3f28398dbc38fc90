//! Azure Blob, by Azurite from npm.

use std::collections::BTreeMap;
use std::process::Command;

use super::super::contract::{self, Place, Publisher};
use super::super::full;
use super::super::server::{Server, free_address, on_disk};
use super::{Known, elements, encode, until_nothing_changes};
use crate::support::served::{Reply, ask};
use crate::support::tool;

/// The account and key that every Azurite has; they are in its documentation.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// Signatures (SAS) by that key, until 2099: for everything, and for reading and listing.
const ALL: &str = "sv=2019-12-12&ss=b&srt=sco&sp=rwdlac&se=2099-01-01T00%3A00%3A00Z&sig=YKAtmJudHaH98kax9IHOYkiCF9veHhGg4TBHNwluLXo%3D";
const READ: &str = "sv=2019-12-12&ss=b&srt=sco&sp=rl&se=2099-01-01T00%3A00%3A00Z&sig=7Rw2roonwPIqsjG7r6moymYMTkdTaqWfwL7AbpSMvgk%3D";

struct Container {
    server: Server,
    known: Known,
}

fn azurite(port: u16) -> Command {
    let mut command = Command::new("node");
    command.arg(tool("node_modules/azurite/dist/src/blob/main.js"));
    command.args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string()]);
    command.args(["--skipApiVersionCheck", "--disableTelemetry", "--silent"]);
    command
}

impl Container {
    fn new() -> Self {
        Self::at(Server::start(|port| {
            let mut command = azurite(port);
            command.arg("--inMemoryPersistence");
            command
        }))
    }

    fn at(server: Server) -> Self {
        let container = Self { server, known: Known::default() };
        assert_eq!(container.ask("PUT", "?restype=container", b"").status, 201);
        container
    }

    /// `path` is what follows the container's name.
    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let joint = if path.contains('?') { '&' } else { '?' };
        let path = format!("/{ACCOUNT}/$web{path}{joint}{ALL}");
        let headers = [("x-ms-version", "2020-10-02"), ("x-ms-blob-type", "BlockBlob")];
        ask(self.server.address, method, &path, &headers, body)
    }

    /// What is there, dateline's own lists left out, and the tags of the versions.
    fn tags(&self) -> BTreeMap<String, String> {
        let reply = self.ask("GET", "?restype=container&comp=list&prefix=www/", b"").text();
        let blobs = elements(&reply, "Blob").into_iter().map(|blob| {
            let [name, tag] = ["Name", "Etag"].map(|name| elements(&blob, name).remove(0));
            (name["www/".len()..].to_owned(), tag)
        });
        blobs.filter(|(path, _)| !path.starts_with(".dateline/")).collect()
    }
}

fn secrets(key: &str, signature: &str) -> Vec<(String, String)> {
    let variables = [("AZURE_STORAGE_ACCOUNT_KEY", key), ("AZURE_STORAGE_SAS_TOKEN", signature)];
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

impl Place for Container {
    fn target(&self) -> String {
        let address = self.server.address;
        format!("url: \"az://{ACCOUNT}/$web/www\", endpoint: \"http://{address}/{ACCOUNT}\", plain: true")
    }

    fn environment(&self) -> Vec<(String, String)> {
        secrets(KEY, "")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let reply = self.ask("GET", &format!("/www/{}", encode(path)), b"");
        (reply.status == 200).then_some(reply.body)
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let read = |(path, tag): (String, String)| {
            // Two that were written at the same moment may have the same tag.
            let key = format!("{tag} {path}");
            self.known.get(&key, || self.get(&path)).map(|bytes| (path, bytes))
        };
        self.tags().into_iter().filter_map(read).collect()
    }

    fn settle(&self) {
        until_nothing_changes(|| self.tags());
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.ask("PUT", &format!("/www/{}", encode(path)), bytes).status, 201);
    }

    fn remove(&self, path: &str) {
        assert_eq!(self.ask("DELETE", &format!("/www/{}", encode(path)), b"").status, 202);
    }
}

contract::stands!(Container::new());

#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let container = Container::at(Server::start(|port| {
        let mut command = azurite(port);
        command.arg("--location").arg(folder.path());
        on_disk(full::SIZE, folder.path(), &command)
    }));
    // It says 500 and hangs up; at times the one is heard, at times the other.
    let words = ["cannot write large.bin in az://", "such as a full disk"];
    let make_room = || container.server.make_room(folder.path());
    full::is_told_and_the_next_run_goes_on(&container, make_room, &words);
}

#[test]
fn headers_are_right_and_refusals_are_explained() {
    let container = Container::new();
    let publisher = Publisher::new(&container, 1);
    publisher.site.write("static/app.3f9a0c1d.css", "a { color: red }");
    publisher.publish(&[]);
    for (path, kind, cache) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=300"),
        ("app.3f9a0c1d.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ] {
        let reply = container.ask("GET", &format!("/www/{path}"), b"");
        assert_eq!((reply.header("content-type"), reply.header("cache-control")), (kind, cache), "{path}");
    }
    let target = container.target();
    let nowhere = target.replace("$web", "nowhere");
    let gone = target.replace(&container.server.address.to_string(), &free_address().to_string());
    let wrong = KEY.replace("Eby8", "AAAA");
    let unsigned = ALL.replace("YKAt", "AAAA");
    for (target, variables, parts) in [
        (&target, secrets(&wrong, ""), &["does not take the credentials", "AZURE_STORAGE_ACCOUNT_KEY"][..]),
        (&target, secrets("", &unsigned), &["does not take the credentials", "AZURE_STORAGE_SAS_TOKEN"]),
        (&target, secrets("", READ), &["does not allow that", "permissions read, add, create"]),
        (&target, secrets("", ""), &["there is no key for az://", "set AZURE_STORAGE_ACCOUNT_KEY"]),
        (&nowhere, secrets(KEY, ""), &["ContainerNotFound", "look at the names"]),
        (&gone, secrets(KEY, ""), &["connection refused", "look at the address and at the network"]),
        (&target, secrets("", ALL), &["to send"]),
    ] {
        let said = contract::complaint(target, &variables);
        parts.iter().for_each(|part| assert!(said.contains(part), "{part}: {said}"));
        assert!(!said.contains("sig=") && !said.contains(&KEY[8..]), "{said}");
    }
}
