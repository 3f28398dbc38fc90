//! Disks and mounts of a test's own.

use std::path::Path;
use std::process::Command;

/// A script that may mount what it likes, which is gone with it. `place` is a folder for that.
pub fn script(place: &Path, script: &str) -> Command {
    let works = |flags: &str| {
        let mount = r#"mount -t tmpfs tmpfs "$0""#;
        let tried = Command::new("unshare").arg(flags).args(["sh", "-c", mount]).arg(place).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| works(flags)).expect(
        "this test needs a small disk of its own: install unshare and mount (Debian: util-linux, mount), \
         and either be root or allow user namespaces (sysctl -w kernel.unprivileged_userns_clone=1, \
         kernel.apparmor_restrict_unprivileged_userns=0)",
    );
    let mut command = Command::new("unshare");
    command.arg(flags).args(["sh", "-c", script]).env("PLACE", place);
    command.env("DATELINE", env!("CARGO_BIN_EXE_dateline")).env("NO_COLOR", "1");
    command
}
