//! `dateline build`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::Outcome;
use super::arguments::Build;
use super::report::{Report, number};
use super::timings::{Making, Timings};
use crate::diagnostic::{Diagnostic, settle};
use crate::packing::{MOST, is_packable};
use crate::path::SitePath;
use crate::pipeline::{Kept, Pipeline};
use crate::render::{Origin, Origins, Press, Rendered, gather};
use crate::site::Page;
use crate::source::Sources;
use crate::url::Url;
use crate::world::disk::{Snapshot, find_site, read};
use crate::world::output::{Changes, Output};
use crate::world::{Failure, machine};

/// A site in its output folder, where nothing changes as long as this lives.
pub struct Built {
    pub press: Press,
    pub snapshot: Snapshot,
    pub folder: PathBuf,
    _output: Output,
}

/// What a site is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Build,
    /// What was read is looked at again once the pages are there.
    Publish,
}

pub fn run(arguments: &Build, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let site = find_site(site, Path::new("."))?;
    let built = make(arguments, &site, Purpose::Build, report)?;
    Ok(built.map_or(Outcome::Errors, |built| {
        // The process ends here: taking a large site apart would take a twentieth of its build.
        std::mem::forget((built.press, built.snapshot));
        Outcome::Clean
    }))
}

/// Builds a site, and says what came of it. `None`: the site has errors.
pub fn make(
    arguments: &Build,
    site: &Path,
    purpose: Purpose,
    report: &Report,
) -> Result<Option<Built>, Failure> {
    let Some(jobs) = arguments.jobs else { return build(arguments, site, purpose, report) };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.into())
        .build()
        .map_err(|error| Failure::new(format!("cannot start {jobs} threads: {error}")))?;
    pool.install(|| build(arguments, site, purpose, report))
}

fn build(
    arguments: &Build,
    site: &Path,
    purpose: Purpose,
    report: &Report,
) -> Result<Option<Built>, Failure> {
    let started = Instant::now();
    let folder = arguments.output.clone().unwrap_or_else(|| site.join("public"));
    let mut timings = Timings::start();
    let mut snapshot = read(site)?;
    timings.lap("reading");
    let options = arguments.edition.options(&snapshot.sources)?;
    let opened = Output::open(&folder, site, arguments.force);
    let program = machine::program();
    let readings = opened.as_ref().ok().and_then(Output::readings);
    let kept = readings.map(|(bytes, shelf)| Kept::new(bytes, Box::new(shelf), &program));
    timings.lap("recalling");
    let mut pipeline = Pipeline::with(kept);
    let checked = pipeline.press(&snapshot.sources, &options, &mut |stage| timings.lap(stage.name()));
    let mut found = snapshot.diagnostics.clone();
    found.extend(checked.diagnostics);
    let Some(press) = checked.value else {
        give_up(found, &snapshot, &folder, report);
        return Ok(None);
    };
    // With errors so far nothing will be written, but the templates' mistakes are to be heard, too.
    let has_errors = found.iter().any(Diagnostic::is_error);
    // What is kept goes first, as long as nobody else may write there. What is wrong with the texts and
    // the settings is worth more to their author than what is wrong with the folder; what is wrong with
    // the templates shows only as pages are made.
    let kept_and_output = if has_errors { None } else { Some((pipeline.into_kept(), opened?)) };
    let origins = Origins::new(press.site(), &snapshot.sources, &program);
    if purpose == Purpose::Build {
        let_go(&mut snapshot.sources, &found);
    }
    let output = kept_and_output.as_ref().map(|(_, output)| output);
    let (more, making) = write(&press, &origins, &snapshot, output, report)?;
    found.extend(more);
    timings.making = making;
    timings.lap("pages");
    let Some((kept, output)) = kept_and_output.filter(|_| !found.iter().any(Diagnostic::is_error)) else {
        give_up(found, &snapshot, &folder, report);
        return Ok(None);
    };
    let changes = output.finish()?;
    timings.lap("replacing the folder");
    if let Some(kept) = kept {
        kept.finish();
        timings.lap("keeping");
    }
    settle(&mut found);
    report.diagnostics(&found, &snapshot.sources);
    sum_up(&press, &found, changes, &folder, started, report);
    if arguments.timings {
        timings.print(report);
    }
    Ok(Some(Built { press, snapshot, folder, _output: output }))
}

/// Forgets the texts of briefs, a sixth of the memory, but for those that something is said about: only
/// they are ever quoted.
fn let_go(sources: &mut Sources, found: &[Diagnostic]) {
    let places = found.iter().flat_map(Diagnostic::places);
    let quoted: BTreeSet<SitePath> = places.map(|place| place.path.clone()).collect();
    sources.texts.retain(|path, _| path.below("content/briefs").is_none() || quoted.contains(path));
}

