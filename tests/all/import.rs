//! Raw texts and the briefs that `dateline import` makes of them.
//!
//! Each `tests/import/text/NAME.txt` is a text. Beside it stand
//!
//! - `NAME.expected.md`: the brief;
//! - `NAME.expected.txt`: the fields with their sureness and line, the questions, what was taken out of
//!   the text for a field, and what was left out;
//! - `NAME.yaml`, where there is one: settings of the site besides its title and address.
//!
//! `DATELINE_UPDATE=1 cargo test import` rewrites what is expected; read the difference before you
//! commit it.

mod command;
mod moving;
mod pages;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use dateline::config::Config;
use dateline::import::{Desk, Format, Import, import, read};
use dateline::path::SitePath;
use dateline::source::{self, Sources};

use crate::support::{self, Site, repository};
use words::{Words, visible};

const SETTINGS: &str = "title: Test\nbase_url: https://example.org/\n";

/// The settings of a site.
fn config(settings: &str) -> Config {
    let path = SitePath::new("dateline.yaml");
    let mut sources = Sources::default();
    let text = source::text(&path, settings.as_bytes().to_vec()).value;
    sources.texts.insert(path, text);
    Config::read(&sources, None).value.expect("settings")
}

fn imported(text: &str, config: &Config) -> Import {
    let article = read(Format::Plain, text.as_bytes()).expect("a text");
    import(article, &Desk::of(config))
}

/// The brief's text below its front matter.
fn body(brief: &str) -> &str {
    let inner = brief.strip_prefix("---\n").expect("front matter");
    inner.split_once("\n---\n").expect("the front matter's end").1
}

/// What is told of an import, a line for each thing.
fn account(import: &Import) -> String {
    let mut lines = vec![format!("{} ({})", import.slug, import.year.as_deref().unwrap_or("no year"))];
    for field in &import.fields {
        let line = field.line.map_or(String::new(), |line| format!(" line {line}:"));
        lines.push(format!("{}: {} |{line} {}, {}", field.field, field.value, field.sureness, field.why));
    }
    for question in &import.questions {
        lines.push(format!("? {} {:?} {}", question.field, question.lines, question.text));
    }
    lines.extend(
        import.taken.iter().map(|taken| format!("taken {}: {} | {}", taken.line, taken.text, taken.field)),
    );
    lines.extend(
        import.left_out.iter().map(|out| format!("left out {}: {} | {}", out.line, out.text, out.why)),
    );
    lines.iter().map(|line| format!("{}\n", line.replace('\n', "⏎"))).collect()
}

/// Every text, by its name.
pub fn texts() -> Vec<(String, String)> {
    let folder = fs::read_dir(repository("tests/import/text")).expect("read the texts");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("a text").path()).collect();
    paths.sort();
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    let of_name = |path: PathBuf| {
        let name = path.file_stem()?.to_str()?.to_owned();
        (!name.contains('.')).then(|| (name, fs::read_to_string(&path).expect("read a text")))
    };
    paths.into_iter().filter(is_text).filter_map(of_name).collect()
}

fn compare(expected: &Path, found: &str, wrong: &mut Vec<String>) {
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        fs::write(expected, found).expect("write what is expected");
        return;
    }
    let wanted = fs::read_to_string(expected).unwrap_or_default();
    if wanted != found {
        let lines = wanted.lines().zip(found.lines()).position(|(a, b)| a != b);
        let line = lines.unwrap_or(wanted.lines().count().min(found.lines().count()));
        let show = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
        let (wanted, found) = (show(&wanted), show(found));
        wrong.push(format!(
            "{}:{}:\n  expected: {wanted}\n  found:    {found}",
            expected.display(),
            line + 1
        ));
    }
}

