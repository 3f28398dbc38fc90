//! [`Brief`]: one file, read. It knows nothing of other briefs.

mod count;
mod countries;
mod emphasis;
pub mod figure;
pub mod fragment;
pub mod html;
pub mod kept;
pub mod markdown;
mod matter;
mod notes;
mod prose;
pub mod raw;
mod split;
pub mod standing;
mod write;

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::country::Country;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::source::Text;
use crate::time::Moment;
use crate::yaml::{Node, Reader};
pub use countries::{Alert, Assessment, Trend};
pub use figure::Figure;
use fragment::fragment_targets;
pub use fragment::{Fill, Fragment, Target};
pub use html::Html;
pub use markdown::{Body, Heading, Manner};

/// A brief with everything its file says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Brief {
    pub path: SitePath,
    pub title: String,
    pub kicker: Option<String>,
    /// The standfirst, if the author wrote one.
    pub summary: Option<String>,
    /// When it was published.
    pub date: Moment,
    pub updated: Option<Moment>,
    /// First and last day of what it is about, if that differs from `date`.
    pub event: Option<(Date, Date)>,
    /// The place it was written from.
    pub dateline: Option<String>,
    /// At least one; the first is the primary country. None twice.
    pub countries: Vec<Country>,
    /// Of those of its countries of which it says how things stand.
    pub assessments: Vec<Assessment>,
    pub authors: Vec<String>,
    pub desk: Option<String>,
    pub topics: Vec<String>,
    pub key_points: Vec<Fragment>,
    pub sources: Vec<SourceEntry>,
    pub corrections: Vec<Correction>,
    pub original: Option<Original>,
    /// BCP 47.
    pub language: String,
    pub cover: Option<Target>,
    /// The URL's last part.
    pub slug: String,
    /// Former URLs on this site.
    pub aliases: Vec<(String, Place)>,
    pub draft: bool,
    pub expires: Option<Moment>,
    pub extra: Node,
    pub body: Body,
    /// A digest of what other pages may show of it: all but the inside of its body.
    pub face: [u8; 32],
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceEntry {
    pub title: String,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub date: Option<Date>,
    pub accessed: Option<Date>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Correction {
    pub date: Moment,
    pub text: Fragment,
    /// The same without marks, for metadata.
    pub plain: String,
}

/// Where a republished text first stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Original {
    pub publisher: Option<String>,
    pub url: String,
}

/// What reading one brief gave.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub path: SitePath,
    /// `None` if something is missing that no brief can do without.
    pub brief: Option<Arc<Brief>>,
    /// The text of a brief that there is not; else empty.
    pub remains: Body,
    /// Whether it says that it is a draft, even if nothing else in it is right.
    pub draft: bool,
    pub diagnostics: Vec<Diagnostic>,
}

impl Brief {
    /// Reads one file. The result depends on the file and the settings alone.
    pub fn parse(path: &SitePath, text: &Text, config: &Config) -> Parsed {
        let parts = match split::split(path, &text.content) {
            Ok(parts) => parts,
            Err(diagnostic) => {
                return Parsed {
                    path: path.clone(),
                    brief: None,
                    remains: Body::default(),
                    draft: false,
                    diagnostics: vec![diagnostic],
                };
            }
        };
        let front = parts.matter.clone();
        let reader = Reader::new(path, &text.content, parts.matter.clone());
        let node = reader.parse();
        let (matter, draft) = match &node {
            Some(node) => matter::read(&reader, node, path, config),
            None => (None, says_draft(&text.content[parts.matter.clone()])),
        };
        let mut diagnostics = Vec::new();
        let matter = reader.finish(matter).into_value(&mut diagnostics);
        let language = matter.as_ref().map_or(&config.language, |matter| &matter.language);
        let manner = Manner::of(config.raw_html, language);
        let (body, passages) = markdown::body_and_prose(path, &text.content, parts.body, manner);
        let body = body.into_value(&mut diagnostics);
        if let (Some(brief), Some(node)) = (&matter, &node) {
            let key_points = brief.key_points.iter().map(matter::plain).collect();
            let said = brief.assessments.iter().filter_map(|assessment| assessment.note.as_ref());
            let said = said.map(matter::plain).collect();
            let (path, text, front, body) = (path, &*text.content, front.clone(), &body);
            let passages = &passages;
            let read =
                notes::Read { path, text, front, matter: node, brief, body, passages, key_points, said };
            diagnostics.extend(notes::notes(&read, config));
        }
        let (brief, remains) = match matter {
            Some(brief) => {
                let face = face(&text.content[front], &body);
                (Some(Arc::new(Brief { body, face, ..brief })), Body::default())
            }
            None => (None, body),
        };
        Parsed { path: path.clone(), brief, remains, draft, diagnostics }
    }

    /// Where the front matter of a brief's file names a field; `None` if it does not.
    pub fn key_place(path: &SitePath, text: &str, key: &str) -> Option<Place> {
        let parts = split::split(path, text).ok()?;
        let reader = Reader::new(path, text, parts.matter);
        let node = reader.parse()?;
        let root = reader.root(&node);
        root.entries().iter().find(|field| field.name() == key).map(|field| field.key_place())
    }

    /// What listings, feeds and metadata say of it: the author's summary, or the text's beginning.
    pub fn summary_text(&self) -> String {
        match &self.summary {
            Some(summary) => summary.clone(),
            None => crate::text::shortened(&self.body.opening, 300).into_owned(),
        }
    }

    /// When it last changed for its readers.
    pub fn modified(&self) -> Moment {
        let corrected = self.corrections.iter().map(|correction| correction.date);
        corrected.chain(self.updated).fold(self.date, Moment::max)
    }

    /// Every place in it that leads somewhere.
    pub fn targets(&self) -> impl Iterator<Item = (&Target, Use)> {
        let corrections = self.corrections.iter().map(|correction| &correction.text);
        let notes = self.assessments.iter().filter_map(|assessment| assessment.note.as_ref());
        let marked = self.key_points.iter().chain(corrections).chain(notes);
        let cover = self.cover.iter().map(|cover| (cover, Use::Picture));
        self.body.targets().chain(marked.flat_map(fragment_targets)).chain(cover)
    }
}

/// Whether a front matter that is no YAML has a line that makes it a draft's.
fn says_draft(matter: &str) -> bool {
    matter.lines().any(|line| line.trim_end() == "draft: true")
}

/// What a target is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    Link,
    Picture,
}

/// Of the body, other pages show how it begins, a picture, and what figures with a date say.
fn face(front_matter: &str, body: &Body) -> [u8; 32] {
    let mut face = blake3::Hasher::new();
    let mut put = |text: &str| {
        face.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    put(front_matter);
    put(&body.opening);
    for picture in body.figures.iter().flat_map(|figure| &figure.pictures) {
        put(&picture.target.text);
        put(&picture.alt);
    }
    for figure in body.figures.iter().filter(|figure| figure.date.is_some()) {
        put(&figure.caption_text);
    }
    *face.finalize().as_bytes()
}

impl Body {
    pub fn targets(&self) -> impl Iterator<Item = (&Target, Use)> {
        let figures = self.figures.iter().flat_map(|figure| {
            let pictures = figure.pictures.iter().flat_map(|picture| {
                let link = picture.link.iter().filter(|link| !link.is_external());
                std::iter::once((&picture.target, Use::Picture)).chain(link.map(|link| (link, Use::Link)))
            });
            pictures.chain(fragment_targets(&figure.caption)).chain(fragment_targets(&figure.credit))
        });
        self.html.targets().chain(figures)
    }
}
