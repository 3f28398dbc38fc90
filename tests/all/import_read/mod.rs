//! What readers make of files: word processors' documents and Markdown of other generators.
//!
//! Beside each file in `tests/import/docx/` and `tests/import/markdown/` lies what is expected of it,
//! `NAME.expected.txt`: its fields, its text as Markdown, its files, and what was left out.
//! `DATELINE_UPDATE=1 cargo test import_read` rewrites that; read the difference before you commit.

mod any;
mod documents;
mod pictures;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read, Write as _};

use dateline::import::article::{Article, Block, Figure, Kind, Rich, RunKind};
use dateline::import::{self, Format, Unreadable, markdown};
use unicode_normalization::UnicodeNormalization;

use crate::support::repository;

#[test]
fn documents_are_read_as_expected() {
    hold("docx", "docx");
}

#[test]
fn markdown_is_read_as_expected() {
    hold("markdown", "md");
}

fn hold(folder: &str, extension: &str) {
    let folder = repository("tests/import").join(folder);
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("read the fixtures") {
        let path = entry.expect("a fixture").path();
        if path.extension().is_none_or(|own| own != extension) {
            continue;
        }
        count += 1;
        let bytes = fs::read(&path).expect("read a fixture");
        let format = Format::of(&path.to_string_lossy(), &bytes);
        let found = shown(&import::read(format, &bytes).expect("a fixture can be read"));
        let expected = path.with_extension("expected.txt");
        if std::env::var_os("DATELINE_UPDATE").is_some() {
            fs::write(&expected, &found).expect("write what is expected");
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", expected.display()));
        }
    }
    assert!(count > 0, "no fixtures in {}", folder.display());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An article as text for people.
fn shown(article: &Article) -> String {
    let meta = &article.meta;
    let mut text = String::new();
    let one = |text: &mut String, name: &str, value: &Option<String>| {
        if let Some(value) = value {
            writeln!(text, "{name}: {value}").expect("write");
        }
    };
    one(&mut text, "title", &meta.title);
    one(&mut text, "kicker", &meta.kicker);
    one(&mut text, "summary", &meta.summary);
    one(&mut text, "date", &meta.date);
    one(&mut text, "updated", &meta.updated);
    for (name, list) in [("author", &meta.authors), ("topic", &meta.topics)] {
        list.iter().for_each(|value| one(&mut text, name, &Some(value.clone())));
    }
    one(&mut text, "language", &meta.language);
    one(&mut text, "publisher", &meta.publisher);
    one(&mut text, "url", &meta.url);
    meta.aliases.iter().for_each(|value| one(&mut text, "alias", &Some(value.clone())));
    one(&mut text, "slug", &meta.slug);
    if meta.draft {
        text.push_str("draft\n");
    }
    for (name, values) in &meta.extra {
        writeln!(text, "extra {name}: {}", values.join(" | ")).expect("write");
    }
    for block in &article.blocks {
        let name = match &block.kind {
            Kind::Heading(level, _) => format!("Heading {level}"),
            kind => {
                let name = format!("{kind:?}");
                name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
            }
        };
        let written = markdown::blocks(std::slice::from_ref(block));
        writeln!(text, "\n[{}: {name}]\n{written}", block.line).expect("write");
    }
    text.push('\n');
    for file in &article.files {
        writeln!(text, "file {}: {} bytes", file.name, file.bytes.len()).expect("write");
    }
    for left in &article.left_out {
        writeln!(text, "left out {}: {:?} ({})", left.line, left.text, left.why).expect("write");
    }
    text
}

/// Letters and digits, and how often each of them is there.
type Letters = BTreeMap<char, usize>;

fn count(text: &str, letters: &mut Letters) {
    for c in text.nfkc().filter(|c| c.is_alphanumeric()) {
        *letters.entry(c).or_default() += 1;
    }
}

/// What is in an article and in what was left out of it.
fn letters(article: &Article, with_links: bool) -> Letters {
    let mut letters = Letters::new();
    let meta = &article.meta;
    let single = [&meta.title, &meta.kicker, &meta.summary, &meta.date, &meta.updated, &meta.language];
    let further = [&meta.publisher, &meta.url, &meta.slug];
    for text in single.into_iter().chain(further).flatten() {
        count(text, &mut letters);
    }
    for text in meta.authors.iter().chain(&meta.topics).chain(&meta.aliases) {
        count(text, &mut letters);
    }
    for text in meta.extra.iter().flat_map(|(name, values)| std::iter::once(name).chain(values)) {
        count(text, &mut letters);
    }
    collect(&article.blocks, with_links, &mut letters);
    article.left_out.iter().for_each(|left| count(&left.text, &mut letters));
    letters
}

fn collect(blocks: &[Block], with_links: bool, letters: &mut Letters) {
    let mut rich = |text: &Rich| {
        for run in &text.0 {
            if run.kind != RunKind::Reference || with_links {
                count(&run.text, letters);
            }
            if with_links {
                run.link.iter().for_each(|link| count(link, letters));
                if let RunKind::Picture(source) = &run.kind {
                    count(&format!("{source:?}"), letters);
                }
            }
        }
    };
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(text) | Kind::Heading(_, text) => rich(text),
            Kind::Figure(Figure { pictures, caption, credit }) => {
                rich(caption);
                rich(credit);
                for picture in pictures {
                    rich(&Rich::plain(picture.description.clone()));
                    if with_links {
                        rich(&Rich::plain(format!("{:?}", picture.source)));
                    }
                }
            }
            Kind::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(&mut rich),
            Kind::Code { text, .. } | Kind::Markdown(text) => rich(&Rich::plain(text.clone())),
            Kind::Quote(_) | Kind::List { .. } | Kind::Note { .. } | Kind::Rule => {}
        }
    }
    for block in blocks {
        match &block.kind {
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => collect(inner, with_links, letters),
            Kind::List { items, .. } => items.iter().for_each(|item| collect(item, with_links, letters)),
            _ => {}
        }
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(repository("tests/import").join(name)).expect("read a fixture")
}

