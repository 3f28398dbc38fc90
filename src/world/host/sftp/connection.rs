//! [`Connection`]: a running `ssh` whose other end speaks SFTP.
//!
//! Many requests are on their way at once: whoever sends one goes on, and waits for the answer when
//! it is needed. One thread reads the answers and hands them out by the requests' numbers.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
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

/// A server that has not answered for so long will not.
const PATIENCE: Duration = Duration::from_secs(240);

/// How long a program that has nothing left to do may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// What of `ssh`'s complaints is kept, in bytes.
const SAID: usize = 1 << 16;

/// The other side is gone; [`Connection::said`] says why.
#[derive(Debug, Clone, Copy)]
pub struct Over;

pub struct Connection {
    child: Mutex<Child>,
    /// None: it is over.
    input: Mutex<Option<ChildStdin>>,
    waiting: Arc<Mutex<Waiting>>,
    complaints: Arc<Mutex<Complaints>>,
    pub extensions: Vec<Vec<u8>>,
}

#[derive(Default)]
struct Waiting {
    last: u32,
    by_number: HashMap<u32, Sender<Reply>>,
    is_over: bool,
}

#[derive(Default)]
struct Complaints {
    text: Vec<u8>,
    is_over: bool,
}

/// Why there is no connection.
pub enum Unconnected {
    /// The program could not be started.
    Start(io::Error),
    /// It ended, and this is what it said.
    Ended(String),
    /// What came is no SFTP.
    Babble,
}

impl Connection {
    pub fn open(server: &Server, site: &Path) -> Result<Self, Unconnected> {
        let mut child = command(server, site).spawn().map_err(Unconnected::Start)?;
        let (Some(input), Some(mut output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Unconnected::Ended(String::new()));
        };
        let mut connection = Self {
            child: Mutex::new(child),
            input: Mutex::new(Some(input)),
            waiting: Arc::default(),
            complaints: Arc::default(),
            extensions: Vec::new(),
        };
        let complaints = Arc::clone(&connection.complaints);
        thread::spawn(move || listen(errors, &complaints));
        let greeting = connection
            .write(&Message::new(ask::INIT, wire::VERSION).into_bytes())
            .and_then(|()| receive(&mut output));
        match greeting {
            Ok(greeting) => {
                connection.extensions = wire::extensions(&greeting).ok_or(Unconnected::Babble)?;
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(Unconnected::Babble),
            Err(_) => return Err(Unconnected::Ended(connection.said())),
        }
        let waiting = Arc::clone(&connection.waiting);
        thread::spawn(move || hand_out(output, &waiting));
        Ok(connection)
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
        match self.write(&fill(Message::new(kind, id)).into_bytes()) {
            Ok(()) => Ok(Pending { connection: self, receiver }),
            Err(_) => {
                self.end();
                Err(Over)
            }
        }
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

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match &mut *locked(&self.input) {
            Some(input) => input.write_all(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Lets `ssh` end by itself, and ends it if it does not.
    fn end(&self) {
        locked(&self.waiting).is_over = true;
        // Another thread may be stuck in writing to it.
        if let Ok(mut input) = self.input.try_lock() {
            drop(input.take());
        }
        let mut child = locked(&self.child);
        if !wait_for(|| matches!(child.try_wait(), Ok(Some(_)) | Err(_))) {
            let _ = child.kill();
            let _ = child.wait();
        }
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
    pub fn wait(self) -> Result<Reply, Over> {
        self.receiver.recv_timeout(PATIENCE).map_err(|_| {
            self.connection.end();
            Over
        })
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

fn hand_out(mut output: ChildStdout, waiting: &Mutex<Waiting>) {
    while let Some((id, reply)) = receive(&mut output).ok().and_then(|message| wire::reply(&message)) {
        if let Some(sender) = locked(waiting).by_number.remove(&id) {
            // Nobody waits for it any more: so be it.
            let _ = sender.send(reply);
        }
    }
    let mut waiting = locked(waiting);
    waiting.is_over = true;
    // Whoever waits for an answer hears that there is none.
    waiting.by_number.clear();
}

fn listen(mut errors: ChildStderr, complaints: &Mutex<Complaints>) {
    let mut chunk = [0; 1024];
    while let Ok(count @ 1..) = errors.read(&mut chunk) {
        let mut complaints = locked(complaints);
        let room = SAID.saturating_sub(complaints.text.len()).min(count);
        complaints.text.extend(&chunk[..room]);
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
