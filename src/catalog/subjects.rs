//! [`Subjects`]: what every brief is about, packed so that counting and comparing are fast.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{BriefId, Filing, Index};

/// For each brief, numbers that stand for its countries' and its topics' indexes.
#[derive(Debug, Default)]
pub struct Subjects {
    indexes: Vec<Index>,
    /// Of one brief after another.
    numbers: Vec<u32>,
    /// Where each brief's numbers end.
    ends: Vec<usize>,
    /// First and last day of what each brief is about.
    days: Vec<(Date, Date)>,
}

impl Subjects {
    pub fn new(filings: &[Arc<Filing>]) -> Self {
        let mut subjects = Self { ends: Vec::with_capacity(filings.len()), ..Self::default() };
        let mut known: HashMap<&Index, u32> = HashMap::new();
        for filing in filings {
            let own =
                filing.indexes.iter().filter(|index| matches!(index, Index::Country(_) | Index::Topic(_)));
            for index in own {
                let number = *known.entry(index).or_insert_with(|| {
                    subjects.indexes.push(index.clone());
                    subjects.indexes.len() as u32 - 1
                });
                subjects.numbers.push(number);
            }
            subjects.ends.push(subjects.numbers.len());
            let event = filing.happenings.iter().find(|happening| happening.figure.is_none());
            let day = filing.date.date();
            subjects.days.push(event.map_or((day, day), |event| (event.start, event.end)));
        }
        subjects
    }

    /// How many of the briefs are about each of the countries and topics that any of them is about.
    pub fn count(&self, briefs: &[BriefId]) -> impl Iterator<Item = (&Index, usize)> {
        let mut counts = vec![0; self.indexes.len()];
        for id in briefs {
            for number in self.of(*id) {
                counts[*number as usize] += 1;
            }
        }
        self.indexes.iter().zip(counts).filter(|(_, count)| *count > 0)
    }

    /// The numbers of a brief's countries and topics.
    pub fn of(&self, id: BriefId) -> &[u32] {
        let at = id.0 as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[start..self.ends[at]]
    }

    /// First and last day of what a brief is about: of its event, or else the day of publication.
    pub fn days(&self, id: BriefId) -> (Date, Date) {
        self.days[id.0 as usize]
    }

    /// The index that a number of [`Subjects::of`] stands for.
    pub fn index(&self, number: u32) -> &Index {
        &self.indexes[number as usize]
    }
}
