//! Backups: made beside a daemon that works, brought back into an empty directory, proved, and held until somebody looked.

#![expect(clippy::indexing_slicing, reason = "a body without the field is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::places::fail;
use tests::world::ADMIN;
use tests::{World, child};

const MORNING: &str = "2026-08-03T07:00:00Z";

/// Looks at the effects before a test gives up: delivery takes milliseconds.
const PATIENCE: usize = 100_000;

fn helhed(arguments: &[&str]) -> Output {
    child::run(|command| {
        command.args(arguments);
    })
}

fn said(output: &Output) -> Json {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| fail(&format!("no JSON: {why}")))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a test is text")
}

/// A pair of keys: where the identity lies, and the recipient.
fn keys(folder: &Path, name: &str) -> (PathBuf, String) {
    let identity = folder.join(name);
    let made = said(&helhed(&["backup-key", text(&identity), "--json"]));
    (identity, made["recipient"].as_str().expect("a recipient").to_owned())
}

fn back_up(world: &World, recipient: &str, name: &str) -> (PathBuf, Json) {
    let file = world.folder().join(name);
    let made =
        helhed(&["backup", text(&file), "--recipient", recipient, "--data", text(&world.data()), "--json"]);
    (file, said(&made))
}

/// The arguments of a restore that brings everything along.
fn restore_arguments<'a>(
    (file, identity): (&'a Path, &'a Path),
    (to, key): (&'a Path, &'a Path),
) -> Vec<&'a str> {
    let mut arguments = vec!["restore", text(file), "--identity", text(identity), "--data", text(to)];
    arguments.extend(["--wrapping-key", text(key), "--verify", "--json"]);
    arguments
}

fn erase(what: &str) -> Ask {
    Ask::post(format!("/v1/{what}/erase"), json!({ "basis": "Arkivloven §21" }))
}

fn effects(world: &World) -> Vec<Json> {
    world.read(ADMIN, "/v1/effects")["rows"].as_array().expect("rows").clone()
}

/// Nothing can be delivered: a file stands where messages to staff go.
fn break_delivery(world: &World) {
    let notices = world.data().join("notices");
    fs::remove_dir_all(&notices).expect("the folder is there");
    fs::write(&notices, "in the way").expect("a file can be made");
}

/// Lets the clock run in quarters of days until at least three reminders cannot be delivered; tried for seventeen hours,
/// they do not end meanwhile.
fn until_some_wait(world: &World) -> usize {
    let days = (4..30)
        .flat_map(|day| ["00", "06", "12", "18"].map(|hour| format!("2026-08-{day:02}T{hour}:00:00Z")));
    let waits = days.map(|instant| {
        world.advance(&instant);
        effects(world).len()
    });
    waits.into_iter().find(|waiting| *waiting >= 3).expect("reminders come within two months")
}

