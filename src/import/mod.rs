//! Import: a raw text becomes a brief.
//!
//! ```text
//! bytes ──▶ Article ──▶ Draft ──▶ a brief's file, and what was unsure
//!  read     article     rules     front, markdown
//! ```
//!
//! A reader knows one format and nothing of briefs. A rule knows one thing that briefs have, and
//! nothing of formats. Nothing is lost on the way: what is not in the brief is named as left out.

pub mod article;
pub mod draft;
pub mod markdown;
pub mod read;

pub use draft::Desk;
pub use read::{Format, Unreadable, read};
