//! What each kind of page shows: its view, a plain value made for that page.
//!
//! [`view`] has the types. The other files make them of a [`Site`](crate::site::Site); all that they share, links,
//! dates, pictures and cards, is in [`Presenter`]. What comes out the same on many pages is made once, and
//! kept in [`Common`].

pub mod brief;
pub mod calendar;
mod common;
pub mod data;
pub mod coverage;
mod dates;
pub mod directory;
pub mod feed;
pub mod head;
pub mod index;
mod json_ld;
pub mod map;
mod period;
mod presenter;
pub mod site_view;
mod situation;
pub mod standing;
pub mod timeline;
pub mod view;

pub use common::{Common, Made};
pub use presenter::Presenter;
