//! Who works through a page: types each command, makes each change, compares, and says where the page is wrong.

use std::fs;
use std::io::BufRead;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process};

use super::compare::is_shown;
use super::shell::Shell;
use super::{Act, steps};
use crate::child::said_where;
use crate::places;

/// Addresses that a page shows: where the daemon listens, and where it shows metrics.
const SHOWN: [&str; 2] = ["127.0.0.1:7878", "127.0.0.1:7879"];

/// How a page finds the process of the daemon.
const FIND_PROCESS: &str = "$(pgrep -n -x helhed)";

/// What a page shows of a command that ends with something else than 0 begins a line with one of these.
const REFUSED: [&str; 2] = ["error", "WARNING"];

/// The exit code that a shell gives to a process that was killed: 128 and the number of the signal.
const KILLED: i32 = 137;

/// Something that must be there before a step, and that the page does not tell the reader to do.
pub struct Before {
    /// How the step's command begins.
    pub command: &'static str,
    /// What is done before it.
    pub prepare: fn(&mut Reader),
}

/// A page and what its reader needs.
pub struct Plan {
    /// The page.
    pub page: &'static str,
    /// Paths that the page names and where they lie here, below the reader's folder.
    pub paths: &'static [(&'static str, &'static str)],
    /// When clocks begin that the page does not set.
    pub clock: &'static str,
    /// Commands that stand for others here: what the page says, what is typed.
    pub instead: &'static [(&'static str, &'static str)],
    /// Commands that are not typed here, and why that is no gap.
    pub elsewhere: &'static [(&'static str, &'static str)],
    /// What the page takes for granted.
    pub before: &'static [Before],
}

impl Plan {
    /// A page that needs nothing.
    #[must_use]
    pub const fn of(page: &'static str) -> Self {
        let clock = "2026-11-23T06:27:00Z";
        Self { page, paths: &[], clock, instead: &[], elsewhere: &[], before: &[] }
    }
}

/// A daemon that a page started.
pub struct Serving {
    process: Pid,
    /// Where it listens.
    pub address: SocketAddr,
    admin: SocketAddr,
    /// Kept open: a daemon that cannot say where it listens ends.
    _said: Box<dyn BufRead>,
}

/// Somebody with a terminal in a folder that looks like a clone.
pub struct Reader {
    plan: &'static Plan,
    /// The folder.
    pub folder: PathBuf,
    shell: Shell,
    serving: Option<Serving>,
    /// Digests that the page shows, and what they are here.
    digests: Vec<(String, String)>,
    used: Vec<&'static str>,
    line: usize,
    faults: Vec<String>,
}

impl Reader {
    /// A reader of a page, in a folder that is there.
    ///
    /// # Panics
    ///
    /// If the folder cannot be made to look like a clone.
    #[must_use]
    pub fn new(plan: &'static Plan, folder: &Path) -> Self {
        let bin = folder.join("target/debug");
        fs::create_dir_all(&bin).expect("a folder can be made");
        std::os::unix::fs::symlink(places::program(), bin.join("helhed")).expect("a link can be made");
        for part in ["workflows", "sdk"] {
            places::copy(&places::root().join(part), &folder.join(part));
        }
        let mut shell = Shell::open(folder, &folder.join("scratch"));
        // As long as a page exports no `PATH`, it takes a program that was put where programs are.
        let surroundings = "export PATH=$PWD/target/debug:$PATH HELHED_LISTEN=127.0.0.1:0 HELHED_ADMIN_LISTEN=127.0.0.1:0 HELHED_LOG=warn";
        let (code, why) = shell.run(surroundings);
        assert_eq!(code, 0, "{why}");
        let folder = folder.to_owned();
        Self {
            plan,
            folder,
            shell,
            serving: None,
            digests: Vec::new(),
            used: Vec::new(),
            line: 0,
            faults: Vec::new(),
        }
    }

