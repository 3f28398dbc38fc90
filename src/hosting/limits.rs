//! What hosts take, and what is said where a site passes that.

use super::redirects::{Rules, for_ever};
use super::{Facts, Host, HostFile, Hosting};
use crate::diagnostic::Diagnostic;
use crate::path::SitePath;

const MB: u64 = 1 << 20;

/// What a host takes at most; without a limit, the largest number there is.
pub struct Limits {
    /// In `_redirects`.
    pub rules: usize,
    /// Bytes of one rule.
    pub line: usize,
    /// Bytes of `_redirects`.
    pub table: usize,
    /// In `_headers`.
    headers: usize,
    /// Files of a site.
    files: usize,
    /// Bytes of a file.
    file: u64,
    /// Bytes of a site.
    site: u64,
}

const NONE: Limits = Limits {
    rules: usize::MAX,
    line: usize::MAX,
    table: usize::MAX,
    headers: usize::MAX,
    files: usize::MAX,
    file: u64::MAX,
    site: u64::MAX,
};

impl Limits {
    /// As the hosts' documents have it in 2026, for their plans without pay.
    pub fn of(host: Host) -> Self {
        match host {
            Host::Cloudflare => {
                Limits { rules: 2000, line: 1000, headers: 100, files: 20_000, file: 25 * MB, ..NONE }
            }
            Host::GitHub => Limits { file: 100 * MB, site: 1024 * MB, ..NONE },
            Host::GitLab => Limits { rules: 1000, table: 64 << 10, files: 200_000, site: 1024 * MB, ..NONE },
            Host::Netlify => Limits { rules: 10_000, ..NONE },
            Host::Apache | Host::Nginx => NONE,
        }
    }
}

/// The files of the author's, which are all that can be large.
pub struct Size<'s> {
    pub bytes: u64,
    pub largest: Option<(&'s SitePath, u64)>,
}

/// Where the site passes what a host of the settings takes.
pub fn warnings(hosting: &Hosting, facts: &Facts, size: &Size) -> Vec<Diagnostic> {
    let Hosting { host, place } = hosting;
    let (name, limits) = (host.name(), Limits::of(*host));
    let mut found = Vec::new();
    let mut warn = |message: String, help: &str| {
        found.push(Diagnostic::warning(place.clone(), message).help(help));
    };
    let left = Rules::new(*host, &facts.aliases, facts.base).left;
    if left > 0 {
        let most = room(&limits);
        warn(
            format!(
                "{name} takes {most}: {left} of {} aliases are left out of `_redirects`",
                facts.aliases.len()
            ),
            "the pages of these aliases lead readers on all the same; take out aliases that nobody uses any more",
        );
    }
    let lasting = for_ever(facts).count();
    if lasting > limits.headers {
        warn(
            format!("{name} takes {} header rules, and `_headers` has {lasting}", limits.headers),
            "readers ask again for the files of the others; have fewer files with a fingerprint in their names",
        );
    }
    let files = facts.paths.len();
    if files > limits.files {
        warn(
            format!("{name} takes {} files, and the site has {files}", limits.files),
            "look whether your plan there takes more; a larger `paginate` makes fewer pages",
        );
    }
    if let Some((path, bytes)) = size.largest.filter(|(_, bytes)| *bytes > limits.file) {
        warn(
            format!(
                "{name} takes files of {} MB, and {path} has {} MB",
                limits.file / MB,
                bytes.div_ceil(MB)
            ),
            "make it smaller, or keep it on another host and link to it there",
        );
    }
    if size.bytes > limits.site {
        warn(
            format!("{name} takes {} MB, and the site has {} MB", limits.site / MB, size.bytes.div_ceil(MB)),
            "make pictures smaller, or keep large files on another host",
        );
    }
    let in_root = |file: &HostFile| matches!(file, HostFile::Headers);
    if !facts.base.path.is_empty() && host.files(facts.base).iter().any(in_root) {
        warn(
            format!(
                "{name} reads `_redirects` and `_headers` at the root of its site, and this one stands in {}/",
                facts.base.path
            ),
            "move both up there when you put the site into its folder",
        );
    }
    found
}

/// What there is room for in `_redirects`.
fn room(limits: &Limits) -> String {
    let parts =
        [(limits.rules, "redirects"), (limits.line, "bytes a redirect"), (limits.table, "bytes of them")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(most, _)| *most < usize::MAX)
        .map(|(most, what)| format!("{most} {what}"))
        .collect();
    parts.join(" and ")
}
