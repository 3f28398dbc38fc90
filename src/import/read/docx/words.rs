//! The words of a part of the document that does not go into the article.

use super::xml::{Element, Node};

/// The text of an element on one line, with what was deleted.
pub fn words(element: &Element) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect(element: &Element, text: &mut String) {
    for child in element.elements() {
        match child.name.as_str() {
            "t" | "delText" | "v" => text.extend(child.children.iter().filter_map(|node| match node {
                Node::Text(piece) => Some(piece.as_str()),
                Node::Element(_) => None,
            })),
            "AlternateContent" => {
                if let Some(chosen) = super::reading::alternative(child) {
                    collect(chosen, text);
                }
            }
            "textpath" => {
                text.push(' ');
                text.push_str(child.attribute("string").unwrap_or_default());
            }
            "tab" | "br" | "cr" => text.push(' '),
            _ => collect(child, text),
        }
        if matches!(child.name.as_str(), "p" | "tc" | "v" | "pt") {
            text.push(' ');
        }
    }
}
