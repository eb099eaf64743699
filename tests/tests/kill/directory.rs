//! What a killed daemon leaves in its directory, and what a start makes of it.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::child::{self, Child};
use tests::crashing::Dice;
use tests::places;
use tests::world::synthetic_cpr;
use tokio::runtime::Runtime;

use super::{started, token, verified};

/// The first bytes of a frame.
const FRAME_MAGIC: [u8; 4] = [0xF8, 0x48, 0x4A, 0xFF];

/// What of a frame reached the disk before the power failed: not even its header, which has 44 bytes.
const TORN_BYTES: usize = 30;

/// Kills of a daemon that makes its directory.
const KILLS_AT_FIRST_START: usize = 6;

struct Office {
    runtime: Runtime,
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        Self {
            runtime: Runtime::new().expect("the threads of a test can be started"),
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn done(&self, daemon: &Child, token: &str, ask: Ask) -> Json {
        let answer = daemon.ask(&self.runtime, ask.token(token)).expect("the daemon answers");
        assert!(answer.is_ok(), "{:#}", answer.body);
        answer.body
    }

    /// Three cases with notes.
    fn fill(&self, daemon: &Child, token: &str) {
        for count in 1..=3 {
            let body = json!({
                "cpr": synthetic_cpr(count), "name": "Prøve", "birth_date": "1990-05-17", "synthetic": true,
            });
            let citizen = self.done(daemon, token, Ask::post("/v1/citizens", body))["citizen"].clone();
            let body = json!({
                "citizen": citizen, "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
                "unit": "holistic_team",
            });
            let case = self.done(daemon, token, Ask::post("/v1/cases", body));
            let path = format!("/v1/cases/{}/notes", case["case"].as_str().expect("a case"));
            self.done(daemon, token, Ask::post(path, json!({ "text": format!("notat {count}") })));
        }
    }

    /// Everything that can be read of it, without the instants of reading.
    fn read_all(&self, daemon: &Child, token: &str) -> Vec<Json> {
        let mut paths = vec!["/v1/cases?limit=200".to_owned(), "/v1/tasks?limit=200".to_owned()];
        for count in 1..=3 {
            paths.extend(
                ["", "/history?limit=200", "/deadlines"].map(|what| format!("/v1/cases/case-{count}{what}")),
            );
        }
        let read = |path: &String| {
            let mut body = self.done(daemon, token, Ask::get(path.clone()));
            body.as_object_mut().expect("an object").remove("read_at");
            body
        };
        paths.iter().map(read).collect()
    }
}

#[test]
fn kill_second_daemon_is_refused() {
    let office = Office::new();
    let first = started(&office.data());
    let second = Child::start(&office.data(), None).err().expect("the directory is taken");
    assert!(second.contains("exit status: 1"), "{second}");
    assert!(second.contains("lock") || second.contains("another"), "it does not say why: {second}");
    let health = first.ask(&office.runtime, Ask::get("/health")).expect("the first goes on");
    assert_eq!(health.body["accepting"], true);
    // The lock goes with the process that held it.
    first.kill();
    assert!(started(&office.data()).stop().success());
}

#[test]
fn kill_index_deleted_is_rebuilt() {
    let office = Office::new();
    let daemon = started(&office.data());
    let token = token(&daemon, &office.runtime, &office.data(), "pasi");
    office.fill(&daemon, &token);
    let before = office.read_all(&daemon, &token);
    daemon.kill();
    fs::remove_dir_all(office.data().join("index")).expect("the index can be deleted");
    let daemon = started(&office.data());
    assert_eq!(office.read_all(&daemon, &token), before);
    assert!(daemon.stop().success());
    verified(&office.data());
}

#[test]
fn crash_torn_tail_is_cut_and_nothing_acknowledged_is_lost() {
    let office = Office::new();
    let daemon = started(&office.data());
    let token = token(&daemon, &office.runtime, &office.data(), "pasi");
    office.fill(&daemon, &token);
    let before = office.read_all(&daemon, &token);
    daemon.kill();
    tear(&office.data());
    let daemon = started(&office.data());
    assert_eq!(office.read_all(&daemon, &token), before);
    let path = "/v1/cases/case-1/notes";
    office.done(&daemon, &token, Ask::post(path, json!({ "text": "efter afbrydelsen" })));
    assert!(daemon.stop().success());
    verified(&office.data());
}

/// Writes the beginning of a frame behind the last one, as a power cut leaves it: copied, and cut off.
fn tear(data: &Path) {
    let mut segments: Vec<PathBuf> = fs::read_dir(data.join("journal"))
        .expect("the journal is a folder")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "segment"))
        .collect();
    segments.sort();
    let last = segments.last().expect("a journal has a segment");
    let mut file = OpenOptions::new().read(true).write(true).open(last).expect("it can be written");
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("it can be read");
    let end = bytes.iter().rposition(|byte| *byte != 0).expect("a segment has a header") + 1;
    let frame = bytes.windows(4).rposition(|window| window == FRAME_MAGIC).expect("a journal has records");
    let torn = &bytes[frame..frame + TORN_BYTES];
    file.seek(SeekFrom::Start(u64::try_from(end.next_multiple_of(8)).expect("it fits")))
        .expect("it can seek");
    file.write_all(torn).expect("it can be written");
    file.sync_all().expect("it can be synced");
}

#[test]
fn kill_while_the_directory_is_made_leaves_one_that_starts() {
    let mut dice = Dice::seeded();
    let office = Office::new();
    // How long a first start takes on this machine.
    let before = std::time::Instant::now();
    started(&office.folder.path().join("measured")).kill();
    let micros = usize::try_from(before.elapsed().as_micros()).unwrap_or(usize::MAX);
    for round in 0..KILLS_AT_FIRST_START {
        let data = office.folder.path().join(format!("data-{round}"));
        let after = u64::try_from(dice.below(micros)).unwrap_or(0);
        Child::kill_while_starting(&data, Duration::from_micros(after));
        let daemon = started(&data);
        let token = token(&daemon, &office.runtime, &data, "pasi");
        office.fill(&daemon, &token);
        assert!(daemon.stop().success());
        verified(&data);
    }
}

#[test]
fn kill_directory_of_the_other_clock_is_refused() {
    let office = Office::new();
    started(&office.data()).kill();
    let why = Child::start(&office.data(), Some("2026-08-03T07:00:00Z")).err().expect("another clock");
    assert!(why.contains("real time"), "{why}");
    let output = child::run(|command| {
        command.arg("serve").arg("--data").arg(office.data()).arg("--workflows").arg(places::workflows());
        command.args(["--listen", "127.0.0.1:0", "--clock", "yesterday"]);
    });
    assert_eq!(output.status.code(), Some(2), "a clock that is none");
}
