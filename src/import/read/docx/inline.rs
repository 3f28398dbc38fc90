//! What stands in a paragraph: runs with their marks, links, fields, notes.

use super::arrange::Piece;
use super::reading::{NoteReference, Reading, alternative, is_property};
use super::styles::Marks;
use super::words::words;
use super::xml::Element;
use crate::import::article::{Run, RunKind};

/// What a paragraph has given so far.
#[derive(Debug, Default)]
pub struct Inline {
    pub runs: Vec<Run>,
    /// What floats beside the text: text boxes and pictures.
    pub beside: Vec<Piece>,
    /// Text that is not to be seen, and why.
    pub gone: Vec<(&'static str, String)>,
}

/// What holds for a run by the elements around it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub marks: Marks,
    pub link: Option<String>,
    /// Why the text does not count.
    pub gone: Option<&'static str>,
    script: Script,
}

/// Digits may stand above or below the line, and mean something else there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Script {
    #[default]
    Normal,
    Above,
    Below,
}

/// A field: its code, and then what the word processor last made of it (ECMA-376-1, 17.16).
#[derive(Debug)]
pub struct Field {
    code: String,
    is_code: bool,
    link: Option<String>,
}

/// Fields inside each other, at most; those further in count as text.
const DEEPEST: usize = 50;

const DELETED: &str = "deleted in a tracked change";
const MOVED: &str = "moved elsewhere in a tracked change";

impl Inline {
    /// Adds text, to the run before it if it has the same marks.
    fn push(&mut self, text: &str, around: &Around) {
        if text.is_empty() {
            return;
        }
        if let Some(why) = around.gone {
            return self.lose(text, why);
        }
        let Marks { strong, emphasis, struck, code } = around.marks;
        let is_same = self.runs.last().is_some_and(|last| {
            let marks =
                Marks { strong: last.strong, emphasis: last.emphasis, struck: last.struck, code: last.code };
            last.kind == RunKind::Text && marks == around.marks && last.link == around.link
        });
        if !is_same {
            let link = around.link.clone();
            self.runs.push(Run { strong, emphasis, struck, code, link, ..Run::default() });
        }
        if let Some(last) = self.runs.last_mut() {
            last.text.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
    }

    pub fn lose(&mut self, text: &str, why: &'static str) {
        match self.gone.last_mut() {
            Some((last, before)) if *last == why => before.push_str(text),
            _ => self.gone.push((why, text.to_owned())),
        }
    }

    fn special(&mut self, kind: RunKind, text: &str, around: &Around) {
        if around.gone.is_none() {
            self.runs.push(Run { text: text.to_owned(), kind, ..Run::default() });
        }
    }

    pub fn picture(&mut self, source: crate::import::article::PictureSource, description: String) {
        self.runs.push(Run { text: description, kind: RunKind::Picture(source), ..Run::default() });
    }
}

impl Reading<'_, '_> {
    pub fn inline(&mut self, container: &Element, around: &Around, inline: &mut Inline) {
        for element in container.elements() {
            self.inline_element(element, around, inline);
        }
    }

    pub fn inline_element(&mut self, element: &Element, around: &Around, inline: &mut Inline) {
        let with = |gone| Around { gone: around.gone.or(Some(gone)), ..around.clone() };
        match element.name.as_str() {
            "r" => {
                let around = self.marked(element, around);
                self.inline(element, &around, inline);
            }
            "t" => self.text(&element.text(), around, inline),
            "delText" => self.text(&element.text(), &with(DELETED), inline),
            "del" => self.inline(element, &with(DELETED), inline),
            "moveFrom" => self.inline(element, &with(MOVED), inline),
            "hyperlink" => {
                let link = self.hyperlink(element).or_else(|| around.link.clone());
                self.inline(element, &Around { link, ..around.clone() }, inline);
            }
            "fldSimple" => {
                let link = self.field_link(element.attribute("instr").unwrap_or_default());
                let link = link.or_else(|| around.link.clone());
                self.inline(element, &Around { link, ..around.clone() }, inline);
            }
            "fldChar" => self.field_sign(element),
            "instrText" => self.field_code(&element.text()),
            "tab" | "ptab" => self.text(" ", around, inline),
            "br" if !matches!(element.attribute("type"), None | Some("textWrapping")) => {}
            "br" | "cr" => inline.special(RunKind::Break, "", around),
            "noBreakHyphen" => self.text("\u{2011}", around, inline),
            "sym" => self.sign(element, around, inline),
            "oMath" | "oMathPara" => self.text(&words(element), around, inline),
            "ruby" => self.ruby(element, around, inline),
            "footnoteReference" | "endnoteReference" => self.note(element, around, inline),
            "commentReference" => {
                let line = self.current_line();
                let id = element.attribute("id").unwrap_or_default();
                self.comments.entry(id.to_owned()).or_insert(line);
            }
            "AlternateContent" => {
                if let Some(chosen) = alternative(element) {
                    self.inline(chosen, around, inline);
                }
            }
            "drawing" | "pict" | "object" => self.drawing(element, around, inline),
            _ if is_property(element) => {}
            _ => self.inline(element, around, inline),
        }
    }

    /// What holds for a run by its own properties.
    fn marked(&self, run: &Element, around: &Around) -> Around {
        let mut around = around.clone();
        let Some(properties) = run.child("rPr") else { return around };
        if let Some(style) = properties.child("rStyle").and_then(Element::value) {
            around.marks = self.styles.marks(style);
        }
        let set = |mark: &mut bool, name: &str| *mark = properties.switch(name).unwrap_or(*mark);
        set(&mut around.marks.strong, "b");
        set(&mut around.marks.emphasis, "i");
        set(&mut around.marks.struck, "strike");
        set(&mut around.marks.struck, "dstrike");
        if properties.switch("vanish") == Some(true) {
            around.gone = around.gone.or(Some("hidden text"));
        }
        around.script = match properties.child("vertAlign").and_then(Element::value) {
            Some("superscript") => Script::Above,
            Some("subscript") => Script::Below,
            _ => Script::Normal,
        };
        around
    }

