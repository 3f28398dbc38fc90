//! What all tests use: a site in a folder of its own, and the program itself.

pub mod generated;
#[cfg(target_os = "linux")]
pub mod mounts;
pub mod served;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The program under test.
pub fn dateline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A site in a temporary folder, deleted when dropped.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// A site with settings and nothing else.
    pub fn new() -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a temporary folder") };
        site.write("dateline.yaml", "title: Test\nbase_url: https://example.org/\n");
        site
    }

    /// A copy of a folder.
    pub fn copy_of(folder: &Path) -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a temporary folder") };
        copy(folder, site.path());
        site
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, named from the site's folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Site {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file's folder")).expect("make a folder");
        fs::write(path, content).expect("write a file");
        self
    }

    /// Writes a small brief that has nothing wrong with it, with `matter` besides the required fields.
    pub fn brief(&self, name: &str, matter: &str, body: &str) -> &Site {
        let text = format!("---\ntitle: A brief\ndate: 2024-05-28\ncountries: [KP]\n{matter}---\n{body}\n");
        self.write(&format!("content/briefs/{name}"), text)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// Runs a command on the site.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        dateline().arg("--site").arg(self.path()).args(arguments).output().expect("run dateline")
    }

    /// Builds at a fixed time, well after every fixture's date.
    pub fn build(&self) -> Output {
        self.run(["build", "--now", "2026-11-01"])
    }

    /// Builds, and fails the test if that did not work.
    pub fn built(&self) -> &Site {
        let output = self.build();
        assert!(output.status.success(), "{}", text(&output.stderr));
        self
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("make a folder");
    for entry in fs::read_dir(from).expect("read a folder") {
        let entry = entry.expect("read a folder");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file's type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copy a file");
        }
    }
}

/// Every file below a folder with its bytes, named from there, in order.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).expect("read a folder") {
            let path = entry.expect("read a folder").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("a file below the folder");
                found.push((name.to_string_lossy().into_owned(), fs::read(&path).expect("read a file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}

/// A file that `tests/run` installs.
pub fn tool(name: &str) -> PathBuf {
    let path = repository("target/test-tools").join(name);
    assert!(path.exists(), "{} is missing: tests/run installs it", path.display());
    path
}
