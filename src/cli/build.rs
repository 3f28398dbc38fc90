//! `dateline build`.

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use super::Outcome;
use super::arguments::Build;
use super::report::{Report, number};
use crate::diagnostic::{Diagnostic, settle};
use crate::press;
use crate::render::{Press, Rendered, gather};
use crate::site::Page;
use crate::url::Url;
use crate::world::Failure;
use crate::world::disk::{Snapshot, find_site, read};
use crate::world::output::Output;

pub fn run(arguments: &Build, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let Some(jobs) = arguments.jobs else { return build(arguments, site, report) };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.into())
        .build()
        .map_err(|error| Failure::new(format!("cannot start {jobs} threads: {error}")))?;
    pool.install(|| build(arguments, site, report))
}

fn build(arguments: &Build, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let site = find_site(site, Path::new("."))?;
    let folder = arguments.output.clone().unwrap_or_else(|| site.join("public"));
    let snapshot = read(&site)?;
    let options = arguments.edition.options(&snapshot.sources)?;
    let checked = press(&snapshot.sources, &options);
    let mut found = snapshot.diagnostics.clone();
    found.extend(checked.diagnostics);
    let Some(press) = checked.value else {
        return Ok(give_up(found, &snapshot, &folder, report));
    };
    // With errors so far nothing will be written, but the templates' mistakes are to be heard, too.
    let has_errors = found.iter().any(Diagnostic::is_error);
    let output = if has_errors { None } else { Some(Output::open(&folder, &site, arguments.force)?) };
    found.extend(write(&press, &snapshot, output.as_ref(), report)?);
    let Some(output) = output.filter(|_| !found.iter().any(Diagnostic::is_error)) else {
        return Ok(give_up(found, &snapshot, &folder, report));
    };
    let changes = output.finish()?;
    settle(&mut found);
    report.diagnostics(&found, &snapshot.sources);
    let briefs = number(press.site().catalog.briefs.len(), "brief");
    let pages = number(press.site().pages().filter(|(_, page)| is_page(page)).count(), "page");
    let files = number(press.site().pages().len(), "file");
    let seconds = started.elapsed().as_secs_f64();
    let changed =
        if changes.unchanged > 1 { format!(", {} changed", changes.written) } else { String::new() };
    let left_out = press.site().catalog.left_out.iter();
    let left_out: Vec<String> = left_out.map(|(why, count)| format!("{count} {}", why.name())).collect();
    let left_out =
        if left_out.is_empty() { String::new() } else { format!(" ({} left out)", left_out.join(", ")) };
    let doubts = if found.is_empty() { String::new() } else { format!(", {}", report.count(&found)) };
    report.say(&format!(
        "{briefs}{left_out}, {pages} ({files}{changed}) in {seconds:.2} s{doubts}. The site is in {}",
        folder.display()
    ));
    Ok(Outcome::Clean)
}

/// Whether a reader would call it a page.
fn is_page(page: &Page) -> bool {
    matches!(
        page,
        Page::Brief(_) | Page::Standing(_) | Page::Index(..) | Page::Directory(_) | Page::Corrections
    )
}

/// Renders every page, and writes it if there is somewhere to write it to.
fn write(
    press: &Press,
    snapshot: &Snapshot,
    output: Option<&Output>,
    report: &Report,
) -> Result<Vec<Diagnostic>, Failure> {
    let pages: Vec<&Url> = press.site().pages().map(|(url, _)| url).collect();
    let progress = report.progress(pages.len(), "Writing pages");
    let write = |url: &&Url| -> Result<Vec<(Url, Diagnostic)>, Failure> {
        progress.inc(1);
        let Some(checked) = press.render(url) else { return Ok(Vec::new()) };
        let found = checked.diagnostics.into_iter().map(|diagnostic| ((*url).clone(), diagnostic));
        if let Some(output) = output {
            match &checked.value {
                Rendered::Bytes(bytes) => output.write(&url.output_path(), bytes)?,
                Rendered::File(path) => output.copy(&url.output_path(), &snapshot.file(path))?,
            }
        }
        Ok(found.collect())
    };
    let found: Vec<Vec<(Url, Diagnostic)>> = pages.par_iter().map(write).collect::<Result<_, Failure>>()?;
    progress.finish_and_clear();
    Ok(gather(found.into_iter().flatten().collect()))
}

fn give_up(mut found: Vec<Diagnostic>, snapshot: &Snapshot, folder: &Path, report: &Report) -> Outcome {
    settle(&mut found);
    report.diagnostics(&found, &snapshot.sources);
    let kept =
        if folder.exists() { format!("; {} stays as it was", folder.display()) } else { String::new() };
    report.say(&format!("Nothing written: {}{kept}", report.count(&found)));
    Outcome::Errors
}
