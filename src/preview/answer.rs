//! [`Preview::answer`]: a request, and what it gets.

use core::net::IpAddr;
use std::sync::Arc;

use http::{Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

use super::guard::Host;
use super::reply::{Content, set};
use super::trail::{Fate, Notice};
use super::{Issue, Preview, client, guard, lock, proof, trail};
use crate::media::content_type;
use crate::path::SitePath;
use crate::render::{Press, Rendered};
use crate::site::Page;
use crate::source::{Role, role};
use crate::url::Url;

/// What a request gets.
pub enum Answer {
    /// A head without what depends on the content, and the content.
    Send(Response<()>, Content),
    /// Every issue from now on, as events.
    Events,
    /// The author's editor, at this place.
    Open(Spot),
    /// What [`Preview::make`] makes, which may take long.
    Make(Order),
}

/// A page that is still to be made.
pub struct Order {
    issue: Arc<Issue>,
    press: Arc<Press>,
    wanted: Wanted,
}

enum Wanted {
    Page(Url),
    /// The page that says that nothing stands there, and why.
    NotFound(Option<Notice>),
}

impl Order {
    /// Waits until the page may be made; `None` if another press has taken over meanwhile, which has
    /// to be asked anew.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.issue.permits).acquire_owned().await.ok()
    }
}

/// A place in a file of the site, as people count: from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub file: SitePath,
    pub line: u32,
    pub column: u32,
}

impl Preview {
    /// Answers a request that arrived at `local`. `names` are what the preview may be called besides
    /// `localhost` and that address.
    pub fn answer<B: AsRef<[u8]>>(&self, request: &Request<B>, local: IpAddr, names: &[Host]) -> Answer {
        if let Err(refusal) = guard::judge(request, local, names) {
            return refuse(StatusCode::FORBIDDEN, &refusal);
        }
        let path = request.uri().path();
        if let Some(name) = path.strip_prefix("/_dateline/") {
            return self.own(name, request);
        }
        match *request.method() {
            Method::GET | Method::HEAD => self.page(path, request.uri().query()),
            _ => not_allowed("GET, HEAD"),
        }
    }

    fn page(&self, path: &str, query: Option<&str>) -> Answer {
        // The whole answer is of one issue: a page that claims to be newer than it is would stay old.
        let issue = self.issue();
        let Some(press) = issue.press.clone() else {
            let page = proof::bare("There is no site yet");
            return html(StatusCode::SERVICE_UNAVAILABLE, page, state(&issue, None));
        };
        let base = &press.site().config.base;
        let Some(url) = read_path(path, &base.path) else {
            if path == "/" || path == base.path {
                return redirect(&Url::root().href(base), query);
            }
            return self.missing(&issue, &press, path, query);
        };
        match press.site().page(&url) {
            // A file is not made, and waits for no page that is.
            Some(Page::File(_) | Page::ThemeFile(_)) => return self.rendered(&issue, &press, &url),
            Some(_) => {
                let wanted = Wanted::Page(url);
                return Answer::Make(Order { issue, press: Arc::clone(&press), wanted });
            }
            None => {}
        }
        let folder = Url::new(&format!("{url}/"));
        let without_index = Url::of_file(url.as_str());
        for other in [folder, without_index] {
            if press.site().page(&other).is_some() {
                return redirect(&other.href(base), query);
            }
        }
        let fate = lock(&self.trail).fate(&url, press.site());
        match fate {
            Some(Fate::Moved(now)) => redirect(&now.href(base), query),
            Some(Fate::Gone(notice)) => Answer::Make(Order {
                issue,
                press: Arc::clone(&press),
                wanted: Wanted::NotFound(Some(notice)),
            }),
            None => self.missing(&issue, &press, path, query),
        }
    }

    /// Where nothing stands. The page may have been opened before the settings gave the site another
    /// path.
    fn missing(&self, issue: &Arc<Issue>, press: &Arc<Press>, path: &str, query: Option<&str>) -> Answer {
        let site = press.site();
        let earlier: Vec<String> = lock(&self.trail).earlier_paths().map(str::to_owned).collect();
        let mut urls = earlier.iter().filter_map(|earlier| read_path(path, earlier));
        match urls.find(|url| site.page(url).is_some()) {
            Some(url) => redirect(&url.href(&site.config.base), query),
            None => {
                let (issue, press) = (Arc::clone(issue), Arc::clone(press));
                Answer::Make(Order { issue, press, wanted: Wanted::NotFound(None) })
            }
        }
    }

    /// Makes a page. A template decides about how long that takes.
    pub fn make(&self, order: &Order) -> Answer {
        let Order { issue, press, wanted } = order;
        match wanted {
            Wanted::Page(url) => self.rendered(issue, press, url),
            Wanted::NotFound(notice) => not_found(issue, press, notice.as_ref()),
        }
    }

