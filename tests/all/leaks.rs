//! What is not published leaves no trace: no page, index, count, feed, sitemap or file name.

use super::support::{Site, files, generated::drawing, text};

/// A kind of brief that is withheld: the word that is nowhere else, the country that is nowhere else,
/// and what keeps it in.
struct Withheld {
    word: &'static str,
    code: &'static str,
    country: &'static str,
    alpha_3: &'static str,
    region: &'static str,
    date: &'static str,
    matter: &'static str,
}

const KINDS: &[Withheld] = &[
    Withheld {
        word: "zqdraft",
        code: "TV",
        country: "Tuvalu",
        alpha_3: "tuv",
        region: "polynesia",
        date: "2011-03-04",
        matter: "draft: true\n",
    },
    Withheld {
        word: "zqembargo",
        code: "NR",
        country: "Nauru",
        alpha_3: "nru",
        region: "micronesia",
        date: "2031-03-04",
        matter: "",
    },
    Withheld {
        word: "zqexpired",
        code: "LS",
        country: "Lesotho",
        alpha_3: "lso",
        region: "southern-africa",
        date: "2012-03-04",
        matter: "expires: 2013-01-01\n",
    },
];

/// Writes a brief that says its word in every field, with pictures in and beside its folder.
fn withhold(site: &Site, kind: &Withheld) {
    let Withheld { word, code, date, matter, .. } = kind;
    let text = |more: &str, picture: &str| {
        format!(
            "---\ntitle: {word}title{more}\nkicker: {word}kicker\nsummary: {word}summary\ndate: {date}\n\
             updated: {date}\nevent: {date}\ndateline: {word}place\ncountries: [{code}, KP]\n\
             authors: [{word} author]\ndesk: {word}desk\ntopics: [{word} topic]\nkey_points: [{word}point]\n\
             sources: [{{title: {word}source, publisher: {word}publisher, url: \"https://{word}.example/\"}}]\n\
             corrections: [{{date: {date}, text: {word}correction}}]\n\
             original: {{publisher: {word}original, url: \"https://{word}.example/o\"}}\n\
             cover: {picture}\nslug: {word}slug{more}\naliases: [/{word}alias{more}/]\nextra: {{note: {word}extra}}\n{matter}---\n\
             {word}text\n\n![{word}alt]({picture})\n*{word}caption ({date})* {word}credit\n\n## {word}heading\n\n\
             Inline ![{word}inline]({picture} \"{word}hover\") and [a link](/{word}file.pdf).[^{word}]\n\n[^{word}]: {word}note\n"
        )
    };
    // As a folder with its pictures, as a file with pictures beside it, and with pictures elsewhere.
    let bundle = format!("content/briefs/{word}/index.md");
    site.write(
        &bundle,
        text("-a", &format!("{word}inside.svg")).replace(&format!("/{word}file.pdf"), "file.pdf"),
    );
    site.write(&format!("content/briefs/{word}/{word}inside.svg"), drawing(1));
    site.write(&format!("content/briefs/{word}/file.pdf"), format!("{word}pdf"));
    site.write(&format!("content/briefs/{word}/deeper/{word}unused.svg"), drawing(2));
    site.write(&format!("content/briefs/2024/{word}.md"), text("-b", &format!("{word}beside.svg")));
    site.write(&format!("content/briefs/2024/{word}beside.svg"), drawing(3));
    site.write(&format!("content/{word}file.pdf"), format!("{word}pdf"));
    site.write(&format!("content/briefs/{word}c.md"), text("-c", &format!("/pictures/{word}.svg")));
    site.write(&format!("content/pictures/{word}.svg"), drawing(4));
    // What is said about its author and its country, who have nothing else to their name.
    site.write(
        &format!("content/authors/{word}-author.md"),
        format!(
            "---\nname: {word} author\nsummary: {word}profile\n---\n![{word}](../pictures/{word}face.svg)\n"
        ),
    );
    site.write(&format!("content/pictures/{word}face.svg"), drawing(5));
    site.write(
        &format!("content/countries/{code}.md"),
        format!("{word}introduction\n\n![{word}](../pictures/{word}flag.svg)\n"),
    );
    site.write(&format!("content/pictures/{word}flag.svg"), drawing(6));
}

fn site() -> Site {
    let site = Site::new();
    site.brief(
        "2024/open.md",
        "event: 2024-05-27\ntopics: [diplomacy]\nauthors: [Korea desk]\n",
        "In the open.\n\n![A](open.svg)",
    );
    site.write("content/briefs/2024/open.svg", drawing(9));
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n");
    site
}

