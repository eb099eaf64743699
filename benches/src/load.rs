//! The load: clients that each ask, wait for the answer, and ask again, until the time is over.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Failure;
use crate::connection::{Answer, Connection};
use crate::measured::Measured;

/// Answers of one client that are kept in one phase: a minute at 50,000 a second. A phase with more would need another
/// way to count.
const SAMPLES_MAX: usize = 3_000_000;

/// Somebody with one connection: says what to ask next, and hears the answer.
pub trait Client: Send + 'static {
    /// The next request, whole.
    fn next(&mut self) -> Vec<u8>;

    /// Takes the answer to the last request.
    ///
    /// # Errors
    ///
    /// A sentence if it is not the answer that was to come; the phase ends.
    fn answered(&mut self, answer: Answer<'_>) -> Result<(), Failure>;
}

/// Lets every client work for a while; answers what was measured, and the clients as they are afterwards.
///
/// A request that is under way when the time is over is waited for and counted, and the phase is that much longer.
///
/// # Errors
///
/// The first client's failure; a phase with a failure has no figure.
pub async fn run<C: Client>(
    address: SocketAddr,
    clients: Vec<C>,
    duration: Duration,
) -> Result<(Measured, Vec<C>), Failure> {
    let mut connections = Vec::with_capacity(clients.len());
    for _ in &clients {
        connections.push(Connection::open(address).await?);
    }
    let started = Instant::now();
    let mut under_way = JoinSet::new();
    for (connection, client) in connections.into_iter().zip(clients) {
        under_way.spawn(async move {
            let worked = work(connection, client, started + duration).await;
            worked.map_err(|why| why.to_string())
        });
    }
    let mut samples = Vec::new();
    let mut clients = Vec::new();
    while let Some(worked) = under_way.join_next().await {
        let (client, taken) = worked??;
        samples.extend(taken);
        clients.push(client);
    }
    Ok((Measured::of(samples, started.elapsed()), clients))
}

async fn work<C: Client>(
    mut connection: Connection,
    mut client: C,
    until: Instant,
) -> Result<(C, Vec<Duration>), Failure> {
    let mut samples = Vec::with_capacity(64 * 1024);
    while Instant::now() < until && samples.len() < SAMPLES_MAX {
        let request = client.next();
        let asked = Instant::now();
        let answer = connection.exchange(&request).await?;
        samples.push(asked.elapsed());
        client.answered(answer)?;
    }
    Ok((client, samples))
}
