//! The command line, through the real program against a daemon of its own: what it prints, and how it ends.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Output;

use serde_json::Value as Json;
use tests::child::{run, run_reading};
use tests::places::{self, root};
use tests::{Child, world};

/// When these tests begin: a Monday morning in Denmark.
const MORNING: &str = "2026-08-03T07:00:00Z";

/// A daemon, and a folder with the tokens of who types.
struct Desk {
    daemon: Child,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let daemon = Child::start(&folder.path().join("data"), Some(MORNING));
        Self { daemon: daemon.unwrap_or_else(|why| places::fail(&why)), folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn token_file(&self, person: &str) -> PathBuf {
        if person == world::ADMIN {
            return self.data().join("first-token");
        }
        let path = self.folder.path().join(person);
        if !path.exists() {
            let made = self.types(world::ADMIN, &["token", "create", person, "--label", "test"], (0, ""));
            fs::write(&path, made.trim()).expect("a file can be written");
        }
        path
    }

    fn call(&self, person: &str, words: &[&str], input: Option<&str>) -> Output {
        let token = self.token_file(person);
        let configure = |command: &mut std::process::Command| {
            command.args(words).arg("--url").arg(format!("http://{}", self.daemon.address));
            command.arg("--token-file").arg(token).current_dir(root());
        };
        let Some(input) = input else { return run(configure) };
        let path = self.folder.path().join("input");
        fs::write(&path, input).expect("a file can be written");
        run_reading(&File::open(path).expect("the file is there"), configure)
    }

    /// Somebody types a command; it must end so and say that, on either channel. Answers standard output.
    fn types(&self, person: &str, words: &[&str], expected: (i32, &str)) -> String {
        said(&self.call(person, words, None), words, expected)
    }

    fn types_with_input(&self, person: &str, words: &[&str], input: &str, expected: (i32, &str)) -> String {
        said(&self.call(person, words, Some(input)), words, expected)
    }
}

fn said(output: &Output, words: &[&str], (code, text): (i32, &str)) -> String {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let both = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "helhed {}\n{both}", words.join(" "));
    assert!(both.contains(text), "helhed {} does not say `{text}`:\n{both}", words.join(" "));
    out
}

/// Runs the program without a daemon.
fn types(words: &[&str], expected: (i32, &str)) -> String {
    let output = run(|command| {
        command.args(words).current_dir(root());
    });
    said(&output, words, expected)
}

