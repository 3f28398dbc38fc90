//! The clock, and the machine's time zone for those who write a new brief.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub fn now() -> Timestamp {
    Timestamp::now()
}

/// What a clock on the wall shows now in a zone.
pub fn wall_clock(zone: &TimeZone) -> DateTime {
    zone.to_datetime(now())
}
