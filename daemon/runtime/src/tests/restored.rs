//! A directory with the next epoch came out of a backup: it says so once, and sends nothing before somebody has looked.

use journal::Manifest;
use model::{CitizenId, Command, StreamId};

use super::house::House;
use super::script::{story, tell};
use crate::REQUIRED;

/// A directory with reminders that have not ended, as a restore leaves it that was cut off before its last step.
fn restored() -> House {
    let mut house = House::new();
    tell(&mut house, story().len());
    while house.performed.is_empty() {
        let next = house.core.next_wake().expect("a reminder comes");
        house.pass(next.micros() - house.now.micros());
        house.step();
    }
    let manifest = Manifest::load(&house.disk, REQUIRED).unwrap();
    Manifest { epoch: manifest.epoch + 1, ..manifest }.save(&house.disk).unwrap();
    house.restart()
}

fn recorded(house: &House, command: &str) -> usize {
    house.records().iter().filter(|(_, _, record)| record.command == command).count()
}

fn is_held(house: &House) -> bool {
    house.core.shared().in_force().organisation.effects_held.is_some()
}

#[test]
fn the_first_start_says_so_once_and_nothing_goes_out_until_it_is_released() {
    let mut house = restored();
    for _ in 0..2 {
        assert!(is_held(&house) && house.performed.is_empty(), "held at every start");
        assert_eq!(recorded(&house, "note_restore"), 1);
        house.step();
        assert!(house.performed.is_empty());
        house = house.restart();
    }
    house.run("drsy", Command::ReleaseEffects { id: None });
    assert!(!is_held(&house) && !house.performed.is_empty(), "what waited goes out at once");
    assert!(house.deliver() > 0);
    let house = house.restart();
    assert!(!is_held(&house) && house.performed.is_empty());
    assert_eq!(recorded(&house, "note_restore"), 1);
}

#[test]
fn what_was_erased_since_is_erased_by_the_first_start_that_finds_it() {
    let house = restored();
    let citizen = StreamId::Citizen(CitizenId(1));
    let shared = house.core.shared();
    let key = shared.applier.state(&citizen).unwrap().and_then(|state| state.key()).unwrap();
    shared.sealer.keys.destroy(journal::KeyId(key)).unwrap();
    drop(shared);
    let house = house.restart();
    assert!(house.broken.is_none(), "{:?}", house.broken);
    assert!(house.core.shared().applier.state(&citizen).unwrap().is_some_and(|state| state.is_erasing()));
    let house = house.restart();
    assert_eq!(recorded(&house, "erase"), 1, "and once");
}
