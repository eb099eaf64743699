//! `helhed demo`: a real daemon in a temporary directory on a simulated clock, scenarios through the public API.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use cli::{Cli, DemoArgs};
use definition::{Bundle, Scenario, load_scenario, render_findings};
use model::{PersonId, Timestamp};
use serde_json::{Value as Json, json};

use crate::config::Config;
use crate::plugins::RunsPlugins;
use crate::script::Play;
use crate::serve::{Daemon, Failure, Starting};
use crate::timeline;

/// How long before its first line a play begins.
const BEFORE_US: i64 = 3_600_000_000;

/// Where the scenarios that are told lie below the folder of workflows.
const SCENARIOS: &str = "one-plan/scenarios";

/// Reads a scenario file.
///
/// # Errors
///
/// Every fault of the file, with its place.
pub fn read_scenario(folder: &Path, file: &str) -> Result<Scenario, Failure> {
    let bundle = Bundle::read_file(folder, file).map_err(|why| {
        format!(
            "cannot read `{}`: {why}; run it where the folder `workflows` is",
            folder.join(file).display()
        )
    })?;
    let loaded = load_scenario(&bundle);
    match loaded.value {
        Some(scenario) => Ok(scenario),
        None => Err(render_findings(&loaded.findings, &bundle, false).into()),
    }
}

/// The folder of workflows: beside the working directory, or as `HELHED_WORKFLOWS` says.
fn workflows() -> PathBuf {
    std::env::var_os("HELHED_WORKFLOWS").map_or_else(|| PathBuf::from("workflows"), PathBuf::from)
}

/// `helhed demo`.
///
/// # Errors
///
/// What hinders the daemon, or came out otherwise than a scenario says.
pub fn run(cli: &Cli, args: &DemoArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let folder = workflows();
    let scenarios: Vec<Scenario> = args
        .scenarios
        .iter()
        .map(|name| read_scenario(&folder, &format!("{SCENARIOS}/{name}.yaml")))
        .collect::<Result<_, _>>()?;
    let mut stories = Vec::new();
    for (place, scenario) in scenarios.iter().enumerate() {
        let is_last = place.saturating_add(1) == scenarios.len();
        if place > 0 && !cli.json {
            writeln!(out, "\n")?;
        }
        stories.extend(play(cli, (scenario, &folder), args.keep && is_last, out)?);
    }
    if cli.json {
        writeln!(out, "{:#}", json!({ "stories": stories }))?;
    }
    Ok(())
}

/// Plays one scenario on a daemon of its own, and tells it; for programs the story comes back instead.
fn play(
    cli: &Cli,
    (scenario, folder): (&Scenario, &Path),
    keep: bool,
    out: &mut dyn Write,
) -> Result<Option<Json>, Failure> {
    let directory =
        std::env::temp_dir().join(format!("helhed-demo-{}-{}", scenario.name, std::process::id()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let told = runtime.block_on(async {
        let first = scenario.lines.first().map_or(Timestamp::default(), Play::instant);
        let mut config = Config::default();
        config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.admin.listen = config.server.listen;
        config.data.directory.clone_from(&directory);
        config.data.segment_bytes = 4 * 1024 * 1024;
        config.workflows.directory = folder.to_path_buf();
        let simulated = Some(Timestamp::from_micros(first.micros().saturating_sub(BEFORE_US)));
        let daemon = Daemon::start(Starting { config, simulated, plugins: RunsPlugins::Sandbox }).await?;
        let told = tell(&daemon, scenario, cli, out).await;
        if keep && told.is_ok() {
            writeln!(
                out,
                "\nThe daemon goes on at http://{} with its data in {}. End it with Ctrl-C.\n  \
                 target/debug/helhed --url http://{} --token-file {}/first-token workflow list",
                daemon.address,
                directory.display(),
                daemon.address,
                directory.display()
            )?;
            out.flush()?;
            tokio::signal::ctrl_c().await?;
        }
        daemon.stop().await;
        told
    });
    std::fs::remove_dir_all(&directory)?;
    told
}

async fn tell(
    daemon: &Daemon,
    scenario: &Scenario,
    cli: &Cli,
    out: &mut dyn Write,
) -> Result<Option<Json>, Failure> {
    let path = daemon.first_token.as_deref().ok_or("the municipality file has no administrator")?;
    let admin = std::fs::read_to_string(path)?;
    let mut play = Play::new(scenario, daemon.address, admin.trim());
    for line in &scenario.lines {
        play.line(line).await?;
    }
    // The coordinator sees the whole case.
    let reader = PersonId::new("lida");
    let token = play.token(&reader).await?;
    let case = play.read("", &token).await?;
    let deadlines = play.read("/deadlines", &token).await?;
    let history = play.read("/history?limit=200", &token).await?;
    let differences = play.compare(&reader).await?;
    if !differences.is_empty() {
        let listed = differences.join("\n  ");
        return Err(format!("it came out otherwise than the scenario says:\n  {listed}").into());
    }
    if cli.json {
        return Ok(Some(json!({
            "scenario": scenario.name,
            "case": case.body,
            "deadlines": deadlines.body,
            "history": history.body,
        })));
    }
    let runtime = daemon.serving.runtime().map_err(|why| why.detail().en)?;
    let people = |id: &str| runtime.person(&PersonId::new(id)).map(|person| person.name);
    let told = timeline::Told {
        scenario,
        case: &case.body,
        deadlines: &deadlines.body,
        history: &history.body,
        lang: cli.lang,
    };
    timeline::write(&told, &people, out)?;
    Ok(None)
}
