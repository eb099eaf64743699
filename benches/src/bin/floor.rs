//! `floor FOLDER`: serves the floor on a free port until it is killed, and says the address first.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Parser;

/// Serves a bare server that appends and syncs, and does nothing else
#[derive(Parser)]
struct Args {
    /// An existing folder on the disk that is measured
    folder: PathBuf,
}

fn main() -> Result<(), benches::Failure> {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(benches::floor::serve(args.folder, |address| {
        // Who started it hears where it is, or has gone.
        let _closed = writeln!(io::stdout().lock(), "the floor serves at http://{address}");
    }))
}
