//! [`Templates`]: the built-in templates with the site's own over them, and what is wrong with them.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use tera::{Context, ErrorKind, Tera};

use super::paper::Paper;
use crate::diagnostic::{Checked, Diagnostic, Place, line_column, offset_of};
use crate::path::SitePath;
use crate::source::Sources;
use crate::theme;

pub struct Templates {
    /// `None` if the templates cannot be used together; a diagnostic has said why.
    tera: Option<Tera>,
    /// By name: the text, and whether the site itself brought it.
    texts: BTreeMap<String, (String, bool)>,
}

impl Templates {
    pub fn read(sources: &Sources) -> Checked<Templates> {
        let mut texts: BTreeMap<String, (String, bool)> = theme::TEMPLATES
            .iter()
            .filter(|(name, _)| is_template(name))
            .map(|(name, text)| ((*name).to_owned(), ((*text).to_owned(), false)))
            .collect();
        for (path, text) in sources.texts_below("templates") {
            if let Some(name) = path.below("templates").filter(|name| is_template(name)) {
                let own = theme::template(name) != Some(&text.content);
                texts.insert(name.to_owned(), (text.content.to_string(), own));
            }
        }
        let mut templates = Templates { tera: None, texts };
        let (tera, found) = templates.compile();
        templates.tera = tera;
        Checked::new(templates, found)
    }

    /// Compiles all templates at once. The library stops at the first faulty one, so that one is
    /// set aside, its built-in namesake takes its place, and the rest is tried again: every faulty
    /// template is reported in one go.
    fn compile(&self) -> (Option<Tera>, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut texts: BTreeMap<&str, &str> =
            self.texts.iter().map(|(name, (text, _))| (&**name, &**text)).collect();
        loop {
            let mut tera = Tera::default();
            tera.autoescape_on(vec![".html", ".xml", ".svg"]);
            let added = tera.add_raw_templates(texts.iter().map(|(name, text)| (*name, *text)));
            let Err(error) = added else { return (Some(tera), found) };
            let fault = self.fault(&error);
            let name = fault.template.clone();
            found.push(self.diagnostic(fault));
            // One that is all right by itself may still lean on a faulty one.
            let replaced = name.as_deref().and_then(|name| {
                let (name, text) = texts.remove_entry(name)?;
                let built_in = theme::template(name).filter(|built_in| *built_in != text)?;
                texts.insert(name, built_in);
                Some(())
            });
            if replaced.is_none() {
                return (None, found);
            }
        }
    }

