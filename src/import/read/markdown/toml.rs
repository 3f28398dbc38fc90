//! Front matter in TOML, as the values that YAML has.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::yaml::Node;

pub fn parse(text: &str) -> Result<Node, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    Ok(map(table.get_ref()))
}

/// The library sorts by key; the text's own order is that of the places.
fn map(table: &DeTable<'_>) -> Node {
    let mut fields: Vec<_> = table.iter().collect();
    fields.sort_by_key(|(key, _)| key.span().start);
    Node::Map(fields.into_iter().map(|(key, value)| (key.get_ref().to_string(), node(value))).collect())
}

fn list(array: &DeArray<'_>) -> Node {
    Node::List(array.iter().map(node).collect())
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    match value.get_ref() {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Integer(number) => Node::Text(number.to_string()),
        DeValue::Float(number) => Node::Text(number.to_string()),
        DeValue::Boolean(is_true) => Node::Bool(*is_true),
        DeValue::Datetime(time) => Node::Text(time.to_string()),
        DeValue::Array(array) => list(array),
        DeValue::Table(table) => map(table),
    }
}
