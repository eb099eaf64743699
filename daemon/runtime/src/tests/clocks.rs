//! Wild clocks: what is believed, what waits for a person, and what is never lowered.

use journal::ClockMode;
use model::deadline::RungState;
use model::{Command, Timestamp};

use super::house::House;
use super::script::{ASSESSING, tell};
use super::{FIRST, at, note};

const HOUR_US: i64 = 3_600_000_000;
const DAY_US: i64 = 24 * HOUR_US;

/// A case whose assessment runs until 5 October, last touched on 15 September.
fn assessing(clock: ClockMode) -> House {
    let mut house = House::with_clock(clock);
    tell(&mut house, ASSESSING);
    house.run_to(at("2026-09-15T08:00:00Z"));
    house.run("lida", note(FIRST, "Rykket"));
    house.deliver();
    house
}

fn stop_for(house: House, us: i64) -> House {
    let House { disk, index, core, now, .. } = house;
    core.close().unwrap();
    House::open(&disk, &index, Timestamp::from_micros(now.micros() + us)).unwrap()
}

/// The days of the rungs that timers fired, in the order of their records.
fn fired(house: &House) -> Vec<(String, String)> {
    let case = house.case(1);
    let mut fired = Vec::new();
    for (_, _, record) in house.records() {
        for event in record.parts.iter().flat_map(|part| &part.events) {
            if let model::Event::RungFired { deadline, rung, catch_up, .. } = &event.0 {
                let place = usize::try_from(*rung).unwrap();
                let day = case.deadlines[deadline].date.rungs[place].day.to_string();
                assert!(!catch_up);
                fired.push((deadline.to_string(), day));
            }
        }
    }
    fired
}

fn is_held(house: &House) -> bool {
    house.core.shared().is_held()
}

#[test]
fn after_a_stop_of_weeks_the_ladder_fires_in_order_and_once() {
    let house = assessing(ClockMode::System);
    let before = fired(&house).len();
    let mut house = stop_for(house, 29 * DAY_US);
    assert!(!is_held(&house));
    while house.core.next_wake().is_some_and(|next| next <= house.now) {
        house.step();
    }
    let days: Vec<String> = fired(&house)[before..].iter().map(|(_, day)| day.clone()).collect();
    let mut sorted = days.clone();
    sorted.sort();
    assert_eq!(days, sorted, "in due order");
    let rungs = house
        .case(1)
        .deadlines
        .values()
        .find(|d| d.name.as_str() == "assessment")
        .unwrap()
        .date
        .rungs
        .clone();
    let due = rungs.iter().filter(|rung| rung.at <= house.now && rung.state == RungState::Fired).count();
    assert_eq!(days.len(), due, "each once: {days:?}");
    assert!(due >= 3, "two reminders and the miss: {rungs:?}");
    let head = house.core.head();
    house.step();
    let house = house.restart();
    assert_eq!(house.core.head(), head, "none fires again");
}

#[test]
fn a_stop_of_more_than_thirty_days_waits_for_an_operator() {
    let house = assessing(ClockMode::System);
    let before = fired(&house);
    let mut house = stop_for(house, 31 * DAY_US);
    assert!(is_held(&house));
    house.step();
    assert_eq!(fired(&house), before, "nothing fires");
    house.run("lida", note(FIRST, "Arbejdet går videre"));
    let mut house = house.restart();
    assert!(is_held(&house), "a restart does not confirm it");
    assert!(house.submit(super::by("lida", Command::ConfirmClock)).is_err(), "an administrator does");
    house.run("drsy", Command::ConfirmClock);
    assert!(!is_held(&house));
    assert!(fired(&house).len() > before.len());
}

#[test]
fn a_simulated_directory_never_waits() {
    let house = assessing(super::house::simulated());
    let mut house = stop_for(house, 400 * DAY_US);
    assert!(!is_held(&house));
    house.now = Timestamp::from_micros(house.now.micros() + 400 * DAY_US);
    house.step();
    assert!(!is_held(&house));
}

#[test]
fn a_wall_clock_that_goes_back_never_lowers_the_instant_of_a_record() {
    let mut house = assessing(ClockMode::System);
    let last = house.core.last_recorded();
    house.pass(60_000_000);
    house.now = Timestamp::from_micros(last.micros() - HOUR_US / 2);
    house.run("lida", note(FIRST, "Uret gik tilbage"));
    let (_, _, record) = house.records().pop().unwrap();
    assert_eq!(record.recorded_at, last);
    assert_eq!(record.wall_at, Some(house.now), "the raw wall time is kept");
    assert!(!is_held(&house));
    let (_, _, first) = house.records().remove(0);
    assert_eq!(first.wall_at, None);
    let house = house.restart();
    assert_eq!(house.core.last_recorded(), last);
}

#[test]
fn a_jump_while_running_holds_before_any_timer_fires() {
    let mut house = assessing(ClockMode::System);
    let before = fired(&house);
    house.now = at("2026-11-01T08:00:00Z");
    house.monotonic_us += 1_000_000;
    house.step();
    assert!(is_held(&house));
    assert_eq!(fired(&house), before, "not even those that are due now");
    assert_eq!(house.core.next_wake(), None);
}

#[test]
fn a_start_before_the_last_record_waits() {
    let house = assessing(ClockMode::System);
    let last = house.core.last_recorded();
    let house = stop_for(house, -2 * HOUR_US);
    assert!(is_held(&house));
    assert_eq!(house.core.last_recorded(), last, "the hold itself is recorded no earlier");
}

#[test]
fn a_start_after_a_hold_on_a_jump_forward_is_still_held() {
    let mut house = assessing(ClockMode::System);
    house.now = at("2026-11-01T08:00:00Z");
    house.step();
    assert!(is_held(&house));
    let house = house.restart();
    assert!(is_held(&house));
    assert_eq!(house.core.shared().in_force().organisation.clock_held.as_deref(), Some("clock-jumped"));
}
