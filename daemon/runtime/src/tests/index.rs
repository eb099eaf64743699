//! Index rows that lie: a timer that belongs to nothing, a case that cannot go on.

use model::CaseId;
use model::deadline::TimerKind;
use store::{Batch, Index};

use super::at;
use super::house::{House, rows};
use super::script::{ASSESSING, tell};
use crate::rows::TimerRow;

fn put_timer(house: &House, row: &TimerRow, due: model::Timestamp) {
    let keys = store::Keys::new(901);
    let mut batch = Batch::new(house.index.applied().unwrap());
    batch.put(keys.timer(due.micros(), &row.to_key(), 1), 1_u32.to_be_bytes());
    house.index.commit(batch).unwrap();
}

#[test]
fn a_timer_that_belongs_to_nothing_is_dropped_and_fires_nothing() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let before = rows(&house.index);
    let head = house.core.head();
    let none = TimerRow { case: CaseId(99), deadline: "assessment".into(), kind: TimerKind::Rung(0) };
    put_timer(&house, &none, house.now);
    let early = TimerRow { case: CaseId(1), deadline: "assessment".into(), kind: TimerKind::Rung(0) };
    put_timer(&house, &early, house.now);
    // The running writer knows its timers; one that nobody armed is found by the next.
    let mut house = house.restart();
    house.step();
    assert_eq!(rows(&house.index), before);
    assert_eq!(house.core.head(), head);
    house.run_to(at("2026-09-22T00:00:00Z"));
    assert!(house.core.head().position > head.position, "the real ones fire in their time");
}

#[test]
fn one_bad_case_stops_neither_the_others_timers_nor_the_daemon() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.run("pasi", super::script::register("7805920000", "Bent Agger"));
    house.run("pasi", super::script::open_case(2, "2026-08-10"));
    // The state of the first case can be read no more.
    let keys = store::Keys::new(901);
    let mut batch = Batch::new(house.index.applied().unwrap());
    let key = crate::rows::state_key(keys, &super::case(1));
    batch.put(key, vec![0xFF; 10]);
    house.index.commit(batch).unwrap();
    // The writer would go on with the state that it had committed itself.
    let mut house = house.restart();
    let before = house.records().len();
    house.run_to(at("2026-08-20T00:00:00Z"));
    house.run_to(at("2026-12-20T00:00:00Z"));
    assert!(house.broken.is_none());
    let fired = house.records().split_off(before);
    assert!(fired.iter().any(|(_, _, record)| record.command == "fire_timer"), "the second case's fire");
    assert!(fired.iter().all(|(_, _, record)| record.parts.iter().all(|part| part.stream != super::case(1))));
    house.run("pasi", super::note(CaseId(2), "Arbejdet går videre"));
}
