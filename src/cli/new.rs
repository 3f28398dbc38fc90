//! `dateline new`.

use std::path::Path;

use jiff::civil::DateTime;

use super::Outcome;
use super::arguments::New;
use super::report::Report;
use super::settings::settings;
use crate::config::not_a_country;
use crate::diagnostic::Place;
use crate::path::SitePath;
use crate::source::SETTINGS;
use crate::text::slug;
use crate::world::{Failure, clock, files};
use crate::{time, yaml};

pub fn run(arguments: &New, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let Some((site, config)) = settings(site, report)? else { return Ok(Outcome::Errors) };
    let slug = slug(&arguments.title);
    if slug.is_empty() {
        return Err(Failure::new("the title has no letter or digit to make a file's name of"));
    }
    for country in &arguments.countries {
        if let Err(why) = config.names.find(country) {
            let found = not_a_country(&config.names, country, &why, Place::file(&SitePath::new(SETTINGS)));
            return Err(Failure::new(found.message).help(found.help.unwrap_or_default()));
        }
    }
    let now = clock::wall_clock(&config.time_zone);
    let date = match &arguments.date {
        None => format!("{} {:02}:{:02}", now.date(), now.hour(), now.minute()),
        Some(text) => {
            let bad = |bad: time::BadDate| Failure::new(format!("--date: {}", bad.message)).help(bad.help);
            time::moment(text, &config.time_zone).map_err(bad)?;
            text.clone()
        }
    };
    let folder = format!("content/briefs/{}", year(&date, now));
    let (file, bundle) = (format!("{folder}/{slug}.md"), format!("{folder}/{slug}/index.md"));
    let (path, other) = if arguments.bundle { (bundle, file) } else { (file, bundle) };
    // Two ways of laying out one brief, which would stand at one URL.
    if site.join(&other).exists() {
        return Err(Failure::new(format!("{other} exists already; nothing was changed")));
    }
    files::write_new(&site, &[(&path, text(arguments, &date))])?;
    report.say(&site.join(path).display().to_string());
    Ok(Outcome::Clean)
}

fn year(date: &str, now: DateTime) -> String {
    date.get(..4).map_or_else(|| now.year().to_string(), str::to_owned)
}

fn text(arguments: &New, date: &str) -> String {
    let list = |values: &[String]| {
        let quoted: Vec<String> = values.iter().map(|value| yaml::quoted_in_list(value)).collect();
        format!("[{}]", quoted.join(", "))
    };
    let mut text = format!("---\ntitle: {}\n", yaml::quoted(&arguments.title));
    if let Some(kicker) = &arguments.kicker {
        text.push_str(&format!("kicker: {}\n", yaml::quoted(kicker)));
    }
    text.push_str(&format!("summary:\ndate: {date}\ncountries: {}\n", list(&arguments.countries)));
    if !arguments.authors.is_empty() {
        text.push_str(&format!("authors: {}\n", list(&arguments.authors)));
    }
    text.push_str("topics: []\nkey_points: []\ndraft: true\n---\n\n");
    text
}
