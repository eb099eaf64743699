//! The place of the runtime that serves, and a log of looks that has to be opened again.

use std::ops::Deref as _;

use super::by;
use super::house::House;
use super::running::Running;
use super::script::register;
use crate::answer::Rejected;
use crate::serving::Serving;

#[test]
fn while_the_directory_is_opened_again_nobody_is_served_and_health_says_why() {
    let first = Running::counting(House::new());
    let serving = Serving::new(first.deref().clone());
    let clone = serving.clone();
    let position = serving.health().position;
    assert!(position > 0 && serving.health().accepting);
    let ended = serving.take().expect("it served");
    assert!(!ended.is_last(), "the test has it too");
    assert!(matches!(clone.runtime(), Err(Rejected::ReadOnly { .. })));
    let health = clone.health();
    assert!(!health.accepting && health.position == position && health.because.is_some(), "{health:?}");
    assert!(clone.take().is_none(), "it is taken once");
    drop(first);
    assert!(ended.is_last(), "its threads have ended");
    let another = Running::counting(House::new());
    serving.put(another.deref().clone());
    assert!(clone.health().accepting);
    clone.runtime().unwrap().submit_and_wait(by("pasi", register("7805920000", "Bent Agger"))).unwrap();
}
