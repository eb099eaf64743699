//! Much is due at once, and people ask in between.

use super::house::House;
use super::script::{open_case, register};
use super::{FIRST, by, note};
use crate::core::TIMERS_BESIDE_PEOPLE;

/// Cases whose first deadlines fall due on one day: each has several rungs.
const CASES: u64 = 60;

const DAY_US: i64 = 24 * 3_600_000_000;

fn fired(house: &House) -> usize {
    house.records().iter().filter(|(_, _, record)| record.command == "fire_timer").count()
}

#[test]
fn people_go_before_what_is_due_and_what_is_due_goes_on_all_the_same() {
    let mut house = House::new();
    for number in 1..=CASES {
        let cpr = format!("770592{number:04}");
        house.run("pasi", register(&cpr, "Prøve"));
        house.run("pasi", open_case(number, "2026-08-03"));
    }
    house.deliver();
    house.pass(60 * DAY_US);
    let head = house.core.head().position;
    let answer = house.run("hebr", note(FIRST, "imens"));
    assert_eq!(answer.position, head + 1, "the command stands before everything that was due");
    assert_eq!(fired(&house), TIMERS_BESIDE_PEOPLE, "whoever asked waits for a few, not for all");
    // Somebody asks in every step: what is due comes to its end nevertheless.
    let mut steps = 0;
    loop {
        let before = fired(&house);
        house.submit(by("hebr", note(FIRST, "igen"))).unwrap();
        steps += 1;
        if fired(&house) == before {
            break;
        }
    }
    assert!(steps > 3, "much was due: {steps}");
    assert!(house.core.next_wake().is_none_or(|next| next > house.now), "nothing that is due is left");
}
