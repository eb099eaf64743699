//! Compiling, in a child process with limits: a hostile component of 400 KB makes the compiler ask for gigabytes, and a
//! failed allocation ends the process that asked.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use wasmtime::Engine;

use crate::answer::Failure;
use crate::engine;

/// Longest component in bytes. Rust gives 36 to 100 KB, JavaScript 2 MB.
pub const COMPONENT_BYTES_MAX: usize = 4 << 20;

/// What the child may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerLimits {
    /// Address space in bytes.
    pub address_space_bytes: u64,
    /// Processor time in seconds.
    pub cpu_seconds: u64,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        // Thirty times what the largest plugin of ours takes.
        Self { address_space_bytes: 2 << 30, cpu_seconds: 30 }
    }
}

impl WorkerLimits {
    /// These limits, or lower ones.
    #[must_use]
    pub fn lowered(self, address_space_mib: Option<u64>, cpu_seconds: Option<u64>) -> Self {
        let bytes = address_space_mib.map_or(u64::MAX, |mib| mib.saturating_mul(1 << 20));
        Self {
            address_space_bytes: self.address_space_bytes.min(bytes),
            cpu_seconds: self.cpu_seconds.min(cpu_seconds.unwrap_or(u64::MAX)),
        }
    }
}

/// Wall clock that the child may take.
const DEADLINE: Duration = Duration::from_secs(90);

/// The argument that makes the daemon's own program the child.
const ARGUMENT: &str = "compile-worker";

/// Longest word of the child about what is wrong.
const WORDS_BYTES_MAX: u64 = 2_000;

/// How components are compiled.
#[derive(Clone, Debug)]
pub(crate) enum Compiler {
    /// By a program that calls [`compile_worker`] when its first argument says so.
    Child(PathBuf),
    /// In this process: for tests of single guests, which are ours.
    #[cfg(test)]
    Here,
}

impl Compiler {
    /// Compiles a component to code for the engine that runs it.
    ///
    /// # Errors
    ///
    /// [`Failure::Refused`]: it is no component, or compiling it takes more than it may.
    pub(crate) fn compile(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        if bytes.len() > COMPONENT_BYTES_MAX {
            return Err(Failure::Refused(format!("it is larger than {COMPONENT_BYTES_MAX} bytes")));
        }
        if Engine::detect_precompiled(bytes).is_some() {
            return Err(Failure::Refused(
                "it is compiled already: native code is never taken from a file".to_owned(),
            ));
        }
        match self {
            Self::Child(program) => in_child(program, bytes),
            #[cfg(test)]
            Self::Here => compile_here(bytes).map_err(Failure::Refused),
        }
    }
}

fn in_child(program: &Path, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let began = Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = began.map_err(|why| {
        tracing::error!(because = %why, "the program that compiles plugins cannot be started");
        Failure::HostDown
    })?;
    let (Some(mut stdin), Some(mut stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Failure::HostDown);
    };
    let bytes = bytes.to_vec();
    let writing = thread::spawn(move || {
        // A child that ended early has said why.
        let _closed = stdin.write_all(&bytes);
    });
    let (send, receive) = channel();
    let reading = thread::spawn(move || {
        let mut code = Vec::new();
        let mut words = String::new();
        let read = stdout.read_to_end(&mut code).is_ok();
        let _unreadable = stderr.take(WORDS_BYTES_MAX).read_to_string(&mut words);
        let _late = send.send((read, code, words));
    });
    let said = receive.recv_timeout(DEADLINE);
    if matches!(said, Err(RecvTimeoutError::Timeout)) {
        let _ended = child.kill();
    }
    let status = child.wait();
    let _joined = (writing.join(), reading.join());
    let is_done = status.is_ok_and(|status| status.success());
    match said {
        Ok((true, code, _)) if is_done => Ok(code),
        Ok((_, _, words)) if words.contains(REFUSED) => {
            let words = words.split_once(REFUSED).map_or("", |(_, words)| words);
            Err(Failure::Refused(words.lines().next().unwrap_or_default().trim().to_owned()))
        }
        // Out of memory, out of time, or ended by a signal.
        Ok(_) | Err(_) => Err(Failure::Refused("compiling it takes more than a plugin may use".to_owned())),
    }
}

/// What the child writes before its reason, so that the words of an allocator are not taken for one.
const REFUSED: &str = "refused: ";

/// What the child does: reads a component, compiles it within limits, writes the code.
///
/// # Errors
///
/// What the machine says about limits and pipes, or what is wrong with the component.
pub fn compile_worker(input: &mut dyn Read, output: &mut dyn Write, limits: WorkerLimits) -> io::Result<()> {
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, limit(limits.address_space_bytes))?;
    setrlimit(Resource::Cpu, limit(limits.cpu_seconds))?;
    setrlimit(Resource::Core, limit(0))?;
    let mut bytes = Vec::new();
    let most = u64::try_from(COMPONENT_BYTES_MAX).unwrap_or(u64::MAX);
    input.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let code = compile_here(&bytes).map_err(|why| io::Error::other(format!("{REFUSED}{why}")))?;
    output.write_all(&code)?;
    output.flush()
}

fn compile_here(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let engine = engine::compiling().map_err(|why| why.to_string())?;
    engine.precompile_component(bytes).map_err(|why| {
        let first = why.to_string();
        format!("it is no component that can be compiled: {}", first.lines().next().unwrap_or_default())
    })
}
