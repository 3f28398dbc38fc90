//! [`Common`]: views that many pages of one language show, made for the first one that asks.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use tera::Value;

use super::Presenter;
use super::map::LocatorView;
use super::view::{
    CountedLink, CountryView, DateView, DayView, FeedLink, HappeningView, IndexView, Link, YearView,
};
use crate::catalog::{BriefId, Index, Row, Stretch};
use crate::country::Country;
use crate::memo::Cache;
use crate::site::FeedFormat;

/// A `T` in the form that templates see: cheap to show once more.
pub struct Made<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Made<T> {
    pub fn new(view: &T) -> Self {
        Self { value: Value::from_serializable(view), of: PhantomData }
    }
}

impl Made<String> {
    /// Finished HTML.
    pub fn html(html: &str) -> Self {
        Self { value: Value::safe_string(html), of: PhantomData }
    }
}

impl<T> Clone for Made<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for Made<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// The template engine takes values of its own as they are.
impl<T> Serialize for Made<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// All addresses in it start at the host's root.
#[derive(Default)]
pub struct Common {
    pub days: Cache<Date, Made<DateView>>,
    /// Years and their months: `May 2024`.
    pub months: Cache<(i16, i8), Arc<str>>,
    /// When briefs were published.
    pub dates: Cache<BriefId, Made<DateView>>,
    pub countries: Cache<Country, Made<CountryView>>,
    /// Where countries lie that stand together, the primary one first.
    pub maps: Cache<Vec<Country>, Made<Option<LocatorView>>>,
    /// The address of the file of shapes that those are cut out of.
    map_file: OnceLock<Option<String>>,
    pub links: Cache<Index, Made<Link>>,
    pub counted: Cache<Index, Made<CountedLink>>,
    pub feeds: Cache<(Index, FeedFormat), Made<FeedLink>>,
    /// Pages after the first, which all say the same of their index.
    pub later: Cache<Index, Made<IndexView>>,
    /// The months of an index's years.
    pub grids: Cache<Index, Made<Vec<YearView>>>,
    /// Events in each year: they stand on several timelines.
    pub happenings: Cache<Row, Made<HappeningView>>,
    /// The months of a timeline's years.
    pub years: Cache<Stretch, Made<Vec<YearView>>>,
    /// The days of an index's month.
    pub calendars: Cache<Index, Made<Vec<Vec<DayView>>>>,
}

impl Common {
    /// `None` if there is no such file.
    pub fn map_file(&self, presenter: &Presenter) -> Option<String> {
        self.map_file.get_or_init(|| super::map::address(presenter)).clone()
    }
}
