//! Who may ask. A preview is for those at this machine and for whom they let in: other websites
//! that are open in the same browser must neither read drafts nor start an editor.
//!
//! A foreign site cannot choose the `Host` that a browser sends, but it can have its own name lead
//! to 127.0.0.1 (DNS rebinding); and it can send requests from its pages, with an `Origin`.

use core::net::IpAddr;

use http::{HeaderMap, Method, Request, header};

/// Why a request is refused: a sentence for whoever made it.
pub type Refusal = String;

/// By which a machine is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    Address(IpAddr),
    /// In small letters.
    Name(String),
}

impl Host {
    /// Reads what an author lets the preview be called. The error says what to write.
    pub fn parse(given: &str) -> Result<Self, String> {
        let inner = given.strip_prefix('[').and_then(|given| given.strip_suffix(']')).unwrap_or(given);
        if inner.parse::<IpAddr>().is_ok() {
            return Ok(Self::named(inner));
        }
        let rest = given.split_once("://").map_or(given, |(_, rest)| rest);
        match host_name(rest.split('/').next().unwrap_or(rest)) {
            Some(name) if name == given => Ok(Self::named(name)),
            Some(name) => Err(format!("write `{name}`: neither scheme nor port nor path belongs to a name")),
            None => Err("a name has letters, digits, dots and hyphens, as in `desk.example`".to_owned()),
        }
    }

    /// What a request calls this machine.
    fn named(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        match name.parse::<IpAddr>() {
            Ok(address) => Host::Address(address.to_canonical()),
            Err(_) => Host::Name(name.to_owned()),
        }
    }
}

/// Judges a request that arrived at `local`, this machine's own address. `names` are what the author
/// lets the preview be called besides `localhost` and that address.
pub fn judge<B>(request: &Request<B>, local: IpAddr, names: &[Host]) -> Result<(), Refusal> {
    let headers = request.headers();
    let host = single(headers, "host")?.ok_or("the request names no host")?;
    let name = host_name(host).ok_or_else(|| format!("`{host}` is no host"))?;
    if !is_ours(name, local, names) {
        return Err(format!(
            "this preview is not called `{name}`; if it is to be, start it with --host-name {name}"
        ));
    }
    if let Some(authority) = request.uri().authority().filter(|authority| authority.as_str() != host) {
        return Err(format!("the request is for `{authority}` and for `{host}`"));
    }
    if let Some(origin) = single(headers, "origin")? {
        let own = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if own.is_none_or(|own| !own.eq_ignore_ascii_case(host)) {
            return Err(format!("pages of `{origin}` may not look at this preview"));
        }
    } else if request.method() == Method::POST {
        return Err("the request does not say which page it comes from".to_owned());
    }
    // A link may lead here, but what stands in another site's frame is clicked on unawares.
    let is_visit = single(headers, "sec-fetch-mode")? == Some("navigate")
        && single(headers, "sec-fetch-dest")?.is_none_or(|dest| dest == "document")
        && request.method() == Method::GET;
    if single(headers, "sec-fetch-site")? == Some("cross-site") && !is_visit {
        return Err("pages of other sites may not look at this preview".to_owned());
    }
    Ok(())
}

/// A header that may stand once.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(format!("the request has two `{name}` headers"));
    }
    value.to_str().map(Some).map_err(|_| format!("the request's `{name}` is no plain text"))
}

/// The host without its port.
fn host_name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            name.parse::<core::net::Ipv6Addr>().ok()?;
            (name, port.strip_prefix(':').or(port.is_empty().then_some("0"))?)
        }
        None => host.split_once(':').unwrap_or((host, "0")),
    };
    let is_plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c));
    (port.parse::<u16>().is_ok() && !name.is_empty() && is_plain(name)).then_some(name)
}

fn is_ours(name: &str, local: IpAddr, names: &[Host]) -> bool {
    let host = Host::named(name);
    let is_own = match &host {
        // An address cannot be rebound, but it has to be the one that was asked.
        Host::Address(address) => *address == local.to_canonical(),
        // A name below `localhost` is this machine by definition (RFC 6761).
        Host::Name(name) => name == "localhost" || name.ends_with(".localhost"),
    };
    is_own || names.contains(&host)
}

/// Whether the request's body is JSON, which no form of another site can send unasked.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json"))
}
