//! `load --url URL --token-file FILE`: drives the case of five stages against a daemon that runs already, to watch it with
//! a profiler. The daemon serves `benches/workflows` from a data directory of its own.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use benches::Failure;
use benches::cases::Ready;
use clap::Parser;

/// Drives the case of five stages against a running daemon
#[derive(Parser)]
struct Args {
    /// Address of the daemon, like `127.0.0.1:7878`
    #[arg(long)]
    address: std::net::SocketAddr,
    /// The administrator's token of its data directory
    #[arg(long)]
    token_file: PathBuf,
    /// Clients at the same time
    #[arg(long, default_value_t = 16)]
    clients: u64,
    /// How long
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let token = std::fs::read_to_string(&args.token_file)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // A second run on the same daemon needs idempotency keys of its own.
        let name = format!("load-{}", std::process::id());
        let ready = Ready::make(args.address, &token).await?;
        writeln!(io::stdout(), "ready")?;
        let (measured, count) = ready.measure(args.clients, Duration::from_secs(args.seconds), &name).await?;
        writeln!(
            io::stdout(),
            "{:.0} steps/s, p50 {:.2} ms, p99 {:.2} ms; {} acknowledged and recorded, {} whole cases",
            measured.per_second,
            measured.p50_ms,
            measured.p99_ms,
            count.recorded,
            count.whole_cases
        )?;
        Ok(())
    })
}
