use crate::{Calendar, derive};

use super::{check, day, derived, rule};

const WEEKS_4: &str = "4 weeks after next_working_day";
const WORKING_7: &str = "7 working days after none";

#[test]
fn four_weeks_roll_over_holidays_to_the_next_working_day() {
    check(WEEKS_4, "2026-11-26", "2026-12-24", "2026-12-28");
    check(WEEKS_4, "2026-12-04", "2027-01-01", "2027-01-04");
    check(WEEKS_4, "2026-03-05", "2026-04-02", "2026-04-07");
    check(WEEKS_4, "2027-02-26", "2027-03-26", "2027-03-30");
    check(WEEKS_4, "2026-05-08", "2026-06-05", "2026-06-08");
}

#[test]
fn constitution_day_is_a_working_day_where_the_municipality_says_so() {
    for name in ["grundlovsdag", "Constitution Day"] {
        let calendar = Calendar::danish().without_customary(name).unwrap();
        let derived = derive(&rule(WEEKS_4), day("2026-05-08"), &[], &calendar).unwrap();
        assert_eq!(derived.due, day("2026-06-05"));
    }
}

#[test]
fn three_months_end_on_the_last_day_of_february() {
    check("3 months after next_working_day", "2026-11-30", "2027-02-28", "2027-03-01");
    check("3 months after none", "2026-11-30", "2027-02-28", "2027-02-28");
}

#[test]
fn seven_working_days_skip_christmas_easter_and_ascension() {
    check(WORKING_7, "2026-12-21", "2027-01-05", "2027-01-05");
    check(WORKING_7, "2026-03-31", "2026-04-14", "2026-04-14");
    check(WORKING_7, "2026-05-11", "2026-05-21", "2026-05-21");
}

#[test]
fn a_letter_is_presumed_received_after_six_delivery_days() {
    let received = derived("6 working days after none", "2026-03-09").due;
    assert_eq!(received, day("2026-03-17"));
    check(WEEKS_4, &received.to_string(), "2026-04-14", "2026-04-14");
}
