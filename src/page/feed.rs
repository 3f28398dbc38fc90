//! A feed: the briefs of an index that changed last. Atom and JSON Feed are written of the same view.

use super::{Presenter, dates};
use crate::catalog::{BriefId, Catalog, Index};
use crate::text::{escape, slug};
use crate::time::Moment;

/// Entries in a feed.
pub const LENGTH: usize = 20;

/// All addresses in it are whole.
pub struct FeedView {
    pub title: String,
    pub description: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The index's page.
    pub url: String,
    /// RFC 3339.
    pub updated: String,
    /// Whether some entry has no author.
    pub has_unsigned: bool,
}

pub struct EntryView {
    pub title: String,
    pub url: String,
    pub language: String,
    /// RFC 3339.
    pub published: String,
    pub updated: String,
    pub summary: String,
    /// The whole text in the site's own feed; elsewhere only what was corrected, if anything was.
    pub content_html: Option<String>,
    /// Name, URL.
    pub authors: Vec<(String, String)>,
    /// Countries and topics.
    pub categories: Vec<String>,
    pub image: Option<String>,
}

/// The briefs that an index's feed holds: those that last changed, so that a correction to an old
/// brief reaches the readers of the old one.
pub fn briefs(catalog: &Catalog, index: &Index) -> Vec<BriefId> {
    let mut ids: Vec<(Moment, BriefId)> =
        catalog.briefs_in(index).iter().map(|&id| (catalog.entry(id).brief.modified(), id)).collect();
    let order = |a: &(Moment, BriefId), b: &(Moment, BriefId)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    if ids.len() > LENGTH {
        ids.select_nth_unstable_by(LENGTH, order);
        ids.truncate(LENGTH);
    }
    ids.sort_by(order);
    ids.into_iter().map(|(_, id)| id).collect()
}

/// A feed with the entries of `ids`.
pub fn view(presenter: &Presenter, index: &Index, ids: &[BriefId]) -> FeedView {
    let catalog = &presenter.site.catalog;
    let updated = ids.iter().map(|&id| catalog.entry(id).brief.modified()).max();
    let site = &presenter.site.config.title;
    let name = presenter.index_name(index);
    FeedView {
        title: if *index == Index::All { name } else { format!("{name} · {site}") },
        description: presenter.site.config.description.clone(),
        language: presenter.words.language.clone(),
        url: presenter.absolute_address(&index.url()),
        updated: updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |moment| moment.rfc3339()),
        has_unsigned: ids.iter().any(|&id| catalog.entry(id).brief.authors.is_empty()),
    }
}

/// `body` is the finished text, which the site's feed alone has.
pub fn entry(presenter: &Presenter, id: BriefId, body: Option<&str>) -> EntryView {
    let entry = presenter.site.catalog.entry(id);
    let brief = &entry.brief;
    let author = |name: &String| {
        let index = Index::Author(slug(name).into());
        (presenter.index_name(&index), presenter.absolute_address(&index.url()))
    };
    let topics = brief.topics.iter().map(|topic| presenter.index_name(&Index::Topic(slug(topic).into())));
    EntryView {
        title: brief.title.clone(),
        url: presenter.absolute_address(entry.url()),
        language: brief.language.clone(),
        published: brief.date.rfc3339(),
        updated: brief.modified().rfc3339(),
        summary: brief.summary_text(),
        content_html: content(presenter, id, body),
        authors: brief.authors.iter().map(author).collect(),
        categories: brief
            .countries
            .iter()
            .map(|&country| presenter.country_name(country))
            .chain(topics)
            .collect(),
        image: presenter.cover(brief).map(|cover| cover.absolute_url),
    }
}

fn content(presenter: &Presenter, id: BriefId, body: Option<&str>) -> Option<String> {
    let brief = &presenter.site.catalog.entry(id).brief;
    let mut html = String::new();
    for correction in super::brief::newest_first(brief) {
        let day = dates::long(correction.date.date(), presenter.words);
        let text = presenter.fragment(&brief.path, &correction.text, &[]);
        let label = escape(presenter.words.get("correction"));
        html.push_str(&format!("<p><strong>{label}, {}</strong></p>{}\n", day, boxed(&text)));
    }
    if let Some(body) = body {
        if !brief.key_points.is_empty() {
            html.push_str("<ul>\n");
            for point in &brief.key_points {
                html.push_str(&format!("<li>{}</li>\n", presenter.fragment(&brief.path, point, &[])));
            }
            html.push_str("</ul>\n");
        }
        html.push_str(body);
    } else if !html.is_empty() {
        html.push_str(&format!("<p>{}</p>\n", escape(&brief.summary_text())));
    }
    (!html.is_empty()).then_some(html)
}

fn boxed(html: &str) -> String {
    if html.starts_with("<p>") { html.to_owned() } else { format!("<p>{html}</p>") }
}
