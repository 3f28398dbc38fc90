//! Text to [`Node`]: the only place that knows the YAML library.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

use super::Node;

/// Why a text is no YAML, and where: byte offset in the text, if the library could say.
pub struct Malformed {
    pub message: String,
    pub offset: Option<usize>,
}

/// Brackets inside each other, at most. The library's time grows with the square of them, and it
/// would refuse far fewer in the end.
const DEEPEST: usize = 500;

pub fn parse(text: &str) -> Result<Node, Malformed> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node::Null);
    }
    if let Some(offset) = too_deep(text) {
        return Err(Malformed { message: "recursion limit exceeded".to_owned(), offset: Some(offset) });
    }
    let left = Cell::new(MOST_VALUES);
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let result = match documents.next() {
        Some(document) => Budget(&left).deserialize(document),
        None => Ok(Node::Null),
    };
    match result {
        Ok(_) if documents.next().is_some() => Err(Malformed {
            message: "deserializing from YAML containing more than one document is not supported".to_owned(),
            offset: text.rfind("\n---").map(|at| at + 1),
        }),
        result => result.map_err(|error| malformed(text, &error)),
    }
}

/// Values in one text, at most. The library counts how often an alias is followed, but not how
/// much comes of it: a few kilobytes could fill the memory.
const MOST_VALUES: usize = 2_000_000;

/// Reads one value, as long as there are any left to be had.
#[derive(Clone, Copy)]
struct Budget<'b>(&'b Cell<usize>);

impl<'de> DeserializeSeed<'de> for Budget<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(D::Error::custom("repetition limit exceeded")),
        }
        deserializer.deserialize_any(NodeVisitor(self))
    }
}

/// Where brackets nest too deep, counted without regard to quotation marks: no text that a person
/// wrote leaves this many open.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > DEEPEST {
            return Some(offset);
        }
    }
    None
}

/// `text` as one YAML scalar on one line, in quotes where it would otherwise be read as something else.
pub fn write_text(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match serde_yaml::to_string(&one_line) {
        Ok(written) if !written.contains(": ") && !written.trim_end().contains('\n') => {
            written.trim_end().to_owned()
        }
        _ => serde_json::Value::String(one_line).to_string(),
    }
}

/// The library's message ends in its place, ` at line 3 column 8`, and sometimes in a second one,
/// `, while scanning a quoted scalar at line 2 column 8`, which is where the author has to look.
fn malformed(text: &str, error: &serde_yaml::Error) -> Malformed {
    let full = error.to_string();
    let started = full.split(", while ").nth(1).and_then(|context| {
        let (_, place) = context.split_once(" at line ")?;
        let (line, column) = place.split_once(" column ")?;
        Some((line.trim().parse::<usize>().ok()?, column.trim().parse::<usize>().ok()?))
    });
    let position = started.or_else(|| error.location().map(|at| (at.line(), at.column())));
    let control = text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    let message = full.split(", while ").next().unwrap_or(&full);
    let message = message.split(" at line ").next().unwrap_or(message);
    let context = full.split(", while ").nth(1).and_then(|context| context.split(" at line ").next());
    Malformed {
        message: match context {
            Some(context) => format!("{message} while {context}"),
            None => message.to_owned(),
        },
        offset: match control {
            Some((offset, _)) if message.contains("control characters") => Some(offset),
            _ => position.map(|(line, column)| {
                crate::diagnostic::offset_of(text, line.max(1), column.saturating_sub(1))
            }),
        },
    }
}

struct NodeVisitor<'b>(Budget<'b>);

impl<'de> Visitor<'de> for NodeVisitor<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Integer))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Float(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Float(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.0)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry_seed(self.0, self.0)? {
            let key = match key {
                Node::Text(key) => key,
                Node::Null => "null".to_owned(),
                Node::Bool(key) => key.to_string(),
                Node::Integer(key) => key.to_string(),
                Node::Float(key) => key.to_string(),
                Node::List(_) | Node::Map(_) => return Err(A::Error::custom("a key has to be plain text")),
            };
            map.push((key, value));
        }
        Ok(Node::Map(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(A::Error::custom("YAML tags (words that start with `!`) mean nothing here; quote the text"))
    }
}
