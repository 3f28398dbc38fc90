//! A page's text → [`Tree`]. Tags are read as HTML's standard says; of its rules for tags that were
//! forgotten or crossed those are kept that decide which words stand together.

use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, HtmlString, State, Token, Tokenizer};

use super::names;
use super::tree::{Id, Kind, Node, Tree, is_block};

/// Elements in each other, at most. What is deeper stands in the last of them: pages have a few
/// dozen, and what walks over the tree may then call itself.
const DEEPEST: usize = 160;

/// Elements and texts in a page, at most.
const MOST: usize = 2_000_000;

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Tags in them do not look out of them.
const WALLS: &[&str] = &["button", "caption", "object", "svg", "table", "td", "template", "th"];

/// Elements that stand around lists' items.
#[rustfmt::skip]
const ROOMS: &[&str] = &[
    "article", "aside", "blockquote", "button", "caption", "details", "dl", "fieldset", "figure", "footer",
    "form", "header", "main", "menu", "nav", "object", "ol", "section", "svg", "table", "td", "template",
    "th", "ul",
];

/// What stands in `<head>` also where its tags were left out.
const OF_HEAD: &[&str] = &["base", "link", "meta", "noscript", "script", "style", "template", "title"];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// The tree, or `None` if the page has more parts than any page.
pub fn parsed(text: &str) -> Option<Tree> {
    let emitter = Quiet(DefaultEmitter::new_with_span());
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    let mut builder = Builder::default();
    builder.append(Kind::Element { name: "", attributes: Vec::new() });
    builder.open.push(0);
    let (mut counted, mut line) = (0, 1);
    while let Some(Ok(token)) = tokenizer.next() {
        let start = match &token {
            Token::StartTag(tag) => tag.span.start,
            Token::String(text) => text.span.start,
            _ => counted,
        };
        line += text.as_bytes().get(counted..start).map_or(0, newlines);
        counted = counted.max(start);
        builder.line = line;
        match token {
            Token::StartTag(tag) => {
                if let Some(state) = builder.start(tag) {
                    tokenizer.set_state(state);
                }
            }
            Token::EndTag(tag) => builder.end(names::tag(&tag.name)),
            Token::String(text) => builder.text(string(&text.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if builder.tree.len() > MOST {
            return None;
        }
    }
    builder.close_from(0);
    Some(builder.tree)
}

/// The text of a string with character references, as some put them into data for programs.
pub fn unescaped(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return text.to_owned();
    }
    parsed(text).map_or_else(|| text.to_owned(), |tree| tree.words(0))
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An emitter that does not look for faults, which takes longer than all the rest.
struct Quiet(DefaultEmitter<usize>);

impl ForwardingEmitter for Quiet {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    /// From the page to where the next word stands.
    open: Vec<Id>,
    /// Elements that were too deep and have not ended.
    ignored: usize,
    has_body: bool,
    line: usize,
}

impl Builder {
    fn append(&mut self, kind: Kind) -> Id {
        let id = self.tree.len();
        let parent = self.open.last().copied().unwrap_or(0);
        self.tree.nodes.push(Node { kind, parent, end: id + 1, line: self.line });
        id
    }

    fn innermost(&self) -> &'static str {
        self.open.last().map_or("", |&id| self.tree.name(id))
    }

    /// Appends an element; the answer is how the text in it is read, if not as HTML.
    fn start(&mut self, tag: html5gum::StartTag<usize>) -> Option<State> {
        let name = names::tag(&tag.name);
        if name.is_empty() {
            return None;
        }
        let is_foreign = self.open.iter().any(|&id| matches!(self.tree.name(id), "svg" | "math"));
        if !is_foreign {
            if self.innermost() == "head" && !OF_HEAD.contains(&name) {
                self.close_from(self.open.len() - 1);
            }
            let is_there = |name: &str| self.open.iter().any(|&id| self.tree.name(id) == name);
            match name {
                "html" | "head" if is_there(name) || self.has_body => return None,
                "body" if std::mem::replace(&mut self.has_body, true) => return None,
                _ => self.end_implied(name),
            }
        }
        let is_leaf = VOID.contains(&name) || (is_foreign && tag.self_closing);
        let state = if is_leaf { None } else { names::state(name) };
        if self.open.len() >= DEEPEST && !is_leaf && state.is_none() {
            self.ignored += 1;
            return None;
        }
        let attributes = tag.attributes.iter().filter_map(|(name, value)| {
            let name = names::attribute(name)?;
            Some((name, string(&value.value)))
        });
        let id = self.append(Kind::Element { name, attributes: attributes.collect() });
        if !is_leaf {
            self.open.push(id);
        }
        state
    }

    fn text(&mut self, text: String) {
        if self.innermost() == "head" && !text.trim().is_empty() {
            self.close_from(self.open.len() - 1);
        }
        self.append(Kind::Text(text));
    }

    fn end(&mut self, name: &'static str) {
        // What follows the page's end still belongs to it.
        if matches!(name, "" | "body" | "html") {
            return;
        }
        let is_raw = names::state(name).is_some() && self.innermost() == name;
        if self.ignored > 0 && !is_raw && !VOID.contains(&name) {
            self.ignored -= 1;
            return;
        }
        match name {
            "br" => {
                self.append(Kind::Element { name, attributes: Vec::new() });
            }
            "table" | "template" | "svg" | "button" | "object" => self.close(&[name], &[]),
            "caption" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => self.close(&[name], &["table"]),
            _ if HEADINGS.contains(&name) => self.close(HEADINGS, WALLS),
            _ => self.close(&[name], WALLS),
        }
    }

    /// Ends what ends without a tag where `name` begins.
    fn end_implied(&mut self, name: &str) {
        match name {
            "li" => self.close(&["li"], ROOMS),
            "dd" | "dt" => self.close(&["dd", "dt"], ROOMS),
            "tr" => self.close(&["tr", "caption"], &["table"]),
            "td" | "th" => self.close(&["td", "th"], &["tr", "table"]),
            "tbody" | "tfoot" | "thead" => self.close(&["tbody", "tfoot", "thead", "caption"], &["table"]),
            "option" => self.close(&["option"], &["select", "optgroup"]),
            "a" if self.innermost() == "a" => self.close(&["a"], WALLS),
            _ => {}
        }
        if HEADINGS.contains(&name) && HEADINGS.contains(&self.innermost()) {
            self.close_from(self.open.len() - 1);
        }
        if is_block(name) && !matches!(name, "option" | "optgroup" | "select" | "textarea") {
            self.close(&["p"], WALLS);
        }
    }

    /// Ends the innermost element with one of the names, if it does not stand outside of a wall.
    fn close(&mut self, wanted: &[&str], walls: &[&str]) {
        for at in (1..self.open.len()).rev() {
            let name = self.open.get(at).map_or("", |&id| self.tree.name(id));
            if wanted.contains(&name) {
                return self.close_from(at);
            }
            if walls.contains(&name) {
                return;
            }
        }
    }

    fn close_from(&mut self, at: usize) {
        let end = self.tree.len();
        for id in self.open.drain(at.min(self.open.len())..) {
            if let Some(node) = self.tree.nodes.get_mut(id) {
                node.end = end;
            }
        }
    }
}
