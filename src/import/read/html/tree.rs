//! [`Tree`]: a page's elements and texts, in their order, as one list.

/// A place in the tree. Whatever stands in an element has the places from its own plus one to its end.
pub type Id = usize;

#[derive(Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
}

#[derive(Debug)]
pub struct Node {
    pub kind: Kind,
    pub parent: Id,
    pub end: Id,
    /// Counted from 1.
    pub line: usize,
}

#[derive(Debug)]
pub enum Kind {
    Element { name: &'static str, attributes: Vec<(&'static str, String)> },
    Text(String),
}

/// What a browser does not show. Words in there are no words of the page.
pub const SILENT: &[&str] = &[
    "base", "head", "iframe", "link", "meta", "noembed", "noframes", "script", "style", "template", "title",
];

/// Letters of a class or id that are looked at.
const LONGEST_NAME: usize = 1000;

impl Tree {
    /// One past the last place.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn end(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id + 1, |node| node.end.max(id + 1))
    }

    pub fn line(&self, id: Id) -> usize {
        self.nodes.get(id).map_or(1, |node| node.line)
    }

    /// Empty for texts, and for elements that are not of HTML.
    pub fn name(&self, id: Id) -> &'static str {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element { name, .. }) => name,
            _ => "",
        }
    }

    pub fn text(&self, id: Id) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn attribute(&self, id: Id, wanted: &str) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element { attributes, .. }) => {
                attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    pub fn is_element(&self, id: Id) -> bool {
        matches!(self.nodes.get(id).map(|node| &node.kind), Some(Kind::Element { .. }))
    }

    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let next = move |child: Id| (child < end).then_some(child);
        std::iter::successors(next(id + 1), move |&child| next(self.end(child)))
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        (id > 0).then(|| self.nodes.get(id).map(|node| node.parent)).flatten()
    }

    /// From the parent to the page.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), move |&id| self.parent(id))
    }

    /// Elements of a name, in order.
    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = Id> + 't {
        (0..self.len()).filter(move |&id| self.name(id) == name)
    }

    /// One word of an attribute that holds a list of words.
    pub fn has_word(&self, id: Id, attribute: &str, word: &str) -> bool {
        let value = self.attribute(id, attribute).unwrap_or_default();
        value.split_ascii_whitespace().any(|part| part.eq_ignore_ascii_case(word))
    }

    /// The parts of the words in `class` and `id`, in lower case: `Article-bodyText` has three.
    pub fn parts(&self, id: Id) -> Vec<String> {
        let mut parts = Vec::new();
        for value in ["class", "id"].iter().filter_map(|name| self.attribute(id, name)) {
            let mut part = String::new();
            let mut was_lower = false;
            for c in value.chars().take(LONGEST_NAME) {
                let is_end = !c.is_alphanumeric() || (c.is_uppercase() && was_lower);
                if is_end && !part.is_empty() {
                    parts.push(std::mem::take(&mut part));
                }
                if c.is_alphanumeric() {
                    part.extend(c.to_lowercase());
                }
                was_lower = c.is_lowercase();
            }
            if !part.is_empty() {
                parts.push(part);
            }
        }
        parts
    }

    pub fn is_silent(&self, id: Id) -> bool {
        SILENT.contains(&self.name(id))
    }

    /// Whether the page says that nobody sees it.
    pub fn is_hidden(&self, id: Id) -> bool {
        let style = self.attribute(id, "style").unwrap_or_default();
        self.attribute(id, "hidden").is_some()
            || self.attribute(id, "aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
            || (!style.is_empty() && {
                let style: String = style.to_lowercase().split_whitespace().collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            })
    }

    /// All that can be read in an element, with single blanks.
    pub fn words(&self, id: Id) -> String {
        let mut words = String::new();
        let mut at = id;
        while at < self.end(id) {
            match self.text(at) {
                Some(text) => words.push_str(text),
                None if self.is_silent(at) && at != id => {
                    at = self.end(at);
                    continue;
                }
                None if is_block(self.name(at)) || self.name(at) == "br" => words.push(' '),
                None => {}
            }
            at += 1;
        }
        one_line(&words)
    }
}

/// Single blanks, and no characters that nobody sees.
pub fn one_line(text: &str) -> String {
    let seen: String =
        text.chars().filter(|&c| !is_unseen(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that take no room: marks of order and direction, and hyphens for the end of a line.
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
        || (c.is_control() && !matches!(c, '\t' | '\n' | '\u{c}' | '\r'))
}

/// Elements that begin a new line, by HTML's own style sheet.
pub fn is_block(name: &str) -> bool {
    #[rustfmt::skip]
    const BLOCKS: &[&str] = &[
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu",
        "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary",
        "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp",
    ];
    BLOCKS.binary_search(&name).is_ok()
}
