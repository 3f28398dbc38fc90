//! A site of any size, the same on every machine: prose of 600 to 900 words, two or three figures,
//! footnotes, links to other briefs, a table in every fifth brief, one to four of sixty countries
//! with a long tail, dates over ten years.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Code, name.
const COUNTRIES: &[(&str, &str)] = &[
    ("US", "United States"),
    ("CN", "China"),
    ("RU", "Russia"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("UA", "Ukraine"),
    ("IL", "Israel"),
    ("IR", "Iran"),
    ("SY", "Syria"),
    ("DE", "Germany"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("IN", "India"),
    ("PK", "Pakistan"),
    ("AF", "Afghanistan"),
    ("JP", "Japan"),
    ("TW", "Taiwan"),
    ("TR", "Turkey"),
    ("SA", "Saudi Arabia"),
    ("YE", "Yemen"),
    ("IQ", "Iraq"),
    ("EG", "Egypt"),
    ("LY", "Libya"),
    ("SD", "Sudan"),
    ("SS", "South Sudan"),
    ("ET", "Ethiopia"),
    ("ER", "Eritrea"),
    ("SO", "Somalia"),
    ("KE", "Kenya"),
    ("CD", "DR Congo"),
    ("RW", "Rwanda"),
    ("NG", "Nigeria"),
    ("ML", "Mali"),
    ("BF", "Burkina Faso"),
    ("NE", "Niger"),
    ("TD", "Chad"),
    ("CM", "Cameroon"),
    ("ZA", "South Africa"),
    ("MZ", "Mozambique"),
    ("VE", "Venezuela"),
    ("CO", "Colombia"),
    ("CU", "Cuba"),
    ("HT", "Haiti"),
    ("MX", "Mexico"),
    ("BR", "Brazil"),
    ("PE", "Peru"),
    ("CL", "Chile"),
    ("AR", "Argentina"),
    ("PL", "Poland"),
    ("BY", "Belarus"),
    ("MD", "Moldova"),
    ("AM", "Armenia"),
    ("AZ", "Azerbaijan"),
    ("GE", "Georgia"),
    ("KZ", "Kazakhstan"),
    ("KG", "Kyrgyzstan"),
    ("TJ", "Tajikistan"),
    ("MM", "Myanmar"),
    ("PH", "Philippines"),
    ("ID", "Indonesia"),
];
const DESKS: &[&str] =
    &["Korea desk", "Europe desk", "Sahel desk", "Gulf desk", "Andes desk", "Pacific desk"];
const TOPICS: &[&str] = &[
    "sanctions",
    "elections",
    "borders",
    "energy",
    "ceasefires",
    "courts",
    "displacement",
    "diplomacy",
    "disasters",
    "peace operations",
    "state media",
    "trade",
];
const WORDS: &[&str] = &[
    "the",
    "council",
    "agreed",
    "to",
    "a",
    "review",
    "of",
    "its",
    "earlier",
    "decision",
    "after",
    "delegations",
    "from",
    "both",
    "sides",
    "met",
    "in",
    "public",
    "for",
    "first",
    "time",
    "since",
    "spring",
    "and",
    "officials",
    "said",
    "that",
    "talks",
    "would",
    "continue",
    "without",
    "conditions",
    "while",
    "observers",
    "noted",
    "little",
    "change",
    "on",
    "ground",
    "where",
    "supply",
    "routes",
    "remain",
    "closed",
    "prices",
    "have",
    "risen",
    "markets",
    "are",
    "quiet",
    "border",
    "posts",
    "report",
    "fewer",
    "crossings",
    "than",
    "before",
    "ministry",
    "statement",
    "repeats",
    "position",
    "word",
    "by",
    "likely",
    "unlikely",
    "evidence",
    "points",
    "other",
    "way",
    "because",
    "signature",
    "text",
    "names",
    "no",
    "date",
    "withdrawal",
    "mission",
    "mandate",
    "ends",
    "with",
    "year",
    "unless",
    "renewed",
];

/// A small generator of numbers (xorshift64*), so that the corpus never changes.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// One of the list; the first ones far more often than the last.
    fn early_of<T: Copy>(&mut self, list: &[T]) -> T {
        let below = self.below(list.len()) + 1;
        let at = self.below(below);
        list[self.below(at + 1)]
    }
}

/// Where to put a corpus unless somebody says otherwise: in memory, on Linux, so that the disk is not
/// what is measured.
pub fn default_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { env::temp_dir() }
}

/// How long the briefs are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Whole,
    /// A paragraph of some sixty words, and nothing else.
    Short,
}

