//! A terminal that stays open: one `bash`, so that what a page exports is there for its next line.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What `bash` says when a command is done, before its exit code.
const DONE: &str = "done ";

/// A running `bash`.
pub struct Shell {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    scratch: PathBuf,
}

impl Shell {
    /// Opens a terminal in a folder. Files for it lie in `scratch`.
    ///
    /// # Panics
    ///
    /// If `bash` cannot be started.
    #[must_use]
    pub fn open(folder: &Path, scratch: &Path) -> Self {
        fs::create_dir_all(scratch).expect("a folder can be made");
        let mut command = Command::new("bash");
        let settings = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HELHED_"));
        for (name, _) in settings {
            command.env_remove(name);
        }
        // What a page compiles lies where the page says.
        command.env_remove("CARGO_TARGET_DIR");
        command.args(["--noprofile", "--norc"]).current_dir(folder).env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("bash can be started");
        let stdin = process.stdin.take().expect("standard input is a pipe");
        let stdout = BufReader::new(process.stdout.take().expect("standard output is a pipe"));
        Self { process, stdin, stdout, scratch: scratch.to_owned() }
    }

    /// Types a command and waits until it is done: its exit code, and everything that it said.
    ///
    /// # Panics
    ///
    /// If the terminal is gone, as after `exit`.
    pub fn run(&mut self, command: &str) -> (i32, String) {
        let said = self.scratch.join("said");
        let source = self.source(command);
        let told =
            self.tell(&format!(". '{source}' >'{}' 2>&1 </dev/null; echo \"{DONE}$?\"", said.display()));
        let code = told.trim().parse().expect("an exit code is a number");
        (code, fs::read_to_string(said).expect("what a command says is text"))
    }

    /// Starts a command that goes on: its process, and what it says, to be read as it comes.
    ///
    /// # Panics
    ///
    /// If the terminal is gone.
    pub fn start(&mut self, command: &str, log: &Path) -> (i32, impl BufRead + use<>) {
        let pipe = self.scratch.join("pipe");
        let (code, why) = self.run(&format!("rm -f '{0}' && mkfifo '{0}'", pipe.display()));
        assert_eq!(code, 0, "{why}");
        let mut line = String::new();
        let (pipe_name, log) = (pipe.display(), log.display());
        write!(line, "{command} >'{pipe_name}' 2>>'{log}' </dev/null & echo \"{DONE}$!\"")
            .expect("text is written");
        let process = self.tell(&line).trim().parse().expect("a process has a number");
        (process, BufReader::new(fs::File::open(pipe).expect("the pipe is there")))
    }

    /// Waits until a process that was started here has ended; its exit code.
    ///
    /// # Panics
    ///
    /// If the terminal is gone.
    pub fn wait(&mut self, process: i32) -> i32 {
        self.run(&format!("wait {process}")).0
    }

    fn source(&self, command: &str) -> String {
        let path = self.scratch.join("command");
        fs::write(&path, format!("{command}\n")).expect("a file can be written");
        path.display().to_string()
    }

    fn tell(&mut self, line: &str) -> String {
        writeln!(self.stdin, "{line}").expect("bash listens");
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).expect("bash answers");
        let told = answer.strip_prefix(DONE).map(str::to_owned);
        told.unwrap_or_else(|| crate::places::fail(&format!("bash went away at `{line}`")))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // It may be gone already, and there is nobody to tell.
        let _gone = self.process.kill();
        let _ended = self.process.wait();
    }
}
