//! The engine: what guests may use of wasm, and how instances are made.

use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Strategy};

use crate::limits::{
    CORE_INSTANCES_MAX, FIBER_STACK_BYTES, INSTANCES_MAX, Limits, POOL_MEMORY_BYTES, WASM_STACK_BYTES,
};

/// What decides whether compiled code fits: the same for the child that compiles and the host that runs.
fn common() -> Config {
    let mut config = Config::new();
    config.strategy(Strategy::Cranelift);
    config.consume_fuel(true);
    config.memory_init_cow(true);
    config.max_wasm_stack(WASM_STACK_BYTES);
    config.async_stack_size(FIBER_STACK_BYTES);
    // The same bits on every machine.
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    config.wasm_memory64(false);
    config.concurrency_support(false);
    config
}

/// The engine that runs guests. Instances come from a pool: a fresh one costs microseconds.
///
/// # Errors
///
/// What wasmtime says, for instance that the machine lends too little address space.
pub(crate) fn running() -> wasmtime::Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES_MAX);
    pool.total_stacks(INSTANCES_MAX);
    pool.total_core_instances(INSTANCES_MAX.saturating_mul(4));
    pool.total_memories(INSTANCES_MAX.saturating_mul(2));
    pool.total_tables(INSTANCES_MAX.saturating_mul(4));
    pool.max_core_instances_per_component(CORE_INSTANCES_MAX);
    pool.max_memory_size(POOL_MEMORY_BYTES);
    pool.table_elements(Limits::default().table_elements);
    let mut config = common();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}

/// The engine of the child that compiles: one thread, and no pool that would take address space.
///
/// # Errors
///
/// What wasmtime says.
pub(crate) fn compiling() -> wasmtime::Result<Engine> {
    let mut config = common();
    config.parallel_compilation(false);
    Engine::new(&config)
}
