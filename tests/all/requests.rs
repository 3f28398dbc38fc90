//! The preview's server as browsers, programs and attackers meet it.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use crate::support::served::{PATIENCE, Served};
use crate::support::{Site, dateline};

/// What must never be read.
const SECRET: &str = "the-secret-word";

fn site() -> Site {
    let site = Site::new();
    site.brief("a/index.md", "", "One ![A map](map.svg) word.\n\n![A map](map.svg)\n*A map.* Agency");
    site.write(
        "content/briefs/a/map.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"></svg>",
    );
    site.write("static/clip.mp4", (0..100_000u32).map(|at| at as u8).collect::<Vec<u8>>());
    site.write("static/한국.txt", "서울\n")
        .write("static/a b.txt", "blank\n")
        .write("static/100%.txt", "all\n");
    site
}

#[test]
fn nothing_outside_of_the_site_is_served() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("secret.txt"), SECRET).expect("write a file");
    let inner = folder.path().join("site");
    crate::support::copy(site().path(), &inner);
    fs::write(inner.join("notes.txt"), SECRET).expect("write a file");
    fs::create_dir_all(inner.join(".git")).expect("make a folder");
    fs::write(inner.join(".git/config"), SECRET).expect("write a file");
    fs::write(inner.join("content/draft.txt"), SECRET).expect("write a file");
    let mut served = Served::new(&inner, &[]);
    let climbs = [
        "/..",
        "/../",
        "/../secret.txt",
        "/../../etc/passwd",
        "/..//secret.txt",
        "//../secret.txt",
        "/./../secret.txt",
        "/static/../../secret.txt",
        "/2024/../../secret.txt",
        "/theme/../../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E/secret.txt",
        "/.%2e/secret.txt",
        "/%2e./secret.txt",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/..%255csecret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%c0%ae%c0%ae%c0%afsecret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/\u{ff0e}\u{ff0e}/secret.txt",
        "/..;/secret.txt",
        "/..%00/secret.txt",
        "/secret.txt%00.html",
        "/%00",
        "/file:///etc/passwd",
        "/C:/secret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "///etc/passwd",
        "/~/secret.txt",
        "/.git/config",
        "/%2egit/config",
        "/.dateline/",
        "/notes.txt",
        "/dateline.yaml",
        "/content/briefs/a/index.md",
        "/content/draft.txt",
        "/media/draft.txt",
        "/templates/brief.html",
        "/static/clip.mp4",
        "/theme/",
        "/_dateline/../notes.txt",
        "/_dateline/%2e%2e/notes.txt",
        "/_dateline/",
        "/_dateline/mod.rs",
        "/2024/05/28/a/../../../../notes.txt",
        "/map.svg/../../notes.txt",
        "/%",
        "/%zz",
        "/%e",
        "/%ff%fe",
        "/a%0d%0aSet-Cookie:%20a=b",
    ];
    assert!(climbs.len() >= 40);
    for path in climbs {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address);
        // Some are no requests at all, and the connection is closed.
        let Some(reply) = served.raw(request.as_bytes(), false) else { continue };
        assert!((400..500).contains(&reply.status), "{path}: {} {}", reply.status, reply.header("location"));
        assert!(!reply.text().contains(SECRET) && !reply.text().contains("root:"), "{path}");
        assert!(reply.header("set-cookie").is_empty(), "{path}");
    }
    for target in ["http://example.com/", "*", "/../secret.txt HTTP/1.1\r\nGET /", ""] {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address);
        let reply = served.raw(request.as_bytes(), false);
        assert!(reply.is_none_or(|reply| !reply.text().contains(SECRET) && reply.status >= 400), "{target}");
    }
    assert!(served.is_running());
    assert_eq!(served.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_out_of_the_site() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outside = folder.path().join("secret.txt");
    fs::write(&outside, SECRET).expect("write a file");
    let site = site();
    std::os::unix::fs::symlink(&outside, site.path().join("static/out.txt")).expect("make a link");
    std::os::unix::fs::symlink(folder.path(), site.path().join("static/folder")).expect("make a link");
    std::os::unix::fs::symlink(site.path().join("static/a b.txt"), site.path().join("static/in.txt"))
        .expect("make a link");
    let served = Served::new(site.path(), &[]);
    for path in ["/out.txt", "/folder/secret.txt", "/folder/"] {
        let reply = served.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text().contains(SECRET));
    }
    assert_eq!(served.get("/in.txt").text(), "blank\n");
    // One that takes the place of a file while it is being served.
    let clip = site.path().join("static/clip.mp4");
    assert_eq!(served.get("/clip.mp4").status, 200);
    fs::remove_file(&clip).expect("delete a file");
    std::os::unix::fs::symlink(&outside, &clip).expect("make a link");
    for _ in 0..20 {
        assert!(!served.get("/clip.mp4").text().contains(SECRET));
    }
}

