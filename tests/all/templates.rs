//! Templates, the words they use, and the page of documentation that describes what they see.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dateline::catalog::Edition;
use dateline::render::{Press, Templates};
use dateline::source::Sources;
use dateline::world::disk;
use dateline::{Options, press};
use serde_json::Value;

use crate::support::{Site, files, repository, text};

/// Fields and types of each view and variable, as the documentation says.
type Views = BTreeMap<String, BTreeMap<String, String>>;

/// What `docs/templates.md` says of each view: a section called after it, with a table whose rows
/// are a field in backticks, its type, and what it means. Variables that are no views of their own
/// stand in a table headed `variable`.
fn documented(page: &str) -> Views {
    let mut views = Views::new();
    let mut section = String::new();
    let mut in_variables = false;
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            section = heading.trim_start_matches('#').trim().trim_matches('`').to_owned();
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        match (line.starts_with('|'), &cells[..]) {
            (true, ["field", "type", ..]) => {
                views.insert(section.clone(), BTreeMap::new());
            }
            (true, ["variable", "type", ..]) => in_variables = true,
            (true, [field, kind, ..]) if field.starts_with('`') => {
                let view = if in_variables {
                    Some(views.entry(String::new()).or_default())
                } else {
                    views.get_mut(&section)
                };
                if let Some(view) = view {
                    view.insert(field.trim_matches('`').to_owned(), (*kind).to_owned());
                }
            }
            (true, _) => {}
            (false, _) => in_variables = false,
        }
    }
    views
}

/// The documentation, and what has been seen of it.
struct Reader {
    views: Views,
    /// Views that a value was compared with.
    seen: BTreeSet<String>,
    wrong: BTreeSet<String>,
}

impl Reader {
    fn new(views: Views) -> Self {
        Self { views, seen: BTreeSet::new(), wrong: BTreeSet::new() }
    }

    /// Compares everything that a template sees.
    fn context(&mut self, context: &Value) {
        for (name, value) in context.as_object().expect("variables") {
            if self.views.contains_key(name) {
                self.view(name, value);
                continue;
            }
            let kind = self.views.get("").and_then(|variables| variables.get(name)).cloned();
            match kind {
                Some(kind) => {
                    self.seen.insert(name.clone());
                    self.value(name, &kind, value);
                }
                None => self.complain(format!("the variable `{name}` is not documented")),
            }
        }
    }

    /// Every field there is has to be documented, and every documented field to be there.
    fn view(&mut self, name: &str, value: &Value) {
        self.seen.insert(name.to_owned());
        let (Some(fields), Some(found)) = (self.views.get(name).cloned(), value.as_object()) else {
            return self.complain(format!("`{name}` is no documented view, or no view: {value}"));
        };
        for field in found.keys().filter(|field| !fields.contains_key(*field)) {
            self.complain(format!("`{name}.{field}` is not documented"));
        }
        for (field, kind) in fields {
            match found.get(&field) {
                Some(value) => self.value(&format!("{name}.{field}"), &kind, value),
                None => self.complain(format!("`{name}.{field}` is documented and does not exist")),
            }
        }
    }

    /// Compares a value with a type: `text or null`, ``list of `Link` ``.
    fn value(&mut self, place: &str, kind: &str, value: &Value) {
        if let Some(kind) = kind.strip_suffix(" or null") {
            if !value.is_null() {
                self.value(place, kind, value);
            }
        } else if let Some(kind) = kind.strip_prefix("list of ") {
            let kind =
                kind.strip_prefix("lists of ").map_or(kind.to_owned(), |kind| format!("list of {kind}"));
            match value.as_array() {
                Some(values) => {
                    values.iter().for_each(|value| self.value(&format!("{place}[]"), &kind, value))
                }
                None => self.complain(format!("`{place}` is no list: {value}")),
            }
        } else if let Some(view) = kind.strip_prefix('`').and_then(|kind| kind.strip_suffix('`')) {
            self.view(view, value);
        } else {
            let fits = match kind {
                "text" => value.is_string(),
                "number" => value.is_u64(),
                "boolean" => value.is_boolean(),
                "mapping" => value.is_object(),
                _ => return self.complain(format!("`{place}` has a type that is none: {kind}")),
            };
            if !fits {
                self.complain(format!("`{place}` is documented as {kind} and is {value}"));
            }
        }
    }

    fn complain(&mut self, what: String) {
        self.wrong.insert(what);
    }

    fn verdict(&self) -> String {
        self.wrong.iter().map(|line| format!("{line}\n")).collect()
    }
}

fn documentation() -> Reader {
    let page = fs::read_to_string(repository("docs/templates.md")).expect("read docs/templates.md");
    Reader::new(documented(&page))
}

