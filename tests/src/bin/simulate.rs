//! `simulate`: fresh seeds for as long as you like, or one seed again.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use tests::simulation::{ACTIONS, Broken, Plan, Planted, Report};

/// Simulates the daemon's core over a disk that fails, a clock that jumps and a power that is cut
#[derive(Parser)]
struct Args {
    /// Tries fresh seeds for so long; each is run twice, and both runs must agree
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Runs one seed and nothing else
    #[arg(long)]
    seed: Option<u64>,
    /// Actions of a run
    #[arg(long, default_value_t = ACTIONS)]
    actions: usize,
    /// Does only these actions of the seed, as a failure prints them
    #[arg(long, value_delimiter = ',', requires = "seed")]
    only: Option<Vec<usize>>,
    /// Puts a bug in, to see it found
    #[arg(long, value_parser = planted)]
    planted: Option<Planted>,
}

fn planted(name: &str) -> Result<Planted, String> {
    let known = Planted::all().into_iter().find(|planted| planted.name() == name);
    let names: Vec<&str> = Planted::all().into_iter().map(Planted::name).collect();
    known.ok_or_else(|| format!("one of {}", names.join(", ")))
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    if let Some(seed) = args.seed {
        let actions = args.only.clone().unwrap_or_else(|| (0..args.actions).collect());
        return one(&Plan { seed, actions, planted: args.planted });
    }
    let mut out = io::stdout();
    let (began, mut said) = (Instant::now(), Instant::now());
    let (mut seeds, mut total) = (0_u64, Report::default());
    while began.elapsed() < Duration::from_secs(args.seconds) {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let plan = Plan { planted: args.planted, ..Plan::of(u64::from_le_bytes(bytes), args.actions) };
        match plan.run_twice() {
            Ok(report) => add(&mut total, &report),
            Err(broken) => return fail(&plan, &broken),
        }
        seeds += 1;
        if said.elapsed() > Duration::from_secs(10) {
            said = Instant::now();
            writeln!(out, "{} s: {seeds} seeds, {}", began.elapsed().as_secs(), in_words(&total))?;
        }
    }
    writeln!(out, "{seeds} seeds, each twice with the same end: {}", in_words(&total))?;
    let seconds = began.elapsed().as_secs_f64();
    writeln!(out, "{}", speed(&total, seconds))?;
    Ok(ExitCode::SUCCESS)
}

fn one(plan: &Plan) -> io::Result<ExitCode> {
    match plan.run_twice() {
        Ok(report) => {
            writeln!(io::stdout(), "everything holds: {}", in_words(&report))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => fail(plan, &broken),
    }
}

fn fail(plan: &Plan, broken: &Broken) -> io::Result<ExitCode> {
    let mut out = io::stdout();
    writeln!(out, "after action {}: {}\nagain: {}", broken.at, broken.why, plan.replay())?;
    let shorter = plan.shrink();
    if let Err(broken) = shorter.run() {
        writeln!(out, "shorter: {}\n  {}", shorter.replay(), broken.why)?;
    }
    Ok(ExitCode::FAILURE)
}

fn add(total: &mut Report, one: &Report) {
    total.acknowledged += one.acknowledged;
    total.refused += one.refused;
    total.crashes += one.crashes;
    total.fired += one.fired;
    total.handed_out += one.handed_out;
    total.erased += one.erased;
    total.judged += one.judged;
    total.looked += one.looked;
    total.simulated_us += one.simulated_us;
}

fn in_words(report: &Report) -> String {
    format!(
        "{} commands acknowledged, {} refused, {} crashes, {} timers fired, {} effects handed out, {} erased, {} looks, {} simulated days; {} records and refusals judged a second time",
        report.acknowledged,
        report.refused,
        report.crashes,
        report.fired,
        report.handed_out,
        report.erased,
        report.looked,
        report.simulated_us / DAY_US,
        report.judged,
    )
}

const DAY_US: i64 = 24 * 3_600_000_000;

/// Site-years a minute on this one core, beside how dense the years were.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a figure for people")]
fn speed(total: &Report, seconds: f64) -> String {
    let days = (total.simulated_us / DAY_US).max(1) as f64;
    let years_a_minute = days / 365.0 / (seconds / 60.0);
    format!(
        "{:.1} site-years a minute on one core, at {:.1} commands and {:.2} crashes a simulated day; each seed ran twice",
        years_a_minute * 2.0,
        (total.acknowledged + total.refused) as f64 / days,
        total.crashes as f64 / days,
    )
}
