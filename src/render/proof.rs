//! [`Press::proof`]: a page from which the way leads back to what it was made of.

use super::{Press, Rendered};
use crate::brief::Fragment;
use crate::diagnostic::Checked;
use crate::page::brief::Pictures;
use crate::page::{self, Presenter};
use crate::path::SitePath;
use crate::site::Page;
use crate::url::Url;

impl Press {
    /// The page as [`Press::render`] makes it, with a comment before each block of its text that
    /// names the line on which it was written: `<!--dateline:12-->`. A template that takes the text
    /// apart gets no comments, and is no different for it.
    pub fn proof(&self, url: &Url) -> Option<Checked<Rendered>> {
        let checked = self.render(url)?;
        Some(checked.map(|rendered| match rendered {
            Rendered::Bytes(bytes) => Rendered::Bytes(self.with_lines(url, bytes)),
            file => file,
        }))
    }

    fn with_lines(&self, url: &Url, page: Vec<u8>) -> Vec<u8> {
        let Some((plain, marked)) = self.site.page(url).and_then(|page| self.text_of(page)) else {
            return page;
        };
        let at = std::str::from_utf8(&page).ok().and_then(|page| page.find(&plain));
        let Some(at) = at.filter(|_| !plain.is_empty()) else { return page };
        [&page[..at], marked.as_bytes(), &page[at + plain.len()..]].concat()
    }

    /// The text on a page, and the same with its lines.
    fn text_of(&self, page: &Page) -> Option<(String, String)> {
        let presenter = self.presenter(&self.site.config.language);
        // What is wrong with the figures has been said when the page was rendered.
        let found = &mut Vec::new();
        match page {
            Page::Brief(id) => {
                let brief = &self.site.catalog.entry(*id).brief;
                let presenter = self.presenter(&brief.language);
                let figures = self.figures(&Pictures::of(&presenter, *id).figures, found);
                Some(both(&presenter, &brief.path, &brief.body.html.fragment(), &figures))
            }
            Page::Standing(at) => {
                let standing = self.site.catalog.standings.pages.get(*at)?;
                let presenter = self.presenter(&standing.language);
                let figures = self.figures(&page::standing::figures(&presenter, standing), found);
                Some(both(&presenter, &standing.path, &standing.body.html.fragment(), &figures))
            }
            Page::Index(index, 1) => {
                let profile = page::index::profile(&presenter, index)?;
                let pictures = page::index::introduction_pictures(&presenter, profile);
                Some(both(&presenter, &profile.path, &profile.body.html.fragment(), &pictures))
            }
            _ => None,
        }
    }
}

fn both(presenter: &Presenter, path: &SitePath, text: &Fragment, figures: &[String]) -> (String, String) {
    let marked = text.marked(|line| format!("<!--dateline:{line}-->"));
    (presenter.fragment(path, text, figures), presenter.fragment(path, &marked, figures))
}