#[test]
fn strangers_are_sent_away() {
    let site = site();
    let served = Served::new(site.path(), &["--host-name", "desk.example"]);
    let port = served.address.port();
    let host = |name: &str| served.request("GET", "/", &[("Host", name)], b"").status;
    for name in ["localhost", "LOCALHOST", "preview.localhost", "127.0.0.1", "desk.example", "Desk.Example"] {
        assert_eq!(host(name), 200, "{name}");
        assert_eq!(host(&format!("{name}:{port}")), 200, "{name}");
    }
    for name in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:1851",
        "192.168.0.1",
        "[::1]",
        "[::ffff:1.2.3.4]",
        "0.0.0.0",
        "127.0.0.2",
        "localhost@evil.example",
        "evil.example localhost",
        "localhost:99999",
        "localhost:",
        ":80",
        "",
        "[",
        "[::1",
        "2130706433",
        "0x7f.1",
        "127.1",
        "xn--lcalhost",
    ] {
        assert!(host(name) >= 400, "{name}: {}", host(name));
    }
    let own = format!("http://127.0.0.1:{port}");
    let origin = |origin: &str| {
        let host = format!("127.0.0.1:{port}");
        served.request("GET", "/", &[("Host", &host), ("Origin", origin)], b"").status
    };
    assert_eq!(origin(&own), 200);
    for other in [
        "null",
        "",
        "http://evil.example",
        "https://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost",
        "file://",
        &format!("{own}.evil.example"),
        &format!("ftp://127.0.0.1:{port}"),
    ] {
        assert_eq!(origin(other), 403, "{other}");
    }
    // Two hosts, or none, or one in the request's line and another in its head.
    for head in [
        format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n"),
        "GET / HTTP/1.1\r\n".to_owned(),
        format!("GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"),
    ] {
        let reply = served.raw(format!("{head}Connection: close\r\n\r\n").as_bytes(), false);
        assert!(reply.is_none_or(|reply| (400..500).contains(&reply.status)), "{head}");
    }
    let fetch = |mode| {
        served.request("GET", "/", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode)], b"").status
    };
    assert_eq!((fetch("navigate"), fetch("no-cors")), (200, 403));
}

#[test]
fn the_preview_is_called_what_the_author_says() {
    let site = site();
    let names = ["10.0.0.5", "[FD00::1]", "fd00::2", "Desk.Example."];
    let served = Served::new(site.path(), &names.map(|name| ["--host-name", name]).concat());
    let host = |name: &str| served.request("GET", "/", &[("Host", name)], b"").status;
    for name in ["10.0.0.5", "[::ffff:10.0.0.5]", "[fd00::1]", "[fd00:0:0::2]", "desk.example"] {
        assert_eq!((host(name), host(&format!("{name}:2200"))), (200, 200), "{name}");
    }
    for name in ["10.0.0.6", "[fd00::3]", "desk.example.org"] {
        assert_eq!(host(name), 403, "{name}");
    }
    for (name, why) in [
        ("box:2200", "write `box`"),
        ("http://box", "write `box`"),
        ("https://box.example:80/page/", "write `box.example`"),
        ("10.0.0.5:2200", "write `10.0.0.5`"),
        ("[fd00::1]:2200", "write `fd00::1`"),
        ("*.example", "letters, digits, dots and hyphens"),
        ("two words", "letters, digits, dots and hyphens"),
        ("", "letters, digits, dots and hyphens"),
    ] {
        assert_refused(&site, "--host-name", name, why);
    }
}

