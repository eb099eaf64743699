//! Clients that go on through every kill: what got no answer is sent again, with the same key.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use helhed::client::{Answer, Ask};
use serde_json::{Value as Json, json};
use tests::crashing::Dice;
use tests::problem;
use tokio::runtime::Runtime;

use super::ledger::{Acknowledged, Did, Ledger};

/// Clients at the same time.
pub(crate) const CLIENTS: usize = 16;

/// Notes on one case before a client opens another.
const NOTES_MAX: usize = 30;

/// One answer in so many is asked for again at once.
const AGAIN_ONCE_IN: usize = 8;

/// Where the daemon is, and what it has acknowledged.
pub(crate) struct Stage<'r> {
    runtime: &'r Runtime,
    tokens: [String; 2],
    place: Mutex<Place>,
    moved: Condvar,
    ledger: Mutex<Ledger>,
    answered: Mutex<Sender<()>>,
}

#[derive(Default)]
struct Place {
    address: Option<SocketAddr>,
    /// How many daemons there were.
    generation: u64,
    is_over: bool,
}

/// Tells the clients to end, when it is dropped.
pub(crate) struct Ending<'s, 'r>(&'s Stage<'r>);

impl Drop for Ending<'_, '_> {
    fn drop(&mut self) {
        self.0.place().is_over = true;
        self.0.moved.notify_all();
    }
}

/// A request with its key: sent until it is answered.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) person: usize,
    pub(crate) key: String,
    pub(crate) path: String,
    pub(crate) body: Json,
}

impl<'r> Stage<'r> {
    pub(crate) fn new(runtime: &'r Runtime, tokens: [String; 2]) -> (Self, Receiver<()>) {
        let (tell, answered) = channel();
        let stage = Self {
            runtime,
            tokens,
            place: Mutex::default(),
            moved: Condvar::new(),
            ledger: Mutex::default(),
            answered: Mutex::new(tell),
        };
        (stage, answered)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn ending(&self) -> Ending<'_, 'r> {
        Ending(self)
    }

    /// Tells the clients where the daemon is now.
    pub(crate) fn publish(&self, address: SocketAddr) {
        let mut place = self.place();
        place.address = Some(address);
        place.generation += 1;
        self.moved.notify_all();
    }

    /// How many answers there were.
    pub(crate) fn entries(&self) -> usize {
        self.ledger().entries.len()
    }

    /// The daemon after this generation; none when it is over.
    fn after(&self, generation: u64) -> Option<(SocketAddr, u64)> {
        let mut place = self.place();
        loop {
            match place.address {
                Some(address) if place.generation > generation => return Some((address, place.generation)),
                _waits if place.is_over => return None,
                _waits => place = self.moved.wait(place).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.place().is_over
    }

    /// Asks one daemon once; none if it went away.
    pub(crate) fn send(&self, address: SocketAddr, order: &Order) -> Option<Answer> {
        let ask =
            Ask::post(order.path.clone(), order.body.clone()).with("idempotency-key", order.key.clone());
        let answer = self.runtime.block_on(ask.token(&self.tokens[order.person]).send(address)).ok()?;
        problem::check(&answer);
        Some(answer)
    }

    /// Reads something that must be there.
    pub(crate) fn read(&self, address: SocketAddr, person: usize, path: &str) -> Json {
        let ask = Ask::get(path).token(&self.tokens[person]);
        let answer = self.runtime.block_on(ask.send(address)).expect("the daemon answers");
        assert!(answer.is_ok(), "{path}: {:#}", answer.body);
        answer.body
    }

    /// Sends an order until a daemon answers it; none when it is over.
    fn give(&self, order: &Order) -> Option<Answer> {
        let mut generation = 0;
        loop {
            let (address, known) = self.after(generation)?;
            match self.send(address, order) {
                Some(answer) if answer.status == 429 || answer.status == 503 => {}
                Some(answer) => {
                    assert!(answer.is_ok(), "{}: {:#}", order.path, answer.body);
                    return Some(answer);
                }
                None => generation = known,
            }
        }
    }

    /// Gives an order and writes down what was acknowledged.
    fn acknowledged(&self, order: Order, did: impl FnOnce(&Answer) -> Did) -> Option<Acknowledged> {
        let answer = self.give(&order)?;
        let entry = Acknowledged::of(order, did(&answer), &answer);
        self.ledger().entries.push(entry.clone());
        // Nobody counts any more at the end.
        let _uncounted = self.answered.lock().unwrap_or_else(PoisonError::into_inner).send(());
        Some(entry)
    }
}

/// One client: opens cases and takes notes until it is over.
pub(crate) fn run(stage: &Stage<'_>, number: usize, mut dice: Dice) {
    let mut count = 0;
    while !stage.is_over() {
        if one_case(stage, number, &mut count, &mut dice).is_none() {
            return;
        }
    }
}

fn one_case(stage: &Stage<'_>, number: usize, count: &mut usize, dice: &mut Dice) -> Option<()> {
    let person = number % 2;
    let mut next = |path: String, body: Json| {
        *count += 1;
        Order { person, key: format!("client-{number}-{count}"), path, body }
    };
    let serial = stage.ledger().next_serial();
    let body = json!({
        "cpr": tests::world::synthetic_cpr(serial), "name": format!("Klient {number}"),
        "birth_date": "1990-05-17", "synthetic": true,
    });
    let registered = stage.acknowledged(next("/v1/citizens".to_owned(), body), |_| Did::Register)?;
    let citizen = registered.citizen.expect("a new citizen has a number");
    let body = json!({
        "citizen": citizen, "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "holistic_team",
    });
    let opened = stage.acknowledged(next("/v1/cases".to_owned(), body), |_| Did::Open { citizen })?;
    let case = opened.case.expect("a new case has a number");
    for note in 0..=dice.below(NOTES_MAX) {
        let text = format!("notat {note} af klient {number} på {case}");
        let order = next(format!("/v1/cases/{case}/notes"), json!({ "text": text }));
        let did = Did::Note { case: case.clone(), text };
        let entry = stage.acknowledged(order, |_| did)?;
        if dice.below(AGAIN_ONCE_IN) == 0 {
            let again = stage.give(&entry.order)?;
            entry.is_answered_again(&again);
        }
        if stage.is_over() {
            return None;
        }
    }
    Some(())
}
