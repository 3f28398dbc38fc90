//! [`Connection`]: a running `ssh` whose other end speaks SFTP.
//!
//! Many requests are on their way at once: whoever sends one goes on, and waits for the answer when
//! it is needed. One thread writes the requests, and one reads the answers and hands them out by the
//! requests' numbers; so nobody waits for anything but an answer, and for that not for ever.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::wire::{self, Message, Reply, ask};
use crate::target::Server;

/// What `ssh` is told besides its own settings: it asks nothing, since nobody may be there to answer;
/// it opens no other doors; and it notices when the other side is gone.
const OPTIONS: &[&str] = &[
    "BatchMode=yes",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "ConnectTimeout=20",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=3",
];

/// How long we wait for a server.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it greets us. `ssh` alone may take twenty seconds for each host on the way.
    greeting: Duration,
    /// Until it answers anything, while something was asked.
    answer: Duration,
}

impl Patience {
    pub const USUAL: Self = Self { greeting: Duration::from_secs(60), answer: Duration::from_secs(120) };
}

/// How long a program that has nothing left to do may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// What of `ssh`'s complaints is kept, in bytes.
const SAID: usize = 1 << 16;

/// The other side is gone; [`Connection::said`] says why.
#[derive(Debug, Clone, Copy)]
pub struct Over;

pub struct Connection {
    child: Mutex<Child>,
    /// To the thread that writes. None: it is over.
    requests: Mutex<Option<Sender<Vec<u8>>>>,
    waiting: Arc<Mutex<Waiting>>,
    patience: Patience,
    complaints: Arc<Mutex<Complaints>>,
    pub extensions: Vec<Vec<u8>>,
}

struct Waiting {
    last: u32,
    by_number: HashMap<u32, Sender<Reply>>,
    /// When the server has answered last.
    heard: Instant,
    is_over: bool,
}

impl Waiting {
    /// Whoever waits for an answer hears that there is none.
    fn give_up(&mut self) {
        self.is_over = true;
        self.by_number.clear();
    }
}

#[derive(Default)]
struct Complaints {
    text: Vec<u8>,
    is_over: bool,
}

impl Complaints {
    fn add(&mut self, text: &[u8]) {
        let room = SAID.saturating_sub(self.text.len()).min(text.len());
        self.text.extend(&text[..room]);
    }
}

/// Why there is no connection.
pub enum Unconnected {
    /// The program could not be started.
    Start(io::Error),
    /// It ended, and this is what it said.
    Ended(String),
    /// What came is no SFTP.
    Babble,
    /// Nothing came for so long.
    Silence(Duration),
}

impl Connection {
    pub fn open(server: &Server, site: &Path, patience: Patience) -> Result<Self, Unconnected> {
        let mut child = command(server, site).spawn().map_err(Unconnected::Start)?;
        let (Some(input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Unconnected::Ended(String::new()));
        };
        let (requests, to_write) = channel();
        let waiting = Waiting { last: 0, by_number: HashMap::new(), heard: Instant::now(), is_over: false };
        let mut connection = Self {
            child: Mutex::new(child),
            requests: Mutex::new(Some(requests)),
            waiting: Arc::new(Mutex::new(waiting)),
            patience,
            complaints: Arc::default(),
            extensions: Vec::new(),
        };
        let complaints = Arc::clone(&connection.complaints);
        thread::spawn(move || listen(errors, &complaints));
        let waiting = Arc::clone(&connection.waiting);
        thread::spawn(move || write(input, &to_write, &waiting));
        let waiting = Arc::clone(&connection.waiting);
        let (to_greet, greeting) = channel();
        thread::spawn(move || hand_out(output, &to_greet, &waiting));
        connection.write(Message::new(ask::INIT, wire::VERSION));
        match greeting.recv_timeout(patience.greeting) {
            Ok(Ok(greeting)) => {
                connection.extensions = wire::extensions(&greeting).ok_or(Unconnected::Babble)?;
                Ok(connection)
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => Err(Unconnected::Babble),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Unconnected::Ended(connection.said())),
            Err(RecvTimeoutError::Timeout) => Err(Unconnected::Silence(patience.greeting)),
        }
    }

    /// Sends a request; `fill` writes what follows its number.
    pub fn send(&self, kind: u8, fill: impl FnOnce(Message) -> Message) -> Result<Pending<'_>, Over> {
        let (sender, receiver) = channel();
        let id = {
            let mut waiting = locked(&self.waiting);
            if waiting.is_over {
                return Err(Over);
            }
            waiting.last = waiting.last.wrapping_add(1);
            let id = waiting.last;
            waiting.by_number.insert(id, sender);
            id
        };
        self.write(fill(Message::new(kind, id)));
        Ok(Pending { connection: self, receiver })
    }

    pub fn is_over(&self) -> bool {
        locked(&self.waiting).is_over
    }

    /// What `ssh` said, once it is over.
    pub fn said(&self) -> String {
        self.end();
        // A master connection that `ssh` has left in the background holds the pipe open.
        wait_for(|| locked(&self.complaints).is_over);
        String::from_utf8_lossy(&locked(&self.complaints).text).into_owned()
    }

    /// If it is over, whoever waits for the answer will hear it.
    fn write(&self, message: Message) {
        if let Some(requests) = &*locked(&self.requests) {
            let _ = requests.send(message.into_bytes());
        }
    }

    /// Lets `ssh` end by itself, and ends it if it does not.
    fn end(&self) {
        locked(&self.waiting).give_up();
        drop(locked(&self.requests).take());
        let mut child = locked(&self.child);
        if !wait_for(|| matches!(child.try_wait(), Ok(Some(_)) | Err(_))) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The server is there, and does nothing.
    fn end_silence(&self) {
        let seconds = self.patience.answer.as_secs();
        locked(&self.complaints).add(format!("\nit timed out: no answer for {seconds} seconds\n").as_bytes());
        self.end();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.end();
    }
}

