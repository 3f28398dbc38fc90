//! Notes on what a brief speaks of and what it is filed under.
//!
//! A country that the brief discusses and is not filed under is missing in that country's index; one
//! that it is filed under and never names may be a slip of the pen. Both are for the author to judge.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::prose::{Passage, plain_signs};
use super::{Body, Brief};
use crate::config::{Config, NoteKind};
use crate::country::Country;
use crate::diagnostic::{Diagnostic, Place};
use crate::gazetteer::{Language, Mention, sentences};
use crate::path::SitePath;
use crate::yaml::{self, Node, Reader};

/// So many sentences, and one in so many, make a country one that the brief discusses.
const SENTENCES: usize = 3;
const ONE_IN: usize = 10;

/// A text of fewer words may leave its country to the labels above it.
const SHORT: usize = 40;

/// A brief's file, as far as it has been read.
pub struct Read<'r> {
    pub path: &'r SitePath,
    pub text: &'r str,
    /// Where the front matter stands in it.
    pub front: Range<usize>,
    pub matter: &'r Node,
    pub brief: &'r Brief,
    pub body: &'r Body,
    pub passages: &'r [Passage],
    pub key_points: Vec<String>,
    /// The notes on how things stand in its countries.
    pub said: Vec<String>,
}

/// Where a text stands that was searched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Title,
    Summary,
    KeyPoint(usize),
    Said(usize),
    Body(usize),
}

/// The first mention of a country, and the sentences that are about it.
struct Discussed {
    part: Part,
    range: Range<usize>,
    sentences: BTreeSet<(Part, usize)>,
}

/// The notes on a brief; none if its language is one that the gazetteer lacks.
pub fn notes(read: &Read, config: &Config) -> Vec<Diagnostic> {
    let (unfiled, unnamed) = (
        config.notes.contains(&NoteKind::UnfiledCountries),
        config.notes.contains(&NoteKind::UnnamedCountries),
    );
    let Some(language) = Language::of(&read.brief.language).filter(|_| unfiled || unnamed) else {
        return Vec::new();
    };
    let mut named = BTreeSet::new();
    let mut discussed: BTreeMap<Country, Discussed> = BTreeMap::new();
    for text in read.labels() {
        named.extend(config.gazetteer.search(language, text).into_iter().map(|mention| mention.country));
    }
    for (part, text) in read.parts() {
        for mention in config.gazetteer.search(language, &text) {
            named.insert(mention.country);
            if mention.is_about && !read.brief.countries.contains(&mention.country) {
                let Mention { country, range, sentence, .. } = mention;
                let new = || Discussed { part, range, sentences: BTreeSet::new() };
                discussed.entry(country).or_insert_with(new).sentences.insert((part, sentence));
            }
        }
    }
    // Looked for only once there is something to say.
    let reader = Reader::new(read.path, read.text, read.front.clone());
    let mut notes = Vec::new();
    if unfiled {
        let discussed = discussed.iter().filter(|(_, discussed)| discussed.is_clear(read));
        notes
            .extend(discussed.map(|(&country, discussed)| read.unfiled(country, discussed, &reader, config)));
    }
    if unnamed && read.body.words >= SHORT {
        let unnamed = read.brief.countries.iter().filter(|country| !named.contains(country));
        notes.extend(unnamed.map(|&country| read.unnamed(country, &reader, config)));
    }
    notes
}

impl Discussed {
    fn is_clear(&self, read: &Read) -> bool {
        if self.part <= Part::Summary {
            return true;
        }
        let all = || read.parts().map(|(_, text)| sentences(&text).len()).sum::<usize>();
        self.sentences.len() >= SENTENCES && self.sentences.len() * ONE_IN >= all()
    }
}

