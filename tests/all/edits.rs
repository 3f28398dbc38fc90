//! Any sequence of edits: what the preview shows is what a fresh build gives, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::served::{PATIENCE, Served};
use crate::support::{Site, copy, dateline, files, generated, text};

const NOW: &str = "2026-11-01";
const EDITS: usize = 500;

/// Of the files that an edit changed, and of those that it left alone, so many are looked at.
const LOOKED_AT: usize = 16;

#[test]
fn the_preview_is_what_a_fresh_build_gives_after_any_edits() {
    let seed = std::env::var("DATELINE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_240_528);
    let mut desk = Desk::new(seed);
    for edit in 0..EDITS {
        let done = desk.edit();
        desk.log.push(format!("{edit}: {done}"));
        desk.compare();
    }
    assert!(desk.clean > EDITS / 2, "most states are without errors: {}", desk.clean);
    assert!(desk.faulty > EDITS / 50, "some states have errors: {}", desk.faulty);
}

fn site_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().filter(|(name, _)| name != ".dateline").collect()
}

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.roll(from.len())].clone()) }
    }
}

/// A site that is edited and previewed, and what was built of it.
struct Desk {
    dice: Dice,
    site: Site,
    served: Served,
    outside: tempfile::TempDir,
    built: BTreeMap<String, Vec<u8>>,
    /// Files that were spoilt, and what was in them.
    spoilt: Vec<(PathBuf, Option<Vec<u8>>)>,
    /// A folder that was moved out of the site: where it was.
    away: Option<PathBuf>,
    number: usize,
    clean: usize,
    faulty: usize,
    log: Vec<String>,
}

const SETTINGS: &[&str] = &[
    "title: Test\nbase_url: https://example.org/\npaginate: 3\n",
    "title: Another\nbase_url: https://example.org/\npaginate: 2\nlanguage: de\n",
    "title: Test\nbase_url: https://example.org/the%20desk/\npaginate: 3\n",
    "title: Test\nbase_url: https://example.org/\npaginate: 3\npermalink: /{country}/{year}/{slug}/\n",
    "title: Test\nbase_url: https://example.org/\npaginate: 3\ncountries: {KP: {name: The North}}\nmenu: [{name: About, url: /about/}]\n",
];

/// Files besides the texts, and what may stand in them.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "templates/partials/footer.html",
        &["<footer>One</footer>\n", "<footer>Two {{ site.title }}</footer>\n"],
    ),
    (
        "templates/figure.html",
        &["<figure id=\"figure-{{ figure.number }}\">{{ figure.caption_html | safe }}</figure>\n"],
    ),
    ("templates/words/en.yaml", &["newest: Fresh\n", "newest: Latest\ncountries: Lands\n"]),
    (
        "templates/page.html",
        &["{% extends \"base.html\" %}{% block main %}{{ standing.body_html | safe }}{% endblock %}"],
    ),
    ("static/theme/dateline.css", &["body { color: red }\n", "body { color: blue }\n"]),
    ("static/own/data.bin", &["one", "two", "three"]),
    ("static/한국.txt", &["서울\n", "평양\n"]),
    (
        "content/countries/KP.md",
        &["---\nsummary: The North.\n---\nAn *introduction*.\n", "---\n---\nAnother.\n"],
    ),
    ("content/countries/RUS.md", &["---\n---\nOf Russia, with a [link](/about/).\n"]),
    (
        "content/authors/korea-desk.md",
        &["---\nname: The Korea desk\n---\nWho we are.\n", "---\nkind: desk\n---\nText.\n"],
    ),
    (
        "content/pages/method.md",
        &["---\ntitle: Method\n---\n## How\n\nText.\n", "---\ntitle: Method\ndraft: true\n---\nText.\n"],
    ),
];

