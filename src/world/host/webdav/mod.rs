//! A folder that is reached over WebDAV (RFC 4918).
//!
//! Files are put straight to their place. nginx, Apache and Nextcloud write aside and rename then; a
//! `MOVE` onto a file, on the other hand, most servers do by deleting that file first.

mod listing;

use std::collections::BTreeSet;
use std::fs;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use http::{Request, Response, StatusCode, header};

use super::super::output::refuse_climbing;
use super::super::{Failure, clock, machine};
use super::http::{Advice, Trouble, Web};
use super::{Content, Fault, Host, password};
use crate::media::content_type;
use crate::publish::{Listing, OWN};
use crate::target::WebDav;
use listing::Entry;

const WIDTH: usize = 8;

const WHAT: &[u8] = br#"<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>"#;

const RIGHTS: &str = "the user needs the right to read, write and delete there, and the server has to allow PROPFIND, PUT, \
     DELETE, MKCOL and MOVE";
const ADDRESS: &str = "look at the address in dateline.yaml: it has to be the one that speaks WebDAV";

pub struct Dav {
    web: Web,
    dav: WebDav,
    authorization: Option<String>,
    advice: Advice,
    /// Folders that are there, with a slash at their end.
    folders: Mutex<BTreeSet<String>>,
    /// Tells this program's temporary files from others'.
    token: String,
    last: AtomicU64,
}

impl Dav {
    pub fn open(dav: &WebDav, target: &str) -> Result<Self, Failure> {
        let authorization = match &dav.user {
            Some(user) => {
                let secret = format!("{user}:{}", password::of(target, &dav.to_url())?);
                Some(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(secret)))
            }
            None => None,
        };
        let credentials = match &dav.user {
            Some(user) => {
                format!("look at the password of {user} in {}", password::names(target).join(" or "))
            }
            None => "write the user into the address: davs://desk@example.org/www".to_owned(),
        };
        let seed = format!("{} {} {}", machine::identity(), std::process::id(), clock::now().as_nanosecond());
        Ok(Self {
            web: Web::new(WIDTH),
            dav: dav.clone(),
            authorization,
            advice: Advice { credentials, rights: RIGHTS.to_owned(), address: ADDRESS.to_owned() },
            folders: Mutex::default(),
            token: blake3::hash(seed.as_bytes()).to_hex().as_str()[..12].to_owned(),
            last: AtomicU64::new(0),
        })
    }

    fn url(&self, path: &str) -> String {
        let scheme = if self.dav.is_plain { "http" } else { "https" };
        format!("{scheme}://{}{}", self.dav.host, listing::encoded(&format!("{}{path}", self.dav.path)))
    }

    /// Sends a request about a path. Answers of these statuses come back, all others are faults.
    fn ask(&self, call: Call, statuses: &[u16]) -> Result<Response<Vec<u8>>, Fault> {
        let Call { method, path, headers, body, doing } = call;
        // Folders end in `/` here, and the first of all is nothing.
        let name = path.strip_suffix('/').unwrap_or(path);
        if !path.is_empty() {
            refuse_climbing(name).map_err(|failure| Fault { failure, is_passing: false })?;
        }
        let doing = || {
            let what = if path.is_empty() { "what there is" } else { path };
            format!("{doing} {what} at {}", self.dav.to_url())
        };
        let mut request = Request::builder().method(method).uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.body(body).map_err(|error| Fault {
            failure: Failure::new(format!("cannot {}: {error}", doing())).help(ADDRESS),
            is_passing: false,
        })?;
        let answer = self.web.send(request).map_err(|trouble| trouble.fault(&doing(), &self.advice))?;
        let status = answer.status();
        if status.is_success() || statuses.contains(&status.as_u16()) {
            return Ok(answer);
        }
        let trouble = Trouble::Refused { status, code: String::new(), message: String::new() };
        Err(trouble.fault(&doing(), &self.advice))
    }

    /// Puts bytes there; the folders above are made if they are missing.
    fn send(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let kind = content_type(path);
        let headers = [("content-type", kind)];
        let call = Call { headers: &headers, body: bytes, ..Call::new("PUT", path, "write") };
        self.make_above(path)?;
        // A folder may be in the place of the file, or somebody may have deleted one above it meanwhile.
        // Servers have no word of their own for either.
        let answer = self.ask(call, &[404, 405, 409, 500])?;
        if answer.status().is_success() {
            return Ok(());
        }
        self.remove_if_empty(&format!("{path}/"))?;
        self.known().clear();
        self.make_above(path)?;
        self.ask(call, &[]).map(drop)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_above(&self, path: &str) -> Result<(), Fault> {
        let folder = path.rfind('/').map_or("", |end| &path[..=end]);
        if self.known().contains(folder) {
            return Ok(());
        }
        let make = |path: &str| self.ask(Call::new("MKCOL", path, "make"), &[404, 405, 409]);
        let ends = folder.match_indices('/').map(|(end, _)| &folder[..=end]);
        for (number, folder) in ends.enumerate() {
            let is_known = self.known().contains(folder);
            if !is_known {
                // 405: it is there already.
                let status = make(folder)?.status();
                if number == 0 && [StatusCode::NOT_FOUND, StatusCode::CONFLICT].contains(&status) {
                    self.make_root()?;
                    make(folder)?;
                }
                self.known().insert(folder.to_owned());
            }
        }
        Ok(())
    }

    /// Removes a folder if there is one and nothing in it; says whether that was so.
    fn remove_if_empty(&self, folder: &str) -> Result<bool, Fault> {
        // A folder is deleted with all that is in it, so we have to look.
        if !self.entries(folder, "1")?.is_some_and(|entries| entries.is_empty()) {
            return Ok(false);
        }
        let headers = [("depth", "infinity".to_owned())];
        let call = Call { headers: &headers, ..Call::new("DELETE", folder, "delete") };
        self.ask(call, &[404, 409])?;
        self.known().remove(folder);
        Ok(true)
    }

    /// Makes the last folder of the target's address. Those above it are somebody else's.
    fn make_root(&self) -> Result<(), Fault> {
        self.ask(Call::new("MKCOL", "", "make"), &[405]).map(drop)
    }

    /// What is in a folder, and what is below that if the server tells with `depth` infinity; `None` if
    /// there is no such folder, or it does not.
    fn entries(&self, folder: &str, depth: &str) -> Result<Option<Vec<Entry>>, Fault> {
        let headers = [("depth", depth.to_owned()), ("content-type", "application/xml".to_owned())];
        let call = Call { headers: &headers, body: WHAT, ..Call::new("PROPFIND", folder, "list") };
        let refusals: &[u16] = if depth == "infinity" { &[400, 403, 404, 501, 507] } else { &[404] };
        let answer = self.ask(call, refusals)?;
        if !answer.status().is_success() {
            return Ok(None);
        }
        let entries = listing::read(answer.body(), &self.dav.path).map_err(|why| Fault {
            failure: Failure::new(format!("cannot list {}: {why}", self.dav.to_url())).help(ADDRESS),
            is_passing: false,
        })?;
        Ok(Some(entries.into_iter().filter(|entry| entry.path != folder).collect()))
    }

    /// Looks into these folders, many at once.
    fn look_into(&self, folders: &[String]) -> Result<Vec<Entry>, Fault> {
        let next = std::sync::atomic::AtomicUsize::new(0);
        let hand = || -> Result<Vec<Entry>, Fault> {
            let mut found = Vec::new();
            while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.extend(self.entries(folder, "1")?.unwrap_or_default());
            }
            Ok(found)
        };
        std::thread::scope(|scope| {
            let hands: Vec<_> = (1..WIDTH.min(folders.len())).map(|_| scope.spawn(hand)).collect();
            let mut found = hand()?;
            for other in hands {
                found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(found)
        })
    }
}