/// The build's last line.
fn sum_up(
    press: &Press,
    found: &[Diagnostic],
    changes: Changes,
    folder: &Path,
    started: Instant,
    report: &Report,
) {
    let briefs = number(press.site().catalog.briefs.len(), "brief");
    let pages = number(press.site().pages().filter(|(_, page)| is_page(page)).count(), "page");
    // All but the folder's mark.
    let files = number((changes.written + changes.unchanged).saturating_sub(1), "file");
    let seconds = started.elapsed().as_secs_f64();
    let changed =
        if changes.unchanged > 1 { format!(", {} changed", changes.written) } else { String::new() };
    let left_out = press.site().catalog.left_out.iter();
    let left_out: Vec<String> = left_out.map(|(why, count)| format!("{count} {}", why.name())).collect();
    let left_out =
        if left_out.is_empty() { String::new() } else { format!(" ({} left out)", left_out.join(", ")) };
    let doubts = if found.is_empty() { String::new() } else { format!(", {}", report.count(found)) };
    report.say(&format!(
        "{briefs}{left_out}, {pages} ({files}{changed}) in {seconds:.2} s{doubts}. The site is in {}",
        folder.display()
    ));
}

/// Whether a reader would call it a page.
fn is_page(page: &Page) -> bool {
    matches!(
        page,
        Page::Brief(_)
            | Page::Standing(_)
            | Page::Index(..)
            | Page::Directory(_)
            | Page::Corrections
            | Page::Coverage(_)
    )
}

/// Renders every page, and writes it if there is somewhere to write it to.
fn write(
    press: &Press,
    origins: &Origins,
    snapshot: &Snapshot,
    output: Option<&Output>,
    report: &Report,
) -> Result<(Vec<Diagnostic>, Making), Failure> {
    let pages: Vec<(&Url, &Page)> = press.site().pages().collect();
    let progress = report.progress(pages.len(), "Writing pages");
    let write = |&(url, page): &(&Url, &Page)| -> Result<Made, Failure> {
        progress.inc(1);
        let started = Instant::now();
        let origin = origins.of(page);
        let name = url.output_path();
        if let Some(origin) = origin
            && output.is_some_and(|output| output.keeps(&name, &packed_names(press, &name), origin))
        {
            return Ok(Made::default());
        }
        let checked = press.make(url, page);
        let rendered = started.elapsed();
        let found = checked.diagnostics.into_iter().map(|diagnostic| (url.clone(), diagnostic)).collect();
        if let Some(output) = output {
            match &checked.value {
                Rendered::Bytes(bytes) => output.write(&name, bytes, origin)?,
                Rendered::File(path) => output.copy(&name, &snapshot.file(path))?,
            }
            pack(press, (url, page), &checked.value, snapshot, output, origin)?;
        }
        let mut making = Making::default();
        making.add(kind(press, page), rendered, started.elapsed() - rendered);
        Ok(Made { found, making })
    };
    let made = pages.par_iter().map(write).try_reduce(Made::default, |one, other| Ok(one.and(other)))?;
    progress.finish_and_clear();
    Ok((gather(made.found), made.making))
}

/// What came of some pages.
#[derive(Default)]
struct Made {
    found: Vec<(Url, Diagnostic)>,
    making: Making,
}

impl Made {
    fn and(mut self, other: Made) -> Made {
        self.found.extend(other.found);
        Made { found: self.found, making: self.making.and(other.making) }
    }
}

/// The template that a page is made with, or what it is.
fn kind(press: &Press, page: &Page) -> &'static str {
    match page {
        Page::Feed(..) => "(feeds)",
        Page::Data(_) => "(JSON)",
        Page::File(_) | Page::ThemeFile(_) => "(files)",
        page => press.template_of(page).unwrap_or("(sitemap and others)"),
    }
}

/// What the packed files beside a file are called.
fn packed_names(press: &Press, name: &str) -> Vec<String> {
    press.site().config.compress.iter().map(|packing| format!("{name}{}", packing.ending())).collect()
}

/// Puts what the settings ask for beside a file: the same, packed.
fn pack(
    press: &Press,
    (url, page): (&Url, &Page),
    rendered: &Rendered,
    snapshot: &Snapshot,
    output: &Output,
    origin: Option<Origin>,
) -> Result<(), Failure> {
    let site = press.site();
    let packings = &site.config.compress;
    let name = url.output_path();
    // Web servers that lead on from an alias would find the packed page first.
    let is_alias = matches!(page, Page::Alias(_));
    if packings.is_empty() || is_alias || !is_packable(&name) {
        return Ok(());
    }
    let bytes = match rendered {
        Rendered::Bytes(bytes) => bytes,
        Rendered::File(path) if site.files.asset(path).is_none_or(|asset| asset.length > MOST) => {
            return Ok(());
        }
        Rendered::File(path) => {
            let file = snapshot.file(path);
            &std::fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?
        }
    };
    for packing in packings {
        let name = format!("{name}{}", packing.ending());
        // One that the author has put there is left alone.
        let is_free = site.page(&Url::of_file(&format!("/{name}"))).is_none();
        if let Some(packed) = packing.pack(bytes).filter(|_| is_free) {
            output.write(&name, &packed, origin)?;
        }
    }
    Ok(())
}

fn give_up(mut found: Vec<Diagnostic>, snapshot: &Snapshot, folder: &Path, report: &Report) {
    settle(&mut found);
    report.diagnostics(&found, &snapshot.sources);
    let kept =
        if folder.exists() { format!("; {} stays as it was", folder.display()) } else { String::new() };
    report.say(&format!("Nothing written: {}{kept}", report.count(&found)));
}