/// What makes a brief wrong, and settings and templates, too.
const FAULTS: &[(&str, &[u8])] = &[
    ("content/briefs", b"---\ntitle: [\n---\nText.\n"),
    ("content/briefs", b"---\ndate: 2024-01-01\ncountries: [KP]\n---\nText.\n"),
    ("content/briefs", b"---\ntitle: A\ndate: 2024-13-01\ncountries: [KP]\n---\n[Text](nowhere.md).\n"),
    ("content/briefs", b"---\ntitle: A\ndate: 2024-01-01\ncountries: [Congo]\n---\nText.\n"),
    ("content/briefs", b"---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\n---\n![A hall](nowhere.jpg)\n"),
    ("content/briefs", b"---\ntitle: A\ndate: 2024-01-01\ncountries: [KP]\n---\n\xff\xfe\n"),
    ("content/briefs", b"---\ntitle: Half a br"),
    ("content/briefs", b""),
    ("content/pages", b"---\ntitel: A\n---\nText.\n"),
    ("dateline.yaml", b"title: [\n"),
    ("dateline.yaml", b"title: A\nbase_url: nowhere\n"),
    ("templates/brief.html", b"{% extends \"base.html\" %}{% block main %}\n"),
    (
        "templates/brief.html",
        b"{% extends \"base.html\" %}{% block main %}{{ brief.none.at.all }}{% endblock %}\n",
    ),
    ("templates/home.html", b"{{ nothing }}\n"),
    ("templates/words/en.yaml", b"nonsense: 1\n"),
];

impl Desk {
    fn new(seed: u64) -> Self {
        let site = generated::site(12);
        site.write("dateline.yaml", SETTINGS[0]);
        let served = Served::new(site.path(), &["--now", NOW]);
        let outside = tempfile::tempdir().expect("a temporary folder");
        let mut desk = Self {
            dice: Dice(seed | 1),
            site,
            served,
            outside,
            built: BTreeMap::new(),
            spoilt: Vec::new(),
            away: None,
            number: 100,
            clean: 0,
            faulty: 0,
            log: vec![format!("seed {seed}")],
        };
        desk.compare();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.site.path().join(name)
    }

    /// The briefs that there are.
    fn briefs(&self) -> Vec<PathBuf> {
        let all = files(&self.path("content/briefs")).into_iter().map(|(name, _)| name);
        let briefs = all.filter(|name| name.ends_with(".md"));
        briefs.map(|name| self.path("content/briefs").join(name)).collect()
    }

