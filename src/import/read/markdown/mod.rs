//! Markdown files of dateline and of other generators: Hugo, Zola, Jekyll, Eleventy.
//!
//! [`front`] reads the fields above the text, [`body`] the text block by block, [`figure`] the ways
//! in which generators write figures, and [`shortcodes`](shortcodes()) lists what only the generator
//! that a text comes from can understand.

mod body;
mod figure;
mod front;
mod inline;
mod shortcodes;
#[cfg(feature = "import")]
mod toml;

pub use shortcodes::{shortcodes, values};

use super::Unreadable;
use crate::import::article::{Article, LeftOut};
use crate::import::origin::Origin;

pub fn article(text: &str, origin: &Origin) -> Result<Article, Unreadable> {
    let (mut article, rest) = opened(text, origin)?;
    article.blocks = body::blocks(rest.body, rest.first_line, &mut article.left_out);
    Ok(article)
}

/// What stands below front matter.
pub struct Rest<'t> {
    pub body: &'t str,
    /// The line in the file where the body starts, from 1.
    pub first_line: usize,
}

/// An article that has only what its front matter says, if it has any, and the text below that.
pub fn opened<'t>(text: &'t str, origin: &Origin) -> Result<(Article, Rest<'t>), Unreadable> {
    let parts = front::split(text);
    let mut article = Article::default();
    if let Some((language, matter)) = parts.matter {
        match front::fields(language, matter)? {
            Ok(fields) => {
                article.meta = front::meta(fields, origin);
            }
            Err(error) => article.left_out.push(LeftOut {
                line: 1,
                text: matter.trim_end().to_owned(),
                why: format!("the front matter cannot be read: {error}"),
            }),
        }
        origin.complete(&mut article.meta);
    }
    Ok((article, Rest { body: parts.body, first_line: parts.first_line }))
}
