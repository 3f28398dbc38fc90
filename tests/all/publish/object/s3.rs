//! S3, by moto from PyPI.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::super::contract::{self, Place, Publisher};
use super::super::full;
use super::super::server::{Server, free_address, on_disk};
use super::{Known, elements, encode};
use crate::support::served::{Reply, ask};
use crate::support::{text, tool};

/// Whoever says who he is, moto believes, unless it is told not to.
const SOMEBODY: &str = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request";

fn moto_command(port: u16) -> Command {
    let mut command = Command::new(tool("python/bin/python"));
    command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    command
}

fn moto(variables: &[(&str, &str)]) -> Server {
    Server::start(|port| {
        let mut command = moto_command(port);
        command.envs(variables.iter().copied());
        command
    })
}

/// moto, with what it is sent on a disk of this size: small objects it holds in memory.
fn moto_on_disk(size: &str, folder: &Path) -> Server {
    Server::start(|port| {
        let mut command = moto_command(port);
        command.env("TMPDIR", folder).env("MOTO_S3_DEFAULT_KEY_BUFFER_SIZE", "65536");
        on_disk(size, folder, &command)
    })
}

struct Bucket {
    server: Server,
    prefix: &'static str,
    known: Known,
}

impl Bucket {
    fn new(prefix: &'static str) -> Self {
        Self::at(moto(&[]), prefix)
    }

    fn at(server: Server, prefix: &'static str) -> Self {
        let bucket = Self { server, prefix, known: Known::default() };
        assert_eq!(bucket.ask("PUT", "/briefs", b"").status, 200);
        bucket
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        ask(self.server.address, method, path, &[("Authorization", SOMEBODY)], body)
    }

    /// What is there, dateline's own lists left out, and the tags of the bytes.
    fn tags(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut next = String::new();
        loop {
            let query = format!("/briefs?list-type=2&prefix={}{next}", encode(self.prefix));
            let reply = self.ask("GET", &query, b"").text();
            for object in elements(&reply, "Contents") {
                let [key, tag] = ["Key", "ETag"].map(|name| elements(&object, name).remove(0));
                all.insert(key[self.prefix.len()..].to_owned(), tag);
            }
            let Some(token) = elements(&reply, "NextContinuationToken").pop() else { break };
            next = format!("&continuation-token={}", encode(&token));
        }
        all.retain(|path, _| !path.starts_with(".dateline/"));
        all
    }

    fn path(&self, path: &str) -> String {
        format!("/briefs/{}", encode(&format!("{}{path}", self.prefix)))
    }
}

fn key(id: &str, secret: &str) -> Vec<(String, String)> {
    let nowhere = "/nowhere".to_owned();
    vec![
        ("AWS_ACCESS_KEY_ID".to_owned(), id.to_owned()),
        ("AWS_SECRET_ACCESS_KEY".to_owned(), secret.to_owned()),
        ("AWS_CONFIG_FILE".to_owned(), nowhere.clone()),
        ("AWS_SHARED_CREDENTIALS_FILE".to_owned(), nowhere),
    ]
}

impl Place for Bucket {
    fn target(&self) -> String {
        let address = self.server.address;
        format!("url: \"s3://briefs/{}\", endpoint: \"http://{address}\", plain: true", self.prefix)
    }

    fn environment(&self) -> Vec<(String, String)> {
        key("test", "secret")
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let reply = self.ask("GET", &self.path(path), b"");
        (reply.status == 200).then_some(reply.body)
    }

    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let read = |(path, tag): (String, String)| {
            self.known.get(&tag, || self.get(&path)).map(|bytes| (path, bytes))
        };
        self.tags().into_iter().filter_map(read).collect()
    }

    fn settle(&self) {
        super::until_nothing_changes(|| self.tags());
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.ask("PUT", &self.path(path), bytes).status, 200);
    }

    fn remove(&self, path: &str) {
        assert_eq!(self.ask("DELETE", &self.path(path), b"").status, 204);
    }
}

contract::stands!(Bucket::new("some/where/"));

#[test]
fn a_whole_bucket_will_do() {
    contract::lives_through_all_that_happens(&Bucket::new(""));
}

#[test]
fn others_are_left_alone_and_headers_are_right() {
    let bucket = Bucket::new("www/");
    bucket.ask("PUT", "/briefs/www2/index.html", b"not ours");
    bucket.ask("PUT", "/briefs/index.html", b"not ours");
    let publisher = Publisher::new(&bucket, 2);
    let css = "a { color: red }";
    publisher.site.write("static/js/app.3f9a0c1d.css", css).write("static/data.json", "{}");
    // So large that it goes out in parts.
    let large = vec![b'x'; (64 << 20) + 12345];
    publisher.site.write("static/film.mp4", &large);
    publisher.publish(&[]);
    publisher.assert_published(&[]);
    for (path, kind, cache) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=300"),
        ("data.json", "application/json; charset=utf-8", "public, max-age=300"),
        ("js/app.3f9a0c1d.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("film.mp4", "video/mp4", "public, max-age=300"),
        (".dateline/manifest.json", "application/json", "no-store"),
    ] {
        let reply = bucket.ask("GET", &bucket.path(path), b"");
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
        assert_eq!(reply.header("cache-control"), cache, "{path}");
    }
    for path in ["/briefs/www2/index.html", "/briefs/index.html"] {
        assert_eq!(bucket.ask("GET", path, b"").body, b"not ours");
    }
}

