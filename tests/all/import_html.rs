//! Saved web pages: four of them as publishing systems write them, those that mean harm, and any.
//!
//! Beside each page of `tests/import/html/` stands what is read of it: the fields, the text as
//! Markdown, and what was left out. `DATELINE_UPDATE=1 cargo test import_html` rewrites that; read the
//! difference before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use dateline::import::article::{Article, Block, Kind, Meta, Rich, RunKind};
use dateline::import::{Format, markdown, read};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};

use crate::support::repository;

fn page(html: &str) -> Article {
    read(Format::Html, html.as_bytes()).expect("a page that can be read")
}

fn text_of(html: &str) -> String {
    markdown::blocks(&page(html).blocks)
}

fn hold(name: &str, bytes: &[u8]) {
    let article = read(Format::Html, bytes).expect("a page that can be read");
    let found = shown(&article);
    let path = repository("tests/import/html").join(format!("{name}.expected.txt"));
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        fs::write(&path, &found).expect("write what is expected");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} is read as\n{found}\nand not as\n{expected}");
}

fn saved(name: &str) -> String {
    let path = repository("tests/import/html").join(format!("{name}.html"));
    fs::read_to_string(path).expect("read the page")
}

fn shown(article: &Article) -> String {
    let Meta { title, kicker, summary, date, updated, authors, topics, language, publisher, url, .. } =
        &article.meta;
    let mut shown = String::new();
    let one = [
        ("title", title),
        ("kicker", kicker),
        ("summary", summary),
        ("date", date),
        ("updated", updated),
        ("language", language),
        ("publisher", publisher),
        ("url", url),
    ];
    for (field, value) in one {
        if let Some(value) = value {
            writeln!(shown, "{field}: {value}").expect("write");
        }
    }
    for (field, values) in [("authors", authors), ("topics", topics)] {
        if !values.is_empty() {
            writeln!(shown, "{field}: {}", values.join("; ")).expect("write");
        }
    }
    writeln!(shown, "\n== text\n\n{}\n\n== lines\n", markdown::blocks(&article.blocks)).expect("write");
    let lines: Vec<String> = article.blocks.iter().map(|block| block.line.to_string()).collect();
    writeln!(shown, "{}\n\n== files\n", lines.join(" ")).expect("write");
    for file in &article.files {
        writeln!(shown, "{} ({} bytes)", file.name, file.bytes.len()).expect("write");
    }
    writeln!(shown, "\n== left out\n").expect("write");
    for entry in &article.left_out {
        writeln!(shown, "{}: {}: {}", entry.line, entry.why, entry.text).expect("write");
    }
    shown
}

#[test]
fn a_page_of_wordpress() {
    hold("wordpress", saved("wordpress").as_bytes());
}

#[test]
fn a_page_of_a_newsroom() {
    hold("newsroom", saved("newsroom").as_bytes());
}

#[test]
fn a_page_of_a_think_tank() {
    hold("thinktank", saved("thinktank").as_bytes());
}

#[test]
fn a_korean_page_in_its_character_set() {
    let page = saved("korean");
    let (bytes, _, is_lossy) = encoding_rs::EUC_KR.encode(&page);
    assert!(!is_lossy && std::str::from_utf8(&bytes).is_err());
    hold("korean", &bytes);
}

