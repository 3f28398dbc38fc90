//! Passwords, from the environment.

use std::env;

#[cfg(any(feature = "ftp", feature = "webdav"))]
use super::super::Failure;

/// The variables that a target's password is looked for in, the first one first.
pub fn names(target: &str) -> [String; 2] {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let target: String = target.chars().map(letter).collect();
    [format!("DATELINE_{target}_PASSWORD"), "DATELINE_PASSWORD".to_owned()]
}

/// The password for a target, if there is one.
pub fn find(target: &str) -> Option<String> {
    names(target).iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

/// The password for a target; `url` is where it leads to.
#[cfg(any(feature = "ftp", feature = "webdav"))]
pub fn of(target: &str, url: &str) -> Result<String, Failure> {
    let names = names(target);
    find(target).ok_or_else(|| {
        Failure::new(format!("there is no password for {url}"))
            .help(format!("set {} in the environment, or {} for all targets", names[0], names[1]))
    })
}