/// A folder's site, long after every date in it.
fn pressed(folder: &std::path::Path) -> Press {
    let snapshot = disk::read(folder).expect("read the site");
    let now = "2027-01-01T00:00:00Z".parse().expect("a moment");
    let edition = Edition { now, drafts: false, future: false };
    let checked = press(&snapshot.sources, &Options { edition, base: None }, &mut |_| ());
    checked.value.expect("a site")
}

/// Compares what every page's template sees.
fn compare(reader: &mut Reader, press: &Press) {
    for (url, _) in press.site().pages() {
        if let Some(context) = press.context(url) {
            reader.context(&context);
        }
    }
}

/// A brief that has every field, so that every view comes up.
fn full() -> Site {
    let site = Site::new();
    site.write("static/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"3\"/>");
    site.write(
        "dateline.yaml",
        "title: Full\nbase_url: https://example.org/\ndescription: All of it.\nextra: {a: 1}\n\
         publisher: {name: Us, url: 'https://example.org/', logo: /a.svg}\nmenu: [{name: Home, url: /}]\n",
    );
    site.write(
        "content/pages/about.md",
        "---\ntitle: About\nsummary: Us.\nupdated: 2024-01-01\n---\n## We\n",
    );
    site.write("content/authors/desk.md", "---\nname: Desk\nsummary: We.\n---\nA desk.\n");
    site.brief(
        "full.md",
        "updated: 2024-06-01 10:00\nevent: 2024-05-01/2024-05-02\ndateline: Seoul\nkicker: Analysis\nsummary: All.\n\
         authors: [Desk]\ndesk: Asia\ntopics: [arms]\nkey_points: [One.]\ncover: /a.svg\naliases: [/old/]\nextra: {b: 2}\n\
         sources: [{title: A, publisher: B, url: 'https://example.org/', date: 2024-01-01, accessed: 2024-01-02}]\n\
         corrections: [{date: 2024-06-02, text: It was not.}]\n\
         original: {publisher: C, url: 'https://example.com/'}\n",
        "## Heading\n\n[![A picture](/a.svg)](/about/)\n*Caption (2024-05-02/2024-05-03).* Credit\n",
    );
    site
}

#[test]
fn documentation_and_views_agree() {
    let mut reader = documentation();
    compare(&mut reader, &pressed(&repository("")));
    let site = full();
    compare(&mut reader, &pressed(site.path()));
    reader.view("figure", &figure(&site));
    assert_eq!(reader.verdict(), "");
    let views = reader.views.keys().filter(|view| !view.is_empty());
    let unseen: Vec<&String> = views.filter(|view| !reader.seen.contains(*view)).collect();
    assert!(unseen.is_empty(), "documented, and on no page: {unseen:?}");
    assert!(reader.seen.len() > 25, "{:?}", reader.seen);
}

/// What `figure.html` sees. It is no page of its own, so it has to say so itself.
fn figure(site: &Site) -> Value {
    site.write("templates/figure.html", "BEGIN{{ __tera_context | safe }}END");
    site.write("templates/brief.html", "{{ brief.body_html | safe }}");
    let page = site.built().read("public/2024/05/28/full/index.html");
    let (_, rest) = page.split_once("BEGIN").expect("a figure");
    let (context, _) = rest.split_once("END").expect("a figure");
    // A null writes nothing, not even here.
    let context = context.replace(": ,", ": null,").replace(": }", ": null}");
    let context: Value = serde_json::from_str(&context).expect("JSON");
    assert_eq!(context.as_object().expect("variables").len(), 1, "`figure` and nothing else");
    context["figure"].clone()
}

/// The checker finds what is wrong in either direction.
#[test]
fn the_comparison_can_fail() {
    let verdict = |from: &str, to: &str| {
        let page = fs::read_to_string(repository("docs/templates.md")).expect("read docs/templates.md");
        assert!(page.contains(from), "{from}");
        let mut reader = Reader::new(documented(&page.replace(from, to)));
        compare(&mut reader, &pressed(full().path()));
        reader.verdict()
    };
    assert_eq!(verdict("| `kicker` |", "| `kikker` |").lines().count(), 4, "two views, either way");
    assert!(
        verdict("| `minutes` | number |", "| `minutes` | text |")
            .contains("`brief.minutes` is documented as text")
    );
    assert!(verdict("| `target` | `Link` |", "| `aim` | `Link` |").contains("variable `target`"));
    assert!(verdict("### `MonthView`", "### `Month`").contains("`MonthView` is no documented view"));
    assert!(verdict("| `weeks` | list of lists of", "| `weeks` | list of").contains("`DayView` is no"));
}

