//! Values that are kept. [`Memo`]: the last one of a function, as long as it is asked for the same thing.
//! [`Cache`]: all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::RandomState;

/// The last value and what it was made of.
///
/// What a value depends on is the key, and the key alone: functions get nothing else to see, so that
/// a kept value is always what would be made again.
#[derive(Debug)]
pub struct Memo<K, V>(Option<(K, V)>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// The value for `key`: the kept one, or a new one. `make` is a plain function and not a
    /// closure, which could look at something that the key does not name.
    pub fn get(&mut self, key: K, make: fn(&K) -> V) -> V {
        let kept = self.0.take().filter(|(known, _)| *known == key);
        let value = kept.map_or_else(|| make(&key), |(_, value)| value);
        // The newer key is kept even if they are equal: it shares more with the next one.
        self.0 = Some((key, value.clone()));
        value
    }
}

/// Values by key, each made when it is first asked for, by however many threads.
#[derive(Debug)]
pub struct Cache<K, V>(RwLock<HashMap<K, V, RandomState>>);

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// The value for `key`. Two threads may make it at once: it has to come out the same.
    pub fn get(&self, key: &K, make: impl FnOnce() -> V) -> V {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        known.unwrap_or_else(|| {
            let value = make();
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), value.clone());
            value
        })
    }
}