#[test]
fn no_other_site_puts_the_preview_in_a_frame() {
    let site = site();
    let served = Served::new(site.path(), &[]);
    let visit = |from: &str, dest: &str| {
        let headers = [("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", dest)];
        served.request("GET", "/", &headers, b"").status
    };
    assert_eq!(visit("cross-site", "document"), 200, "a link");
    for frame in ["iframe", "frame", "embed", "object", "fencedframe"] {
        assert_eq!(visit("cross-site", frame), 403, "{frame}");
        assert_eq!(visit("same-origin", frame), 200, "{frame}");
    }
    let policy = |path: &str| served.get(path).header("content-security-policy").to_owned();
    for page in ["/", "/2024/05/28/a/", "/no/such/page/"] {
        assert_eq!(policy(page), "frame-ancestors 'self'", "{page}");
    }
    for file in ["/clip.mp4", "/2024/05/28/a/map.svg", "/theme/dateline.css", "/feed.xml"] {
        assert_eq!(policy(file), "", "{file}");
    }
}

#[test]
fn only_the_preview_itself_opens_the_editor() {
    let site = site();
    let served = Served::new(site.path(), &["--editor", "vscode://file{file}:{line}:{column}"]);
    let own = format!("http://{}", served.address);
    let json = ("Content-Type", "application/json");
    let open = |headers: &[(&str, &str)], body: &str| {
        let reply = served.request("POST", "/_dateline/open", headers, body.as_bytes());
        (reply.status, reply.text())
    };
    let good = "{\"file\": \"content/briefs/a/index.md\", \"line\": 7, \"column\": 3}";
    let (status, text) = open(&[json, ("Origin", &own)], good);
    let file = site.path().canonicalize().expect("the site").join("content/briefs/a/index.md");
    let url = format!("{{\"url\":\"vscode://file{}:7:3\"}}", file.display());
    assert_eq!((status, text), (200, url));
    assert_eq!(open(&[json], good).0, 403, "without an origin");
    assert_eq!(open(&[json, ("Origin", "http://evil.example")], good).0, 403);
    assert_eq!(open(&[("Content-Type", "text/plain"), ("Origin", &own)], good).0, 400);
    for file in
        ["../secret", "/etc/passwd", "public/index.html", "content/../dateline.yaml", "", ".git/config"]
    {
        let body = serde_json::json!({"file": file, "line": 1}).to_string();
        assert_eq!(open(&[json, ("Origin", &own)], &body).0, 403, "{file}");
    }
    // An editor would make a file that is not there, and not everything that is there is a file.
    fs::create_dir_all(site.path().join("static/folder")).expect("make a folder");
    for file in ["content/briefs/b.md", "content/briefs/a/none.md", "static/new/x.txt", "static/folder"] {
        let body = serde_json::json!({"file": file, "line": 1}).to_string();
        let (status, text) = open(&[json, ("Origin", &own)], &body);
        assert_eq!(status, 404, "{file}: {text}");
        assert!(text.contains(file) && text.ends_with("\n"), "{file}: {text}");
    }
    #[cfg(unix)]
    {
        let outside = tempfile::NamedTempFile::new().expect("a temporary file");
        let link = site.path().join("static/out.txt");
        std::os::unix::fs::symlink(outside.path(), link).expect("make a link");
        assert_eq!(open(&[json, ("Origin", &own)], "{\"file\": \"static/out.txt\"}").0, 404);
    }
    for body in ["", "{", "[]", "{\"file\": 3}", &"x".repeat(100_000)] {
        assert_eq!(open(&[json, ("Origin", &own)], body).0, 400);
    }
    assert_eq!(served.get("/_dateline/open").status, 405);
    assert_eq!(served.request("DELETE", "/", &[], b"").status, 405);
    assert_eq!(served.request("PUT", "/dateline.yaml", &[("Origin", &own)], b"title: x").status, 405);
}

