//! [`Timings`]: how long a build's stages took, and its templates.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::report::Report;

/// The stages one after another.
pub struct Timings {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
    pub making: Making,
}

/// The time that pages took, of all threads together.
#[derive(Debug, Default, Clone)]
pub struct Making {
    /// By template; what is made without one by its kind, in brackets.
    templates: BTreeMap<&'static str, (usize, Duration)>,
    writing: Duration,
}

impl Timings {
    pub fn start() -> Self {
        Self { last: Instant::now(), stages: Vec::new(), making: Making::default() }
    }

    /// A stage is over.
    pub fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }

    pub fn print(&self, report: &Report) {
        if report.is_for_programs() {
            report.print(&format!("{}\n", self.to_json()));
            return;
        }
        let mut lines = String::new();
        for (name, time) in &self.stages {
            lines.push_str(&format!("{:>9.1} ms  {name}\n", milliseconds(*time)));
        }
        lines.push_str("\nof `pages`, all threads together:\n");
        for (name, count, time) in self.making.slowest_first() {
            let each = time.as_secs_f64() * 1e6 / count.max(1) as f64;
            lines.push_str(&format!("{:>9.1} ms  {name}, {count} × {each:.0} µs\n", milliseconds(time)));
        }
        let writing = milliseconds(self.making.writing);
        lines.push_str(&format!("{writing:>9.1} ms  comparing and writing all of them\n"));
        report.print(&lines);
    }

    /// Times are in milliseconds.
    fn to_json(&self) -> Value {
        let stages: serde_json::Map<String, Value> =
            self.stages.iter().map(|(name, time)| ((*name).to_owned(), json!(milliseconds(*time)))).collect();
        let templates: serde_json::Map<String, Value> = self
            .making
            .slowest_first()
            .into_iter()
            .map(|(name, count, time)| (name.to_owned(), json!({"pages": count, "ms": milliseconds(time)})))
            .collect();
        json!({"kind": "timings", "stages": stages, "templates": templates, "writing": milliseconds(self.making.writing)})
    }
}

impl Making {
    pub fn add(&mut self, template: &'static str, rendering: Duration, writing: Duration) {
        let (count, time) = self.templates.entry(template).or_default();
        *count += 1;
        *time += rendering;
        self.writing += writing;
    }

    pub fn and(mut self, other: Making) -> Making {
        for (name, (count, time)) in other.templates {
            let sum = self.templates.entry(name).or_default();
            *sum = (sum.0 + count, sum.1 + time);
        }
        self.writing += other.writing;
        self
    }

    fn slowest_first(&self) -> Vec<(&'static str, usize, Duration)> {
        let mut all: Vec<_> =
            self.templates.iter().map(|(name, (count, time))| (*name, *count, *time)).collect();
        all.sort_by_key(|(.., time)| std::cmp::Reverse(*time));
        all
    }
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}
