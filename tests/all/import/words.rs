//! Nothing is lost: every word of any text is in the brief that was made of it, or is named.
//!
//! `PROPTEST_CASES=5000 cargo test import` looks longer.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dateline::brief::{Body, Brief, Fill, Fragment};
use dateline::config::Config;
use dateline::path::{SitePath, composed};
use dateline::source;
use proptest::prelude::*;

use super::{SETTINGS, body, config, imported, texts};
use crate::properties::{SNIPPETS, anything, cases};

/// How often each word stands in a text. A word is letters and digits in lower case; of Chinese and
/// Japanese each sign is one, since nothing stands between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, usize>);

impl Words {
    pub fn of(text: &str) -> Words {
        let mut words = Words::default();
        words.add(text);
        words
    }

    pub fn add(&mut self, text: &str) {
        let hidden = |c: &char| "\u{200b}\u{200e}\u{200f}\u{feff}\u{ad}".contains(*c);
        let seen: String = text.chars().filter(|c| !hidden(c)).collect();
        let mut word = String::new();
        for c in composed(&seen).to_lowercase().chars().chain([' ']) {
            let is_sign = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}');
            if is_sign || !c.is_alphanumeric() {
                self.count(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.push(c);
            }
            if is_sign {
                self.count(std::mem::take(&mut word));
            }
        }
    }

    fn count(&mut self, word: String) {
        if !word.is_empty() {
            *self.0.entry(word).or_default() += 1;
        }
    }

    /// Those that `others` have not, or not as often.
    pub fn without(&self, others: &Words) -> Vec<String> {
        let lacking = |(word, count): (&String, &usize)| {
            let there = others.0.get(word).copied().unwrap_or(0);
            (*count > there).then(|| word.clone())
        };
        self.0.iter().filter_map(lacking).collect()
    }

    /// The same of each letter and digit.
    fn letters(&self) -> Words {
        let mut letters = Words::default();
        for (word, count) in &self.0 {
            word.chars().for_each(|c| *letters.0.entry(c.to_string()).or_default() += count);
        }
        letters
    }

    /// Those that `others` have not at all.
    fn unknown_to(&self, others: &Words) -> Vec<String> {
        self.0.keys().filter(|word| !others.0.contains_key(*word)).cloned().collect()
    }
}

