//! [`Memo`]: the last value of a function, kept as long as it is asked for the same thing.

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
