//! [`Language`]: the languages whose texts can be searched.

/// A language of the data. Chinese is one, in both scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    Arabic,
    Chinese,
    English,
    French,
    German,
    Japanese,
    Korean,
    Russian,
    Spanish,
}

impl Language {
    pub const ALL: [Language; 9] = [
        Language::Arabic,
        Language::Chinese,
        Language::English,
        Language::French,
        Language::German,
        Language::Japanese,
        Language::Korean,
        Language::Russian,
        Language::Spanish,
    ];

    /// The language of a tag (BCP 47); none that the data lacks.
    pub fn of(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or("");
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    pub fn code(self) -> &'static str {
        match self {
            Language::Arabic => "ar",
            Language::Chinese => "zh",
            Language::English => "en",
            Language::French => "fr",
            Language::German => "de",
            Language::Japanese => "ja",
            Language::Korean => "ko",
            Language::Russian => "ru",
            Language::Spanish => "es",
        }
    }

    /// Its columns in the country data.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Language::Arabic => &["ar"],
            Language::Chinese => &["zh", "zh-Hant"],
            Language::English => &["en"],
            Language::French => &["fr"],
            Language::German => &["de"],
            Language::Japanese => &["ja"],
            Language::Korean => &["ko"],
            Language::Russian => &["ru"],
            Language::Spanish => &["es"],
        }
    }

    /// Whether its letters are small and large.
    pub fn has_capitals(self) -> bool {
        self == Language::Russian || self.is_latin()
    }

    pub fn is_latin(self) -> bool {
        matches!(self, Language::English | Language::French | Language::German | Language::Spanish)
    }

    /// Whether words stand beside each other without anything between them.
    pub fn is_unspaced(self) -> bool {
        matches!(self, Language::Chinese | Language::Japanese)
    }
}
