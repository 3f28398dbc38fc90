//! `dateline publish`.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use serde_json::json;

use super::Outcome;
use super::arguments::Publish;
use super::build::{Built, Purpose, make};
use super::report::{Report, bytes, number};
use crate::config::Config;
use crate::publish::{Leak, Plan, classes};
use crate::target::Target;
use crate::world::Failure;
use crate::world::disk::{find_site, read_settings};
use crate::world::publication::{Intent, Known, Parcel, begin, leak, roll_back, wrap};

/// So few deletions need nobody's leave, nor do so many in a hundred: a brief that expires takes the
/// indexes with it that have no other, and nobody may be there to allow that.
const FEW: usize = 50;
const FEW_IN_A_HUNDRED: usize = 25;

pub fn run(arguments: &Publish, site: Option<&Path>, report: &Report) -> Result<Outcome, Failure> {
    let site = find_site(site, Path::new("."))?;
    let settings = read_settings(&site)?;
    // What is wrong with the settings, the build says.
    let config = Config::read(&settings.sources, None).value;
    let target = config.as_ref().map(|config| choose(&config.targets, arguments.target.as_deref()));
    if arguments.rollback {
        return match target.transpose()? {
            Some(target) => go_back(target, &site, report),
            None => {
                let mut found = Config::read(&settings.sources, None).diagnostics;
                found.extend(settings.diagnostics);
                report.diagnostics(&found, &settings.sources);
                Ok(Outcome::Errors)
            }
        };
    }
    let Some(built) = make(&arguments.build, &site, Purpose::Publish, report)? else {
        return Ok(Outcome::Errors);
    };
    let Some(target) = target.transpose()? else { return Ok(Outcome::Errors) };
    let parcel = wrap(&built.folder, classes(built.press.site()))?;
    publish(arguments, target, &site, &built, &parcel, report)
}

fn go_back(target: &Target, site: &Path, report: &Report) -> Result<Outcome, Failure> {
    let shown = roll_back(target, site)?;
    report.say(&format!("{} shows {shown} again; publishing anew goes forward", target.name));
    Ok(Outcome::Clean)
}

/// The target of this name; without one, the only one or the default.
fn choose<'t>(targets: &'t [Target], name: Option<&str>) -> Result<&'t Target, Failure> {
    let names: Vec<&str> = targets.iter().map(|target| &*target.name).collect();
    let known = format!("known are {}", names.join(", "));
    match (name, targets) {
        (_, []) => Err(Failure::new("the settings name nowhere to publish to").help(
            "write into dateline.yaml: publish: {live: {url: \"file:///srv/www\"}}; see docs/publishing.md",
        )),
        (Some(name), _) => {
            let found = targets.iter().find(|target| target.name == name);
            found.ok_or_else(|| Failure::new(format!("there is no target `{name}`")).help(known))
        }
        (None, [only]) => Ok(only),
        (None, _) => targets.iter().find(|target| target.is_default).ok_or_else(|| {
            Failure::new("there are several targets, and none is the default").help(format!(
                "name one ({}), or write `default: true` below it in dateline.yaml",
                names.join(", ")
            ))
        }),
    }
}

fn publish(
    arguments: &Publish,
    target: &Target,
    site: &Path,
    built: &Built,
    parcel: &Parcel,
    report: &Report,
) -> Result<Outcome, Failure> {
    let intent = if arguments.dry_run { Intent::Look } else { Intent::Publish };
    let mut publication = begin(target, site, parcel, intent)?;
    publication.known().notices.iter().for_each(|notice| report.note(&format!("{}: {notice}", target.name)));
    if arguments.adopt {
        publication.adopt(parcel)?;
    }
    let plan = Plan::new(&parcel.items, &publication.known().truth);
    describe(&plan, target, arguments.dry_run, report);
    refuse_conflicts(&plan)?;
    refuse_leaks(built, parcel)?;
    ask_about_deletes(&plan, publication.known(), arguments, report)?;
    if arguments.dry_run || publication.known().is_done(&plan) {
        return Ok(Outcome::Clean);
    }
    let progress = report.progress(plan.puts.len() + plan.deletes.len(), "Publishing");
    let sent = publication.carry_out(&plan, parcel, &|| progress.inc(1))?;
    progress.finish_and_clear();
    report.say(&format!(
        "Published to {}: {} ({}) sent, {} deleted",
        target.name,
        number(sent.files, "file"),
        bytes(sent.bytes),
        sent.deleted
    ));
    Ok(Outcome::Clean)
}

/// Says what is going to be done; each file only if nothing else is.
fn describe(plan: &Plan, target: &Target, lists: bool, report: &Report) {
    if report.is_for_programs() {
        let mut object = json!({"kind": "plan", "target": target.name});
        if let (Some(object), serde_json::Value::Object(plan)) = (object.as_object_mut(), plan.to_json()) {
            object.extend(plan);
        }
        report.print(&format!("{object}\n"));
        return;
    }
    if lists {
        let marked = |mark: &'static str| move |path: &str| report.say(&format!("{mark} {path}"));
        plan.added.iter().map(String::as_str).for_each(marked("+"));
        plan.changed().for_each(marked("~"));
        plan.deletes.keys().map(String::as_str).for_each(marked("-"));
    }
    report.say(&format!(
        "{}: {} added, {} changed, {} deleted, {} unchanged; {} to send",
        target.name,
        plan.added.len(),
        plan.changed().count(),
        plan.deletes.len(),
        plan.unchanged,
        bytes(plan.bytes())
    ));
}

fn refuse_conflicts(plan: &Plan) -> Result<(), Failure> {
    let Some(first) = plan.conflicts.first() else { return Ok(()) };
    let more = match plan.conflicts.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    Err(Failure::new(format!("files are in the way that dateline did not put on the host: {first}{more}"))
        .help(
            "move them away, or take over those of the site's own names with --adopt: then they are replaced",
        ))
}

/// Whatever has gone wrong before, nothing of what is withheld goes out.
fn refuse_leaks(built: &Built, parcel: &Parcel) -> Result<(), Failure> {
    let found = leak(built.press.site(), &built.snapshot, parcel)?;
    let Some((name, Leak { path, what })) = found else { return Ok(()) };
    let failure = Failure::new(format!("{path} is not to be published, and its {what} stands in {name}"));
    Err(failure
        .help("nothing was sent; look where it comes from: a file in static/, a template, the settings"))
}

/// Many deletions are most likely a mistake: an empty folder, a wrong target.
fn ask_about_deletes(
    plan: &Plan,
    known: &Known,
    arguments: &Publish,
    report: &Report,
) -> Result<(), Failure> {
    let count = plan.deletes.len();
    let there = known.truth.files.len();
    let few = arguments.allow_deletes.unwrap_or_else(|| FEW.max(there * FEW_IN_A_HUNDRED / 100));
    if count <= few {
        return Ok(());
    }
    let message = format!("{count} of {there} files would be deleted");
    if arguments.dry_run {
        report.note(&format!("{message}, which has to be allowed: --allow-deletes {count}"));
        return Ok(());
    }
    if arguments.allow_deletes.is_none() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    {
        report.ask(&format!("{message}. Go on? [y/N] "));
        let mut answer = String::new();
        let _ = std::io::stdin().lock().read_line(&mut answer);
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            return Ok(());
        }
        return Err(Failure::new("nothing was published"));
    }
    Err(Failure::new(message).help(format!("if that is what you want: --allow-deletes {count}")))
}
