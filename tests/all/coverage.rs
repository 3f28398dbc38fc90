//! The tables of countries by months and years, the map, lists, JSON and feeds, against a count of the
//! front matter that is made here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::country::Names;

use super::support::{Site, files, generated, repository, text};

/// Briefs by country (alpha-3, lower case), year and month.
type Counts = BTreeMap<(String, i32, u32), usize>;

/// What the front matters below a folder say. Nothing of the program is used but the table of countries' names.
fn counted(site: &Path) -> Counts {
    let mut counts = Counts::new();
    for (name, bytes) in files(&site.join("content/briefs")) {
        if !name.ends_with(".md") {
            continue;
        }
        let brief = text(&bytes);
        let matter = brief.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect(&name).0;
        let matter: serde_yaml::Value = serde_yaml::from_str(matter).expect("YAML");
        let date = matter["date"].as_str().expect("a date");
        if matter["draft"] == serde_yaml::Value::Bool(true)
            || matter.get("expires").is_some()
            || date > "2026-11"
        {
            continue;
        }
        let (year, month) = (date[..4].parse().expect("a year"), date[5..7].parse().expect("a month"));
        for country in matter["countries"].as_sequence().expect("countries") {
            let written = country.as_str().or_else(|| country["code"].as_str()).expect("a country");
            let country = Names::default().find(written).expect("a country");
            *counts.entry((country.alpha3().to_lowercase(), year, month)).or_default() += 1;
        }
    }
    counts
}

/// A country's row as a page shows it.
struct Row {
    /// The figure and where it leads; none in an empty cell.
    cells: Vec<Option<(usize, String)>>,
    total: usize,
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start)
        .and_then(|(_, rest)| rest.split_once(end))
        .map(|(inner, _)| inner)
        .unwrap_or_default()
}

/// The rows of a page by country.
fn table(page: &str) -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for row in page.split("<tr><th scope=\"row\"><a href=\"/countries/").skip(1) {
        let row = row.split("</tr>").next().expect("a row");
        let country = row.split('/').next().expect("a country").to_owned();
        let mut cells = Vec::new();
        for cell in row.split("<td").skip(1).filter(|cell| !cell.starts_with(" class=\"total\"")) {
            let figure = between(cell, "\">", "</a>").rsplit('>').next().unwrap_or_default();
            let shown = (!figure.is_empty())
                .then(|| (figure.parse().expect("a number"), between(cell, "href=\"", "\"").to_owned()));
            assert_eq!(shown.is_some(), cell.contains("level-"), "{cell}");
            cells.push(shown);
        }
        let total = between(row, "<td class=\"total\">", "</td>").parse().expect("a total");
        assert!(rows.insert(country, Row { cells, total }).is_none(), "a country twice");
    }
    rows
}

/// Months as numbers, the last 24 up to the newest, and none before the oldest.
fn last_months(counts: &Counts) -> Vec<(i32, u32)> {
    let all: BTreeSet<i32> = counts.keys().map(|(_, year, month)| year * 12 + *month as i32 - 1).collect();
    let (first, last) = (*all.first().expect("a month"), *all.last().expect("a month"));
    (first.max(last - 23)..=last).map(|month| (month / 12, (month % 12 + 1) as u32)).collect()
}

fn compare(public: &Path, page: &str, counts: &Counts, columns: &[(i32, Option<u32>)]) {
    let read = |name: &str| std::fs::read_to_string(public.join(name)).expect(name);
    let table = table(&read(&format!("{page}/index.html")));
    let countries: BTreeSet<&String> = counts.keys().map(|(country, ..)| country).collect();
    assert!(table.keys().eq(countries), "{page}: every country that was ever filed");
    for (country, Row { cells, total }) in &table {
        assert_eq!(cells.len(), columns.len(), "{page}: {country}");
        let mut sum = 0;
        for (cell, (year, month)) in cells.iter().zip(columns) {
            let in_cell = |(key, _): &(&(String, i32, u32), &usize)| {
                key.0 == *country && key.1 == *year && month.is_none_or(|month| key.2 == month)
            };
            let wanted: usize = counts.iter().filter(in_cell).map(|(_, count)| count).sum();
            sum += wanted;
            let found = cell.as_ref().map_or(0, |(count, _)| *count);
            assert_eq!(found, wanted, "{page}: {country} {year} {month:?}");
            let Some((_, url)) = cell else { continue };
            // The index that it leads to says the same.
            let month = month.map_or_else(String::new, |month| format!("{month:02}/"));
            assert_eq!(*url, format!("/countries/{country}/{year:04}/{month}"));
            let index = read(&format!("{}index.html", &url[1..]));
            let said = between(between(&index, "<dl class=\"facts\">", "</dl>"), "<dd>", "</dd>");
            assert_eq!(said, wanted.to_string(), "{url}");
        }
        assert_eq!(*total, sum, "{page}: {country}");
    }
}

/// All tables of a site without a path in its `base_url`.
fn compare_all(site: &Path, public: &Path) -> usize {
    let counts = counted(site);
    let recent: Vec<_> = last_months(&counts).into_iter().map(|(year, month)| (year, Some(month))).collect();
    compare(public, "coverage", &counts, &recent);
    let years: BTreeSet<i32> = counts.keys().map(|(_, year, _)| *year).collect();
    for year in &years {
        let months: Vec<_> = (1..=12).map(|month| (*year, Some(month))).collect();
        compare(public, &format!("coverage/{year:04}"), &counts, &months);
    }
    let (first, last) = (*years.first().expect("a year"), *years.last().expect("a year"));
    if first < last {
        compare(
            public,
            "coverage/years",
            &counts,
            &(first..=last).map(|year| (year, None)).collect::<Vec<_>>(),
        );
    }
    compare_others(public, &counts);
    counts.values().sum()
}

