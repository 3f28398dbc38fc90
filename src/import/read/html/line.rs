//! [`Line`]: the running text between two blocks.

use std::rc::Rc;

use super::tree::is_unseen;
use crate::import::article::{Rich, Run, RunKind};

/// Marks on what is read next.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    pub strong: bool,
    pub emphasis: bool,
    pub struck: bool,
    pub code: bool,
    pub link: Option<Rc<str>>,
    /// Inside a `<time>`.
    pub is_time: bool,
}

#[derive(Debug, Default)]
pub struct Line {
    runs: Vec<Run>,
    /// Of the source, where the first word stands.
    line: usize,
    is_after_blank: bool,
    /// Texts of `<time>` in the line.
    times: Vec<String>,
}

impl Line {
    pub fn push(&mut self, text: &str, marks: &Marks, line: usize) {
        let mut written = String::with_capacity(text.len());
        let mut line = line;
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                line += usize::from(c == '\n' && self.line == 0);
                self.is_after_blank = true;
            } else if !is_unseen(c) {
                if self.line == 0 {
                    self.line = line;
                }
                if self.is_after_blank && !(written.is_empty() && self.is_at_start()) {
                    written.push(' ');
                }
                self.is_after_blank = false;
                written.push(c);
            }
        }
        if written.is_empty() {
            return;
        }
        if marks.is_time {
            self.times.push(written.trim().to_owned());
        }
        let run = Run {
            text: written,
            strong: marks.strong,
            emphasis: marks.emphasis,
            struck: marks.struck,
            code: marks.code,
            link: marks.link.as_deref().map(str::to_owned),
            kind: RunKind::Text,
        };
        match self.runs.last_mut() {
            Some(last) if is_alike(last, &run) => last.text.push_str(&run.text),
            _ => self.runs.push(run),
        }
    }

    pub fn push_run(&mut self, mut run: Run, line: usize) {
        if self.line == 0 {
            self.line = line;
        }
        // A blank before a picture or a reference has no other run to stand in.
        if std::mem::take(&mut self.is_after_blank) && !self.is_at_start() {
            match self.runs.last_mut() {
                Some(last) if last.kind == RunKind::Text => last.text.push(' '),
                _ if run.kind == RunKind::Text => run.text.insert(0, ' '),
                _ => self.runs.push(Run { text: " ".to_owned(), ..Run::default() }),
            }
        }
        self.runs.push(run);
    }

    /// Begins a new line; the answer is whether it is the second one in sequence, which is how some
    /// write a new paragraph.
    pub fn break_off(&mut self) -> bool {
        self.is_after_blank = false;
        let Some(last) = self.runs.last_mut() else { return false };
        if last.kind == RunKind::Break {
            return true;
        }
        self.runs.push(Run { kind: RunKind::Break, ..Run::default() });
        false
    }

    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| match run.kind {
            RunKind::Text => run.text.trim().is_empty(),
            RunKind::Break => true,
            RunKind::Reference | RunKind::Picture(_) => false,
        })
    }

    /// What was read, where, and its times; the line is empty afterwards.
    pub fn take(&mut self) -> (Rich, usize, Vec<String>) {
        let line = std::mem::take(self);
        (trimmed(line.runs), line.line.max(1), line.times)
    }

    fn is_at_start(&self) -> bool {
        self.runs.last().is_none_or(|run| run.kind == RunKind::Break)
    }
}

/// Without blanks and breaks at its ends. `Rich::trimmed` would look at the whole text for each run.
fn trimmed(mut runs: Vec<Run>) -> Rich {
    let is_blank = |run: &Run| match run.kind {
        RunKind::Text => run.text.trim().is_empty(),
        RunKind::Break => true,
        RunKind::Reference | RunKind::Picture(_) => false,
    };
    while runs.last().is_some_and(is_blank) {
        runs.pop();
    }
    let blank = runs.iter().take_while(|run| is_blank(run)).count();
    runs.drain(..blank);
    if let Some(first) = runs.first_mut().filter(|run| run.kind == RunKind::Text) {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = runs.last_mut().filter(|run| run.kind == RunKind::Text) {
        last.text.truncate(last.text.trim_end().len());
    }
    Rich(runs)
}

fn is_alike(one: &Run, other: &Run) -> bool {
    one.kind == RunKind::Text
        && (one.strong, one.emphasis, one.struck, one.code)
            == (other.strong, other.emphasis, other.struck, other.code)
        && one.link == other.link
}
