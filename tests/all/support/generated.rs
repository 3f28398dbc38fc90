//! A made-up site of any size: the same one for the same number, on any machine.

use super::Site;

const COUNTRIES: &[&str] = &["KP", "Russia", "CHN", "Japan", "Norway", "Kenya", "Chile", "Fiji"];
const TOPICS: &[&str] = &["diplomacy", "state media", "energy", "borders", "Öl & Gas"];
const AUTHORS: &[&str] = &["Korea desk", "Åsa Öberg", "김 기자", "First desk"];
const LANGUAGES: &[&str] = &["en", "de", "ko", "ar"];

/// A drawing of its own for each number.
pub fn drawing(number: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"90\"><path d=\"M0 {number}h9\"/></svg>\n",
        100 + number
    )
}

/// A site with settings, standing pages, static files and `briefs` briefs, every tenth of them with a
/// picture beside it.
pub fn site(briefs: usize) -> Site {
    let site = Site::new();
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n");
    site.write("static/img/mark.svg", drawing(0));
    for number in 0..briefs {
        let (name, text) = brief(number);
        site.write(&name, text);
        if number % 10 == 0 {
            site.write(&name.replace("index.md", "picture.svg"), drawing(number));
        }
    }
    site
}

/// The file and the text of one brief.
pub fn brief(number: usize) -> (String, String) {
    let (year, month, day) = (2021 + number % 3, 1 + number % 4, 1 + number % 27);
    let country = COUNTRIES[number % COUNTRIES.len()];
    let other = COUNTRIES[(number / COUNTRIES.len() + number + 1) % COUNTRIES.len()];
    let countries = if country == other { country.to_owned() } else { format!("{country}, {other}") };
    let (topic, author) = (TOPICS[number % TOPICS.len()], AUTHORS[number % AUTHORS.len()]);
    let language = LANGUAGES[number % LANGUAGES.len()];
    let is_bundle = number.is_multiple_of(10);
    let figure = if is_bundle { "![A line](picture.svg)\n*What the line shows.* Our desk\n\n" } else { "" };
    let text = format!(
        "---\ntitle: \"Brief {number}: what happened\"\ndate: {year}-{month:02}-{day:02} 09:{:02}\n\
         countries: [{countries}]\nauthors: [{author}]\ntopics: [\"{topic}\"]\nlanguage: {language}\n\
         key_points: [\"Point **{number}**\"]\n---\n\
         Paragraph number {number}, with a [link](/about/) and a note.[^n]\n\n{figure}\
         ## Heading\n\n| a | b |\n|---|---|\n| {number} | 2 |\n\n[^n]: The note.\n",
        number % 60
    );
    let end = if is_bundle { "/index.md" } else { ".md" };
    (format!("content/briefs/{year}/brief-{number}{end}"), text)
}
