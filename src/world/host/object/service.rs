//! [`Service`]: carries the library's requests over the connections that all web hosts share, and
//! looks at each answer before the library does: what it makes of a refusal cannot be told apart.

use std::future::Future;

use async_trait::async_trait;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};

use super::super::super::Failure;
use super::super::Fault;
use super::super::http::{Trouble, Web};
use super::listing;

/// Runs what the library does, on this thread.
pub fn wait<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.map(|runtime| runtime.block_on(future)).map_err(|error| Fault {
        failure: Failure::new(format!("the machine does not let us wait for the host: {error}")),
        is_passing: false,
    })
}

#[derive(Debug, Clone)]
pub struct Service(Web);

impl Service {
    pub fn new(width: usize) -> Self {
        Self(Web::new(width))
    }
}

impl HttpConnector for Service {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let is_list = is_list(&parts);
        let body = body.collect().await?.to_bytes();
        // Of this kind, nothing is tried again: that is done further up, for all hosts alike.
        let error = |trouble| HttpError::new(HttpErrorKind::Unknown, trouble);
        let answer = self.0.send(http::Request::from_parts(parts, &*body)).map_err(error)?;
        match refusal(&answer) {
            Some(trouble) => Err(error(trouble)),
            None if is_list => Ok(answer.map(|body| paths_of(body).into())),
            None => Ok(answer.map(Into::into)),
        }
    }
}

fn is_list(request: &Parts) -> bool {
    let query = request.uri.query().unwrap_or_default();
    request.method == Method::GET && query.split('&').any(|pair| ["list-type=2", "comp=list"].contains(&pair))
}

/// What is no text, the library will tell.
fn paths_of(body: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(body) {
        Ok(xml) => listing::of_paths(&xml).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// What the library needs not know. Files that are not there, or are there already, it has to.
fn refusal(answer: &Response<Vec<u8>>) -> Option<Trouble> {
    let status = answer.status();
    if status.is_success()
        || [StatusCode::NOT_MODIFIED, StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&status)
    {
        return None;
    }
    let (code, message) = explanation(&String::from_utf8_lossy(answer.body()));
    let is_about_file = !["NoSuchBucket", "ContainerNotFound", "ResourceNotFound"].contains(&&*code);
    if status == StatusCode::NOT_FOUND && is_about_file {
        return None;
    }
    Some(Trouble::Refused { status, code, message })
}

/// The name of a reason and a sentence about it, from the document that comes with a refusal.
fn explanation(body: &str) -> (String, String) {
    let element = |name: &str| {
        let (_, rest) = body.split_once(&format!("<{name}>"))?;
        let text = rest.split_once("</")?.0.lines().next()?;
        Some(text.trim().to_owned())
    };
    if let Some(code) = element("Code") {
        return (code, element("Message").unwrap_or_default());
    }
    let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    match &json["error"] {
        serde_json::Value::String(code) => (code.clone(), text(&json["error_description"])),
        error => (text(&error["status"]), text(&error["message"])),
    }
}
