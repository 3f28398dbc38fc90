//! Finding the article: where a page's prose stands, among everything else on it.

use super::place;
use super::tree::{Id, Tree};

/// Letters in a text outside of any paragraph that may be one, at least.
const PARAGRAPH: usize = 40;

/// How much of the page's text stands before each place in its tree.
pub struct Measure {
    prose: Vec<usize>,
    linked: Vec<usize>,
    all: Vec<usize>,
    /// Prose, with what stands in sidebars and the like.
    own: Vec<usize>,
}

impl Measure {
    pub fn of(tree: &Tree) -> Self {
        let own = Self::counted(tree, |_| false).prose;
        let total = within(&own, tree, 0);
        // A wrapper called `has-sidebar` is no sidebar: what holds most of the text is never aside.
        let is_aside = |id: Id| place::of(tree, id).is_some() && within(&own, tree, id) * 2 <= total;
        let counted = Self::counted(tree, is_aside);
        Self { own, ..counted }
    }

    fn counted(tree: &Tree, is_aside: impl Fn(Id) -> bool) -> Self {
        let mut measure = Self { prose: vec![0], linked: vec![0], all: vec![0], own: Vec::new() };
        let (mut prose, mut linked, mut all) = (0, 0, 0);
        let (mut aside, mut link, mut paragraph) = (0, 0, 0);
        for id in 0..tree.len() {
            if let Some(text) = tree.text(id) {
                let letters = letters(text);
                if id >= aside {
                    all += letters;
                    linked += if id < link { letters } else { 0 };
                    let is_prose = id >= link && (id < paragraph || letters >= PARAGRAPH);
                    prose += if is_prose { letters } else { 0 };
                }
            } else if id >= aside {
                let end = tree.end(id);
                if tree.is_silent(id) || tree.is_hidden(id) || is_aside(id) {
                    aside = end;
                } else if tree.name(id) == "a" {
                    link = link.max(end);
                } else if matches!(tree.name(id), "p" | "blockquote" | "li" | "pre" | "dd")
                    || is_named(tree, id)
                {
                    paragraph = paragraph.max(end);
                }
            }
            measure.prose.push(prose);
            measure.linked.push(linked);
            measure.all.push(all);
        }
        measure
    }

    /// Letters of prose in an element, also where it is a sidebar or the like.
    pub fn own(&self, tree: &Tree, id: Id) -> usize {
        within(&self.own, tree, id)
    }

    /// Letters of prose in an element.
    pub fn prose(&self, tree: &Tree, id: Id) -> usize {
        within(&self.prose, tree, id)
    }

    /// Whether most of the text leads elsewhere.
    fn is_links(&self, tree: &Tree, id: Id) -> bool {
        within(&self.linked, tree, id) * 2 > within(&self.all, tree, id)
    }
}

fn within(counts: &[usize], tree: &Tree, id: Id) -> usize {
    let at = |id: Id| counts.get(id).copied().unwrap_or_default();
    at(tree.end(id)).saturating_sub(at(id))
}

/// Whether an element says by its name that the text is in it, as some do that have no paragraphs:
/// `articleBody`, `entry-content`.
fn is_named(tree: &Tree, id: Id) -> bool {
    let parts = tree.parts(id);
    let is = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    tree.name(id) == "div" && is(&["article", "entry", "post", "story"]) && is(&["body", "content", "text"])
}

/// Letters as they weigh: a sign of Chinese, Japanese or Korean says as much as two of others.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| if c > '\u{1100}' { 2 } else { 1 }).sum()
}

/// Where an article stands.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The element that holds it with its title.
    pub article: Id,
    /// The element that holds its text. Between the two there may also be lists of links.
    pub text: Id,
}

impl Found {
    /// Whether an element beside the text leads elsewhere, and holds neither the title nor a byline.
    pub fn is_beside(&self, tree: &Tree, measure: &Measure, id: Id) -> bool {
        let is_outside = id < self.text || id >= tree.end(self.text);
        let inside = id..tree.end(id);
        is_outside
            && matches!(tree.name(id), "div" | "ol" | "section" | "table" | "td" | "ul")
            && !inside.contains(&self.text)
            && measure.is_links(tree, id)
            && !tree.parts(id).iter().any(|part| matches!(part.as_str(), "author" | "authors" | "byline"))
            && !inside.into_iter().any(|id| tree.name(id) == "h1")
    }
}

