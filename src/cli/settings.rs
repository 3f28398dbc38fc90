//! The settings of the site that a command is about, for commands that read nothing else of it.

use std::path::{Path, PathBuf};

use super::report::Report;
use crate::config::Config;
use crate::world::Failure;
use crate::world::disk::{find_site, read_settings};

/// The site's folder and its settings; `None` if these have errors, which have been said.
pub fn settings(site: Option<&Path>, report: &Report) -> Result<Option<(PathBuf, Config)>, Failure> {
    let site = find_site(site, Path::new("."))?;
    let snapshot = read_settings(&site)?;
    let mut checked = Config::read(&snapshot.sources, None);
    checked.diagnostics.extend(snapshot.diagnostics);
    if checked.has_errors() {
        report.diagnostics(&checked.diagnostics, &snapshot.sources);
        return Ok(None);
    }
    Ok(checked.value.map(|config| (site, config)))
}
