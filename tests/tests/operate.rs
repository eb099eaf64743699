//! What an operator sees and must be able to trust: metrics, readiness, logs without people in them, TLS.

#![expect(clippy::indexing_slicing, reason = "an answer without the field is a failed test")]

#[path = "operate/doctor.rs"]
mod doctor;
#[path = "operate/logs.rs"]
mod logs;
#[path = "operate/metrics.rs"]
mod metrics;
#[path = "operate/overload.rs"]
mod overload;
#[path = "operate/ready.rs"]
mod ready;
#[path = "operate/refusing.rs"]
mod refusing;
#[path = "operate/room.rs"]
mod room;
#[path = "operate/tls.rs"]
mod tls;

/// When these tests begin: a Monday morning in Denmark.
const MORNING: &str = "2026-08-03T07:00:00Z";
