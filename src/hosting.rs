//! [`Host`]: who serves the site, as `hosting` in the settings says, and the files that it reads there.
//!
//! All of them are made of [`Facts`]: the table of aliases, the base address, the names of the files.

mod apache;
mod limits;
mod nginx;
mod redirects;

use crate::diagnostic::Place;
use crate::packing::Packing;
use crate::text::nearest;
use crate::url::{Base, Url};
use crate::yaml::{Field, Node};

pub use limits::{Size, warnings};
pub use redirects::answers;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Apache,
    Cloudflare,
    GitHub,
    GitLab,
    Netlify,
    Nginx,
}

/// A host of the settings.
#[derive(Debug, Clone)]
pub struct Hosting {
    pub host: Host,
    pub place: Place,
}

/// A file that a host reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    Redirects(Host),
    /// Of Netlify and Cloudflare.
    Headers,
    Htaccess,
    NginxInclude,
    NoJekyll,
    /// The domain that GitHub serves the site under.
    Domain,
}

/// What a host's files are made of.
pub struct Facts<'s> {
    pub base: &'s Base,
    /// What lies beside the files.
    pub packings: &'s [Packing],
    /// Former URLs and where they lead, by URL.
    pub aliases: Vec<(&'s Url, &'s Url)>,
    /// Every file of the site, from the output folder.
    pub paths: Vec<String>,
}

impl Host {
    const ALL: [Host; 6] =
        [Host::Apache, Host::Cloudflare, Host::GitHub, Host::GitLab, Host::Netlify, Host::Nginx];

    /// As it is written in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Host::Apache => "apache",
            Host::Cloudflare => "cloudflare",
            Host::GitHub => "github",
            Host::GitLab => "gitlab",
            Host::Netlify => "netlify",
            Host::Nginx => "nginx",
        }
    }

    /// What it reads in a site at this address.
    pub fn files(self, base: &Base) -> Vec<HostFile> {
        match self {
            Host::Apache => vec![HostFile::Htaccess],
            Host::Cloudflare | Host::Netlify => vec![HostFile::Redirects(self), HostFile::Headers],
            Host::GitHub if domain(base).is_some() => vec![HostFile::NoJekyll, HostFile::Domain],
            Host::GitHub => vec![HostFile::NoJekyll],
            Host::GitLab => vec![HostFile::Redirects(self)],
            Host::Nginx => vec![HostFile::NginxInclude],
        }
    }
}

impl HostFile {
    /// Where it stands.
    pub fn url(self) -> Url {
        Url::root().file(match self {
            HostFile::Redirects(_) => "_redirects",
            HostFile::Headers => "_headers",
            HostFile::Htaccess => ".htaccess",
            HostFile::NginxInclude => nginx::NAME,
            HostFile::NoJekyll => ".nojekyll",
            HostFile::Domain => "CNAME",
        })
    }

    pub fn write(self, facts: &Facts) -> String {
        match self {
            HostFile::Redirects(host) => redirects::redirects(host, facts),
            HostFile::Headers => redirects::headers(facts),
            HostFile::Htaccess => apache::htaccess(facts),
            HostFile::NginxInclude => nginx::include(facts),
            HostFile::NoJekyll => String::new(),
            HostFile::Domain => domain(facts.base).map_or(String::new(), |domain| format!("{domain}\n")),
        }
    }
}

/// The first line of files that may have one.
const MADE: &str = "# dateline makes this file with every build; `hosting` in dateline.yaml asks for it.\n";

/// The domain of one's own that a site on GitHub Pages has. Only the whole of a domain can be asked
/// for: a site in a folder of it is another repository's guest there.
fn domain(base: &Base) -> Option<&str> {
    let (_, host) = base.origin.split_once("://")?;
    let is_own = base.path.is_empty()
        && host.contains('.')
        && !host.contains(':')
        && host != "github.io"
        && !host.ends_with(".github.io")
        && !host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_own.then_some(host)
}

/// `netlify`, or `[apache, nginx]`.
pub fn hosting(field: &Field) -> Vec<Hosting> {
    let entries = if matches!(field.node, Node::List(_)) { field.list() } else { vec![*field] };
    let mut all: Vec<Hosting> = Vec::new();
    for entry in entries {
        let Some(host) = host(&entry) else { continue };
        let rival = all.iter().map(|other| other.host).find(|other| rivals(*other, host));
        match rival {
            Some(other) if other == host => {
                entry.error(format!("`{}` stands here twice", host.name()), "keep one of the two")
            }
            Some(other) => entry.error(
                format!(
                    "`{}` and `{}` read a file of the same name, each in its own way",
                    other.name(),
                    host.name()
                ),
                "keep the one that the site goes to",
            ),
            None => all.push(Hosting { host, place: entry.place() }),
        }
    }
    all
}

fn host(field: &Field) -> Option<Host> {
    let text = field.text_such_as("netlify")?;
    let host = Host::ALL.into_iter().find(|host| host.name() == text);
    if host.is_none() {
        let names = Host::ALL.map(Host::name);
        let help = match nearest(&text.to_lowercase(), names) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are: {}; others need no `hosting`", names.join(", ")),
        };
        field.error(format!("there is no host `{text}`"), help);
    }
    host
}

/// Whether both want a file of the same name.
fn rivals(one: Host, other: Host) -> bool {
    let reads_redirects = |host| matches!(host, Host::Cloudflare | Host::GitLab | Host::Netlify);
    one == other || reads_redirects(one) && reads_redirects(other)
}
