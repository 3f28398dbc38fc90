//! What briefs lack, and where.

use serde::Serialize;

use crate::brief::{Brief, Figure};
use crate::catalog::{BriefId, Catalog};
use crate::diagnostic::line_column;
use crate::source::Sources;

/// A brief needs so many sources.
const ENOUGH: usize = 2;

/// Everything of a kind that lacks something.
#[derive(Debug, Serialize)]
pub struct Lacking {
    pub count: usize,
    /// How many there are of the kind.
    pub of: usize,
    /// In the order of files and lines.
    pub places: Vec<Spot>,
}

/// A place in a file.
#[derive(Debug, Serialize)]
pub struct Spot {
    /// Path from the site's folder.
    pub file: String,
    /// Both from 1, the column in characters.
    pub line: usize,
    pub column: usize,
    /// The brief's title, or the figure's caption, or what its first picture shows.
    pub text: String,
    /// How many sources the brief names; of briefs alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<usize>,
}

impl Lacking {
    fn new(of: usize, mut places: Vec<Spot>) -> Self {
        places.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Self { count: places.len(), of, places }
    }
}

/// Briefs with fewer than two sources: where those are named, or the file's beginning.
pub fn second_source(catalog: &Catalog, sources: &Sources, ids: &[BriefId]) -> Lacking {
    let spot = |id: &BriefId| {
        let brief = &catalog.entry(*id).brief;
        let text = sources.text(&brief.path).unwrap_or("");
        let at = Brief::key_place(&brief.path, text, "sources").map_or(0, |place| place.start);
        let (line, column) = line_column(text, at);
        let file = brief.path.to_string();
        Spot { file, line, column, text: brief.title.clone(), sources: Some(brief.sources.len()) }
    };
    let few = ids.iter().filter(|&&id| catalog.entry(id).brief.sources.len() < ENOUGH);
    Lacking::new(ids.len(), few.map(spot).collect())
}

pub fn credit(catalog: &Catalog, sources: &Sources, ids: &[BriefId]) -> Lacking {
    let (mut of, mut places) = (0, Vec::new());
    for &id in ids {
        let brief = &catalog.entry(id).brief;
        of += brief.body.figures.len();
        let source = sources.text(&brief.path).unwrap_or("");
        // Lines are counted on from figure to figure.
        let (mut above, mut from) = (0, 0);
        for figure in brief.body.figures.iter().filter(|figure| figure.credit_text.trim().is_empty()) {
            let at = figure.span.start.max(from);
            let start = source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            above += source.get(from..start).unwrap_or("").matches('\n').count();
            from = start.max(from);
            let (line, column) = line_column(source.get(start..).unwrap_or(""), at - start);
            let line = line + above;
            let file = brief.path.to_string();
            places.push(Spot { file, line, column, text: caption(figure), sources: None });
        }
    }
    Lacking::new(of, places)
}

fn caption(figure: &Figure) -> String {
    let shown = || figure.pictures.first().map_or_else(String::new, |picture| picture.alt.clone());
    if figure.caption_text.trim().is_empty() { shown() } else { figure.caption_text.trim().to_owned() }
}
