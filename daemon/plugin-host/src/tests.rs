mod guests;
mod hostile;
mod sound;

use std::sync::OnceLock;

use model::ContentHash;
use sha2::{Digest, Sha256};

use crate::compile::Compiler;
use crate::host::{Component, Host};
use crate::input::{Input, Member};
use crate::{Limits, Report};

/// One host for all tests of a process: its pool is large.
fn host() -> &'static Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| {
        Host::with(Compiler::Here, Limits::default(), None).expect("the machine lends a pool")
    })
}

/// Two people who hold the role, in a unit.
fn input() -> Input {
    let member = |id: &str, load: i64| Member {
        id: id.to_owned(),
        roles: vec![("coordinator".to_owned(), "holistic_team".to_owned())],
        deputy: None,
        attributes: [(
            "load".to_owned(),
            model::Value::Number(model::Number(rust_decimal::Decimal::from(load))),
        )]
        .into(),
    };
    Input {
        case: "C-1".to_owned(),
        workflow: "one-plan".to_owned(),
        step: "appoint".to_owned(),
        attempt_key: "1.2.0".to_owned(),
        today: "2026-08-03".to_owned(),
        proposes: "coordinator".to_owned(),
        unit: "holistic_team".to_owned(),
        interfaces: ["directory".to_owned()].into(),
        people: vec![member("anve", 3), member("lida", 1)],
        units: vec!["holistic_team".to_owned()],
        ..Input::default()
    }
}

fn call(bytes: Vec<u8>, input: Input) -> Report {
    let digest = ContentHash(Sha256::digest(&bytes).into());
    host().call_and_wait(Component { digest, bytes: Box::new(move || Some(bytes)) }, input)
}
