//! What the preview shows while something is wrong, and what it adds to pages.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::served::{PATIENCE, Served};
use crate::support::{Site, generated};

const FIXED: &[&str] = &["--now", "2026-11-01"];

fn site() -> Site {
    let site = Site::new();
    site.brief("a.md", "", "Text.");
    site.brief("b.md", "extra: {rating: high}\n", "Text.");
    site
}

const FAULTY: &str = "{% extends \"base.html\" %}{% block main %}{{ index.no.such }}{% endblock %}\n";

#[test]
fn mistakes_on_pages_that_nobody_opened_are_found() {
    let site = site();
    site.write("templates/country.html", FAULTY);
    let served = Served::new(site.path(), FIXED);
    served.wait_for("(while rendering /countries/prk/)");
    let mut events = served.events();
    let is_about = |state: &serde_json::Value, file: &str| {
        let mut list = state["report"]["diagnostics"].as_array().into_iter().flatten();
        list.any(|diagnostic| diagnostic["file"] == file)
    };
    events.until("the country's", |state| is_about(state, "templates/country.html"));
    // It goes by itself, and so does another that comes with the next edit.
    site.write("templates/year.html", FAULTY);
    events.until("the year's", |state| is_about(state, "templates/year.html"));
    fs::remove_file(site.path().join("templates/country.html")).expect("delete a file");
    events.until("the year's alone", |state| !is_about(state, "templates/country.html"));
    fs::remove_file(site.path().join("templates/year.html")).expect("delete a file");
    events.until("nothing", |state| state["report"]["errors"] == 0);
    // One that shows on a single page, as soon as its text is saved.
    let rated = "{% extends \"base.html\" %}{% block main %}{% if brief.title == \"A brief\" %}{{ brief.title }}{% else %}{{ brief.extra.rating }}{% endif %}{% endblock %}\n";
    site.write("templates/brief.html", rated);
    site.write("content/briefs/c.md", "---\ntitle: Unrated\ndate: 2024-05-28\ncountries: [KP]\n---\nText.\n");
    events.until("the brief's", |state| is_about(state, "templates/brief.html"));
    served.wait_for("(while rendering /2024/05/28/c/)");
    site.write(
        "content/briefs/c.md",
        "---\ntitle: Rated\ndate: 2024-05-28\ncountries: [KP]\nextra: {rating: low}\n---\nText.\n",
    );
    events.until("nothing", |state| state["report"]["errors"] == 0);
}

/// While it goes from one page after the other it is no other mistake each time.
#[test]
fn a_mistake_on_many_pages_is_told_once() {
    let site = Site::new();
    let addresses: Vec<String> = (0..12).map(|number| format!("/2024/05/28/b{number}/")).collect();
    for number in 0..12 {
        site.brief(&format!("b{number}.md"), "", "Text.");
    }
    let base = |end: &str| {
        format!(
            "<!doctype html><html lang=\"en\"><body>{{% block main %}}{{% endblock %}}{end}</body></html>"
        )
    };
    site.write("templates/base.html", base(""));
    let served = Served::new(site.path(), FIXED);
    site.write("templates/base.html", base("{{ 1 // 0 }}"));
    served.wait_for("(while rendering ");
    // All of them have it.
    for address in &addresses {
        served.until(address, "the last good one", |reply| !reply.text().contains("// 0"));
    }
    site.write("templates/base.html", base("<p>Mended</p>"));
    let said = std::iter::repeat_with(|| served.wait_for(""));
    let between: Vec<String> = said.take_while(|line| !line.contains("Nothing is wrong any more")).collect();
    assert!(!between.iter().any(|line| line.contains("(while rendering ")), "{between:#?}");
}

