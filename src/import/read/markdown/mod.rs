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

pub use shortcodes::shortcodes;

use super::Unreadable;
use crate::import::article::{Article, LeftOut};

pub fn article(text: &str) -> Result<Article, Unreadable> {
    let parts = front::split(text);
    let mut article = Article::default();
    if let Some((language, matter)) = parts.matter {
        match front::fields(language, matter)? {
            Ok(fields) => article.meta = front::meta(fields),
            Err(error) => article.left_out.push(LeftOut {
                line: 1,
                text: matter.trim_end().to_owned(),
                why: format!("the front matter cannot be read: {error}"),
            }),
        }
    }
    article.blocks = body::blocks(parts.body, parts.first_line, &mut article.left_out);
    Ok(article)
}
