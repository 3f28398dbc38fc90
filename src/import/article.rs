//! [`Article`]: a text as it came, whatever it was written with. Readers make it, rules look at it.

/// A text in its order, and what its source says of it.
#[derive(Debug, Clone, Default)]
pub struct Article {
    pub meta: Meta,
    pub blocks: Vec<Block>,
    /// Pictures that came along.
    pub files: Vec<Attachment>,
    pub left_out: Vec<LeftOut>,
}

/// What the source says of the text in a form made for programs. It wins over what rules find.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    pub title: Option<String>,
    pub kicker: Option<String>,
    pub summary: Option<String>,
    /// As the source has it: RFC 3339, or a form that the date rule reads.
    pub date: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<String>,
    pub topics: Vec<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub publisher: Option<String>,
    /// The text's own address.
    pub url: Option<String>,
    /// Former paths on the site that it comes from.
    pub aliases: Vec<String>,
    pub slug: Option<String>,
    pub draft: bool,
    /// As the source has it.
    pub expires: Option<String>,
    /// The language in the file's name: the same text may be there in others.
    pub translation: Option<String>,
    /// What the source's bytes were taken for, where nothing says what they are.
    pub character_set: Option<String>,
    /// The source's further fields, in its order, as text or lists of text.
    pub extra: Vec<(String, Vec<String>)>,
}

impl Meta {
    /// With the values of another where there are none.
    pub fn or(self, other: Meta) -> Meta {
        let list = |own: Vec<String>, other| if own.is_empty() { other } else { own };
        let known = |key: &String| self.extra.iter().any(|(own, _)| own == key);
        let further: Vec<_> = other.extra.into_iter().filter(|(key, _)| !known(key)).collect();
        Meta {
            title: self.title.or(other.title),
            kicker: self.kicker.or(other.kicker),
            summary: self.summary.or(other.summary),
            date: self.date.or(other.date),
            updated: self.updated.or(other.updated),
            authors: list(self.authors, other.authors),
            topics: list(self.topics, other.topics),
            language: self.language.or(other.language),
            publisher: self.publisher.or(other.publisher),
            url: self.url.or(other.url),
            aliases: list(self.aliases, other.aliases),
            slug: self.slug.or(other.slug),
            draft: self.draft || other.draft,
            expires: self.expires.or(other.expires),
            translation: self.translation.or(other.translation),
            character_set: self.character_set.or(other.character_set),
            extra: self.extra.into_iter().chain(further).collect(),
        }
    }
}

/// A part of the text, and the line where it began, counted from 1. In a word processor's file a
/// line is a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub line: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Paragraph(Rich),
    /// From 1, the text's title, to 6.
    Heading(u8, Rich),
    Figure(Figure),
    Quote(Vec<Block>),
    List {
        first: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Table {
        head: Vec<Rich>,
        rows: Vec<Vec<Rich>>,
    },
    Code {
        language: String,
        text: String,
    },
    /// A footnote's text.
    Note {
        label: String,
        blocks: Vec<Block>,
    },
    Rule,
    /// Markdown as it stands in the source.
    Markdown(String),
}

/// Pictures with one caption.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    pub pictures: Vec<Picture>,
    pub caption: Rich,
    pub credit: Rich,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub source: PictureSource,
    /// What it shows, in plain text; empty if the source does not say.
    pub description: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PictureSource {
    /// One of the article's files, by its name.
    File(String),
    /// A whole URL, or a path on the site that the text comes from.
    Address(String),
    /// As a web page names it, which is saved with the page or not, and the URL that this means.
    Linked { path: String, url: String },
    /// There is only the description.
    Missing,
}

/// A line of text with its marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rich(pub Vec<Run>);

/// Characters with the same marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
    pub struck: bool,
    pub code: bool,
    pub link: Option<String>,
    pub kind: RunKind,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum RunKind {
    #[default]
    Text,
    /// The start of a new line inside the paragraph.
    Break,
    /// A reference to the note with the text as its label.
    Reference,
    /// A small picture inside the text, whose description is the text.
    Picture(PictureSource),
}

/// A file that came along with the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Without folders, and unlike every other name in the article.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Words of the source that are not in the brief, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub line: usize,
    pub text: String,
    pub why: String,
}

impl Rich {
    pub fn plain(text: impl Into<String>) -> Rich {
        let text = text.into();
        Rich(if text.is_empty() { Vec::new() } else { vec![Run { text, ..Run::default() }] })
    }

    /// The text without its marks; pictures and references are no text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for run in &self.0 {
            match run.kind {
                RunKind::Text => text.push_str(&run.text),
                RunKind::Break => text.push('\n'),
                RunKind::Reference | RunKind::Picture(_) => {}
            }
        }
        text
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|run| {
            run.kind == RunKind::Break || (run.kind == RunKind::Text && run.text.trim().is_empty())
        })
    }

    /// The two sides of a place in [`Rich::text`], in bytes.
    pub fn split(mut self, at: usize) -> (Rich, Rich) {
        let mut before = Vec::new();
        let mut left = at;
        while let Some(run) = self.0.first() {
            let length = match run.kind {
                RunKind::Text => run.text.len(),
                RunKind::Break => 1,
                RunKind::Reference | RunKind::Picture(_) => 0,
            };
            if length > left {
                break;
            }
            left -= length;
            before.push(self.0.remove(0));
        }
        if let (Some(run), true) = (self.0.first_mut(), left > 0) {
            let rest = run.text.split_off(run.text.floor_char_boundary(left));
            before.push(Run { text: std::mem::replace(&mut run.text, rest), ..run.clone() });
        }
        (Rich(before), self)
    }

    /// Without blanks at its ends.
    pub fn trimmed(self) -> Rich {
        let is_blank = |run: &Run| match run.kind {
            RunKind::Break => true,
            RunKind::Text => run.text.trim().is_empty(),
            RunKind::Reference | RunKind::Picture(_) => false,
        };
        let mut runs = self.0;
        let end = runs.iter().rposition(|run| !is_blank(run)).map_or(0, |last| last + 1);
        runs.truncate(end);
        let start = runs.iter().take_while(|run| is_blank(run)).count();
        runs.drain(..start);
        if let Some(first) = runs.first_mut().filter(|run| run.kind == RunKind::Text) {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = runs.last_mut().filter(|run| run.kind == RunKind::Text) {
            last.text.truncate(last.text.trim_end().len());
        }
        Rich(runs)
    }
}

impl Block {
    pub fn paragraph(line: usize, text: impl Into<String>) -> Block {
        Block { line, kind: Kind::Paragraph(Rich::plain(text)) }
    }

    /// The text of a paragraph or a heading; `None` for everything else.
    pub fn text(&self) -> Option<String> {
        match &self.kind {
            Kind::Paragraph(rich) | Kind::Heading(_, rich) => Some(rich.text()),
            _ => None,
        }
    }
}
