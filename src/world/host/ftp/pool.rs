//! [`Pool`]: a few connections to one server, since each carries one file at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use suppaftp::rustls::ClientConfig;

use super::super::Fault;
use super::connection::{Connection, Stage, Trouble};
use super::faults::{Refusal, Voice};
use crate::target::Ftp;

pub struct Pool {
    ftp: Ftp,
    password: String,
    trust: Option<ClientConfig>,
    voice: Voice,
    lines: Mutex<Lines>,
    freed: Condvar,
}

struct Lines {
    idle: Vec<Connection>,
    /// Those in use too.
    open: usize,
    /// How many the server allows.
    most: usize,
    was_there: bool,
    /// When connecting failed last, and why.
    failed: Option<(Instant, Refusal)>,
}

impl Pool {
    pub fn new(ftp: &Ftp, password: String, trust: Option<ClientConfig>, voice: Voice, most: usize) -> Self {
        let lines = Lines { idle: Vec::new(), open: 0, most, was_there: false, failed: None };
        Self { ftp: ftp.clone(), password, trust, voice, lines: Mutex::new(lines), freed: Condvar::new() }
    }

    /// Does something with a connection, waiting until there is one. `doing` and `path` say what.
    pub fn with<T>(
        &self,
        doing: &str,
        path: &str,
        work: impl FnOnce(&mut Connection) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        let mut connection = self.take()?;
        let done = work(&mut connection);
        let is_over = match &done {
            Err(Trouble::Over(_) | Trouble::Mute | Trouble::Refused { code: 421, .. }) => true,
            Err(Trouble::Refused { .. } | Trouble::Source(_) | Trouble::Unreadable(_)) | Ok(_) => false,
        };
        let mut lines = self.lines();
        if is_over {
            // The others have most likely died with it.
            lines.open -= 1 + lines.idle.len();
            lines.idle.clear();
        } else {
            lines.idle.push(connection);
        }
        drop(lines);
        self.freed.notify_all();
        done.map_err(|trouble| self.voice.fault(doing, path, trouble))
    }

    fn take(&self) -> Result<Connection, Fault> {
        let began = Instant::now();
        let mut lines = self.lines();
        loop {
            if let Some(connection) = lines.idle.pop() {
                return Ok(connection);
            }
            // Whoever has waited while another tried in vain hears what that one heard.
            if lines.open == 0
                && let Some((_, refusal)) = lines.failed.as_ref().filter(|(at, _)| *at > began)
            {
                return Err(refusal.fault());
            }
            if lines.open < lines.most {
                lines.open += 1;
                drop(lines);
                match Connection::open(&self.ftp, &self.password, self.trust.as_ref()) {
                    Ok(connection) => {
                        self.lines().was_there = true;
                        return Ok(connection);
                    }
                    Err((stage, trouble)) => lines = self.do_without(stage, &trouble)?,
                }
            } else {
                lines = self.freed.wait(lines).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// A connection did not come about. Servers allow so and so many, each in words of its own: if
    /// there are others, we go on with those.
    fn do_without(&self, stage: Stage, trouble: &Trouble) -> Result<MutexGuard<'_, Lines>, Fault> {
        let mut lines = self.lines();
        lines.open -= 1;
        if lines.open > 0 {
            lines.most = lines.open;
            return Ok(lines);
        }
        let refusal = self.voice.unconnected(stage, trouble, lines.was_there);
        lines.failed = Some((Instant::now(), refusal.clone()));
        drop(lines);
        self.freed.notify_all();
        Err(refusal.fault())
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
