//! Saved pages, and texts in old character sets, through the readers and the rules.

use dateline::import::{Desk, Format, Import, import, read};

use super::{SETTINGS, body, config, imported};

fn page(html: &str) -> Import {
    let article = read(Format::Html, html.as_bytes()).expect("a page that can be read");
    import(article, &Desk::of(&config(SETTINGS)))
}

fn field<'i>(import: &'i Import, name: &str) -> Vec<(&'i str, &'i str)> {
    let fields = import.fields.iter().filter(|field| field.field == name);
    fields.map(|field| (&*field.value, field.sureness)).collect()
}

fn asks(import: &Import, field: &str, words: &str) -> bool {
    import.questions.iter().any(|question| question.field == field && question.text.contains(words))
}

const TEXT: &str = "<p>The army of Chad has moved two battalions to the north, close to Libya.</p>\
                    <p>It is the first such move since 2021, and it costs money that nobody has got.</p>";

#[test]
fn a_caption_with_its_credit_below_a_picture_is_the_pictures() {
    for below in [
        "<div>Soldiers in Faya. Photo: Ali/AFP</div>",
        "<p><span>Soldiers in Faya.</span> Photo: Ali/AFP</p>",
    ] {
        let import = page(&format!(
            "<article><h1>Chad</h1><div><img src=a.jpg alt=Soldiers>{below}</div>{TEXT}</article>"
        ));
        let text = body(&import.text);
        assert!(text.contains("![Soldiers](a.jpg)\n*Soldiers in Faya.* Photo: Ali/AFP\n"), "{text}");
    }
    let import = page(&format!("<article><h1>Chad</h1><p><img src=a.jpg alt=Soldiers></p>{TEXT}</article>"));
    assert!(body(&import.text).contains("](a.jpg)\n\nThe army"), "{}", import.text);
}

#[test]
fn a_picture_without_a_description_is_asked_about() {
    let import =
        page(&format!("<article><h1>Chad</h1>\n<img src=a.jpg>\n<img src=b.jpg alt=Tanks>{TEXT}</article>"));
    let asked: Vec<_> = import.questions.iter().filter(|question| question.field == "figure").collect();
    assert!(asked.len() == 1 && asked[0].lines == [2], "{asked:?}");
    assert!(asks(&import, "figure", "what does the picture show?"));
}

#[test]
fn the_articles_heading_is_its_title() {
    let import = page(&format!(
        "<title>Chad - Streit | Zeitung</title><article><h1>Chad moves its garrison</h1>{TEXT}</article>"
    ));
    assert_eq!(field(&import, "title"), [("Chad moves its garrison", "certain")]);
    let import = page(&format!("<title>Chad moves | The Paper</title><h2>Chad moves</h2><div>{TEXT}</div>"));
    assert_eq!(field(&import, "title"), [("Chad moves", "certain")]);
}

#[test]
fn a_date_with_parts_of_a_second_is_a_date() {
    let data = r#"{"@type":"Article","headline":"Chad","datePublished":"2024-06-07T01:02:03.000Z","dateModified":"2024-06-08T00:00:00.5+01:00"}"#;
    let import = page(&format!("<script type=application/ld+json>{data}</script><article>{TEXT}</article>"));
    assert_eq!(field(&import, "date"), [("2024-06-07T01:02:03Z", "certain")]);
    assert_eq!(field(&import, "updated"), [("2024-06-08T00:00:00+01:00", "certain")]);
}

#[test]
fn what_stands_over_the_text_is_understood_line_by_line() {
    let import = page(&format!(
        "<article><h1>Chad</h1><div>By <a href=/m>Mahamat Idriss</a> on June 3, 2024 · 4 min read · 3 Comments</div>\
         {TEXT}</article>"
    ));
    assert_eq!(field(&import, "authors"), [("Mahamat Idriss", "certain")]);
    assert_eq!(field(&import, "date"), [("2024-06-03", "certain")]);
    assert_eq!(field(&import, "summary"), []);
    let import = page(
        "<body><table><tr><td><b>Laos owes more</b><br><i>by Kham Souk</i><br>June 1, 2024<br><br>\
         Laos owes China half of its debt, and the rest is in bonds.</td></tr></table>",
    );
    assert_eq!(field(&import, "title"), [("Laos owes more", "likely")]);
    assert_eq!(field(&import, "authors"), [("Kham Souk", "certain")]);
    assert_eq!(field(&import, "date"), [("2024-06-01", "certain")]);
    let import = page(&format!(
        "<html lang=fr><article><h1>Chad</h1><div>Soumis par Rima Haddad le mar, 21/05/2024 - 10:15</div>{TEXT}</article>"
    ));
    assert_eq!(field(&import, "authors"), [("Rima Haddad", "certain")]);
    assert_eq!(field(&import, "date"), [("2024-05-21 10:15", "likely")]);
}

#[test]
fn text_in_an_old_character_set_is_read_and_asked_about() {
    let text = "M\u{e9}diterran\u{e9}e : l'Alg\u{e9}rie rappelle son ambassadeur\n\nPar Zo\u{e9} B\u{e9}ranger\n\n\
                L'Alg\u{e9}rie a rappel\u{e9} son ambassadeur apr\u{e8}s l'annonce, et les \u{e9}lus ont protest\u{e9}.\n";
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let import = import(read(Format::Plain, &bytes).expect("a text"), &Desk::of(&config(SETTINGS)));
    assert_eq!(field(&import, "authors"), [("Zoé Béranger", "certain")]);
    assert!(asks(&import, "text", "not in UTF-8"), "{:?}", import.questions);
    assert!(!asks(&imported(text, &config(SETTINGS)), "text", "not in UTF-8"));
}
