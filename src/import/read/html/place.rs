//! Parts of a page that are no part of an article, by their marks.

use super::tree::{Id, Tree};

/// What a part of a page is, as the report calls it.
pub type Place = &'static str;

/// Words in classes and ids, of those parts that carry no element's name.
#[rustfmt::skip]
const WORDS: &[(&str, Place)] = &[
    ("ad", "an advertisement"), ("ads", "an advertisement"), ("advert", "an advertisement"),
    ("advertisement", "an advertisement"), ("adsbygoogle", "an advertisement"), ("sponsor", "an advertisement"),
    ("sponsored", "an advertisement"), ("promo", "an advertisement"), ("outbrain", "an advertisement"),
    ("taboola", "an advertisement"),
    ("breadcrumb", "navigation"), ("breadcrumbs", "navigation"), ("gnb", "navigation"), ("lnb", "navigation"),
    ("menu", "navigation"), ("nav", "navigation"), ("navbar", "navigation"), ("navigation", "navigation"),
    ("pager", "navigation"), ("pagination", "navigation"), ("skip", "navigation"), ("toc", "navigation"),
    ("toolbar", "navigation"),
    ("comment", "comments"), ("comments", "comments"), ("disqus", "comments"), ("reply", "comments"),
    ("respond", "comments"),
    ("consent", "a notice"), ("cookie", "a notice"), ("cookies", "a notice"), ("modal", "a notice"),
    ("paywall", "a notice"), ("popup", "a notice"),
    ("login", "a form"), ("newsletter", "a form"), ("search", "a form"), ("signup", "a form"),
    ("subscribe", "a form"), ("subscription", "a form"),
    ("more", "links to other texts"), ("popular", "links to other texts"),
    ("recommend", "links to other texts"), ("recommended", "links to other texts"),
    ("recommendations", "links to other texts"), ("related", "links to other texts"),
    ("relatedposts", "links to other texts"), ("trending", "links to other texts"),
    ("share", "links for sharing"), ("sharedaddy", "links for sharing"), ("sharing", "links for sharing"),
    ("sns", "links for sharing"), ("social", "links for sharing"), ("ufi", "links for sharing"),
    ("footer", "the footer"), ("masthead", "the header"),
    ("sidebar", "a sidebar"), ("widget", "a sidebar"), ("widgets", "a sidebar"),
    ("taglist", "tags"), ("tags", "tags"),
];

/// The part that begins with an element, if it is none of an article.
pub fn of(tree: &Tree, id: Id) -> Option<Place> {
    let name = tree.name(id);
    match name {
        "" | "html" | "body" | "article" | "main" | "p" | "a" | "time" => return None,
        "nav" | "menu" => return Some("navigation"),
        "aside" => return Some("a sidebar"),
        "footer" => return Some("the footer"),
        "form" | "fieldset" | "input" | "select" | "textarea" | "dialog" => return Some("a form"),
        "button" => return Some("a button"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "b" | "i" | "em" | "strong" | "img" | "figure" => {
            return None;
        }
        _ => {}
    }
    match tree.attribute(id, "role").unwrap_or_default() {
        "navigation" | "menu" | "menubar" | "toolbar" => return Some("navigation"),
        "complementary" => return Some("a sidebar"),
        "contentinfo" => return Some("the footer"),
        "search" | "form" => return Some("a form"),
        "dialog" | "alertdialog" => return Some("a notice"),
        _ => {}
    }
    let parts = tree.parts(id);
    WORDS.iter().find(|(word, _)| parts.iter().any(|part| part == word)).map(|(_, place)| *place)
}
