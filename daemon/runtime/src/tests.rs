//! The promises of the runtime, over a disk that loses power and an index that forgets, with the shipped workflows.

mod access;
mod activation;
mod behind;
mod blind;
mod clocks;
mod crash;
mod crowd;
mod effects;
mod erasure;
mod export;
mod golden;
mod house;
mod idempotency;
mod index;
mod limits;
mod looks;
mod plugins;
mod real;
mod recent;
mod restored;
mod running;
mod script;
mod serving;
mod tasks;
mod tokens;
mod trial;
mod walk;

use std::path::Path;
use std::sync::OnceLock;

use model::{Actor, CaseId, Command, PersonId, StreamId, Timestamp};

use crate::answer::{Reader, Submission};
use crate::rules::Sources;
use house::House;

/// The workflows as they are shipped.
fn sources() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
        Sources::read(&folder).expect("the shipped workflows can be read")
    })
}

/// Repeats itself for a seed (xorshift64*).
#[derive(Clone)]
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % bound
    }
}

impl journal::Chance for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
        for byte in bytes {
            *byte = u8::try_from(self.below(256)).unwrap();
        }
        Ok(())
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn actor(person: &str) -> Actor {
    Actor::Person(PersonId::new(person))
}

fn reader(person: &str) -> Reader {
    Reader { actor: actor(person), purpose: None }
}

fn with_purpose(person: &str, purpose: &str) -> Reader {
    Reader { actor: actor(person), purpose: Some(purpose.to_owned()) }
}

fn by(person: &str, command: Command) -> Submission {
    Submission { actor: actor(person), purpose: None, idempotency_key: None, expected_version: None, command }
}

fn keyed(person: &str, key: &str, command: Command) -> Submission {
    Submission { idempotency_key: Some(key.to_owned()), ..by(person, command) }
}

const FIRST: CaseId = CaseId(1);

fn case(number: u64) -> StreamId {
    StreamId::Case(CaseId(number))
}

fn note(case: CaseId, text: &str) -> Command {
    Command::AddNote { case, text: text.to_owned(), on: None }
}
