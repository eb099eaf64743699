//! The daemon as a whole: directory, runtime, listener, and an orderly end.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use api::{ApiState, Limits};
use cli::ServeArgs;
use model::Timestamp;
use notify::Spool;
use runtime::{Core, Runtime, Serving, Sources, WorkflowView};
use scheduler::{Clock, SimulatedClock, SystemClock};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::admin;
use crate::changes;
use crate::config::{Config, simulated_instant};
use crate::first;
use crate::listen;
use crate::mend::{self, Again};
use crate::place::Place;
use crate::plugins::RunsPlugins;
use crate::telemetry;

/// Any failure of the program, said once at the top.
pub type Failure = Box<dyn std::error::Error>;

/// Municipality number of a directory whose municipality file has none.
const NO_PARTITION: u16 = 0;

/// What a daemon is started with.
#[derive(Clone, Debug)]
pub struct Starting {
    /// The configuration.
    pub config: Config,
    /// The start of a simulated clock.
    pub simulated: Option<Timestamp>,
    /// Who runs plugins.
    pub plugins: RunsPlugins,
}

/// A daemon that listens.
pub struct Daemon {
    /// The runtime that serves now.
    pub serving: Serving,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it shows metrics and readiness.
    pub admin: SocketAddr,
    /// Its address as a client writes it.
    pub base_url: String,
    /// Where the first token lies, if this start made it.
    pub first_token: Option<PathBuf>,
    /// Why the folder of workflows was not put into force at this start; what was in force goes on.
    pub not_in_force: Option<String>,
    /// What the folder has otherwise than what is in force: somebody has to put it into force.
    pub waiting: Vec<String>,
    again: Again,
    stop: watch::Sender<bool>,
    servers: [tokio::task::JoinHandle<std::io::Result<()>>; 3],
}

impl Daemon {
    /// Makes or opens the directory, starts the runtime and listens.
    ///
    /// # Errors
    ///
    /// What hinders it: the workflows, the directory, the address.
    pub async fn start(starting: Starting) -> Result<Self, Failure> {
        let Starting { config, simulated, plugins } = starting;
        // A certificate that cannot be used is said before anything is opened.
        let tls = config.server.tls.as_ref();
        let tls = tls.map(|tls| listen::tls::acceptor(&tls.certificate, &tls.key)).transpose()?;
        let place = Place::make(&config.data.directory)?;
        let Folder { read, refused, not_in_force } = Folder::read(&config.workflows.directory, &place)?;
        if !place.is_made() {
            let partition = partition_of(&config.workflows.directory);
            place.create(partition, simulated, config.data.segment_bytes)?;
        }
        place.check_clock(simulated)?;
        let opened = open(&place, &config)?;
        let core = Core::new(opened, Box::new(|_kind| true))?;
        // Saving a file puts nothing into force, and neither does a power cut after it: somebody does, knowing what.
        let sources =
            if core.has_municipality() && !config.workflows.activate_at_start { None } else { read.clone() };
        let clock = clock_of(simulated, &core);
        let listener = TcpListener::bind(config.server.listen).await.map_err(|why| {
            format!("cannot listen on {}: {why}; is another daemon running?", config.server.listen)
        })?;
        let address = listener.local_addr()?;
        let inside = listen_inside(config.admin.listen).await?;
        let admin = inside.local_addr()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let base_url = format!("{scheme}://{address}");
        let receiver = Arc::new(Spool::open(&config.spool(), &base_url)?);
        let plugins = plugins.start(&place.path("plugin-cache"));
        let limits = Limits { body_bytes: config.server.body_limit_bytes, ..Limits::default() };
        let mut again =
            Again { place, config, clock, receiver, plugins, sources, refused, mends: Vec::new() };
        let runtime = again.start(core);
        again.sources = None;
        let waiting = read.map(|sources| waiting(&runtime, &sources)).unwrap_or_default();
        if let Some(why) = &not_in_force {
            if runtime.municipality().is_empty() {
                runtime.stop();
                return Err(why.clone().into());
            }
            tracing::error!(why, "the workflows were not put into force; what was in force goes on");
        }
        let first_token = first::first_token(&runtime, &again.place.path("first-token"));
        let meters = runtime.meters().clone();
        let serving = Serving::new(runtime);
        let state = ApiState::new(serving.clone(), limits);
        let tools = admin::router(serving.clone(), (&meters, state.meters()));
        let (stop, stopped) = watch::channel(false);
        let bounds = listen::Bounds::default();
        let few = listen::Bounds { connections: admin::CONNECTIONS_MAX, ..bounds };
        let workflows = again.config.workflows.directory.clone();
        let servers = [
            tokio::spawn(listen::serve(listener, (api::router(state), tls), bounds, told(stopped.clone()))),
            tokio::spawn(listen::serve(inside, (tools, None), few, told(stopped.clone()))),
            tokio::spawn(async {
                changes::watch(workflows, stopped).await;
                Ok(())
            }),
        ];
        Ok(Self {
            serving,
            address,
            admin,
            base_url,
            first_token,
            not_in_force,
            waiting,
            again,
            stop,
            servers,
        })
    }