#[test]
fn character_sets_are_told() {
    let words = [
        ("euc-kr", "두 번째 철길은 아직 지도에만 있다고 장관은 말했다"),
        ("gb18030", "第二条铁路仍然只存在于地图上，部长昨天在首都这样说道"),
        ("shift_jis", "二本目の鉄道はまだ地図の上にしかないと大臣は昨日語った"),
        ("windows-1251", "Вторая железная дорога пока существует только на карте, сказал министр"),
    ];
    for (label, words) in words {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a character set");
        for head in [format!("<meta charset=\"{label}\">"), String::new()] {
            let html = format!("<html><head>{head}</head><body><p>{words}</p><p>{words}</p></body></html>");
            let (bytes, ..) = encoding.encode(&html);
            let article = read(Format::Html, &bytes).expect("a page");
            assert_eq!(
                article.blocks.first().and_then(Block::text).as_deref(),
                Some(words),
                "{label} {head}"
            );
        }
    }
    // The browser has saved it anew; the declaration is that of the server.
    assert_eq!(text_of("<meta charset=euc-kr><p>두 번째 철길</p>"), "두 번째 철길");
    let mut wide = vec![0xff, 0xfe];
    wide.extend("<p>철길</p>".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(markdown::blocks(&read(Format::Html, &wide).expect("a page").blocks), "철길");
    let broken = read(Format::Html, b"<meta charset=utf-8><p>caf\xc3\xa9 \xe9t\xc3\xa9 na\xc3\xafve, pr\xc3\xa8s du d\xc3\xa9p\xc3\xb4t, o\xc3\xb9 l\xc3\xa0 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9").expect("a page");
    assert!(broken.left_out.iter().any(|entry| entry.why.contains("character set")));
}

#[test]
fn programs_do_not_survive() {
    let html = "<article><p onclick=alert(1)>A <a href='java\tscript:alert(1)'>word</a> of <a \
                href=\"data:text/html,<script>alert(2)</script>\">warning</a> and <a href=' vbscript:x'>one</a> \
                more.<script>alert(3)</script><style>p{}</style><!-- alert(4) --></p><svg><script>alert(5)</script>\
                <text>drawn</text><style/><p>after</p></svg><template><p>alert(6)</p></template><iframe \
                srcdoc='<script>alert(7)</script>'>alert(8)</iframe><img src='javascript:alert(9)' alt='A \
                picture'><img src=x onerror=alert(10) alt=''><math><mtext><table><mglyph><style><!--</style><img \
                title=\"--&gt;&lt;img src=1&gt;\"></math></article>";
    let article = page(html);
    let text = markdown::blocks(&article.blocks);
    assert!(!text.contains("alert"), "{text}");
    assert!(!text.to_lowercase().contains("script"), "{text}");
    assert!(text.starts_with("A word of warning and one more."), "{text}");
    assert!(text.contains("![A picture](/theme/placeholder.svg)"), "{text}");
    assert!(text.contains("![--\\>\\<img src=1\\>](/theme/placeholder.svg)"), "{text}");
    let named = |text: &str| article.left_out.iter().any(|entry| entry.text.contains(text));
    assert!(named("javascript:alert(1)") || named("script:alert(1)"), "{:?}", article.left_out);
    assert!(named("drawn"), "{:?}", article.left_out);
}

/// Pages that are made to take long, to take much, or to go deep; each ends soon.
#[test]
fn large_and_deep_pages_end() {
    let many = |part: &str, count: usize| part.repeat(count);
    let numbered = |count: usize, of: fn(usize) -> String| (0..count).map(of).collect::<String>();
    let pages = [
        ("deep", format!("{}word{}", many("<div>", 100_000), many("</div>", 100_000))),
        ("deep lists", format!("{}word", many("<ul><li>", 100_000))),
        ("deep quotes", format!("{}word{}", many("<blockquote>", 100_000), many("<p>more", 1_000))),
        ("deep tables", format!("{}word", many("<table><tr><td>", 50_000))),
        ("deep figures", format!("{}word", many("<figure><figcaption>", 50_000))),
        ("open marks", numbered(50_000, |at| format!("<b id=x{at}><p>w</p>"))),
        ("attributes", format!("<p {}>word</p>", numbered(100_000, |at| format!("a{at} ")))),
        ("references", many("&amp;&lt;&CounterClockwiseContourIntegral;&#x10FFFF;&#99999999;", 50_000)),
        ("open tags", many("<", 300_000)),
        ("comments", many("<!--", 200_000)),
        ("a long link", format!("<a href=/{}>{}</a>", many("x", 1_900), many("<b>a</b>a", 100_000))),
        (
            "long addresses",
            format!(
                "<base href=https://a.example/{}/>{}",
                many("x", 100_000),
                many("<a href=a>b</a>", 50_000)
            ),
        ),
        (
            "long classes",
            format!(
                "<ol class='{}'>{}</ol>",
                many("fn ", 300_000),
                numbered(20_000, |at| format!("<a href=#x{at}>1</a><li id=x{at}>n"))
            ),
        ),
        (
            "a wide table",
            format!("<table><tr>{}</tr>{}</table>", many("<td>a", 20_000), many("<tr><td>b<td>c", 20_000)),
        ),
        ("pictures", many(&format!("<img alt=a src=data:image/png;base64,{}>", many("iVBO", 60)), 10_000)),
        (
            "a title",
            format!("<title>{}</title><meta property=og:site_name content=x><p>word", many("| ", 200_000)),
        ),
        ("breaks", many("a<br>", 200_000)),
        ("data", format!("<script type=application/ld+json>{}</script><p>word", many("[", 200_000))),
        (
            "names",
            format!(
                "<script type=application/ld+json>{{\"@type\":\"Article\",\"author\":[{}\"a\"],\"keywords\":[{}\"a\"]}}</script><p>word",
                numbered(100_000, |at| format!("\"a{at}\",")),
                numbered(100_000, |at| format!("\"a{at}\","))
            ),
        ),
        ("hidden", many("<p hidden style='display:none'><i>a", 100_000)),
    ];
    for (name, html) in pages {
        let begun = Instant::now();
        let article = read(Format::Html, html.as_bytes());
        let _ = article.map(|article| markdown::blocks(&article.blocks).len());
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
    }
    assert!(read(Format::Html, many("<b>a", 3_000_000).as_bytes()).is_err(), "parts without end");
}

#[test]
fn the_article_is_found() {
    let prose =
        "<p>Both ministries have said in public what each had told the other in private for a year.</p>";
    let plain = "Both ministries have said in public what each had told the other in private for a year.";
    let cases = [
        // Marked.
        format!("<div><p>Other words.</p></div><article>{prose}{prose}</article>"),
        format!("<div class=x><div itemprop=articleBody>{prose}{prose}</div></div><div>Other words.</div>"),
        format!("<main>{prose}{prose}</main><div>Other words.</div>"),
        // A list of cards beside it.
        format!("<article><a href=/1>Other</a></article><article>words.</article><article>{prose}{prose}</article>"),
        format!("<script type=application/ld+json>{{\"@type\":\"Report\",\"articleBody\":\"{plain} {plain}\"}}</script><div><div>Other words.</div>{prose}{prose}<div><p>Other words.</div></div>").replacen("<p>", "<div class=t><p>", 1).replacen("</p><div>", "</p></div><div>", 1),
        // Not marked.
        format!("<div>Other words.</div><div><div class=text>{prose}{prose}</div></div>"),
        format!("<form id=page><div>Other words.</div><div class='has-sidebar'>{prose}{prose}</div></form>"),
        format!("<table><tr><td>Other words.<td>{prose}{prose}</table>"),
    ];
    for html in cases {
        let article = page(&html);
        let text = markdown::blocks(&article.blocks);
        assert_eq!(text, format!("{plain}\n\n{plain}"), "{html}");
        let left: Vec<&str> = article.left_out.iter().map(|entry| entry.text.as_str()).collect();
        assert!(left.join(" ").trim_start_matches("Other words. ") == "Other words.", "{html}: {left:?}");
    }
    assert_eq!(text_of("A line.<br><br>Another."), "A line.\n\nAnother.");
    assert_eq!(text_of(""), "");
}

#[test]
fn titles_lose_the_name_of_the_site() {
    for (head, body, title) in [
        ("<title>A case | The Site</title><meta property=og:site_name content='The Site'>", "", "A case"),
        ("<title>The A-case</title><meta property=og:site_name content=case>", "", "The A-case"),
        ("<title>A case: in two parts</title>", "", "A case: in two parts"),
        ("<title>A case - in two parts</title>", "", "A case - in two parts"),
        ("<title>A case — Anything</title>", "<h1>A case</h1>", "A case"),
        ("", "<h1>A <i>case</i></h1>", "A case"),
        ("<meta property=og:title content='B'><title>A</title>", "", "B"),
    ] {
        let article = page(&format!("<head>{head}</head><body>{body}<p>Some words."));
        assert_eq!(article.meta.title.as_deref(), Some(title), "{head}");
        assert_eq!(markdown::blocks(&article.blocks), "Some words.", "{head}");
    }
}

#[test]
fn links_are_whole() {
    let html = "<link rel=canonical href='https://a.example/x/y?z=1#top'><article><a href=b>1</a> <a \
                href='../c?d#e'>2</a> <a href=/f>3</a> <a href=//g.example/>4</a> <a href=mailto:h@a.example>5</a> \
                <a href=#i>6</a> <a href='?j'>7</a>";
    assert_eq!(
        text_of(html),
        "[1](https://a.example/x/b) [2](https://a.example/c?d#e) [3](https://a.example/f) \
         [4](https://g.example/) [5](mailto:h@a.example) 6 [7](https://a.example/x/y?j)"
    );
    assert_eq!(text_of("<p><a href=/f>3</a> <a href='g h'>4</a>"), "[3](/f) [4](<g h>)");
}

/// Between punctuation and a letter CommonMark takes a mark for the other end.
#[test]
fn marks_read_back_where_punctuation_touches_a_letter() {
    let cases = [
        ("<b>Faya.</b>The <b>north,</b>close", "**Faya**.The **north**,close", 2),
        ("他说<b>：“是”</b>后", "他说：“**是**”后", 1),
        ("so<i>(they say)</i>it <b>is.</b> And", "so(*they say*)it **is.** And", 2),
        ("a<b>…</b>b, <b><code>x</code></b>y", "a…b, `x`y", 0),
        ("<b>Stop!</b>go, <a href=/f><b>Stop!</b></a>go", "**Stop**!go, [**Stop!**](/f)go", 2),
        ("Stop!<a href=/f>Go</a>", "Stop\\![Go](/f)", 0),
    ];
    for (html, expected, marks) in cases {
        let text = text_of(&format!("<p>{html}</p>"));
        assert_eq!(text, expected);
        let events: Vec<Event> = Parser::new(&text).collect();
        let is_mark = |event: &&Event| matches!(event, Event::Start(Tag::Strong | Tag::Emphasis));
        assert_eq!(events.iter().filter(is_mark).count(), marks, "{events:?}");
        assert!(!events.iter().any(|event| matches!(event, Event::Start(Tag::Image { .. }))), "{events:?}");
        let seen: String = events
            .iter()
            .map(|event| match event {
                Event::Text(text) => text,
                _ => "",
            })
            .collect();
        assert!(!seen.contains(['*', '\\']), "{seen}");
    }
}

/// All words of an article, wherever they are now.
fn words_of(article: &Article) -> BTreeMap<String, usize> {
    let mut text = String::new();
    collect(&article.blocks, &mut text);
    for entry in &article.left_out {
        text.push(' ');
        text.push_str(&entry.text);
    }
    counted(&text)
}

fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

fn collect(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(rich) | Kind::Heading(_, rich) => add(rich, text),
            Kind::Figure(figure) => {
                add(&figure.caption, text);
                add(&figure.credit, text);
            }
            Kind::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| add(cell, text));
            }
            Kind::Code { text: code, .. } | Kind::Markdown(code) => add(&Rich::plain(code.clone()), text),
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => collect(inner, text),
            Kind::List { items, .. } => items.iter().for_each(|item| collect(item, text)),
            Kind::Rule => {}
        }
    }
}

