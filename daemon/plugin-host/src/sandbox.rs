//! One call: a fresh store and instance, its budgets, an empty WASI.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use wasmtime::component::{InstancePre, ResourceTable};
use wasmtime::{Engine, ResourceLimiter, Store, StoreLimits, StoreLimitsBuilder, Trap};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::random::Deterministic;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

use crate::answer::{Answer, Failure, Report};
use crate::bindings::PluginPre;
use crate::bindings::exports::helhed::plugin::steps::{Context, Manifest, Outcome, PluginError};
use crate::convert::{fields, from_guest, sentence};
use crate::input::Input;
use crate::limits::{FUEL_YIELD, HANDLES_MAX, HOST_CALL_BYTES_MAX, Limits, STDIO_BYTES_MAX};

/// What a store holds: what the guest was told, what it used, and its WASI.
pub(crate) struct Inside {
    pub(crate) input: Input,
    limits: Limits,
    calls: u32,
    log: Vec<String>,
    log_bytes: usize,
    dropped: u32,
    memory: StoreLimits,
    memory_bytes: usize,
    is_out_of_memory: bool,
    wasi: WasiCtx,
    table: ResourceTable,
}

/// A guest called the host more often than it may.
#[derive(Debug, thiserror::Error)]
#[error("the guest called the host too often")]
struct TooManyCalls;

impl Inside {
    fn new(input: Input, limits: Limits, stderr: MemoryOutputPipe) -> Self {
        let wasi = wasi(&input, stderr);
        let memory = StoreLimitsBuilder::new().table_elements(limits.table_elements).build();
        Self {
            input,
            limits,
            calls: 0,
            log: Vec::new(),
            log_bytes: 0,
            dropped: 0,
            memory,
            memory_bytes: 0,
            is_out_of_memory: false,
            wasi,
            table: ResourceTable::new(),
        }
    }

    /// Counts a call of the host.
    ///
    /// # Errors
    ///
    /// A trap, once there are too many.
    pub(crate) fn count(&mut self) -> wasmtime::Result<()> {
        self.calls = self.calls.saturating_add(1);
        if self.calls > self.limits.host_calls { Err(TooManyCalls.into()) } else { Ok(()) }
    }

    /// Keeps a log line within the budget.
    pub(crate) fn say(&mut self, line: String) {
        let bytes = self.log_bytes.saturating_add(line.len());
        if bytes > self.limits.log_bytes {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.log_bytes = bytes;
        self.log.push(line);
    }
}

impl WasiView for Inside {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl ResourceLimiter for Inside {
    /// All memories of the component together.
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let grown = self.memory_bytes.saturating_add(desired.saturating_sub(current));
        if grown > self.limits.memory_bytes {
            self.is_out_of_memory = true;
            return Err(wasmtime::Error::msg("out of memory"));
        }
        self.memory_bytes = grown;
        self.memory.memory_growing(current, desired, maximum)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.memory.table_growing(current, desired, maximum)
    }
}

/// Frozen at the time of the intent.
struct Frozen(Duration);

impl HostWallClock for Frozen {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.0
    }
}

impl HostMonotonicClock for Frozen {
    fn resolution(&self) -> u64 {
        1_000_000
    }

    fn now(&self) -> u64 {
        0
    }
}

/// Bytes of chance before they come again: nothing rests on them but the seeds of hash tables.
const CHANCE_BYTES: u16 = 128;

/// No files, no environment, no network; a clock that stands, and chance that is the same for the same attempt.
fn wasi(input: &Input, stderr: MemoryOutputPipe) -> WasiCtx {
    let block = |number: u16| Sha256::digest(format!("{}/{}/{number}", input.case, input.attempt_key));
    let chance: Vec<u8> = (0..CHANCE_BYTES).flat_map(block).collect();
    let mut seed = [0_u8; 16];
    seed.iter_mut().zip(&chance).for_each(|(to, from)| *to = *from);
    let wall = Duration::from_micros(u64::try_from(input.now.micros()).unwrap_or(0));
    WasiCtxBuilder::new()
        .stdout(MemoryOutputPipe::new(STDIO_BYTES_MAX))
        .stderr(stderr)
        .secure_random(Deterministic::new(chance.clone()))
        .insecure_random(Deterministic::new(chance))
        .insecure_random_seed(u128::from_be_bytes(seed))
        .max_random_size(1 << 20)
        .wall_clock(Frozen(wall))
        .monotonic_clock(Frozen(Duration::ZERO))
        .build()
}

/// A component that is linked and can be called.
#[derive(Clone)]
pub(crate) struct Linked {
    pub(crate) engine: Engine,
    pub(crate) pre: PluginPre<Inside>,
    /// The kind that is called: the manifest's first.
    pub(crate) kind: String,
    /// Facts and capabilities that its manifest asks for: a grant beyond them gives nothing.
    pub(crate) reads: Vec<String>,
    pub(crate) wants: Vec<String>,
    /// Keys that it may set.
    pub(crate) writes: Vec<String>,
}

