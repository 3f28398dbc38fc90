//! [`Bucket`]: a place in a store of objects: `s3://bucket/prefix`, `gs://bucket/prefix`,
//! `az://account/container/prefix`.

use super::Unreadable;
use crate::yaml::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub service: Service,
    /// At Azure: the container.
    pub name: String,
    /// What all names in the bucket start with, without slashes at its ends; may be empty.
    pub prefix: String,
    /// Where the service is, if it is not its maker's own.
    pub endpoint: Option<String>,
    pub region: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// S3 and everything that speaks its language.
    S3,
    Google,
    Azure {
        account: String,
    },
}

impl Service {
    pub(super) fn options(&self) -> &'static [&'static str] {
        match self {
            Service::S3 => &["endpoint", "region", "plain"],
            Service::Google | Service::Azure { .. } => &["endpoint", "plain"],
        }
    }
}

impl Bucket {
    pub(super) fn parse(scheme: &str, rest: &str) -> Result<Self, Unreadable> {
        if rest.contains('?') {
            // A signature for Azure stands there, if anything does.
            return Err(Unreadable::secret("an address of a bucket ends before the question mark"));
        }
        let example = match scheme {
            "s3" => "s3://bucket/prefix",
            "gs" => "gs://bucket/prefix",
            _ => "az://account/container/prefix",
        };
        let incomplete =
            || Unreadable::new(format!("`{scheme}:{rest}` names no bucket"), format!("write {example}"));
        let path = rest.strip_prefix("//").ok_or_else(incomplete)?;
        let mut parts = path.splitn(if scheme == "az" { 3 } else { 2 }, '/');
        let mut part = || parts.next().filter(|part| is_name(part)).map(str::to_owned);
        let service = match scheme {
            "s3" => Service::S3,
            "gs" => Service::Google,
            _ => Service::Azure { account: part().ok_or_else(incomplete)? },
        };
        let name = part().ok_or_else(incomplete)?;
        let prefix = parts.next().unwrap_or("").trim_matches('/').to_owned();
        if prefix.split('/').any(|part| matches!(part, "." | "..") || part.is_empty() && !prefix.is_empty()) {
            return Err(Unreadable::new(
                format!("`{prefix}` is no prefix for the names in a bucket"),
                format!("write {example}"),
            ));
        }
        Ok(Self { service, name, prefix, endpoint: None, region: None })
    }

    pub(super) fn read_options(&mut self, table: &Table) -> Option<()> {
        if let Some(field) = table.get("region") {
            self.region = Some(field.text()?);
        }
        let is_plain = super::allows_plain(table);
        let Some(field) = table.get("endpoint") else { return Some(()) };
        match endpoint(&field.text()?, is_plain) {
            Ok(endpoint) => self.endpoint = Some(endpoint),
            Err(unreadable) => {
                unreadable.report(&field);
                return None;
            }
        }
        Some(())
    }

    /// As it is written in the settings.
    pub fn to_url(&self) -> String {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        let start = match &self.service {
            Service::S3 => "s3://".to_owned(),
            Service::Google => "gs://".to_owned(),
            Service::Azure { account } => format!("az://{account}/"),
        };
        format!("{start}{}{slash}{}", self.name, self.prefix)
    }
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '$'))
}

fn endpoint(text: &str, is_plain: bool) -> Result<String, Unreadable> {
    let example = "write where the service is: endpoint: https://s3.example.org";
    if text.contains(['?', '#', '@']) {
        return Err(Unreadable::secret("an endpoint is an address and nothing else"));
    }
    match text.split_once("://") {
        Some(("https", rest)) if !rest.is_empty() => {}
        Some(("http", rest)) if !rest.is_empty() && is_plain => {}
        Some(("http", _)) => {
            let message = "over http: everybody on the way can read what is sent, and change it";
            return Err(Unreadable::new(message, "use https:, or write `plain: true` if that is all right"));
        }
        _ => return Err(Unreadable::new(format!("`{text}` is no address of a service"), example)),
    }
    Ok(text.trim_end_matches('/').to_owned())
}