#[test]
fn heads_ranges_and_conditions() {
    let site = site();
    let served = Served::new(site.path(), &[]);
    let clip = fs::read(site.path().join("static/clip.mp4")).expect("read a file");
    let whole = served.get("/clip.mp4");
    assert_eq!((whole.status, &whole.body), (200, &clip));
    assert_eq!(whole.header("content-type"), "video/mp4");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("cache-control"), "no-cache");
    let head = served.request("HEAD", "/clip.mp4", &[], b"");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "100000", 0));
    let range = |value: &str| served.request("GET", "/clip.mp4", &[("Range", value)], b"");
    for (wanted, part, shown) in [
        ("bytes=0-0", 0..1, "bytes 0-0/100000"),
        ("bytes=10-19", 10..20, "bytes 10-19/100000"),
        ("bytes=99990-", 99990..100_000, "bytes 99990-99999/100000"),
        ("bytes=-5", 99995..100_000, "bytes 99995-99999/100000"),
        ("bytes=0-999999", 0..100_000, "bytes 0-99999/100000"),
        ("bytes=-200000", 0..100_000, "bytes 0-99999/100000"),
    ] {
        let reply = range(wanted);
        assert_eq!((reply.status, reply.header("content-range")), (206, shown), "{wanted}");
        assert_eq!(reply.body, clip[part], "{wanted}");
    }
    for wanted in ["bytes=100000-", "bytes=-0", "bytes=200000-300000"] {
        let reply = range(wanted);
        assert_eq!((reply.status, reply.header("content-range")), (416, "bytes */100000"), "{wanted}");
    }
    for wanted in ["bytes=5-3", "bytes=a-b", "lines=0-1", "bytes=0-1,3-4", "bytes=", "bytes=+1-2"] {
        assert_eq!(range(wanted).status, 200, "{wanted}");
    }
    // A file that was written just now may be written again without its times showing it.
    sleep(Duration::from_millis(3100));
    for path in ["/clip.mp4", "/", "/2024/05/28/a/map.svg", "/feed.xml"] {
        let tag = served.get(path).header("etag").to_owned();
        let ask = |tag: &str| served.request("GET", path, &[("If-None-Match", tag)], b"").status;
        assert_eq!(
            (ask(&tag), ask(&format!("\"x\", W/{tag}")), ask("*"), ask("\"x\"")),
            (304, 304, 304, 200),
            "{path}"
        );
    }
    let settled = served.get("/clip.mp4");
    let tag = settled.header("etag");
    let if_range = |tag: &str| {
        served.request("GET", "/clip.mp4", &[("Range", "bytes=0-0"), ("If-Range", tag)], b"").status
    };
    assert_eq!((if_range(tag), if_range("\"x\"")), (206, 200));
    // Another version of the same length, written in the same second.
    fs::write(site.path().join("static/clip.mp4"), vec![7; 100_000]).expect("write a file");
    let again = served.request("GET", "/clip.mp4", &[("If-None-Match", tag)], b"");
    assert_eq!((again.status, again.body[0]), (200, 7));
}

#[test]
fn pages_files_and_kinds() {
    let site = site();
    let served = Served::new(site.path(), &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/2024/05/28/a/", "text/html; charset=utf-8"),
        ("/2024/05/28/a/map.svg", "image/svg+xml; charset=utf-8"),
        ("/theme/dateline.css", "text/css; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/%ED%95%9C%EA%B5%AD.txt", "text/plain; charset=utf-8"),
        ("/a%20b.txt", "text/plain; charset=utf-8"),
        ("/100%25.txt", "text/plain; charset=utf-8"),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
    }
    for (path, location) in [
        ("/2024/05/28/a", "/2024/05/28/a/"),
        ("/2024/05/28/a/index.html", "/2024/05/28/a/"),
        ("/index.html", "/"),
        ("/2024/05/28/a?x=1", "/2024/05/28/a/?x=1"),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("location")), (307, location), "{path}");
    }
    let missing = served.get("/no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("data-dateline-state") && missing.text().contains("<h1"));
    assert!(!served.get("/feed.xml").text().contains("data-dateline"));
}

