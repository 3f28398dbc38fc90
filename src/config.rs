//! [`Config`]: what `dateline.yaml` says, complete with defaults.

mod gazetteer;
mod notes;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::country::{Conflict, Country, Names, NotFound, SiteName};
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::gazetteer::Gazetteer;
use crate::hosting::{Hosting, hosting};
use crate::packing::{Packing, packings};
use crate::path::SitePath;
use crate::source::{SETTINGS, Sources};
use crate::target::{Target, targets};
use crate::text::{is_language_tag, nearest};
use crate::time;
use crate::url::Base;
use crate::yaml::{Field, Node, Reader, Table};
use gazetteer::gazetteer;
pub use notes::NoteKind;
use notes::notes;

#[derive(Debug, Clone)]
pub struct Config {
    pub title: String,
    pub base: Base,
    /// BCP 47.
    pub language: String,
    pub time_zone: TimeZone,
    pub description: Option<String>,
    pub publisher: Publisher,
    /// Where briefs stand: `/{year}/{month}/{day}/{slug}/`.
    pub permalink: String,
    /// Briefs on a page of an index.
    pub paginate: usize,
    /// What country names mean on this site.
    pub names: Names,
    pub map: MapSettings,
    /// What names of countries mean in its texts.
    pub gazetteer: Gazetteer,
    /// `None`: the theme's own choice.
    pub menu: Option<Vec<MenuItem>>,
    pub raw_html: bool,
    /// Whether indexes stand as JSON beside their pages.
    pub has_data: bool,
    /// Kinds of notes that the build gives.
    pub notes: Vec<NoteKind>,
    /// Whose files for redirects and headers are made.
    pub hosting: Vec<Hosting>,
    /// How files are packed that are put beside the others.
    pub compress: Vec<Packing>,
    /// Where the site is published to, by name.
    pub targets: Vec<Target>,
    pub extra: Node,
}

#[derive(Debug, Clone, Default)]
pub struct Publisher {
    pub name: Option<String>,
    /// A link as in a brief's text: a static file, from the root.
    pub logo: Option<(String, Place)>,
    pub url: Option<String>,
}

/// What maps show.
#[derive(Debug, Clone)]
pub struct MapSettings {
    /// `false`: there are none.
    pub shown: bool,
    /// Countries that are drawn as land without a country.
    pub hidden: BTreeSet<Country>,
}

#[derive(Debug, Clone)]
pub struct MenuItem {
    pub name: String,
    /// A URL of the site, or a whole one.
    pub url: String,
    pub place: Place,
}

const KEYS: &[&str] = &[
    "title",
    "base_url",
    "language",
    "time_zone",
    "description",
    "publisher",
    "permalink",
    "paginate",
    "countries",
    "map",
    "gazetteer",
    "menu",
    "raw_html",
    "data",
    "notes",
    "hosting",
    "compress",
    "publish",
    "extra",
];

/// The parts of a permalink that a brief fills in.
const TOKENS: &[&str] = &["year", "month", "day", "slug", "country"];

impl Config {
    /// Reads the settings. `None` only where there are none to work with: then nothing else about
    /// the site can be said. `base_url`, if given, wins over the file's.
    pub fn read(sources: &Sources, base_url: Option<&Base>) -> Checked<Option<Config>> {
        let path = SitePath::new(SETTINGS);
        let Some(text) = sources.text(&path) else {
            if sources.unreadable.contains(&path) {
                return Checked::new(None, Vec::new());
            }
            let missing = Diagnostic::error(Place::file(&path), "the site has no dateline.yaml")
                .help("make one with `title` and `base_url`, or start with `dateline init`");
            return Checked::new(None, vec![missing]);
        };
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let reader = Reader::new(&path, text, start..text.len());
        let config = reader.parse().and_then(|node| {
            let node = if node == Node::Null { Node::Map(Vec::new()) } else { node };
            let root = reader.root(&node);
            let table = root.table(KEYS)?;
            Some(read(&table, base_url))
        });
        reader.finish(config)
    }
}

