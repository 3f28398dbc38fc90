//! What templates see of the tables of countries by months and years.

use serde::Serialize;

use super::{CountedLink, Link};

/// What `coverage.html` sees as `coverage`: countries down, months or years across.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageView {
    pub name: String,
    /// The columns' time: `June 2024 – May 2026`.
    pub period: String,
    /// Whether a column is a year, and not a month.
    pub is_by_year: bool,
    /// Briefs in all columns, each counted once.
    pub count: usize,
    /// Rows, and those of them without a brief.
    pub countries: usize,
    pub silent: usize,
    /// The years above the months; empty where all columns are of one year, or years.
    pub spans: Vec<CoverageSpan>,
    pub columns: Vec<CoverageColumn>,
    /// By continent.
    pub groups: Vec<CoverageGroup>,
    /// Of a year's table, the years with briefs before and after it.
    pub previous: Option<CountedLink>,
    pub next: Option<CountedLink>,
    /// The other tables: the last months; all years, null where there is but one; each year, newest first.
    pub recent: Link,
    pub by_year: Option<Link>,
    pub years: Vec<CountedLink>,
}

/// Columns of one year.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageSpan {
    pub name: String,
    /// The year's own table; null for a year without briefs.
    pub url: Option<String>,
    pub columns: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct CoverageColumn {
    /// `May 2024`, `2024`.
    pub name: String,
    /// `May`, `2024`.
    pub short: String,
    /// The year's own table, if the column is a year with briefs.
    pub table_url: Option<String>,
    /// All briefs in it; null where there is none.
    pub url: Option<String>,
    pub count: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct CoverageGroup {
    pub name: String,
    pub url: String,
    pub rows: Vec<CoverageRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CoverageRow {
    pub name: String,
    pub url: String,
    /// ISO 3166-1 alpha-3.
    pub code: &'static str,
    /// Briefs in all columns.
    pub count: usize,
    pub cells: Vec<CoverageCell>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CoverageCell {
    /// `North Korea, May 2024`; empty where nothing was published.
    pub name: String,
    /// Null where nothing was published.
    pub url: Option<String>,
    pub count: usize,
    /// 0 for none, then 1 to 4: how the cell compares with the fullest in the table.
    pub level: u8,
}
