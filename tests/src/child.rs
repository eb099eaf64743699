//! The program as a process of its own, which can be killed.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use helhed::client::{Answer, Ask, NoAnswer};
use tokio::runtime::Runtime;

use crate::{places, problem};

/// A daemon as a process. It is killed when dropped.
pub struct Child {
    process: std::process::Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it shows metrics and readiness.
    pub admin: SocketAddr,
    /// Kept open: a daemon that cannot say where it listens ends.
    _said: BufReader<ChildStdout>,
}

/// The program with no setting of the surroundings.
///
/// # Panics
///
/// If it is not built.
#[must_use]
pub fn program() -> Command {
    let mut command = Command::new(places::program());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HELHED_")) {
        command.env_remove(name);
    }
    command
}

/// `helhed serve` on a data directory, at a port that the system chooses; its log goes to `log` beside the directory.
fn serve(data: &Path, clock: Option<&str>) -> Command {
    let log = OpenOptions::new().create(true).append(true).open(log_of(data));
    let mut command = program();
    command.arg("serve").arg("--data").arg(data).arg("--workflows").arg(places::workflows());
    command.args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]).env("HELHED_LOG", "warn");
    if let Some(instant) = clock {
        command.arg("--clock").arg(format!("simulated={instant}"));
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log.map_or_else(|_| Stdio::null(), Stdio::from));
    command
}

/// Where the log of a daemon on this directory lies.
#[must_use]
pub fn log_of(data: &Path) -> PathBuf {
    data.with_extension("log")
}

impl Child {
    /// Starts the daemon and waits until it listens. `clock` is the start of a simulated one.
    ///
    /// # Errors
    ///
    /// What it said when it ended instead.
    ///
    /// # Panics
    ///
    /// If the program is not built.
    pub fn start(data: &Path, clock: Option<&str>) -> Result<Self, String> {
        Self::start_with(data, clock, |_as_usual| {})
    }

    /// Starts the daemon with more on its command line and waits until it listens.
    ///
    /// # Errors
    ///
    /// As for [`Child::start`].
    ///
    /// # Panics
    ///
    /// If the program is not built.
    pub fn start_with(
        data: &Path,
        clock: Option<&str>,
        configure: impl FnOnce(&mut Command),
    ) -> Result<Self, String> {
        let mut command = serve(data, clock);
        configure(&mut command);
        let mut process = command.spawn().map_err(|why| format!("cannot start the program: {why}"))?;
        let mut said = BufReader::new(process.stdout.take().expect("standard output is a pipe"));
        if let Some((address, admin)) = listens_at(&mut said) {
            return Ok(Self { process, address, admin, _said: said });
        }
        let ended = process.wait().map_err(|why| why.to_string())?;
        let log = std::fs::read_to_string(log_of(data)).unwrap_or_default();
        let tail: Vec<&str> = log.lines().rev().take(12).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        Err(format!("the daemon ended with {ended} instead of listening:\n{}", tail.join("\n")))
    }

    /// Starts the daemon and kills it when it has had this long, or as soon as it listens.
    ///
    /// # Panics
    ///
    /// If the program is not built.
    pub fn kill_while_starting(data: &Path, after: Duration) {
        let mut process = serve(data, None).spawn().expect("the program can be started");
        let mut said = BufReader::new(process.stdout.take().expect("standard output is a pipe"));
        let (tell, told) = mpsc::channel();
        let listener = std::thread::spawn(move || {
            // Nobody waits any more if it took longer.
            let _late = tell.send(listens_at(&mut said).is_some());
        });
        let _listens_or_late = told.recv_timeout(after);
        process.kill().expect("a process of ours can be killed");
        process.wait().expect("a killed process ends");
        listener.join().expect("reading ends with the process");
    }

    /// Kills it: no warning, no goodbye.
    ///
    /// # Panics
    ///
    /// If the system does not let us.
    pub fn kill(mut self) {
        self.process.kill().expect("a process of ours can be killed");
        self.process.wait().expect("a killed process ends");
    }

    /// Asks it to end, and kills it when it has had this long for that.
    ///
    /// # Panics
    ///
    /// If the system does not let us.
    pub fn kill_while_stopping(mut self, after: Duration) {
        self.terminate();
        end_within(&mut self.process, after);
        self.kill();
    }

    fn terminate(&self) {
        let id = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM)
            .expect("a process of ours can be asked");
    }

    /// Number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to end and waits until it has.
    ///
    /// # Panics
    ///
    /// If the system does not let us.
    #[must_use]
    pub fn stop(mut self) -> ExitStatus {
        self.terminate();
        self.process.wait().expect("it ends")
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    ///
    /// If the system does not let us.
    #[must_use]
    pub fn wait(mut self) -> ExitStatus {
        self.process.wait().expect("it ends")
    }

    /// Asks over HTTP.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] if the daemon went away.
    ///
    /// # Panics
    ///
    /// If the answer is an error that is no proper problem.
    pub fn ask(&self, runtime: &Runtime, ask: Ask) -> Result<Answer, NoAnswer> {
        let answer = runtime.block_on(ask.send(self.address))?;
        problem::check(&answer);
        Ok(answer)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may be gone already, and there is nobody to tell.
        let _gone = self.process.kill();
        let _ended = self.process.wait();
    }
}

/// Gives a process some time to end by itself.
///
/// # Panics
///
/// If it is not ours.
pub fn end_within(process: &mut std::process::Child, time: Duration) {
    let asked = std::time::Instant::now();
    while asked.elapsed() < time && process.try_wait().expect("a process of ours").is_none() {
        std::thread::yield_now();
    }
}

/// Reads until the lines that say where it listens, and where it shows metrics; none if it ends before. `text` gets
/// everything that was read.
///
/// What follows these lines stays unread.
pub fn said_where(said: &mut impl BufRead, text: &mut String) -> Option<(SocketAddr, SocketAddr)> {
    let mut serves = None;
    let mut line = String::new();
    while said.read_line(&mut line).ok()? > 0 {
        text.push_str(&line);
        let admin = line.trim().strip_prefix("curl http://").and_then(|rest| rest.strip_suffix("/ready"));
        if let Some((_, address)) = line.trim_end().split_once(" at http") {
            serves = address.split_once("://").and_then(|(_, address)| address.parse().ok());
        } else if let Some(admin) = admin {
            return Some((serves?, admin.parse().ok()?));
        }
        line.clear();
    }
    None
}

fn listens_at(said: &mut impl BufRead) -> Option<(SocketAddr, SocketAddr)> {
    said_where(said, &mut String::new())
}

/// Runs the program to its end.
///
/// # Panics
///
/// If it is not built.
pub fn run(configure: impl FnOnce(&mut Command)) -> Output {
    let mut command = program();
    command.stdin(Stdio::null());
    configure(&mut command);
    command.output().expect("the program can be started")
}

/// Runs the program to its end with a file as its standard input.
///
/// # Panics
///
/// If it is not built.
pub fn run_reading(input: &File, configure: impl FnOnce(&mut Command)) -> Output {
    let input = input.try_clone().expect("a file can be opened twice");
    run(|command| {
        configure(command);
        command.stdin(input);
    })
}
