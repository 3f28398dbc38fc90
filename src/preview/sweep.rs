//! [`Preview::sweep`]: makes pages that nobody has asked for, to find what is wrong with them. Some
//! mistakes in templates show only then.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::{Preview, lock};
use crate::render::Press;
use crate::url::Url;

/// How many pages of each kind are made first.
const OF_EACH_KIND: usize = 3;

/// How many pages are made besides. Of a larger site it is each second, third, … page.
const MOST: usize = 5_000;

/// So many faulty pages say what there is to say.
const ENOUGH: usize = 20;

/// What a sweep has still to look at.
#[derive(Default)]
pub(super) struct Sweep {
    /// The newest that was looked at.
    press: Option<Arc<Press>>,
    /// Pages that have been faulty, or whose text has changed.
    pub(super) urgent: BTreeSet<Url>,
    /// Pages that show what the theme does.
    rest: VecDeque<Url>,
}

impl Preview {
    /// Makes one more page. Returns whether there is something left to do for this press; there is
    /// not if another has taken over.
    pub fn sweep(&self, press: &Arc<Press>) -> bool {
        let Some(url) = self.next_to_sweep(press) else { return false };
        let found = press.render(&url).map(|checked| checked.diagnostics);
        if self.note_faults(press, &url, found.unwrap_or_default()) {
            (self.alarm)();
        }
        if !self.shows(press) {
            // What was found came too late, and may be there still.
            lock(&self.sweep).urgent.insert(url);
        }
        true
    }

    /// Takes a page off the list, so that one without an end is not begun again and again.
    fn next_to_sweep(&self, press: &Arc<Press>) -> Option<Url> {
        let mut sweep = lock(&self.sweep);
        if !self.shows(press) {
            return None;
        }
        if !sweep.press.as_ref().is_some_and(|known| Arc::ptr_eq(known, press)) {
            self.take_up(&mut sweep, press);
        }
        match sweep.urgent.pop_first() {
            None if lock(&self.faults).pages().len() >= ENOUGH => None,
            None => sweep.rest.pop_front(),
            urgent => urgent,
        }
    }

    fn take_up(&self, sweep: &mut Sweep, press: &Arc<Press>) {
        sweep.urgent.extend(lock(&self.faults).pages().cloned());
        if !sweep.press.as_ref().is_some_and(|before| before.has_theme_of(press)) {
            sweep.rest = sample(press);
        }
        sweep.press = Some(Arc::clone(press));
    }
}

/// Some pages of each kind, and then others.
fn sample(press: &Press) -> VecDeque<Url> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut first, mut others) = (VecDeque::new(), Vec::new());
    for (url, page) in press.site().pages() {
        let Some(kind) = press.template_of(page) else { continue };
        let count = kinds.entry(kind).or_default();
        *count += 1;
        if *count <= OF_EACH_KIND {
            first.push_back(url.clone());
        } else {
            others.push(url);
        }
    }
    let step = others.len().div_ceil(MOST).max(1);
    first.extend(others.into_iter().step_by(step).cloned());
    first
}