/// Writes a site with this many briefs into a folder.
pub fn write(folder: &Path, briefs: usize, length: Length) -> io::Result<()> {
    fs::create_dir_all(folder.join("content/briefs"))?;
    fs::create_dir_all(folder.join("static/img"))?;
    // The other programs make no JSON of their indexes.
    let settings = "title: Corpus\nbase_url: https://example.org/\ndescription: Generated.\ndata: false\n";
    fs::write(folder.join("dateline.yaml"), settings)?;
    for picture in 0..40 {
        fs::write(folder.join(format!("static/img/figure-{picture}.svg")), drawing(picture))?;
    }
    let mut numbers = Numbers(0x5eed_0fda_7e11_4e00);
    for year in 2016..2026 {
        fs::create_dir_all(folder.join(format!("content/briefs/{year}")))?;
    }
    for number in 0..briefs {
        let name = name(number);
        fs::write(folder.join("content/briefs").join(name), brief(&mut numbers, number, length))?;
    }
    Ok(())
}

fn year(number: usize) -> usize {
    2016 + number % 10
}

fn name(number: usize) -> String {
    format!("{}/brief-{number}.md", year(number))
}

fn brief(numbers: &mut Numbers, number: usize, length: Length) -> String {
    let mut text = beginning(numbers, number);
    match length {
        Length::Whole => body(&mut text, numbers, number),
        Length::Short => (0..4).for_each(|_| text.push_str(&(sentence(numbers, 15) + " "))),
    }
    text
}

/// The front matter, and a sentence that names the countries.
fn beginning(numbers: &mut Numbers, number: usize) -> String {
    let mut text = String::with_capacity(6000);
    let (month, day) = (numbers.below(12) + 1, numbers.below(28) + 1);
    let (hour, minute) = (numbers.below(24), numbers.below(60));
    let mut countries: Vec<(&str, &str)> =
        (0..=numbers.below(4)).map(|_| numbers.early_of(COUNTRIES)).collect();
    let mut seen = Vec::new();
    countries.retain(|country| {
        !seen.contains(country) && {
            seen.push(*country);
            true
        }
    });
    let (codes, names): (Vec<&str>, Vec<&str>) = countries.into_iter().unzip();
    let topics: [&str; 2] = [numbers.of(&TOPICS[..6]), numbers.of(&TOPICS[6..])];
    let _ = write!(
        text,
        "---\ntitle: \"{}\"\nkicker: Analysis\nsummary: \"{}\"\ndate: {}-{month:02}-{day:02} {hour:02}:{minute:02}\n\
         countries: [{}]\nauthors: [{}]\ntopics: [{}]\nkey_points:\n  - {}\n  - {}\nsources:\n  - {{title: Report {number}, publisher: Council}}\n---\n\
         Officials spoke of {}.\n\n",
        sentence(numbers, 7),
        sentence(numbers, 22),
        year(number),
        codes.join(", "),
        numbers.of(DESKS),
        topics.join(", "),
        sentence(numbers, 14),
        sentence(numbers, 12),
        names.join(", "),
    );
    text
}

fn body(text: &mut String, numbers: &mut Numbers, number: usize) {
    let figures = 2 + numbers.below(2);
    let paragraphs = 9 + numbers.below(4);
    for paragraph in 0..paragraphs {
        if paragraph % 4 == 2 {
            let _ = write!(text, "## {}\n\n", sentence(numbers, 4).trim_end_matches('.'));
        }
        for _ in 0..4 {
            let words = 14 + numbers.below(7);
            text.push_str(&sentence(numbers, words));
            text.push(' ');
        }
        if paragraph == 3 && number > 0 {
            let other = numbers.below(number);
            let _ = write!(text, "See [the earlier brief](../{}).", name(other));
        }
        if paragraph == 5 {
            text.push_str("The text is public.[^1]");
        }
        text.push_str("\n\n");
        if paragraph % 3 == 1 && paragraph / 3 < figures {
            let picture = numbers.below(40);
            let _ = write!(
                text,
                "![{}](/img/figure-{picture}.svg)\n*{}* Agency\n\n",
                sentence(numbers, 6),
                sentence(numbers, 16)
            );
        }
    }
    if number.is_multiple_of(5) {
        text.push_str("| Month | Crossings | Change |\n|---|--:|--:|\n");
        for row in 1..=8 {
            let _ = writeln!(text, "| {row} | {} | {} % |", numbers.below(90_000), numbers.below(40));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "[^1]: {}", sentence(numbers, 10));
}

fn sentence(numbers: &mut Numbers, words: usize) -> String {
    let mut sentence = String::with_capacity(words * 7);
    for at in 0..words {
        let word = numbers.of(WORDS);
        if at == 0 {
            sentence.push_str(&word[..1].to_uppercase());
            sentence.push_str(&word[1..]);
        } else {
            sentence.push(' ');
            sentence.push_str(word);
        }
    }
    sentence.push('.');
    sentence
}

fn drawing(number: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"360\" viewBox=\"0 0 640 360\">\
         <rect width=\"640\" height=\"360\" fill=\"#fbfaf7\"/><rect x=\"80\" y=\"{}\" width=\"480\" height=\"40\" fill=\"#a8201a\"/></svg>\n",
        number * 8
    )
}
