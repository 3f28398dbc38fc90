//! [`Period`]: the days that a report is about.

use jiff::ToSpan;
use jiff::civil::Date;

/// From one day to another, both of them in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// `None` if it would end before it starts. Without a last day it ends `today`, without a first
    /// one it is the twelve months before its end.
    pub fn new(from: Option<Date>, to: Option<Date>, today: Date) -> Option<Self> {
        let to = to.unwrap_or(today);
        let from = from.unwrap_or_else(|| to.saturating_add(1.day()).saturating_sub(1.year()));
        (from <= to).then_some(Self { from, to })
    }

    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}
