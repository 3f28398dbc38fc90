//! Sitemaps (sitemaps.org/protocol).

use crate::catalog::{BriefId, Coverage, Index, Stretch};
use crate::site::{Page, SITEMAP_LIMIT, Site, SitemapPart};
use crate::text::escape;
use crate::time::Moment;
use crate::url::Url;

const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// One file of URLs with the day each page last changed, as far as that is known.
pub fn urls(site: &Site, part: SitemapPart) -> String {
    let skip = if let SitemapPart::Part(part) = part { (part - 1) * SITEMAP_LIMIT } else { 0 };
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"{SCHEMA}\">\n");
    for (url, page) in site.readable().skip(skip).take(SITEMAP_LIMIT) {
        let location = url.absolute(&site.config.base);
        xml.extend(["<url><loc>", &*escape(&location), "</loc>"]);
        if let Some(changed) = changed(site, page) {
            xml.extend(["<lastmod>", &*changed.rfc3339(), "</lastmod>"]);
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// The list of the parts, where one file cannot hold all.
pub fn list(site: &Site) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"{SCHEMA}\">\n");
    for part in 1..=site.readable().count().div_ceil(SITEMAP_LIMIT) {
        let location = Url::new(&format!("/sitemap-{part}.xml")).absolute(&site.config.base);
        xml.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&location)));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

fn changed(site: &Site, page: &Page) -> Option<Moment> {
    let catalog = &site.catalog;
    let latest = |ids: &[BriefId]| ids.iter().map(|&id| catalog.entry(id).brief.modified()).max();
    match page {
        Page::Brief(id) => Some(catalog.entry(*id).brief.modified()),
        Page::Timeline(stretch, _) => {
            let timeline = &catalog.shelves.timeline;
            let all = timeline.of(&Index::All).filter(|_| *stretch == Stretch::All);
            let ids = all.map_or(&[][..], |all| &all.events).iter();
            let ids = ids.chain(timeline.rows(stretch).iter().map(|row| &row.event));
            ids.map(|&id| catalog.entry(timeline.event(id).brief).brief.modified()).max()
        }
        Page::Index(index, _) => latest(catalog.briefs_in(index)),
        Page::Standing(at) => catalog.standings.pages.get(*at)?.updated,
        Page::Directory(_) => latest(catalog.briefs_in(&Index::All)),
        Page::Coverage(Coverage::Year(year)) => latest(catalog.briefs_in(&Index::Year(*year))),
        Page::Coverage(_) => latest(catalog.briefs_in(&Index::All)),
        Page::Corrections => {
            let all = catalog.briefs.iter().flat_map(|entry| &entry.brief.corrections);
            all.map(|correction| correction.date).max()
        }
        _ => None,
    }
}
