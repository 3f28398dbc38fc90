//! Styles: what a paragraph or a run is, by the style that it has.

use std::collections::BTreeMap;

use super::xml::Element;

/// What a style says of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Title,
    /// From 1.
    Heading(u8),
    Quote,
    Code,
    Caption,
    /// A line of the table of contents.
    Contents,
    Author,
    /// A paragraph like any other, whatever its style is based on.
    Plain,
    /// A further paragraph of a list's item.
    Continued,
    /// An item, and its level from 1.
    Bullet(u8),
    Number(u8),
}

/// Marks that a style sets on characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    pub strong: bool,
    pub emphasis: bool,
    pub struck: bool,
    pub code: bool,
}

/// The list that a paragraph belongs to, by its number in the document, and the level in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    pub list: String,
    pub level: usize,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    is_character: bool,
    /// From 0; 9 is body text.
    outline: Option<usize>,
    list: Option<String>,
    level: Option<usize>,
    marks: [Option<bool>; 3],
}

#[derive(Debug, Default)]
pub struct Styles(BTreeMap<String, Style>);

/// Styles that are based on each other in a circle must end somewhere.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    pub fn read(root: &Element) -> Styles {
        let styles = root.elements().filter(|element| element.name == "style");
        Styles(
            styles
                .filter_map(|element| Some((element.attribute("styleId")?.to_owned(), style(element))))
                .collect(),
        )
    }

    /// A style and those that it is based on, nearest first.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let next = |style: &&'s Style| self.0.get(style.based_on.as_deref()?);
        std::iter::successors(self.0.get(id), next).take(LONGEST_CHAIN)
    }

    /// What a paragraph of a style is. Programs in other languages translate a style's identifier,
    /// and most leave its name; where both are translated, they are in [`NAMES`].
    pub fn role(&self, id: &str) -> Option<Role> {
        if !self.0.contains_key(id) {
            return role_by_name(id);
        }
        let own = self.0.get(id).and_then(|style| role_by_name(&style.name));
        // What is based on the title's style is often a line below it.
        let by_name = |style: &Style| role_by_name(&style.name).filter(|role| *role != Role::Title);
        let by_level = |style: &Style| match style.outline {
            Some(level @ 0..=8) => Some(Role::Heading(level as u8 + 1)),
            _ => None,
        };
        let found =
            own.or_else(|| self.chain(id).find_map(|style| by_name(style).or_else(|| by_level(style))));
        found.filter(|role| *role != Role::Plain)
    }

    pub fn list(&self, id: &str) -> Option<ListPlace> {
        let list = self.chain(id).find_map(|style| style.list.clone())?;
        let level = self.chain(id).find_map(|style| style.level).unwrap_or(0);
        Some(ListPlace { list, level })
    }

    /// The marks of a character style. Those of a paragraph's style are how it looks, and no words
    /// in it are stressed by them.
    pub fn marks(&self, id: &str) -> Marks {
        let first = |at: usize| {
            let mut chain = self.chain(id).filter(|style| style.is_character);
            chain.find_map(|style| style.marks.get(at).copied().flatten()).unwrap_or(false)
        };
        let name = self.0.get(id).map_or(id, |style| &style.name).to_lowercase();
        let link = name == "hyperlink" || name == "internetlink";
        Marks {
            strong: first(0) || name == "strong" || name == "fett",
            emphasis: (first(1) || name == "emphasis" || name == "hervorhebung") && !link,
            struck: first(2),
            code: ["html code", "verbatim char", "source text", "code", "inline code"].contains(&&*name),
        }
    }
}

fn style(element: &Element) -> Style {
    let value = |path: &[&str]| element.at(path).and_then(Element::value).map(str::to_owned);
    let marks = element.child("rPr").map(|marks| ["b", "i", "strike"].map(|name| marks.switch(name)));
    Style {
        name: value(&["name"]).unwrap_or_default(),
        based_on: value(&["basedOn"]),
        is_character: element.attribute("type") == Some("character"),
        outline: value(&["pPr", "outlineLvl"]).and_then(|level| level.parse().ok()),
        list: value(&["pPr", "numPr", "numId"]),
        level: value(&["pPr", "numPr", "ilvl"]).and_then(|level| level.parse().ok()),
        marks: marks.unwrap_or_default(),
    }
}

/// A style's name or identifier: without blanks and marks, in lower case, and the number at its end.
fn role_by_name(name: &str) -> Option<Role> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let word = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: usize = plain[word.len()..].parse().unwrap_or(1);
    let (_, role) = NAMES.iter().find(|(names, _)| names.contains(&word))?;
    let level = number.clamp(1, 9) as u8;
    match role {
        Role::Bullet(_) => Some(Role::Bullet(level)),
        Role::Number(_) => Some(Role::Number(level)),
        Role::Heading(_) if plain.len() == word.len() => TITLES.contains(&word).then_some(Role::Title),
        Role::Heading(_) => Some(Role::Heading(level)),
        role => Some(*role),
    }
}

/// Names of headings that are the title's where no number follows.
const TITLES: &[&str] =
    &["titre", "título", "ttulo", "titolo", "titulo", "标题", "標題", "제목", "tiêuđề", "عنوان"];

const NAMES: &[(&[&str], Role)] = &[
    (
        &[
            "heading",
            "überschrift",
            "berschrift",
            "titre",
            "título",
            "ttulo",
            "titolo",
            "titulo",
            "kop",
            "rubrik",
            "overskrift",
            "otsikko",
            "nagłówek",
            "nagwek",
            "nadpis",
            "заголовок",
            "标题",
            "標題",
            "見出し",
            "제목",
            "tiêuđề",
            "başlık",
            "عنوان",
        ],
        Role::Heading(1),
    ),
    (
        &["title", "titel", "puesto", "tytuł", "tytu", "názov", "název", "название", "表題", "titlu"],
        Role::Title,
    ),
    (
        &[
            "quote",
            "intensequote",
            "blocktext",
            "quotations",
            "blockquote",
            "zitat",
            "intensiveszitat",
            "citation",
            "citationintense",
            "cita",
            "citadestacada",
            "citazione",
            "citazioneintensa",
            "citação",
            "citat",
            "cytat",
            "цитата",
            "引用",
            "引用文",
            "인용",
        ],
        Role::Quote,
    ),
    (&["sourcecode", "code", "htmlpreformatted", "preformattedtext", "macrotext", "plaincode"], Role::Code),
    (
        &[
            "caption",
            "imagecaption",
            "beschriftung",
            "légende",
            "lgende",
            "epígrafe",
            "epgrafe",
            "descripción",
            "didascalia",
            "legenda",
            "bijschrift",
            "подпись",
            "названиеобъекта",
            "题注",
            "圖表標號",
            "図表番号",
            "캡션",
            "illustration",
            "figure",
        ],
        Role::Caption,
    ),
    (&["toc", "contents", "tocheading", "verzeichnis", "tm", "tdc", "目录", "目次"], Role::Contents),
    (&["author", "autor", "auteur"], Role::Author),
    (
        &[
            "subtitle",
            "untertitel",
            "soustitre",
            "subtítulo",
            "sottotitolo",
            "podtytuł",
            "副标题",
            "부제",
            "date",
            "abstract",
        ],
        Role::Plain,
    ),
    (&["listcontinue", "listenfortsetzung"], Role::Continued),
    (&["listbullet", "aufzählungszeichen", "listepuces"], Role::Bullet(1)),
    (&["listnumber", "listennummer", "listenumros"], Role::Number(1)),
];