impl Host for Dav {
    fn list(&self) -> Result<Listing, Fault> {
        let mut listing = Listing::new();
        let mut seen = BTreeSet::from([String::new()]);
        let mut found = match self.entries("", "infinity")? {
            Some(entries) => entries,
            None => self.look_into(&[String::new()])?,
        };
        let own = format!("{OWN}/");
        while !found.is_empty() {
            found.retain(|entry| !entry.path.starts_with(&own));
            let folders: Vec<String> = found
                .iter()
                .filter(|entry| entry.length.is_none())
                .map(|entry| entry.path.clone())
                .filter(|folder| seen.insert(folder.clone()))
                .collect();
            let full: BTreeSet<&str> = found.iter().map(|entry| above(&entry.path)).collect();
            // Some servers go one level down, whatever they are asked for; empty folders look the same.
            let unseen: Vec<String> =
                folders.into_iter().filter(|folder| !full.contains(&**folder)).collect();
            listing.extend(found.iter().filter_map(|entry| Some((entry.path.clone(), entry.length?))));
            found = self.look_into(&unseen)?;
        }
        self.known().extend(seen);
        Ok(listing)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let answer = self.ask(Call::new("GET", path, "read"), &[404])?;
        Ok(answer.status().is_success().then(|| answer.into_body()))
    }

    fn put(&self, path: &str, content: Content) -> Result<(), Fault> {
        match content {
            Content::Bytes(bytes) => self.send(path, bytes),
            Content::File(from) => {
                let bytes = fs::read(from).map_err(|error| Fault::io("read", from, &error))?;
                self.send(path, &bytes)
            }
        }
    }

    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault> {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let aside = format!("{OWN}/{}-{number:x}.part", self.token);
        self.send(&aside, bytes)?;
        let headers = [("destination", self.url(path)), ("overwrite", "F".to_owned())];
        let call = Call { headers: &headers, ..Call::new("MOVE", &aside, "move") };
        let answer = self.ask(call, &[412])?;
        if !answer.status().is_success() {
            self.ask(Call::new("DELETE", &aside, "delete"), &[404])?;
            return Ok(false);
        }
        // Not every server looks and moves in one step.
        Ok(self.read(path)?.as_deref() == Some(bytes))
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        self.ask(Call::new("DELETE", path, "delete"), &[404])?;
        let mut folder = above(path);
        while !folder.is_empty() && folder != format!("{OWN}/") && self.remove_if_empty(folder)? {
            folder = above(folder);
        }
        Ok(())
    }

    fn tidy(&self) -> Result<(), Fault> {
        let entries = self.entries(&format!("{OWN}/"), "1")?.unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.path.ends_with(".part")) {
            self.ask(Call::new("DELETE", &entry.path, "delete"), &[404])?;
        }
        Ok(())
    }

    fn width(&self) -> usize {
        WIDTH
    }
}

/// A request about a path.
#[derive(Clone, Copy)]
struct Call<'c> {
    method: &'c str,
    path: &'c str,
    headers: &'c [(&'c str, String)],
    body: &'c [u8],
    /// A word for what it does.
    doing: &'c str,
}

impl<'c> Call<'c> {
    fn new(method: &'c str, path: &'c str, doing: &'c str) -> Self {
        Self { method, path, headers: &[], body: &[], doing }
    }
}

/// The folder that something is in, with a slash at its end; the root is empty.
fn above(path: &str) -> &str {
    let path = path.strip_suffix('/').unwrap_or(path);
    path.rfind('/').map_or("", |end| &path[..=end])
}
