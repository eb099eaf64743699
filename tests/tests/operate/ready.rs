//! `/ready` says whether a command could be made durable now.

use serde_json::Value as Json;
use tests::{World, plain};

use super::MORNING;

/// Times that somebody asks before they give up: a trial is repeated after a second.
const PATIENCE: usize = 100_000;

fn ready(world: &World) -> (u16, Json) {
    let (status, body) = plain::get(world.admin(), "/ready");
    (status, serde_json::from_str(&body).expect("readiness is JSON"))
}

fn until(world: &World, expected: u16) -> Json {
    let found = (0..PATIENCE).map(|_| ready(world)).find(|(status, _)| *status == expected);
    found.expect("it changes within a second").1
}

#[test]
fn a_disk_that_takes_no_write_is_not_ready_until_it_does() {
    let world = World::at(MORNING);
    let (status, body) = ready(&world);
    assert_eq!((status, &body["ready"]), (200, &Json::Bool(true)), "{body:#}");
    let trial = world.data().join("trial");
    std::fs::remove_file(&trial).expect("a trial leaves its file");
    // A file cannot take the place of a folder.
    std::fs::create_dir(&trial).expect("a folder can be made");
    let body = until(&world, 503);
    assert_eq!(body["checks"]["commit"]["ok"], false, "{body:#}");
    assert!(body["checks"]["commit"]["because"].is_string(), "{body:#}");
    assert_eq!(body["checks"]["accepting"]["ok"], true, "{body:#}");
    std::fs::remove_dir(&trial).expect("an empty folder can be removed");
    until(&world, 200);
}

#[test]
fn the_admin_listener_shows_two_pages_and_no_others() {
    let world = World::at(MORNING);
    for path in ["/", "/health", "/v1/cases", "/metrics/x"] {
        assert_eq!(plain::get(world.admin(), path).0, 404, "{path}");
    }
    for path in ["/ready", "/metrics"] {
        assert_eq!(plain::get(world.address(), path).0, 404, "{path} is not for the network");
    }
}

#[test]
fn the_admin_listener_is_for_this_machine_alone() {
    let out = tests::child::run(|command| {
        command.args(["serve", "--admin-listen", "0.0.0.0:7879"]);
    });
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success() && said.contains("admin.listen"), "{said}");
}
