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

use tests::child::{self, Child};
use tests::crashing::Dice;
use tests::office::token;
use tests::places::fail;
use tokio::runtime::Runtime;

use clients::{CLIENTS, Stage, run};

/// Kills in `make test`; `make nightly` sets `HELHED_KILLS`.
const KILLS: usize = 32;

/// One kill in so many is that of a daemon that starts.
const AT_START_ONCE_IN: usize = 4;

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
    let kills = std::env::var("HELHED_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let rounds = kills * AT_START_ONCE_IN / (AT_START_ONCE_IN + 1);
    let recipient = backup_key(folder.path());
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
        for round in 0..rounds {
            wait_for(&answered, 1 + dice.below(ANSWERS_MAX));
            let mut moment = |most: Duration| {
                let micros = usize::try_from(most.as_micros()).unwrap_or(usize::MAX);
                Duration::from_micros(u64::try_from(dice.below(micros)).unwrap_or(0))
            };
            match round % 4 {
                // While it closes: the index is brought to the disk, the checkpoint and the clean mark are written.
                1 => daemon.kill_while_stopping(moment(CLOSING)),
                2 => {
                    let backup = back_up(&data, &recipient, round);
                    daemon.kill();
                    kill_after(backup, moment(Duration::from_millis(200)));
                }
                _as_it_works => daemon.kill(),
            }
            if round % AT_START_ONCE_IN == 0 {
                Child::kill_while_starting(&data, moment(start_took));
            }
            if round % 8 == 3 {
                kill_after(rebuild(&data), moment(start_took));
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
    assert!(stage.entries() > rounds * 8, "the clients got {} answers only", stage.entries());
    println!(
        "{kills} kills with {CLIENTS} clients: {} acknowledgements, none missing, nothing done twice",
        stage.entries()
    );
    assert!(daemon.stop().success(), "it ends in order when asked");
    verified(&data);
}

/// How long an orderly end takes, about.
const CLOSING: Duration = Duration::from_millis(60);

/// Makes a pair of keys for backups; answers the recipient.
fn backup_key(folder: &Path) -> String {
    let made = child::run(|command| {
        command.arg("backup-key").arg(folder.join("identity"));
    });
    String::from_utf8_lossy(&made.stdout).trim().to_owned()
}

/// A backup that is being made.
fn back_up(data: &Path, recipient: &str, round: usize) -> std::process::Child {
    let to = data.with_extension(format!("backup-{round}"));
    let mut command = child::program();
    command.arg("backup").arg(to).args(["--recipient", recipient, "--data"]).arg(data);
    quietly(command)
}

/// An index that is being made anew.
fn rebuild(data: &Path) -> std::process::Child {
    let mut command = child::program();
    command.args(["index", "rebuild", "--data"]).arg(data);
    quietly(command)
}

fn quietly(mut command: std::process::Command) -> std::process::Child {
    let none = std::process::Stdio::null;
    command.stdin(none()).stdout(none()).stderr(none()).spawn().expect("the program can be started")
}

/// Kills a process when it has had this long; it may have ended by then.
fn kill_after(mut process: std::process::Child, time: Duration) {
    child::end_within(&mut process, time);
    process.kill().expect("a process of ours can be killed");
    process.wait().expect("a killed process ends");
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

/// `helhed journal verify` finds nothing.
fn verified(data: &Path) {
    let output = child::run(|command| {
        command.args(["journal", "verify", "--data"]).arg(data);
    });
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
