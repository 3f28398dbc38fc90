//! [`Terminal`]: writes on a thread of its own, so that whoever speaks never waits for who reads. A
//! terminal that is halted with Ctrl+S and a pipe that is full are not read at all.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// How many pieces wait to be written, at most.
const MOST_WAITING: usize = 20;

/// Where something is said.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    Out,
    Err,
}

impl Stream {
    /// Writes all of it, however long that takes.
    pub fn write(self, text: &str) {
        // A closed pipe means that nobody wants the rest.
        let _ = match self {
            Stream::Out => {
                let mut out = anstream::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            Stream::Err => anstream::stderr().lock().write_all(text.as_bytes()),
        };
    }
}

/// Something that is said as a whole.
pub type Piece = (Stream, String);

pub struct Terminal {
    queue: SyncSender<Piece>,
    /// Whether something was left out since the queue was empty.
    has_gap: Arc<AtomicBool>,
}

impl Terminal {
    /// `gap` stands for what is left out for want of room. `None` if the system has no thread left.
    pub fn new(gap: Piece) -> Option<Self> {
        let (queue, pieces) = sync_channel(MOST_WAITING);
        let has_gap = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&has_gap);
        let writer = std::thread::Builder::new().name("terminal".to_owned());
        writer.spawn(move || write_all(&pieces, &seen, &gap)).ok()?;
        Some(Self { queue, has_gap })
    }

    pub fn write(&self, piece: Piece) {
        // What came after a gap would read as if there were none.
        if self.has_gap.load(Ordering::SeqCst) || self.queue.try_send(piece).is_err() {
            self.has_gap.store(true, Ordering::SeqCst);
            // All may have been read meanwhile, and nobody would look for the gap.
            let _ = self.queue.try_send((Stream::Err, String::new()));
        }
    }
}

fn write_all(pieces: &Receiver<Piece>, has_gap: &AtomicBool, gap: &Piece) {
    while let Ok((stream, text)) = pieces.recv() {
        stream.write(&text);
        pieces.try_iter().for_each(|(stream, text)| stream.write(&text));
        if has_gap.swap(false, Ordering::SeqCst) {
            gap.0.write(&gap.1);
        }
    }
}
