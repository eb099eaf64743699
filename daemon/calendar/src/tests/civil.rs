use jiff::civil::{Date, Time, date, time};

use crate::{
    Calendar, RungRule, RungWhen, civil_date, civil_date_time, derive_hours, end_of_day_us, instant_us,
    rungs, tzdb_version, years_between,
};

use super::{EIGHT, amount, day, default_ladder};

#[track_caller]
fn check_instant(wall: &str, utc: &str) {
    let (date, clock) = wall.split_once(' ').unwrap();
    let expected: jiff::Timestamp = utc.parse().unwrap();
    assert_eq!(instant_us(day(date), clock.parse::<Time>().unwrap()), expected.as_microsecond(), "{wall}");
}

#[test]
fn wall_clock_times_are_danish_times() {
    check_instant("2026-10-05 08:00", "2026-10-05T06:00:00Z");
    check_instant("2026-11-05 08:00", "2026-11-05T07:00:00Z");
    check_instant("2026-10-25 08:00", "2026-10-25T07:00:00Z");
    check_instant("2027-03-28 08:00", "2027-03-28T06:00:00Z");
    check_instant("2150-07-01 08:00", "2150-07-01T06:00:00Z");
}

#[test]
fn a_skipped_time_is_the_first_instant_after_the_gap() {
    for clock in ["02:00", "02:30", "02:59:59.999999"] {
        check_instant(&format!("2027-03-28 {clock}"), "2027-03-28T01:00:00Z");
        check_instant(&format!("2049-03-28 {clock}"), "2049-03-28T01:00:00Z");
    }
    check_instant("2027-03-28 01:59:59", "2027-03-28T00:59:59Z");
    check_instant("2027-03-28 03:00", "2027-03-28T01:00:00Z");
}

#[test]
fn a_doubled_time_is_the_first_of_the_two() {
    check_instant("2026-10-25 02:30", "2026-10-25T00:30:00Z");
    check_instant("2026-10-25 03:00", "2026-10-25T02:00:00Z");
}

#[test]
fn a_day_ends_one_second_before_midnight_in_denmark() {
    assert_eq!(
        end_of_day_us(day("2026-11-17")),
        "2026-11-17T22:59:59Z".parse::<jiff::Timestamp>().unwrap().as_microsecond()
    );
    for text in ["2026-10-25", "2027-03-28", "1900-01-01", "2200-12-31"] {
        assert_eq!(civil_date_time(end_of_day_us(day(text))), day(text).at(23, 59, 59, 0));
        assert_eq!(civil_date(end_of_day_us(day(text)) + 1_000_000), day(text).tomorrow().unwrap());
    }
}

#[test]
fn instants_beyond_all_dates_are_cut() {
    assert_eq!(civil_date(i64::MAX).year(), 9999);
    assert_eq!(civil_date(i64::MIN).year(), -9999);
    assert!(
        instant_us(date(9999, 12, 31), time(23, 59, 59, 999_999_999)) > instant_us(date(9999, 12, 30), EIGHT)
    );
    assert!(instant_us(date(-9999, 1, 1), EIGHT) < instant_us(date(-9998, 1, 1), EIGHT));
}

#[test]
fn hours_run_through_the_change_of_the_clocks() {
    let start = instant_us(day("2026-10-24"), time(12, 0, 0, 0));
    assert_eq!(civil_date_time(derive_hours(72, start)), date(2026, 10, 27).at(11, 0, 0, 0));
    assert_eq!(derive_hours(u32::MAX, i64::MAX), i64::MAX);
}

#[test]
fn the_time_zone_data_has_a_version() {
    let version = tzdb_version();
    assert!(version.len() == 5 && version.starts_with("20"), "{version}");
}

#[test]
fn a_birthday_on_leap_day_falls_on_28_february_in_other_years() {
    for (birth, on, age) in [
        ("1997-03-14", "2027-03-13", 29),
        ("1997-03-14", "2027-03-14", 30),
        ("1996-02-29", "2027-02-27", 30),
        ("1996-02-29", "2027-02-28", 31),
        ("1996-02-29", "2028-02-28", 31),
        ("1996-02-29", "2028-02-29", 32),
        ("1997-03-14", "1997-03-14", 0),
        ("1997-03-14", "1997-03-13", -1),
        ("1997-12-31", "2026-01-31", 28),
    ] {
        assert_eq!(years_between(day(birth), day(on)), age, "{birth} on {on}");
    }
}

#[test]
fn rungs_fire_at_eight_on_both_sides_of_the_change_of_the_clocks() {
    for due in ["2026-10-23", "2026-10-26", "2027-03-24", "2027-03-30"] {
        for rung in rungs(&default_ladder(), day(due), day("2026-01-01"), &Calendar::danish()).unwrap() {
            assert_eq!(civil_date_time(rung.instant_us), rung.day.to_datetime(EIGHT), "{due}");
        }
    }
    for text in ["2026-10-25", "2026-10-26", "2027-03-28", "2027-03-29"] {
        assert_eq!(civil_date_time(instant_us(day(text), EIGHT)), day(text).to_datetime(EIGHT));
    }
}

#[test]
fn a_rung_on_a_closed_day_fires_the_working_day_before() {
    // Easter Monday: due where nothing rolls. Fourteen days before it is an open Monday.
    let placed = rungs(&default_ladder(), day("2027-03-29"), day("2027-03-16"), &Calendar::danish()).unwrap();
    let days: Vec<_> = placed.iter().map(|rung| (rung.day.to_string(), rung.applicable)).collect();
    let expected = [("2027-03-15", false), ("2027-03-22", true), ("2027-03-24", true), ("2027-03-30", true)];
    assert_eq!(days, expected.map(|(text, applicable)| (text.to_owned(), applicable)));
}

#[test]
fn a_rung_on_the_day_of_the_anchor_is_applicable() {
    let ladder = [RungRule { name: "early".to_owned(), when: RungWhen::Before(amount("1 week")), at: EIGHT }];
    let applicable = |anchor: &str| {
        rungs(&ladder, day("2026-11-30"), day(anchor), &Calendar::danish()).unwrap()[0].applicable
    };
    assert!(applicable("2026-11-23"));
    assert!(!applicable("2026-11-24"));
}

#[test]
fn a_birthday_is_the_day_on_which_an_age_begins() {
    for (born, age, on) in
        [("1999-12-05", 27, "2026-12-05"), ("2008-02-29", 18, "2026-02-28"), ("2008-02-29", 20, "2028-02-29")]
    {
        let born: Date = born.parse().unwrap();
        let on: Date = on.parse().unwrap();
        assert_eq!(crate::birthday(born, age), Some(on));
        assert_eq!(crate::years_between(born, on), i32::from(age));
        assert_eq!(crate::years_between(born, on.yesterday().unwrap()), i32::from(age) - 1);
    }
}
