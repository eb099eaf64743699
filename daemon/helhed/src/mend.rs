//! After the disk refused: the daemon stays, answers what it can, tries the disk, and opens its directory again.
//!
//! A failed write or sync is never tried again. The directory is opened as after a crash instead, in the same process:
//! recovery writes what followed the last checkpoint once more, syncs it, and finds out what is true.

use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::Receiver;
use runtime::{Core, Plugins, Runtime, RuntimeOptions, Serving, Sources, WorkflowView};
use scheduler::Clock;

use crate::config::Config;
use crate::place::Place;
use crate::serve::{Failure, open};

/// When the disk is tried for the first time after it refused.
const FIRST_TRIAL: Duration = Duration::from_secs(1);

/// The longest time between two trials.
const TRIALS_APART_MAX: Duration = Duration::from_secs(30);

/// How long requests under way may still read in what is closed. A page takes milliseconds.
const READERS_WAIT: Duration = Duration::from_secs(30);

/// How often it is asked whether they have ended.
const READERS_LOOK: Duration = Duration::from_millis(20);

/// A disk that refuses so often within [`MENDS_WITHIN`] is no disk to go on with.
const MENDS_MAX: usize = 5;

/// Ten minutes.
const MENDS_WITHIN: Duration = Duration::from_mins(10);

/// What a runtime is started with, the first time and again.
pub(crate) struct Again {
    pub(crate) place: Place,
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) receiver: Arc<dyn Receiver>,
    pub(crate) plugins: Arc<dyn Plugins>,
    /// What this start puts into force.
    pub(crate) sources: Option<Sources>,
    pub(crate) refused: Vec<WorkflowView>,
    /// When the directory was opened again, the last times.
    pub(crate) mends: Vec<Instant>,
}

impl Again {
    /// The runtime over an open directory.
    pub(crate) fn start(&self, core: Core) -> Runtime {
        let options = RuntimeOptions {
            clock: Arc::clone(&self.clock),
            receiver: Arc::clone(&self.receiver),
            plugins: Arc::clone(&self.plugins),
            room: self.config.data.room(),
            sources: self.sources.clone(),
            folder: self.config.workflows.directory.clone(),
            refused: self.refused.clone(),
        };
        Runtime::start(core, options)
    }

    /// Whether it is worth while: not after a fault of our own, nor after a handful of times within minutes.
    pub(crate) fn may_mend(&mut self, runtime: &Runtime) -> bool {
        self.mends.retain(|at| at.elapsed() < MENDS_WITHIN);
        runtime.is_mendable() && self.mends.len() < MENDS_MAX
    }

    /// Waits until the disk takes a write again, while questions are answered; then opens the directory anew.
    ///
    /// Dropping the future gives up: nothing is half done then but that there is no runtime.
    ///
    /// # Errors
    ///
    /// What hinders the directory from being opened, or who still reads in the old one.
    pub(crate) async fn mend(&mut self, serving: &Serving) -> Result<(), Failure> {
        let mut apart = FIRST_TRIAL;
        loop {
            tokio::time::sleep(apart).await;
            let runtime = serving.runtime().map_err(|why| why.detail().en)?;
            match tokio::task::spawn_blocking(move || runtime.try_disk()).await? {
                Ok(()) => break,
                Err(why) => {
                    apart = (apart * 2).min(TRIALS_APART_MAX);
                    let seconds = apart.as_secs();
                    tracing::error!(because = %why, "read-only: the disk takes no write; tried again in {seconds} s");
                }
            }
        }
        self.mends.push(Instant::now());
        tracing::info!("the disk takes writes again; the directory is opened anew");
        let Some(ended) = serving.take() else { return Ok(()) };
        let (ended, meters) = tokio::task::spawn_blocking(move || {
            ended.stop();
            let meters = ended.meters().clone();
            (ended, meters)
        })
        .await?;
        wait_for_readers(&ended).await?;
        drop(ended);
        let opened = open(&self.place, &self.config)?;
        let core = Core::new(opened.counting_on(meters), Box::new(|_kind| true))?;
        serving.put(self.start(core));
        tracing::info!("commands are taken again; what was acknowledged is there");
        Ok(())
    }
}

/// Until nobody reads in a runtime any more: its index is then closed with it.
async fn wait_for_readers(runtime: &Runtime) -> Result<(), Failure> {
    let began = Instant::now();
    while !runtime.is_last() {
        if began.elapsed() > READERS_WAIT {
            return Err("the directory cannot be opened again: somebody still reads in it".into());
        }
        tokio::time::sleep(READERS_LOOK).await;
    }
    Ok(())
}

/// What is said at the moment when the disk refuses.
pub(crate) fn say_read_only(because: &str) {
    tracing::error!(
        because,
        "read-only: nothing is saved and no deadline fires until the disk takes writes again; questions are answered as far as their looks can be written down"
    );
}
