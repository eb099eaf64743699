//! The runtime that serves now. After its disk refused and is well again, another one takes its place; whoever asks never
//! notices more than a refusal in between.

use std::sync::{Arc, PoisonError, RwLock};

use crate::answer::Rejected;
use crate::pump::{Health, Runtime};

/// The place of the runtime that serves. Clones share it.
#[derive(Clone)]
pub struct Serving(Arc<RwLock<Current>>);

enum Current {
    Working(Runtime),
    /// There is none while the directory is opened again: how the last one ended.
    Opening(Health),
}

impl Serving {
    /// A place with its first runtime.
    #[must_use]
    pub fn new(runtime: Runtime) -> Self {
        Self(Arc::new(RwLock::new(Current::Working(runtime))))
    }

    /// The runtime that serves now. Ask anew for each request: whoever keeps one hinders the next.
    ///
    /// # Errors
    ///
    /// [`Rejected::ReadOnly`] while the directory is opened again: seconds, as a start takes.
    pub fn runtime(&self) -> Result<Runtime, Rejected> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Current::Working(runtime) => Ok(runtime.clone()),
            Current::Opening(_) => Err(Rejected::ReadOnly { because: OPENING.to_owned() }),
        }
    }

    /// Whether the daemon works.
    #[must_use]
    pub fn health(&self) -> Health {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Current::Working(runtime) => runtime.health(),
            Current::Opening(health) => health.clone(),
        }
    }

    /// Takes the runtime out, so that its directory can be opened again; nobody gets it from here on.
    #[must_use]
    pub fn take(&self) -> Option<Runtime> {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Current::Working(runtime) = &*current else { return None };
        let health = Health { accepting: false, because: Some(OPENING.to_owned()), ..runtime.health() };
        match std::mem::replace(&mut *current, Current::Opening(health)) {
            Current::Working(runtime) => Some(runtime),
            Current::Opening(_) => None,
        }
    }

    /// Lets another runtime serve.
    pub fn put(&self, runtime: Runtime) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Current::Working(runtime);
    }
}

/// What is said meanwhile.
const OPENING: &str = "the directory is opened again after the disk had refused; it takes seconds";