#[test]
fn keys_that_are_no_paths_are_in_nobody_s_way() {
    let bucket = Bucket::new("www/");
    // As the service's own pages make a folder, and as some programs make a mistake.
    let odd = ["www/countries/", "www/a//b", "www/"];
    for key in odd {
        assert_eq!(bucket.ask("PUT", &format!("/briefs/{key}"), b"").status, 200);
    }
    let publisher = Publisher::new(&bucket, 2);
    publisher.publish(&[]);
    for (path, bytes) in publisher.built() {
        assert_eq!(bucket.get(&path), Some(bytes), "{path}");
    }
    for key in odd {
        assert_eq!(bucket.ask("GET", &format!("/briefs/{key}"), b"").status, 200, "{key}");
    }
}

#[test]
fn only_an_object_of_the_same_key_is_in_the_way() {
    let bucket = Bucket::new("www/");
    let publisher = Publisher::new(&bucket, 2);
    let theirs = ["countries", "robots.txt/theirs"];
    theirs.iter().for_each(|path| bucket.plant(path, b"theirs"));
    publisher.publish(&[]);
    publisher.assert_published(&theirs);
    assert_eq!(publisher.publish(&[])["bytes"], 0);
    // Of the site's own, one goes and another comes below its name.
    publisher.site.write("static/thing", "a file");
    publisher.publish(&[]);
    std::fs::remove_file(publisher.site.path().join("static/thing")).expect("delete a file");
    publisher.site.write("static/thing/part", "below");
    publisher.publish(&[]);
    publisher.assert_published(&theirs);
    theirs.iter().for_each(|path| assert_eq!(bucket.get(path).as_deref(), Some(&b"theirs"[..])));
    bucket.plant("later.txt", b"theirs");
    publisher.site.write("static/later.txt", "ours");
    let said = text(&publisher.run(&[]).stderr);
    assert!(said.contains("later.txt") && !said.contains("more"), "{said}");
}

#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bucket = Bucket::at(moto_on_disk(full::SIZE, folder.path()), "www/");
    let words = ["cannot write large.bin in s3://briefs/www", "it is in trouble (500", "such as a full disk"];
    full::is_told_and_the_next_run_goes_on(&bucket, || bucket.server.make_room(folder.path()), &words);
}

#[test]
fn refusals_are_explained() {
    // It looks at signatures and rights, but not for the seven requests that the test begins with.
    let strict = moto(&[("INITIAL_NO_AUTH_ACTION_COUNT", "7")]);
    let iam = |body: &str| {
        let headers = [
            ("Host", "iam.amazonaws.com"),
            ("Authorization", "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let reply = ask(strict.address, "POST", "/", &headers, body.as_bytes());
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    };
    let may = |user: &str, action: &str| {
        iam(&format!("Action=CreateUser&Version=2010-05-08&UserName={user}"));
        let policy = format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"{action}\", \"Resource\": \"*\"}}]}}"
        );
        iam(&format!(
            "Action=PutUserPolicy&Version=2010-05-08&UserName={user}&PolicyName=p&PolicyDocument={}",
            encode(&policy)
        ));
        let reply = iam(&format!("Action=CreateAccessKey&Version=2010-05-08&UserName={user}"));
        let value = |name| elements(&reply, name).remove(0);
        (value("AccessKeyId"), value("SecretAccessKey"))
    };
    let (reader, reader_secret) = may("reader", "s3:Get*");
    let (writer, writer_secret) = may("writer", "s3:*");
    let reply = ask(strict.address, "PUT", "/briefs", &[("Authorization", SOMEBODY)], b"");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let target = format!("url: \"s3://briefs/www\", endpoint: \"http://{}\", plain: true", strict.address);
    for (variables, parts) in [
        (
            key("nobody", "nothing"),
            &["does not take the credentials", "InvalidAccessKeyId", "AWS_SECRET_ACCESS_KEY"][..],
        ),
        (key(&writer, "wrong-secret"), &["does not take the credentials", "SignatureDoesNotMatch"]),
        (key(&reader, &reader_secret), &["does not allow that", "s3:PutObject"]),
        (key(&writer, ""), &["half of the key", "set AWS_SECRET_ACCESS_KEY"]),
        (key("", ""), &["no key for s3://briefs/www", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"]),
    ] {
        let said = contract::complaint(&target, &variables);
        parts.iter().for_each(|part| assert!(said.contains(part), "{part}: {said}"));
        assert!(!said.contains("wrong-secret") && !said.contains(&*reader_secret), "{said}");
    }
    let elsewhere = target.replace("briefs", "nowhere");
    let said = contract::complaint(&elsewhere, &key(&writer, &writer_secret));
    assert!(said.contains("NoSuchBucket") && said.contains("look at the bucket's name"), "{said}");
    let profile = tempfile::NamedTempFile::new().expect("a file");
    let lines = format!(
        "[default]\naws_access_key_id = x\n\n[desk]\naws_access_key_id = {writer}\naws_secret_access_key={writer_secret}\n"
    );
    std::fs::write(profile.path(), lines).expect("write a file");
    let mut variables = key("", "");
    variables.push(("AWS_PROFILE".to_owned(), "desk".to_owned()));
    variables.push(("AWS_SHARED_CREDENTIALS_FILE".to_owned(), profile.path().display().to_string()));
    let said = contract::complaint(&target, &variables);
    assert!(said.contains("Published to live"), "{said}");
}

#[test]
fn silence_is_explained() {
    let target = format!("url: \"s3://briefs\", endpoint: \"http://{}\", plain: true", free_address());
    let said = contract::complaint(&target, &key("a", "b"));
    assert!(said.contains("cannot read") || said.contains("cannot write"), "{said}");
    assert!(said.contains("s3://briefs: connection refused"), "{said}");
    assert!(said.contains("look at the address and at the network"), "{said}");
}