/// The table of templates says which variables each of them sees.
#[test]
fn documentation_names_each_template_and_its_variables() {
    let page = fs::read_to_string(repository("docs/templates.md")).expect("read docs/templates.md");
    let (_, rest) =
        page.split_once("| template | made for | sees besides |\n").expect("the table of templates");
    let rows = rest.lines().skip(1).take_while(|line| line.starts_with('|'));
    let documented: BTreeMap<String, BTreeSet<String>> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let quoted =
                |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            (quoted(cells[0]).concat(), quoted(cells[2]).into_iter().collect())
        })
        .collect();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let site = full();
    let folders = full();
    let settings = format!("{}permalink: '/desk/{{slug}}/'\n", folders.read("dateline.yaml"));
    folders.write("dateline.yaml", settings);
    for press in [pressed(site.path()), pressed(folders.path()), pressed(&repository(""))] {
        for context in press.site().pages().filter_map(|(url, _)| press.context(url)) {
            let variables = context.as_object().expect("variables").keys();
            let besides = variables.filter(|name| !matches!(&***name, "site" | "page")).cloned().collect();
            let kind = context["page"]["kind"].as_str().expect("a kind");
            let earlier = seen.insert(format!("{kind}.html"), besides);
            assert!(earlier.is_none_or(|earlier| earlier == seen[&format!("{kind}.html")]), "{kind}");
        }
    }
    seen.insert("figure.html".to_owned(), ["figure", "site", "page"].map(str::to_owned).into());
    assert_eq!(seen, documented);
    for name in documented.keys() {
        assert!(repository("templates").join(name).exists(), "there is no {name}");
    }
}

/// Every file that the templates are made of, and every component with what it takes.
#[test]
fn documentation_names_each_helper() {
    let page = fs::read_to_string(repository("docs/templates.md")).expect("read docs/templates.md");
    let row = |file: &str| page.lines().find(|line| line.starts_with(&format!("| `{file}` |")));
    let mut components = 0;
    for (file, bytes) in files(&repository("templates")) {
        if file.starts_with("words/") {
            continue;
        }
        let row = row(&file).unwrap_or_else(|| panic!("{file} is not documented"));
        for rest in text(&bytes).split("{% component ").skip(1) {
            let (name, rest) = rest.split_once('(').expect("a name");
            let (all, _) = rest.split_once(')').expect("arguments");
            let own: Vec<&str> = all.split(", ").filter(|argument| !argument.starts_with('@')).collect();
            let call = format!("`{name}({})`", own.join(", "));
            assert!(row.contains(&call), "{file}: {call} is not documented");
            components += 1;
        }
    }
    assert!(components > 15, "{components}");
    let documented = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let documented = documented.map(|(name, _)| name).filter(|name| name.ends_with(".html"));
    for name in documented {
        assert!(repository("templates").join(name).exists(), "there is no {name}");
    }
}

#[test]
fn built_in_templates_can_be_read() {
    let checked = Templates::read(&Sources::default());
    assert_eq!(checked.diagnostics, []);
}

/// The words files of the theme, by name, each with its keys and texts.
fn words() -> BTreeMap<String, BTreeMap<String, String>> {
    let word = |(key, value): (String, Value)| (key, value.as_str().unwrap_or_default().to_owned());
    let read = |(name, bytes): (String, Vec<u8>)| {
        let all: serde_json::Map<String, Value> = serde_yaml::from_slice(&bytes).expect("YAML");
        (name, all.into_iter().map(word).collect())
    };
    files(&repository("templates/words")).into_iter().map(read).collect()
}

/// What stands in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[test]
fn every_language_has_all_words() {
    let words = words();
    let english = &words["en.yaml"];
    assert!(english.len() > 100 && words.len() > 5, "{:?}", words.keys());
    // A date may be written with the month's name or its number, and with or without the year's.
    let of_dates: BTreeSet<&str> = ["day", "end_day", "month", "month_number", "year"].into();
    for (name, own) in &words {
        assert!(own.keys().eq(english.keys()), "{name}: {:?}", difference(own, english));
        for (key, text) in own {
            let (found, wanted) = (placeholders(text), placeholders(&english[key]));
            let is_date = wanted.contains("day") || wanted.contains("month");
            let fits = if is_date { found.is_subset(&of_dates) } else { found == wanted };
            assert!(fits, "{name}: `{key}` has {found:?} and not {wanted:?}");
            // What may be empty in a language is what joins; everything else is read by somebody.
            assert!(!text.is_empty() || english[key].trim().len() < 4, "{name}: `{key}` is empty");
        }
    }
}