impl Linked {
    /// Calls a step in a fresh instance and throws it away.
    pub(crate) async fn run(&self, mut input: Input, limits: Limits) -> Report {
        input.facts.retain(|fact, _| self.reads.contains(fact));
        input.interfaces.retain(|interface| self.wants.contains(interface));
        let began = Instant::now();
        let stderr = MemoryOutputPipe::new(STDIO_BYTES_MAX);
        let context = context(&input, &self.kind);
        let mut store = store(&self.engine, Inside::new(input, limits, stderr.clone()));
        let call = async {
            let plugin = self.pre.instantiate_async(&mut store).await?;
            plugin.helhed_plugin_steps().call_run_step(&mut store, &context).await
        };
        let outcome = match tokio::time::timeout(limits.time, call).await {
            Err(_late) => Err(Failure::OutOfTime),
            Ok(Err(error)) => Err(failure(&error, store.data(), &stderr)),
            Ok(Ok(Err(error))) => Err(errored(error)),
            Ok(Ok(Ok(outcome))) => answer(outcome, &self.writes),
        };
        let fuel = limits.fuel.saturating_sub(store.get_fuel().unwrap_or(0));
        let inside = store.into_data();
        Report { outcome, fuel, took: began.elapsed(), log: inside.log, dropped: inside.dropped }
    }
}

/// Asks a component what it is: nothing is granted.
///
/// # Errors
///
/// [`Failure`], as for a call.
pub(crate) async fn describe(
    engine: &Engine,
    pre: &InstancePre<Inside>,
    limits: Limits,
) -> Result<Manifest, Failure> {
    let pre = PluginPre::new(pre.clone()).map_err(|why| Failure::Refused(words(&why)))?;
    let stderr = MemoryOutputPipe::new(STDIO_BYTES_MAX);
    let mut store = store(engine, Inside::new(Input::default(), limits, stderr.clone()));
    let call = async {
        let plugin = pre.instantiate_async(&mut store).await?;
        plugin.helhed_plugin_steps().call_describe(&mut store).await
    };
    match tokio::time::timeout(limits.time, call).await {
        Err(_late) => Err(Failure::OutOfTime),
        Ok(Err(error)) => Err(failure(&error, store.data(), &stderr)),
        Ok(Ok(manifest)) => Ok(manifest),
    }
}

/// A store with its budgets, set before anything of the guest runs: a start function can loop too.
fn store(engine: &Engine, inside: Inside) -> Store<Inside> {
    let fuel = inside.limits.fuel;
    let mut store = Store::new(engine, inside);
    store.limiter(|inside| inside);
    store.set_hostcall_fuel(HOST_CALL_BYTES_MAX);
    store.set_max_component_handles(HANDLES_MAX);
    store.set_fuel(fuel).expect("the engine counts fuel");
    store.fuel_async_yield_interval(Some(FUEL_YIELD)).expect("the engine counts fuel");
    store
}

fn context(input: &Input, kind: &str) -> Context {
    use model::Value;
    let mut data = input.facts.clone();
    data.insert("proposes".to_owned(), Value::text(input.proposes.clone()));
    data.insert("unit".to_owned(), Value::text(input.unit.clone()));
    let config = input.config.iter().map(|(key, value)| (key.clone(), Value::text(value.clone()))).collect();
    Context {
        case: input.case.clone(),
        workflow: input.workflow.clone(),
        workflow_version: input.version.clone(),
        step: input.step.clone(),
        kind: kind.to_owned(),
        attempt_key: input.attempt_key.clone(),
        config: fields(&config),
        data: fields(&data),
    }
}

fn answer(outcome: Outcome, writes: &[String]) -> Result<Answer, Failure> {
    match outcome {
        Outcome::Complete(completion) => {
            let set = from_guest(completion.set).map_err(Failure::Nonsense)?;
            if let Some(key) = set.keys().find(|key| !writes.contains(key)) {
                let why = format!("it sets `{}`, which its manifest does not name", key.escape_debug());
                return Err(Failure::Nonsense(why));
            }
            let because = sentence(&completion.because).map_err(Failure::Nonsense)?;
            Ok(Answer::Proposed { set, because })
        }
        Outcome::HandOver(over) => {
            Ok(Answer::HandedOver { reason: sentence(&over.reason).map_err(Failure::Nonsense)? })
        }
        // Nobody waits for a plugin: whoever the workflow names may wait too.
        Outcome::Wait(wait) => {
            Ok(Answer::HandedOver { reason: sentence(&wait.reason).map_err(Failure::Nonsense)? })
        }
    }
}

fn errored(error: PluginError) -> Failure {
    let (PluginError::Transient(words) | PluginError::Permanent(words) | PluginError::Misconfigured(words)) =
        error;
    Failure::Errored(words.chars().take(500).collect())
}

/// Why a guest did not come to its end.
fn failure(error: &wasmtime::Error, inside: &Inside, stderr: &MemoryOutputPipe) -> Failure {
    if inside.is_out_of_memory {
        return Failure::OutOfMemory;
    }
    if error.downcast_ref::<TooManyCalls>().is_some() {
        return Failure::TooManyCalls;
    }
    if matches!(error.downcast_ref::<Trap>(), Some(Trap::OutOfFuel)) {
        return Failure::OutOfFuel;
    }
    let said = stderr.contents();
    let said = String::from_utf8_lossy(&said);
    let first = said.lines().find(|line| !line.trim().is_empty());
    Failure::Trapped(first.map_or_else(|| words(error), |line| line.chars().take(300).collect()))
}

/// The root of an error: what wasmtime found, without its backtrace.
pub(crate) fn words(error: &wasmtime::Error) -> String {
    error.root_cause().to_string().lines().next().unwrap_or_default().chars().take(300).collect()
}
