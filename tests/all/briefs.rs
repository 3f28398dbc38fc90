//! Briefs at the edges of what the format allows.

use crate::support::{Site, text};

#[test]
fn an_alias_cannot_lead_out_of_the_output() {
    let site = Site::new();
    let settings = site.read("dateline.yaml");
    for alias in ["/%2e%2e/%2e%2e/dateline.yaml", "/%2e%2e/x/", "/a/%2E./b/", "/a%00b/", "/a%5cb/", "/%2f/a/"]
    {
        site.brief("one.md", &format!("aliases: [\"{alias}\"]\n"), "Text.");
        let output = site.build();
        assert_eq!(output.status.code(), Some(1), "{alias}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("content/briefs/one.md:5:11"), "{}", text(&output.stderr));
    }
    let long = "x".repeat(256);
    site.brief("one.md", &format!("aliases: [/{long}/]\n"), "Text.");
    assert_eq!(site.build().status.code(), Some(1));
    assert_eq!(site.read("dateline.yaml"), settings);
    assert!(!site.exists("x"));
}

#[test]
fn a_picture_may_end_a_key_point() {
    let site = Site::new();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    site.write("static/b.svg", drawing);
    site.brief("one.md", "key_points: [\"See ![it](/b.svg)\", \"![it](/b.svg) \"]\n", "Text.").built();
    let page = site.read("public/2024/05/28/one/index.html");
    assert!(page.contains("<li>See <img src=\"/b.svg\" alt=\"it\" width=\"9\" height=\"9\""), "{page}");
}

#[test]
fn aliases_in_yaml_cannot_fill_the_memory() {
    let site = Site::new();
    let scalars = "x, ".repeat(4000);
    let aliases = "*a, ".repeat(4000);
    site.brief("one.md", &format!("extra: {{a: &a [{scalars}], b: [{aliases}]}}\n"), "Text.");
    let output = site.build();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("content/briefs/one.md:"), "{}", text(&output.stderr));
}

#[test]
fn two_files_for_one_url_are_named() {
    let site = Site::new();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    site.write("content/p.svg", drawing).write("static/media/p.svg", drawing);
    site.brief("one.md", "", "![It](../p.svg)");
    let output = site.build();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("content/p.svg") && said.contains("static/media/p.svg"), "{said}");
}

#[test]
fn one_instant_in_two_offsets_is_not_before_itself() {
    let site = Site::new();
    let matter =
        "title: A\ndate: 2024-05-28T22:33:00+09:00\nupdated: 2024-05-28T13:33:00Z\ncountries: [KP]\n";
    site.write("content/briefs/one.md", format!("---\n{matter}---\nText.\n")).built();
}

#[test]
fn what_is_held_back_is_counted() {
    let site = Site::new();
    site.brief("one.md", "", "Text.");
    site.brief("draft.md", "draft: true\n", "Text.");
    site.brief("gone.md", "expires: 2025-01-01\n", "Text.");
    site.write(
        "content/briefs/later.md",
        "---\ntitle: A\ndate: 2205-06-01\ncountries: [KP]\n---\n[x](nope.md)\n",
    );
    let output = site.build();
    assert!(output.status.success());
    assert!(
        text(&output.stdout).contains("1 brief (1 draft, 1 embargoed, 1 expired left out)"),
        "{}",
        text(&output.stdout)
    );
    // Its day will come, and the dead link would stop that day's build.
    assert!(text(&output.stderr).contains("warning: `nope.md` leads nowhere"), "{}", text(&output.stderr));
}

#[test]
fn slips_that_would_lose_text_are_errors() {
    let site = Site::new();
    let cases = [
        ("expires: 2024-01-01\n", "Text.", "expires before it is published"),
        ("topics: [\"a\\u0001b\"]\n", "Text.", "control character"),
        ("", "A[^1]\n\n[^1]: One.\n\n[^1]: Two.", "footnote `1` is written twice"),
    ];
    for (matter, body, message) in cases {
        let output = site.brief("one.md", matter, body).build();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn a_caption_may_open_with_a_name_in_emphasis() {
    let site = Site::new();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    site.write("static/b.svg", drawing);
    site.brief("one.md", "", "![It](/b.svg)\n*Rodong Sinmun*, front page.").built();
    let page = site.read("public/2024/05/28/one/index.html");
    assert!(page.contains("<em>Rodong Sinmun</em>, front page."), "{page}");
    assert!(!page.contains("class=\"credit\""), "{page}");
}