/// More are asked for than there are threads to make them.
#[test]
fn a_template_without_an_end_holds_up_nothing_else() {
    let site = site();
    let template = |text: &str| {
        let text = format!("{{% extends \"base.html\" %}}{{% block main %}}{text}{{% endblock %}}\n");
        site.write("templates/page.html", text);
    };
    site.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n");
    let served = Served::new(site.path(), FIXED);
    let mut events = served.events();
    let first = events.until("the first state", |_| true)["generation"].as_u64();
    let (begin, end) = ("{% for n in range(end=99999) %}", "{% endfor %}");
    template(&format!("{}{}", begin.repeat(3), end.repeat(3)));
    events.until("the next", |state| state["generation"].as_u64() > first);
    let ask = |_| {
        let mut stream = TcpStream::connect(served.address).expect("connect");
        stream.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
        let request =
            format!("GET /about/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address);
        stream.write_all(request.as_bytes()).expect("ask");
        stream
    };
    let mut waiting: Vec<TcpStream> = (0..150).map(ask).collect();
    assert_eq!(served.get("/theme/dateline.css").status, 200, "a file");
    template("Mended");
    served.until("/about/", "mended", |reply| reply.text().contains("Mended"));
    let mut reply = String::new();
    waiting.pop().expect("the last").read_to_string(&mut reply).expect("an answer");
    assert!(reply.contains("Mended"), "who waited gets the page as it is now: {reply}");
    // Pages that nobody has opened are looked at again, too.
    site.write("templates/country.html", FAULTY);
    served.wait_for("(while rendering /countries/prk/)");
}

#[test]
fn a_faulty_template_stays_as_it_was_and_the_others_go_on() {
    let site = site();
    let template =
        |text: &str| format!("{{% extends \"base.html\" %}}{{% block main %}}{text}{{% endblock %}}\n");
    site.write("templates/brief.html", template("First"));
    let served = Served::new(site.path(), FIXED);
    site.write("templates/brief.html", "{% block main %}");
    site.write("templates/country.html", template("A country"));
    served.until("/countries/prk/", "new", |reply| reply.text().contains("A country"));
    assert!(served.get("/2024/05/28/a/").text().contains("First"));
    // One that comes, fails only on a page, and goes, while the first is still faulty.
    site.write("templates/country.html", FAULTY);
    served.wait_for("templates/country.html:1");
    fs::remove_file(site.path().join("templates/country.html")).expect("delete a file");
    served.until("/countries/prk/", "the theme's", |reply| reply.text().contains("<h1"));
    site.write("templates/brief.html", template("Second"));
    served.until("/2024/05/28/a/", "mended", |reply| reply.text().contains("Second"));
    served.wait_for("Nothing is wrong any more");
}

#[test]
fn what_is_added_stands_where_a_browser_runs_it() {
    let site = site();
    for (before, after) in [
        (
            "<!-- <head> </body> -->\n<!DOCTYPE html>\n<html lang=\"en\" data-x='a>b'><head>",
            "<title>T</title></head><body>{% block main %}{% endblock %}<script>var a = \"</body>\"</script></body></html><!-- </body> -->",
        ),
        ("<!doctype html>\n", "<title>T</title>{% block main %}{% endblock %}"),
        ("<!-->", "<header>T</header>{% block main %}{% endblock %}"),
        ("", "T{% block main %}{% endblock %}"),
        ("\u{feff}<html>", "{% block main %}{% endblock %}"),
    ] {
        site.write("templates/base.html", format!("{before}{after}"));
        let page = site.built().read("public/2024/05/28/a/index.html");
        let served = Served::new(site.path(), FIXED);
        let shown = served.get("/2024/05/28/a/").text();
        let start = shown.find("<script type=\"module\" src=\"/_dateline/client.js\"").expect("a script");
        // A blank may stand before the head or in it.
        assert_eq!(shown[..start].trim_end(), before.trim_end());
        let end = start + shown[start..].find("</script>").expect("its end") + "</script>".len();
        let text = format!("{}{}", &shown[..start], &shown[end..]);
        let text = without_lines(&text);
        assert_eq!(text, page);
    }
}

/// Without the comments that name lines.
fn without_lines(page: &str) -> String {
    let mut parts = page.split("<!--dateline:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once("-->").expect("the end of a comment").1);
    }
    text
}

#[test]
fn a_preview_of_many_pages_looks_at_each_kind() {
    let site = generated::site(400);
    site.write("templates/day.html", FAULTY);
    let served = Served::new(site.path(), FIXED);
    served.wait_for("templates/day.html:1");
}

#[test]
fn the_text_of_a_page_is_opened_by_its_address() {
    let site = site();
    site.write("content/countries/KP.md", "---\nsummary: A country\n---\nIts introduction.\n");
    let served = Served::new(site.path(), &["--editor", "example://{file}:{line}"]);
    let origin = format!("http://{}", served.address);
    let open = |body: &str| {
        let headers = [("Content-Type", "application/json"), ("Origin", &*origin)];
        served.request("POST", "/_dateline/open", &headers, body.as_bytes())
    };
    for (page, file) in
        [("/2024/05/28/a/", "content/briefs/a.md"), ("/countries/prk/", "content/countries/KP.md")]
    {
        let reply = open(&format!("{{\"page\": \"{page}\"}}"));
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(reply.text().contains(&format!("{file}:1")), "{}", reply.text());
    }
    for page in ["/2024/", "/no/such/", "/../x", "", "/countries/usa/"] {
        assert_eq!(open(&format!("{{\"page\": \"{page}\"}}")).status, 404, "{page}");
    }
}
