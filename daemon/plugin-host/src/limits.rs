//! What one call may use. Measured with wasmtime 48 (`docs/design/0022-plugin-sandbox.md`).

use std::time::Duration;

/// What one call may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Fuel: about one a wasm instruction. The verdict on a loop, and the same on every machine.
    pub fuel: u64,
    /// Linear memory in bytes, all memories of the component together.
    pub memory_bytes: usize,
    /// Elements of all tables together.
    pub table_elements: usize,
    /// Calls of the host's own interfaces.
    pub host_calls: u32,
    /// Bytes of log lines; more are dropped and counted.
    pub log_bytes: usize,
    /// Wall clock: for host functions that wait, and for a machine that is too busy. Not the verdict on a loop.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // 0.17 s of work on a machine of 2026; an allocation among 100 people takes a thousandth of it.
            fuel: 500_000_000,
            memory_bytes: 64 << 20,
            table_elements: 20_000,
            host_calls: 10_000,
            log_bytes: 64 << 10,
            time: Duration::from_secs(10),
        }
    }
}

/// Fuel between two chances for other calls to run.
pub(crate) const FUEL_YIELD: u64 = 1_000_000;

/// Bytes that a guest may hand to the host in one call: a list of aliases would otherwise be lifted to gigabytes.
pub(crate) const HOST_CALL_BYTES_MAX: usize = 4 << 20;

/// Handles of a guest that live at one time.
pub(crate) const HANDLES_MAX: usize = 1_000;

/// Bytes that a guest may write to standard output or standard error each: a panic's message.
pub(crate) const STDIO_BYTES_MAX: usize = 16 << 10;

/// Stack of a guest in bytes, and of the fiber that it runs on.
pub(crate) const WASM_STACK_BYTES: usize = 512 << 10;
pub(crate) const FIBER_STACK_BYTES: usize = 1 << 20;

/// Instances alive at one time, for the pool; calls at one time are fewer.
pub(crate) const INSTANCES_MAX: u32 = 64;

/// Core instances inside one component.
pub(crate) const CORE_INSTANCES_MAX: u32 = 40;

/// Memory that the pool lets one memory grow to. A call's own limit is lower.
pub(crate) const POOL_MEMORY_BYTES: usize = 256 << 20;

/// Calls that run at one time, of all plugins and of one.
pub(crate) const CALLS_MAX: usize = 4;
pub(crate) const CALLS_OF_ONE_MAX: usize = 2;

/// Calls that wait or run; a further one is answered at once, and a person does the step.
pub(crate) const WAITING_MAX: usize = 256;

/// Compiled components kept in memory.
pub(crate) const LOADED_MAX: usize = 32;
