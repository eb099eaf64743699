//! A server as a process of its own: started, watched, stopped in order.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;

use crate::Failure;

/// Ticks of `utime` and `stime` in a second: `USER_HZ`, which Linux shows as 100 everywhere (proc(5)).
const TICKS_PER_SECOND: f64 = 100.0;

/// Lines of greeting before the address; more is another program.
const GREETING_LINES_MAX: usize = 20;

/// How long an orderly end may take.
const END_WITHIN: Duration = Duration::from_mins(1);

/// A server that listens.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Kept open: a server that cannot finish its greeting would end.
    _greeting: Lines<BufReader<ChildStdout>>,
}

/// What a server has used since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Usage {
    /// Processor time of all its threads, user and system, in seconds.
    pub cpu_seconds: f64,
    /// Memory that is resident now, in MiB.
    pub rss_mib: f64,
    /// The most memory that was resident.
    pub peak_rss_mib: f64,
}

impl Server {
    /// Starts a server whose greeting on standard output names its address; what it logs goes to a file.
    ///
    /// # Errors
    ///
    /// If it does not start, or ends before it has said where it listens.
    pub fn start(mut command: Command, log: &Path) -> Result<Self, Failure> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut child = command.spawn().map_err(|why| format!("cannot start `{name}`: {why}"))?;
        let out = child.stdout.take().ok_or("a server without standard output")?;
        let mut greeting = BufReader::new(out).lines();
        let first = greeting.by_ref().take(GREETING_LINES_MAX);
        let address = first.map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("http://")?;
            address.trim().parse().ok()
        });
        let Some(address) = address else {
            let _ended = child.kill();
            child.wait()?;
            return Err(format!("`{name}` did not say where it listens; see {}", log.display()).into());
        };
        Ok(Self { child, address, _greeting: greeting })
    }

    /// What it has used so far.
    ///
    /// # Errors
    ///
    /// If it has ended, or this is no Linux.
    pub fn usage(&self) -> Result<Usage, Failure> {
        let folder = Path::new("/proc").join(self.child.id().to_string());
        let status = std::fs::read_to_string(folder.join("status"))?;
        let mib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.trim_end_matches("kB").trim().parse::<f64>().ok());
            kib.unwrap_or_default() / 1024.0
        };
        let stat = std::fs::read_to_string(folder.join("stat"))?;
        Ok(Usage { cpu_seconds: cpu_seconds(&stat)?, rss_mib: mib("VmRSS:"), peak_rss_mib: mib("VmHWM:") })
    }

    /// Kills it, as a power cut of the process alone.
    ///
    /// # Errors
    ///
    /// If it cannot be killed.
    pub fn kill(mut self) -> Result<(), Failure> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop and waits; answers whether it ended as it should.
    ///
    /// # Errors
    ///
    /// If it does not end.
    pub fn stop(mut self) -> Result<bool, Failure> {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).ok_or("no process id")?;
        kill_process(id, Signal::TERM)?;
        let asked = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.success());
            }
            if asked.elapsed() > END_WITHIN {
                self.child.kill()?;
                self.child.wait()?;
                return Err(format!("the server did not end within {} s", END_WITHIN.as_secs()).into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only a server that was not stopped still runs.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ended = self.child.kill();
            let _waited = self.child.wait();
        }
    }
}

/// User and system time from a line of `/proc/PID/stat`: fields 14 and 15 (proc(5)). The name may hold spaces.
fn cpu_seconds(stat: &str) -> Result<f64, Failure> {
    let (_, after_name) = stat.rsplit_once(')').ok_or("`stat` has no name")?;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || -> Result<f64, Failure> { Ok(fields.next().ok_or("`stat` is too short")?.parse()?) };
    Ok((ticks()? + ticks()?) / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests;
