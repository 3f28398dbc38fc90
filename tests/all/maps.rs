//! Maps: what settings do to them, how large they are, and that nothing unpublished shows.

use crate::support::Site;

const BRIEF: &str = "public/2024/05/28/a/index.html";

fn site(settings: &str) -> Site {
    let site = Site::new();
    site.write("dateline.yaml", format!("title: Test\nbase_url: https://example.org/desk/\n{settings}"));
    site.brief("a.md", "", "Text.");
    site
}

#[test]
fn a_site_has_maps() {
    let site = site("");
    site.built();
    let shapes = site.read("public/theme/map.svg");
    assert!(shapes.contains("<path id=\"prk\" ") && shapes.contains("<path id=\"twn\" "));
    let world = site.read("public/countries/index.html");
    assert!(world.contains("<title>North Korea: 1 brief</title>"));
    assert_eq!(world.matches("<title>").count(), 2, "the page's, and that of the one country with a brief");
    for page in [BRIEF, "public/countries/prk/index.html", "public/countries/prk/2024/05/index.html"] {
        let page = site.read(page);
        assert!(page.contains("href=\"/desk/theme/map.svg?v="), "the file of shapes");
        assert!(page.contains("#land\"/>") && page.contains("#prk\"/>"), "the world and the country");
    }
    assert!(!site.read("public/2024/index.html").contains("map.svg"), "a year is nowhere");
}

/// The page with the whole world has to be small enough to carry it.
#[test]
fn the_world_is_small() {
    let site = site("compress: [gzip]\n");
    site.built();
    let length = |name: &str| std::fs::metadata(site.path().join(name)).expect("a file").len();
    assert!(length("public/countries/index.html.gz") < 60_000);
    assert!(length("public/theme/map.svg.gz") < 60_000);
    let with = site.read(BRIEF).len();
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/desk/\nmap: off\n").built();
    assert!(with - site.read(BRIEF).len() < 1024, "what a map adds to a brief");
}

#[test]
fn without_maps() {
    let site = site("map: off\n");
    site.built();
    assert!(!site.exists("public/theme/map.svg"));
    for page in [BRIEF, "public/countries/prk/index.html", "public/countries/index.html"] {
        let page = site.read(page);
        assert!(
            !page.contains("map.svg")
                && !page.contains("class=\"locator\"")
                && !page.contains("class=\"world\"")
        );
    }
}

#[test]
fn a_site_without_briefs_has_none() {
    let site = Site::new();
    site.built();
    assert!(!site.exists("public/theme/map.svg"));
}

#[test]
fn hidden_countries_are_land() {
    let site = site("map: {hide: [North Korea]}\n");
    site.brief("b.md", "", "Text.").brief("c.md", "", "Text.");
    site.write("content/briefs/d.md", "---\ntitle: d\ndate: 2024-05-29\ncountries: [KP, RU]\n---\nText.\n");
    site.built();
    assert!(!site.read("public/theme/map.svg").contains("id=\"prk\""));
    let world = site.read("public/countries/index.html");
    assert!(!world.contains("<title>North Korea") && world.contains(">North Korea</a>"), "the list keeps it");
    assert!(!site.read("public/countries/prk/index.html").contains("class=\"locator\""));
    let both = site.read("public/2024/05/29/d/index.html");
    assert!(both.contains("#rus\"/>") && !both.contains("#prk\"/>"));
    let pair = site.read("public/countries/prk-rus/index.html");
    assert!(pair.contains("aria-label=\"Map of Russia\""), "it is called after what it points at");
    let mark = |page: &str| page.split("map.svg?v=").nth(1).map(|rest| rest[..8].to_owned());
    site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/desk/\n").built();
    assert_ne!(
        mark(&site.read("public/2024/05/29/d/index.html")),
        mark(&both),
        "another file, another address"
    );
}

#[test]
fn a_site_brings_shapes_of_its_own() {
    let site = site("");
    site.write("static/theme/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"land\"/></svg>");
    site.built();
    assert!(site.read("public/theme/map.svg").ends_with("<g id=\"land\"/></svg>"));
    assert!(site.read(BRIEF).contains("/theme/map.svg?v="));
}

/// The legend's ranges follow each other, and every country's level is the one its count is in.
#[test]
fn the_legend_says_what_the_shades_are() {
    for (counts, legend) in [
        (&[1][..], "4:1-1"),
        (&[1, 2], "3:1-1 4:2-2"),
        (&[4, 1, 2, 3], "1:1-1 2:2-2 3:3-3 4:4-4"),
        (&[7, 1], "1:1-1 2:2-2 3:3-3 4:4-7"),
        (&[12, 5], "1:1-1 2:2-3 3:4-6 4:7-12"),
        (&[100, 11, 3], "1:1-3 2:4-10 3:11-30 4:31-100"),
    ] {
        let site = Site::new();
        site.write(
            "templates/countries.html",
            "{% for range in directory.map.levels %}{{ range.level }}:{{ range.first }}-{{ range.last }} {% endfor %}|\
             {% for shape in directory.map.shapes %}{% if shape.count %}{{ shape.count }}/{{ shape.level }} {% endif %}{% endfor %}",
        );
        for (code, count) in ["KP", "RU", "CN", "JP"].iter().zip(counts) {
            for number in 0..*count {
                let text = format!("---\ntitle: a\ndate: 2024-05-28\ncountries: [{code}]\n---\nText.\n");
                site.write(&format!("content/briefs/{code}-{number}.md"), text);
            }
        }
        site.built();
        let page = site.read("public/countries/index.html");
        let (ranges, shapes) = page.split_once('|').expect("both");
        assert_eq!(ranges.trim(), legend);
        for shape in shapes.split_whitespace() {
            let (count, level) = shape.split_once('/').expect("a count and a level");
            let count: usize = count.parse().expect("a count");
            let within = ranges.split_whitespace().find(|range| {
                let (first, last) = range[2..].split_once('-').expect("a range");
                (first.parse().expect("a number")..=last.parse().expect("a number")).contains(&count)
            });
            assert_eq!(within.map(|range| &range[..1]), Some(level), "{count}");
        }
    }
}