    /// Works through a text from its first line to its last.
    ///
    /// # Errors
    ///
    /// Everything that the page shows otherwise than it comes, up to the first command that fails; with their lines.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        for step in steps(text) {
            self.line = step.line;
            let done = match &step.act {
                Act::Type { command, shown } => self.follow(command, shown),
                Act::Change { file, old, new } => self.change(file, old, new),
            };
            if let Err(why) = done {
                self.fault(&why);
                return Err(self.faults.join("\n"));
            }
        }
        self.stop()?;
        self.all_used()?;
        if self.faults.is_empty() { Ok(()) } else { Err(self.faults.join("\n")) }
    }

    /// Stops the daemon that runs.
    ///
    /// # Errors
    ///
    /// If it does not end well.
    pub fn stop(&mut self) -> Result<(), String> {
        if let Some(serving) = &self.serving {
            kill_process(serving.process, Signal::TERM)
                .map_err(|why| format!("the daemon is gone: {why}"))?;
        }
        self.see_it_end()
    }

    /// Waits until a daemon that was asked to end, or was killed, has ended.
    fn see_it_end(&mut self) -> Result<(), String> {
        let Some(serving) = self.serving.take() else { return Ok(()) };
        let code = self.shell.wait(serving.process.as_raw_nonzero().get());
        if [0, KILLED].contains(&code) {
            return Ok(());
        }
        Err(format!("the daemon ended with {code}:\n{}", self.log()))
    }

    /// Types something that the page does not say.
    ///
    /// # Panics
    ///
    /// If it fails: what a page takes for granted has to be there.
    pub fn prepare(&mut self, command: &str) -> String {
        if is_serve(command) {
            self.serve(command, &[]).unwrap_or_else(|why| places::fail(&why));
            return String::new();
        }
        let (code, got) = self.shell.run(&self.here(command));
        assert_eq!(code, 0, "`{command}`: {got}");
        got
    }

    /// The daemon that runs.
    ///
    /// # Panics
    ///
    /// If none does.
    #[must_use]
    pub fn serving(&self) -> &Serving {
        self.serving.as_ref().expect("a daemon was started")
    }

    fn follow(&mut self, command: &str, shown: &[String]) -> Result<(), String> {
        let plan = self.plan;
        if let Some((said, _)) = plan.elsewhere.iter().find(|(said, _)| command.starts_with(said)) {
            self.used.push(said);
            return Ok(());
        }
        if let Some(before) = plan.before.iter().find(|before| command.starts_with(before.command)) {
            self.used.push(before.command);
            (before.prepare)(self);
        }
        let instead = plan.instead.iter().find(|(said, _)| command.starts_with(said));
        let typed =
            instead.map_or_else(|| command.to_owned(), |(said, typed)| command.replacen(said, typed, 1));
        self.used.extend(instead.map(|(said, _)| *said));
        if is_serve(&typed) { self.serve(&typed, shown) } else { self.type_in(&typed, shown) }
    }

    fn type_in(&mut self, command: &str, shown: &[String]) -> Result<(), String> {
        let (code, got) = self.shell.run(&self.here(command));
        if command.contains(FIND_PROCESS) {
            self.see_it_end()?;
        }
        let got = self.as_on_the_page(&got);
        let refused = shown.iter().any(|line| REFUSED.iter().any(|word| line.starts_with(word)));
        if (code != 0) != refused {
            return Err(format!("`{command}` ends with {code}:\n{got}"));
        }
        self.compare(command, shown, &got);
        Ok(())
    }

    fn serve(&mut self, command: &str, shown: &[String]) -> Result<(), String> {
        self.stop()?;
        let command = command.split("  #").next().unwrap_or(command).to_owned();
        let clock = if command.contains("--clock") {
            String::new()
        } else {
            format!(" --clock simulated={}", self.plan.clock)
        };
        let log = self.folder.join("scratch/log");
        let (process, mut said) = self.shell.start(&self.here(&(command.clone() + &clock)), &log);
        let process = Pid::from_raw(process).expect("a process has a number");
        let mut text = String::new();
        let Some((address, admin)) = said_where(&mut said, &mut text) else {
            return Err(format!("`{command}` does not serve:\n{text}{}", self.log()));
        };
        self.serving = Some(Serving { process, address, admin, _said: Box::new(said) });
        let (code, why) = self.shell.run(&format!("export HELHED_URL=http://{address}"));
        assert_eq!(code, 0, "{why}");
        let got = self.as_on_the_page(&text);
        self.compare(&command, shown, &got);
        Ok(())
    }

    fn compare(&mut self, command: &str, shown: &[String], got: &str) {
        if !shown.is_empty() && !is_shown(shown, got) {
            self.fault(&format!("`{command}` shows\n{got}and the page\n{}\n", shown.join("\n")));
        }
        // A digest that is typed again further down is another one here.
        let of = |text: &str| digests(text).map(str::to_owned).collect::<Vec<_>>();
        let pairs = of(&shown.join("\n")).into_iter().zip(of(got));
        self.digests.extend(pairs);
    }

    fn fault(&mut self, why: &str) {
        self.faults.push(format!("{}:{}: {why}", self.plan.page, self.line));
    }

    fn change(&mut self, file: &str, old: &str, new: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).map_err(|why| format!("`{file}`: {why}"))?;
        match text.matches(old).count() {
            1 => fs::write(&path, text.replacen(old, new, 1)).map_err(|why| format!("`{file}`: {why}")),
            times => Err(format!("`{file}` has these lines {times} times:\n{old}")),
        }
    }

    /// A command with the places that this reader has instead of the page's.
    fn here(&self, command: &str) -> String {
        let mut typed = command.to_owned();
        for (shown, real) in self.real() {
            typed = typed.replace(&shown, &real);
        }
        if let Some(serving) = &self.serving {
            typed = typed.replace(FIND_PROCESS, &serving.process.as_raw_nonzero().to_string());
        }
        for (shown, real) in &self.digests {
            typed = typed.replace(shown, real);
        }
        typed
    }

    fn as_on_the_page(&self, said: &str) -> String {
        let mut text = said.to_owned();
        for (shown, real) in self.real() {
            text = text.replace(&real, &shown);
        }
        text
    }

    /// What the page says and what it is here.
    fn real(&self) -> Vec<(String, String)> {
        let paths = self.plan.paths.iter();
        let path = |(shown, real): &(&str, &str)| {
            ((*shown).to_owned(), self.folder.join(real).display().to_string())
        };
        let mut real: Vec<(String, String)> = paths.map(path).collect();
        if let Some(Serving { address, admin, .. }) = &self.serving {
            let [outside, inside] = SHOWN.map(str::to_owned);
            real.extend([(outside, address.to_string()), (inside, admin.to_string())]);
        }
        real
    }

    fn all_used(&self) -> Result<(), String> {
        let Plan { instead, elsewhere, before, page, .. } = self.plan;
        let told = instead.iter().chain(*elsewhere).map(|(said, _)| *said);
        let mut told = told.chain(before.iter().map(|before| before.command));
        match told.find(|said| !self.used.contains(said)) {
            Some(said) => Err(format!("{page} has no command that begins with `{said}` any more")),
            None => Ok(()),
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("scratch/log")).unwrap_or_default()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.take() {
            // A test that failed leaves no daemon behind.
            let _gone = kill_process(serving.process, Signal::KILL);
        }
    }
}

fn is_serve(command: &str) -> bool {
    let mut words = command.split_whitespace();
    words.next().is_some_and(|word| word.ends_with("helhed")) && words.any(|word| word == "serve")
}

/// Everything in a text that looks like a digest written out.
fn digests(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_hexdigit());
    words.filter(|word| word.len() >= DIGEST_CHARS)
}

/// A SHA-256 in hexadecimal.
const DIGEST_CHARS: usize = 64;
