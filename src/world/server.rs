//! The preview's web server: sockets on one side, a [`Preview`] and the site's files on the other.
//!
//! One thread waits on all connections, so that a slow one holds up nobody; pages are made and files
//! are read on threads of their own.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::Failure;
use super::guests::{self, Guest, Guests};
use super::launch;
use super::open::{Opened, open_below};
use crate::path::SitePath;
use crate::preview::editor::{Editor, Launch};
use crate::preview::{Answer, Content, Delivery, Host, Issue, Preview, Spot, deliver};

/// How many ports after the wanted one are tried.
const PORTS_TRIED: u16 = 20;

/// Whoever has not said in this time what they want is sent away.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request has no reason to bring more, in bytes.
const LONGEST_BODY: usize = 64 << 10;

/// How much of a file is read at a time, in bytes.
const PIECE: u64 = 256 << 10;

const HEARTBEAT: Duration = Duration::from_secs(10);

/// What the server answers from.
pub struct Stage {
    pub preview: Arc<Preview>,
    /// The site's folder.
    pub root: PathBuf,
    /// What the preview may be called, besides `localhost` and the address that is asked.
    pub names: Vec<Host>,
    /// Or why there is none.
    pub editor: Result<Editor, String>,
}

/// A door that is open; nobody is let in yet.
pub struct Door {
    listener: std::net::TcpListener,
    pub address: SocketAddr,
}

impl Door {
    /// Opens the wanted port, or the next one that is free.
    pub fn open(ip: IpAddr, port: u16) -> Result<Self, Failure> {
        let mut taken = None;
        for port in port..=port.saturating_add(PORTS_TRIED) {
            match std::net::TcpListener::bind((ip, port)) {
                Ok(listener) => {
                    let address = listener.local_addr();
                    let address =
                        address.map_err(|error| cannot_listen(SocketAddr::new(ip, port), &error))?;
                    return Ok(Self { listener, address });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
                Err(error) => return Err(cannot_listen(SocketAddr::new(ip, port), &error)),
            }
        }
        let last = port.saturating_add(PORTS_TRIED);
        let failure = Failure::new(format!("the ports {port} to {last} are all taken"));
        Err(taken
            .map_or_else(|| Failure::new("there is no port to try"), |_| failure)
            .help("name another with --port"))
    }

    /// Lets everybody in, on a thread of its own, until the program ends.
    pub fn serve(self, stage: Stage) -> Result<(), Failure> {
        let cannot = |error: io::Error| Failure::new(format!("cannot start the server: {error}"));
        self.listener.set_nonblocking(true).map_err(cannot)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
        let listener = self.listener;
        let server = move || runtime.block_on(accept(listener, Arc::new(stage)));
        std::thread::Builder::new().name("server".to_owned()).spawn(server).map_err(cannot)?;
        Ok(())
    }
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot listen on {address}: {}", super::reason(error)));
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            failure.help("ports below 1024 are the system's: name another with --port")
        }
        io::ErrorKind::AddrNotAvailable => failure.help("--bind takes an address of this machine"),
        _ => failure,
    }
}

