//! [`Stage`]: what a run does, in this order.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Settings,
    /// Briefs, pages and profiles are parsed.
    Texts,
    /// What is published, in order, and the indexes over it.
    Catalog,
    /// Templates and words are compiled.
    Theme,
    /// Which pages there are, and at which URLs.
    Layout,
    /// What all pages share.
    Press,
    /// Every link is followed.
    Links,
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Stage::Settings => "settings",
            Stage::Texts => "texts",
            Stage::Catalog => "catalog",
            Stage::Theme => "theme",
            Stage::Layout => "layout",
            Stage::Press => "press",
            Stage::Links => "links",
        }
    }
}