    fn rendered(&self, issue: &Issue, press: &Arc<Press>, url: &Url) -> Answer {
        let Some(checked) = press.proof(url) else { return not_found(issue, press, None) };
        let is_faulty = checked.has_errors();
        if self.note_faults(press, url, checked.diagnostics) {
            (self.alarm)();
        }
        let bytes = match checked.value {
            Rendered::File(path) => {
                return send(StatusCode::OK, &content_type(&url.output_path()), Content::File(path));
            }
            Rendered::Bytes(bytes) => bytes,
        };
        let kind = content_type(&url.output_path());
        if !kind.starts_with("text/html") {
            return send(StatusCode::OK, &kind, Content::Bytes(bytes));
        }
        let source = trail::source(press.site(), url);
        let state = state(issue, source.as_ref());
        if is_faulty {
            return match lock(&self.trail).last(url) {
                Some(last) => html(StatusCode::OK, last, state),
                None => html(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    proof::bare("This page cannot be made as it is"),
                    state,
                ),
            };
        }
        lock(&self.trail).remember(url, source, &bytes);
        html(StatusCode::OK, bytes, state)
    }

    /// What stands below `/_dateline/`.
    fn own<B: AsRef<[u8]>>(&self, name: &str, request: &Request<B>) -> Answer {
        match (name, request.method()) {
            ("events", &Method::GET) => Answer::Events,
            ("open", &Method::POST) => self.open(request),
            ("events", _) => not_allowed("GET"),
            ("open", _) => not_allowed("POST"),
            (name, &Method::GET | &Method::HEAD) => match client::file(name) {
                Some((kind, bytes)) => send(StatusCode::OK, kind, Content::Bytes(bytes.to_vec())),
                None => refuse(StatusCode::NOT_FOUND, "the preview has no such file"),
            },
            _ => not_allowed("GET, HEAD"),
        }
    }

    /// Opens the editor for a file, or for the text of a page: `{"page": "/about/"}`.
    fn open<B: AsRef<[u8]>>(&self, request: &Request<B>) -> Answer {
        let unreadable = || refuse(StatusCode::BAD_REQUEST, "it takes JSON: {\"file\": \"…\", \"line\": 1}");
        if !guard::is_json(request.headers()) {
            return unreadable();
        }
        let Ok(wanted) = serde_json::from_slice::<Value>(request.body().as_ref()) else {
            return unreadable();
        };
        if let Some(page) = wanted["page"].as_str() {
            return match self.text_of(page) {
                Some(file) => Answer::Open(Spot { file, line: 1, column: 1 }),
                None => refuse(StatusCode::NOT_FOUND, &format!("`{page}` is made of no one text")),
            };
        }
        let number =
            |key: &str| wanted[key].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(1);
        let Some(text) = wanted["file"].as_str() else { return unreadable() };
        match SitePath::join("", text) {
            Some(file) if file.as_str() == text && role(&file) != Role::None => {
                Answer::Open(Spot { file, line: number("line").max(1), column: number("column").max(1) })
            }
            _ => refuse(StatusCode::FORBIDDEN, &format!("`{text}` is no file of the site")),
        }
    }

    fn text_of(&self, path: &str) -> Option<SitePath> {
        let issue = self.issue();
        let site = issue.press.as_ref()?.site();
        trail::source(site, &read_path(path, &site.config.base.path)?)
    }
}

fn not_found(issue: &Issue, press: &Press, notice: Option<&Notice>) -> Answer {
    let page = press.proof(&Url::new("/404.html")).filter(|checked| !checked.has_errors());
    let bytes = match page.map(|checked| checked.value) {
        Some(Rendered::Bytes(bytes)) => bytes,
        _ => proof::bare("There is no such page"),
    };
    let mut state = state(issue, None);
    state["notice"] = notice.map_or(Value::Null, |notice| notice.to_json(&press.site().config.base));
    html(StatusCode::NOT_FOUND, bytes, state)
}

/// What the client has to know of its page.
fn state(issue: &Issue, source: Option<&SitePath>) -> Value {
    json!({
        "run": issue.run.to_string(), "generation": issue.generation,
        "source": source.map(SitePath::as_str), "notice": null,
    })
}

fn html(status: StatusCode, page: Vec<u8>, state: Value) -> Answer {
    send(status, "text/html; charset=utf-8", Content::Bytes(proof::with_client(page, &state)))
}

/// The page's URL that a request's path stands for, below the publication's own path.
fn read_path(path: &str, base: &str) -> Option<Url> {
    let whole = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
    };
    let (path, base) = (whole(path)?, whole(base)?);
    let rest = path.strip_prefix(&base)?;
    rest.starts_with('/').then(|| Url::new(rest))
}

fn send(status: StatusCode, kind: &str, content: Content) -> Answer {
    let mut head = Response::new(());
    *head.status_mut() = status;
    set(head.headers_mut(), header::CONTENT_TYPE, kind);
    Answer::Send(head, content)
}

fn refuse(status: StatusCode, why: &str) -> Answer {
    send(status, "text/plain; charset=utf-8", Content::Bytes(format!("{why}\n").into_bytes()))
}

fn not_allowed(methods: &str) -> Answer {
    let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "not this way");
    if let Answer::Send(head, _) = &mut answer {
        set(head.headers_mut(), header::ALLOW, methods);
    }
    answer
}

/// For as long as it lasts: the next edit may bring the page back.
fn redirect(address: &str, query: Option<&str>) -> Answer {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut answer = refuse(StatusCode::TEMPORARY_REDIRECT, "the page stands elsewhere");
    if let Answer::Send(head, _) = &mut answer {
        set(head.headers_mut(), header::LOCATION, &format!("{address}{query}"));
    }
    answer
}
