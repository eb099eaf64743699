//! `helhed`: parses, wires, serves.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command, ConfigArgs, IndexArgs, JournalArgs, PluginCommand};

/// A command makes and drops thousands of small values: an allocator that is good at that is a third of the writer's
/// time. Measured in `benches/RESULTS.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    let done = match &cli.command {
        Command::Serve(args) => helhed::serve::run(args, &mut out),
        Command::Demo(args) => helhed::demo::run(&cli, args, &mut out),
        Command::Journal(JournalArgs::Verify { data, against }) => {
            helhed::offline::verify(data, against.as_deref(), cli.json, &mut out)
        }
        Command::Index(IndexArgs::Rebuild { data, whole }) => {
            helhed::offline::rebuild(data, (*whole, cli.json), &mut out)
        }
        Command::Index(IndexArgs::Export { data }) => helhed::offline::export(data, cli.json, &mut out),
        Command::Backup(args) => helhed::backups::make(args, cli.json, &mut out),
        Command::BackupKey { file } => helhed::backups::make_keys(file, cli.json, &mut out),
        Command::Restore(args) => helhed::backups::restore(args, cli.json, &mut out),
        Command::Doctor(args) => match helhed::doctor::run(args, cli.lang, cli.json, &mut out) {
            Ok(code) => return ExitCode::from(code),
            Err(failure) => Err(failure),
        },
        Command::Config(ConfigArgs::Check { file }) => helhed::config::check(file, cli.json, &mut out),
        Command::Plugin(PluginCommand::Inspect { plugin, workflows }) => {
            helhed::components::inspect(&cli, (plugin, workflows), &mut out)
        }
        Command::Plugin(PluginCommand::Try { plugin, input, workflows }) => {
            helhed::components::try_out(&cli, (plugin, workflows), input, &mut out)
        }
        Command::CompileWorker(args) => helhed::plugins::compile_worker(*args, &mut out),
        Command::Case(_)
        | Command::Task(_)
        | Command::Step(_)
        | Command::Concern(_)
        | Command::Note(_)
        | Command::Fact(_)
        | Command::Event(_)
        | Command::Goal(_)
        | Command::Deadline(_)
        | Command::Citizen(_)
        | Command::Workflow(_)
        | Command::Table(_)
        | Command::Calendar(_)
        | Command::Plugin(PluginCommand::List)
        | Command::Me
        | Command::Token(_)
        | Command::Clock(_)
        | Command::Effects
        | Command::Effect(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Explain(_) => return cli::run_client(&cli, &mut out, &mut err),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough: `helhed demo | head`.
        Err(failure) if is_broken_pipe(&*failure) => ExitCode::SUCCESS,
        Err(failure) => {
            let _closed = writeln!(err, "helhed: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(failure: &(dyn std::error::Error + 'static)) -> bool {
    failure.downcast_ref::<io::Error>().is_some_and(|why| why.kind() == io::ErrorKind::BrokenPipe)
}
