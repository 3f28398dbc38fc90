//! `.htaccess`, which Apache reads in the site's folder.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Facts, MADE};
use crate::media::{self, BRIEFLY, FINGERPRINTED, FOR_EVER};
use crate::packing::{Packing, is_packable};
use crate::path::SitePath;
use crate::url::{Base, Url, decoded};

/// Kinds of files that Apache's own list of types may lack.
const UNKNOWN: &[&str] = &["avif", "mjs", "svg", "webmanifest", "webp", "woff", "woff2"];

pub fn htaccess(facts: &Facts) -> String {
    let base = &facts.base.path;
    let mut text = format!(
        "{MADE}DirectoryIndex index.html\n\
        ErrorDocument 404 {base}/404.html\n\
        \n\
        <IfModule mod_mime.c>\n"
    );
    for ending in UNKNOWN {
        let _ = writeln!(text, "AddType {} .{ending}", media::kind(&format!("a.{ending}")));
    }
    let _ = write!(
        text,
        "AddCharset utf-8 .css .csv .html .js .json .mjs .svg .txt .xml\n\
        </IfModule>\n\
        \n\
        <IfModule mod_headers.c>\n\
        Header set Cache-Control \"{BRIEFLY}\"\n\
        <FilesMatch \"{FINGERPRINTED}\">\n\
        Header set Cache-Control \"{FOR_EVER}\"\n\
        </FilesMatch>\n\
        </IfModule>\n"
    );
    let redirects: Vec<String> =
        facts.aliases.iter().filter_map(|(from, to)| redirect(from, to, facts.base)).collect();
    if !redirects.is_empty() {
        let _ = write!(text, "\n<IfModule mod_alias.c>\n{}</IfModule>\n", redirects.concat());
    }
    text.push_str(&packed(facts));
    text
}

/// Has packed files sent to who takes them. The smaller ones are looked for first.
fn packed(facts: &Facts) -> String {
    let endings: BTreeSet<String> = facts
        .paths
        .iter()
        .filter(|path| is_packable(path))
        .map(|path| SitePath::new(path).extension())
        .filter(|ending| !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .collect();
    let endings = endings.into_iter().collect::<Vec<_>>().join("|");
    let mut text = String::new();
    for (packing, name, forget) in
        [(Packing::Brotli, "br", "RemoveLanguage"), (Packing::Gzip, "gzip", "RemoveType")]
    {
        if !facts.packings.contains(&packing) {
            continue;
        }
        let ending = packing.ending();
        let _ = write!(
            text,
            "RewriteCond \"%{{HTTP:Accept-Encoding}}\" \"\\b{name}\\b\"\n\
            RewriteCond \"%{{REQUEST_FILENAME}}{ending}\" -f\n\
            RewriteRule \"^(.+\\.(?:{endings}))$\" \"$1{ending}\" [L]\n\
            <FilesMatch \"\\.({endings})\\{ending}$\">\n\
            {forget} {ending}\n\
            AddEncoding {name} {ending}\n\
            </FilesMatch>\n"
        );
    }
    if text.is_empty() {
        return text;
    }
    format!(
        "\n<IfModule mod_rewrite.c>\n<IfModule mod_headers.c>\nRewriteEngine On\n{text}\
        <FilesMatch \"\\.({endings})(\\.br|\\.gz)?$\">\n\
        Header append Vary Accept-Encoding\n\
        </FilesMatch>\n</IfModule>\n</IfModule>\n"
    )
}

/// `None` for what cannot be said: then the page that stands at the alias leads on.
fn redirect(from: &Url, to: &Url, base: &Base) -> Option<String> {
    // Apache encodes what it is given here, and takes some signs for something else before that.
    let folder = decoded(&base.path);
    let to = format!("{folder}{to}");
    if to.contains(|c: char| c.is_control() || "\"#$%?\\".contains(c)) {
        return None;
    }
    let from = format!("{folder}{from}");
    let slash = if from.ends_with('/') { "?" } else { "" };
    Some(format!("RedirectMatch 301 \"^{}{slash}$\" \"{to}\"\n", pattern(&from)))
}

/// A regular expression that this text alone fits, without any sign that means something to Apache.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        match c {
            '.' => pattern.push_str("\\."),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() && !"/-_ ".contains(c) => {
                let _ = write!(pattern, "\\x{:02X}", u32::from(c));
            }
            c => pattern.push(c),
        }
    }
    pattern
}
