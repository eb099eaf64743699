//! The HTTP API of a whole daemon on a simulated clock: every route, and everything that it refuses.

#![expect(clippy::indexing_slicing, reason = "a body without the field is a failed test")]

#[path = "http/door.rs"]
mod door;
#[path = "http/erasure.rs"]
mod erasure;
#[path = "http/letters.rs"]
mod letters;
#[path = "http/lists.rs"]
mod lists;
#[path = "http/plugins.rs"]
mod plugins;
#[path = "http/refusals.rs"]
mod refusals;
#[path = "http/routes.rs"]
mod routes;
#[path = "http/work.rs"]
mod work;

use helhed::client::Ask;
use serde_json::Value as Json;
use tests::World;

/// When these tests begin: a Monday morning in Denmark.
const MORNING: &str = "2026-08-03T07:00:00Z";

fn world() -> World {
    World::at(MORNING)
}

/// Posts to something of a case.
fn post(case: &str, what: &str, body: Json) -> Ask {
    Ask::post(format!("/v1/cases/{case}{what}"), body)
}

/// The version that a reader sees now, as `If-Match` takes it.
fn seen(world: &World, person: &str, case: &str) -> String {
    let read = world.done(person, Ask::get(format!("/v1/cases/{case}")));
    format!("\"v{}\"", read.version.expect("a case has a version"))
}

fn list<'j>(json: &'j Json, name: &str) -> &'j [Json] {
    json[name].as_array().expect(name)
}

fn step<'j>(case: &'j Json, name: &str) -> &'j Json {
    list(case, "steps").iter().find(|step| step["name"] == name).expect(name)
}
