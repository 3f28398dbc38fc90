//! Import: a raw text becomes a brief.
//!
//! ```text
//! bytes ──▶ Article ──▶ Draft ──▶ a brief's file, and what was unsure
//!  read     article     rules     front, markdown
//! ```
//!
//! A reader knows one format and nothing of briefs. A rule knows one thing that briefs have, and
//! nothing of formats. Nothing is lost on the way: what is not in the brief is named as left out.

pub mod account;
pub mod article;
mod beside;
pub mod draft;
mod front;
pub mod markdown;
mod origin;
mod picture;
pub mod read;
mod rules;

use account::Words;
use article::{Article, Attachment, Kind, LeftOut};
use draft::{Draft, Found, Question, Sureness, Taken};
use serde::Serialize;

use crate::text::{shortened, slug};
use crate::time;
pub use draft::Desk;
pub use read::{Format, Unreadable, read, read_file};

/// A brief that was made of an article, and what is to be said of that.
#[derive(Debug, Clone)]
pub struct Import {
    /// What the file is called, without an extension.
    pub slug: String,
    /// Of the date, where there is one.
    pub year: Option<String>,
    /// The whole file.
    pub text: String,
    /// Pictures that stand beside it.
    pub files: Vec<Attachment>,
    pub fields: Vec<Recognised>,
    pub questions: Vec<Question>,
    pub taken: Vec<Taken>,
    pub left_out: Vec<LeftOut>,
}

/// A field as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recognised {
    pub field: &'static str,
    pub value: String,
    /// `certain`, `likely` or `guessed`.
    pub sureness: &'static str,
    pub line: Option<usize>,
    pub why: String,
}

/// Makes a brief of an article.
pub fn import(article: Article, desk: &Desk) -> Import {
    let words = Words::of(&article.blocks);
    let mut draft = Draft::new(article);
    ask_of_shortcodes(&mut draft);
    ask_of_source(&mut draft, desk);
    rules::ALL.iter().for_each(|rule| rule(&mut draft, desk));
    let body = markdown::blocks(&draft.blocks);
    account::settle(&words, &body, &mut draft);
    let name = draft.meta.slug.as_deref().or(draft.title.as_ref().map(|title| title.value.as_str()));
    let slug = named(&slug(name.unwrap_or_default()), draft.meta.translation.as_deref(), desk.language);
    let text = format!("{}\n{body}\n", front::matter(&draft));
    Import {
        slug,
        year: draft.date.as_ref().and_then(|date| date.value.get(..4)).map(str::to_owned),
        text,
        fields: recognised(&draft),
        files: draft.files,
        questions: draft.questions,
        taken: draft.taken,
        left_out: draft.left_out,
    }
}

/// A file's name. Of a text in several languages, that in the site's has no sign of it.
fn named(slug: &str, translation: Option<&str>, site: &str) -> String {
    let name = if slug.is_empty() { "brief".to_owned() } else { file_name(slug) };
    let is_site = |own: &&str| site.eq_ignore_ascii_case(own) || site.split('-').next() == Some(own);
    match translation.filter(|own| !is_site(own)) {
        Some(language) => format!("{name}-{}", language.to_lowercase()),
        None => name,
    }
}

/// The beginning of a slug, whole words of it if that can be: disks allow 255 bytes.
fn file_name(slug: &str) -> String {
    const LONGEST: usize = 100;
    let Some(cut) = slug.get(..slug.floor_char_boundary(LONGEST)).filter(|cut| cut.len() < slug.len()) else {
        return slug.to_owned();
    };
    let whole = cut.rfind('-').filter(|end| *end > LONGEST / 2).and_then(|end| cut.get(..end));
    whole.unwrap_or(cut).trim_end_matches('-').to_owned()
}

/// What the source says and only the author can settle.
fn ask_of_source(draft: &mut Draft, desk: &Desk) {
    if let Some(expires) = draft.meta.expires.take_if(|text| time::moment(text, desk.time_zone).is_err()) {
        let question = format!("the source says that it expires `{expires}`; when is that?");
        draft.meta.extra.push(("expires".to_owned(), vec![expires]));
        draft.ask("expires", None, question);
    }
}

/// What another generator would have put in, and nothing here does.
fn ask_of_shortcodes(draft: &mut Draft) {
    let mut asked = Vec::new();
    for block in &draft.blocks {
        if let Kind::Markdown(text) = &block.kind {
            let codes = read::shortcodes(text).into_iter();
            asked.extend(codes.map(|(line, code)| (block.line + line.saturating_sub(1), code)));
        }
    }
    for (line, code) in asked {
        let code = shortened(&code, 60).into_owned();
        let question = format!("`{code}` is another program's shortcode; what should stand there instead?");
        draft.ask("text", Some(line), question);
    }
}

fn recognised(draft: &Draft) -> Vec<Recognised> {
    let of = |field, found: &Found<String>| Recognised {
        field,
        value: found.value.clone(),
        sureness: found.sureness.name(),
        line: found.line,
        why: found.why.clone(),
    };
    let mut fields = Vec::new();
    let single = [
        ("title", &draft.title),
        ("kicker", &draft.kicker),
        ("summary", &draft.summary),
        ("date", &draft.date),
        ("updated", &draft.updated),
        ("dateline", &draft.dateline),
        ("desk", &draft.desk),
        ("language", &draft.language),
    ];
    fields.extend(single.into_iter().filter_map(|(name, found)| Some(of(name, found.as_ref()?))));
    let countries =
        draft.countries.iter().map(|found| found.clone().map(|country| country.alpha2().to_owned()));
    fields.extend(countries.map(|found| of("countries", &found)));
    fields.extend(draft.authors.iter().map(|found| of("authors", found)));
    fields.extend(draft.topics.iter().map(|found| of("topics", found)));
    fields.extend(draft.original.iter().map(|found| of("original", &found.clone().map(|(_, url)| url))));
    fields.extend(draft.sections.iter().map(|found| of("heading", found)));
    fields
}

impl Import {
    /// Whether someone has to look at it before it is published.
    pub fn is_unsure(&self) -> bool {
        !self.questions.is_empty()
            || self.fields.iter().any(|field| field.sureness != Sureness::Certain.name())
    }
}
