//! What a text's path says of it: generators read the day, the name in the address, the language and
//! whether a text is a draft from the names of files and folders.

use jiff::civil::Date;

use super::article::Meta;

/// A text's place among the others of its site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    pub date: Option<String>,
    /// The name in the address.
    pub slug: Option<String>,
    pub language: Option<String>,
    pub is_draft: bool,
    pub is_jekyll: bool,
}

impl Origin {
    pub fn of(path: &str) -> Origin {
        let mut steps: Vec<&str> = path.split(['/', '\\']).filter(|step| !step.is_empty()).collect();
        let file = steps.pop().unwrap_or_default();
        let is_below = |name: &str| steps.contains(&name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let (stem, language) = match stem.rsplit_once('.') {
            Some((stem, language)) if is_language(language) => (stem, Some(language.to_owned())),
            _ => (stem, None),
        };
        // The text of a folder has the folder's name.
        let name = if stem == "index" { steps.last().copied().unwrap_or_default() } else { stem };
        let (date, rest) = dated(name).map_or((None, name), |(date, rest)| (Some(date), rest));
        let slug = (!rest.is_empty() && !rest.chars().all(|c| c == '.')).then(|| rest.to_owned());
        let is_draft = is_below("_drafts");
        Origin { date, slug, language, is_draft, is_jekyll: is_draft || is_below("_posts") }
    }

    /// Fills in what the text's own fields do not say.
    pub fn complete(&self, meta: &mut Meta) {
        meta.date = meta.date.take().or_else(|| self.date.clone());
        meta.slug = meta.slug.take().or_else(|| self.slug.clone());
        meta.language = meta.language.take().or_else(|| self.language.clone());
        meta.translation = self.language.clone();
        meta.draft |= self.is_draft;
    }
}

/// As in `index.de.md` and `index.pt-br.md`.
fn is_language(text: &str) -> bool {
    let (first, region) = text.split_once('-').unwrap_or((text, "xx"));
    let is_lower = |c: char| c.is_ascii_lowercase();
    first.len() == 2
        && first.chars().all(is_lower)
        && (2..=4).contains(&region.len())
        && region.chars().all(|c| c.is_ascii_alphabetic())
}

/// `2024-05-28-title` and what stands behind the day.
fn dated(name: &str) -> Option<(String, &str)> {
    let (year, rest) = name.split_once('-')?;
    let (month, rest) = rest.split_once('-')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, rest) = rest.split_at_checked(end)?;
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(['-', '_'])? };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((date.to_string(), rest))
}
