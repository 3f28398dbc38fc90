//! `_redirects` and `_headers`, which Netlify began with and others read in their own ways.

use super::limits::Limits;
use super::{Facts, Host, MADE};
use crate::media::{self, FOR_EVER};
use crate::url::{Base, Url, decoded, encoded};

/// GitLab Pages takes no rule with more parts in its path.
const MOST_PARTS: usize = 25;

/// The rules that a host takes, and how many it has no room for.
pub struct Rules {
    /// By their former URL.
    pub lines: Vec<(Url, String)>,
    pub left: usize,
}

impl Rules {
    pub fn new(host: Host, aliases: &[(&Url, &Url)], base: &Base) -> Self {
        let limits = Limits::of(host);
        let mut rules = Rules { lines: Vec::new(), left: 0 };
        let mut length = MADE.len();
        for (from, to) in aliases {
            let Some(line) = rule(host, from, to, base) else { continue };
            length += line.len() + 1;
            let fits =
                rules.lines.len() < limits.rules && line.len() <= limits.line && length <= limits.table;
            if fits {
                rules.lines.push(((*from).clone(), line));
            } else {
                length -= line.len() + 1;
                rules.left += 1;
            }
        }
        rules
    }
}

/// `None` for what the syntax cannot say: then the page that stands at the alias leads on.
fn rule(host: Host, from: &Url, to: &Url, base: &Base) -> Option<String> {
    // Stars and colons stand for any text.
    if [from.as_str(), to.as_str(), &base.path].iter().any(|text| text.contains(['*', ':'])) {
        return None;
    }
    let to = to.href(base);
    match host {
        // The page of the alias stands there, too; the sign says that the rule wins.
        Host::Netlify => Some(format!("{} {to} 301!", from.href(base))),
        // It compares with what a reader asks for once that is decoded, so no blank can be told.
        Host::GitLab => {
            let from = format!("{}{from}", decoded(&base.path));
            let is_short = |path: &str| path.matches('/').count() <= MOST_PARTS;
            let is_plain = !from.contains(|c: char| c.is_whitespace() || "%#?".contains(c));
            (is_plain && is_short(&from) && is_short(&to)).then(|| format!("{from} {to} 301"))
        }
        // Cloudflare adds a slash that is missing by itself, as the alias's page stands there.
        _ => Some(format!("{} {to} 301", from.href(base))),
    }
}

pub fn redirects(host: Host, facts: &Facts) -> String {
    let rules = Rules::new(host, &facts.aliases, facts.base);
    let lines: String = rules.lines.iter().map(|(_, line)| format!("{line}\n")).collect();
    format!("{MADE}{lines}")
}

/// The aliases that lead nowhere unless their pages are left out: on GitLab Pages, a file wins over
/// a rule.
pub fn answers(host: Host, aliases: &[(&Url, &Url)], base: &Base) -> Vec<Url> {
    match host {
        Host::GitLab => Rules::new(host, aliases, base).lines.into_iter().map(|(from, _)| from).collect(),
        _ => Vec::new(),
    }
}

/// Only what never changes: both hosts have pages asked for again every time, and several rules for
/// one file would be joined.
pub fn headers(facts: &Facts) -> String {
    let rules: String =
        for_ever(facts).map(|path| format!("{path}\n  Cache-Control: {FOR_EVER}\n")).collect();
    format!("{MADE}{rules}")
}

/// Files that never change, as rules name them.
pub fn for_ever(facts: &Facts) -> impl Iterator<Item = String> {
    let lasting = facts.paths.iter().filter(|path| media::cache_control(path) == FOR_EVER);
    let plain = lasting.filter(|path| !path.contains(['*', ':']));
    plain.map(|path| format!("{}/{}", facts.base.path, encoded(path)))
}
