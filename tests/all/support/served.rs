//! A site that is being previewed: the real program, asked over real connections.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::dateline;

/// Longer than anything takes on a machine with other things to do.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One request to any server, on a connection of its own.
pub fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        head.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method == "PUT" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend(body);
    send(address, &bytes, method == "HEAD").unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

fn send(address: SocketAddr, bytes: &[u8], is_head: bool) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).expect("connect");
    stream.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
    // It may have answered and closed before it has read everything.
    let _ = stream.write_all(bytes);
    read_reply(&mut BufReader::new(stream), is_head)
}

/// `dateline serve`, ended when dropped.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// What the program has said so far, as it comes.
    lines: mpsc::Receiver<String>,
    sender: mpsc::Sender<String>,
    /// What was said before the greeting was read: the two streams come in any order.
    early: std::cell::RefCell<Vec<String>>,
}

/// What came back for a request.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        super::text(&self.body)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Served {
    pub fn new(site: &Path, arguments: &[&str]) -> Self {
        Self::start(Self::command(site, arguments))
    }

    fn command(site: &Path, arguments: &[&str]) -> Command {
        let mut command = dateline();
        command.arg("--site").arg(site).args(["serve", "--port", "0"]).args(arguments);
        command.env_remove("VISUAL");
        command
    }

    pub fn start(command: Command) -> Self {
        let (mut served, complaints) = Self::begin(command);
        served.read(complaints);
        served.greet();
        served
    }

    /// One whose complaints nobody reads, until somebody does.
    pub fn unread(site: &Path, arguments: &[&str]) -> (Self, ChildStderr) {
        let (mut served, complaints) = Self::begin(Self::command(site, arguments));
        served.greet();
        (served, complaints)
    }

    fn begin(mut command: Command) -> (Self, ChildStderr) {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("start dateline");
        let (sender, lines) = mpsc::channel();
        let out = child.stdout.take().expect("its output");
        let complaints = child.stderr.take().expect("its complaints");
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let served = Self { child, address, lines, sender, early: Default::default() };
        served.read(out);
        (served, complaints)
    }

    /// Reads what the program says there from now on.
    pub fn read(&self, stream: impl Read + Send + 'static) {
        let sender = self.sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
    }

    fn greet(&mut self) {
        let greeting = self.wait_for("http://");
        let rest = greeting.split("http://").nth(1).expect("an address");
        let authority = rest.split('/').next().expect("a host");
        self.address = authority.parse().expect("an address with a port");
    }

    /// The next line that holds `part`.
    pub fn wait_for(&self, part: &str) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        let mut early = self.early.borrow_mut();
        if let Some(at) = early.iter().position(|line| line.contains(part)) {
            return early.remove(at);
        }
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(rest) {
                Ok(line) if line.contains(part) => {
                    if part == "http://" {
                        early.append(&mut seen);
                    }
                    return line;
                }
                Ok(line) => seen.push(line),
                Err(_) => panic!("nobody said {part:?}:\n{}", seen.join("\n")),
            }
        }
    }

    /// Everything that has been said since it was last asked.
    pub fn said(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_none()
    }

    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path, &[], b"")
    }

    /// One request on a connection of its own.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        ask(self.address, method, path, headers, body)
    }

    /// Sends any bytes and reads one answer; none if the connection is closed without.
    pub fn raw(&self, bytes: &[u8], is_head: bool) -> Option<Reply> {
        send(self.address, bytes, is_head)
    }

    /// Asks for a page until it is as wanted.
    pub fn until(&self, path: &str, what: &str, wanted: impl Fn(&Reply) -> bool) -> Reply {
        let end = Instant::now() + PATIENCE;
        loop {
            let reply = self.get(path);
            if wanted(&reply) {
                return reply;
            }
            assert!(Instant::now() < end, "{path} never {what}:\n{} {}", reply.status, reply.text());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// What open pages are told; the stream goes on until it is dropped.
    pub fn events(&self) -> Events {
        let mut stream = TcpStream::connect(self.address).expect("connect");
        stream.set_read_timeout(Some(PATIENCE)).expect("set a time limit");
        let request = format!("GET /_dateline/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("ask for events");
        Events(BufReader::new(stream))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next state that is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).expect("the stream goes on");
            assert!(length > 0, "the stream has ended before it told of {what}");
            let Some(data) = line.strip_prefix("data: ") else { continue };
            let state: serde_json::Value = serde_json::from_str(data).expect("JSON");
            if wanted(&state) {
                return state;
            }
        }
        panic!("never told: {what}");
    }
}

fn read_reply(stream: &mut BufReader<TcpStream>, is_head: bool) -> Option<Reply> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = Vec::new();
    let length = headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
    match length {
        _ if is_head || status == 304 => {}
        Some(length) => drop(stream.take(length).read_to_end(&mut body)),
        None => drop(stream.read_to_end(&mut body)),
    }
    Some(Reply { status, headers, body })
}
