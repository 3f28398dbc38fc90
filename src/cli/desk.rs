//! `dateline report`.

use std::path::Path;

use jiff::civil::Date;

use super::Outcome;
use super::arguments::Desk;
use super::report::{Report, number};
use super::table::{one_line, table};
use crate::diagnostic::{Diagnostic, settle};
use crate::report::{DeskReport, Lacking, Period, Silence};
use crate::world::Failure;
use crate::world::disk::{find_site, read};
use crate::{press, time};

/// So many silences are listed for people.
const MOST_SILENCES: usize = 20;

pub fn run(arguments: &Desk, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let from = day("--from", arguments.from.as_deref())?;
    let to = day("--to", arguments.to.as_deref())?;
    let site = find_site(site, Path::new("."))?;
    let snapshot = read(&site)?;
    let options = arguments.edition.options(&snapshot.sources)?;
    let checked = press(&snapshot.sources, &options, &mut |_| ());
    let mut found = snapshot.diagnostics.clone();
    found.extend(checked.diagnostics);
    settle(&mut found);
    report.diagnostics(&found, &snapshot.sources);
    // What is wrong is missing from every count.
    let Some(press) = checked.value.filter(|_| !found.iter().any(Diagnostic::is_error)) else {
        report.say(&format!("No report: {}", report.count(&found)));
        return Ok(Outcome::Errors);
    };
    let site = press.site();
    let today = site.config.time_zone.to_datetime(options.edition.now).date();
    let period = Period::new(from, to, today).ok_or_else(|| {
        Failure::new("the period ends before it starts")
            .help("--from is its first day and --to its last; without --to it ends today")
    })?;
    let desk = DeskReport::new(&site.catalog, &site.config.names, &snapshot.sources, period);
    if report.is_for_programs() {
        let json = serde_json::to_string(&desk).map_err(|error| Failure::new(error.to_string()))?;
        report.print(&format!("{json}\n"));
    } else {
        report.print(&written(&desk));
    }
    Ok(Outcome::Clean)
}

fn day(option: &str, text: Option<&str>) -> Result<Option<Date>, Failure> {
    let bad = |bad: time::BadDate| Failure::new(format!("{option}: {}", bad.message)).help(bad.help);
    text.map(time::day).transpose().map_err(bad)
}

/// The report as people read it.
fn written(desk: &DeskReport) -> String {
    let briefs = number(desk.briefs, "brief");
    let mut text = format!("Desk report, {} to {}: {briefs}\n", desk.from, desk.to);
    let country = |tally: &crate::report::CountryTally| tallied(&tally.name, tally.briefs, &tally.last);
    text.push_str(&table(
        ["Country", "briefs", "last", ""],
        &[1],
        desk.countries.iter().map(country).collect(),
    ));
    let author = |tally: &crate::report::AuthorTally| tallied(&tally.name, tally.briefs, &tally.last);
    let mut authors: Vec<[String; 4]> = desk.authors.iter().map(author).collect();
    if desk.unsigned > 0 {
        authors.push(["(no author)".to_owned(), desk.unsigned.to_string(), String::new(), String::new()]);
    }
    text.push_str(&table(["Author", "briefs", "last", ""], &[1], authors));
    let silences = desk.silences.iter().take(MOST_SILENCES).map(silence).collect();
    text.push_str(&table(["Longest silence", "days", "from", "to"], &[1], silences));
    let more = desk.silences.len().saturating_sub(MOST_SILENCES);
    if more > 0 {
        text.push_str(&format!("and {} more\n", number(more, "shorter one")));
    }
    text.push_str(&lacking("Briefs without a second source", &desk.without_second_source));
    text.push_str(&lacking("Figures without a credit", &desk.without_credit));
    text
}

fn tallied(name: &str, briefs: usize, last: &Date) -> [String; 4] {
    [name.to_owned(), briefs.to_string(), last.to_string(), String::new()]
}

fn silence(silence: &Silence) -> [String; 4] {
    let end = silence.before.map_or_else(|| "still silent".to_owned(), |before| before.to_string());
    [silence.name.clone(), silence.days.to_string(), silence.after.to_string(), end]
}

/// How many, then each with its place, which terminals can jump to.
fn lacking(what: &str, lacking: &Lacking) -> String {
    let mut text = format!("\n{what}: {} of {}\n", lacking.count, lacking.of);
    for spot in &lacking.places {
        let sources =
            spot.sources.map_or_else(String::new, |count| format!(" ({})", number(count, "source")));
        let place = format!("{}:{}:{}", one_line(&spot.file), spot.line, spot.column);
        text.push_str(&format!("{place}: {}{sources}\n", one_line(&spot.text)));
    }
    text
}