#[test]
fn a_backup_beside_a_daemon_comes_back_as_it_was_with_what_was_erased_since_erased_and_effects_held() {
    let mut world = World::at(MORNING);
    let case = world.decided_case(1);
    let other = world.open_case(2);
    world.changing_data(|data| {
        let made = said(&helhed(&["index", "export", "--data", text(data), "--json"]));
        assert!(made["state_at"].as_u64() > Some(10), "{made:#}");
    });
    break_delivery(&world);
    for count in 3..8 {
        world.open_case(count);
    }
    // One of them is of the case that will be erased.
    let waiting = until_some_wait(&world) - 1;
    let before = world.read("hebr", &format!("/v1/cases/{case}"));
    let (identity, recipient) = keys(world.folder(), "identity");
    let (file, made) = back_up(&world, &recipient, "backup");
    let beside: Json =
        serde_json::from_slice(&fs::read(file.with_extension("json")).expect("the page beside it"))
            .unwrap_or_default();
    assert_eq!(beside, made, "the page beside it says the same");
    let listed = said(&helhed(&["restore", text(&file), "--identity", text(&identity), "--list", "--json"]));
    assert_eq!(listed["journal"], made["journal"]);
    let sealed = fs::read(&file).expect("the backup can be read");
    assert!(!sealed.windows(7).any(|seven| seven == b"journal"), "nothing of it is open");

    world.done(ADMIN, erase(&format!("cases/{other}")));
    let list = world.folder().join("erased.list");
    fs::copy(world.data().join("erased.list"), &list).expect("the list can be copied");
    let key = world.folder().join("key");
    fs::copy(world.data().join("wrapping.key"), &key).expect("the key can be copied");
    let to = world.folder().join("restored");
    let mut arguments = restore_arguments((&file, &identity), (&to, &key));
    arguments.extend(["--erased-list", text(&list)]);
    let restored = said(&helhed(&arguments));
    assert_eq!(restored["verified"], true);
    assert!(restored["state_compared_at"].as_u64() > Some(10), "{restored:#}");
    assert_eq!((&restored["epoch"], &restored["erased_again"]), (&json!(2), &json!(1)), "{restored:#}");
    assert_eq!(restored["effects_held"].as_u64(), u64::try_from(waiting).ok(), "{restored:#}");
    let head = made["journal"].as_str().expect("a head");
    let verified = said(&helhed(&["journal", "verify", "--data", text(&to), "--against", head, "--json"]));
    assert_eq!((&verified["whole"], &verified["against"]), (&json!(true), &json!("proven")));

    world.changing_data(|data| {
        fs::rename(data, data.with_extension("lost")).expect("the old directory is lost");
        fs::rename(&to, data).expect("the restored one takes its place");
    });
    let mut after = world.read("hebr", &format!("/v1/cases/{case}"));
    after["read_at"] = before["read_at"].clone();
    for effect in after["effects"].as_array_mut().into_iter().flatten() {
        assert_eq!(effect["held"], true, "{effect:#}");
        effect["held"] = json!(false);
    }
    assert_eq!(after, before, "the case is as it was");
    let gone = world.done("rebo", Ask::get(format!("/v1/cases/{other}")).with("helhed-purpose", "tilsyn"));
    assert_eq!(gone.body["erasing"], true, "who was erased stays so");
    let now = world.read(ADMIN, "/v1/clock")["now"].as_str().expect("an instant").to_owned();
    world.advance(&now);
    let notices = || fs::read_dir(world.data().join("notices")).expect("the folder").count();
    assert_eq!(notices(), 0, "nothing went out by itself");
    let waits = effects(&world);
    assert!(waits.len() >= waiting && waits.iter().all(|effect| effect["held"] == true), "{waits:#?}");
    settle(&world, &waits);
    assert!(notices() > 0);
}

/// One is said to be done, one is dropped, one is released, and then all the rest.
fn settle(world: &World, held: &[Json]) {
    let of = |number: usize| held[number]["id"].as_str().expect("an identity").to_owned();
    let order = |effect: &str, what: &str| Ask::post(format!("/v1/effects/{effect}/{what}"), Json::Null);
    world.refused("hebr", order(&of(0), "done"), (403, "not-an-administrator"));
    world.refused(ADMIN, order("1.999.0", "drop"), (404, "not-found"));
    world.done(ADMIN, order(&of(0), "done"));
    world.done(ADMIN, order(&of(1), "drop"));
    world.done(ADMIN, order(&of(2), "release"));
    let left = |world: &World| effects(world).into_iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    let found = (0..PATIENCE).map(|_| left(world)).find(|left| !left.contains(&held[2]["id"]));
    let found = found.expect("the released one goes out");
    assert!(!found.contains(&held[0]["id"]) && !found.contains(&held[1]["id"]));
    assert_eq!(found.len(), held.len() - 3, "the others wait");
    world.done(ADMIN, Ask::post("/v1/effects/release", Json::Null));
    assert!((0..PATIENCE).any(|_| effects(world).is_empty()), "all have gone out");
    assert_eq!(world.read(ADMIN, "/v1/effects")["restored_from"], Json::Null);
}