    fn text(&mut self, text: &str, around: &Around, inline: &mut Inline) {
        if self.fields.last().is_some_and(|field| field.is_code) {
            return inline.lose(text, "inside the code of a field");
        }
        let link = self.fields.iter().rev().find_map(|field| field.link.clone());
        let around = match (&around.link, link) {
            (None, Some(link)) => &Around { link: Some(link), ..around.clone() },
            _ => around,
        };
        match around.script {
            Script::Normal => inline.push(text, around),
            script => inline.push(&scripted(text, script), around),
        }
    }

    fn hyperlink(&mut self, element: &Element) -> Option<String> {
        let relationship = self.relationships.get(element.relationship("id")?)?;
        if !relationship.is_outside {
            return None;
        }
        let address = match element.attribute("anchor") {
            Some(anchor) if !anchor.is_empty() => format!("{}#{anchor}", relationship.target),
            _ => relationship.target.clone(),
        };
        self.safe(&address)
    }

    /// An address that a page may have; others are left out.
    fn safe(&mut self, address: &str) -> Option<String> {
        let address = address.trim();
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_safe = match scheme.as_deref() {
            Some("http" | "https" | "mailto" | "tel" | "ftp") => true,
            Some(scheme) => scheme.contains(['/', '?', '#']),
            None => true,
        };
        if address.is_empty() {
            return None;
        }
        if !is_safe {
            self.leave_out(address, "a link that no page can have; its text is kept");
        }
        is_safe.then(|| address.to_owned())
    }

    fn field_link(&mut self, code: &str) -> Option<String> {
        let rest = code.trim_start().get(..9).filter(|name| name.eq_ignore_ascii_case("HYPERLINK"));
        rest?;
        let rest = code.trim_start().get(9..)?.trim_start();
        // `\l` leads inside the document.
        if rest.starts_with('\\') {
            return None;
        }
        let address = match rest.strip_prefix(['"', '“']) {
            Some(quoted) => quoted.split(['"', '”']).next(),
            None => rest.split_whitespace().next(),
        };
        self.safe(address?)
    }

    fn field_sign(&mut self, element: &Element) {
        match element.attribute("fldCharType") {
            Some("begin") if self.fields.len() < DEEPEST => {
                self.fields.push(Field { code: String::new(), is_code: true, link: None });
            }
            Some("separate") => {
                let code = self.fields.last().map(|field| field.code.clone()).unwrap_or_default();
                let link = self.field_link(&code);
                if let Some(field) = self.fields.last_mut() {
                    field.is_code = false;
                    field.link = link;
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn field_code(&mut self, code: &str) {
        if let Some(field) = self.fields.last_mut().filter(|field| field.is_code) {
            field.code.push_str(code);
        }
    }

    /// A sign of a font that has pictures in place of letters.
    fn sign(&mut self, element: &Element, around: &Around, inline: &mut Inline) {
        let code = element.attribute("char").unwrap_or_default();
        let known = match code.to_ascii_uppercase().as_str() {
            "F0E0" => "→",
            "F0DF" => "←",
            "F0B7" | "F0A7" => "•",
            "F0FC" => "✓",
            "F0A8" | "F06F" => "☐",
            "F0FE" => "☒",
            _ => "",
        };
        let is_private = code.len() == 4 && (code.starts_with(['F', 'f', 'E', 'e']));
        match u32::from_str_radix(code, 16).ok().and_then(char::from_u32) {
            _ if !known.is_empty() => self.text(known, around, inline),
            Some(c) if !is_private => self.text(&c.to_string(), around, inline),
            _ => {
                let font = element.attribute("font").unwrap_or_default();
                self.leave_out(format!("{font} {code}"), "a sign that only its font can show");
            }
        }
    }

    /// How a word is read, in brackets behind it.
    fn ruby(&mut self, element: &Element, around: &Around, inline: &mut Inline) {
        if let Some(base) = element.child("rubyBase") {
            self.inline(base, around, inline);
        }
        if let Some(reading) = element.child("rt") {
            self.text("(", around, inline);
            self.inline(reading, around, inline);
            self.text(")", around, inline);
        }
    }

    fn note(&mut self, element: &Element, around: &Around, inline: &mut Inline) {
        let Some(id) = element.attribute("id").filter(|_| around.gone.is_none()) else { return };
        let is_endnote = element.name == "endnoteReference";
        let line = self.current_line();
        let label = *self.labels.entry((is_endnote, id.to_owned())).or_insert_with(|| {
            self.notes.push(NoteReference { is_endnote, id: id.to_owned(), line });
            self.notes.len()
        });
        inline.special(RunKind::Reference, &label.to_string(), around);
    }
}

impl Field {
    /// A code that goes on after its paragraph was never meant to be one.
    pub fn is_open_code(&self) -> bool {
        self.is_code
    }
}

/// 10⁶ is not 106. Other text above or below the line says the same on it.
fn scripted(text: &str, script: Script) -> String {
    const ABOVE: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    const BELOW: &str = "₀₁₂₃₄₅₆₇₈₉";
    if !text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '−') {
        return text.to_owned();
    }
    let (digits, minus) = if script == Script::Above { (ABOVE, '⁻') } else { (BELOW, '₋') };
    let raised = |c: char| match c.to_digit(10) {
        Some(digit) => digits.chars().nth(digit as usize).unwrap_or(c),
        None => minus,
    };
    text.chars().map(raised).collect()
}
