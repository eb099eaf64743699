//! `growth`: the daemon at 1,000, 10,000 and 100,000 open cases: starts, rebuilds, memory, reads while writes go on, steps.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use benches::cases::Ready;
use benches::growth::{Large, Size, disk_mib, draw, read_pages, table};
use benches::machine::{Machine, append_and_sync};
use benches::report::disk_alone;
use benches::server::{Server, Usage};
use benches::{Failure, say};
use clap::Parser;

/// Measures the daemon as the number of open cases grows
#[derive(Parser)]
struct Args {
    /// Numbers of open cases, ascending
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    cases: Vec<u64>,
    /// Cases of a state export that is made of the last size's, to fill an index of that many; 0 for none
    #[arg(long, default_value_t = 1_000_000)]
    seeded: u64,
    /// Seconds of each phase
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Append the run to `benches/RESULTS.md` and draw `benches/growth.svg`
    #[arg(long)]
    record: bool,
    /// What a reader of the run must know
    #[arg(long)]
    note: Option<String>,
    /// The daemon's program, built with `cargo build --release -p helhed`
    #[arg(long)]
    helhed: Option<PathBuf>,
    /// Keep the data here and do not delete it
    #[arg(long)]
    data: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let release = std::env::current_exe()?.parent().ok_or("a program without a folder")?.to_owned();
    let folder = tempfile::Builder::new().prefix("growth-").tempdir_in(&release)?;
    let data = args.data.clone().unwrap_or_else(|| folder.path().join("data"));
    let helhed = args.helhed.clone().unwrap_or_else(|| release.join("helhed"));
    let machine = Machine::of(folder.path());
    let disk = append_and_sync(folder.path(), Duration::from_secs(2))?;
    let place = Place { helhed, data, log: folder.path().join("helhed.log") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let duration = Duration::from_secs(args.seconds.max(1));
    let (sizes, large) = runtime.block_on(measure(&place, (&args.cases, args.seeded), duration))?;
    let large = large.map(|large| format!("\n{}", large.table())).unwrap_or_default();
    let table = format!("{}{large}", table(&sizes));
    writeln!(io::stdout(), "{}\n\n{table}", disk_alone(&disk))?;
    if args.record {
        let command = "cargo run --release -p benches --bin growth";
        let note = args.note.as_deref().unwrap_or_default();
        let (what, commit) = (machine.to_string(), &machine.commit);
        let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut file = OpenOptions::new().append(true).open(benches.join("RESULTS.md"))?;
        let today = String::from_utf8(Command::new("date").arg("--iso-8601=minutes").output()?.stdout)?;
        write!(
            file,
            "\n## Growth, {}, commit `{commit}`\n\n{what}. `{command}`\n\n{note}\n\n{}\n\n{table}\n![growth](growth.svg)\n",
            today.trim(),
            disk_alone(&disk)
        )?;
        std::fs::write(benches.join("growth.svg"), draw(&sizes, &what))?;
    }
    Ok(())
}

/// Where the daemon is and what it works on.
struct Place {
    helhed: PathBuf,
    data: PathBuf,
    log: PathBuf,
}

impl Place {
    /// A daemon that listens, and how long that took.
    fn start(&self) -> Result<(Server, f64), Failure> {
        let workflows = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
        let mut command = Command::new(&self.helhed);
        command.arg("serve").args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        command.arg("--data").arg(&self.data).arg("--workflows").arg(workflows);
        let began = Instant::now();
        let server = Server::start(command, &self.log)?;
        Ok((server, began.elapsed().as_secs_f64()))
    }

    /// Exports the state: seconds, with the start that it takes.
    fn export(&self) -> Result<f64, Failure> {
        let began = Instant::now();
        let output =
            Command::new(&self.helhed).args(["index", "export", "--data"]).arg(&self.data).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(began.elapsed().as_secs_f64())
    }