fn build(site: &Site, flags: &[&str]) {
    let mut arguments = vec!["build"];
    arguments.extend(flags);
    if !flags.contains(&"--now") {
        arguments.extend(["--now", "2026-11-01"]);
    }
    let output = site.run(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// Every file whose name or content has the word in it, in any letters.
fn traces(site: &Site, word: &str) -> Vec<String> {
    let holds = |text: &str| text.to_lowercase().contains(word);
    files(&site.path().join("public"))
        .into_iter()
        .filter(|(name, bytes)| holds(name) || holds(&String::from_utf8_lossy(bytes)))
        .map(|(name, _)| name)
        .collect()
}

/// Everything by which a kind could be told.
fn signs(kind: &Withheld) -> Vec<String> {
    let year = &kind.date[..4];
    let mut pair = ["prk", kind.alpha_3];
    pair.sort_unstable();
    vec![
        kind.word.to_owned(),
        kind.country.to_lowercase(),
        format!("/{}/", kind.alpha_3),
        format!("/{}/", pair.join("-")),
        format!("/regions/{}/", kind.region),
        format!("/{year}/"),
        format!("{year}-03"),
    ]
}

#[test]
fn nothing_leaks() {
    let site = site();
    build(&site, &[]);
    let before = files(&site.path().join("public"));
    KINDS.iter().for_each(|kind| withhold(&site, kind));
    build(&site, &[]);
    for kind in KINDS {
        for sign in signs(kind) {
            assert_eq!(traces(&site, &sign), Vec::<String>::new(), "`{sign}` leaks");
        }
    }
    // More than that: they make no difference at all, not even in a count.
    let after = files(&site.path().join("public"));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    for (a, b) in before.iter().zip(&after) {
        assert!(a == b, "{} differs", a.0);
    }
}

/// The words that the flags bring out, so that the test above looks for what can be found.
#[test]
fn the_flags_bring_them_out() {
    let site = site();
    KINDS.iter().for_each(|kind| withhold(&site, kind));
    let [draft, embargo, expired] = KINDS else { panic!("three kinds") };
    let is_out = |kind: &Withheld| {
        let found = traces(&site, kind.word);
        let pieces = ["title-a", "text", "slug-b", "caption", "credit", "alt", "kicker", "summary", "place"];
        let more = ["correction", "point", "source", " author", " topic", "-author", "-topic", "heading"];
        let last =
            ["alias-a", "beside.svg", "inside.svg", "face.svg", "flag.svg", "introduction", "file.pdf"];
        let pieces = pieces.iter().chain(&more).chain(&last);
        let missing: Vec<_> =
            pieces.filter(|piece| traces(&site, &format!("{}{piece}", kind.word)).is_empty()).collect();
        assert!(found.is_empty() || missing.is_empty(), "{}: {missing:?}", kind.word);
        for sign in signs(kind) {
            assert_eq!(traces(&site, &sign).is_empty(), found.is_empty(), "{sign}");
        }
        !found.is_empty()
    };
    let cases: &[(&[&str], [bool; 3])] = &[
        (&[], [false, false, false]),
        (&["--drafts"], [true, false, false]),
        (&["--future"], [false, true, false]),
        (&["--drafts", "--future"], [true, true, false]),
        (&["--now", "2031-03-03T23:59:59Z"], [false, false, false]),
        (&["--now", "2031-03-04T00:00:00Z"], [false, true, false]),
        (&["--now", "2012-12-31T23:59:59Z"], [false, false, true]),
        (&["--now", "2013-01-01T00:00:00Z"], [false, false, false]),
        (&["--now", "2012-03-03T23:59:59Z"], [false, false, false]),
        (&[], [false, false, false]),
    ];
    for (flags, expected) in cases {
        build(&site, flags);
        assert_eq!([is_out(draft), is_out(embargo), is_out(expired)], *expected, "{flags:?}");
    }
}

#[test]
fn a_draft_page_does_not_leak() {
    let site = site();
    build(&site, &[]);
    let before = files(&site.path().join("public"));
    let text = |more: &str| {
        format!(
            "---\ntitle: zqpage title{more}\nsummary: zqpagesummary\naliases: [/zqpagealias{more}/]\ndraft: true\n---\n\
             zqpagetext\n\n![zqpagealt](zqpage.svg)\n*zqpagecaption*\n"
        )
    };
    site.write("content/pages/zqpage/index.md", text("-a"));
    site.write("content/pages/zqpage/zqpage.svg", drawing(1));
    site.write("content/pages/zqpageloose.md", text("-b"));
    site.write("content/pages/zqpage.svg", drawing(2));
    build(&site, &[]);
    assert_eq!(traces(&site, "zqpage"), Vec::<String>::new());
    assert!(files(&site.path().join("public")) == before);
    build(&site, &["--drafts"]);
    for word in ["zqpage title-a", "zqpagetext", "zqpagealt", "zqpagecaption", "zqpagealias-b", "zqpage.svg"]
    {
        assert!(!traces(&site, word).is_empty(), "{word}");
    }
    assert!(site.exists("public/zqpageloose/index.html") && site.exists("public/zqpage/zqpage.svg"));
}

/// A published page that shows what belongs to an unpublished one is a mistake, and nothing is written.
#[test]
fn a_link_to_what_is_withheld_is_an_error() {
    let links = [
        ("[a](secret/index.md)", "not published"),
        ("[a](secret/)", "not published"),
        ("[a](secret)", "not published"),
        ("![a](secret/zq.svg)", "not published"),
        ("![a](../briefs/secret/deep/zq.svg)", "not published"),
        ("[a](/2024/05/28/secret/)", "leads nowhere"),
        ("[a](../pages/hidden/index.md)", "not published"),
        ("![a](../pages/hidden/zq.svg)", "not published"),
        ("[a](/hidden/)", "leads nowhere"),
    ];
    for (link, says) in links {
        let site = Site::new();
        site.brief("secret/index.md", "draft: true\n", "Not yet.");
        site.write("content/briefs/secret/zq.svg", drawing(1));
        site.write("content/briefs/secret/deep/zq.svg", drawing(1));
        site.write("content/pages/hidden/index.md", "---\ntitle: Hidden\ndraft: true\n---\nNot yet.\n");
        site.write("content/pages/hidden/zq.svg", drawing(1));
        site.brief("open.md", "", link);
        let output = site.build();
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{link}: {error}");
        assert!(error.contains(says), "{link}: {error}");
        assert!(error.contains("content/briefs/open.md:6:"), "{link}: {error}");
        assert!(!site.exists("public"));
    }
}
