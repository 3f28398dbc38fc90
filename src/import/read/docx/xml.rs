//! A part of XML as a tree. Names are without their prefixes: where a name means two things in a
//! document, it never does so in the same place.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements and attributes in a part, at most. A book of a thousand pages has half of it.
const MOST: usize = 1_000_000;

/// Elements inside each other, at most. A text box in a table in a text box has some forty.
const DEEPEST: usize = 200;

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    /// By their names with prefixes.
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The elements inside, without those deeper down.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// An element along a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// An attribute by its name without a prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(key, _)| local(key) == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The attribute `val`, which most properties have.
    pub fn value(&self) -> Option<&str> {
        self.attribute("val")
    }

    /// The attribute that names a relationship: in a namespace of its own, while an `id` of other
    /// things is in that of the element or in none.
    pub fn relationship(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(key, _)| local(key) == name);
        let own = |key: &str| !key.contains(':') || key.starts_with("w:");
        let other = found.clone().find(|(key, _)| !own(key));
        other.or_else(|| found.next()).map(|(_, value)| value.as_str())
    }

    /// The text inside, at any depth.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.each(&mut |node| {
            if let Node::Text(piece) = node {
                text.push_str(piece);
            }
        });
        text
    }

    /// Calls for all nodes inside, in their order.
    pub fn each<'e>(&'e self, call: &mut dyn FnMut(&'e Node)) {
        for node in &self.children {
            call(node);
            if let Node::Element(element) = node {
                element.each(call);
            }
        }
    }

    /// All elements of a name inside, at any depth.
    pub fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        self.each(&mut |node| {
            if let Node::Element(element) = node
                && element.name == name
            {
                found.push(element);
            }
        });
        found
    }

    /// Whether an element of one of the names is inside, at any depth.
    pub fn has_any(&self, names: &[&str]) -> bool {
        self.elements().any(|element| names.contains(&element.name.as_str()) || element.has_any(names))
    }

    /// Whether a property like `<w:b/>` is on, if it is there.
    pub fn switch(&self, name: &str) -> Option<bool> {
        let value = self.child(name)?.value();
        Some(!matches!(value, Some("0" | "false" | "off" | "none")))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads a part; an error says what is wrong with it. No entities are expanded but XML's own five
/// and characters by their numbers.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    let mut count = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(format!("its elements stand in each other {DEEPEST} times"));
                }
                open.push(element(&start, &mut count)?);
            }
            Event::Empty(start) => {
                let empty = element(&start, &mut count)?;
                add(&mut open, Node::Element(empty));
            }
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    add(&mut open, Node::Element(done));
                }
            }
            Event::Text(piece) => text_into(&mut open, &piece),
            Event::CData(piece) => text_into(&mut open, &piece),
            Event::GeneralRef(name) => text_into(&mut open, &character(&name)),
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        return Err("its end is missing".to_owned());
    }
    let first = open.pop().and_then(|top| {
        let mut elements = top.children.into_iter();
        elements.find_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    });
    first.ok_or_else(|| "it is empty".to_owned())
}

fn element(start: &BytesStart<'_>, count: &mut usize) -> Result<Element, String> {
    *count += 1;
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false).flatten() {
        *count += 1;
        let raw = &attribute.value;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_else(|_| raw.clone());
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        if *count > MOST {
            break;
        }
    }
    if *count > MOST {
        return Err(format!("it has more than {MOST} elements"));
    }
    let name = start.local_name().as_ref().to_owned();
    Ok(Element { name, attributes, children: Vec::new() })
}

fn add(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn text_into(open: &mut [Element], text: &str) {
    let Some(last) = open.last_mut() else { return };
    match last.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => last.children.push(Node::Text(text.to_owned())),
    }
}

/// What a reference stands for; one to an entity of the document's own stays as it is written.
fn character(reference: &BytesRef<'_>) -> String {
    let named = || quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned);
    let numbered = reference.resolve_char_ref().ok().flatten().map(String::from);
    numbered.or_else(named).unwrap_or_else(|| format!("&{};", &**reference))
}