/// The element that holds the article; the page itself if nothing stands out.
pub fn article(tree: &Tree, measure: &Measure, body: Option<&str>) -> Found {
    let all = measure.prose(tree, 0);
    if all == 0 {
        return Found { article: 0, text: 0 };
    }
    let has_most = |id: &Id| measure.prose(tree, *id) * 2 >= all;
    let best = |marks: &dyn Fn(Id) -> bool| {
        let marked = (1..tree.len()).filter(|&id| tree.is_element(id) && marks(id)).filter(has_most);
        // Of several the innermost, and of an article in a list the one with the most.
        marked.max_by_key(|&id| (measure.prose(tree, id), id))
    };
    let is_article = |id: Id| {
        tree.name(id) == "article"
            || tree.has_word(id, "role", "article")
            || tree.attribute(id, "itemtype").is_some_and(is_article_type)
    };
    if let Some(id) = best(&is_article) {
        return Found { article: id, text: id };
    }
    let is_body = |id: Id| {
        tree.has_word(id, "itemprop", "articleBody")
            || tree.has_word(id, "property", "articleBody")
            || tree.has_word(id, "property", "schema:articleBody")
    };
    let is_main = |id: Id| tree.name(id) == "main" || tree.has_word(id, "role", "main");
    let quoted = || body.and_then(|body| around(tree, body)).filter(has_most);
    let found = best(&is_body).or_else(quoted);
    let found = found.unwrap_or_else(|| narrowed(tree, measure, best(&is_main).unwrap_or(0)));
    Found { article: with_title(tree, measure, found), text: found }
}

fn is_article_type(kind: &str) -> bool {
    let kind = kind.rsplit('/').next().unwrap_or_default();
    kind.ends_with("Article") || matches!(kind, "BlogPosting" | "Report")
}

/// The innermost element around a text that the page's data has, by that text's first and last letters.
fn around(tree: &Tree, body: &str) -> Option<Id> {
    const ENDS: usize = 40;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (mut page, mut starts) = (String::new(), Vec::new());
    let mut at = 0;
    while at < tree.len() {
        if let Some(text) = tree.text(at) {
            starts.push((page.len(), at));
            page.push_str(&letters(text));
        }
        at = if tree.is_silent(at) { tree.end(at) } else { at + 1 };
    }
    let body = letters(body);
    let (first, _) = body.split_at_checked(body.floor_char_boundary(ENDS))?;
    let (_, last) = body.split_at_checked(body.floor_char_boundary(body.len().checked_sub(ENDS)?))?;
    let start = page.find(first)?;
    let end = start + page.get(start..)?.find(last)? + last.len() - 1;
    let node = |place: usize| {
        let after = starts.partition_point(|(start, _)| *start <= place);
        starts.get(after.checked_sub(1)?).map(|(_, id)| *id)
    };
    let (start, end) = (node(start)?, node(end)?);
    tree.ancestors(start).find(|&id| end < tree.end(id) && is_room(tree.name(id)))
}

/// The innermost element that has nearly all the prose.
fn narrowed(tree: &Tree, measure: &Measure, from: Id) -> Id {
    let mut found = from;
    loop {
        let all = measure.prose(tree, found);
        let largest = tree
            .children(found)
            .filter(|&child| tree.is_element(child))
            .max_by_key(|&child| measure.prose(tree, child));
        match largest {
            Some(child) if measure.prose(tree, child) * 10 >= all * 6 && is_room(tree.name(child)) => {
                found = child;
            }
            _ => return found,
        }
    }
}

fn is_room(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "body"
            | "div"
            | "section"
            | "main"
            | "center"
            | "form"
            | "table"
            | "tbody"
            | "tr"
            | "td"
            | "span"
            | "font"
            | "fieldset"
            | "details"
    )
}

/// The element around the article and its title, if it holds little else.
fn with_title(tree: &Tree, measure: &Measure, found: Id) -> Id {
    let title = (0..found).rev().find(|&id| tree.name(id) == "h1");
    let Some(title) = title else { return found };
    let around = tree.ancestors(found).find(|&id| id <= title && title < tree.end(id));
    let is_tight = |id: Id| {
        let prose = measure.prose(tree, id);
        id > 0 && !measure.is_links(tree, id) && prose * 5 <= measure.prose(tree, found) * 6
    };
    around.filter(|&id| is_tight(id) && is_room(tree.name(id)) && tree.name(id) != "body").unwrap_or(found)
}
