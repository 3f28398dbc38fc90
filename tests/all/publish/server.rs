//! Servers on loopback, for the time of a test.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::text;

/// Longer than any of them takes to start on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, ended when dropped.
pub struct Server {
    child: Background,
    pub address: SocketAddr,
}

impl Server {
    /// Starts a program that listens on the port it is given, and waits until it does.
    pub fn start(command: impl Fn(u16) -> Command) -> Self {
        // Somebody else may take the port before the program does.
        for _ in 0..5 {
            let address = free_address();
            let mut command = command(address.port());
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let child = child.unwrap_or_else(|error| {
                panic!("{command:?}: {error}; tests/run installs what the tests need")
            });
            let mut server = Self { child: Background(child), address };
            if server.listens() {
                return server;
            }
        }
        panic!("a server does not start: {:?}", command(0));
    }

    /// A folder as the server sees it.
    pub fn sees(&self, folder: &Path) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{}", self.child.0.id(), folder.display()))
    }

    /// Makes a disk larger that it was given by [`on_disk`].
    pub fn make_room(&self, folder: &Path) {
        let mut command = Command::new("nsenter");
        command.args(["--user", "--preserve-credentials", "--mount", "--target"]);
        command.arg(self.child.0.id().to_string()).args(["mount", "-o", "remount,size=64m"]).arg(folder);
        let output =
            command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; install util-linux"));
        assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    }

    fn listens(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.child.0.try_wait().expect("its state").is_some() {
                return false;
            }
            if TcpStream::connect(self.address).is_ok() {
                return true;
            }
            sleep(Duration::from_millis(20));
        }
        false
    }
}

/// Has a program find a disk of this size in a folder. Nobody else sees it, and it goes with the program.
pub fn on_disk(size: &str, folder: &Path, program: &Command) -> Command {
    let script = "mount -t tmpfs -o \"size=$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", script, "sh", size]).arg(folder);
    command.arg(program.get_program()).args(program.get_args());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// A program in the background, ended when dropped.
pub struct Background(pub Child);

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address where nobody listens.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address")
}
