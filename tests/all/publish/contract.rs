//! What publishing promises, whatever the host.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Site, dateline, files, generated, text};

/// The tests of a kind of host; each has a host of its own.
macro_rules! stands {
    ($place:expr) => {
        #[test]
        fn it_lives_through_all_that_happens() {
            $crate::publish::contract::lives_through_all_that_happens(&$place);
        }

        #[test]
        fn it_survives_being_killed() {
            $crate::publish::contract::survives_being_killed(&$place, 50);
        }

        #[test]
        fn it_never_names_what_is_not_there() {
            $crate::publish::contract::never_names_what_is_not_there(&$place, 20);
        }

        #[test]
        fn it_lets_in_one_at_a_time() {
            $crate::publish::contract::lets_in_one_at_a_time(&$place);
        }
    };
}
pub(super) use stands;

/// A host that is published to.
pub trait Place: Sync {
    /// What stands in the settings below the target's name, in braces: `url: "file:///srv/www"`.
    fn target(&self) -> String;

    /// What the program has to find in its environment.
    fn environment(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// A file as a reader gets it; `None` if there is none.
    fn get(&self, path: &str) -> Option<Vec<u8>>;

    /// Everything that is there, dateline's own lists left out.
    fn everything(&self) -> BTreeMap<String, Vec<u8>>;

    /// What has come there, whether readers see it yet or not.
    fn arrived(&self) -> BTreeMap<String, Vec<u8>> {
        self.everything()
    }

    /// Waits until the server has done what was asked by somebody who is not there any more.
    fn settle(&self) {}

    /// Puts a file there, behind dateline's back.
    fn plant(&self, path: &str, bytes: &[u8]);

    /// Makes an empty folder there, behind dateline's back. Not all hosts know such things.
    fn plant_folder(&self, _: &str) {}

    /// Deletes a file, behind dateline's back.
    fn remove(&self, path: &str);
}

/// A site that is published to `place`.
pub struct Publisher<'p> {
    pub site: Site,
    place: &'p dyn Place,
}

impl<'p> Publisher<'p> {
    pub fn new(place: &'p dyn Place, briefs: usize) -> Self {
        let site = generated::site(briefs);
        let settings = format!(
            "title: Test\nbase_url: https://example.org/\npublish:\n  live: {{{}}}\n",
            place.target()
        );
        site.write("dateline.yaml", settings);
        Self { site, place }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = dateline();
        command.arg("--site").arg(self.site.path()).arg("publish").args(["--now", "2026-11-01"]);
        command.args(arguments).envs(self.place.environment());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("run dateline")
    }

    /// Publishes; fails the test if that does not work. Returns the plan.
    pub fn publish(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(&[&["--format", "json"], arguments].concat());
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        plan(&output)
    }

    /// The site as it was built last.
    pub fn built(&self) -> BTreeMap<String, Vec<u8>> {
        built(self.site.path())
    }

    /// What is there is what was built, and `besides`.
    pub fn assert_published(&self, besides: &[&str]) {
        let mut there = self.place.everything();
        for path in besides {
            assert!(there.remove(*path).is_some(), "{path} is gone");
        }
        let built = self.built();
        let differ = |path: &&String| there.get(*path) != built.get(*path);
        let all: BTreeSet<&String> = there.keys().chain(built.keys()).collect();
        let wrong: Vec<&String> = all.into_iter().filter(differ).collect();
        assert!(wrong.is_empty(), "not as it was built: {wrong:?}");
    }
}

fn built(site: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&site.join("public")).into_iter().filter(|(name, _)| name != ".dateline").collect()
}

fn plan(output: &Output) -> serde_json::Value {
    let lines = text(&output.stdout);
    let mut plans = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    plans.find(|line| line["kind"] == "plan").unwrap_or_else(|| panic!("no plan: {lines}"))
}

fn names(value: &serde_json::Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect()
}

