//! dateline: a folder of Markdown briefs becomes a publication.
//!
//! The crate is a pipeline of whole values. Each stage has one file or folder, owns the type it
//! makes, and is a plain function of what came before:
//!
//! ```text
//!  disk ──▶ Sources ──▶ Briefs ──▶ Catalog ──▶ Site ──▶ bytes ──▶ public/, browser, host
//!  world    source      brief      catalog     site     render    world
//! ```
//!
//! [`pipeline`] runs the stages in order. Nothing on the way opens a file, asks the clock or prints;
//! that is left to [`world`] and [`cli`]. A module may use those above it in this list, and none
//! below it:

pub mod path;
pub mod text;
pub mod url;
pub mod media;
pub mod time;
pub mod diagnostic;
pub mod memo;
pub mod source;
pub mod yaml;
pub mod country;
pub mod map;
pub mod gazetteer;
pub mod target;
pub mod packing;
pub mod hosting;
pub mod config;
pub mod theme;
pub mod words;
pub mod brief;
pub mod catalog;
pub mod site;
pub mod page;
pub mod render;
pub mod pipeline;
pub mod preview;
pub mod publish;
pub mod report;
pub mod import;
pub mod world;
pub mod cli;

use diagnostic::Checked;
use pipeline::Pipeline;
pub use pipeline::{Options, Stage};
use render::Press;
use source::Sources;

/// Takes a site's files through every stage, and follows every link. The result can render any
/// page; it is `None` only if there are no settings to go by. `done` hears of each stage when it is
/// over.
pub fn press(sources: &Sources, options: &Options, done: &mut dyn FnMut(Stage)) -> Checked<Option<Press>> {
    Pipeline::default().press(sources, options, done)
}
