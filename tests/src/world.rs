//! A daemon in this process, on a simulated clock, and people who make requests to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use helhed::client::{Answer, Ask};
use helhed::config::Config;
use helhed::plugins::RunsPlugins;
use helhed::{Daemon, Starting};
use model::Timestamp;
use runtime::Scripted;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{places, problem};

/// The administrator of the example municipality.
pub const ADMIN: &str = "drsy";

/// A daemon and its people. It stops, and its directory goes, when it is dropped.
pub struct World {
    runtime: Runtime,
    daemon: Option<Daemon>,
    folder: TempDir,
    workflows: PathBuf,
    start: Timestamp,
    tokens: RefCell<BTreeMap<String, String>>,
    /// Room that the daemon keeps on the disk, where it is not what it is by default.
    reserve_bytes: Option<u64>,
}

impl World {
    /// A new directory on a simulated clock, like `2026-08-03T07:00:00Z`.
    ///
    /// # Panics
    ///
    /// If the daemon does not start.
    #[must_use]
    pub fn at(instant: &str) -> Self {
        Self::starting_at(instant.parse().expect("an instant"))
    }

    /// A new directory on a simulated clock.
    ///
    /// # Panics
    ///
    /// If the daemon does not start.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self::with(folder, start, places::workflows())
    }

    /// A new directory whose workflow `one-plan` differs from the one in the sources.
    ///
    /// # Panics
    ///
    /// If the daemon does not start, or nothing differs.
    #[must_use]
    pub fn with_workflow(instant: &str, change: impl FnOnce(&str) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let workflows = folder.path().join("workflows");
        places::copy(&places::workflows(), &workflows);
        let path = workflows.join("one-plan/workflow.yaml");
        let text = std::fs::read_to_string(&path).expect("the workflow is there");
        let changed = change(&text);
        assert_ne!(changed, text, "the workflow is as before");
        std::fs::write(&path, changed).expect("the copy can be written");
        Self::with(folder, instant.parse().expect("an instant"), workflows)
    }

    fn with(folder: TempDir, start: Timestamp, workflows: PathBuf) -> Self {
        let runtime = Runtime::new().expect("the threads of a test can be started");
        let mut world = Self {
            runtime,
            daemon: None,
            folder,
            workflows,
            start,
            tokens: RefCell::default(),
            reserve_bytes: None,
        };
        world.start();
        let admin = std::fs::read_to_string(world.data().join("first-token")).expect("the first token");
        world.tokens.borrow_mut().insert(ADMIN.to_owned(), admin.trim().to_owned());
        world
    }

    fn start(&mut self) {
        let mut config = Config::default();
        config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.admin.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.data.directory = self.data();
        config.data.segment_bytes = 4 * 1024 * 1024;
        config.data.index_cache_bytes = 4 * 1024 * 1024;
        config.workflows.directory.clone_from(&self.workflows);
        if let Some(reserve) = self.reserve_bytes {
            (config.data.warn_free_bytes, config.data.reserve_free_bytes) = (reserve, reserve);
        }
        // No test of the house waits for a compiler; those of the sandbox start the program.
        let plugins = RunsPlugins::Scripted(Scripted::proposing("lida", "olma"));
        let starting = Starting { config, simulated: Some(self.start), plugins };
        let daemon = self.runtime.block_on(Daemon::start(starting));
        self.daemon = Some(daemon.unwrap_or_else(|why| places::fail(&format!("the daemon starts: {why}"))));
    }

    /// Stops the daemon in order and starts it again on the same data.
    ///
    /// # Panics
    ///
    /// If it does not start again.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// Restarts the daemon with another reserve of room on the disk.
    pub fn restart_keeping(&mut self, reserve_bytes: u64) {
        self.reserve_bytes = Some(reserve_bytes);
        self.restart();
    }

    /// Stops the daemon, lets something be done to its directory, and starts it again.
    pub fn changing_data(&mut self, change: impl FnOnce(&Path)) {
        self.stop();
        change(&self.data());
        self.start();
    }

    fn stop(&mut self) {
        if let Some(daemon) = self.daemon.take() {
            self.runtime.block_on(daemon.stop());
        }
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder for whatever the test needs beside the data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the daemon listens.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.daemon.as_ref().expect("the daemon runs").address
    }

    /// Where the daemon shows metrics and readiness.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn admin(&self) -> SocketAddr {
        self.daemon.as_ref().expect("the daemon runs").admin
    }

    /// Runs something that waits, such as a play.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Asks without a token.
    ///
    /// # Panics
    ///
    /// If there is no answer, or it is an error that is no proper problem.
    pub fn ask_openly(&self, ask: Ask) -> Answer {
        let answer = self.run(ask.send(self.address())).expect("the daemon answers");
        problem::check(&answer);
        answer
    }

    /// Asks as somebody of the example municipality.
    ///
    /// # Panics
    ///
    /// As for [`World::ask_openly`].
    pub fn ask(&self, person: &str, ask: Ask) -> Answer {
        let token = self.token(person);
        self.ask_openly(ask.token(&token))
    }

    /// Asks for something that must be done.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn done(&self, person: &str, ask: Ask) -> Answer {
        let answer = self.ask(person, ask);
        assert!(answer.is_ok(), "{person} is refused: {} {:#}", answer.status, answer.body);
        answer
    }

    /// Reads something that must be there.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn read(&self, person: &str, path: &str) -> Json {
        self.done(person, Ask::get(path)).body
    }

    /// Asks for something that must be refused with this status and code; answers the whole problem.
    ///
    /// # Panics
    ///
    /// If it comes out otherwise.
    pub fn refused(&self, person: &str, ask: Ask, expected: (u16, &str)) -> Json {
        let answer = self.ask(person, ask);
        assert_eq!((answer.status, answer.code().unwrap_or("none")), expected, "{:#}", answer.body);
        answer.body
    }

    /// The token of somebody; made at first use.
    ///
    /// # Panics
    ///
    /// If the daemon makes none.
    pub fn token(&self, person: &str) -> String {
        if let Some(token) = self.tokens.borrow().get(person) {
            return token.clone();
        }
        let path = format!("/v1/people/{person}/tokens");
        let made = self.done(ADMIN, Ask::post(path, json!({ "label": "test" })));
        let token = made.text("token").expect("a token is shown once").to_owned();
        self.tokens.borrow_mut().insert(person.to_owned(), token.clone());
        token
    }

    /// Lets the clock run to an instant.
    ///
    /// # Panics
    ///
    /// If the daemon refuses.
    pub fn advance(&self, to: &str) -> Json {
        self.done(ADMIN, Ask::post("/v1/clock", json!({ "advance_to": to }))).body
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What people do on the way of a case, up to where a test begins.
impl World {
    /// Registers an invented citizen with the CPR number of this count, and opens their case. Answers `case-N`.
    ///
    /// # Panics
    ///
    /// If that is refused.
    pub fn open_case(&self, count: u32) -> String {
        let body = json!({
            "cpr": synthetic_cpr(count), "name": format!("Prøve {count}"), "birth_date": "1990-05-17",
            "synthetic": true,
        });
        let citizen = self.done("pasi", Ask::post("/v1/citizens", body));
        let body = json!({
            "citizen": citizen.text("citizen"), "workflow": "one-plan", "event": "referral_received",
            "on": self.today(), "unit": "holistic_team",
        });
        let opened = self.done("pasi", Ask::post("/v1/cases", body));
        opened.text("case").expect("a new case has a number").to_owned()
    }

    /// The day that the clock shows, near enough: in UTC.
    ///
    /// # Panics
    ///
    /// If there is no clock.
    pub fn today(&self) -> String {
        let clock = self.read(ADMIN, "/v1/clock");
        clock
            .get("now")
            .and_then(Json::as_str)
            .and_then(|now| now.split_once('T'))
            .expect("the clock shows a day")
            .0
            .to_owned()
    }

    /// Completes a task that must be open.
    ///
    /// # Panics
    ///
    /// If that is refused.
    pub fn complete(&self, person: &str, (case, task): (&str, &str), values: &Json) -> Answer {
        let path = format!("/v1/cases/{case}/tasks/{task}/complete");
        self.done(person, Ask::post(path, json!({ "values": values })))
    }

    /// A case whose coordinator is appointed.
    ///
    /// # Panics
    ///
    /// If a step is refused.
    pub fn coordinated_case(&self, count: u32) -> String {
        let case = self.open_case(count);
        let needs = json!({ "needs": ["mental_health", "debt"], "plans_held": 2 });
        self.complete("pasi", (&case, "receive"), &needs);
        self.complete("hebr", (&case, "appoint"), &json!({ "person": "lida", "deputy": "olma" }));
        case
    }

    /// A case whose assessment is open with two contributions.
    ///
    /// # Panics
    ///
    /// If a step is refused.
    pub fn assessed_case(&self, count: u32) -> String {
        let case = self.coordinated_case(count);
        let given = json!({ "answer": "given", "purposes": ["joint_assessment", "one_plan"] });
        self.complete("lida", (&case, "permission"), &given);
        case
    }

    /// A case whose decision is open: two measures, no hearing.
    ///
    /// # Panics
    ///
    /// If a step is refused.
    pub fn planned_case(&self, count: u32) -> String {
        let case = self.assessed_case(count);
        self.complete("kako", (&case, "findings.1"), &json!({ "finding": "Søvnbesvær." }));
        self.complete("jely", (&case, "findings.2"), &json!({ "finding": "Gæld." }));
        let plan = json!({
            "goals": ["Jeg vil sove om natten"],
            "measures": [{ "name": "Mentor", "goal": 1 }, { "name": "Gældsrådgivning", "goal": 1 }],
        });
        self.complete("lida", (&case, "draft"), &plan);
        self.complete("lida", (&case, "agree"), &json!({ "answer": "agree" }));
        case
    }

    /// A case that is decided and followed up.
    ///
    /// # Panics
    ///
    /// If a step is refused.
    pub fn decided_case(&self, count: u32) -> String {
        let case = self.planned_case(count);
        let decision = json!({
            "channel": "digital_post",
            "parts": [
                { "measure": 1, "outcome": "granted", "basis": "LAB §167" },
                {
                    "measure": 2, "outcome": "refused", "basis": "SEL §85",
                    "reasons": "Dækkes af anden hjælp.", "facts": "Du får allerede råd om din gæld.",
                },
            ],
        });
        self.complete("lida", (&case, "decide"), &decision);
        case
    }
}

/// A CPR number of an invented person: day + 60, a serial of its own for each count below 10,000.
#[must_use]
pub fn synthetic_cpr(count: u32) -> String {
    format!("770590{:04}", count % 10_000)
}