    /// Stops in order: no new requests, what runs is finished, the directory is closed clean.
    pub async fn stop(self) {
        let _ended = self.stop.send(true);
        for server in self.servers {
            let _joined = server.await;
        }
        let Some(runtime) = self.serving.take() else { return };
        let _joined = tokio::task::spawn_blocking(move || runtime.stop()).await;
    }

    /// Works until a signal comes. When the disk refuses it waits for the disk, answers questions meanwhile, and opens
    /// its directory again.
    ///
    /// # Errors
    ///
    /// Why nothing can be saved any more, where that does not help or went wrong.
    async fn work(&mut self, signals: &mut Signals) -> Result<(), Failure> {
        loop {
            signals.wait_for_the_end(&self.serving).await;
            let runtime = self.serving.runtime().map_err(|why| why.detail().en)?;
            let Some(because) = runtime.broken() else { return Ok(()) };
            let ended = || format!("stopped because nothing could be saved any more: {because}");
            if !self.again.may_mend(&runtime) {
                return Err(ended().into());
            }
            drop(runtime);
            mend::say_read_only(&because);
            tokio::select! {
                mended = self.again.mend(&self.serving) => mended.map_err(|why| format!("{}; {why}", ended()))?,
                () = signals.told() => return Err(ended().into()),
            }
        }
    }
}

/// Opens and recovers the directory, and says what was found.
pub(crate) fn open(place: &Place, config: &Config) -> Result<runtime::Opened, Failure> {
    let mut progress = |position: u64, last: u64| {
        tracing::info!(position, last, "bringing the index up to date: record {position} of {last}");
    };
    let opened = place.open((config.data.index_cache_bytes, config.data.segment_bytes), &mut progress)?;
    if let Some(cut) = &opened.recovery.cut {
        tracing::warn!(
            position = cut.position,
            "an unfinished group at the end of the journal was cut; nothing acknowledged was lost"
        );
    }
    if let Some(because) = &opened.rebuilt_because {
        let (state_at, replayed) = (opened.loaded, opened.replayed);
        tracing::warn!(because, state_at, replayed, "the index was rebuilt from the journal");
    }
    Ok(opened)
}

/// The admin listener.
async fn listen_inside(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|why| {
        format!(
            "cannot listen on {address} for the admin listener: {why}; `[admin] listen` or `--admin-listen` names another place"
        )
    })
}

/// Until the daemon is told to stop; a dropped sender is as good as told.
async fn told(mut stopped: watch::Receiver<bool>) {
    let _ended = stopped.wait_for(|stop| *stop).await;
}

/// The folder of workflows as a start finds it.
struct Folder {
    /// What can be put into force.
    read: Option<Sources>,
    refused: Vec<WorkflowView>,
    /// Why nothing can.
    not_in_force: Option<String>,
}

impl Folder {
    /// A new directory needs a folder without an error.
    fn read(folder: &Path, place: &Place) -> Result<Self, Failure> {
        let read = Sources::read(folder);
        let why_not = why_not_in_force(folder, &read);
        match (read, why_not) {
            (Ok(sources), None) => Ok(Self { read: Some(sources), refused: Vec::new(), not_in_force: None }),
            // Running cases keep what they pin: a slip in a file must not silence their deadlines.
            (read, Some(why)) if place.is_made() => {
                let refused = read.map(|sources| sources.refused).unwrap_or_default();
                Ok(Self { read: None, refused, not_in_force: Some(why) })
            }
            (_, Some(why)) => Err(why.into()),
            (Err(why), None) => Err(why.into()),
        }
    }
}

fn clock_of(simulated: Option<Timestamp>, core: &Core) -> Arc<dyn Clock> {
    match simulated {
        None => Arc::new(SystemClock::new()),
        Some(start) => Arc::new(SimulatedClock::at(start.max(core.last_recorded()))),
    }
}

