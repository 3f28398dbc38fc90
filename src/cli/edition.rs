//! What of a site is wanted: the options that commands share.

use clap::Args;

use crate::catalog::Edition;
use crate::config::Config;
use crate::source::Sources;
use crate::url::Base;
use crate::world::{Failure, clock};
use crate::{Options, time};

#[derive(Debug, Clone, Args)]
pub struct EditionArguments {
    /// Show drafts, too
    #[arg(long)]
    pub drafts: bool,

    /// Show briefs dated in the future, too
    #[arg(long)]
    pub future: bool,

    /// Stands in for the settings' base_url
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// The clock: what is published at this moment [default: now]
    #[arg(long, value_name = "DATE-TIME")]
    pub now: Option<String>,
}

impl EditionArguments {
    pub fn options(&self, sources: &Sources) -> Result<Options, Failure> {
        let now = match &self.now {
            Some(text) => {
                // Without an offset it is the site's time, as in briefs.
                let config = Config::read(sources, None).value;
                let zone = config.map_or(jiff::tz::TimeZone::UTC, |config| config.time_zone);
                let read = time::moment(text, &zone);
                let bad = |bad: time::BadDate| Failure::new(format!("--now: {}", bad.message)).help(bad.help);
                read.map_err(bad)?.moment.timestamp
            }
            None => clock::now(),
        };
        let base = self.base_url.as_deref().map(Base::parse).transpose();
        let bad = |why| Failure::new(format!("--base-url is no web address: {why}"));
        let edition = Edition { now, drafts: self.drafts, future: self.future };
        Ok(Options { edition, base: base.map_err(bad)? })
    }
}