fn add(rich: &Rich, text: &mut String) {
    for run in &rich.0 {
        match run.kind {
            RunKind::Text | RunKind::Reference => text.push_str(&run.text),
            RunKind::Break | RunKind::Picture(_) => text.push(' '),
        }
    }
    text.push(' ');
}

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "a", "a href=#fn1", "a href=/x rel=author", "article", "aside", "b", "blockquote", "body", "br", "button",
    "caption", "cite", "code", "dd", "details", "div", "div class=caption", "div class='image photo'",
    "div class=comments", "div itemprop=articleBody", "dl", "dt", "em", "figcaption", "figure", "footer",
    "form", "h1", "h2", "header", "hr", "img src=a.jpg", "li", "li id=n1", "main", "nav", "noscript", "ol",
    "option", "p", "p class=credit", "p hidden", "p id=fn1", "pre", "q", "section", "select", "span", "sup",
    "svg", "table", "tbody", "td", "td colspan=3", "th", "thead", "time datetime=2024-05-28", "tr", "ul",
    "video", "x-custom",
];

/// A part of a page, with `#` where a word stands.
fn part() -> impl Strategy<Value = String> {
    let tag = || prop::sample::select(TAGS);
    prop_oneof![
        4 => Just("#".to_owned()),
        1 => Just("# # # # # # # # # # # # # # # # # # # #".to_owned()),
        3 => tag().prop_map(|tag| format!("<{tag}>")),
        3 => tag().prop_map(|tag| format!("</{}>", tag.split(' ').next().unwrap_or_default())),
        1 => Just("<script>var hidden;</script>".to_owned()),
        1 => Just("<!-- hidden -->&nbsp;&amp;".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whatever the tags around it, each word of a page is somewhere, and once.
    #[test]
    fn words_are_kept(parts in prop::collection::vec(part(), 0..60)) {
        let mut number = 0;
        let mut html = String::new();
        for part in &parts {
            for piece in part.split_inclusive('#') {
                html.push_str(piece.trim_end_matches('#'));
                if piece.ends_with('#') && !part.contains("href=#") {
                    html.push_str(&format!(" w{number} "));
                    number += 1;
                } else if piece.ends_with('#') {
                    html.push('#');
                }
            }
        }
        let expected: BTreeMap<String, usize> = (0..number).map(|at| (format!("w{at}"), 1)).collect();
        prop_assert_eq!(words_of(&page(&html)), expected, "{}", html);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let article = read(Format::Html, &bytes).expect("a page");
        markdown::blocks(&article.blocks);
    }

    #[test]
    fn any_marks_are_read(text in r#"([<>/!='"&;# -]|[a-z]{1,3}|<(p|td|li|svg|script|title|a href="|img src="data:image/png;base64,)|\pL){0,80}"#) {
        let article = page(&text);
        markdown::blocks(&article.blocks);
    }
}
