//! Nothing of what is withheld goes out, wherever it comes from.

use crate::support::{Site, generated::drawing, text};

const SENTENCE: &str = "The envoy will be recalled on the second of March, before anybody has been told.";

fn site() -> Site {
    let site = Site::new();
    site.write(
        "dateline.yaml",
        "title: T\nbase_url: https://example.org/\npublish: {live: {url: \"file:out\"}}\n",
    );
    site.brief("a.md", "", "What **everybody** knows already, and has known for quite a long time.");
    let matter = "title: Who recalls the envoy\ndate: 2024-05-28\ncountries: [KP]\nslug: recall\ndraft: true";
    let draft = format!(
        "---\n{matter}\n---\n{SENTENCE}\n\n대사는 삼월 이일에 소환될 것이며 아직 아무도 모른다.\n\n![A map](map.svg)\n*A map.* Our desk\n"
    );
    site.write("content/briefs/secret/index.md", draft);
    site.write("content/briefs/secret/map.svg", drawing(99));
    site
}

fn publish(site: &Site) -> (Option<i32>, String) {
    let output = site.run(["publish", "--now", "2026-11-01"]);
    (output.status.code(), text(&output.stderr))
}

#[test]
fn a_draft_that_is_left_out_holds_nothing_up() {
    let site = site();
    // What a published text says, too, is no secret.
    let quoted = "---\ntitle: B\ndate: 2024-05-28\ncountries: [KP]\n---\nThe same words stand here, and they are there for all to read.\n";
    site.write("content/briefs/b.md", quoted);
    site.write("content/briefs/c.md", quoted.replace("title: B", "title: C\ndraft: true"));
    let (status, said) = publish(&site);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn what_comes_by_another_way_is_found() {
    let page = |inner: &str| format!("<!doctype html><title>T</title><p>{inner}</p>");
    let cases: &[(&str, String, &str)] = &[
        (
            "static/note.html",
            page("The envoy <em>will</em> be recalled on the second of&nbsp;March, they say."),
            "text",
        ),
        ("static/note.html", page("대사는 삼월 이일에 소환될 것이며"), "text"),
        ("static/note.txt", "WHO RECALLS THE ENVOY".to_owned(), "title"),
        ("static/data.json", "{\"next\": \"\\/2024\\/05\\/28\\/recall\\/\"}".to_owned(), "address"),
        ("static/note.html", page("<a href=\"/2024/05/28/recall/\">Soon</a>"), "address"),
        ("static/copy-of-map.svg", drawing(99), "picture or file"),
    ];
    for (name, content, what) in cases {
        let site = site();
        site.write(name, content);
        let (status, said) = publish(&site);
        // A copy that lies among the published files is published by its author.
        let is_copy = *what == "picture or file";
        assert_eq!(status, Some(if is_copy { 0 } else { 2 }), "{name}: {said}");
        if !is_copy {
            let out = name.trim_start_matches("static/");
            let expected = format!("secret/index.md is not to be published, and its {what} stands in {out}");
            assert!(said.contains(&expected), "{said}");
            assert!(!site.exists("out/index.html"), "something was sent");
        }
        // Without the draft it goes out.
        std::fs::remove_dir_all(site.path().join("content/briefs/secret")).expect("delete a folder");
        assert_eq!(publish(&site).0, Some(0));
    }
}

/// A text that is withdrawn later is looked for in what went out before.
#[test]
fn what_was_all_right_once_is_looked_at_again() {
    let site = site();
    let path = site.path().join("content/briefs/secret/index.md");
    let text = std::fs::read_to_string(&path).expect("the draft");
    let published = text.replace("draft: true\n", "");
    assert_ne!(published, text);
    site.write("content/briefs/secret/index.md", published);
    // Whatever the encoding.
    let copy =
        [b"<p>\xe9 The envoy will be recalled on the second of March, they say.</p>", &b"\n"[..]].concat();
    site.write("static/note.html", copy);
    assert_eq!(publish(&site).0, Some(0));
    site.write("content/briefs/secret/index.md", text);
    let (status, said) = publish(&site);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("its text stands in note.html"), "{said}");
}
