use crate::{Amount, Calendar, ClockError, Direction, Roll, Rule, Unit, derive, last_day_of_period, series};

use super::{amount, check, day, derived, rule};

#[test]
fn an_amount_reads_and_writes_in_both_languages() {
    for (text, danish) in [
        ("1 day", "1 dag"),
        ("14 days", "14 dage"),
        ("1 working day", "1 arbejdsdag"),
        ("7 working days", "7 arbejdsdage"),
        ("1 week", "1 uge"),
        ("8 weeks", "8 uger"),
        ("1 month", "1 måned"),
        ("0 months", "0 måneder"),
        ("1 year", "1 år"),
        ("2 years", "2 år"),
        ("1 hour", "1 time"),
        ("72 hours", "72 timer"),
    ] {
        let amount = amount(text);
        assert_eq!((amount.to_string().as_str(), amount.in_english().as_str()), (text, text));
        assert_eq!(amount.in_danish(), danish);
    }
    assert_eq!(amount(" 1  working   days "), Amount { count: 1, unit: Unit::WorkingDays });
}

#[test]
fn what_is_not_an_amount_is_refused() {
    for text in [
        "",
        "weeks",
        "8",
        "8weeks",
        "-1 days",
        "+1 days",
        "1.5 years",
        "8 uger",
        "4294967296 days",
        "1 week 2 days",
    ] {
        assert_eq!(text.parse::<Amount>(), Err(ClockError::NotAnAmount { text: text.to_owned() }));
    }
}

#[test]
fn an_unknown_roll_is_refused() {
    for roll in [Roll::NextWorkingDay, Roll::PreviousWorkingDay, Roll::None] {
        assert_eq!(roll.to_string().parse(), Ok(roll));
    }
    assert_eq!("next".parse::<Roll>(), Err(ClockError::UnknownRoll { text: "next".to_owned() }));
}

#[test]
fn months_and_years_end_on_the_last_day_where_the_number_is_missing() {
    check("1 month after none", "2027-01-31", "2027-02-28", "2027-02-28");
    check("1 month after none", "2028-01-31", "2028-02-29", "2028-02-29");
    check("1 year after none", "2028-02-29", "2029-02-28", "2029-02-28");
    check("1 month before none", "2027-03-31", "2027-02-28", "2027-02-28");
    check("1 month after none", "2027-02-28", "2027-03-28", "2027-03-28");
}

#[test]
fn a_deadline_before_its_anchor_counts_and_rolls_backwards() {
    check("3 working days before previous_working_day", "2026-12-28", "2026-12-21", "2026-12-21");
    check("2 weeks before previous_working_day", "2027-01-14", "2026-12-31", "2026-12-30");
    check("2 weeks before next_working_day", "2027-01-14", "2026-12-31", "2027-01-04");
}

#[test]
fn a_count_of_working_days_tells_which_closed_days_it_skipped() {
    let skipped: Vec<_> = derived("7 working days after none", "2026-05-11")
        .skipped
        .into_iter()
        .map(|closed| closed.date)
        .collect();
    assert_eq!(skipped, ["2026-05-14", "2026-05-16", "2026-05-17"].map(day));
}

#[test]
fn a_date_outside_1900_to_2200_is_refused() {
    for (text, anchor) in [
        ("1 day after none", "1899-12-31"),
        ("1 day after none", "2200-12-31"),
        ("36525 days after none", "2150-01-01"),
        ("36525 working days after none", "2150-01-01"),
        ("100 years before none", "1950-01-01"),
        ("1 day before previous_working_day", "1900-01-02"),
    ] {
        let refused = derive(&rule(text), day(anchor), &[], &Calendar::danish());
        assert!(matches!(refused, Err(ClockError::OutOfRange { .. })), "{text}: {refused:?}");
    }
}

#[test]
fn a_length_beyond_a_hundred_years_is_refused() {
    for most in ["36525 days", "36525 working days", "5218 weeks", "1200 months", "100 years", "876600 hours"]
    {
        assert!(most.parse::<Amount>().is_ok(), "{most}");
        let (count, unit) = most.split_once(' ').unwrap();
        let longer = format!("{} {unit}", count.parse::<u64>().unwrap() + 1);
        assert!(matches!(longer.parse::<Amount>(), Err(ClockError::TooLong { .. })), "{longer}");
    }
}

#[test]
fn hours_need_an_instant() {
    let rule = Rule { amount: amount("72 hours"), direction: Direction::After, roll: Roll::None };
    assert_eq!(derive(&rule, day("2026-01-01"), &[], &Calendar::danish()), Err(ClockError::NeedsInstant));
}

#[test]
fn a_step_of_a_series_is_counted_from_the_anchor() {
    let monthly = |n| series(amount("1 month"), amount("1 month"), n, day("2027-01-31")).unwrap();
    assert_eq!([1, 2, 3].map(monthly), ["2027-02-28", "2027-03-31", "2027-04-30"].map(day));
    let mixed = |n| series(amount("3 months"), amount("2 weeks"), n, day("2026-11-30")).unwrap();
    assert_eq!([1, 2].map(mixed), ["2027-02-28", "2027-03-14"].map(day));
    let yearly = |n| series(amount("6 months"), amount("1 year"), n, day("2026-08-31")).unwrap();
    assert_eq!([1, 2].map(yearly), ["2027-02-28", "2028-02-29"].map(day));
}

#[test]
fn a_series_refuses_what_it_cannot_count() {
    let series = |every, n| series(amount("1 day"), amount(every), n, day("2026-01-01"));
    assert_eq!(series("1 day", 0), Err(ClockError::NoStepZero));
    assert_eq!(series("1 working day", 2), Err(ClockError::NeedsCalendar));
    assert_eq!(series("24 hours", 2), Err(ClockError::NeedsInstant));
    assert_eq!(series("1 year", u32::MAX), Err(ClockError::OutOfRange { from: day("2026-01-01") }));
}

#[test]
fn a_period_ends_the_day_before_its_first_day_returns() {
    for (length, first, last) in [
        ("6 months", "2026-01-01", "2026-06-30"),
        ("1 week", "2026-11-23", "2026-11-29"),
        ("1 day", "2026-11-23", "2026-11-23"),
    ] {
        assert_eq!(last_day_of_period(amount(length), day(first)), Ok(day(last)));
    }
}
