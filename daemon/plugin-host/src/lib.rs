//! Calls plugins in a sandbox. Nothing else knows wasmtime, and nothing here knows a case.
//!
//! A call gets a fresh instance with fuel, memory, host-call and log limits ([`Limits`]), an empty and seeded WASI, and
//! of the host only what was granted. It runs on a runtime of its own, so that a looping plugin delays nothing else.
//! Components are compiled in a limited child process ([`compile_worker`]), because compiling a hostile one can take
//! gigabytes. The contract is `sdk/wit/plugin.wit`; settings and figures: `docs/design/0022-plugin-sandbox.md`.

mod answer;
#[expect(missing_docs, reason = "made of `sdk/wit/plugin.wit`, which documents every word")]
mod bindings;
mod cache;
mod compile;
mod convert;
mod engine;
mod host;
mod input;
mod inspect;
mod limits;
mod sandbox;
mod services;

pub use answer::{Answer, Failure, Report};
pub use bindings::helhed::plugin::types::{Field, Value as FieldValue};
pub use compile::{COMPONENT_BYTES_MAX, WorkerLimits, compile_worker};
pub use convert::{from_guest, sentence};
pub use host::{Component, Host, HostOptions, NotStarted};
pub use input::{Input, Member, NotAnInput};
pub use inspect::{Capability, Manifest, Sheet};
pub use limits::Limits;

#[cfg(test)]
mod tests;
