//! A file for nginx to include in the `server` block of a site.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Facts, MADE};
use crate::media::{self, BRIEFLY, FINGERPRINTED, FOR_EVER};
use crate::packing::Packing;
use crate::path::SitePath;
use crate::url::decoded;

pub const NAME: &str = ".nginx.conf";

/// Kinds of files that nginx's own list of types may lack.
const UNKNOWN: &[&str] = &["avif", "mjs", "webmanifest"];

/// What nginx names the character set of; HTML it does by itself.
const TEXTS: &str = "application/javascript application/json application/xml image/svg+xml text/css text/csv text/javascript text/plain text/xml";

/// Settings for the whole server if the site is all of it, and else for the site's folder.
pub fn include(facts: &Facts) -> String {
    let folder = decoded(&facts.base.path);
    let mut text = format!(
        "{MADE}# In the `server` block whose `root` has the site in it: include /the/folder/of/this/file/{NAME};\n"
    );
    let settings = settings(facts, &folder);
    if folder.is_empty() {
        text.push_str(&settings);
    } else {
        let indented: String = settings.lines().map(|line| format!("    {line}\n")).collect();
        let _ = write!(text, "location {} {{\n{indented}}}\n", quoted(&format!("{folder}/")));
    }
    text
}

fn settings(facts: &Facts, folder: &str) -> String {
    let mut text = format!(
        "absolute_redirect off;\n\
        charset utf-8;\n\
        charset_types {TEXTS};\n\
        index index.html;\n\
        error_page 404 {};\n\
        add_header Cache-Control {};\n\
        location = {} {{ return 404; }}\n",
        quoted(&format!("{folder}/404.html")),
        quoted(BRIEFLY),
        quoted(&format!("{folder}/{NAME}")),
    );
    if facts.packings.contains(&Packing::Gzip) {
        text.push_str("gzip_static on;\ngzip_vary on;\n");
    }
    if facts.packings.contains(&Packing::Brotli) {
        text.push_str("# With nginx's module for Brotli: brotli_static on;\n");
    }
    let for_ever =
        format!("location ~ \"{FINGERPRINTED}\" {{ add_header Cache-Control {}; }}", quoted(FOR_EVER));
    let endings: BTreeSet<String> = facts.paths.iter().map(|path| SitePath::new(path).extension()).collect();
    for ending in UNKNOWN.iter().filter(|ending| endings.contains(**ending)) {
        let kind = media::kind(&format!("a.{ending}"));
        let _ = writeln!(text, "location ~ \"\\.{ending}$\" {{ default_type {kind}; {for_ever} }}");
    }
    let _ = writeln!(text, "{for_ever}");
    for (from, to) in &facts.aliases {
        let to = to.href(facts.base).replace('$', "%24");
        let from = format!("{folder}{from}");
        let mut add = |from: &str| {
            let _ = writeln!(text, "location = {} {{ return 301 {}; }}", quoted(from), quoted(&to));
        };
        add(&from);
        if let Some(file) = from.strip_suffix('/') {
            add(file);
        }
    }
    text
}

/// As nginx reads one word.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
