//! Rules: each recognises one thing in a [`Draft`], moves it from the text to its field, and says how
//! sure it is. A further one is a file of its own and a line in [`ALL`].

mod agency;
mod byline;
mod calendar;
mod caption;
mod clock;
mod correction;
mod country;
mod date;
mod dateline;
mod described;
mod elsewhere;
mod furniture;
mod headline;
mod label;
mod language;
mod listed;
mod mail;
mod markup;
mod missing;
mod notice;
mod origin;
mod repeated;
mod section;
mod signature;
mod source;
mod strip;

use super::draft::{Desk, Draft};

type Rule = fn(&mut Draft, &Desk);

/// In this order: what the source says of itself first, then what stands over the text, from the clearest
/// form to the least clear, and at last what is found in the whole.
pub const ALL: &[Rule] = &[
    source::apply,
    markup::apply,
    mail::apply,
    strip::apply,
    furniture::apply,
    notice::apply,
    label::apply,
    listed::apply,
    date::apply,
    caption::apply,
    repeated::apply,
    described::apply,
    elsewhere::apply,
    byline::apply,
    signature::apply,
    dateline::apply,
    // What stood behind the dateline on its line.
    byline::apply,
    origin::apply,
    correction::apply,
    headline::apply,
    missing::apply,
    section::apply,
    language::apply,
    country::apply,
];

/// A block that stands over a text is not longer than this, in characters.
const SHORT: usize = 160;

/// So many blocks are looked at for what stands over a text.
const HEAD: usize = 12;
