//! `figures`: the disk, the floor and the daemon in one run, as a table. Writes nothing that stays unless it is told to.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use benches::cases::Ready;
use benches::floor::Appending;
use benches::machine::{Machine, append_and_sync};
use benches::report::{Figures, Phase, Row, disk_alone, section, table};
use benches::server::Server;
use benches::{Failure, say};
use benches::{load, measured::Measured};
use clap::Parser;

/// Measures acknowledged steps beside what the machine can do
#[derive(Parser)]
struct Args {
    /// Numbers of clients
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 128])]
    clients: Vec<u64>,
    /// How long each phase takes, in seconds; a tenth of it is spent on warming up before
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Append the run to `benches/RESULTS.md`
    #[arg(long)]
    record: bool,
    /// What a reader of the run must know, for instance what else ran on the machine
    #[arg(long)]
    note: Option<String>,
    /// Measure this binary instead of building the daemon
    #[arg(long)]
    helhed: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let release = release_folder()?;
    build(args.helhed.is_none())?;
    let folder = tempfile::Builder::new().prefix("figures-").tempdir_in(&release)?;
    let mut machine = Machine::of(folder.path());
    if args.helhed.is_some() {
        "unknown: a binary that was given".clone_into(&mut machine.commit);
    }
    say(&format!("measuring in {}; load averages {}", folder.path().display(), machine.load_before));
    let duration = Duration::from_secs(args.seconds.max(1));
    let disk = append_and_sync(folder.path(), duration.min(Duration::from_secs(5)))?;
    say(&format!("the disk alone: {:.0} appends a second", disk.per_second));

    let helhed = args.helhed.clone().unwrap_or_else(|| release.join("helhed"));
    let places = Places { floor: release.join("floor"), helhed, folder: folder.path().to_owned() };
    // One thread makes the load, so that a machine of two cores leaves one and more to the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let floors = runtime.block_on(measure_floor(&places, &args.clients, duration))?;
    let (rows, position) = runtime.block_on(measure_daemon(&places, floors, duration))?;
    let verified = places.verify(position)?;
    let figures = Figures {
        machine,
        date: said_by(Command::new("date").arg("--iso-8601=minutes"))?.trim().to_owned(),
        command: command_line(),
        note: args.note,
        disk,
        rows,
        verified,
    };
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&figures)?)?;
    } else {
        let disk = disk_alone(&figures.disk);
        writeln!(out, "{disk}\n\n{}\n{}", table(&figures.rows), figures.verified)?;
    }
    if args.record { record(&figures) } else { Ok(()) }
}

/// Binaries, and where they write.
struct Places {
    floor: PathBuf,
    helhed: PathBuf,
    folder: PathBuf,
}

impl Places {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn start_floor(&self) -> Result<Server, Failure> {
        let mut command = Command::new(&self.floor);
        command.arg(&self.folder);
        Server::start(command, &self.folder.join("floor.log"))
    }

    fn start_daemon(&self) -> Result<Server, Failure> {
        let mut command = Command::new(&self.helhed);
        command.arg("serve").args(["--listen", "127.0.0.1:0"]);
        command.arg("--data").arg(self.data()).arg("--workflows").arg(benches_folder().join("workflows"));
        Server::start(command, &self.folder.join("helhed.log"))
    }

    /// Lets the daemon's own program read the journal again, and compares its end with what the API said last.
    fn verify(&self, position: u64) -> Result<String, Failure> {
        let said = said_by(
            Command::new(&self.helhed).args(["journal", "verify", "--json", "--data"]).arg(self.data()),
        )?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        let records = said.get("records").and_then(serde_json::Value::as_u64).unwrap_or_default();
        let is_whole = said.get("whole") == Some(&serde_json::Value::Bool(true));
        if !is_whole || records != position {
            return Err(
                format!("the journal holds {records} records and the API said {position}: {said}").into()
            );
        }
        Ok(format!("`journal verify` read {records} records after the daemon had stopped: whole."))
    }
}

async fn measure_floor(
    places: &Places,
    clients: &[u64],
    duration: Duration,
) -> Result<Vec<(u64, Phase)>, Failure> {
    let server = places.start_floor()?;
    let mut phases = Vec::new();
    for &clients in clients {
        let appending = || (0..clients).map(|_| Appending::new()).collect();
        load::run(server.address, appending(), duration / 10).await?;
        let before = server.usage()?;
        let (measured, _) = load::run(server.address, appending(), duration).await?;
        let phase = Phase::of(measured, before, server.usage()?);
        say(&figure("floor", clients, &phase.measured));
        phases.push((clients, phase));
    }
    server.stop()?;
    Ok(phases)
}

/// Each number of clients on the same daemon, one after the other; answers the journal's last position too.
async fn measure_daemon(
    places: &Places,
    floors: Vec<(u64, Phase)>,
    duration: Duration,
) -> Result<(Vec<Row>, u64), Failure> {
    let server = places.start_daemon()?;
    let token = std::fs::read_to_string(places.data().join("first-token"))?;
    let ready = Ready::make(server.address, &token).await?;
    let mut rows = Vec::new();
    for (clients, floor) in floors {
        ready.measure(clients, duration / 10, &format!("warm-{clients}")).await?;
        let before = server.usage()?;
        let (measured, count) = ready.measure(clients, duration, &format!("run-{clients}")).await?;
        let daemon = Phase::of(measured, before, server.usage()?);
        say(&figure("daemon", clients, &daemon.measured));
        rows.push(Row { clients, floor, daemon, count });
    }
    let position = ready.position().await?;
    if !server.stop()? {
        return Err("the daemon did not end as it should".into());
    }
    Ok((rows, position))
}

fn figure(what: &str, clients: u64, measured: &Measured) -> String {
    let Measured { per_second, p50_ms, p99_ms, .. } = measured;
    format!("{what}, {clients} clients: {per_second:.0} a second, p50 {p50_ms:.2} ms, p99 {p99_ms:.2} ms")
}

/// The folder that this program was built into, which is on the disk that is measured.
fn release_folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    Ok(program.parent().ok_or("a program without a folder")?.to_owned())
}

fn benches_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds what is measured: `cargo run` builds only the program that it runs.
fn build(with_daemon: bool) -> Result<(), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "-p", "benches", "--bins"]).current_dir(benches_folder());
    if with_daemon {
        command.args(["-p", "helhed"]);
    }
    if command.status()?.success() { Ok(()) } else { Err("what is to be measured cannot be built".into()) }
}

fn said_by(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The command as one would give it again: without the note, which stands beside it, and without a path of this machine.
fn command_line() -> String {
    let mut command = "cargo run --release -p benches --bin figures --".to_owned();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--note" {
            arguments.next();
            continue;
        }
        command.push(' ');
        command.push_str(&argument);
        if argument == "--helhed" {
            command.push_str(" FILE");
            arguments.next();
        }
    }
    command
}

fn record(figures: &Figures) -> Result<(), Failure> {
    let path = benches_folder().join("RESULTS.md");
    let mut file = OpenOptions::new().append(true).open(&path)?;
    write!(file, "\n{}", section(figures))?;
    say(&format!("recorded in {}", path.display()));
    Ok(())
}
