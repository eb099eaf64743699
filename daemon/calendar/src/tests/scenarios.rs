//! Every date of the acceptance scenarios, under the number of its story.

use crate::{Calendar, last_day_of_period, rungs, series};

use super::{amount, check, day, default_ladder, derived};

/// Checks a deadline and the days of its first two rungs.
#[track_caller]
fn check_reminded(rule_text: &str, anchor: &str, due: &str, remind: [&str; 2]) {
    check(rule_text, anchor, due, due);
    let placed = rungs(&default_ladder(), day(due), day(anchor), &Calendar::danish()).unwrap();
    let days: Vec<_> = placed.iter().take(2).map(|rung| (rung.day, rung.applicable)).collect();
    assert_eq!(days, remind.map(|text| (day(text), true)), "{rule_text} from {anchor}");
}

#[test]
fn s1_one_assessment_one_plan_one_decision() {
    check("1 working day after none", "2026-08-03", "2026-08-04", "2026-08-04");
    check("5 working days after none", "2026-08-03", "2026-08-10", "2026-08-10");
    check_reminded(
        "8 weeks after next_working_day",
        "2026-08-10",
        "2026-10-05",
        ["2026-09-21", "2026-09-30"],
    );
    check("10 working days after next_working_day", "2026-10-01", "2026-10-15", "2026-10-15");
    check_reminded(
        "4 weeks after next_working_day",
        "2026-10-20",
        "2026-11-17",
        ["2026-11-03", "2026-11-12"],
    );
    check_reminded(
        "3 months after next_working_day",
        "2026-10-20",
        "2027-01-20",
        ["2027-01-06", "2027-01-15"],
    );
    assert_eq!(series(amount("3 months"), amount("6 months"), 1, day("2026-10-20")), Ok(day("2027-01-20")));
    assert_eq!(series(amount("3 months"), amount("6 months"), 2, day("2026-10-20")), Ok(day("2027-07-20")));
    assert!(Calendar::danish().is_working_day(day("2027-07-20")));
}

#[test]
fn s2_an_appeal_over_christmas() {
    check("4 weeks after next_working_day", "2026-11-26", "2026-12-24", "2026-12-28");
    let names: Vec<_> = derived("4 weeks after next_working_day", "2026-11-26")
        .skipped
        .into_iter()
        .map(|closed| (closed.date.day(), closed.name_en))
        .collect();
    let expected =
        [(24, "Christmas Eve"), (25, "Christmas Day"), (26, "Second Day of Christmas"), (27, "Sunday")];
    assert_eq!(names, expected.map(|(number, name)| (number, name.to_owned())));
    check_reminded(
        "4 weeks after next_working_day",
        "2026-12-28",
        "2027-01-25",
        ["2027-01-11", "2027-01-20"],
    );
    check("4 weeks after next_working_day", "2027-05-11", "2027-06-08", "2027-06-08");
    check("4 weeks after next_working_day", "2027-06-01", "2027-06-29", "2027-06-29");
}

#[test]
fn s4_meetings_skip_ascension_and_whit_monday() {
    check("5 working days after none", "2026-05-11", "2026-05-19", "2026-05-19");
    check("10 working days after none", "2026-05-11", "2026-05-27", "2026-05-27");
}

#[test]
fn s6_a_birthday_on_a_sunday_is_prepared_before_it() {
    check("30 years after none", "1997-03-14", "2027-03-14", "2027-03-14");
    check("3 months before previous_working_day", "2027-03-14", "2026-12-14", "2026-12-14");
    check("10 working days after next_working_day", "2027-01-18", "2027-02-01", "2027-02-01");
    check("0 days before previous_working_day", "2027-03-14", "2027-03-14", "2027-03-12");
    check("1 day before previous_working_day", "2027-03-14", "2027-03-13", "2027-03-12");
    check("4 weeks after next_working_day", "2027-02-15", "2027-03-15", "2027-03-15");
    check("2 years after none", "2025-07-01", "2027-07-01", "2027-07-01");
}

#[test]
fn s8_a_withdrawn_consent() {
    check("1 working day after none", "2026-10-15", "2026-10-16", "2026-10-16");
    check("10 working days after none", "2026-10-15", "2026-10-29", "2026-10-29");
    check_reminded(
        "4 weeks after next_working_day",
        "2026-10-15",
        "2026-11-12",
        ["2026-10-29", "2026-11-09"],
    );
    check("12 months after none", "2026-09-01", "2027-09-01", "2027-09-01");
}

#[test]
fn s9_a_discharge_without_consent() {
    check("5 working days after none", "2026-05-11", "2026-05-19", "2026-05-19");
    check("7 working days after none", "2026-05-12", "2026-05-22", "2026-05-22");
    check("10 working days after none", "2026-05-11", "2026-05-27", "2026-05-27");
    check("6 months after none", "2026-05-11", "2026-11-11", "2026-11-11");
    check("14 days after next_working_day", "2026-05-19", "2026-06-02", "2026-06-02");
}

#[test]
fn s11_a_referral_that_fits_no_department() {
    check("1 working day after none", "2026-10-06", "2026-10-07", "2026-10-07");
    check("5 working days after none", "2026-10-06", "2026-10-13", "2026-10-13");
    check("10 working days after none", "2026-10-06", "2026-10-20", "2026-10-20");
    check("14 days after next_working_day", "2026-10-06", "2026-10-20", "2026-10-20");
}

#[test]
fn s12_a_resource_programme_ends_on_a_sunday() {
    check("6 months after none", "2025-09-01", "2026-03-01", "2026-03-01");
    check("6 months after previous_working_day", "2025-09-01", "2026-03-01", "2026-02-27");
    check("6 weeks before none", "2026-03-01", "2026-01-18", "2026-01-18");
    check("1 year after none", "2025-09-01", "2026-09-01", "2026-09-01");
    assert_eq!(last_day_of_period(amount("3 years"), day("2025-09-01")), Ok(day("2028-08-31")));
}