#[test]
fn texts_become_briefs() {
    let mut wrong = Vec::new();
    let texts = texts();
    assert!(texts.len() >= 20, "{}", texts.len());
    for (name, text) in &texts {
        let folder = repository("tests/import/text");
        let own = fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap_or_default();
        let settings = format!("{SETTINGS}{own}");
        let import = imported(text, &config(&settings));
        compare(&folder.join(format!("{name}.expected.md")), &import.text, &mut wrong);
        compare(&folder.join(format!("{name}.expected.txt")), &account(&import), &mut wrong);
        builds(name, text, &settings, &import);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The brief builds, unless a question says what it lacks; then the build says it, too. Its page has
/// every word of the text that is not named as taken or left out.
fn builds(name: &str, text: &str, settings: &str, import: &Import) {
    let site = Site::new();
    site.write("dateline.yaml", settings);
    site.write(&format!("content/briefs/{}.md", import.slug), &import.text);
    let output = site.build();
    let said = support::text(&output.stderr);
    let has = |field: &str| import.fields.iter().any(|known| known.field == field);
    let missing: Vec<&str> = ["title", "date", "countries"].into_iter().filter(|field| !has(field)).collect();
    for field in &missing {
        assert!(import.questions.iter().any(|question| question.field == *field), "{name}: {field}");
        assert!(said.contains(&format!("`{field}`")), "{name}: {field}\n{said}");
    }
    assert_eq!(output.status.success(), missing.is_empty(), "{name}: {said}");
    let placeholders = import.text.matches("](/theme/placeholder.svg)").count();
    assert_eq!(said.matches("the picture is still to come").count(), placeholders, "{name}: {said}");
    if !missing.is_empty() {
        return;
    }
    let pages = support::files(&site.path().join("public"));
    let of_brief = format!("/{}/index.html", import.slug);
    let (_, page) = pages.iter().find(|(path, _)| path.ends_with(&of_brief)).expect("the brief's page");
    let mut there = Words::of(&visible(&support::text(page)));
    import.taken.iter().for_each(|taken| there.add(&taken.text));
    import.left_out.iter().for_each(|out| there.add(&out.text));
    assert_eq!(Words::of(text).without(&there), Vec::<String>::new(), "{name}");
}

/// A word whose letters have different marks or links is no lost word.
#[test]
fn a_word_in_several_marks_is_not_lost() {
    let page = "<html><body><article><h1>A title over it</h1><p>Nor<b>way</b> and Swe<a href=\"https://example.org/\">den</a> and Den<i>ma</i>rk trade. They trade a lot.</p></article></body></html>";
    let article = read(Format::Html, page.as_bytes()).expect("a page");
    let import = import(article, &Desk::of(&config(SETTINGS)));
    assert!(import.text.contains("Nor**way**"), "{}", import.text);
    let lost: Vec<_> = import.left_out.iter().filter(|left| left.why.contains("no place")).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// The article that the design was drawn from, where it lies beside the repository; else ours.
#[test]
fn the_raw_article_becomes_a_brief() {
    let seeds = fs::read_dir(repository("../shared/seeds")).into_iter().flatten().flatten();
    let seed =
        seeds.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ext| ext == "txt")).min();
    let own = fs::read_to_string(repository("tests/import/text/article.txt")).expect("our article");
    let given = seed.and_then(|path| fs::read_to_string(path).ok());
    for text in given.into_iter().chain([own]) {
        is_the_article(&text);
        asks_for_the_shorthand(&text);
    }
}

/// What stands on a line of the input: found by what it looks like, so that no sentence is copied here.
fn is_the_article(text: &str) {
    let settings = format!("{SETTINGS}countries: {{KP: {{aliases: [NK]}}}}\n");
    let import = imported(text, &config(&settings));
    let of = |name: &str| -> Vec<_> {
        import
            .fields
            .iter()
            .filter(|field| field.field == name)
            .map(|field| (&*field.value, field.sureness))
            .collect()
    };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let byline = lines.iter().position(|line| line.starts_with("By ")).expect("a byline");
    assert_eq!(of("kicker"), [("Analysis", "certain")]);
    assert_eq!(of("countries"), [("KP", "certain")]);
    assert_eq!(of("date"), [("2024-05-28 22:33:27", "likely")]);
    assert_eq!(of("summary"), [(lines[byline - 1], "likely")]);
    assert_eq!(of("title"), [(lines[byline - 1], "guessed")]);
    assert_eq!(of("authors"), [(&lines[byline][3..], "certain")]);
    assert_eq!(of("desk"), [("产品中心", "likely")]);
    assert_eq!(of("heading"), []);
    let body = body(&import.text).trim();
    let figures: Vec<&str> = body.split("\n\n").filter(|block| block.starts_with("![")).collect();
    assert_eq!(figures.len(), 3, "{body}");
    let mut captions: Vec<&str> = Vec::new();
    for figure in figures {
        let (picture, below) = figure.split_once('\n').expect("a caption");
        let (caption, credit) =
            below.strip_prefix('*').and_then(|rest| rest.rsplit_once("* ")).expect("a credit");
        let description =
            picture.strip_prefix("![").and_then(|rest| rest.split_once("](")).expect("a picture").0;
        assert_eq!(credit, "Yonhap");
        assert!(description.len() > 60 && !description.contains("Yonhap") && !description.contains("strong"));
        let is_line = |words: &str| lines.iter().any(|line| Words::of(line) == Words::of(words));
        assert!(is_line(&format!("{caption} Yonhap")), "{caption}");
        captions.push(caption);
    }
    let mut different = captions.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 3, "each has a caption of its own");
    // Everything else is a paragraph as it was.
    let aside = |line: &&&str| line.ends_with(" Yonhap") || line.starts_with(['[', '(', '2']);
    let paragraphs =
        lines.iter().enumerate().filter(|(at, line)| !(*at + 1 == byline || *at == byline || aside(line)));
    let expected: Vec<&str> = paragraphs.map(|(_, line)| *line).collect();
    let found: Vec<&str> =
        body.split("\n\n").map(str::trim).filter(|block| !block.starts_with("![")).collect();
    assert_eq!(found, expected);
    builds("the article", text, &settings, &import);
    stands_in_its_indexes(&settings, &import);
}

fn stands_in_its_indexes(settings: &str, import: &Import) {
    let site = Site::new();
    site.write("dateline.yaml", settings);
    site.write(&format!("content/briefs/{}.md", import.slug), &import.text);
    site.built();
    let link = format!("/2024/05/28/{}/", import.slug);
    for index in ["countries/prk", "countries/prk/2024/05", "2024/05/28", "2024/05", "2024"] {
        let page = site.read(&format!("public/{index}/index.html"));
        assert!(page.contains(&link), "{index}");
    }
    let page = site.read(&format!("public{link}index.html"));
    assert!(page.contains("North Korea") && page.matches("<figure").count() == 3);
}

/// A site that has not declared it gets a question, and a guess that says that it is one.
fn asks_for_the_shorthand(text: &str) {
    let import = imported(text, &config(SETTINGS));
    let question =
        import.questions.iter().find(|question| question.field == "countries").expect("a question");
    assert!(question.text.contains("`NK`") && question.lines == [1], "{question:?}");
    let countries: Vec<_> = import.fields.iter().filter(|field| field.field == "countries").collect();
    assert!(countries.iter().all(|field| field.sureness != "certain"), "{countries:?}");
    assert!(import.text.contains("NK` stands behind the label"), "{}", import.text);
}
