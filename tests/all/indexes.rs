//! What the indexes by country and date say, on small sites of their own.

use super::support::{Site, text};

fn notes(site: &Site) -> String {
    let output = site.run(["build", "--now", "2026-01-01"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stderr)
}

fn words(count: usize) -> String {
    "The ministers met again and adjourned without a word to the press. ".repeat(count / 12 + 1)
}

#[test]
fn what_labels_and_notes_on_countries_name_is_named() {
    let site = Site::new();
    let countries = "[{code: KP, trend: deteriorated, note: North Korea fired three missiles.}, ML, NO]";
    site.write(
        "content/briefs/a.md",
        format!(
            "---\ntitle: A month\ndate: 2024-05-28\nkicker: Mali\ndateline: Oslo\ncountries: {countries}\n---\n{}",
            words(60)
        ),
    );
    assert_eq!(notes(&site), "");
    // And what a note speaks of is spoken of.
    site.write(
        "content/briefs/b.md",
        "---\ntitle: B\ndate: 2024-05-28\ncountries: [{code: KP, trend: improved, note: Peru signed. So did Peru. Peru paid.}]\n---\n",
    );
    assert!(notes(&site).contains("speaks of Peru"), "{}", notes(&site));
}

#[test]
fn a_tag_that_breaks_the_line_parts_words() {
    let site = Site::new();
    site.write(
        "content/briefs/a.md",
        format!(
            "---\ntitle: A\ndate: 2024-05-28\ncountries: [FR]\n---\nIn spring<br>France<br/>spoke.\n\n{}",
            words(60)
        ),
    );
    assert_eq!(notes(&site), "");
    assert!(site.read("public/index.html").contains("In spring France spoke."));
}

#[test]
fn the_earlier_brief_with_the_most_in_common_is_found_among_many() {
    let site = Site::new();
    let brief = |name: &str, date: &str, countries: &str, topics: &str| {
        site.write(
            &format!("content/briefs/{name}.md"),
            format!("---\ntitle: {name}\ndate: {date}\ncountries: [{countries}]\ntopics: [{topics}]\n---\n"),
        );
    };
    brief("best", "2020-01-01", "KP, RU", "parades");
    for day in 1..=20 {
        brief(&format!("north-{day}"), &format!("2023-01-{day:02}"), "KP", "trade");
        brief(&format!("russia-{day}"), &format!("2023-02-{day:02}"), "RU", "oil");
        brief(&format!("parade-{day}"), &format!("2023-03-{day:02}"), "FR", "parades");
    }
    brief("latest", "2023-03-25", "KP, RU", "parades");
    site.built();
    let page = site.read("public/2023/03/25/latest/index.html");
    let earlier = page.split_once("id=\"earlier\"").expect("earlier briefs").1;
    let first = earlier.split_once("earlier-title").expect("a title").1;
    assert!(
        first.contains("/2020/01/01/best/") && first.find("/2020/01/01/best/") < first.find("</a>"),
        "{earlier}"
    );
}

#[test]
fn calendars_know_a_figure_by_its_day_and_picture() {
    let site = Site::new();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>";
    ["hall", "gate"].iter().for_each(|name| {
        site.write(&format!("content/briefs/{name}.svg"), drawing);
    });
    let figure = |name: &str, day: &str| format!("![{name}]({name}.svg)\n*The {name} ({day}).*\n\n");
    let ids = |figures: &[String]| -> Vec<String> {
        site.brief("a.md", "", &figures.concat());
        site.built();
        let calendar = site.read("public/timeline.ics").replace("\r\n ", "");
        calendar.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_owned).collect()
    };
    let before = ids(&[figure("hall", "2023-07-27"), figure("hall", "2023-07-27")]);
    assert_eq!(before.len(), 2);
    assert_ne!(before[0], before[1]);
    let after =
        ids(&[figure("gate", "2019-01-01"), figure("hall", "2023-07-27"), figure("hall", "2023-07-27")]);
    assert_eq!(after.len(), 3);
    assert!(before.iter().all(|id| after.contains(id)), "{before:?} {after:?}");
}

#[test]
fn events_of_up_to_ten_years_stand_in_each() {
    let site = Site::new();
    site.brief("short.md", "event: 2013-12-31/2023-01-01\n", "");
    site.brief("long.md", "event: 2000-01-01/2010-01-01\n", "");
    site.built();
    assert!(site.exists("public/timeline/2015/index.html"));
    assert!(site.exists("public/timeline/2000/index.html") && site.exists("public/timeline/2010/index.html"));
    assert!(!site.exists("public/timeline/2005/index.html"));
}

#[test]
fn the_last_day_of_all_has_an_end() {
    let site = Site::new();
    site.brief("a.md", "event: 9999-12-30/9999-12-31\n", "");
    site.built();
    let calendar = site.read("public/timeline.ics");
    assert!(calendar.contains("DTSTART;VALUE=DATE:99991230\r\nDURATION:P2D\r\n"), "{calendar}");
}

#[test]
fn names_are_found_whatever_blanks_and_hyphens_they_have() {
    let site = Site::new();
    let titles = [
        "Papua New\u{a0}Guinea votes",
        "South\u{a0}Sudan votes",
        "Guinea\u{2011}Bissau votes",
        "Co\u{302}te d’Ivoire votes",
    ];
    let countries = ["PG", "SS", "GW", "CI"];
    for (number, (title, country)) in titles.iter().zip(countries).enumerate() {
        let text = format!(
            "---\ntitle: {title}\ndate: 2024-05-28\ncountries: [{country}]\n---\nIn {title}. {}",
            words(60)
        );
        site.write(&format!("content/briefs/{number}.md"), text);
    }
    assert_eq!(notes(&site), "");
}

#[test]
fn the_advice_of_a_note_can_be_followed() {
    let site = Site::new();
    let brief = "---\ntitle: Выборы в Грузии\ndate: 2024-05-28\ncountries: [RU]\nlanguage: ru\n---\nРоссия.";
    site.write("content/briefs/a.md", brief);
    let said = notes(&site);
    let (_, advice) = said.split_once("gazetteer: ").expect("advice");
    let advice = advice.split(" in dateline.yaml").next().expect("its end");
    let settings = "title: Test\nbase_url: https://example.org/\n";
    site.write("dateline.yaml", format!("{settings}gazetteer: {advice}\n"));
    assert_eq!(notes(&site), "");
    // The stem stands for all forms of the word.
    site.write("dateline.yaml", format!("{settings}gazetteer: {{ignore: [Грузи]}}\n"));
    assert_eq!(notes(&site), "");
}
