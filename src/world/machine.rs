//! What tells this machine and its processes from others.

/// Digits that are this machine's, and the same for all processes that see one another.
pub fn identity() -> String {
    let name = rustix::system::uname();
    // Containers on one machine do not see each other's processes.
    let view = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let whole = format!("{} {} {}", name.nodename().to_string_lossy(), view.display(), boot.trim());
    blake3::hash(whole.as_bytes()).to_hex().as_str()[..16].to_owned()
}

/// What tells this program from another of the same name: a digest of its sources, and when its file was
/// written, since it may have been compiled with other versions of the libraries than its lock names.
pub fn program() -> String {
    let file = std::env::current_exe().and_then(|path| path.metadata());
    let stamp = file.map(|file| (file.len(), file.modified().ok()));
    format!("{} {stamp:?}", env!("DATELINE_DIGEST"))
}

/// Whether a process of this machine is running.
pub fn is_running(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    // One of another user may not be asked, but is there.
    process.is_some_and(|process| rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}
