//! What a page says of itself: JSON-LD before Open Graph, that before all other forms.

use std::collections::BTreeMap;

use super::address::{Base, Target};
use super::json_ld::{clean, topics};
use super::tree::{Id, Tree, is_block, one_line};
use crate::import::article::Meta;

/// Everything that `<meta>` says, by its name in lower case.
type Fields = BTreeMap<String, Vec<String>>;

/// The fields, to which `meta` is added that JSON-LD has.
pub fn of(tree: &Tree, article: Id, mut meta: Meta) -> Meta {
    let fields = fields(tree);
    let first = |names: &[&str]| names.iter().find_map(|name| fields.get(*name)?.first().cloned());
    let all = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).cloned()).unwrap_or_default();
    let or = |known: &mut Option<String>, names: &[&str]| {
        if known.is_none() {
            *known = first(names);
        }
    };
    or(&mut meta.publisher, &["og:site_name", "dc.publisher", "dcterms.publisher", "application-name"]);
    or(&mut meta.title, &["og:title", "twitter:title", "dc.title", "dcterms.title", "headline"]);
    or(
        &mut meta.summary,
        &["og:description", "twitter:description", "dc.description", "dcterms.description", "description"],
    );
    or(&mut meta.kicker, &["article:section"]);
    or(&mut meta.date, DATES);
    or(&mut meta.updated, UPDATES);
    or(&mut meta.language, &["og:locale", "dc.language", "dcterms.language"]);
    if meta.topics.is_empty() {
        meta.topics =
            topics(&all(&["article:tag", "dc.subject", "dcterms.subject", "keywords", "news_keywords"]));
    }
    if meta.authors.is_empty() {
        let named = all(AUTHORS).into_iter().filter(|name| !name.starts_with("http"));
        meta.authors = named.collect();
    }
    title(tree, article, &mut meta);
    times(tree, article, &mut meta);
    authors(tree, article, &mut meta);
    if meta.kicker.is_none() {
        meta.kicker = marked(tree, article, KICKERS, 60);
    }
    if meta.summary.is_none() {
        meta.summary = marked(tree, article, SUMMARIES, 600);
    }
    meta.url = url(tree, first(&["og:url"])).or(meta.url);
    let own = ["lang", "xml:lang"].iter().find_map(|name| {
        let html = tree.named("html").next()?;
        tree.attribute(html, name).and_then(clean)
    });
    meta.language = meta.language.or(own).map(|language| language.replace('_', "-"));
    meta.updated = meta.updated.take().filter(|updated| Some(updated) != meta.date.as_ref());
    meta.summary = meta.summary.take().filter(|summary| Some(summary) != meta.title.as_ref());
    meta
}

/// Parts of classes.
const KICKERS: &[&str] = &["dachzeile", "eyebrow", "kicker", "overline"];
const SUMMARIES: &[&str] = &["dek", "lead", "lede", "standfirst", "subtitle"];

const DATES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publish-date",
    "date",
];

const UPDATES: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
];

const AUTHORS: &[&str] =
    &["article:author", "dc.creator", "dcterms.creator", "author", "byl", "dable:author"];

fn fields(tree: &Tree) -> Fields {
    let mut fields = Fields::new();
    for id in tree.named("meta") {
        let Some(content) = tree.attribute(id, "content").and_then(clean) else { continue };
        for names in ["property", "name", "itemprop"].iter().filter_map(|key| tree.attribute(id, key)) {
            for name in names.split_ascii_whitespace() {
                fields.entry(name.to_lowercase()).or_default().push(content.clone());
            }
        }
    }
    fields
}

/// The title without the site's name, or else the first heading.
fn title(tree: &Tree, article: Id, meta: &mut Meta) {
    let headings: Vec<Id> = tree.named("h1").filter(|&id| !tree.words(id).is_empty()).collect();
    let inside = headings.iter().find(|&&id| article <= id && id < tree.end(article));
    let heading = inside.or(headings.first()).map(|&id| tree.words(id));
    // The article's only heading of its kind says better than `<title>` what it is called.
    let is_only = headings.iter().filter(|&&id| article <= id && id < tree.end(article)).count() == 1;
    let own = heading.clone().filter(|_| is_only);
    let whole = tree.named("title").find(|&id| tree.ancestors(id).all(|id| tree.name(id) != "svg"));
    let whole = whole.map(|id| {
        let texts: Vec<&str> = tree.children(id).filter_map(|child| tree.text(child)).collect();
        one_line(&texts.concat())
    });
    let known = meta.title.take().or(own).or(whole).filter(|title| !title.is_empty());
    let lesser = ["h1", "h2", "h3"].into_iter().flat_map(|name| tree.named(name).take(HEADINGS));
    let lesser: Vec<String> = lesser.map(|id| tree.words(id)).collect();
    meta.title = match known {
        Some(known) => Some(without_site(&known, meta.publisher.as_deref(), &lesser)),
        None => heading,
    };
}

