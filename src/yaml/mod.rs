//! YAML as an author writes it: values, and where each of them stands in the file.
//!
//! [`value`] makes the values and is the only file that knows the YAML library. [`span`] reads the
//! text a second time to find places, and only once something is wrong. [`explain`] says what is
//! wrong with a text that is no YAML. [`read`] is what the rest of the crate uses: typed reading that
//! reports every mistake at its place.

mod explain;
pub mod read;
mod span;
mod table;
mod value;

use serde::{Deserialize, Serialize};

pub use read::{Field, Reader};
pub use table::Table;

/// A YAML value. Anchors are resolved, tags refused; a plain `NO` is text, as in YAML 1.2.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Node {
    #[default]
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the author's order. A key that stands twice is there twice.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What the value is called in a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Integer(_) | Node::Float(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a set of fields",
        }
    }

    /// The same value as JSON, for templates.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Integer(value) => Value::from(*value),
            Node::Float(value) => Value::from(*value),
            Node::Text(value) => Value::String(value.clone()),
            Node::List(list) => Value::Array(list.iter().map(Node::to_json).collect()),
            Node::Map(map) => {
                Value::Object(map.iter().map(|(key, node)| (key.clone(), node.to_json())).collect())
            }
        }
    }
}

/// Text as one YAML value, in quotes where it needs them.
pub fn quoted(text: &str) -> String {
    value::write_text(text)
}

/// The same inside a list in brackets, where commas, brackets, colons and question marks mean something, too.
pub fn quoted_in_list(text: &str) -> String {
    let quoted = quoted(text);
    let is_quoted = quoted.starts_with(['"', '\'']);
    if !is_quoted && quoted.contains([',', '[', ']', '{', '}', ':', '?']) {
        // JSON's quoting is YAML's, too.
        return serde_json::Value::String(quoted).to_string();
    }
    quoted
}