fn read(table: &Table, base_url: Option<&Base>) -> Config {
    let text = |key: &str| table.get(key).and_then(|field| field.text());
    let title = table.require("title", "give the publication a name: title: The Korea Brief");
    let language =
        table.get("language").and_then(|field| language(&field)).unwrap_or_else(|| "en".to_owned());
    let (names, own) = names(table, &language);
    Config {
        title: title.and_then(|field| field.text()).unwrap_or_else(|| "Untitled".to_owned()),
        base: base(table, base_url),
        time_zone: table.get("time_zone").and_then(|field| zone(&field)).unwrap_or(TimeZone::UTC),
        description: text("description"),
        publisher: table.get("publisher").map(|field| publisher(&field)).unwrap_or_default(),
        permalink: table
            .get("permalink")
            .and_then(|field| permalink(&field))
            .unwrap_or_else(|| "/{year}/{month}/{day}/{slug}/".to_owned()),
        paginate: table.get("paginate").and_then(|field| field.number(1)).unwrap_or(20),
        map: map(table, &names),
        gazetteer: gazetteer(table, own),
        names,
        language,
        menu: table.get("menu").map(|field| menu(&field)),
        has_data: table.get("data").and_then(|field| field.boolean()).unwrap_or(true),
        raw_html: table.get("raw_html").is_none_or(|field| raw_html(&field)),
        notes: table.get("notes").map_or_else(|| NoteKind::USUAL.to_vec(), |field| notes(&field)),
        hosting: table.get("hosting").map(|field| hosting(&field)).unwrap_or_default(),
        compress: table.get("compress").map(|field| packings(&field)).unwrap_or_default(),
        targets: table.get("publish").map(|field| targets(&field)).unwrap_or_default(),
        extra: table.get("extra").map_or(Node::Map(Vec::new()), |field| field.free()),
    }
}

fn base(table: &Table, given: Option<&Base>) -> Base {
    let nowhere = || Base { origin: "https://example.invalid".to_owned(), path: String::new() };
    let help = "write the address that readers will use: base_url: https://example.org/";
    // Asked for even where the command line has one: a site has to be complete in itself.
    let field = table.require("base_url", help);
    let read = field.and_then(|field| {
        let text = field.text()?;
        Base::parse(&text)
            .map_err(|why| field.error(format!("`base_url` is no web address: {why}"), help))
            .ok()
    });
    given.cloned().or(read).unwrap_or_else(nowhere)
}

/// A language tag, in settings and in briefs.
pub fn language(field: &Field) -> Option<String> {
    let text = field.text_such_as("en")?;
    if is_language_tag(&text) {
        return Some(text);
    }
    field.error(
        format!("`{text}` is no language tag"),
        "write a tag such as en, de, ko, pt-BR or zh-Hant (BCP 47)",
    );
    None
}

fn zone(field: &Field) -> Option<TimeZone> {
    let name = field.text()?;
    let zone = time::zone(&name);
    if zone.is_none() {
        let known: Vec<String> =
            jiff::tz::TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect();
        // `KST` is near to `EST`, and never what was meant.
        let near = nearest(&name, known.iter().map(String::as_str)).filter(|_| name.contains('/'));
        let help = match near {
            Some(near) => format!("did you mean {near}?"),
            None => "write an IANA name such as Asia/Seoul, Europe/Berlin or UTC".to_owned(),
        };
        field.error(format!("there is no time zone `{name}`"), help);
    }
    zone
}

fn publisher(field: &Field) -> Publisher {
    let Some(table) = field.table(&["name", "logo", "url"]) else { return Publisher::default() };
    let text = |key: &str| table.get(key).and_then(|field| field.text());
    Publisher {
        name: text("name"),
        logo: table.get("logo").and_then(|field| Some((field.text()?, field.place()))),
        url: table.get("url").and_then(|field| web_address(&field)),
    }
}

/// A whole `http` or `https` URL.
pub fn web_address(field: &Field) -> Option<String> {
    let text = field.text()?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest.chars().any(|c| c.is_whitespace() || "\"<>".contains(c))
    });
    if !fits {
        field.error(
            format!("`{text}` is no whole web address"),
            "start it with https:// and leave out spaces",
        );
        return None;
    }
    Some(text)
}

fn permalink(field: &Field) -> Option<String> {
    let text = field.text()?;
    let help = "write a path such as /{year}/{month}/{day}/{slug}/, with year, month, day, country and slug";
    let mut rest = &*text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else {
            field.error("a brace in `permalink` is not closed", help);
            return None;
        };
        let token = &rest[open + 1..open + close];
        if !TOKENS.contains(&token) {
            field.error(format!("`permalink` cannot fill in {{{token}}}"), help);
            return None;
        }
        rest = &rest[open + close + 1..];
    }
    let climbs = text.split('/').any(|part| matches!(part, "." | ".."));
    let strange = text.contains(['\\', '?', '#', '%']) || text.contains("//");
    if !text.starts_with('/') || !text.ends_with('/') || !text.contains("{slug}") || climbs || strange {
        field.error("`permalink` has to be a path that starts and ends with `/` and has {slug} in it", help);
        return None;
    }
    Some(text)
}

