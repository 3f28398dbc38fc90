//! A paragraph: what it is, and what it gives.

use super::arrange::{Item, Piece};
use super::inline::Inline;
use super::numbering::{DEEPEST, Sign};
use super::reading::Reading;
use super::styles::{ListPlace, Role};
use super::xml::{Element, Node};
use crate::import::article::{Block, Figure, Kind, Picture, Rich, RunKind};

/// What a paragraph's properties say of it.
#[derive(Debug, Default)]
pub struct Shape {
    role: Option<Role>,
    item: Option<Item>,
    /// A line below nothing is a rule.
    has_border: bool,
}

impl Reading<'_, '_> {
    pub fn paragraph(&mut self, element: &Element, pieces: &mut Vec<Piece>) {
        let line = self.next_line();
        let mut shape = self.shape(element);
        if shape.role.is_none() && shape.item.is_none() && is_numbered_caption(element) {
            shape.role = Some(Role::Caption);
        }
        let mut inline = Inline { runs: std::mem::take(&mut self.carried), ..Inline::default() };
        self.inline(element, &Default::default(), &mut inline);
        while self.fields.last().is_some_and(|field| field.is_open_code()) {
            self.fields.pop();
        }
        // A paragraph whose end was deleted goes on in the next.
        let mark = element.at(&["pPr", "rPr"]);
        if mark.is_some_and(|mark| mark.child("del").is_some()) && !inline.runs.is_empty() {
            self.carried = std::mem::take(&mut inline.runs);
        }
        self.finish(line, inline, shape, pieces);
    }

    fn shape(&self, element: &Element) -> Shape {
        let Some(properties) = element.child("pPr") else { return Shape::default() };
        let value = |name: &str| properties.child(name).and_then(Element::value);
        let style = value("pStyle");
        let by_style = style.and_then(|style| self.styles.role(style));
        let level = value("outlineLvl").and_then(|level| level.parse::<u8>().ok());
        let role = match level {
            Some(level @ 0..=8) if by_style.is_none() => Some(Role::Heading(level + 1)),
            _ => by_style,
        };
        let own = properties.child("numPr").and_then(|own| {
            let level = own.child("ilvl").and_then(Element::value).and_then(|level| level.parse().ok());
            Some(ListPlace { list: own.child("numId")?.value()?.to_owned(), level: level.unwrap_or(0) })
        });
        let is_own = own.is_some();
        let place = own.or_else(|| style.and_then(|style| self.styles.list(style)));
        let item = match role {
            Some(Role::Bullet(_) | Role::Number(_) | Role::Continued) | None => {
                self.item(place, is_own, role)
            }
            Some(_) => None,
        };
        let has_border = properties.child("pBdr").is_some_and(|border| {
            border.elements().any(|side| !matches!(side.value(), None | Some("nil" | "none")))
        });
        Shape { role, item, has_border }
    }

    /// Styles like `List Bullet 2` are lists of their own, on the first level, and look like the
    /// second level of another.
    fn item(&self, place: Option<ListPlace>, is_own: bool, role: Option<Role>) -> Option<Item> {
        let named = match role {
            Some(Role::Bullet(level)) => Some((usize::from(level - 1), Sign::Bullet)),
            Some(Role::Number(level)) => Some((usize::from(level - 1), Sign::Number(1))),
            _ => None,
        };
        match (place, named) {
            (Some(ListPlace { list, level }), named) => {
                let level = level.min(DEEPEST);
                let sign = self.numbering.sign(&list, level)?;
                let seen = named.filter(|_| !is_own).map_or(level, |(named, _)| named.max(level));
                Some(Item { list, level: seen, sign })
            }
            (None, Some((level, sign))) => Some(Item { list: String::new(), level, sign }),
            (None, None) => None,
        }
    }

    /// Makes pieces of what a paragraph has given.
    pub fn finish(&mut self, line: usize, inline: Inline, shape: Shape, pieces: &mut Vec<Piece>) {
        let Inline { runs, beside, gone } = inline;
        let Shape { role, item, has_border } = shape;
        for (why, text) in gone {
            self.leave_out_at(line, text.split_whitespace().collect::<Vec<_>>().join(" "), why);
        }
        let is_bare = beside.is_empty() && runs.iter().all(|run| run.text.trim().is_empty());
        let text = Rich(runs).trimmed();
        let is_item = item.is_some();
        match (role, figure(&text)) {
            (Some(Role::Contents), _) => self.leave_out_at(line, text.text(), "the table of contents"),
            (_, Some(figure)) => {
                let block = Block { line, kind: Kind::Figure(figure) };
                pieces.push(Piece::Block { block, is_inside: false });
            }
            _ if text.is_empty() && has_border && is_bare => {
                let block = Block { line, kind: Kind::Rule };
                pieces.push(Piece::Block { block, is_inside: false });
            }
            _ if text.is_empty() => {}
            _ => pieces.push(Piece::Text { line, role, item, text }),
        }
        for mut piece in beside {
            match &mut piece {
                Piece::Block { is_inside, .. } => *is_inside |= is_item,
                Piece::Text { role: role @ None, .. } if is_item => *role = Some(Role::Continued),
                Piece::Text { .. } => {}
            }
            pieces.push(piece);
        }
    }
}

/// A paragraph that starts with pictures and has nothing behind them, or a caption on a line of
/// its own.
fn figure(text: &Rich) -> Option<Figure> {
    let mut pictures = Vec::new();
    let mut has_break = false;
    let mut caption = Vec::new();
    for run in &text.0 {
        match &run.kind {
            _ if !caption.is_empty() => caption.push(run.clone()),
            RunKind::Picture(source) => {
                pictures.push(Picture { source: source.clone(), description: run.text.clone() });
                has_break = false;
            }
            RunKind::Break => has_break = true,
            RunKind::Text if run.text.trim().is_empty() => {}
            _ => caption.push(run.clone()),
        }
    }
    let is_figure = !pictures.is_empty() && (caption.is_empty() || has_break);
    let has_more = caption.iter().any(|run| matches!(run.kind, RunKind::Picture(_)));
    (is_figure && !has_more).then(|| Figure {
        pictures,
        caption: Rich(caption).trimmed(),
        ..Figure::default()
    })
}

/// `Figure 1: …` with a number that the word processor counts (`SEQ`, ECMA-376-1, 17.16.5.56), whatever
/// the style. What is numbered behind its text is a formula.
fn is_numbered_caption(paragraph: &Element) -> bool {
    let mut before = String::new();
    let mut found = false;
    paragraph.each(&mut |node| {
        let Node::Element(element) = node else { return };
        let code = match element.name.as_str() {
            "instrText" => element.text(),
            "fldSimple" => element.attribute("instr").unwrap_or_default().to_owned(),
            "t" if !found => {
                before.push_str(&element.text());
                return;
            }
            _ => return,
        };
        let is_counter = code.split_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case("SEQ"));
        let label = before.trim();
        let is_word = !label.is_empty() && label.chars().all(|c| c.is_alphabetic() || c == '.');
        found |= is_counter && is_word;
    });
    found
}