/// So many headings of a level are compared with the title.
const HEADINGS: usize = 20;

fn without_site(title: &str, site: Option<&str>, headings: &[String]) -> String {
    // No site has a name as long as that; what follows looks at the title from every sign in it.
    if title.len() > 1000 {
        return title.to_owned();
    }
    for (at, _) in title.match_indices(['|', '-', '–', '—', ':', '«', '»', '·', '<', '/']) {
        let (before, after) = title.split_at(at);
        // Inside of a word the sign parts nothing.
        if !before.ends_with(char::is_whitespace) && !after.starts_with(['|', '«', '»', '·']) {
            continue;
        }
        let before = before.trim_end_matches([':', ' ']).trim();
        let after = after.trim_start_matches(|c: char| !c.is_alphanumeric()).trim();
        let is_site = site.is_some_and(|site| site.eq_ignore_ascii_case(after));
        if !before.is_empty() && (is_site || headings.iter().any(|heading| heading == before)) {
            return before.to_owned();
        }
    }
    title.to_owned()
}

/// Dates in the text's own `<time>`.
fn times(tree: &Tree, article: Id, meta: &mut Meta) {
    let is_update = |id: Id| {
        tree.has_word(id, "itemprop", "dateModified")
            || tree.parts(id).iter().any(|part| matches!(part.as_str(), "updated" | "modified"))
    };
    let inside = |id: &Id| article <= *id && *id < tree.end(article);
    let times: Vec<Id> = tree
        .named("time")
        .filter(|&id| tree.attribute(id, "datetime").is_some_and(|time| !time.trim().is_empty()))
        .collect();
    let value = |id: Id| tree.attribute(id, "datetime").and_then(clean);
    let found = |wanted: bool| {
        let mut fitting = times.iter().copied().filter(|&id| is_update(id) == wanted);
        fitting.clone().find(inside).or_else(|| fitting.next()).and_then(value)
    };
    if meta.date.is_none() {
        meta.date = found(false).or_else(|| found(true));
    }
    if meta.updated.is_none() {
        meta.updated = found(true).filter(|updated| Some(updated) != meta.date.as_ref());
    }
}

/// The text of the first element with a class, if it is a line by itself and has few letters.
fn marked(tree: &Tree, article: Id, words: &[&str], longest: usize) -> Option<String> {
    let is_marked = |id: &Id| {
        is_block(tree.name(*id)) && tree.parts(*id).iter().any(|part| words.contains(&part.as_str()))
    };
    let id = (article + 1..tree.end(article)).find(is_marked)?;
    let inside = id + 1..tree.end(id);
    let is_line = inside.filter(|&id| is_block(tree.name(id))).count() < 2;
    let text = tree.words(id);
    (is_line && !text.is_empty() && text.chars().count() <= longest).then_some(text)
}

/// Names that the text itself marks as those of its authors.
fn authors(tree: &Tree, article: Id, meta: &mut Meta) {
    if !meta.authors.is_empty() {
        return;
    }
    let is_author = |id: Id| tree.has_word(id, "rel", "author") || tree.has_word(id, "itemprop", "author");
    let mut at = article;
    while at < tree.end(article) && meta.authors.len() < 20 {
        if is_author(at) {
            let named = (at + 1..tree.end(at)).find(|&id| tree.has_word(id, "itemprop", "name"));
            let name = tree.words(named.unwrap_or(at));
            if !name.is_empty() && name.chars().count() < 80 && !meta.authors.contains(&name) {
                meta.authors.push(name);
            }
            at = tree.end(at);
        } else {
            at += 1;
        }
    }
}

/// The page's own address, from its canonical link or else from `og:url`.
fn url(tree: &Tree, named: Option<String>) -> Option<String> {
    let canonical = tree.named("link").find(|&id| tree.has_word(id, "rel", "canonical"));
    let canonical = canonical.and_then(|id| tree.attribute(id, "href")).map(str::to_owned);
    [canonical, named].into_iter().flatten().find_map(|url| Base::of(&url).page())
}

/// What the page's links are relative to.
pub fn base(tree: &Tree, meta: &Meta) -> Base {
    let page = meta.url.as_deref().map(Base::of).unwrap_or_default();
    let own = tree.named("base").find_map(|id| tree.attribute(id, "href"));
    match own.map(|own| page.resolved(own)) {
        Some(Target::Address(base)) => Base::of(&base),
        _ => page,
    }
}