/// What names mean, and what the site has declared for that.
fn names(table: &Table, language: &str) -> (Names, Vec<SiteName>) {
    let plain = || Names::new(language, &[]).unwrap_or_default();
    let Some(countries) = table.get("countries") else { return (plain(), Vec::new()) };
    // The keys are codes, or names that need no help from the site's own.
    let known = plain();
    let mut site: Vec<SiteName> = Vec::new();
    let entries = countries.entries();
    let mut keys: Vec<Field> = Vec::new();
    for entry in &entries {
        match known.find(entry.name()) {
            Ok(country) => {
                site.push(site_name(country, entry));
                keys.push(*entry);
            }
            Err(not_found) => {
                let place = entry.key_place();
                entry.push(not_a_country(&known, entry.name(), &not_found, place));
            }
        }
    }
    let names = Names::new(language, &site).unwrap_or_else(|conflicts| {
        for Conflict { text, first, second, index } in conflicts {
            if let Some(key) = keys.get(index) {
                let (first, second) = (known.display(first), known.display(second));
                key.error(
                    format!("`{text}` would mean both {first} and {second}"),
                    "a name or alias can mean one country only: take it from one of the two",
                );
            }
        }
        plain()
    });
    (names, site)
}

fn site_name(country: Country, field: &Field) -> SiteName {
    let mut site = SiteName { country, name: None, aliases: Vec::new() };
    if let Some(table) = field.table(&["name", "aliases"]) {
        site.name = table.get("name").and_then(|field| field.text());
        if let Some(aliases) = table.get("aliases") {
            site.aliases = aliases.list().iter().filter_map(|alias| alias.text()).collect();
        }
    }
    site
}

/// What to say when a country's name is none, or is two countries'.
pub fn not_a_country(names: &Names, written: &str, why: &NotFound, place: Place) -> Diagnostic {
    let list = |countries: &[Country]| {
        let shown: Vec<String> =
            countries.iter().map(|&c| format!("{} ({})", names.display(c), c.alpha2())).collect();
        shown.join(" or ")
    };
    match why {
        NotFound::Ambiguous { candidates } => {
            Diagnostic::error(place, format!("`{written}` can mean more than one country"))
                .help(format!("write which: {}", list(candidates)))
        }
        NotFound::Unknown { suggestions } => {
            let diagnostic = Diagnostic::error(place, format!("there is no country `{written}`"));
            let plain = "write a name or an ISO 3166 code: North Korea, KP or PRK";
            let mut help = match suggestions.is_empty() {
                true => plain.to_owned(),
                false => format!("did you mean {}?", list(suggestions)),
            };
            // Only what is short is a shorthand; anything else is a slip.
            if written.chars().count() <= 5 {
                let link = if suggestions.is_empty() { ";" } else { " If not," };
                let code = suggestions.first().map_or("CODE", |country| country.alpha2());
                help.push_str(&format!(
                    "{} a desk's own shorthand is declared in {SETTINGS}: countries: {{{code}: {{aliases: [{written}]}}}}",
                    link
                ));
            }
            diagnostic.help(help)
        }
    }
}

/// `map: off`, or `map: {hide: [TW]}`.
fn map(table: &Table, names: &Names) -> MapSettings {
    let mut map = MapSettings { shown: true, hidden: BTreeSet::new() };
    let Some(field) = table.get("map") else { return map };
    if matches!(field.node, Node::Map(_)) {
        let hide = field.table(&["hide"]).and_then(|table| table.get("hide"));
        for entry in hide.iter().flat_map(|hide| hide.list()) {
            let Some(written) = entry.text() else { continue };
            match names.find(&written) {
                Ok(country) => drop(map.hidden.insert(country)),
                Err(not_found) => entry.push(not_a_country(names, &written, &not_found, entry.place())),
            }
        }
        return map;
    }
    match field.text_such_as("off").as_deref() {
        Some("off") => map.shown = false,
        None | Some("on") => {}
        Some(_) => field.error(
            "`map` has to be off, or say which countries it hides",
            "write map: off, or map: {hide: [TW]}, or leave the line out",
        ),
    }
    map
}

fn menu(field: &Field) -> Vec<MenuItem> {
    let item = |entry: &Field| {
        let table = entry.table(&["name", "url"])?;
        let name = table.require("name", "write what the menu shows: name: About");
        let url = table.require("url", "write where it leads: url: /about/");
        let name = name.and_then(|field| field.text());
        let url = url.and_then(|field| Some((field.text()?, field.place())));
        let (url, place) = url?;
        Some(MenuItem { name: name?, url, place })
    };
    field.list_such_as("{name: About, url: /about/}").iter().filter_map(item).collect()
}

fn raw_html(field: &Field) -> bool {
    match field.text().as_deref() {
        Some("allow") => true,
        Some("forbid") => false,
        Some(_) => {
            field.error(
                "`raw_html` has to be allow or forbid",
                "write raw_html: forbid, or leave the line out",
            );
            true
        }
        None => true,
    }
}