impl Read<'_> {
    /// Title and summary come first, so that a country's first mention is the one that weighs most.
    fn parts(&self) -> impl Iterator<Item = (Part, Cow<'_, str>)> {
        let title = std::iter::once((Part::Title, plain_signs(&self.brief.title)));
        let summary = self.brief.summary.iter().map(|summary| (Part::Summary, plain_signs(summary)));
        let points = self.key_points.iter().enumerate();
        let points = points.map(|(at, point)| (Part::KeyPoint(at), plain_signs(point)));
        let said = self.said.iter().enumerate().map(|(at, note)| (Part::Said(at), plain_signs(note)));
        let body = self.passages.iter().enumerate();
        let body = body.map(|(at, passage)| (Part::Body(at), Cow::from(&*passage.text)));
        title.chain(summary).chain(points).chain(said).chain(body)
    }

    /// What names a country and says nothing about it.
    fn labels(&self) -> impl Iterator<Item = &str> {
        [&self.brief.kicker, &self.brief.dateline].into_iter().flatten().map(String::as_str)
    }

    fn unfiled(&self, country: Country, found: &Discussed, reader: &Reader, config: &Config) -> Diagnostic {
        let place = match found.part {
            Part::Title => self.place_in("title", None, found, reader),
            Part::Summary => self.place_in("summary", None, found, reader),
            Part::KeyPoint(at) => self.place_in("key_points", Some(at), found, reader),
            Part::Said(_) => self.place_in("countries", None, found, reader),
            Part::Body(at) => {
                let span = self.passages.get(at).map_or(0..0, |passage| passage.span(&found.range));
                Place::new(self.path, span)
            }
        };
        let word = self.word(found);
        let name = config.names.display(country);
        let more = match found.sentences.len() {
            1 => String::new(),
            count => format!(" in {count} sentences"),
        };
        Diagnostic::note(place, format!("the brief speaks of {name}{more}, and is not filed under it")).help(
            format!(
                "if it is about {name}, add {} to `countries`; if `{word}` is never {name} on this site, \
             write gazetteer: {{ignore: [{}]}} in dateline.yaml",
                country.alpha2(),
                yaml::quoted_in_list(&word)
            ),
        )
    }

    fn unnamed(&self, country: Country, reader: &Reader, config: &Config) -> Diagnostic {
        let place = self.entry_of(country, config).and_then(|at| reader.place_of("countries", Some(at)));
        let place = place.or_else(|| reader.place_of("countries", None));
        let name = config.names.display(country);
        Diagnostic::note(
            place.unwrap_or_else(|| Place::file(self.path)),
            format!("the brief is filed under {name} and never names it"),
        )
        .help(format!(
            "if that is a slip, take it out; if not, say in the text what it has to do with {name}"
        ))
    }

    /// The word that was found first.
    fn word(&self, found: &Discussed) -> String {
        let part = self.parts().find(|(part, _)| *part == found.part);
        let word = part.as_ref().and_then(|(_, text)| text.get(found.range.clone()));
        word.unwrap_or("").to_owned()
    }

    /// The place of a mention in the front matter: the word itself, or the value that it is in.
    fn place_in(&self, key: &str, index: Option<usize>, found: &Discussed, reader: &Reader) -> Place {
        let Some(value) = reader.place_of(key, index) else { return Place::file(self.path) };
        let source = self.text.get(value.start..value.end).unwrap_or("");
        let word = self.word(found);
        match source.find(&word) {
            Some(at) if !word.is_empty() => {
                let start = value.start + at;
                Place { start, end: start + word.len(), ..value }
            }
            _ => value,
        }
    }

    /// Which entry of `countries` files it under a country.
    fn entry_of(&self, country: Country, config: &Config) -> Option<usize> {
        let Node::Map(fields) = self.matter else { return None };
        let Some((_, Node::List(entries))) = fields.iter().find(|(key, _)| key == "countries") else {
            return None;
        };
        entries.iter().position(|entry| {
            let code = match entry {
                Node::Text(text) => Some(text),
                Node::Map(fields) => fields.iter().find_map(|(key, value)| match value {
                    Node::Text(text) if key == "code" => Some(text),
                    _ => None,
                }),
                _ => None,
            };
            code.is_some_and(|code| config.names.find(code) == Ok(country))
        })
    }
}
