//! A preview that runs, and how it is asked.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Between two looks at a page: asking must not be all that the machine does.
const PAUSE: Duration = Duration::from_millis(1);

/// Whoever has not shown an edit by then will not.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Server {
    process: Child,
    address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already needs no ending.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts a preview, and waits for its front page.
    pub fn start(command: impl FnOnce(u16) -> Command) -> io::Result<(Self, Duration)> {
        // Not every program says which port it took, so each is given one that was free just now.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let started = Instant::now();
        let process = command(address.port()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { process, address };
        server.wait_for("/", "", started)?;
        Ok((server, started.elapsed()))
    }

    /// Asks for a page until it holds a text; returns how long after `since` it did.
    pub fn wait_for(&mut self, path: &str, text: &str, since: Instant) -> io::Result<Duration> {
        loop {
            // A server that is just starting, or just busy, is asked again.
            if let Ok(page) = self.get(path)
                && page.starts_with("HTTP/1.")
                && page.get(8..13) == Some(" 200 ")
                && page.contains(text)
            {
                return Ok(since.elapsed());
            }
            if let Some(status) = self.process.try_wait()? {
                return Err(io::Error::other(format!("it has ended: {status}")));
            }
            if since.elapsed() > PATIENCE {
                return Err(io::Error::other(format!("{path} has never shown `{text}`")));
            }
            thread::sleep(PAUSE);
        }
    }

    /// Head and body. By HTTP/1.0 nobody sends it in pieces.
    fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// What the process holds in memory now and what it held at most, in bytes, where the system
    /// says so.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>().ok()
        };
        Some((field("VmRSS")? << 10, field("VmHWM")? << 10))
    }
}
