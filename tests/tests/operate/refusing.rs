//! A disk that refuses writes for a while: the daemon says so, answers what it can, and goes on without a restart.

use std::fs;
use std::path::PathBuf;

use helhed::client::{Answer, Ask};
use serde_json::{Value as Json, json};
use tests::child::log_of;
use tests::power::shim;
use tests::world::synthetic_cpr;
use tests::{Child, office, plain};
use tokio::runtime::Runtime;

/// `EIO` and `EROFS` of Linux.
const IO: i32 = 5;
const READ_ONLY: i32 = 30;

/// Requests before a test gives up: the disk is tried after a second, then after two.
const PATIENCE: usize = 100_000;

/// A real daemon on a disk that can be told to refuse.
struct Office {
    folder: tempfile::TempDir,
    runtime: Runtime,
    daemon: Child,
    token: String,
    case: String,
}

impl Office {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder can be made");
        let library = shim("fault", folder.path());
        let daemon = Child::start_with(&data, None, |command| {
            command.env("LD_PRELOAD", library);
            command.env("HELHED_FAULT", folder.path().join("fault")).env("HELHED_FAULT_ROOT", &data);
        });
        let daemon = daemon.unwrap_or_else(|why| tests::places::fail(&why));
        let runtime = Runtime::new().expect("the threads of a test can be started");
        let token = office::token(&daemon, &runtime, &data, "pasi");
        let mut office = Self { folder, runtime, daemon, token, case: String::new() };
        let citizen =
            office.post("/v1/citizens", "citizen", office::citizen(&synthetic_cpr(1), "1990-05-17"));
        let referral = office::referral(citizen.text("citizen").expect("a citizen"));
        let opened = office.post("/v1/cases", "case", referral);
        opened.text("case").expect("a case").clone_into(&mut office.case);
        office
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// From here on nothing below the data directory can be changed, but for what is spared.
    fn refuse(&self, errno: i32, spared: &str) {
        fs::write(self.folder.path().join("fault.new"), format!("{errno} {spared}"))
            .expect("a file is written");
        fs::rename(self.folder.path().join("fault.new"), self.folder.path().join("fault"))
            .expect("it is renamed");
    }

    fn heal(&self) {
        fs::remove_file(self.folder.path().join("fault")).expect("a file can be removed");
    }

    fn ask(&self, ask: Ask) -> Answer {
        self.daemon.ask(&self.runtime, ask.token(&self.token)).expect("the daemon answers")
    }

    fn post(&self, path: &str, key: &str, body: Json) -> Answer {
        self.ask(Ask::post(path.to_owned(), body).with("idempotency-key", key.replace(' ', "-")))
    }

    fn note(&self, text: &str) -> Answer {
        self.post(&format!("/v1/cases/{}/notes", self.case), text, json!({ "text": text }))
    }

    /// Gives the same command under the same key until it is done.
    fn note_until_done(&self, text: &str) {
        let done = (0..PATIENCE).map(|_| self.note(text)).find(|answer| {
            assert!(
                answer.is_ok() || answer.code() == Some("read-only"),
                "{} {:#}",
                answer.status,
                answer.body
            );
            answer.is_ok()
        });
        done.expect("it goes on by itself");
    }

    fn read(&self, path: &str) -> Answer {
        self.ask(Ask::get(path.to_owned()))
    }

    fn health(&self) -> (u16, Json) {
        let (status, body) = plain::get(self.daemon.address, "/health");
        (status, serde_json::from_str(&body).expect("health is JSON"))
    }

    /// The texts of all notes, as somebody reads them.
    fn notes(&self) -> Vec<String> {
        let case = self.read(&format!("/v1/cases/{}", self.case));
        assert!(case.is_ok(), "{:#}", case.body);
        let notes = case.body["notes"].as_array().expect("its notes");
        let text = |note: &Json| note["text"].as_str().expect("its text").to_owned();
        notes.iter().map(text).collect()
    }
}

#[test]
fn after_a_failed_write_it_is_read_only_and_goes_on_by_itself_when_the_disk_does() {
    let office = Office::open();
    office.note_until_done("before");
    let process = office.daemon.id();
    office.refuse(IO, "looks");
    let refused = office.note("meanwhile");
    assert_eq!((refused.status, refused.code()), (503, Some("read-only")), "{:#}", refused.body);
    // What was acknowledged can be read, and each look is written down: their log is spared.
    assert_eq!(office.notes(), ["before"]);
    let (status, health) = office.health();
    assert_eq!((status, &health["accepting"]), (503, &Json::Bool(false)), "{health:#}");
    assert!(health["because"].is_string(), "{health:#}");
    assert_eq!(plain::get(office.daemon.admin, "/ready").0, 503);
    assert!(plain::get(office.daemon.admin, "/metrics").1.contains("\nhelhed_accepting 0\n"));

    office.heal();
    office.note_until_done("meanwhile");
    office.note_until_done("after");
    assert_eq!(office.notes(), ["before", "meanwhile", "after"], "each is there, once");
    assert_eq!(office.daemon.id(), process);
    assert_eq!(office.health().0, 200);
    let metrics = plain::get(office.daemon.admin, "/metrics").1;
    assert!(metrics.contains("\nhelhed_accepting 1\n"), "{metrics}");
    let looks = office.read(&format!("/v1/cases/{}/looks", office.case));
    assert!(looks.body["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{:#}", looks.body);
    let (data, folder) = (office.data(), office.folder);
    assert!(office.daemon.stop().success(), "it ends as if nothing had been");
    let verified = tests::child::run(|command| {
        command.args(["journal", "verify", "--data"]).arg(&data);
    });
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let log = fs::read_to_string(log_of(&data)).expect("its log");
    assert!(log.contains("read-only"), "{log}");
    drop(folder);
}

#[test]
fn on_a_disk_that_is_read_only_nothing_personal_is_shown_and_all_is_there_afterwards() {
    let office = Office::open();
    office.note_until_done("before");
    office.refuse(READ_ONLY, "");
    // A look that cannot be written down is no look; what is no person's is answered.
    let case = office.read(&format!("/v1/cases/{}", office.case));
    assert_eq!((case.status, case.code()), (503, Some("read-only")), "{:#}", case.body);
    assert!(office.read("/v1/workflows").is_ok());
    assert_eq!(office.note("meanwhile").code(), Some("read-only"));
    assert_eq!(office.health().0, 503);
    office.heal();
    office.note_until_done("meanwhile");
    assert_eq!(office.notes(), ["before", "meanwhile"]);
}

#[test]
fn a_disk_that_refuses_again_and_again_is_given_up() {
    /// Times that the directory is opened again within ten minutes.
    const MENDS_MAX: usize = 5;
    let office = Office::open();
    for time in 0..MENDS_MAX {
        office.refuse(IO, "");
        assert_eq!(office.note(&format!("note {time}")).code(), Some("read-only"));
        office.heal();
        office.note_until_done(&format!("note {time}"));
    }
    office.refuse(IO, "");
    assert_eq!(office.note("the last").code(), Some("read-only"));
    let data = office.data();
    let status = office.daemon.wait();
    assert_eq!(status.code(), Some(1), "it ends by itself, and says so");
    fs::remove_file(office.folder.path().join("fault")).expect("a file can be removed");
    let said = fs::read_to_string(log_of(&data)).expect("its log");
    assert!(said.contains("stopped because nothing could be saved any more"), "{said}");
}
