//! The door of the daemon: connections are taken, shaken hands with, and served, each within its bounds.

pub mod tls;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;

/// Bounds of the door (R2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at the same time; one more waits in the queue of the system. A municipality's clients and its proxy
    /// hold a few hundred, and each costs some tens of kilobytes.
    pub connections: usize,
    /// Longest time for the TLS handshake: whoever connects and says nothing holds a connection that others wait for.
    pub handshake: Duration,
    /// Longest time from the beginning of a request to the end of its headers, and between two requests.
    pub headers: Duration,
    /// How long requests under way may take to end when the daemon stops.
    pub goodbye: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 1_024,
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(15),
            goodbye: Duration::from_secs(10),
        }
    }
}

/// Pause after the system refused to give a connection: out of descriptors, say. Asking again at once would only burn.
const REFUSED_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end` resolves, then lets requests under way finish.
///
/// # Errors
///
/// None today: a connection that fails is its client's loss alone.
pub async fn serve(
    listener: TcpListener,
    (router, tls): (Router, Option<TlsAcceptor>),
    bounds: Bounds,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(bounds.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(end);
    loop {
        let (stream, place) = tokio::select! {
            taken = next(&listener, &places) => taken,
            () = &mut end => break,
        };
        let (router, tls, watcher) = (router.clone(), tls.clone(), graceful.watcher());
        // It owns its connection and ends with it; the shutdown below waits for it.
        drop(tokio::spawn(async move {
            let _place = place;
            match tls {
                None => converse(stream, router, bounds, watcher).await,
                Some(tls) => match tokio::time::timeout(bounds.handshake, tls.accept(stream)).await {
                    Ok(Ok(stream)) => converse(stream, router, bounds, watcher).await,
                    Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                    Err(_) => tracing::debug!("a TLS handshake was not finished in time"),
                },
            }
        }));
    }
    drop(listener);
    // A client that keeps its connection open does not hold the daemon for ever.
    if tokio::time::timeout(bounds.goodbye, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests under way did not end in time; their connections are cut");
    }
    Ok(())
}

/// The next connection, once there is a place for it.
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let place = Arc::clone(places).acquire_owned().await.expect("the places are never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _from)) => {
                // Answers are small and are waited for: none is held back to be sent with the next.
                let _slower = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "the system gives no connection");
                tokio::time::sleep(REFUSED_PAUSE).await;
            }
        }
    }
}

async fn converse<S>(
    stream: S,
    router: Router,
    bounds: Bounds,
    watcher: hyper_util::server::graceful::Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(bounds.headers);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests;