/// The keys that only one of the two has.
fn difference<'k>(a: &'k BTreeMap<String, String>, b: &'k BTreeMap<String, String>) -> Vec<&'k String> {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (a.keys().collect(), b.keys().collect());
    a.symmetric_difference(&b).copied().collect()
}

#[test]
fn every_word_in_a_template_exists() {
    let words = words();
    for (name, bytes) in files(&repository("templates")) {
        let template = text(&bytes);
        for rest in template.split("words.").skip(1) {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let key = &rest[..end];
            assert!(key.is_empty() || words["en.yaml"].contains_key(key), "{name}: `words.{key}`");
        }
    }
}

#[test]
fn a_site_replaces_parts_of_the_theme() {
    let site = Site::new();
    site.brief("plain.md", "sources: [{title: A source}]\n", "Text.");
    site.write("templates/404.html", "own page, {{ site.words.sources }}");
    site.write("templates/partials/footer.html", "<footer>own footer</footer>");
    site.write("templates/words/en.yaml", "sources: Where it comes from\nmy_key: mine\n");
    site.write("templates/own.txt", "{{ site.words.my_key }}");
    site.write("templates/year.html", "{% include \"own.txt\" %} {{ index.name }}");
    site.write("static/theme/dateline.css", "/* own */");
    site.built();
    assert_eq!(site.read("public/404.html"), "own page, Where it comes from");
    assert_eq!(site.read("public/2024/index.html"), "mine 2024");
    let brief = site.read("public/2024/05/28/plain/index.html");
    assert!(brief.contains("<footer>own footer</footer>"), "the built-in page with the site's footer");
    assert!(brief.contains("Where it comes from") && brief.contains("Skip to content"), "key by key");
    assert_eq!(site.read("public/theme/dateline.css"), "/* own */");
    assert!(!site.exists("public/own.txt"), "a template by itself is no page");
    let mark = |page: &str| page.split("dateline.css?v=").nth(1).map(|rest| rest[..8].to_owned());
    let own = mark(&brief).expect("a mark");
    site.write("static/theme/dateline.css", "/* another */").built();
    assert_ne!(mark(&site.read("public/2024/05/28/plain/index.html")).expect("a mark"), own);
}

#[test]
fn a_site_brings_a_language_of_its_own() {
    let site = Site::new();
    site.write("dateline.yaml", "title: Testi\nbase_url: https://example.org/\nlanguage: fi\n");
    site.write(
        "templates/words/fi.yaml",
        "countries: Maat\ndate_long: \"{day}. {month} {year}\"\nmonth_5: toukokuuta\n",
    );
    site.write("templates/day.html", "{{ page.language }} {{ page.direction }} {{ index.name }}");
    site.write("templates/countries.html", "{{ directory.name }} {{ site.words.topics }}{% for group in directory.groups %}{% for entry in group.entries %} {{ entry.name }}{% endfor %}{% endfor %}");
    site.brief("suomeksi.md", "", "Teksti.");
    site.brief("in-swedish.md", "language: sv\n", "Text.");
    site.write("templates/brief.html", "{{ page.language }} {{ brief.language }} {{ brief.date.long }}");
    site.built();
    assert_eq!(site.read("public/2024/05/28/index.html"), "fi ltr 28. toukokuuta 2024");
    let countries = site.read("public/countries/index.html");
    assert!(countries.starts_with("Maat Topics "), "what the file does not say is English: {countries}");
    assert_eq!(site.read("public/2024/05/28/suomeksi/index.html"), "fi fi 28. toukokuuta 2024");
    assert_eq!(site.read("public/2024/05/28/in-swedish/index.html"), "fi sv 28. toukokuuta 2024");
}

/// A card is made once, by the site's own template if it has one; what is wrong with that is said once.
#[test]
fn cards_are_made_by_the_sites_own_template() {
    let site = Site::new();
    site.brief("a.md", "", "Text.").brief("b.md", "slug: b\n", "Text.");
    let card =
        "<b>{{ card.title }} | {{ page.language }} | {{ site.title }} | {{ card.countries[0].name }}</b>\n";
    site.write("templates/partials/card.html", card);
    let output = site.run(["build", "--now", "2026-11-01"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = site.read("public/2024/05/28/index.html");
    assert_eq!(page.matches("<b>A brief | en | Test | North Korea</b>").count(), 2, "{page}");

    site.write("templates/partials/card.html", "{{ card.title }}\n{{ index.name }}\n");
    let output = site.run(["build", "--now", "2026-11-01"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert_eq!(said.matches("templates/partials/card.html:2:4").count(), 1, "{said}");
    assert!(said.contains("more pages)"), "{said}");
}
