//! A disk that runs full: new work is refused while there is still a reserve, and goes on when there is room.

use std::fs::{self, File};
use std::path::Path;

use helhed::client::Ask;
use helhed::place::Place;
use serde_json::{Value as Json, json};
use tests::world::ADMIN;
use tests::{World, plain};

use super::MORNING;

/// What lies in the way, and is taken away again. More than anything else that happens on the disk meanwhile.
const BALLAST_BYTES: u64 = 3 * 1024 * 1024 * 1024;

/// Requests before a test gives up: room is looked for every second.
const PATIENCE: usize = 100_000;

fn free(folder: &Path) -> u64 {
    let place = Place::make(folder).expect("a folder can be used");
    place.disk().free_bytes().expect("the system says").expect("what is free")
}

fn register(world: &World, count: u32) -> helhed::client::Answer {
    let body = json!({
        "cpr": tests::world::synthetic_cpr(count), "name": "Prøve", "birth_date": "1990-05-17", "synthetic": true,
    });
    world.ask("pasi", Ask::post("/v1/citizens", body))
}

#[test]
fn a_disk_with_only_the_reserve_left_takes_no_new_work_and_goes_on_without_a_restart_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let before = free(folder.path());
    let ballast = folder.path().join("ballast");
    let file = File::create(&ballast).expect("a file can be made");
    let made = rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, BALLAST_BYTES);
    if before < 2 * BALLAST_BYTES || made.is_err() {
        // Said loudly: on such a disk this shows nothing.
        eprintln!(
            "NOTE: a nearly full disk was NOT tried: too little room here, or files cannot be allocated."
        );
        return;
    }
    let reserve = before - BALLAST_BYTES / 2;
    let mut world = World::at(MORNING);
    world.token("pasi");
    world.restart_keeping(reserve);
    let refused = world.ask(ADMIN, token("pasi"));
    assert_eq!((refused.status, refused.code()), (507, Some("disk-full")), "{:#}", refused.body);
    let (status, health) = plain::get(world.address(), "/health");
    let health: Json = serde_json::from_str(&health).expect("health is JSON");
    assert_eq!((status, &health["accepting"]), (503, &Json::Bool(false)), "{health:#}");
    assert!(health["because"].as_str().is_some_and(|because| because.contains("MiB")), "{health:#}");
    assert!(world.read(ADMIN, "/v1/effects")["rows"].is_array(), "reading goes on");
    world.advance("2026-08-20T07:00:00Z");
    world.done(ADMIN, Ask::post("/v1/clock/confirm", Json::Null));
    let shown = plain::get(world.admin(), "/metrics").1;
    assert!(shown.contains("helhed_disk_free_bytes"), "{shown}");
    assert!(shown.contains("\nhelhed_accepting 0\n"), "{shown}");

    drop(file);
    fs::remove_file(&ballast).expect("what lies in the way can be removed");
    let taken = (0..PATIENCE).map(|_| world.ask(ADMIN, token("pasi"))).find(helhed::client::Answer::is_ok);
    assert!(taken.is_some(), "it goes on by itself");
    assert!(register(&world, 1).is_ok());
    let health = plain::get(world.address(), "/health").0;
    assert_eq!(health, 200);
}

fn token(person: &str) -> Ask {
    Ask::post(format!("/v1/people/{person}/tokens"), json!({ "label": "room" }))
}