/// The map, the list of countries, their JSON and their feeds.
fn compare_others(public: &Path, counts: &Counts) {
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for ((country, ..), count) in counts {
        *totals.entry(country).or_default() += count;
    }
    let read = |name: &str| std::fs::read_to_string(public.join(name)).expect(name);
    let json = |name: &str| serde_json::from_str::<serde_json::Value>(&read(name)).expect(name);
    let page = read("countries/index.html");
    let map = between(&page, "<svg class=\"map\"", "</svg>");
    let list = page.split_once("</svg>").expect("a map").1;
    let link = |country: &str| format!("href=\"/countries/{country}/\"");
    let entries = json("countries/index.json");
    let entries = entries["entries"].as_array().expect("entries");
    assert_eq!(map.matches("href=\"/countries/").count(), totals.len());
    assert_eq!(entries.len(), totals.len());
    for (country, count) in totals {
        let title = between(between(map, &link(country), "</a>"), "<title>", "</title>");
        assert!(title.contains(&format!(" {count} ")), "{country}: {title}");
        let number = between(list.split_once(&link(country)).expect("an entry").1, "class=\"number\">", "<");
        assert_eq!(number, count.to_string(), "{country} in the list");
        let url = format!("/countries/{country}/");
        let entry =
            entries.iter().find(|entry| entry["url"].as_str().is_some_and(|known| known.ends_with(&url)));
        assert_eq!(entry.expect("an entry")["count"], count, "{country} in the list's JSON");
        assert_eq!(json(&format!("countries/{country}/index.json"))["count"], count, "{country}'s JSON");
        let feed = json(&format!("countries/{country}/feed.json"));
        assert_eq!(feed["items"].as_array().expect("items").len(), count.min(20), "{country}'s feed");
    }
}

#[test]
fn counts_agree_with_the_front_matter() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let mut command = super::support::dateline();
    command.arg("--site").arg(repository("")).args(["build", "--now", "2026-11-01", "--output"]);
    let output = command.arg(out.path().join("public")).output().expect("run dateline");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(compare_all(&repository(""), &out.path().join("public")) > 50);

    let site = generated::site(10_000);
    // What is not published makes no difference.
    let brief = |name: &str, date: &str, more: &str| {
        let text = format!("---\ntitle: A\ndate: {date}\ncountries: [Fiji, Tuvalu]\n{more}---\nText.\n");
        site.write(&format!("content/briefs/{name}.md"), text);
    };
    brief("draft", "2022-01-01", "draft: true\n");
    brief("embargoed", "2031-01-01", "");
    brief("expired", "2001-01-01", "expires: 2002-01-01\n");
    assert!(compare_all(site.path(), &site.built().path().join("public")) > 10_000);
}

#[test]
fn without_briefs_there_is_no_table() {
    let site = Site::new();
    site.built();
    assert!(!site.exists("public/coverage"));
    assert!(!site.read("public/index.html").contains("coverage"));
    site.brief("a.md", "draft: true\n", "Text.");
    assert!(!site.built().exists("public/coverage"));
    // One brief alone makes a table of one month and one of its year.
    site.brief("a.md", "", "Text.");
    site.built();
    assert_eq!(table(&site.read("public/coverage/index.html"))["prk"].cells.len(), 1);
    assert!(site.exists("public/coverage/2024/index.html") && !site.exists("public/coverage/years"));
}

/// A date with a slip in it makes no thousand columns.
#[test]
fn a_slip_in_a_year_does_no_harm() {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    site.write("content/briefs/b.md", "---\ntitle: B\ndate: 0201-05-28\ncountries: [KP]\n---\nText.\n");
    site.built();
    assert_eq!(table(&site.read("public/coverage/years/index.html"))["prk"].cells.len(), 2);
    assert_eq!(table(&site.read("public/coverage/index.html"))["prk"].cells.len(), 24);
    assert!(site.exists("public/coverage/0201/index.html"));
}

#[test]
fn nobody_else_can_have_their_urls() {
    for (name, matter) in [
        ("content/pages/coverage.md", "title: Coverage\n"),
        ("content/pages/coverage/2024.md", "title: Coverage\n"),
        ("content/pages/coverage/years.md", "title: Coverage\n"),
        ("content/pages/about.md", "title: About\naliases: [/coverage/]\n"),
    ] {
        let site = Site::new();
        site.brief("a.md", "", "Text.");
        site.write("content/briefs/b.md", "---\ntitle: B\ndate: 2023-05-28\ncountries: [KP]\n---\nText.\n");
        site.write(name, format!("---\n{matter}---\nText.\n"));
        let output = site.build();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains("is already taken by the coverage matrix"), "{name}: {said}");
        assert!(said.contains(name), "{said}");
    }
    // Folders that a permalink makes give way.
    let site = Site::new();
    site.write(
        "dateline.yaml",
        "title: T\nbase_url: https://example.org/\npermalink: '/coverage/{year}/{slug}/'\n",
    );
    site.brief("a.md", "", "Text.");
    site.built();
    assert!(site.read("public/coverage/index.html").contains("<table class=\"coverage\">"));
    assert!(site.read("public/coverage/2024/index.html").contains("<table class=\"coverage\">"));
    assert!(site.exists("public/coverage/2024/a/index.html"));
}