    /// Renders one template. A mistake in it is reported at its place in the template. What is
    /// rendered `is_unwanted` from some moment on ends at once.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        is_unwanted: &AtomicBool,
        found: &mut Vec<Diagnostic>,
    ) -> String {
        let Some(tera) = &self.tera else { return String::new() };
        let mut paper = Paper::new(is_unwanted);
        let Err(error) = tera.render_to(template, context, &mut paper) else { return paper.into_text() };
        let mut fault = self.fault(&error);
        if paper.is_full() {
            fault.message = "the page grows without an end".to_owned();
            fault.help = "look for a loop, or for loops within loops, that go through too much";
        }
        fault.template.get_or_insert_with(|| template.to_owned());
        found.push(self.diagnostic(fault));
        String::new()
    }

    fn diagnostic(&self, fault: Fault) -> Diagnostic {
        let name = fault.template.unwrap_or_default();
        let path = SitePath::new(format!("templates/{name}").trim_end_matches('/'));
        let place = match (self.texts.get(&name), fault.position) {
            (Some((text, _)), Some((line, column))) => {
                let start = offset_of(text, line, column);
                Place::new(&path, start..offset_of(text, line, column + fault.width.max(1)))
            }
            _ => Place::file(&path),
        };
        let own = self.texts.get(&name).is_some_and(|(_, own)| *own);
        let help = match own {
            true => fault.help,
            false => "this is a built-in template; one of the site's own in templates/ does not go with it",
        };
        Diagnostic::error(place, fault.message).help(help)
    }

    /// The text of a template from a line (from 1) and a column (from 0) on.
    fn at(&self, name: &str, line: usize, column: usize) -> &str {
        self.texts.get(name).map_or("", |(text, _)| &text[offset_of(text, line, column)..])
    }

    /// Line from 1 and column from 0 of a name in quotation marks.
    fn find(&self, template: &str, name: &str) -> Option<(usize, usize)> {
        let (text, _) = self.texts.get(template)?;
        let quoted = ['"', '\''].into_iter().find_map(|mark| text.find(&format!("{mark}{name}{mark}")))?;
        let (line, column) = line_column(text, quoted + 1);
        Some((line, column - 1))
    }

    fn fault(&self, error: &tera::Error) -> Fault {
        let plain = |message: String| Fault { template: None, position: None, width: 1, message, help: SEES };
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                let one_line = span.start_line == span.end_line;
                Fault {
                    template: Some(report.filename().to_owned()),
                    position: Some((span.start_line, span.start_col)),
                    width: if one_line { span.end_col.saturating_sub(span.start_col) } else { 1 },
                    message: reworded(
                        report.message(),
                        self.at(report.filename(), span.start_line, span.start_col),
                    ),
                    help: if matches!(error.kind(), ErrorKind::SyntaxError(_)) { SYNTAX } else { SEES },
                }
            }
            ErrorKind::MissingParent { current, parent } => Fault {
                position: self.find(current, parent),
                width: parent.chars().count(),
                template: Some(current.clone()),
                help: NAMES,
                ..plain(format!("it extends `{parent}`, which does not exist"))
            },
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => Fault {
                template: Some(tpl.clone()),
                help: "a template can extend or include any other, but none that leads back to it",
                ..plain("it extends or includes itself".to_owned())
            },
            other => {
                located(&other.to_string()).unwrap_or_else(|| plain(lowered(first_line(&other.to_string()))))
            }
        }
    }
}

const SEES: &str = "docs/templates.md lists what each template sees; a field that may be missing is written {{ a?.b or \"\" }}";
const SYNTAX: &str =
    "check that each {{, {% and quotation mark is closed, and that each if, for and block has its end";
const NAMES: &str = "a template's name is its path in templates/: partials/card.html; docs/templates.md lists the built-in ones";

struct Fault {
    help: &'static str,
    template: Option<String>,
    /// Line from 1, column from 0.
    position: Option<(usize, usize)>,
    /// Characters.
    width: usize,
    message: String,
}

fn is_template(name: &str) -> bool {
    !name.ends_with(".yaml")
}

/// Some errors have their place in the text alone: a line `--> brief.html:3:8`.
fn located(text: &str) -> Option<Fault> {
    let (before, place) = text.split_once("--> ")?;
    let mut parts = place.lines().next()?.rsplitn(3, ':');
    let column: usize = parts.next()?.trim().parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let template = parts.next()?.trim().trim_matches(['[', ']']).to_owned();
    let message = first_line(before.trim().trim_start_matches("error: "));
    Some(Fault {
        template: Some(template),
        position: Some((line, column.saturating_sub(1))),
        width: 1,
        message: lowered(message),
        help: if message.to_lowercase().starts_with("unknown template") { NAMES } else { SEES },
    })
}

/// The library's message, or a plainer one. `rest` is the template from the place on.
fn reworded(message: &str, rest: &str) -> String {
    let word: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
    if message.to_lowercase().starts_with("unknown tag") {
        return match &*word {
            "endif" | "endfor" | "endblock" | "else" | "elif" => {
                format!("`{word}` does not fit here: something opened above it is not closed")
            }
            _ => format!("there is no tag `{word}`"),
        };
    }
    let kind = message
        .to_lowercase()
        .starts_with("iteration not possible on type")
        .then(|| message.split('`').nth(1))
        .flatten();
    match kind {
        Some("undefined") => "this is not defined, so it cannot be gone through with `for`".to_owned(),
        Some(kind) => format!("only a list can be gone through with `for`, and this is of type {kind}"),
        None => lowered(message),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim()
}

/// A message as part of a sentence: without a capital at its start and a full stop at its end.
fn lowered(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + &message[first.len_utf8()..]
        }
        _ => message.to_owned(),
    }
}
