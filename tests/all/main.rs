//! Everything is tested through the public face: sites, commands, output, pages in a browser.

mod support;

mod architecture;
mod beside;
mod briefs;
mod commands;
mod coverage;
mod desk;
mod determinism;
mod diagnostics;
mod edits;
mod gazetteer;
mod hosting;
mod indexes;
mod interrupted;
mod kept;
#[cfg(feature = "import")]
mod import_html;
mod import;
#[cfg(feature = "import")]
mod import_read;
mod leaks;
mod maps;
mod output;
mod patches;
mod preview;
mod properties;
mod publish;
mod requests;
mod sites;
mod templates;
mod watching;
mod web;
