//! [`Paper`]: what a page is written on. It ends, as a loop in a template may not.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// No page that anybody wants to read is longer, in bytes.
const LONGEST: usize = 64 << 20;

/// Bytes of a usual page.
const USUAL: usize = 32 << 10;

pub struct Paper<'p> {
    text: Vec<u8>,
    /// Whether nobody waits for the page any more.
    is_unwanted: &'p AtomicBool,
}

impl<'p> Paper<'p> {
    pub fn new(is_unwanted: &'p AtomicBool) -> Self {
        Self { text: Vec::with_capacity(USUAL), is_unwanted }
    }

    pub fn is_full(&self) -> bool {
        self.text.len() > LONGEST
    }

    /// Templates write whole characters, so that there is nothing to replace.
    pub fn into_text(self) -> String {
        String::from_utf8(self.text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

impl io::Write for Paper<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.is_full() || self.is_unwanted.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        self.text.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