/// What the folder has otherwise than what is in force, and says so.
fn waiting(runtime: &Runtime, sources: &Sources) -> Vec<String> {
    let waiting = runtime.waiting(sources);
    if !waiting.is_empty() {
        let waiting = waiting.join(", ");
        tracing::warn!(
            waiting,
            "the folder of workflows has other files than those in force; `helhed workflow activate` shows what would change"
        );
    }
    waiting
}

/// Why a folder of workflows is not put into force: with a single error nothing of it is.
fn why_not_in_force(folder: &Path, read: &std::io::Result<Sources>) -> Option<String> {
    let folder = folder.display();
    let sources = match read {
        Ok(sources) => sources,
        Err(why) => return Some(format!("cannot read the workflows in `{folder}`: {why}")),
    };
    let errors =
        sources.findings.iter().filter(|finding| finding.severity == definition::Severity::Error).count();
    (errors > 0).then(|| {
        format!(
            "{errors} error(s) in the workflows; `helhed workflow check {folder}` shows each with its place and the way out"
        )
    })
}

fn partition_of(folder: &Path) -> u16 {
    let municipality =
        definition::load_folder(folder).ok().and_then(|folder| folder.municipality.loaded.value);
    municipality.map_or(NO_PARTITION, |municipality| municipality.code)
}

/// `helhed serve`.
///
/// # Errors
///
/// What hinders the daemon from starting, or broke it.
pub fn run(args: &ServeArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let config = Config::of(args)?;
    telemetry::start(&config.log);
    keep_pages_small();
    let simulated = simulated_instant(args.clock.as_deref());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let data = config.data.directory.clone();
        let mut daemon = Daemon::start(Starting { config, simulated, plugins: RunsPlugins::Sandbox }).await?;
        // Whoever reads where it listens may already ask it to end.
        let mut signals = Signals::listen()?;
        greet(&daemon, &data, out)?;
        let ended = daemon.work(&mut signals).await;
        tracing::info!("stopping: requests under way are finished, then the directory is closed");
        daemon.stop().await;
        ended
    })
}

/// The allocator asks the kernel for huge pages, and a page of two megabytes counts as used as soon as one byte of it is:
/// half of what an idle daemon held was such. Measured in `benches/RESULTS.md`.
fn keep_pages_small() {
    if let Err(why) = rustix::thread::disable_transparent_huge_pages(true) {
        // Another kernel: the daemon then takes more memory, and does the same.
        tracing::debug!(%why, "the kernel keeps huge pages");
    }
}

fn greet(daemon: &Daemon, data: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let (address, admin, data) = (&daemon.base_url, daemon.admin, data.display());
    // As the program was called, so that the lines can be copied.
    let helhed = std::env::args().next().unwrap_or_else(|| "helhed".to_owned());
    let municipality = daemon.serving.runtime().map(|runtime| runtime.municipality()).unwrap_or_default();
    writeln!(out, "Helhed serves {municipality} at {address}")?;
    if let Some(why) = &daemon.not_in_force {
        writeln!(
            out,
            "\nNOT IN FORCE: {why}\nRunning cases and their deadlines go on with what was in force before.\n"
        )?;
    }
    if !daemon.waiting.is_empty() {
        writeln!(
            out,
            "\nNOT IN FORCE YET: {}. The files are others than those in force;\n\
             `helhed workflow activate` shows what would change, and puts it into force.\n",
            daemon.waiting.join(", ")
        )?;
    }
    match &daemon.first_token {
        Some(path) => writeln!(
            out,
            "The first administrator's token is in {}; the recovery code of the keys is in {data}/recovery-code.\n\
             Keep both elsewhere, then delete the files.",
            path.display()
        )?,
        None => writeln!(out, "Going on with the data in {data}.")?,
    }
    writeln!(
        out,
        "\nTry next, in another terminal:\n  \
         curl {address}/health\n  \
         curl http://{admin}/ready\n  \
         {helhed} --url {address} --token-file {data}/first-token workflow list\n  \
         {helhed} demo\n"
    )?;
    out.flush()
}

/// What asks the daemon to end.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Until a signal comes.
    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {},
            _ = self.interrupt.recv() => {},
        }
    }

    /// Until a signal comes, or nothing can be acknowledged any more.
    async fn wait_for_the_end(&mut self, serving: &Serving) {
        let mut look = tokio::time::interval(Duration::from_millis(500));
        loop {
            tokio::select! {
                () = self.told() => return,
                _ = look.tick() => if serving.runtime().is_ok_and(|now| now.broken().is_some()) { return },
            }
        }
    }
}