#[test]
fn a_case_is_opened_worked_on_and_read_from_the_command_line() {
    let desk = Desk::new();
    let register = ["citizen", "register", "--birth-date", "1992-05-17", "--synthetic"];
    let made = desk.types_with_input("pasi", &register, "770592-0002\nMette Prøve\n", (0, "citizen-1"));
    assert!(!made.contains("7705920002"), "a CPR number is not printed back");
    desk.types_with_input("pasi", &["citizen", "find"], "7705920002\n", (0, "citizen-1"));
    desk.types_with_input("pasi", &["citizen", "find"], "7705920099\n", (4, "no citizen"));
    desk.types_with_input("pasi", &["citizen", "find"], "77\n", (2, "CPR"));
    let open = [
        "case",
        "open",
        "--citizen",
        "citizen-1",
        "--workflow",
        "one-plan",
        "--event",
        "referral_received",
        "--on",
        "2026-08-03",
        "--unit",
        "holistic_team",
        "--key",
        "open-1",
    ];
    desk.types("pasi", &open, (0, "case-1"));
    desk.types("pasi", &open, (0, "case-1"));
    desk.types("pasi", &["case", "list"], (0, "case-1"));
    desk.types("pasi", &["task", "list"], (0, "receive"));
    desk.types("pasi", &["task", "claim", "case-1", "receive"], (0, ""));
    let draft = ["task", "draft", "save", "case-1", "receive", "--value", "plans_held=3"];
    desk.types("pasi", &draft, (0, ""));
    desk.types("pasi", &["task", "draft", "show", "case-1", "receive"], (0, "3"));
    desk.types("pasi", &["task", "release", "case-1", "receive"], (0, ""));
    let values = desk.folder.path().join("values.json");
    fs::write(&values, r#"{ "needs": ["debt"], "plans_held": 3 }"#).expect("a file can be written");
    let values = values.to_str().expect("a path of ours is text");
    desk.types("pasi", &["task", "complete", "case-1", "receive", "--values", values], (0, "appoint"));
    desk.types("pasi", &["note", "case-1", "Ringede til borgeren."], (0, ""));
    let correct =
        ["event", "correct", "case-1", "1", "--on", "2026-07-31", "--reason", "Stemplet.", "--if-match", "1"];
    desk.types("pasi", &correct, (5, "changed"));
    desk.types("pasi", &["deadline", "list", "case-1"], (0, "10 Aug 2026"));
    desk.types("pasi", &["deadline", "why", "case-1", "assign_coordinator"], (0, "working days"));
    desk.types(
        "pasi",
        &["--lang", "da", "deadline", "why", "case-1", "assign_coordinator"],
        (0, "arbejdsdage"),
    );
    let history = desk.types("pasi", &["case", "history", "case-1", "--json"], (0, "open_case"));
    let history: Json = serde_json::from_str(&history).expect("--json prints JSON");
    assert_eq!(history["rows"].as_array().map(Vec::len), Some(6), "{history:#}");
    desk.types("pasi", &["case", "show", "case-1"], (0, "case-1"));
}

#[test]
fn refusals_end_with_their_own_numbers() {
    let desk = Desk::new();
    desk.types("pasi", &["case", "show", "case-9"], (4, "case-9"));
    desk.types("pasi", &["task", "claim", "case-9", "receive"], (4, ""));
    desk.types("pasi", &["case", "show", "nine"], (2, "case-17"));
    desk.types("pasi", &["dance"], (2, "dance"));
    desk.types("lida", &["token", "create", "hebr", "--label", "x"], (3, "administrator"));
    let nobody = desk.folder.path().join("nobody");
    fs::write(&nobody, "hh_wrong").expect("a file can be written");
    let url = format!("http://{}", desk.daemon.address);
    let nobody = nobody.to_str().expect("a path of ours is text");
    types(&["workflow", "list", "--url", &url, "--token-file", nobody], (6, "token"));
    types(&["workflow", "list", "--url", &url, "--token-file", "/does/not/exist"], (6, "token"));
    // Nobody listens at a port that was just given back.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let gone = format!("http://{gone}");
    types(&["workflow", "list", "--url", &gone, "--token-file", nobody], (7, ""));
}

#[test]
fn tokens_are_made_listed_and_revoked() {
    let desk = Desk::new();
    let admin = world::ADMIN;
    let token = desk.types(admin, &["token", "create", "lida", "--label", "bærbar"], (0, "hh_"));
    let listed = desk.types(admin, &["token", "list", "lida"], (0, "bærbar"));
    assert!(!listed.contains(token.trim()), "a token is shown once");
    desk.types("lida", &["workflow", "list"], (0, "one-plan"));
    desk.types(admin, &["token", "revoke", "lida", "1"], (0, ""));
    desk.types(admin, &["token", "revoke", "lida", "1"], (4, ""));
    desk.types(admin, &["token", "list", "lida", "--json"], (0, "revoked_at"));
}

#[test]
fn the_clock_is_moved_from_the_command_line() {
    let desk = Desk::new();
    let admin = world::ADMIN;
    desk.types(admin, &["clock", "show"], (0, "3 August 2026 at 09:00"));
    desk.types(admin, &["clock", "advance", "2026-08-04T12:00:00Z"], (0, "4 August 2026 at 14:00"));
}

#[test]
fn a_directory_without_its_daemon_is_verified_and_its_index_rebuilt() {
    let desk = Desk::new();
    let register = ["citizen", "register", "--birth-date", "1992-05-17", "--synthetic"];
    desk.types_with_input("pasi", &register, "7705920002\nMette Prøve\n", (0, "citizen-1"));
    let data = desk.data();
    let data = data.to_str().expect("a path of ours is text");
    types(&["index", "rebuild", "--data", data], (1, ""));
    let Desk { daemon, folder } = desk;
    assert!(daemon.stop().success());
    let verified = types(&["journal", "verify", "--data", data, "--json"], (0, "\"whole\": true"));
    let verified: Json = serde_json::from_str(&verified).expect("--json prints JSON");
    let head = verified["head"].as_str().expect("a head").to_owned();
    types(&["journal", "verify", "--data", data, "--against", &head], (0, &head));
    types(&["journal", "verify", "--data", data, "--against", "1.2"], (1, "is no head"));
    types(&["index", "rebuild", "--data", data], (0, "rebuilt from"));
    types(&["journal", "verify", "--data", "/does/not/exist"], (1, "no data directory"));
    let daemon = Child::start(&folder.path().join("data"), Some(MORNING));
    let desk = Desk { daemon: daemon.unwrap_or_else(|why| places::fail(&why)), folder };
    desk.types_with_input("pasi", &["citizen", "find"], "7705920002\n", (0, "citizen-1"));
}

#[test]
fn workflows_are_checked_without_a_daemon() {
    types(&["workflow", "check", "workflows"], (0, ""));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let copy = folder.path().join("workflows");
    places::copy(&places::workflows(), &copy);
    let path = copy.join("one-plan/workflow.yaml");
    let text = fs::read_to_string(&path).expect("the workflow is there");
    fs::write(
        &path,
        text.replace("after: receive", "after: recieve").replace("by: specialist", "bye: specialist"),
    )
    .expect("the copy can be written");
    let copy = copy.to_str().expect("a path of ours is text");
    let said = types(&["workflow", "check", copy], (1, "receive"));
    types(&["workflow", "check", copy], (1, "bye"));
    let found: Json = {
        let json = types(&["workflow", "check", copy, "--json"], (1, "unknown-"));
        serde_json::from_str(&json).unwrap_or_else(|why| places::fail(&format!("{why}\n{json}\n{said}")))
    };
    assert!(!found.is_null());
    types(&["serve", "--workflows", copy, "--data", copy, "--listen", "127.0.0.1:0"], (1, "workflow check"));
}

#[test]
fn a_configuration_is_checked() {
    types(&["config", "check", "helhed.example.toml"], (0, "listen"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("helhed.toml");
    let faulty = |text: &str, expected: &str| {
        fs::write(&path, text).expect("a file can be written");
        types(&["config", "check", path.to_str().expect("a path of ours is text")], (1, expected));
    };
    faulty("[server]\nlisten = \"0.0.0.0:80\"\n", "behind_proxy");
    faulty("[server]\nlissen = \"127.0.0.1:80\"\n", "lissen");
    faulty("[data]\nsegment_bytes = 12\n", "4194304");
    faulty("[server\n", "wrong");
}
