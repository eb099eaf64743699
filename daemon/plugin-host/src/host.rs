//! The host: loads components, calls them on a runtime of its own, and always answers.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

use model::ContentHash;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::{Component as Compiled, HasSelf, Linker};

use crate::answer::{Failure, Report};
use crate::bindings::{Plugin, PluginPre};
use crate::cache::Cache;
use crate::compile::Compiler;
use crate::engine;
use crate::input::Input;
use crate::inspect::{Manifest, Sheet, capabilities};
use crate::limits::{CALLS_MAX, CALLS_OF_ONE_MAX, LOADED_MAX, Limits, WAITING_MAX};
use crate::sandbox::{Inside, Linked, describe, words};

/// How a host is started.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// What one call may use.
    pub limits: Limits,
    /// The program that compiles: one that calls [`crate::compile_worker`] when its first argument is
    /// `compile-worker`.
    pub worker: PathBuf,
    /// Where compiled components are kept; without it each start compiles again.
    pub cache: Option<PathBuf>,
}

/// Why a host cannot start. The daemon runs without it: every plugin step is then done by hand.
#[derive(Debug, thiserror::Error)]
#[error("plugins cannot be run: {0}")]
pub struct NotStarted(String);

/// A component to call.
pub struct Component {
    /// SHA-256 of its bytes.
    pub digest: ContentHash,
    /// Its bytes, asked for once: they are compiled and kept.
    pub bytes: Box<dyn FnOnce() -> Option<Vec<u8>> + Send>,
}

/// Calls plugins.
pub struct Host {
    runtime: Option<tokio::runtime::Runtime>,
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    linker: Linker<Inside>,
    compiler: Compiler,
    cache: Cache,
    compatibility: u64,
    limits: Limits,
    /// Components that can be called, and those that never will.
    loaded: Mutex<BTreeMap<ContentHash, Result<Arc<Loaded>, Failure>>>,
    /// One component is compiled at a time.
    compiling: tokio::sync::Mutex<()>,
    running: Semaphore,
    waiting: AtomicUsize,
}

struct Loaded {
    linked: Linked,
    sheet: Sheet,
    gate: Semaphore,
}

impl Host {
    /// Starts the host.
    ///
    /// # Errors
    ///
    /// [`NotStarted`]: the machine lends no room for the pool, or the cache is open to others.
    pub fn start(options: HostOptions) -> Result<Self, NotStarted> {
        Self::with(Compiler::Child(options.worker), options.limits, options.cache.as_deref())
    }

    pub(crate) fn with(compiler: Compiler, limits: Limits, cache: Option<&Path>) -> Result<Self, NotStarted> {
        let engine = engine::running().map_err(|why| NotStarted(words(&why)))?;
        let linker = linker(&engine).map_err(|why| NotStarted(words(&why)))?;
        let cache = Cache::open(cache).map_err(|why| NotStarted(why.to_string()))?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .thread_name("plugin")
            .enable_time()
            .build()
            .map_err(|why| NotStarted(why.to_string()))?;
        let inner = Inner {
            engine,
            linker,
            compiler,
            cache,
            compatibility: hasher.finish(),
            limits,
            loaded: Mutex::default(),
            compiling: tokio::sync::Mutex::default(),
            running: Semaphore::new(CALLS_MAX),
            waiting: AtomicUsize::new(0),
        };
        Ok(Self { runtime: Some(runtime), inner: Arc::new(inner) })
    }

    /// Calls a component; `done` is called exactly once, from a thread of the host. Never waits.
    pub fn call(&self, component: Component, input: Input, done: Box<dyn FnOnce(Report) + Send>) {
        let owed = Owed { done: Some(done), inner: Arc::clone(&self.inner) };
        let waiting = self.inner.waiting.fetch_add(1, Ordering::AcqRel);
        let Some(runtime) = self.runtime.as_ref().filter(|_| waiting < WAITING_MAX) else {
            return owed.give(Report::not_begun(Failure::HostDown));
        };
        let inner = Arc::clone(&self.inner);
        runtime.spawn(async move {
            let report = inner.perform(component, input).await;
            let given = tokio::task::spawn_blocking(move || owed.give(report)).await;
            if given.is_err() {
                tracing::error!("who waited for a plugin panicked");
            }
        });
    }

    /// Calls a component and waits. Not to be used on an asynchronous thread.
    #[must_use]
    pub fn call_and_wait(&self, component: Component, input: Input) -> Report {
        let (send, receive) = sync_channel(1);
        let done = move |report| {
            let _gone = send.send(report);
        };
        self.call(component, input, Box::new(done));
        receive.recv().unwrap_or_else(|_| Report::not_begun(Failure::HostDown))
    }

