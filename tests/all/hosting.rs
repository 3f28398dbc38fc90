//! Files for hosts: what real web servers make of them, and what is said about limits. What exactly
//! stands in them, `sites` compares.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use crate::publish::server::Server;
use crate::support::served::{Reply, Served, ask};
use crate::support::{Site, files, repository, text};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const BRIEFLY: &str = "public, max-age=300";

/// The aliases of the example sites, as browsers ask for them, and what they lead to.
const ALIASES: &[(&str, &str)] = &[
    ("/old/", "/2024/05/28/new/"),
    ("/old", "/2024/05/28/new/"),
    ("/old.html", "/2024/05/28/new/"),
    ("/2019/Old%20Title/", "/2024/05/28/new/"),
    ("/%EC%98%9B%EA%B8%80/", "/2024/05/28/new/"),
    ("/%EC%98%9B%EA%B8%80", "/2024/05/28/new/"),
    ("/a:b/", "/2024/05/28/new/"),
    ("/star*/", "/2024/05/28/new/"),
    ("/100%25-off/", "/2024/05/28/new/"),
    ("/its%20%22quoted%22%20$1%20$%7Bx%7D%20%7By%7D;/", "/2024/05/28/new/"),
    ("/a+b&c=(d)/", "/2024/05/28/new/"),
    ("/announcement", "/2024/06/01/%EB%B0%9C%ED%91%9C/"),
];

/// Names with a fingerprint, and without.
const LASTING: &[&str] = &["map-0123456789abcdef.js", "a.b-3F9A0C1D.png", "a.3f9a0c1d-x.css"];
const CHANGING: &[&str] =
    &["3f9a0c1d.css", "report-20240528.pdf", "a.facade.css", "deadbeef1-x.css", "x.3f9a0c1d"];

/// A folder with the built site in it, at the path of its address.
struct Root {
    folder: tempfile::TempDir,
    /// As readers write it.
    base: &'static str,
}

