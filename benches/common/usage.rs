//! What a process took.

use std::io;
use std::process::Child;
use std::time::Instant;

/// What the system counted for a process.
pub struct Usage {
    /// Seconds, from now on until it ended.
    pub wall: f64,
    /// Seconds, of all threads, in the program and in the system.
    pub cpu: f64,
    /// Bytes at the highest.
    pub memory: u64,
}

/// Waits for a process that was just started; the standard library does not say what it used.
pub fn wait(child: Child) -> io::Result<Usage> {
    let started = Instant::now();
    let mut status = 0;
    // SAFETY: all zeros is a valid `rusage`, which holds nothing but numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to values that live until the call returns.
    let waited = unsafe { libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) };
    if waited < 0 {
        return Err(io::Error::last_os_error());
    }
    if status != 0 {
        return Err(io::Error::other(format!("it failed (wait status {status})")));
    }
    let wall = started.elapsed().as_secs_f64();
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Ok(Usage { wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), memory: peak(&usage) })
}

/// Bytes that this process held at the highest.
pub fn own_peak() -> u64 {
    // SAFETY: all zeros is a valid `rusage`, which holds nothing but numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a value that lives until the call returns. It fails for unknown numbers only.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    peak(&usage)
}

fn peak(usage: &libc::rusage) -> u64 {
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    usage.ru_maxrss as u64 * unit
}
