//! The program as a process, killed at moments of chance, under clients that keep their own ledgers.

#![expect(clippy::indexing_slicing, reason = "a body without the field is a failed test")]

#[path = "kill/clients.rs"]
mod clients;
#[path = "kill/directory.rs"]
mod directory;
#[path = "kill/ledger.rs"]
mod ledger;

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use helhed::client::Ask;
use serde_json::json;
use tests::child::{self, Child};
use tests::crashing::Dice;
use tests::places::fail;
use tokio::runtime::Runtime;

use clients::{CLIENTS, Stage, run};

/// Kills of a daemon that works.
const KILLS_AT_WORK: usize = 24;

/// Kills of a daemon that starts.
const KILLS_AT_START: usize = 8;

/// Answers between two kills, at most.
const ANSWERS_MAX: usize = 60;

/// Answers given before that are asked for again after a kill.
const ASKED_AGAIN: usize = 12;

#[test]
fn kill_nothing_acknowledged_is_missing_and_nothing_is_done_twice() {
    let mut dice = Dice::seeded();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("data");
    let runtime = Runtime::new().expect("the threads of a test can be started");
    let first = started(&data);
    let people = [token(&first, &runtime, &data, "pasi"), token(&first, &runtime, &data, "suro")];
    let (stage, answered) = Stage::new(&runtime, people);
    let seeds: Vec<u64> = (0..CLIENTS).map(|_| dice.number()).collect();
    let daemon = std::thread::scope(|scope| {
        let stage = &stage;
        let mut daemon = first;
        for (number, seed) in seeds.into_iter().enumerate() {
            scope.spawn(move || run(stage, number, Dice(seed)));
        }
        // Whatever goes wrong here, the clients must not wait for ever.
        let _end = stage.ending();
        stage.publish(daemon.address);
        let mut start_took = Duration::from_millis(500);
        for round in 0..KILLS_AT_WORK {
            wait_for(&answered, 1 + dice.below(ANSWERS_MAX));
            daemon.kill();
            if round % (KILLS_AT_WORK / KILLS_AT_START) == 0 {
                let micros = usize::try_from(start_took.as_micros()).unwrap_or(usize::MAX);
                let after = u64::try_from(dice.below(micros)).unwrap_or(0);
                Child::kill_while_starting(&data, Duration::from_micros(after));
            }
            let before = Instant::now();
            daemon = started(&data);
            start_took = before.elapsed();
            stage.verify(daemon.address);
            stage.ask_again(daemon.address, &mut dice, ASKED_AGAIN);
            stage.publish(daemon.address);
        }
        wait_for(&answered, ANSWERS_MAX);
        daemon
    });
    stage.verify(daemon.address);
    stage.ask_again(daemon.address, &mut dice, usize::MAX);
    assert!(stage.entries() > KILLS_AT_WORK * 8, "the clients got {} answers only", stage.entries());
    assert!(daemon.stop().success(), "it ends in order when asked");
    verified(&data);
}

/// A daemon on the directory; it must start, whatever was done to the one before.
fn started(data: &Path) -> Child {
    Child::start(data, None).unwrap_or_else(|why| fail(&why))
}

fn wait_for(answered: &Receiver<()>, answers: usize) {
    for _ in 0..answers {
        answered.recv().expect("the clients work");
    }
    // What was answered meanwhile belongs to before the kill.
    while answered.try_recv().is_ok() {}
}

/// A token of somebody, made with the first one.
fn token(daemon: &Child, runtime: &Runtime, data: &Path, person: &str) -> String {
    let admin = std::fs::read_to_string(data.join("first-token")).expect("the first token");
    let ask = Ask::post(format!("/v1/people/{person}/tokens"), json!({ "label": "client" }));
    let made = daemon.ask(runtime, ask.token(admin.trim())).expect("the daemon answers");
    made.text("token").expect("a token is shown once").to_owned()
}

/// `helhed journal verify` finds nothing.
fn verified(data: &Path) {
    let output = child::run(|command| {
        command.args(["journal", "verify", "--data"]).arg(data);
    });
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