#[test]
fn a_site_below_a_path() {
    let site = site();
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/the%20desk/\n");
    let served = Served::new(site.path(), &[]);
    assert!(served.get("/the%20desk/").text().contains("href=\"/the%20desk/2024/05/28/a/\""));
    assert_eq!(served.get("/the%20desk/2024/05/28/a/").status, 200);
    for (path, location) in
        [("/", "/the%20desk/"), ("/the%20desk", "/the%20desk/"), ("/the%20desk/2024", "/the%20desk/2024/")]
    {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("location")), (307, location), "{path}");
    }
    assert_eq!(served.get("/2024/05/28/a/").status, 404);
}

/// Some that never finish asking, some that never read what they asked for: the others notice nothing.
#[test]
fn slow_requests_hold_up_nobody() {
    let site = site();
    site.write("static/large.bin", vec![1; 30 << 20]);
    let served = Served::new(site.path(), &[]);
    let mut slow = Vec::new();
    for at in 0..100 {
        let mut stream = TcpStream::connect(served.address).expect("connect");
        let request = match at % 4 {
            0 => "GET / HT".to_owned(),
            1 => format!("GET /large.bin HTTP/1.1\r\nHost: {}\r\n\r\n", served.address),
            2 => format!(
                "POST /_dateline/open HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: 60000\r\n\r\n{{",
                served.address
            ),
            _ => String::new(),
        };
        stream.write_all(request.as_bytes()).expect("ask");
        slow.push(stream);
    }
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(served.get("/2024/05/28/a/").status, 200);
    }
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    // An endless head is cut off.
    let mut endless = TcpStream::connect(served.address).expect("connect");
    endless.set_read_timeout(Some(Duration::from_secs(60))).expect("set a time limit");
    endless.write_all(format!("GET / HTTP/1.1\r\nHost: {}\r\n", served.address).as_bytes()).expect("ask");
    let line = format!("X-Filler: {}\r\n", "x".repeat(8000));
    let cut = (0..1000).any(|_| endless.write_all(line.as_bytes()).is_err());
    let mut answer = Vec::new();
    let _ = endless.read_to_end(&mut answer);
    assert!(cut || answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
}

