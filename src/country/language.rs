//! A language tag, read as far as names need it.

use super::table::LANGUAGES;

/// A BCP 47 language tag, read as far as names need it.
#[derive(Clone, Debug)]
pub(super) struct Language<'a> {
    /// The first subtag, as written.
    primary: &'a str,
    /// Its column in the table, if the data has the language.
    column: Option<usize>,
}

impl<'a> Language<'a> {
    /// `de-AT` is German, `zh-TW` and `zh-Hant-HK` are Chinese in traditional script.
    pub fn of(tag: &'a str) -> Language<'a> {
        let mut subtags = tag.trim().split(['-', '_']);
        let primary = subtags.next().unwrap_or_default();
        let chinese = primary.eq_ignore_ascii_case("zh");
        let known = if chinese && traditional(subtags) { "zh-Hant" } else { primary };
        let column = LANGUAGES.iter().position(|language| language.eq_ignore_ascii_case(known));
        Language { primary, column }
    }

    /// The column of its names; English's where the data lacks the language.
    pub fn column(&self) -> usize {
        self.column.unwrap_or(0)
    }

    /// Whether both are one language; varieties (`en`, `en-GB`) are, the two Chinese scripts are not.
    pub fn same(&self, other: &Language<'_>) -> bool {
        self.column == other.column && self.primary.eq_ignore_ascii_case(other.primary)
    }
}

/// The script decides; without one, the place does.
fn traditional<'a>(subtags: impl Iterator<Item = &'a str>) -> bool {
    for subtag in subtags {
        match subtag.to_ascii_lowercase().as_str() {
            "hans" => return false,
            "hant" | "tw" | "hk" | "mo" => return true,
            _ => {}
        }
    }
    false
}