/// What readers see of HTML: the text, the numbers of lists, what pictures show.
pub fn visible(html: &str) -> String {
    let mut text = String::new();
    // The number of the next item, in each list that is open.
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(&unescaped(before));
        let (tag, after) = tag.split_once('>').expect("a tag's end");
        let value = |name: &str| {
            let behind = tag.split_once(&format!(" {name}=\"")).map(|(_, behind)| behind);
            behind.and_then(|behind| behind.split_once('"')).map(|(value, _)| unescaped(value))
        };
        match tag.split([' ', '/']).next().unwrap_or_default() {
            "ol" => lists.push(Some(value("start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            "ul" => lists.push(None),
            "" if tag == "/ol" || tag == "/ul" => drop(lists.pop()),
            "li" => {
                if let Some(Some(number)) = lists.last_mut() {
                    text.push_str(&format!(" {number} "));
                    *number += 1;
                }
            }
            "img" => text.push_str(&format!(" {} ", value("alt").unwrap_or_default())),
            "" | "p" | "br" | "td" | "th" | "hr" => text.push(' '),
            _ => {}
        }
        rest = after;
    }
    text.push_str(&unescaped(rest));
    text
}

fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&#x27;", "'").replace("&amp;", "&")
}

/// The text of a brief's body as its page shows it.
fn rendered(markdown: &str, config: &Config) -> String {
    let path = SitePath::new("content/briefs/a.md");
    let text = format!("---\ntitle: A\ndate: 2024-05-28\ncountries: [KP]\n---\n{markdown}");
    let text = source::text(&path, text.into_bytes()).value;
    let parsed = Brief::parse(&path, &text, config);
    let brief = parsed.brief.unwrap_or_else(|| panic!("{:?}\n{markdown}", parsed.diagnostics));
    let wrong: Vec<_> = parsed.diagnostics.iter().filter(|found| found.is_error()).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{markdown}");
    fragment(&brief.body.html.fragment(), &brief.body)
}

fn fragment(html: &Fragment, body: &Body) -> String {
    let shown = |fragment: &Fragment| fragment.filled(|_, _| ());
    let fill = |hole: &Fill, html: &mut String| {
        if let Fill::Figure(at) = hole {
            let figure = &body.figures[*at];
            for picture in &figure.pictures {
                let alt = picture.alt.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                html.push_str(&format!("<p>{alt}</p>"));
            }
            html.push_str(&format!("<p>{}</p><p>{}</p>", shown(&figure.caption), shown(&figure.credit)));
        }
    };
    visible(&html.filled(fill))
}

/// Every word is where it has to be, and the front matter is one.
fn loses_nothing(text: &str, config: &Config) {
    // An accent behind a tag belongs to the letter before it once the tag is gone.
    if text.contains(">\u{301}") {
        return;
    }
    let import = imported(text, config);
    let shown = rendered(body(&import.text), config);
    let mut there = Words::of(&shown);
    import.taken.iter().for_each(|taken| there.add(&taken.text));
    import.left_out.iter().for_each(|out| there.add(&out.text));
    let given = Words::of(text);
    // A tag inside a word, which goes, makes one word of what were two.
    let has_tags = import.left_out.iter().any(|out| out.why == "tags in plain text");
    if has_tags {
        assert_eq!(
            given.letters().without(&there.letters()),
            Vec::<String>::new(),
            "lost\n{}\nof\n{text}",
            import.text
        );
    } else {
        assert_eq!(given.without(&there), Vec::<String>::new(), "lost\n{}\nof\n{text}", import.text);
        assert_eq!(Words::of(&shown).unknown_to(&given), Vec::<String>::new(), "made up\n{}", import.text);
    }
    let matter =
        import.text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("matter").0;
    let yaml: serde_yaml::Value =
        serde_yaml::from_str(matter).unwrap_or_else(|error| panic!("{error}\n{matter}"));
    assert!(yaml.is_mapping(), "{matter}");
    for (field, key) in [("title", "title"), ("summary", "summary"), ("dateline", "dateline")] {
        let known = import.fields.iter().find(|known| known.field == field).map(|known| &*known.value);
        assert_eq!(yaml.get(key).and_then(|value| value.as_str()), known, "{matter}");
    }
    let again = imported(text, config);
    assert_eq!((import.text, import.questions), (again.text, again.questions));
}

#[test]
fn nothing_is_lost_of_the_fixtures() {
    let config = config(SETTINGS);
    texts().iter().for_each(|(_, text)| loses_nothing(text, &config));
}

/// Lines of the fixtures in any order, with what Markdown takes for marks between and inside them.
fn shuffled() -> impl Strategy<Value = String> {
    let lines: Vec<String> =
        texts().iter().flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let line = prop_oneof![
        8 => prop::sample::select(lines.clone()),
        1 => prop::sample::select(SNIPPETS.to_vec()).prop_map(str::to_owned),
        1 => (prop::sample::select(lines.clone()), prop::sample::select(SNIPPETS.to_vec()), any::<prop::sample::Index>())
            .prop_map(|(line, snippet, at)| {
                let (before, after) = line.split_at(line.floor_char_boundary(at.index(line.len() + 1)));
                format!("{before}{snippet}{after}")
            }),
        1 => (prop::sample::select(SNIPPETS.to_vec()), prop::sample::select(lines))
            .prop_map(|(snippet, line)| format!("{snippet} {line}")),
    ];
    let between = prop::sample::select(vec!["\n", "\n", "\n\n", "\n\n", " ", "\t"]);
    prop::collection::vec((line, between), 0..25)
        .prop_map(|lines| lines.into_iter().map(|(line, between)| format!("{line}{between}")).collect())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nothing_is_lost_of_any_lines(text in shuffled()) {
        loses_nothing(&text, &config(SETTINGS));
    }

    #[test]
    fn nothing_is_lost_of_any_text(bytes in anything()) {
        loses_nothing(&String::from_utf8_lossy(&bytes), &config(SETTINGS));
    }
}

/// What is long takes longer in proportion, whatever it consists of.
#[test]
fn long_texts_take_no_time() {
    const PATIENCE: Duration = Duration::from_secs(20);
    let config = config(SETTINGS);
    let line = ["word ", "<a ", "<b>", "A. ", "a / ", "(", "字", "— ", "\t", "*", "[^1]: ", "AP, "]
        .map(|part| (part, part.repeat(5_000_000 / part.len())));
    let lines = [
        "A line of a text that stands for itself. Yonhap",
        "A line that stands for itself",
        "- an item",
        "1. an item",
        "> a quotation",
        "a\tb",
        "<b>a</b> [x]: y",
        "By Kim Min-su | May 28, 2024",
    ]
    .map(|part| (part, format!("{part}\n").repeat(100_000)));
    for (part, text) in line.into_iter().chain(lines) {
        let started = Instant::now();
        let import = imported(&text, &config);
        let taken = started.elapsed();
        println!("{:.2} s: {part:?}, {} MB out", taken.as_secs_f64(), import.text.len() >> 20);
        assert!(taken < PATIENCE, "{part:?}: {taken:?}");
    }
    let different: String =
        (0..50_000).map(|n| format!("Picture {n} shows it.\nPicture {n} of a row. Yonhap\n\n")).collect();
    let started = Instant::now();
    imported(&different, &config);
    assert!(started.elapsed() < PATIENCE, "figures: {:?}", started.elapsed());
}
