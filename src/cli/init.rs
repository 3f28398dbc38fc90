//! `dateline init`.

use std::path::Path;

use super::Outcome;
use super::arguments::Init;
use super::report::Report;
use crate::world::{Failure, clock, files};

/// The starter site. `{date}` is the day on which it is made.
const STARTER: &[(&str, &str)] = &[
    ("dateline.yaml", include_str!("starter/dateline.yaml")),
    ("content/briefs/a-first-brief.md", include_str!("starter/a-first-brief.md")),
    ("content/pages/about.md", include_str!("starter/about.md")),
    ("static/img/example.svg", include_str!("starter/example.svg")),
    (".gitignore", "/public/\n/.public.dateline/\n"),
];

pub fn run(arguments: &Init, report: &Report) -> Result<Outcome, Failure> {
    let date = clock::wall_clock(&jiff::tz::TimeZone::UTC).date().to_string();
    let starter: Vec<(&str, String)> =
        STARTER.iter().map(|(name, text)| (*name, text.replace("{date}", &date))).collect();
    files::write_new(&arguments.folder, &starter)?;
    let next = "set title and base_url in dateline.yaml, then dateline serve --open";
    report.say(&match arguments.folder.as_path() {
        here if here == Path::new(".") => format!("This folder is a site now. Next: {next}"),
        other => format!("{0} is a site now. Next: cd {0}, {next}", other.display()),
    });
    Ok(Outcome::Clean)
}