async fn accept(listener: std::net::TcpListener, stage: Arc<Stage>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let guests = Arc::new(Guests::default());
    loop {
        match listener.accept().await {
            Ok((stream, _)) => guests.welcome(|guest| connection(stream, Arc::clone(&stage), guest)),
            // It had hung up before it was let in.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            // Out of files, most likely: somebody has to give one back.
            Err(_) => {
                let pause = if guests.make_room() { 1 } else { 50 };
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, stage: Arc<Stage>, guest: Arc<Guest>) {
    let Ok(local) = stream.local_addr() else { return };
    let _ = stream.set_nodelay(true);
    let answer = |request| {
        let (stage, asked) = (Arc::clone(&stage), guest.asks());
        async move {
            let response = answer(stage, request, local.ip(), &asked).await;
            Ok::<_, Infallible>(response.map(|body| asked.answered(body)))
        }
    };
    // Whoever hangs up in the middle has had enough: nobody is left to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service_fn(answer))
        .await;
}

type Stream = Channel<Bytes, io::Error>;
type Body = Either<Full<Bytes>, Stream>;

async fn answer(
    stage: Arc<Stage>,
    request: Request<Incoming>,
    local: IpAddr,
    asked: &guests::Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let (method, headers) = (head.method.clone(), head.headers.clone());
    let body = match head.method {
        Method::POST => timeout(PATIENCE, Limited::new(body, LONGEST_BODY).collect()).await,
        _ => Ok(Ok(Default::default())),
    };
    let Ok(Ok(body)) = body else {
        return plain(StatusCode::BAD_REQUEST, "the request does not end, or is too long\n");
    };
    let request = Request::from_parts(head, body.to_bytes());
    let preview = Arc::clone(&stage.preview);
    let (answer, permit) = loop {
        match preview.answer(&request, local, &stage.names) {
            Answer::Make(order) => {
                if let Some(permit) = order.permit().await {
                    break (Answer::Make(order), Some(permit));
                }
            }
            answer => break (answer, None),
        }
    };
    let answered = tokio::task::spawn_blocking(move || {
        // Whoever asked may hang up: it is given back when the page is made.
        let _permit = permit;
        stage.perform(answer, &method, &headers)
    });
    match answered.await {
        Ok(Done::Whole(response)) => response.map(|bytes| Either::Left(Full::new(bytes))),
        Ok(Done::Stream(response, opened, range)) => response.map(|()| Either::Right(stream(opened, range))),
        Ok(Done::Events) => {
            asked.listens();
            events(preview.subscribe())
        }
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made\n"),
    }
}

/// An answer with the world's part in it.
enum Done {
    Whole(Response<Bytes>),
    Stream(Response<()>, Opened, Range<u64>),
    Events,
}

impl Stage {
    fn perform(&self, answer: Answer, method: &Method, request: &HeaderMap) -> Done {
        match answer {
            Answer::Events => Done::Events,
            Answer::Open(spot) => self.open_editor(&spot),
            Answer::Make(order) => self.perform(self.preview.make(&order), method, request),
            Answer::Send(head, Content::Bytes(bytes)) => {
                let version = &blake3::hash(&bytes).to_hex()[..24];
                let Delivery { head, range } = deliver(method, request, head, bytes.len() as u64, version);
                let part = Bytes::from(bytes).slice(range.start as usize..range.end as usize);
                Done::Whole(head.map(|()| part))
            }
            Answer::Send(head, Content::File(path)) => self.send_file(head, &path, method, request),
        }
    }

    fn send_file(&self, head: Response<()>, path: &SitePath, method: &Method, request: &HeaderMap) -> Done {
        match open_below(&self.root, path) {
            Ok(opened) => {
                let Delivery { head, range } = deliver(method, request, head, opened.length, &opened.version);
                Done::Stream(head, opened, range)
            }
            Err(_) => whole(StatusCode::NOT_FOUND, format!("{path} cannot be read\n")),
        }
    }

    fn open_editor(&self, spot: &Spot) -> Done {
        let editor = match &self.editor {
            Ok(editor) => editor,
            Err(why) => return whole(StatusCode::NOT_IMPLEMENTED, format!("{why}\n")),
        };
        // An editor would make a file that is not there.
        let Ok(opened) = open_below(&self.root, &spot.file) else {
            let why = format!("{} is not there, or cannot be read\n", spot.file);
            return whole(StatusCode::NOT_FOUND, why);
        };
        match editor.launch(&opened.real.to_string_lossy(), spot.line, spot.column) {
            Launch::Address(address) => {
                whole(StatusCode::OK, serde_json::json!({"url": address}).to_string())
            }
            Launch::Command(words) => match launch::start(&words) {
                Ok(()) => whole(StatusCode::NO_CONTENT, String::new()),
                Err(failure) => whole(StatusCode::BAD_GATEWAY, format!("{failure}\n")),
            },
        }
    }
}

fn whole(status: StatusCode, text: String) -> Done {
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    Done::Whole(response)
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(Bytes::from_static(text.as_bytes()))));
    *response.status_mut() = status;
    response
}

/// Sends part of a file, piece by piece, as fast as it is taken.
fn stream(opened: Opened, range: Range<u64>) -> Stream {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        let mut file = opened.file;
        let mut at = range.start;
        while at < range.end {
            let length = PIECE.min(range.end - at);
            let reading = tokio::task::spawn_blocking(move || piece(file, at, length));
            let (same, piece) = match reading.await.map_err(io::Error::other).flatten() {
                Ok(read) => read,
                // The connection ends early, so that nobody takes the part for the whole.
                Err(error) => return sender.abort(error),
            };
            file = same;
            at += piece.len() as u64;
            if !matches!(timeout(PATIENCE, sender.send_data(piece)).await, Ok(Ok(()))) {
                return;
            }
        }
    });
    body
}

/// Reads some of a file, which is handed back.
fn piece(mut file: File, at: u64, length: u64) -> io::Result<(File, Bytes)> {
    let mut piece = vec![0; length as usize];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut piece)?;
    Ok((file, Bytes::from(piece)))
}

/// Tells of every issue, the newest at once, and of being alive.
fn events(mut issues: watch::Receiver<Arc<Issue>>) -> Response<Body> {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        issues.mark_changed();
        loop {
            let event = match timeout(HEARTBEAT, issues.changed()).await {
                Ok(Ok(())) => format!("event: state\ndata: {}\n\n", issues.borrow_and_update().event()),
                Ok(Err(_)) => return,
                Err(_) => "event: ping\ndata:\n\n".to_owned(),
            };
            if !matches!(timeout(PATIENCE, sender.send_data(Bytes::from(event))).await, Ok(Ok(()))) {
                return;
            }
        }
    });
    let mut response = Response::new(Either::Right(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
