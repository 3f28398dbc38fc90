//! `dateline import --batch`: moving from another generator.

use std::process::Output;

use super::command::{assert_status, import};
use crate::support::{Site, files, text};

/// As much of a PNG as says that it is one.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What was written below `content/briefs/`, by name.
fn written(site: &Site) -> Vec<String> {
    files(&site.path().join("content/briefs")).into_iter().map(|(name, _)| name).collect()
}

fn batch(site: &Site) -> Output {
    import(site, &["--batch", "old"])
}

/// However a text names a picture that lies beside it, the picture comes along; what runs does not.
#[test]
fn pictures_come_along_from_wherever_they_are_named() {
    let site = Site::new();
    let names = ["mark.png", "quoted.png", "list.png", "bare.png", "pair.png", "raw.png", "sub/block.png"];
    let text_of = "---\ntitle: Pictures\ndate: 2024-05-02\ncountries: [NO]\n---\n\
        Text ![a](mark.png) and {{< img src=\"quoted.png\" >}} in it.\n\n\
        - one\n\n  {{< figure src=\"./list.png\" alt=\"b\" >}}\n\n\
        {{< gallery bare.png 'pair.png' https://example.org/far.png >}}\n\n\
        It <img src=\"raw.png\" alt=\"c\"> goes on.\n\n<figure>\n<img src=\"sub/block.png\">\n</figure>\n\n\
        ![d](evil.svg) ![e](../above.png) {{< img secret.txt >}} ![f](index.md)\n";
    site.write("old/post/index.md", text_of);
    site.write("old/above.png", PICTURE);
    site.write("old/post/secret.txt", "{}");
    site.write("old/post/evil.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>");
    for name in names {
        site.write(&format!("old/post/{name}"), PICTURE);
    }
    let output = import(&site, &["old/post/index.md"]);
    assert_status(&output, 0);
    let said = text(&output.stdout);
    assert!(said.contains("left out: line 20: `evil.svg` (an SVG drawing that runs scripts"), "{said}");
    let written = written(&site);
    let beside: Vec<&str> = written.iter().filter_map(|name| name.strip_prefix("2024/post/")).collect();
    let mut expected = [&names[..], &["index.md"]].concat();
    expected.sort_unstable();
    assert_eq!(beside, expected, "{said}");
}

/// Browsers save a page's pictures beside it, and leave in the page where it stood on the web.
#[test]
fn pictures_saved_with_a_page_come_along_and_others_are_asked_about() {
    let site = Site::new();
    let page = |path: &str| {
        format!(
            "<link rel=canonical href=https://paper.example/2024/05/gate.html>\n<article><h1>Gate</h1>\n\
             <p>The gate has been closed for the third time in a month, officials in Chad said.</p>\n\
             <img src='./the%20gate_files/a.png' alt='A gate'>\n<img src='{path}' alt='A bridge'>\n\
             <img src='https://pictures.example/c.png' alt='A road'></article>"
        )
    };
    site.write("raw/the gate_files/a.png", PICTURE);
    site.write("raw/the gate.html", page("/img/b.png"));
    site.write("raw/relative.html", page("../b.png").replace("<h1>Gate", "<h1>Bridge"));
    for (file, brief, address) in [
        ("the gate.html", "gate", "https://paper.example/img/b.png"),
        ("relative.html", "bridge", "https://paper.example/2024/b.png"),
    ] {
        let output = import(&site, &["--to", "content/briefs/more", &format!("raw/{file}")]);
        assert_status(&output, 0);
        let said = text(&output.stdout);
        let question = |line: usize, host: &str| {
            format!("? figure: line {line}: the picture is not beside the page and stays at {host}; may it")
        };
        assert_has(&said, &[&question(5, "paper.example"), &question(6, "pictures.example")]);
        assert!(!said.contains("figure: line 4"), "{said}");
        let text = site.read(&format!("content/briefs/more/{brief}/index.md"));
        let own = "![A gate](<the gate_files/a.png>)";
        assert_has(&text, &[own, &format!("![A bridge]({address})"), "](https://pictures.example/c.png)"]);
        assert!(site.exists(&format!("content/briefs/more/{brief}/the gate_files/a.png")));
    }
}

fn brief(site: &Site, name: &str) -> String {
    site.read(&format!("content/briefs/{name}"))
}