/// More connections than are kept. Whatever they are about, whoever comes next is let in at once, and
/// who is being served is served to the end.
#[test]
fn nobody_is_shut_out() {
    let site = site();
    site.write("static/large.bin", vec![1; 30 << 20]);
    let served = Served::new(site.path(), &[]);
    let host = format!("Host: {}\r\n", served.address);
    let is_open = |what: &str| {
        let started = Instant::now();
        assert_eq!(served.get("/2024/05/28/a/").status, 200, "{what}");
        // Long before the patience with the others is over.
        assert!(started.elapsed() < Duration::from_secs(8), "{what}: {:?}", started.elapsed());
    };
    let mut film = TcpStream::connect(served.address).expect("connect");
    film.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
    film.write_all(format!("GET /large.bin HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes())
        .expect("ask");
    film.read_exact(&mut [0]).expect("the beginning");
    let over = AtomicBool::new(false);
    scope(|threads| {
        let watching = threads.spawn(|| steadily(film, &over));
        for (what, request) in [
            ("nothing is said", String::new()),
            ("nothing is asked any more", format!("GET /robots.txt HTTP/1.1\r\n{host}\r\n")),
            ("the head does not end", format!("GET / HTTP/1.1\r\n{host}X-Slow:")),
        ] {
            let mut crowd = crowd(&served, request.as_bytes());
            is_open(what);
            if !request.ends_with('\n') {
                // Drop by drop is no better than not at all.
                crowd.iter_mut().for_each(|slow| drop(slow.write_all(b"G")));
                is_open(what);
            }
            assert!(!watching.is_finished(), "the film goes on meanwhile");
        }
        over.store(true, Ordering::Relaxed);
        let seen = watching.join().expect("the film");
        assert!(seen > 30 << 20, "it is seen to its end: {seen}");
    });
    let mut streams = crowd(&served, format!("GET /_dateline/events HTTP/1.1\r\n{host}\r\n").as_bytes());
    is_open("everybody listens and nobody reads");
    // Under load the system lets some of them in late, and whoever comes later is newer.
    for stream in &mut streams {
        stream.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
        let _ = stream.read(&mut [0]);
    }
    let mut newest = served.events();
    newest.until("the state", |_| true);
    let mut ends = |at: usize| {
        let read = streams[at].read_to_end(&mut Vec::new());
        read.map_or_else(|error| error.kind() == std::io::ErrorKind::ConnectionReset, |_| true)
    };
    assert!(ends(0) && ends(CROWD / 4), "the oldest make room");
    site.write("content/pages/late.md", "---\ntitle: Late\n---\nText.\n");
    newest.until("one more", |state| state["changed"].is_array());
    drop(streams);
    let post = format!(
        "POST /_dateline/open HTTP/1.1\r\n{host}Origin: http://{}\r\nContent-Length: 60000\r\n\r\n{{",
        served.address
    );
    let requests = crowd(&served, post.as_bytes());
    is_open("what is asked does not end");
    drop(requests);
    is_open("they are gone");
}

/// More than are let in at once.
const CROWD: usize = 450;

/// Connections that all begin with these bytes.
fn crowd(served: &Served, request: &[u8]) -> Vec<TcpStream> {
    let connect = |_| {
        let mut stream = TcpStream::connect(served.address).expect("connect");
        // It may be sent away as soon as it has come.
        let _ = stream.write_all(request);
        stream
    };
    (0..CROWD).map(connect).collect()
}

/// Reads slowly until it is time to come to an end; returns how much there was.
fn steadily(mut film: TcpStream, over: &AtomicBool) -> usize {
    let (mut seen, mut piece) = (0, vec![0; 64 << 10]);
    loop {
        match film.read(&mut piece).expect("the film goes on") {
            0 => return seen,
            length => seen += length,
        }
        // There is enough of it for a minute.
        if !over.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(125));
        }
    }
}

#[test]
fn a_taken_port_is_said_aloud() {
    let site = site();
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = taken.local_addr().expect("its address").port();
    let mut command = dateline();
    command.arg("--site").arg(site.path()).args(["serve", "--port", &port.to_string()]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("start dateline");
    let mut greeting = String::new();
    let out = child.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut greeting).expect("read");
    child.kill().expect("end it");
    child.wait().expect("its end");
    assert!(greeting.contains(&format!("(port {port} is taken)")), "{greeting}");
    let output = site.run(["serve", "--bind", "192.0.2.1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(crate::support::text(&output.stderr).contains("cannot listen on 192.0.2.1:1851"));
}

/// The preview does not start with an option, and says why.
#[track_caller]
fn assert_refused(site: &Site, option: &str, value: &str, why: &str) {
    let output = site.run(["serve", "--port", "0", option, value]);
    assert_eq!(output.status.code(), Some(2), "{value}");
    let said = crate::support::text(&output.stderr);
    assert!(said.contains(option) && said.contains(why), "{value}: {said}");
}

#[test]
fn an_editor_that_cannot_be_is_refused_with_a_way_out() {
    let site = site();
    for (editor, why) in [
        ("vim", "vim needs a terminal of its own"),
        ("/usr/bin/nano -w", "nano needs a terminal of its own"),
        ("code \"", "the quotation marks"),
        ("vscode://file", "does not say where the file goes"),
        (" ", "no editor is named"),
    ] {
        assert_refused(&site, "--editor", editor, why);
    }
    // One that only the environment names is no reason not to start.
    let mut command = dateline();
    command.env("VISUAL", "vi").arg("--site").arg(site.path()).args(["serve", "--port", "0"]);
    let served = Served::start(command);
    let own = format!("http://{}", served.address);
    let headers = [("Content-Type", "application/json"), ("Origin", &*own)];
    let reply =
        served.request("POST", "/_dateline/open", &headers, b"{\"file\": \"content/briefs/a/index.md\"}");
    assert_eq!(reply.status, 501);
    assert!(reply.text().contains("vi needs a terminal of its own"), "{}", reply.text());
}