    /// Compiles a component, checks what it asks for, and asks it what it is. Not to be used on an asynchronous thread.
    ///
    /// # Errors
    ///
    /// [`Failure`]: it may not run, or does not answer.
    pub fn inspect(&self, bytes: &[u8]) -> Result<Sheet, Failure> {
        let digest = ContentHash(Sha256::digest(bytes).into());
        let bytes = bytes.to_vec();
        let component = Component { digest, bytes: Box::new(move || Some(bytes)) };
        let (send, receive) = sync_channel(1);
        let inner = Arc::clone(&self.inner);
        let Some(runtime) = &self.runtime else { return Err(Failure::HostDown) };
        runtime.spawn(async move {
            let _gone = send.send(inner.load(component).await.map(|loaded| loaded.sheet.clone()));
        });
        receive.recv().unwrap_or(Err(Failure::HostDown))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // What still runs is bounded by fuel, and nobody waits for it any more.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// An answer that is given once, whatever happens to the call.
struct Owed {
    done: Option<Box<dyn FnOnce(Report) + Send>>,
    inner: Arc<Inner>,
}

impl Owed {
    fn give(mut self, report: Report) {
        if let Some(done) = self.done.take() {
            done(report);
        }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.inner.waiting.fetch_sub(1, Ordering::AcqRel);
        if let Some(done) = self.done.take() {
            done(Report::not_begun(Failure::HostDown));
        }
    }
}

impl Inner {
    async fn perform(self: &Arc<Self>, component: Component, input: Input) -> Report {
        let loaded = match self.load(component).await {
            Ok(loaded) => loaded,
            Err(failure) => return Report::not_begun(failure),
        };
        let (Ok(_one), Ok(_all)) = (loaded.gate.acquire().await, self.running.acquire().await) else {
            return Report::not_begun(Failure::HostDown);
        };
        loaded.linked.run(input, self.limits).await
    }

    fn known(&self, digest: &ContentHash) -> Option<Result<Arc<Loaded>, Failure>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }

    /// The component, compiled, checked and linked; from memory, from the cache, or by the child.
    async fn load(self: &Arc<Self>, component: Component) -> Result<Arc<Loaded>, Failure> {
        if let Some(known) = self.known(&component.digest) {
            return known;
        }
        let _one_at_a_time = self.compiling.lock().await;
        if let Some(known) = self.known(&component.digest) {
            return known;
        }
        let digest = component.digest;
        let loaded = self.load_anew(component).await;
        let is_lasting = match &loaded {
            Ok(_) | Err(Failure::Refused(_) | Failure::Nonsense(_)) => true,
            Err(_may_be_otherwise) => false,
        };
        if is_lasting {
            let mut all = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= LOADED_MAX {
                all.clear();
            }
            all.insert(digest, loaded.clone());
        }
        loaded
    }

    async fn load_anew(self: &Arc<Self>, component: Component) -> Result<Arc<Loaded>, Failure> {
        let inner = Arc::clone(self);
        let compiled = tokio::task::spawn_blocking(move || inner.compiled(component)).await;
        let (compiled, digest, bytes) = compiled.map_err(|_| Failure::HostDown)??;
        let capabilities = capabilities(&compiled, &self.engine)?;
        let pre = self.linker.instantiate_pre(&compiled).map_err(|why| Failure::Refused(words(&why)))?;
        let manifest = Manifest::read(describe(&self.engine, &pre, self.limits).await?)?;
        let linked = Linked {
            engine: self.engine.clone(),
            pre: PluginPre::new(pre).map_err(|why| Failure::Refused(words(&why)))?,
            kind: manifest.kind.clone(),
            reads: manifest.reads.clone(),
            wants: manifest.wants.iter().map(|(name, _)| name.clone()).collect(),
            writes: manifest.writes.clone(),
        };
        let sheet = Sheet { digest, bytes, capabilities, manifest };
        Ok(Arc::new(Loaded { linked, sheet, gate: Semaphore::new(CALLS_OF_ONE_MAX) }))
    }

    fn compiled(&self, component: Component) -> Result<(Compiled, ContentHash, usize), Failure> {
        let Component { digest, bytes } = component;
        let bytes = bytes().ok_or(Failure::Missing)?;
        if Sha256::digest(&bytes).as_slice() != digest.0 {
            return Err(Failure::Missing);
        }
        if let Some(code) = self.cache.get(&digest, self.compatibility)
            && let Ok(compiled) = self.deserialize(&code)
        {
            return Ok((compiled, digest, bytes.len()));
        }
        let code = self.compiler.compile(&bytes)?;
        self.cache.put(&digest, self.compatibility, &code);
        let compiled = self.deserialize(&code).map_err(|why| Failure::Refused(words(&why)))?;
        Ok((compiled, digest, bytes.len()))
    }

    /// Takes native code for a component.
    #[expect(
        unsafe_code,
        reason = "the code came from our own compiler, through a pipe or from a folder of this user alone"
    )]
    fn deserialize(&self, code: &[u8]) -> wasmtime::Result<Compiled> {
        // SAFETY: `code` was written by `Engine::precompile_component` in our own child process. It came through a pipe,
        // or from the cache: a folder of mode 0700 that belongs to this user, with the hash of its content checked.
        // Wasmtime itself refuses code of another version or with other settings. Files of users never come here:
        // `Compiler::compile` takes wasm only.
        unsafe { Compiled::deserialize(&self.engine, code) }
    }
}

fn linker(engine: &Engine) -> wasmtime::Result<Linker<Inside>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    Plugin::add_to_linker::<_, HasSelf<_>>(&mut linker, |inside| inside)?;
    Ok(linker)
}
