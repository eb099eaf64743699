//! The floor: a bare server with one writer that appends and syncs in groups, and does nothing else.
//!
//! It is what any server that acknowledges durably can at best be on this machine with these tools. It parses no body,
//! asks nobody who they are, and keeps no index.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::Failure;
use crate::connection::{Answer, request};
use crate::load::Client;

/// Bytes that every request appends: a small record.
pub const RECORD_BYTES: usize = 500;

/// Requests in one group, as in the daemon.
const GROUP_MAX: usize = 256;

/// Requests that may wait for the writer, as in the daemon.
const QUEUE_MAX: usize = 1024;

/// The file is written from the start again when it is full. Preallocated, as the daemon's segments are.
const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A file of zeros on disk, written round and round.
pub struct Ring {
    file: File,
    offset: u64,
}

impl Ring {
    /// Makes the file in a folder, fills it with zeros and syncs it.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn create(folder: &Path) -> std::io::Result<Self> {
        let mut file = File::create(folder.join("ring"))?;
        let zeros = vec![0; 1024 * 1024];
        let mut written = 0;
        while written < FILE_BYTES {
            file.write_all(&zeros)?;
            written = written.saturating_add(1024 * 1024);
        }
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(Self { file, offset: 0 })
    }

    /// Appends and waits for the disk.
    ///
    /// # Errors
    ///
    /// What the system says; nothing more may be acknowledged then.
    pub fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.offset.saturating_add(length) > FILE_BYTES {
            self.offset = 0;
        }
        self.file.write_all_at(bytes, self.offset)?;
        self.offset = self.offset.saturating_add(length);
        self.file.sync_data()
    }
}

/// A request that waits for its sync.
struct Waiting {
    body: Bytes,
    done: oneshot::Sender<()>,
}

/// Serves until the process ends; `ready` hears the address.
///
/// # Errors
///
/// What hinders it.
pub async fn serve(folder: PathBuf, ready: impl FnOnce(SocketAddr)) -> Result<(), Failure> {
    let ring = Ring::create(&folder)?;
    let (queue, waiting) = sync_channel(QUEUE_MAX);
    std::thread::spawn(move || write(ring, &waiting));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    ready(listener.local_addr()?);
    let router = Router::new().route("/append", post(append)).with_state(queue);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn append(State(queue): State<SyncSender<Waiting>>, body: Bytes) -> StatusCode {
    let (done, told) = oneshot::channel();
    if queue.try_send(Waiting { body, done }).is_err() {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    match told.await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The one writer. After a failed sync it acknowledges nothing more.
fn write(mut ring: Ring, queue: &Receiver<Waiting>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    let mut bytes = Vec::with_capacity(GROUP_MAX * RECORD_BYTES);
    while let Ok(first) = queue.recv() {
        group.push(first);
        group.extend(queue.try_iter().take(GROUP_MAX - 1));
        bytes.clear();
        for waiting in &group {
            let from = bytes.len();
            bytes.extend(waiting.body.iter().take(RECORD_BYTES));
            bytes.resize(from.saturating_add(RECORD_BYTES), 0);
        }
        if ring.append(&bytes).is_err() {
            return;
        }
        for waiting in group.drain(..) {
            // A client that went away does not listen.
            let _gone = waiting.done.send(());
        }
    }
}

/// A client of the floor: the same request again and again, as long as one to the daemon.
pub struct Appending {
    request: Vec<u8>,
}

impl Appending {
    /// A client.
    #[must_use]
    pub fn new() -> Self {
        let headers =
            format!("authorization: Bearer hh_{}\r\nidempotency-key: floor-1-1\r\n", "0".repeat(64));
        let body = format!("{{\"values\":{{\"finding\":\"{}\"}}}}", "x".repeat(180));
        Self { request: request("POST", "/append", &headers, &body) }
    }
}

impl Default for Appending {
    fn default() -> Self {
        Self::new()
    }
}

impl Client for Appending {
    fn next(&mut self) -> Vec<u8> {
        self.request.clone()
    }

    fn answered(&mut self, answer: Answer<'_>) -> Result<(), Failure> {
        if answer.is_ok() { Ok(()) } else { Err(format!("the floor answered {}", answer.status).into()) }
    }
}