/// First publication, a change, a deletion, files that are none of dateline's, changes behind its back.
pub fn lives_through_all_that_happens(place: &dyn Place) {
    let publisher = Publisher::new(place, 12);
    let site = &publisher.site;
    place.plant("own/notes.txt", b"mine");
    // A folder that is empty is nobody's: the site's file takes its place.
    place.plant_folder("robots.txt");
    // A look changes nothing.
    let looked = publisher.publish(&["--dry-run"]);
    assert_eq!(looked["unchanged"], 0);
    assert_eq!(place.everything().len(), 1);
    let first = publisher.publish(&[]);
    assert_eq!((&first["added"], &first["bytes"]), (&looked["added"], &looked["bytes"]));
    publisher.assert_published(&["own/notes.txt"]);
    let again = publisher.publish(&[]);
    assert_eq!(
        (names(&again["added"]), names(&again["changed"]), &again["bytes"]),
        (vec![], vec![], &0.into())
    );

    site.write("static/img/mark.svg", generated::drawing(7));
    site.write("static/new é & #1.txt", "New");
    let change = publisher.publish(&[]);
    assert_eq!(names(&change["changed"]), ["img/mark.svg"]);
    assert_eq!(names(&change["added"]), ["new é & #1.txt"]);
    publisher.assert_published(&["own/notes.txt"]);

    std::fs::remove_file(site.path().join("static/new é & #1.txt")).expect("delete a file");
    let (name, _) = generated::brief(1);
    std::fs::remove_file(site.path().join(name)).expect("delete a brief");
    let deletion = publisher.publish(&["--allow-deletes", "100"]);
    assert!(names(&deletion["deleted"]).contains(&"new é & #1.txt"));
    publisher.assert_published(&["own/notes.txt"]);

    // A file of the site's name that somebody else has put there stays, until it may be taken over.
    place.plant("later.txt", b"theirs");
    site.write("static/later.txt", "ours");
    let refused = publisher.run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("later.txt"), "{}", text(&refused.stderr));
    assert_eq!(place.get("later.txt").as_deref(), Some(&b"theirs"[..]));
    publisher.publish(&["--adopt"]);
    publisher.assert_published(&["own/notes.txt"]);

    // What was changed and deleted there is said, and mended.
    place.plant("index.html", b"somebody was here");
    place.remove("robots.txt");
    let output = publisher.run(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("somebody else has changed or deleted"),
        "{}",
        text(&output.stderr)
    );
    publisher.assert_published(&["own/notes.txt"]);
}

/// Ended at any moment, the next run finishes the job and sends what was missing.
pub fn survives_being_killed(place: &dyn Place, times_killed: usize) {
    let publisher = Publisher::new(place, 12);
    publisher.publish(&[]);
    let (building, whole) = times(&publisher);
    for round in 0..times_killed {
        let colour = format!("body {{ --round: {round} }}\n");
        publisher.site.write("static/theme/extra.css", &colour);
        publisher.site.write(&format!("static/files/{}.txt", round % 7), "x".repeat(round));
        let (name, brief) = generated::brief(round % 12);
        publisher
            .site
            .write(&name, brief.replace("Paragraph number", &format!("Round {round:03}, paragraph")));
        publisher.site.write(
            "dateline.yaml",
            format!(
                "title: Test {}\nbase_url: https://example.org/\npublish:\n  live: {{{}}}\n",
                100 + round,
                place.target()
            ),
        );
        let mut child = publisher
            .command(&["--quiet"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("start");
        // Each round ends at another moment, spread over the time that publishing takes.
        let moment = (round as f64 * 0.618).fract() * 1.1;
        std::thread::sleep(building + (whole - building).mul_f64(moment));
        child.kill().expect("kill");
        child.wait().expect("wait");
        place.settle();
        let there = place.arrived();
        let plan = publisher.publish(&["--allow-deletes", "1000"]);
        let built = publisher.built();
        let missing = built.iter().filter(|(path, bytes)| there.get(*path) != Some(bytes));
        let missing: usize = missing.map(|(_, bytes)| bytes.len()).sum();
        assert_eq!(plan["bytes"], missing, "round {round}: what was there was not sent again");
        publisher.assert_published(&[]);
    }
}

/// How long a build takes that has something to do, and a publication with it.
fn times(publisher: &Publisher) -> (Duration, Duration) {
    let change = |round: usize| {
        publisher.site.write("static/theme/extra.css", format!("body {{ --time: {round} }}\n"));
        publisher.site.write("static/files/0.txt", "y".repeat(100 + round));
    };
    change(0);
    let started = Instant::now();
    let built = publisher.site.run(["build", "--quiet", "--now", "2026-11-01"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let building = started.elapsed();
    change(1);
    let started = Instant::now();
    publisher.publish(&[]);
    (building, started.elapsed().max(building + Duration::from_millis(10)))
}

/// While a site is published again and again, every page that a reader sees names only what is there.
pub fn never_names_what_is_not_there(place: &dyn Place, times: usize) {
    let publisher = Publisher::new(place, 12);
    publisher.publish(&[]);
    let is_over = AtomicBool::new(false);
    let read = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seed = 1;
            while !is_over.load(Ordering::Relaxed) {
                walk(place, &mut seed, &read);
            }
        });
        // Whatever happens here, the reader comes to an end.
        let over = Over(&is_over);
        for round in 0..times {
            for number in 0..3 {
                let number = (round * 3 + number) % 40;
                let (name, brief) = generated::brief(number);
                if number.is_multiple_of(10) {
                    publisher
                        .site
                        .write(&name.replace("index.md", "picture.svg"), generated::drawing(number));
                }
                // New briefs with pictures of their own come, and old ones go.
                let picture =
                    format!("![New](/rounds/{round}.svg)\n*A picture.* Our desk\n\nParagraph number");
                publisher.site.write(&format!("static/rounds/{round}.svg"), generated::drawing(round));
                publisher.site.write(&name, brief.replace("Paragraph number", &picture));
            }
            let _ = std::fs::remove_file(publisher.site.path().join(generated::brief(round % 12).0));
            publisher.publish(&["--allow-deletes", "1000"]);
            if reader.is_finished() {
                break;
            }
        }
        drop(over);
        reader.join().expect("every page names what is there");
    });
    assert!(read.load(Ordering::Relaxed) > times, "the reader read {read:?} pages");
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Follows links from the front page, as a reader does.
fn walk(place: &dyn Place, seed: &mut u64, read: &AtomicUsize) {
    let mut path = "index.html".to_owned();
    for _ in 0..6 {
        let Some(page) = place.get(&path) else { return };
        let targets = named(&text(&page));
        for target in &targets {
            if place.get(target).is_none() {
                // It may have been deleted after the page was read, and before it was looked for.
                let now = place.get(&path).map(|page| named(&text(&page))).unwrap_or_default();
                assert!(!now.contains(target) || place.get(target).is_some(), "{path} names {target}");
            }
        }
        read.fetch_add(1, Ordering::Relaxed);
        *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let pages: Vec<&String> = targets.iter().filter(|target| target.ends_with(".html")).collect();
        let Some(next) = pages.get((*seed >> 33) as usize % pages.len().max(1)) else { return };
        path = (*next).clone();
    }
}

/// The files of the site that a page names.
pub fn named(page: &str) -> BTreeSet<String> {
    let starts = ["href=\"/", "src=\"/"];
    let addresses = starts.iter().flat_map(|start| page.split(start).skip(1));
    addresses
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|address| address.split(['#', '?']).next())
        .map(|address| {
            let path = percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned();
            if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path }
        })
        .collect()
}

