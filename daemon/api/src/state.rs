//! What every request shares: the runtime and the bounds.

use std::sync::Arc;
use std::time::Duration;

use runtime::{Runtime, Serving};
use tokio::sync::Semaphore;

use crate::meters::Meters;
use crate::problem::Failure;

/// Bounds of the HTTP API (R2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest body of a request. A record holds at most 1 MiB, so more could never be written.
    pub body_bytes: usize,
    /// Longest time that a body may take to arrive: a slow client holds a place that others wait for.
    pub body_time: Duration,
    /// Requests under `/v1` worked on at the same time; one more is answered with 429. Each may hold a thread of the
    /// blocking pool while its look is synced, and that pool has 512.
    pub requests: usize,
    /// How many of these may bring a body: bodies that are sent by halves never keep others from reading.
    pub bodies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 1024 * 1024, body_time: Duration::from_secs(10), requests: 256, bodies: 192 }
    }
}

/// What every request shares. Cloning it is cheap.
#[derive(Clone)]
pub struct ApiState {
    pub(crate) serving: Serving,
    pub(crate) limits: Limits,
    pub(crate) places: Arc<Semaphore>,
    pub(crate) body_places: Arc<Semaphore>,
    pub(crate) meters: Meters,
}

impl ApiState {
    /// The API over the runtime that serves at the time of each request.
    #[must_use]
    pub fn new(serving: Serving, limits: Limits) -> Self {
        Self {
            serving,
            limits,
            places: Arc::new(Semaphore::new(limits.requests)),
            body_places: Arc::new(Semaphore::new(limits.bodies)),
            meters: Meters::default(),
        }
    }

    /// The runtime that serves now.
    pub(crate) fn runtime(&self) -> Result<Runtime, Failure> {
        self.serving.runtime().map_err(Failure::from)
    }

    /// What is counted of requests.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.meters
    }
}
