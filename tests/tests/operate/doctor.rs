//! `helhed doctor` finds what was planted, beside a daemon and without one.

use std::collections::BTreeMap;
use std::fs::{File, Permissions, set_permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;
use tempfile::TempDir;
use tests::{Child, child, places};

struct Patient {
    folder: TempDir,
    /// Ports that were free when it was made.
    ports: [u16; 2],
}

impl Patient {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let free = || {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            listener.local_addr().expect("an address").port()
        };
        let patient = Self { folder, ports: [free(), free()] };
        assert!(patient.start().stop().success());
        patient
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn start(&self) -> Child {
        let started = Child::start_with(&self.data(), None, |command| {
            command.arg("--config").arg(self.config());
        });
        started.unwrap_or_else(|why| places::fail(&why))
    }

    fn config(&self) -> PathBuf {
        let path = self.folder.path().join("helhed.toml");
        let [listen, admin] = self.ports;
        let text =
            format!("[server]\nlisten = \"127.0.0.1:{listen}\"\n[admin]\nlisten = \"127.0.0.1:{admin}\"\n");
        std::fs::write(&path, text).expect("it is written");
        path
    }

    /// Exit code, and how each thing is.
    fn look(&self, more: &[&str]) -> (i32, BTreeMap<String, String>) {
        let out = child::run(|command| {
            command.args(["doctor", "--json", "--config"]).arg(self.config()).arg("--data").arg(self.data());
            command.arg("--workflows").arg(places::workflows()).args(more);
        });
        let said: Json = serde_json::from_slice(&out.stdout).expect("the findings are JSON");
        let text = |finding: &Json, name: &str| finding[name].as_str().expect(name).to_owned();
        let mut health = BTreeMap::new();
        for finding in said["findings"].as_array().expect("findings") {
            let found = &finding["found"];
            assert!(found["da"].is_string() && found["en"].is_string(), "{finding:#}");
            let is_ok = finding["health"] == "ok";
            assert_eq!(finding["way_out"].is_null(), is_ok, "what is not well has a way out: {finding:#}");
            health.insert(text(finding, "check"), text(finding, "health"));
        }
        (out.status.code().expect("it ends by itself"), health)
    }

    fn finds(&self, more: &[&str], check: &str, expected: &str) {
        let (code, health) = self.look(more);
        assert_eq!(health.get(check).map(String::as_str), Some(expected), "{check} in {health:?}");
        if expected == "fault" {
            assert_eq!(code, 2, "{health:?}");
        }
    }
}

#[test]
fn a_directory_as_it_was_made_has_no_fault_and_names_the_secrets_that_lie_there() {
    let patient = Patient::new();
    let (code, health) = patient.look(&[]);
    assert_eq!(code, 1, "{health:?}");
    for secret in ["wrapping.key", "first-token", "recovery-code"] {
        assert_eq!(health[secret], "warning", "{secret}");
    }
    for well in ["directory", "format", "secrets", "lock", "listen", "admin", "workflows", "clock"] {
        assert_eq!(health[well], "ok", "{well} in {health:?}");
    }
    assert!(health.contains_key("sync") && health.contains_key("filesystem") && health.contains_key("room"));
    let names = std::fs::read_dir(patient.data()).expect("it can be listed");
    let left = names.filter(|name| {
        name.as_ref().is_ok_and(|name| name.file_name().to_string_lossy().starts_with("doctor"))
    });
    assert_eq!(left.count(), 0, "what it wrote is gone");
}

#[test]
fn what_others_can_read_is_a_fault() {
    let patient = Patient::new();
    let key = patient.data().join("first-token");
    set_permissions(&key, Permissions::from_mode(0o644)).expect("it is ours");
    patient.finds(&[], "secrets", "fault");
    set_permissions(&key, Permissions::from_mode(0o600)).expect("it is ours");
    set_permissions(patient.data(), Permissions::from_mode(0o755)).expect("it is ours");
    patient.finds(&[], "directory", "fault");
}

#[test]
fn a_port_that_somebody_else_has_and_workflows_that_are_not_there_are_faults() {
    let patient = Patient::new();
    let taken = TcpListener::bind(("127.0.0.1", patient.ports[0])).expect("the port is free");
    patient.finds(&[], "listen", "fault");
    drop(taken);
    let out = child::run(|command| {
        command.args(["doctor", "--lang", "da", "--config"]).arg(patient.config());
        command.arg("--data").arg(patient.data()).args(["--workflows", "/no/such/folder"]);
    });
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("FEJL     workflows"), "{said}");
}

#[test]
fn a_journal_from_the_future_a_lost_key_and_a_missing_directory_are_told() {
    let patient = Patient::new();
    let journal = patient.data().join("journal");
    let segment = std::fs::read_dir(journal).expect("it can be listed").flatten().next().expect("a segment");
    let file = File::options().write(true).open(segment.path()).expect("it can be opened");
    file.set_modified(SystemTime::now() + Duration::from_hours(24)).expect("it is ours");
    patient.finds(&[], "clock", "warning");
    std::fs::remove_file(patient.data().join("wrapping.key")).expect("it is there");
    patient.finds(&[], "key", "fault");
    std::fs::remove_dir_all(patient.data()).expect("it is ours");
    patient.finds(&[], "directory", "warning");
}

#[test]
fn beside_a_running_daemon_its_ports_are_in_use_and_that_is_well() {
    let patient = Patient::new();
    // Flags of the test's daemon choose free ports: this one listens where its configuration says.
    let [listen, admin] = patient.ports.map(|port| format!("127.0.0.1:{port}"));
    let daemon = Child::start_with(&patient.data(), None, |command| {
        *command = child::program();
        command.arg("serve").arg("--data").arg(patient.data()).arg("--workflows").arg(places::workflows());
        command.args(["--listen", &listen, "--admin-listen", &admin]).stdout(std::process::Stdio::piped());
    });
    let daemon = daemon.unwrap_or_else(|why| places::fail(&why));
    for check in ["listen", "admin", "lock"] {
        patient.finds(&[], check, "ok");
    }
    assert!(daemon.stop().success());
    patient.finds(&[], "lock", "ok");
}
