//! The corpus as other programs are given it.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What has to be known of a brief to find its page.
pub struct Brief {
    /// Below the folder of all briefs: `2016/brief-0.md`.
    pub path: PathBuf,
    /// `brief-0`.
    pub name: String,
    /// `2016`.
    pub year: String,
    /// `2016-03-28`.
    pub date: String,
    /// `2016-03-28 07:15`.
    pub moment: String,
    pub is_of_the_states: bool,
    /// As dateline makes indexes of them: years, months, days, countries by year and by month, pairs.
    pub indexes: Vec<(&'static str, Vec<String>)>,
}

/// The briefs of the corpus, by path.
pub fn read(site: &Path) -> io::Result<Vec<Brief>> {
    let root = site.join("content/briefs");
    let mut briefs = Vec::new();
    for folder in fs::read_dir(&root)? {
        for file in fs::read_dir(folder?.path())? {
            let file = file?.path();
            briefs.push(brief(&root, &file)?);
        }
    }
    briefs.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(briefs)
}

fn brief(root: &Path, file: &Path) -> io::Result<Brief> {
    let text = fs::read_to_string(file)?;
    let moment = field(&text, "date");
    let path = file.strip_prefix(root).map_err(io::Error::other)?.to_owned();
    let mut countries: Vec<String> = list(field(&text, "countries")).map(str::to_lowercase).collect();
    countries.sort();
    Ok(Brief {
        indexes: indexes(&countries, &moment[..10]),
        name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        year: moment[..4].to_owned(),
        date: moment[..10].to_owned(),
        moment: moment.to_owned(),
        is_of_the_states: list(field(&text, "countries")).any(|country| country == "US"),
        path,
    })
}

fn indexes(countries: &[String], date: &str) -> Vec<(&'static str, Vec<String>)> {
    let (year, month) = (&date[..4], &date[..7]);
    let of = |period: &str| countries.iter().map(|country| format!("{country}-{period}")).collect();
    let pairs = countries
        .iter()
        .enumerate()
        .flat_map(|(at, one)| countries[at + 1..].iter().map(move |other| format!("{one}-and-{other}")));
    vec![
        ("years", vec![year.to_owned()]),
        ("months", vec![month.to_owned()]),
        ("days", vec![date.to_owned()]),
        ("country_years", of(year)),
        ("country_months", of(month)),
        ("pairs", pairs.collect()),
    ]
}

/// The indexes as lists in a front matter, each line after `indent`.
pub fn index_lines(brief: &Brief, indent: &str) -> String {
    let line = |(name, terms): &(&str, Vec<String>)| {
        let terms: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
        format!("{indent}{name}: [{}]\n", terms.join(", "))
    };
    brief.indexes.iter().map(line).collect()
}

/// What stands behind a key of the front matter, on the same line.
pub fn field<'t>(text: &'t str, key: &str) -> &'t str {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    lines.next().unwrap_or_default()
}

/// The parts of a list in brackets.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.trim_matches(['[', ']']).split(", ")
}

/// Writes the corpus of a site as another program's: `matter` makes the front matter of another,
/// and pictures go into `static`. Links become the addresses at which the pages will stand.
pub fn translate(
    site: &Path,
    folder: &Path,
    briefs: &[Brief],
    matter: fn(&Brief, &str) -> String,
) -> io::Result<()> {
    fs::create_dir_all(folder.join("static/img"))?;
    for picture in fs::read_dir(site.join("static/img"))? {
        let picture = picture?;
        fs::copy(picture.path(), folder.join("static/img").join(picture.file_name()))?;
    }
    for brief in briefs {
        let text = fs::read_to_string(site.join("content/briefs").join(&brief.path))?;
        let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
        let file = folder.join("content/briefs").join(&brief.path);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        let body = body.replace("](../", "](/briefs/").replace(".md)", "/)");
        fs::write(file, matter(brief, &text) + &body)?;
    }
    Ok(())
}

/// Writes small files, by their paths in a folder.
pub fn write(folder: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    for (path, text) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, text)?;
    }
    Ok(())
}