#[test]
fn a_restore_that_cannot_be_done_says_why_and_leaves_the_place_empty() {
    let world = World::at(MORNING);
    world.open_case(1);
    let (identity, recipient) = keys(world.folder(), "identity");
    let (wrong, _) = keys(world.folder(), "wrong");
    let (file, _) = back_up(&world, &recipient, "backup");
    let whole = fs::read(&file).expect("the backup can be read");
    let key = world.data().join("wrapping.key");
    let other_key = world.folder().join("other.key");
    fs::write(&other_key, format!("{}\n", "7".repeat(64))).expect("a key can be written");
    fs::set_permissions(&other_key, fs::metadata(&key).expect("the key").permissions()).expect("as private");
    let to = world.folder().join("to");
    let refused = |file: &Path, identity: &Path, key: &Path, expected: &str| {
        let mut arguments = restore_arguments((file, identity), (&to, key));
        arguments.push("--no-erased-list");
        let output = helhed(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{expected}: {said}");
        let left = fs::read_dir(&to).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{expected}: something is left behind");
    };
    refused(&file, &wrong, &key, "does not open");
    refused(&file, &identity, &other_key, "wrapping key");
    refused(&world.folder().join("none"), &identity, &key, "cannot be opened");
    refused(&identity, &identity, &key, "does not open");
    let spoilt = world.folder().join("spoilt");
    for place in [0, 40, 200, whole.len() / 3, whole.len() / 2, whole.len() - 20, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&spoilt, bytes).expect("a copy can be written");
        refused(&spoilt, &identity, &key, "the backup");
    }
    for length in [0, 10, 300, whole.len() / 2, whole.len() - 1] {
        fs::write(&spoilt, &whole[..length]).expect("a copy can be written");
        refused(&spoilt, &identity, &key, "the backup");
    }
    let mut arguments = restore_arguments((&file, &identity), (&to, &key));
    let output = helhed(&arguments);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--erased-list"), "it asks for the list");
    let data = world.data();
    arguments = restore_arguments((&file, &identity), (&data, &key));
    arguments.push("--no-erased-list");
    let output = helhed(&arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("is not empty"), "{said}");
    assert!(data.join("manifest").exists(), "a directory that is used is left alone");
    let again = helhed(&["backup", text(&file), "--recipient", &recipient, "--data", text(&data)]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    let nobody = helhed(&["backup", text(&to), "--recipient", "age1nobody", "--data", text(&data)]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("no recipient"));
}

#[test]
fn backups_that_are_made_while_many_write_hold_everything_acknowledged_before_them() {
    const BACKUPS: usize = 4;
    let world = World::at(MORNING);
    let case = world.open_case(1);
    let (identity, recipient) = keys(world.folder(), "identity");
    let key = world.data().join("wrapping.key");
    let (address, token) = (world.address(), world.token("pasi"));
    let is_over = AtomicBool::new(false);
    let acknowledged = AtomicU64::new(0);
    let made = std::thread::scope(|scope| {
        for _writer in 0..3 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Runtime::new().expect("the threads of a test can be started");
                while !is_over.load(Ordering::Acquire) {
                    let ask = Ask::post(format!("/v1/cases/{case}/notes"), json!({ "text": "Ringet" }));
                    let answer = runtime.block_on(ask.token(&token).send(address)).expect("it answers");
                    if let Some(position) = answer.body["position"].as_u64().filter(|_| answer.is_ok()) {
                        acknowledged.fetch_max(position, Ordering::AcqRel);
                    }
                }
            });
        }
        let made = (0..BACKUPS).map(|number| {
            let known = acknowledged.load(Ordering::Acquire);
            (known, back_up(&world, &recipient, &format!("backup-{number}")))
        });
        let made: Vec<_> = made.collect();
        is_over.store(true, Ordering::Release);
        made
    });
    assert!(made.iter().any(|(known, _)| *known > 10), "the writers wrote meanwhile");
    for (number, (known, (file, _))) in made.iter().enumerate() {
        let to = world.folder().join(format!("to-{number}"));
        let mut arguments = restore_arguments((file, &identity), (&to, &key));
        arguments.push("--no-erased-list");
        let restored = said(&helhed(&arguments));
        assert!(restored["records"].as_u64() >= Some(*known), "{restored:#}");
    }
}