    /// Saves a file as one editor or another does.
    fn save(&mut self, path: &Path, content: impl AsRef<[u8]>) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("make a folder");
        match self.dice.roll(4) {
            0 => {
                let beside = path.with_extension("new~");
                fs::write(&beside, &content).expect("write a file");
                fs::rename(&beside, path).expect("rename a file");
            }
            1 => {
                let _ = fs::remove_file(path);
                fs::write(path, &content).expect("write a file");
            }
            2 => {
                // Cut short for a moment.
                fs::write(path, &content.as_ref()[..content.as_ref().len() / 2]).expect("write a file");
                fs::write(path, &content).expect("write a file");
            }
            _ => fs::write(path, &content).expect("write a file"),
        }
    }

    /// Does one thing, and says what it was.
    fn edit(&mut self) -> String {
        if !self.spoilt.is_empty() && self.dice.roll(3) > 0 {
            return self.mend();
        }
        match self.dice.roll(20) {
            0..=2 => self.new_brief(),
            3..=9 => self.change_brief(),
            10 | 11 => self.rename_brief(),
            12 => self.delete_brief(),
            13 => self.move_folder(),
            14 => self.change_picture(),
            15 => {
                let settings = self.dice.pick(SETTINGS).expect("settings");
                let path = self.path("dateline.yaml");
                if self.spoilt.iter().any(|(spoilt, _)| *spoilt == path) {
                    return "nothing".to_owned();
                }
                self.save(&path, settings);
                format!("settings: {settings:?}")
            }
            16..=18 => self.change_other(),
            _ => self.spoil(),
        }
    }

    fn new_brief(&mut self) -> String {
        if self.briefs().len() > 24 {
            return self.delete_brief();
        }
        self.number += 1;
        let (name, text) = generated::brief(self.number);
        if name.ends_with("/index.md") {
            let picture = self.path(&name.replace("index.md", "picture.svg"));
            self.save(&picture, generated::drawing(self.number));
        }
        let path = self.path(&name);
        self.save(&path, text);
        format!("new {name}")
    }

    fn change_brief(&mut self) -> String {
        let Some(path) = self.dice.pick(&self.briefs()) else { return self.new_brief() };
        if self.spoilt.iter().any(|(spoilt, _)| *spoilt == path) {
            return "nothing".to_owned();
        }
        self.number += 1;
        let number = self.number;
        let before = fs::read_to_string(&path).expect("read a brief");
        let set = |key: &str, value: &str| {
            let rest: String = before
                .lines()
                .filter(|line| !line.starts_with(&format!("{key}:")))
                .fold(String::new(), |text, line| text + line + "\n");
            rest.replacen("---\n", &format!("---\n{key}: {value}\n"), 1)
        };
        let after = match self.dice.roll(11) {
            0 | 1 => format!("{before}\nAnother paragraph, {number}.\n"),
            2 => set("title", &format!("\"Title {number}\"")),
            3 => set("date", &format!("202{}-0{}-1{}", number % 4, 1 + number % 9, number % 10)),
            4 => set("countries", ["[KP]", "[FRA, KP]", "[Chile, Peru, Bolivia]"][number % 3]),
            5 => set("draft", ["true", "false"][number % 2]),
            6 => set("slug", &format!("slug-{number}")),
            8 => {
                set("event", &format!("2022-1{}-0{}/2023-0{}-11", number % 3, 1 + number % 9, 1 + number % 9))
            }
            9 => format!(
                "{before}\n![A hall](https://example.org/a.png)\n*Seen {number} (2023-01-1{}).* Us\n",
                number % 10
            ),
            7 => set("aliases", &format!("[/old/{number}/]")),
            _ => set("topics", ["[energy]", "[borders, energy]", "[]"][number % 3]),
        };
        self.save(&path, after);
        format!("changed {}", path.display())
    }

    fn rename_brief(&mut self) -> String {
        let Some(path) = self.dice.pick(&self.briefs()) else { return self.new_brief() };
        if self.spoilt.iter().any(|(spoilt, _)| *spoilt == path) {
            return "nothing".to_owned();
        }
        self.number += 1;
        let folder = self.path(&format!("content/briefs/moved-{}", self.number % 3));
        fs::create_dir_all(&folder).expect("make a folder");
        // A brief with its pictures is a folder.
        let (from, to) = if path.file_name().is_some_and(|name| name == "index.md") {
            (path.parent().expect("a folder").to_owned(), folder.join(format!("brief-{}", self.number)))
        } else {
            (path, folder.join(format!("brief-{}.md", self.number)))
        };
        fs::rename(&from, &to).expect("rename");
        format!("renamed {} to {}", from.display(), to.display())
    }

    fn delete_brief(&mut self) -> String {
        let Some(path) = self.dice.pick(&self.briefs()) else { return self.new_brief() };
        self.spoilt.retain(|(spoilt, _)| *spoilt != path);
        match path.parent().filter(|_| path.file_name().is_some_and(|name| name == "index.md")) {
            Some(bundle) => fs::remove_dir_all(bundle).expect("delete a folder"),
            None => fs::remove_file(&path).expect("delete a file"),
        }
        format!("deleted {}", path.display())
    }

    /// Moves a folder out of the site, or back in.
    fn move_folder(&mut self) -> String {
        let outside = self.outside.path().join("away");
        if let Some(was) = self.away.take() {
            if was.exists() {
                copy(&outside, &was);
                fs::remove_dir_all(&outside).expect("delete a folder");
            } else {
                fs::create_dir_all(was.parent().expect("a folder")).expect("make a folder");
                fs::rename(&outside, &was).expect("move a folder");
            }
            return format!("moved {} in", was.display());
        }
        let folders =
            ["content/briefs/2021", "content/briefs/2022", "content/briefs/moved-1", "templates", "static"];
        let folder = self.dice.pick(&folders).expect("a folder");
        let folder = self.path(folder);
        if !folder.exists() || self.spoilt.iter().any(|(spoilt, _)| spoilt.starts_with(&folder)) {
            return "nothing".to_owned();
        }
        fs::rename(&folder, &outside).expect("move a folder");
        self.away = Some(folder.clone());
        format!("moved {} out", folder.display())
    }

    fn change_picture(&mut self) -> String {
        let pictures = files(&self.path("content/briefs")).into_iter().map(|(name, _)| name);
        let pictures: Vec<String> = pictures.filter(|name| name.ends_with(".svg")).collect();
        let Some(name) = self.dice.pick(&pictures) else { return "nothing".to_owned() };
        self.number += 1;
        let path = self.path("content/briefs").join(&name);
        self.save(&path, generated::drawing(self.number));
        format!("changed {name}")
    }

    fn change_other(&mut self) -> String {
        let (name, contents) = self.dice.pick(OTHERS).expect("a file");
        let path = self.path(name);
        if self.spoilt.iter().any(|(spoilt, _)| *spoilt == path) {
            return "nothing".to_owned();
        }
        if path.exists() && self.dice.roll(3) == 0 {
            fs::remove_file(&path).expect("delete a file");
            return format!("deleted {name}");
        }
        let content = self.dice.pick(contents).expect("a content");
        self.save(&path, content);
        format!("changed {name}")
    }

    fn spoil(&mut self) -> String {
        let (place, content) = self.dice.pick(FAULTS).expect("a fault");
        let path = match place {
            "content/briefs" => match self.dice.pick(&self.briefs()) {
                Some(path) => path,
                None => return "nothing".to_owned(),
            },
            "content/pages" => self.path("content/pages/about.md"),
            place => self.path(place),
        };
        if self.spoilt.iter().any(|(spoilt, _)| *spoilt == path) {
            return "nothing".to_owned();
        }
        let before = fs::read(&path).ok();
        self.save(&path, content);
        self.spoilt.push((path.clone(), before));
        format!("spoilt {}: {:?}", path.display(), text(content))
    }

    fn mend(&mut self) -> String {
        let (path, before) = self.spoilt.remove(0);
        match before {
            Some(before) => self.save(&path, before),
            None => drop(fs::remove_file(&path)),
        }
        format!("mended {}", path.display())
    }

    /// Builds anew, and looks at what the preview shows.
    fn compare(&mut self) {
        let folder = self.path("public");
        let output = self.build(&folder);
        match output.status.code() {
            Some(0) => {
                self.clean += 1;
                let built = site_in(&folder);
                // This folder has been built into after every edit; another one never has.
                if self.clean.is_multiple_of(3) {
                    let fresh = tempfile::tempdir().expect("a temporary folder");
                    self.assert_says_the_same(&output, &self.build(&fresh.path().join("public")));
                    assert!(site_in(&fresh.path().join("public")) == built, "{}", self.log.join("\n"));
                }
                self.look(&built);
                self.built = built;
                self.wait("no errors", |report| report["errors"] == 0);
            }
            Some(1) => {
                self.faulty += 1;
                let fresh = tempfile::tempdir().expect("a temporary folder");
                self.assert_says_the_same(&output, &self.build(&fresh.path().join("public")));
                self.look_at_errors(&text(&output.stdout));
            }
            _ => panic!("{}\n{}{}", self.log.join("\n"), text(&output.stdout), text(&output.stderr)),
        }
    }

    /// What a build says of the site is what another says that goes by nothing.
    fn assert_says_the_same(&self, output: &Output, fresh: &Output) {
        assert_eq!(output.status.code(), fresh.status.code(), "{}", self.log.join("\n"));
        let [said, anew] = [output, fresh].map(|output| {
            let lines = text(&output.stdout);
            lines.lines().filter(|line| line.contains("\"severity\"")).map(str::to_owned).collect::<Vec<_>>()
        });
        assert_eq!(said, anew, "{}", self.log.join("\n"));
    }

    fn build(&self, folder: &Path) -> Output {
        let mut command = dateline();
        command.arg("--site").arg(self.site.path()).args(["--format", "json", "build", "--now", NOW]);
        command.arg("--output").arg(folder).output().expect("run dateline")
    }

    /// Looks at what this build made different, at some of the rest, and at what it took away.
    fn look(&mut self, built: &BTreeMap<String, Vec<u8>>) {
        let is_same = |name: &&String| self.built.get(*name) == built.get(*name);
        let (same, other): (Vec<&String>, Vec<&String>) = built.keys().partition(is_same);
        let gone: Vec<&String> = self.built.keys().filter(|name| !built.contains_key(*name)).collect();
        let mut sample: BTreeSet<&String> = BTreeSet::new();
        for (names, most) in [(other, LOOKED_AT), (same, LOOKED_AT / 4), (gone, LOOKED_AT / 4)] {
            sample.extend((0..most).filter_map(|_| self.dice.pick(&names)));
        }
        for name in sample {
            self.look_at(name, built.get(name));
        }
    }

    fn look_at(&self, name: &str, wanted: Option<&Vec<u8>>) {
        let address = format!("{}/{}", self.base(), encoded(name.strip_suffix("index.html").unwrap_or(name)));
        let end = Instant::now() + PATIENCE;
        loop {
            let reply = self.served.get(&address);
            let is_right = match wanted {
                Some(wanted) => {
                    reply.status == if name == "404.html" { reply.status } else { 200 }
                        && plain(&reply.body) == *wanted
                }
                // What moved is followed to where it is now.
                None => matches!(reply.status, 404 | 307),
            };
            if is_right {
                return;
            }
            if Instant::now() > end {
                let log = &self.log[self.log.len().saturating_sub(12)..];
                let wanted = wanted.map_or("nothing".to_owned(), |wanted| text(wanted));
                panic!(
                    "{}\n{}\n{address}: {}\n{}\n--- but a build gives\n{wanted}",
                    self.log[0],
                    log.join("\n"),
                    reply.status,
                    text(&plain(&reply.body))
                );
            }
            sleep(Duration::from_millis(3));
        }
    }

    /// Every error that a build finds, the preview tells of, once the page has been looked at.
    fn look_at_errors(&self, lines: &str) {
        let errors: Vec<serde_json::Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .filter(|error: &serde_json::Value| error["severity"] == "error")
            .collect();
        let bare = |error: &serde_json::Value| {
            let message = error["message"].as_str().expect("a message");
            let message = message.split(" (while rendering").next().unwrap_or(message).to_owned();
            (error["file"].clone(), error["line"].clone(), error["column"].clone(), message)
        };
        let end = Instant::now() + PATIENCE;
        loop {
            for error in &errors {
                let message = error["message"].as_str().expect("a message");
                if let Some(url) = message.split("(while rendering ").nth(1) {
                    let url = url.split([' ', ')']).next().unwrap_or("/");
                    self.served.get(&format!("{}{}", self.base(), encoded(url)));
                }
            }
            let report = self.served.events().until("its state", |_| true)["report"].take();
            let told: Vec<_> = report["diagnostics"].as_array().expect("a list").iter().map(bare).collect();
            let untold: Vec<_> = errors.iter().map(bare).filter(|error| !told.contains(error)).collect();
            if untold.is_empty() {
                return;
            }
            let log = &self.log[self.log.len().saturating_sub(12)..];
            assert!(
                Instant::now() < end,
                "{}\n{}\nnot told of: {untold:#?}\nbut of {told:#?}",
                self.log[0],
                log.join("\n")
            );
            sleep(Duration::from_millis(10));
        }
    }

    fn wait(&self, what: &str, wanted: impl Fn(&serde_json::Value) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let state = self.served.events().until("its state", |_| true);
            if wanted(&state["report"]) {
                return;
            }
            let log = &self.log[self.log.len().saturating_sub(12)..];
            assert!(Instant::now() < end, "{}\n{}\nnever {what}: {state:#}", self.log[0], log.join("\n"));
            sleep(Duration::from_millis(5));
        }
    }

    /// The path below which the site stands, as its settings say.
    fn base(&self) -> String {
        let settings = self.site.read("dateline.yaml");
        if settings.contains("the%20desk") { "/the%20desk".to_owned() } else { String::new() }
    }
}

/// A page without what the preview adds to it.
fn plain(page: &[u8]) -> Vec<u8> {
    let Ok(page) = std::str::from_utf8(page) else { return page.to_vec() };
    let mut rest = page;
    let mut plain = String::with_capacity(page.len());
    while let Some(at) = rest.find("<!--dateline:") {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once("-->").map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    let script = "<script type=\"module\" src=\"/_dateline/client.js\"";
    if let Some((before, after)) = plain.rsplit_once(script) {
        let after = after.split_once("</script>").map_or("", |(_, after)| after);
        plain = format!("{before}{after}");
    }
    plain.into_bytes()
}

fn encoded(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
