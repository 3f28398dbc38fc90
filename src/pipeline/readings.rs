//! [`Readings`]: what each file of a folder says, read again only if it has changed.

use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic};
use crate::path::SitePath;
use crate::source::Text;

/// What files say, by path. Reading a file depends on the file and the settings alone.
#[derive(Debug)]
pub struct Readings<T> {
    config: Option<Arc<Config>>,
    list: Vec<Reading<T>>,
}

#[derive(Debug)]
struct Reading<T> {
    path: SitePath,
    digest: [u8; 32],
    /// The file as it is, and what is wrong with it.
    checked: Checked<T>,
    /// As it was when it last had no errors, if it has now.
    good: Option<T>,
}

impl<T> Default for Readings<T> {
    fn default() -> Self {
        Self { config: None, list: Vec::new() }
    }
}

impl<T: Clone + Send + Sync> Readings<T> {
    /// Reads the texts, which are given by path.
    pub fn update<'s>(
        &mut self,
        config: &Arc<Config>,
        texts: impl Iterator<Item = (&'s SitePath, &'s Text)>,
        read: impl Fn(&SitePath, &Text) -> Checked<T> + Sync,
    ) {
        let is_same_config = self.config.as_ref().is_some_and(|known| Arc::ptr_eq(known, config));
        let mut before = std::mem::take(&mut self.list).into_iter().peekable();
        let mut found: Vec<Found<T>> = Vec::with_capacity(before.len());
        for (path, text) in texts {
            while before.next_if(|known| known.path < *path).is_some() {}
            found.push(match before.next_if(|known| known.path == *path) {
                Some(known) if is_same_config && known.digest == text.digest => Found::Same(known),
                known => Found::New(path, text, known),
            });
        }
        self.config = Some(Arc::clone(config));
        self.list = found.into_par_iter().with_min_len(64).map(|found| found.settle(&read)).collect();
    }

    /// What is wrong with the files.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().flat_map(|reading| &reading.checked.diagnostics)
    }

    /// Files with errors in whose place an earlier version is used, as they are.
    pub fn spoilt(&self) -> impl Iterator<Item = (&SitePath, &T)> {
        let spoilt = self.list.iter().filter(|reading| reading.good.is_some());
        spoilt.map(|reading| (&reading.path, &reading.checked.value))
    }

    /// What to go by: each file as it is, or as it last was without errors.
    pub fn current(&self) -> impl Iterator<Item = &T> {
        self.list.iter().map(|reading| reading.good.as_ref().unwrap_or(&reading.checked.value))
    }
}

enum Found<'s, T> {
    Same(Reading<T>),
    /// And what was there before.
    New(&'s SitePath, &'s Text, Option<Reading<T>>),
}

impl<T> Found<'_, T> {
    fn settle(self, read: impl Fn(&SitePath, &Text) -> Checked<T>) -> Reading<T> {
        match self {
            Found::Same(reading) => reading,
            Found::New(path, text, before) => {
                let checked = read(path, text);
                let good = before.filter(|_| checked.has_errors()).and_then(Reading::last_good);
                Reading { path: path.clone(), digest: text.digest, checked, good }
            }
        }
    }
}

impl<T> Reading<T> {
    fn last_good(self) -> Option<T> {
        if self.checked.has_errors() { self.good } else { Some(self.checked.value) }
    }
}
