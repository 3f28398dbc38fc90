//! What a reader of a brief may have read before: earlier briefs on the same.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{BriefId, Catalog, Index};

/// Points for each country and each topic that two briefs share, and for what happened at about
/// the same time.
const COUNTRY: usize = 2;
const TOPIC: usize = 1;
const SAME_TIME: usize = 1;

/// One country alone is no reason: much is written about some.
const LEAST: usize = 3;
/// Days between two events that belong together.
const NEAR: i32 = 30;
/// So many briefs are looked at for each country, each topic and each pair of countries, the newest of
/// the earlier ones.
const LOOKED_AT: usize = 16;
/// Of a brief on very many countries no more pairs are looked at.
const PAIRS: usize = 10;
const MOST: usize = 5;

/// An earlier brief, and what it has in common with a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier<'c> {
    pub id: BriefId,
    /// Countries and topics.
    pub shared: Vec<&'c Index>,
    pub is_same_time: bool,
}

impl Catalog {
    /// Earlier briefs on the same as this one: those with the most in common first, and of those with
    /// as much the newest.
    pub fn earlier(&self, id: BriefId) -> Vec<Earlier<'_>> {
        let subjects = &self.shelves.subjects;
        let own = subjects.of(id);
        let older = |index: &Index| {
            let briefs = self.briefs_in(index);
            let start = briefs.partition_point(|other| *other <= id);
            briefs[start..].iter().take(LOOKED_AT).copied()
        };
        let mut candidates: Vec<BriefId> = Vec::with_capacity(LOOKED_AT * (own.len() + 3));
        own.iter().for_each(|number| candidates.extend(older(subjects.index(*number))));
        // Of countries that much is written about, the newest may share nothing else.
        let pairs = self.entry(id).filing.indexes.iter().filter(|index| matches!(index, Index::Pair(..)));
        pairs.take(PAIRS).for_each(|pair| candidates.extend(older(pair)));
        candidates.sort_unstable();
        candidates.dedup();
        let about = subjects.days(id);
        let around = (about.0.saturating_sub(NEAR.days()), about.1.saturating_add(NEAR.days()));
        let mut scored: Vec<(usize, BriefId)> = Vec::with_capacity(candidates.len());
        for other in candidates {
            let shared = subjects.of(other).iter().filter(|number| own.contains(number));
            let points: usize = shared
                .map(|number| match subjects.index(*number) {
                    Index::Topic(_) => TOPIC,
                    _ => COUNTRY,
                })
                .sum();
            // Nothing else can add to it.
            let is_near = points + SAME_TIME >= LEAST && is_in(around, subjects.days(other));
            scored.push((points + if is_near { SAME_TIME } else { 0 }, other));
        }
        scored.retain(|(points, _)| *points >= LEAST);
        scored.sort_by_key(|(points, other)| (std::cmp::Reverse(*points), *other));
        let found = scored.into_iter().take(MOST).map(|(_, other)| {
            let shared = own.iter().filter(|number| subjects.of(other).contains(number));
            let shared = shared.map(|number| subjects.index(*number)).collect();
            Earlier { id: other, shared, is_same_time: is_in(around, subjects.days(other)) }
        });
        found.collect()
    }
}

/// Whether some days reach into others.
fn is_in((first, last): (Date, Date), (start, end): (Date, Date)) -> bool {
    start <= last && end >= first
}
