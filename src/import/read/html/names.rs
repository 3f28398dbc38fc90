//! Names of HTML that the reader knows, so that a tree holds no copies of them.

use html5gum::State;

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "a", "abbr", "address", "amp-img", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup",
    "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed",
    "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3",
    "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd",
    "label", "legend", "li", "link", "listing", "main", "map", "mark", "math", "menu", "meta", "nav",
    "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "param", "picture",
    "plaintext", "pre", "q", "rp", "rt", "ruby", "s", "samp", "script", "search", "section", "select",
    "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody",
    "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul",
    "var", "video", "wbr", "xmp",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "alt", "aria-hidden", "class", "colspan", "content", "data-full-url", "data-lang", "data-language",
    "data-lazy-src", "data-lazy-srcset", "data-orig-file", "data-original", "data-src", "data-srcset",
    "data-url", "datetime", "height", "hidden", "href", "hreflang", "id", "itemprop", "itemtype", "lang",
    "name", "property", "rel", "role", "src", "srcset", "start", "style", "title", "type", "width",
    "xml:lang",
];

/// An element's name; empty if it is none of HTML's that say something.
pub fn tag(name: &[u8]) -> &'static str {
    known(TAGS, name).unwrap_or_default()
}

pub fn attribute(name: &[u8]) -> Option<&'static str> {
    known(ATTRIBUTES, name)
}

fn known(names: &'static [&'static str], name: &[u8]) -> Option<&'static str> {
    let at = names.binary_search_by(|known| known.as_bytes().cmp(name)).ok()?;
    names.get(at).copied()
}

/// How the text in an element is read where it is not HTML. Scripts are taken not to run, so that
/// what stands in `<noscript>` is part of the page.
pub fn state(name: &str) -> Option<State> {
    match name {
        "script" => Some(State::ScriptData),
        "iframe" | "noembed" | "noframes" | "style" | "xmp" => Some(State::RawText),
        "textarea" | "title" => Some(State::RcData),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, TAGS};

    #[test]
    fn are_in_order() {
        assert!(TAGS.is_sorted() && ATTRIBUTES.is_sorted());
    }
}