/// A request that was sent.
pub struct Pending<'c> {
    connection: &'c Connection,
    receiver: Receiver<Reply>,
}

impl Pending<'_> {
    /// On a slow line others' answers may come for long before this one: as long as any come, all is
    /// well.
    pub fn wait(self) -> Result<Reply, Over> {
        let mut left = self.connection.patience.answer;
        loop {
            match self.receiver.recv_timeout(left) {
                Ok(reply) => return Ok(reply),
                Err(RecvTimeoutError::Disconnected) => break self.connection.end(),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let silence = locked(&self.connection.waiting).heard.elapsed();
            left = self.connection.patience.answer.saturating_sub(silence);
            if left.is_zero() {
                break self.connection.end_silence();
            }
        }
        Err(Over)
    }
}

fn command(server: &Server, site: &Path) -> Command {
    let program = server.ssh.first().map_or("ssh", String::as_str);
    let mut command = Command::new(program);
    command.args(server.ssh.iter().skip(1));
    for option in OPTIONS {
        command.args(["-o", option]);
    }
    if let Some(port) = server.port {
        command.arg("-p").arg(port.to_string());
    }
    if let Some(user) = &server.user {
        command.arg("-l").arg(user);
    }
    // Files that the command names are named from the site's folder, as everything in the settings is.
    command.args(["-s", "--", &server.host, "sftp"]).current_dir(site);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn receive(output: &mut ChildStdout) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    output.read_exact(&mut length)?;
    let length = wire::length(length).ok_or(io::ErrorKind::InvalidData)?;
    let mut message = vec![0; length];
    output.read_exact(&mut message)?;
    Ok(message)
}

/// The server takes nothing while it is busy, or for ever: only this thread has to care.
fn write(mut input: ChildStdin, requests: &Receiver<Vec<u8>>, waiting: &Mutex<Waiting>) {
    if requests.iter().any(|request| input.write_all(&request).is_err()) {
        locked(waiting).give_up();
    }
}

fn hand_out(mut output: ChildStdout, to_greet: &Sender<io::Result<Vec<u8>>>, waiting: &Mutex<Waiting>) {
    let greeting = receive(&mut output);
    let is_greeted = greeting.is_ok();
    // Nobody waits for it any more: so be it.
    let _ = to_greet.send(greeting);
    while is_greeted
        && let Some((id, reply)) = receive(&mut output).ok().and_then(|message| wire::reply(&message))
    {
        let mut waiting = locked(waiting);
        waiting.heard = Instant::now();
        if let Some(sender) = waiting.by_number.remove(&id) {
            let _ = sender.send(reply);
        }
    }
    locked(waiting).give_up();
}

fn listen(mut errors: ChildStderr, complaints: &Mutex<Complaints>) {
    let mut chunk = [0; 1024];
    while let Ok(count @ 1..) = errors.read(&mut chunk) {
        locked(complaints).add(&chunk[..count]);
    }
    locked(complaints).is_over = true;
}

/// Waits until something is so, but not for ever; says whether it is.
fn wait_for(mut is_so: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    let mut pause = Duration::from_micros(200);
    while !is_so() {
        if began.elapsed() > GRACE {
            return false;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    true
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that is played by the shell.
    fn open(script: &str) -> Result<Connection, Unconnected> {
        let ssh = ["sh", "-c", script].map(str::to_owned).to_vec();
        let server =
            Server { user: None, host: "nobody".to_owned(), port: None, folder: "/".to_owned(), ssh };
        let patience = Patience { greeting: Duration::from_millis(500), answer: Duration::from_millis(500) };
        Connection::open(&server, Path::new("/"), patience)
    }

    #[test]
    fn a_server_that_does_not_greet_is_left() {
        let began = Instant::now();
        assert!(matches!(open("exec sleep 100"), Err(Unconnected::Silence(_))));
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_server_that_takes_nothing_is_left_by_all_who_write() {
        let began = Instant::now();
        // What it starts holds the pipes open when it is gone itself.
        let script = r"printf '\000\000\000\005\002\000\000\000\003'; sleep 60; :";
        let Ok(connection) = open(script) else { panic!("no greeting") };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let send = |_| connection.send(ask::WRITE, |message| message.text([0; 32 * 1024]));
                    let pending: Result<Vec<_>, _> = (0..32).map(send).collect();
                    assert!(
                        pending.is_err()
                            || pending.is_ok_and(|all| all.into_iter().all(|one| one.wait().is_err()))
                    );
                });
            }
        });
        assert!(connection.said().contains("timed out"));
        assert!(began.elapsed() < Duration::from_secs(20));
    }
}