const DOCUMENTS: [&str; 6] = ["bare", "brief", "changes", "frames", "notes", "numbers"];

/// The parts of a document.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let count = archive.len();
    let read = |at: usize| {
        let mut file = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("unpack a part");
        (file.name().to_owned(), bytes)
    };
    (0..count).map(read).collect()
}

fn packed(parts: &[(String, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        archive.start_file(name.as_str(), options).expect("start a part");
        archive.write_all(bytes).expect("write a part");
    }
    archive.finish().expect("finish an archive").into_inner()
}

/// A document of a body alone.
fn document(body: &str) -> Vec<u8> {
    let text = format!("<w:document><w:body>{body}</w:body></w:document>");
    packed(&[("word/document.xml".to_owned(), text.into_bytes())], zip::CompressionMethod::Stored)
}

fn refusal(bytes: &[u8]) -> Unreadable {
    import::read(Format::Docx, bytes).expect_err("it cannot be read")
}

#[test]
fn says_why_a_document_cannot_be_read() {
    assert!(refusal(b"").message.contains("no .docx"));
    assert!(refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").message.contains("password"));
    let other = packed(&[("mimetype".to_owned(), b"x".to_vec())], zip::CompressionMethod::Stored);
    assert!(refusal(&other).message.contains("no text of a word processor"));
    assert!(refusal(&document("<w:p>")).message.contains("word/document.xml"));
    let deep = format!("{}{}", "<w:sdt>".repeat(100_000), "</w:sdt>".repeat(100_000));
    assert!(refusal(&document(&deep)).message.contains("in each other"));
    let many = "<a/>".repeat(1_000_001);
    assert!(refusal(&document(&many)).message.contains("more than"));
}

#[test]
fn a_bomb_does_not_go_off() {
    let zeros = vec![b' '; 33 << 20];
    let bomb = [("word/document.xml".to_owned(), zeros)];
    let bomb = packed(&bomb, zip::CompressionMethod::Deflated);
    assert!(bomb.len() < 1 << 20, "it is small");
    assert!(refusal(&bomb).message.contains("too large"));
}

#[test]
fn wide_and_crooked_tables_stay_small() {
    let cell =
        r#"<w:tc><w:tcPr><w:gridSpan w:val="4000000000"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"#;
    let article =
        import::read(Format::Docx, &document(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell.repeat(100))))
            .expect("a table");
    let Some(Block { kind: Kind::Table { rows, .. }, .. }) = article.blocks.first() else {
        panic!("{:?}", article.blocks)
    };
    assert_eq!(rows[0].len(), 64);
    assert_eq!(letters(&article, false)[&'a'], 100);
}

#[test]
fn lists_beside_each_other_stay_apart() {
    let article = import::read(Format::Docx, &fixture("docx/numbers.docx")).expect("a document");
    let text = markdown::blocks(&article.blocks);
    let mut starts = Vec::new();
    let mut depth = 0;
    for event in pulldown_cmark::Parser::new(&text) {
        match event {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::List(first)) => {
                starts.extend((depth == 0).then_some(first));
                depth += 1;
            }
            pulldown_cmark::Event::End(pulldown_cmark::TagEnd::List(_)) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(starts, [Some(1), Some(3), Some(7), Some(4), None], "{text}");
}

/// What a reader could take too long for, if it looked at things again and again.
#[test]
fn crowded_documents_are_read() {
    let choice = ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>");
    let nested = format!("{}{}{}", choice.0.repeat(90), "<a/>".repeat(200_000), choice.1.repeat(90));
    let sign = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:t>a</w:t></w:r>";
    let note = |at: usize| format!("<w:r><w:footnoteReference w:id=\"{at}\"/></w:r>");
    let item = |at: usize| {
        let place = format!("<w:ilvl w:val=\"{}\"/><w:numId w:val=\"{at}\"/>", at * 7 % 9);
        format!("<w:p><w:pPr><w:numPr>{place}</w:numPr></w:pPr><w:r><w:t>b</w:t></w:r></w:p>")
    };
    for (body, letters_in) in [
        (format!("<w:p>{nested}</w:p>"), 0),
        (format!("<w:p>{}</w:p>", sign.repeat(30_000)), 30_000),
        (format!("<w:p>{}</w:p>", (0..60_000).map(note).collect::<String>()), 0),
        ((0..20_000).map(item).collect(), 20_000),
        (format!("<w:p>{}</w:p>", "<w:r><w:t>c</w:t></w:r>".repeat(200_000)), 200_000),
    ] {
        let article = import::read(Format::Docx, &document(&body)).expect("a document");
        assert_eq!(letters(&article, false).values().sum::<usize>(), letters_in);
        let _ = markdown::blocks(&article.blocks);
    }
}

#[test]
fn shortcodes_are_listed() {
    let text = "A {{< ref \"x.md\" >}} and\n{{% note %}}\nx {% if page.x\n  == 1 %} {{ site.title }}\n{{</* shown */>}} {{< open\n{{ late }}\n{# a remark #} {#id}";
    let found = import::read::shortcodes(text);
    let expected = [
        (1, "{{< ref \"x.md\" >}}"),
        (2, "{{% note %}}"),
        (3, "{% if page.x == 1 %}"),
        (4, "{{ site.title }}"),
        (6, "{{ late }}"),
        (7, "{# a remark #}"),
    ];
    assert_eq!(found, expected.map(|(line, code)| (line, code.to_owned())));
}