#[track_caller]
fn assert_has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// The day, the name in the address, a draft and single tags: where Jekyll has them.
#[test]
fn a_jekyll_site_keeps_its_days_names_and_tags() {
    let site = Site::new();
    let post = "---\nlayout: post\ntitle: A bridge for lorries\ntags: bridges north-korea\ncategories: trade\n---\nText on Norway.\n";
    site.write("old/_posts/2023-05-06-lorries.md", post);
    site.write("old/_posts/2022/2022-3-7-trains.markdown", post.replace("bridges north", "ports, north"));
    site.write("old/_drafts/ships.md", post);
    site.write("old/_posts/2024-01-01-page.html", format!("{post}<p>A <b>page</b> of its own.</p>"));
    assert_status(&batch(&site), 0);
    let lorries = brief(&site, "2023/lorries.md");
    assert_has(&lorries, &["date: 2023-05-06\n", "topics: [bridges, north-korea, trade]"]);
    let trains = brief(&site, "2022/trains.md");
    assert_has(&trains, &["date: 2022-03-07\n", "topics: [ports, north-korea, trade]"]);
    let page = brief(&site, "2024/page.md");
    assert_has(&page, &["title: A bridge for lorries\n", "date: 2024-01-01\n", "A **page** of its own."]);
    assert!(!page.contains("layout: post title"), "{page}");
    let drafts: Vec<String> = written(&site).into_iter().filter(|name| name.ends_with("ships.md")).collect();
    assert_has(&brief(&site, &drafts[0]), &["draft: true\n"]);
}

/// Folders with one text each, several languages, and days on which a text appears and goes.
#[test]
fn a_hugo_site_keeps_its_folders_languages_and_embargoes() {
    let site = Site::new();
    let post =
        |more: &str| format!("---\ntitle: The same title\ndate: 2024-03-01\n{more}---\nText on Norway.\n");
    site.write("old/_index.md", post(""));
    site.write("old/one/index.md", post(""));
    site.write("old/two/index.md", post("publishDate: 2999-01-01\nexpiryDate: 2999-02-01\n"));
    site.write("old/fund.en.md", post(""));
    site.write("old/fund.de.md", post("expiryDate: someday\n"));
    site.write(
        "old/json.md",
        "{\"title\": \"A title\", \"date\": \"2024-03-01\",\n\"tags\": [\"a\"] }\nText on Norway.\n",
    );
    let authors = "authors:\n  - name: Ann Lee\n    url: https://example.org/\n  - Bob Roe\n";
    site.write("old/authors.md", post(authors));
    let figure = "\n{{< figure\n  src=\"far.png\"\n  alt=\"A far shore\"\n  caption=\"The shore\"\n>}}\n";
    site.write("old/figure.md", post("") + figure);
    let output = batch(&site);
    assert_status(&output, 0);
    assert_has(
        &text(&output.stdout),
        &["7 texts imported", "1 `_index` page passed over", "expires `someday`"],
    );
    for name in ["one", "fund", "json", "authors", "figure"] {
        brief(&site, &format!("2024/{name}.md"));
    }
    assert_has(&brief(&site, "2999/two.md"), &["date: 2999-01-01\n", "expires: 2999-02-01\n"]);
    assert_has(&brief(&site, "2024/fund-de.md"), &["language: de\n", "# expires: the source says"]);
    assert_has(&brief(&site, "2024/json.md"), &["title: A title\n", "topics: [a]\n"]);
    assert_has(&brief(&site, "2024/authors.md"), &["authors: [Ann Lee, Bob Roe]\n"]);
    assert_has(&brief(&site, "2024/figure.md"), &["![A far shore](far.png)\n*The shore*"]);
}

/// What is lost, or cannot be done, is told with its file, and what to do about it.
#[test]
fn a_batch_tells_what_was_left_out_and_what_to_do() {
    let site = Site::new();
    let post = "---\ntitle: A title\ndate: 2024-03-01\n---\nText on Norway.\n";
    site.write("old/a/same.md", post);
    site.write("old/b/same.md", post);
    site.write("old/broken.md", "+++\ntitle = \"A ti\n+++\nText on Norway.\n");
    site.write("old/script.md", "---js\n{ title: \"A title\" }\n---\nText on Norway.\n");
    site.write("old/hidden.md", post.replace("---\nText", "permalink: false\n---\nText"));
    site.write("old/remark.md", post.to_owned() + "\nA {# remark #} stays.\n");
    site.write(
        "old/latin.md",
        b"---\ntitle: Caf\xe9\ndate: 2024-03-01\n---\nText \x93on\x94 Per\xfa.\n".as_slice(),
    );
    let output = batch(&site);
    assert_status(&output, 1);
    let said = text(&output.stdout);
    assert_has(
        &said,
        &[
            "b/same.md: remove that brief",
            "broken.md: left out: line 1: `title = \"A ti` (the front matter cannot be read",
            "script.md: left out: line 1: `{ title: \"A title\" }` (the front matter cannot be read: it is a program",
            "`{# remark #}` is another program's shortcode",
            "latin.md: text: the text is not in UTF-8 and was read as",
            "6 texts imported, 1 not",
        ],
    );
    assert!(!said.contains(&*site.path().to_string_lossy()), "{said}");
    assert_has(&brief(&site, "2024/hidden.md"), &["draft: true\n"]);
    assert_has(&brief(&site, "2024/latin.md"), &["title: Café\n", "Text “on” Perú."]);
}