impl Root {
    fn new(name: &str, folder: &str, base: &'static str) -> Self {
        let root = Self { folder: tempfile::tempdir().expect("a temporary folder"), base };
        let site = Site::copy_of(&repository("tests/sites/good").join(name));
        fs::remove_dir_all(site.path().join("expected")).expect("delete a folder");
        let public = root.path().join("root").join(folder);
        let output = site
            .run(["build", "--now", "2026-11-01", "--output"].map(Path::new).into_iter().chain([&*public]));
        assert!(output.status.success(), "{}", text(&output.stderr));
        fs::write(public.join("theirs.txt"), "theirs").expect("write a file");
        for name in LASTING.iter().chain(CHANGING) {
            fs::write(public.join("js").join(name), "").expect("write a file");
        }
        root
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn both() -> [Root; 2] {
    [Root::new("hosting", "", ""), Root::new("hosting_folder", "été/briefs", "/%C3%A9t%C3%A9/briefs")]
}

/// A server for the example site with packed files, and the bytes of its style sheet.
fn packed() -> (Root, String) {
    let root = Root { folder: tempfile::tempdir().expect("a temporary folder"), base: "" };
    let site = Site::copy_of(&repository("tests/sites/good/hosting"));
    let settings = site.read("dateline.yaml") + "compress: [gzip, brotli, gzip]\n";
    site.write("dateline.yaml", settings)
        .write("static/big.html.gz", "mine")
        .write("static/big.html", "x".repeat(4000));
    fs::remove_dir_all(site.path().join("expected")).expect("delete a folder");
    let public = root.path().join("root");
    let output =
        site.run(["build", "--now", "2026-11-01", "--output"].map(Path::new).into_iter().chain([&*public]));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let style = fs::read_to_string(public.join("theme/dateline.css")).expect("read a file");
    (root, style)
}

fn nginx(root: &Root, include: &str) -> Server {
    let folder = root.path().display();
    Server::start(|port| {
        let configuration = format!(
            "user root root; daemon off; master_process off; pid {folder}/pid; events {{}}
            http {{
                include /etc/nginx/mime.types;
                access_log off;
                server {{
                    listen 127.0.0.1:{port};
                    root {folder}/root;
                    include \"{folder}/root/{include}.nginx.con[f]\";
                }}
            }}"
        );
        let file = root.path().join("nginx.conf");
        fs::write(&file, configuration).expect("write a file");
        let mut command = Command::new("nginx");
        command.arg("-e").arg(root.path().join("log")).arg("-c").arg(file).arg("-p").arg(root.path());
        command
    })
}

fn apache(root: &Root) -> Server {
    let folder = root.path().display();
    let modules = ["mpm_event", "authz_core", "alias", "dir", "headers", "mime", "rewrite"];
    let modules = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    Server::start(|port| {
        let configuration = format!(
            "ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/log\nServerName localhost
            User www-data\nGroup www-data
            Listen 127.0.0.1:{port}\n{modules}
            TypesConfig /etc/mime.types
            DocumentRoot {folder}/root
            <Directory {folder}/root>
            AllowOverride FileInfo Indexes
            Require all granted
            </Directory>
            # As the settings that Apache comes with have it.
            <Files \".ht*\">
            Require all denied
            </Files>"
        );
        let file = root.path().join("apache.conf");
        fs::write(&file, configuration).expect("write a file");
        let mut command = Command::new("apache2");
        command.arg("-f").arg(file).arg("-DFOREGROUND");
        command
    })
}

/// Where a reply leads, without the server's name.
fn location(reply: &Reply) -> &str {
    let location = reply.header("location");
    match location.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => location,
    }
}

/// What every web server has to make of `own`, its file.
fn serves(root: &Root, server: &Server, own: &str) {
    let get = |path: &str| ask(server.address, "GET", &format!("{}{path}", root.base), &[], b"");
    for (from, to) in ALIASES {
        let reply = get(from);
        let to = format!("{}{to}", root.base);
        assert_eq!((reply.status, location(&reply).to_uppercase()), (301, to.to_uppercase()), "{from}");
        assert_eq!(ask(server.address, "GET", location(&reply), &[], b"").status, 200, "{from}");
    }
    for path in ["/oldest/", "/old/more/", "/oldxhtml", own] {
        let reply = get(path);
        assert!(matches!(reply.status, 403 | 404), "{path}: {}", reply.status);
    }
    let missing = get("/no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("<!doctype html>"), "the site's own page");
    for (path, kind, kept) in [
        ("/", "text/html; charset=utf-8", BRIEFLY),
        ("/feed.xml", "xml; charset=utf-8", BRIEFLY),
        ("/feed.json", "application/json; charset=utf-8", BRIEFLY),
        ("/theme/dateline.css", "text/css; charset=utf-8", BRIEFLY),
        ("/theirs.txt", "text/plain; charset=utf-8", BRIEFLY),
        ("/app.webmanifest", "application/manifest+json", BRIEFLY),
        ("/js/app.3f9a0c1d.mjs", "application/javascript", FOR_EVER),
    ] {
        let reply = get(path);
        assert_eq!((reply.status, reply.header("cache-control")), (200, kept), "{path}");
        let found = reply.header("content-type");
        assert!(found.ends_with(kind) || found.starts_with(kind), "{path}: {found}");
    }
    for (names, kept) in [(LASTING, FOR_EVER), (CHANGING, BRIEFLY)] {
        for name in names {
            assert_eq!(get(&format!("/js/{name}")).header("cache-control"), kept, "{name}");
        }
    }
}

#[test]
fn nginx_serves_a_site_with_its_include() {
    let [whole, part] = both();
    serves(&whole, &nginx(&whole, ""), "/.nginx.conf");
    let server = nginx(&part, "été/briefs/");
    serves(&part, &server, "/.nginx.conf");
    // The rest of the server is somebody else's.
    fs::write(part.path().join("root/a.txt"), "theirs").expect("write a file");
    let reply = ask(server.address, "GET", "/a.txt", &[], b"");
    assert_eq!(
        (reply.status, reply.header("cache-control"), reply.header("content-type")),
        (200, "", "text/plain")
    );
}

#[test]
fn apache_serves_a_site_with_its_htaccess() {
    for root in both() {
        serves(&root, &apache(&root), "/.htaccess");
    }
}

/// What every web server has to make of packed files; `brotli` if it knows that, too.
fn sends_packed(server: &Server, style: &str, knows_brotli: bool) {
    let get =
        |path: &str, accepted: &str| ask(server.address, "GET", path, &[("Accept-Encoding", accepted)], b"");
    for (path, kind) in
        [("/theme/dateline.css", "text/css; charset=utf-8"), ("/", "text/html; charset=utf-8")]
    {
        for (accepted, packing) in [
            ("identity", ""),
            ("gzip, deflate", "gzip"),
            ("gzip, br", if knows_brotli { "br" } else { "gzip" }),
        ] {
            let reply = get(path, accepted);
            assert_eq!((reply.status, reply.header("content-encoding")), (200, packing), "{path} {accepted}");
            assert_eq!((reply.header("content-type"), reply.header("cache-control")), (kind, BRIEFLY));
            assert!(reply.header("vary").contains("Accept-Encoding"), "{path}: {:?}", reply.headers);
            assert!(packing.is_empty() || reply.body.len() * 2 < get(path, "identity").body.len(), "{path}");
        }
    }
    let reply = get("/theme/dateline.css", "gzip");
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&*reply.body).read_to_string(&mut plain).expect("gzip");
    assert!(plain == style);
    // Aliases lead on for those, too.
    for path in ["/old/", "/old.html"] {
        assert_eq!(get(path, "gzip, br").status, 301, "{path}");
    }
}

#[test]
fn nginx_sends_packed_files() {
    let (root, style) = packed();
    sends_packed(&nginx(&root, ""), &style, false);
}

#[test]
fn apache_sends_packed_files() {
    let (root, style) = packed();
    sends_packed(&apache(&root), &style, true);
}

#[test]
fn packed_files_are_made_where_they_are_smaller() {
    let (root, _) = packed();
    let there = |name: &str| root.path().join("root").join(name).exists();
    for name in ["index.html", "theme/dateline.css", "feed.xml", "404.html"] {
        assert!(there(&format!("{name}.gz")) && there(&format!("{name}.br")), "{name}");
    }
    // Too small, an alias, no text, a host's own.
    for name in ["app.webmanifest", "old.html", "old/index.html", "_redirects", ".htaccess", ".nginx.conf"] {
        assert!(there(name) && !there(&format!("{name}.gz")) && !there(&format!("{name}.br")), "{name}");
    }
    let own = fs::read_to_string(root.path().join("root/big.html.gz")).expect("read a file");
    assert!(own == "mine" && there("big.html.br"));
    let (again, _) = packed();
    assert!(files(&root.path().join("root")) == files(&again.path().join("root")), "other bytes");
}

fn hosted(hosting: &str) -> Site {
    let site = Site::new();
    site.write("dateline.yaml", format!("title: T\nbase_url: https://example.org/\nhosting: {hosting}\n"));
    site
}

/// Writes a brief with so many aliases.
fn with_aliases(site: &Site, aliases: impl Iterator<Item = String>) {
    let aliases: Vec<String> = aliases.collect();
    for (number, aliases) in aliases.chunks(500).enumerate() {
        let lines: String = aliases.iter().map(|alias| format!("- \"{alias}\"\n")).collect();
        site.brief(&format!("b{number}.md"), &format!("slug: b{number}\naliases:\n{lines}"), "Text.");
    }
}

fn rules(site: &Site) -> usize {
    site.read("public/_redirects").lines().filter(|line| !line.starts_with('#')).count()
}

#[test]
fn limits_are_told_at_the_setting() {
    for (host, aliases, length, rule_count, message) in [
        (
            "cloudflare",
            2010,
            1,
            2000,
            "cloudflare takes 2000 redirects and 1000 bytes a redirect: 10 of 2010 aliases are left out",
        ),
        ("cloudflare", 2, 200, 0, "2 of 2 aliases are left out"),
        (
            "gitlab",
            1003,
            1,
            1000,
            "gitlab takes 1000 redirects and 65536 bytes of them: 3 of 1003 aliases are left out",
        ),
        ("gitlab", 700, 40, 445, "gitlab takes 1000 redirects and 65536 bytes of them: "),
        ("netlify", 10_001, 1, 10_000, "netlify takes 10000 redirects: 1 of 10001 aliases are left out"),
    ] {
        let site = hosted(host);
        // A part of a path cannot be longer than a file's name.
        let part = "가".repeat(length.min(80));
        let parts = vec![&*part; length.div_ceil(80)].join("/");
        with_aliases(&site, (1..=aliases).map(|number| format!("/{number}/{parts}/")));
        let output = site.build();
        let said = text(&output.stderr);
        assert!(output.status.success() && said.contains(message), "{host}: {said}");
        assert!(said.contains("dateline.yaml:3:10"), "{said}");
        let found = rules(&site);
        assert!(found.abs_diff(rule_count) < 100 && found < aliases, "{host}: {found}");
        assert!(site.read("public/_redirects").len() <= if host == "gitlab" { 65536 } else { usize::MAX });
    }
}

#[test]
fn files_that_a_host_does_not_take_are_told() {
    let site = hosted("cloudflare");
    let large = fs::File::create(site.write("static/small.bin", "").path().join("static/large.bin"));
    large.expect("make a file").set_len((25 << 20) + 1).expect("make it large");
    for number in 0..101 {
        site.write(&format!("static/a{number}.3f9a0c1d.js"), "");
    }
    let said = text(&site.build().stderr);
    assert!(said.contains("cloudflare takes files of 25 MB, and static/large.bin has 26 MB"), "{said}");
    assert!(said.contains("cloudflare takes 100 header rules, and `_headers` has 101"), "{said}");
    let said = text(&hosted("github").write("static/small.bin", "").build().stderr);
    assert!(said.is_empty() || !said.contains("warning"), "{said}");
}

#[test]
fn a_file_of_the_same_name_is_an_error() {
    for (host, file) in [
        ("netlify", "_redirects"),
        ("cloudflare", "_headers"),
        ("apache", ".htaccess"),
        ("nginx", ".nginx.conf"),
        ("github", "CNAME"),
    ] {
        let site = hosted(host);
        site.write(&format!("static/{file}"), "mine");
        let output = site.build();
        let said = text(&output.stderr);
        assert!(!output.status.success());
        assert!(
            said.contains(&format!("`/{file}` is already taken by the file that `hosting` asks for")),
            "{said}"
        );
        assert!(said.contains(&format!("static/{file}")) && said.contains("take the file out"), "{said}");
    }
    // Another host's files are the author's.
    let site = hosted("nginx");
    site.write("static/_redirects", "mine").built();
    assert_eq!(site.read("public/_redirects"), "mine");
}

#[test]
fn settings_are_checked() {
    for (hosting, parts) in [
        ("netlfy", &["there is no host `netlfy`", "did you mean netlify?"][..]),
        ("s3", &["there is no host `s3`", "known are: apache, cloudflare, github, gitlab, netlify, nginx"]),
        ("[netlify, gitlab]", &["`netlify` and `gitlab` read a file of the same name", "3:20"]),
        ("[nginx, nginx]", &["`nginx` stands here twice"]),
        ("nginx\ncompress: [zip]", &["there is no way to compress called `zip`", "did you mean gzip?"]),
        ("nginx\ncompress: gzip", &["`compress` has to be a list", "compress: [gzip, brotli]"]),
        ("{nginx: true}", &["`hosting` has to be text"]),
    ] {
        let output = hosted(hosting).build();
        let said = text(&output.stderr);
        assert!(!output.status.success(), "{hosting}");
        parts.iter().for_each(|part| assert!(said.contains(part), "{part}: {said}"));
    }
}

#[test]
fn domains_are_named_to_github_only_where_they_are_the_sites_own() {
    for (base, domain) in [
        ("https://briefs.example.org/", Some("briefs.example.org\n")),
        ("https://example.org/briefs/", None),
        ("https://desk.github.io/", None),
        ("https://desk.github.io/briefs/", None),
        ("http://localhost:8000/", None),
        ("http://192.0.2.1/", None),
    ] {
        let site = hosted("github");
        let output = site.run(["build", "--now", "2026-11-01", "--base-url", base]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(site.read("public/.nojekyll"), "");
        assert_eq!(
            site.exists("public/CNAME").then(|| site.read("public/CNAME")).as_deref(),
            domain,
            "{base}"
        );
    }
}

/// What a parser of `_redirects` makes of it: words, in lines.
#[test]
fn aliases_of_any_kind_are_one_rule_each() {
    for (host, status) in [("netlify", "301!"), ("cloudflare", "301"), ("gitlab", "301")] {
        let site = hosted(host);
        let aliases = [
            "/a b/",
            "/c\u{2028}d/",
            "/e\u{a0}f/",
            "/#/",
            "/가/",
            "/i&j=k;l,m/",
            "/n%23o/",
            "/*/p/",
            "/:q/r/",
        ];
        let usable = aliases.iter().filter(|alias| !alias.contains('#'));
        with_aliases(&site, usable.map(|alias| (*alias).to_owned()));
        site.built();
        let text = site.read("public/_redirects");
        let found: Vec<Vec<&str>> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_whitespace().collect())
            .collect();
        for rule in &found {
            assert!(
                rule.len() == 3 && rule[0].starts_with('/') && !rule[0].contains(['*', ':', '#']),
                "{rule:?}"
            );
            assert_eq!(rule[1..], ["/2024/05/28/b0/", status], "{host}");
        }
        assert_eq!(found.len(), if host == "gitlab" { 2 } else { 6 }, "{host}: {text}");
    }
    // What would be two lines is no alias.
    for alias in ["/a\\nb/", "/a%0Ab/", "/a\\rb/", "//example.org/", "https://example.org/"] {
        let site = hosted("netlify");
        with_aliases(&site, [alias.to_owned()].into_iter());
        assert!(!site.build().status.success(), "{alias}");
    }
}

/// On GitLab Pages a page would hide the rule of the same address.
#[test]
fn a_page_that_gitlab_leads_on_from_does_not_go_out_and_is_there_in_the_preview() {
    let site = hosted("gitlab");
    with_aliases(&site, ["/old/".to_owned(), "/a b/".to_owned()].into_iter());
    site.built();
    assert_eq!(rules(&site), 1);
    assert!(!site.exists("public/old/index.html") && site.exists("public/a b/index.html"));
    let served = Served::new(site.path(), &["--now", "2026-11-01"]);
    for path in ["/old/", "/a%20b/"] {
        let reply = ask(served.address, "GET", path, &[], b"");
        assert!(reply.status == 200 && reply.text().contains("/2024/05/28/b0/"), "{path}: {}", reply.text());
    }
    let reply = ask(served.address, "GET", "/_redirects", &[], b"");
    assert!(reply.text().contains("/old/ /2024/05/28/b0/ 301"), "{}", reply.text());
}

fn publish(site: &Site, arguments: &[&str]) -> (Option<i32>, String) {
    let output = site.run(["publish", "--now", "2026-11-01", "--format", "json"].iter().chain(arguments));
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

/// A site that is published to a folder, with a packed file beside a note.
fn published() -> Site {
    let site = hosted("nginx\ncompress: [gzip]\npublish: {live: {url: \"file:out\"}}");
    let note = "The envoy will be recalled on the second of March, before anybody has been told.\n";
    site.write("static/note.txt", note.repeat(40));
    site
}

#[test]
fn packed_files_are_published_with_those_that_they_are_beside() {
    let site = published();
    let (status, said) = publish(&site, &[]);
    assert_eq!(status, Some(0), "{said}");
    for name in ["note.txt.gz", "theme/dateline.css.gz", "index.html.gz", ".nginx.conf"] {
        assert!(site.exists(&format!("out/{name}")), "{name}");
    }
    let (_, said) = publish(&site, &[]);
    assert!(said.contains("\"added\":[],\"changed\":[],\"deleted\":[]"), "{said}");
    site.write("static/note.txt", "Another note.\n".repeat(200));
    let (_, said) = publish(&site, &["--dry-run"]);
    assert!(said.contains("\"changed\":[\"note.txt\",\"note.txt.gz\"],\"deleted\":[]"), "{said}");
    site.write("static/note.txt", "Short.\n");
    let (_, said) = publish(&site, &[]);
    assert!(said.contains("\"changed\":[\"note.txt\"],\"deleted\":[\"note.txt.gz\"]"), "{said}");
    assert!(!site.exists("out/note.txt.gz"));
}

#[test]
fn what_is_withheld_does_not_go_out_packed() {
    let site = published();
    let settings = site.read("dateline.yaml");
    site.write("dateline.yaml", settings.replace("compress: [gzip]\n", ""));
    assert_eq!(publish(&site, &[]).0, Some(0));
    // The text stands on the host already; what is new is its packed form alone.
    let note = site.read("static/note.txt");
    site.write("dateline.yaml", settings).brief("draft.md", "draft: true\n", &note);
    let (status, said) = publish(&site, &[]);
    assert!(status == Some(2) && said.contains("its text stands in note.txt"), "{said}");
    assert!(!site.exists("out/note.txt.gz"));
}