    /// Rebuilds the index: seconds, and the position of the export that it began with.
    fn rebuild(&self, whole: bool) -> Result<(f64, u64), Failure> {
        let mut command = Command::new(&self.helhed);
        command.args(["index", "rebuild", "--json", "--data"]).arg(&self.data);
        if whole {
            command.arg("--whole");
        }
        let began = Instant::now();
        let output = command.output()?;
        let took = began.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        for entry in std::fs::read_dir(&self.data)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("index.damaged-") {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok((took, said.get("state_at").and_then(serde_json::Value::as_u64).unwrap_or_default()))
    }
}

async fn measure(
    place: &Place,
    (numbers, seeded): (&[u64], u64),
    duration: Duration,
) -> Result<(Vec<Size>, Option<Large>), Failure> {
    let (server, _) = place.start()?;
    let token = std::fs::read_to_string(place.data.join("first-token"))?;
    let ready = Ready::make(server.address, &token).await?;
    server.stop()?;
    let mut sizes = Vec::new();
    let mut cases = 0;
    for &wanted in numbers {
        cases = fill(place, &ready, (cases, wanted)).await?;
        let size = one_size(place, &ready, &mut cases, duration).await?;
        say(&table(std::slice::from_ref(&size)));
        sizes.push(size);
    }
    if seeded == 0 {
        return Ok((sizes, None));
    }
    let large = large(place, &ready, seeded, duration).await?;
    Ok((sizes, Some(large)))
}

/// Fills an index from an export with many more cases, and measures what does not read their records.
async fn large(place: &Place, ready: &Ready, cases: u64, duration: Duration) -> Result<Large, Failure> {
    place.export()?;
    let seeded = benches::seed::seed(&place.data, cases)?;
    say(&format!("an export of {} cases, {} timers, {} rows", seeded.cases, seeded.timers, seeded.rows));
    let (rebuild_s, export_at) = place.rebuild(false)?;
    if export_at == 0 {
        return Err("the index was not rebuilt from the seeded export: no figure".into());
    }
    let (server, start_clean_s) = place.start()?;
    let at = ready.at(server.address);
    // What a start does in the background has ended by then.
    tokio::time::sleep(2 * duration).await;
    let started = server.usage()?;
    tokio::time::sleep(duration).await;
    let idle = server.usage()?;
    let (steps, _) = at.measure(16, duration, "large").await?;
    let loaded = server.usage()?;
    server.kill()?;
    let (server, start_killed_s) = place.start()?;
    server.stop()?;
    Ok(Large {
        seeded: (seeded.cases, seeded.timers, seeded.rows),
        rebuild_s,
        start_clean_s,
        start_killed_s,
        rss_start_mib: started.rss_mib,
        rss_load_mib: loaded.rss_mib,
        disk_mib: disk_mib(&place.data)?,
        steps,
        idle_cpu_ms: (idle.cpu_seconds - started.cpu_seconds) * 1_000.0 / duration.as_secs_f64(),
    })
}

/// Opens cases and works through them until there are as many as wanted.
async fn fill(place: &Place, ready: &Ready, (mut cases, wanted): (u64, u64)) -> Result<u64, Failure> {
    let (server, _) = place.start()?;
    let ready = ready.at(server.address);
    while cases < wanted {
        // Some 1,000 cases a second; short phases so that the number is not far beyond.
        let short = if wanted - cases < 3_000 { 200 } else { 2_000 };
        let name = format!("fill-{wanted}-{cases}");
        let (_, count) = ready.measure(16, Duration::from_millis(short), &name).await?;
        cases += count.whole_cases;
    }
    say(&format!("{cases} open cases"));
    server.stop()?;
    Ok(cases)
}

async fn one_size(
    place: &Place,
    ready: &Ready,
    cases: &mut u64,
    duration: Duration,
) -> Result<Size, Failure> {
    let open = *cases;
    let (server, start_clean_s) = place.start()?;
    let at = ready.at(server.address);
    let records = at.position().await?;
    let started = server.usage()?;
    // What a start does in the background has ended by then.
    tokio::time::sleep(duration).await;
    let started = Usage { cpu_seconds: server.usage()?.cpu_seconds, ..started };
    tokio::time::sleep(duration).await;
    let idle = server.usage()?;
    let idle_cpu_ms = (idle.cpu_seconds - started.cpu_seconds) * 1_000.0 / duration.as_secs_f64();
    let name = format!("beside-{open}");
    let (pages, written) =
        tokio::join!(read_pages(&at, (server.address, open), duration), at.measure(1, duration, &name));
    let (worklist, case_page) = pages?;
    *cases += written?.1.whole_cases;
    let (steps, count) = at.measure(16, duration, &format!("steps-{open}")).await?;
    *cases += count.whole_cases;
    let loaded = server.usage()?;
    server.kill()?;
    let (server, start_killed_s) = place.start()?;
    server.stop()?;
    let disk_mib = disk_mib(&place.data)?;
    let export_s = place.export()?;
    let (rebuild_s, export_at) = place.rebuild(false)?;
    if export_at == 0 {
        return Err("the index was not rebuilt from a state export: no figure".into());
    }
    let (replay_s, _) = place.rebuild(true)?;
    Ok(Size {
        cases: open,
        records,
        start_clean_s,
        start_killed_s,
        export_s,
        rebuild_s,
        replay_s,
        rss_start_mib: started.rss_mib,
        rss_load_mib: loaded.rss_mib,
        disk_mib,
        worklist,
        case_page,
        steps,
        idle_cpu_ms,
    })
}