/// Two at once: the second is told, and nothing is lost.
pub fn lets_in_one_at_a_time(place: &dyn Place) {
    let publisher = Publisher::new(place, 40);
    let other = Publisher::new(place, 40);
    let start = |publisher: &Publisher| {
        publisher.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("start")
    };
    let mut refused = 0;
    for round in 0..6 {
        // The same names and lengths, and other contents.
        for (one, mark) in [(&publisher, 'a'), (&other, 'b')] {
            one.site.write("static/round.txt", format!("{mark}{round}"));
            for number in round..round + 10 {
                let (name, brief) = generated::brief(number);
                one.site.write(&name, brief.replace("Paragraph number", &format!("Round {mark}{round}")));
            }
        }
        let both = [start(&publisher), start(&other)];
        for child in both {
            let output = child.wait_with_output().expect("wait");
            let said = text(&output.stderr);
            match output.status.code() {
                Some(0) => {}
                Some(2) if said.contains("is publishing to this host") => refused += 1,
                Some(2) if said.contains("another publication to the same host") => refused += 1,
                code => panic!("{code:?}: {said}"),
            }
        }
        // What is there is of one of the two.
        let mine = place.get("round.txt").is_some_and(|text| text.starts_with(b"a"));
        if mine { &publisher } else { &other }.assert_published(&[]);
    }
    println!("{refused} refused");
}

/// What is said when a small site is published there.
pub fn complaint(target: &str, variables: &[(String, String)]) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let site = Site::new();
    site.brief("a.md", "", "Text.").write("static/number.txt", number.to_string());
    site.write(
        "dateline.yaml",
        format!("title: T\nbase_url: https://example.org/\npublish: {{live: {{{target}}}}}\n"),
    );
    let mut command = dateline();
    command.arg("--site").arg(site.path()).args(["publish", "--now", "2026-11-01"]);
    let output = command.envs(variables.iter().cloned()).output().expect("run dateline");
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
