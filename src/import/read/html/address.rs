//! Addresses in a page, seen from where the page stood (RFC 3986, section 5).

/// What a link's text is worth.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    Address(String),
    /// A place on the page itself.
    Fragment,
    /// A program, data, or something else that no reader can be sent to.
    Forbidden,
}

/// Schemes of addresses that are kept.
const SCHEMES: &[&str] = &["ftp", "http", "https", "mailto", "tel"];

/// Bytes in an address: more would stand in every link that is relative to it.
const LONGEST: usize = 2000;

/// The address of a page, in parts.
#[derive(Debug, Default)]
pub struct Base {
    /// With its scheme and host: `https://example.org`. Empty if the page does not name its address.
    origin: String,
    /// Its folder, with a `/` at the end.
    folder: String,
    query: String,
    file: String,
}

impl Base {
    pub fn of(url: &str) -> Self {
        let url = clean(url);
        if url.len() > LONGEST {
            return Self::default();
        }
        let Some((scheme, rest)) = url.split_once("://") else { return Self::default() };
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Self::default();
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (before, query) = match rest.split_once('?') {
            Some((before, query)) => (before, format!("?{query}")),
            None => (rest, String::new()),
        };
        let (host, path) = before.split_once('/').unwrap_or((before, ""));
        let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
        let folder = if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") };
        Self {
            origin: format!("{}://{host}", scheme.to_ascii_lowercase()),
            folder,
            query,
            file: file.to_owned(),
        }
    }

    pub fn resolved(&self, reference: &str) -> Target {
        let reference = clean(reference);
        if reference.len() > LONGEST {
            return Target::Forbidden;
        }
        if reference.starts_with('#') || reference.is_empty() {
            return Target::Fragment;
        }
        if let Some(scheme) = scheme(&reference) {
            let is_kept = SCHEMES.contains(&&*scheme.to_ascii_lowercase());
            return if is_kept { Target::Address(reference) } else { Target::Forbidden };
        }
        if self.origin.is_empty() {
            return Target::Address(match reference.strip_prefix("//") {
                Some(rest) => format!("https://{rest}"),
                None => reference,
            });
        }
        let scheme = self.origin.split(':').next().unwrap_or("https");
        Target::Address(if reference.starts_with("//") {
            format!("{scheme}:{reference}")
        } else if reference.starts_with('?') {
            format!("{}{}{}{reference}", self.origin, self.folder, self.file)
        } else {
            let end = reference.find(['?', '#']).unwrap_or(reference.len());
            let (path, rest) = reference.split_at(end);
            let whole =
                if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", self.folder) };
            format!("{}{}{rest}", self.origin, without_dots(&whole))
        })
    }

    /// The page's own address, if it has one.
    pub fn page(&self) -> Option<String> {
        let parts = format!("{}{}{}{}", self.origin, self.folder, self.file, self.query);
        (!self.origin.is_empty()).then_some(parts)
    }
}

/// Without what browsers leave out, among which a scheme can be hidden: `java\nscript:`.
fn clean(address: &str) -> String {
    let whole: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    whole.trim_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned()
}

fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(scheme)
}

fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for part in path.split('/').skip(1) {
        ends_in_folder = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}{}", parts.join("/"), if ends_in_folder && !parts.is_empty() { "/" } else { "" })
}
