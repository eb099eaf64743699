//! Connections: accepted up to a bound, greeted within a time, served, and ended in order.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::tls::Tls;

/// Connections at a time. Those beyond wait in the queue of the system until one ends: each costs some 100 KiB at most.
pub(crate) const CONNECTIONS_MAX: usize = 1_024;

/// Connections of the admin listener: a scraper, a probe, an operator.
pub(crate) const ADMIN_CONNECTIONS_MAX: usize = 16;

/// How long the headers of a request may take, and how long a connection may wait for its next request.
const HEADER_TIME: Duration = Duration::from_secs(15);

/// How long the handshake of TLS may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// How long nothing is accepted after the system refused a connection, for want of descriptors say.
const REST: Duration = Duration::from_millis(100);

/// How long requests that are under way may take when the daemon stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until told to stop, then lets what is under way end: ten seconds at most.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
    connections: usize,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            // A dropped sender ends the server too.
            _ended = stop.wait_for(|stop| *stop) => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, place)) = accepted else { continue };
        let (watcher, router, tls) = (graceful.watcher(), router.clone(), tls.clone());
        tokio::spawn(async move {
            greet(stream, router, tls, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    // A client that keeps its request open does not hold the daemon for ever.
    let _late = timeout(FAREWELL, graceful.shutdown()).await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _from)) => Some((stream, place)),
        Err(why) => {
            tracing::warn!(%why, "a connection could not be accepted");
            tokio::time::sleep(REST).await;
            None
        }
    }
}

async fn greet(stream: TcpStream, router: Router, tls: Option<Tls>, watcher: Watcher) {
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _slower = stream.set_nodelay(true);
    let Some(tls) = tls else { return converse(stream, router, watcher).await };
    match timeout(HANDSHAKE_TIME, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => converse(stream, router, watcher).await,
        Ok(Err(why)) => tracing::debug!(%why, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    watcher: Watcher,
) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(why) = watcher.watch(connection).await {
        tracing::debug!(%why, "a connection broke");
    }
}
