use crate::{Adjustment, ClockError, end_of_day_us};

use super::{amount, check, day, derived, derived_with};

fn pause(from: &str, to: &str) -> Adjustment {
    Adjustment::Pause { from: day(from), to: Some(day(to)) }
}

fn open_pause(from: &str) -> Adjustment {
    Adjustment::Pause { from: day(from), to: None }
}

fn extension(by: &str) -> Adjustment {
    Adjustment::Extension { by: amount(by) }
}

fn extension_to(until: &str) -> Adjustment {
    Adjustment::ExtensionTo { until: day(until) }
}

/// Four weeks from Monday 2 November 2026 are Monday 30 November.
#[track_caller]
fn check_moved(ledger: &[Adjustment], raw: &str) {
    let derived = derived_with("4 weeks after next_working_day", "2026-11-02", ledger).unwrap();
    assert_eq!((derived.counted, derived.raw), (day("2026-11-30"), day(raw)), "{ledger:?}");
}

#[test]
fn a_pause_moves_the_date_by_its_days() {
    check_moved(&[], "2026-11-30");
    check_moved(&[pause("2026-11-10", "2026-11-15")], "2026-12-05");
    check_moved(&[pause("2026-11-10", "2026-11-10")], "2026-11-30");
}

#[test]
fn a_pause_from_the_first_day_moves_the_date_as_if_the_clock_began_at_its_end() {
    check_moved(&[pause("2026-11-02", "2026-11-09")], "2026-12-07");
    check("4 weeks after next_working_day", "2026-11-09", "2026-12-07", "2026-12-07");
}

#[test]
fn days_outside_the_clock_and_days_paused_twice_do_not_count() {
    check_moved(&[pause("2026-10-01", "2026-11-05")], "2026-12-03");
    check_moved(&[pause("2026-10-01", "2026-10-20")], "2026-11-30");
    check_moved(&[pause("2026-12-01", "2026-12-20")], "2026-11-30");
    check_moved(&[pause("2026-11-12", "2026-11-16"), pause("2026-11-10", "2026-11-14")], "2026-12-06");
}

#[test]
fn a_pause_that_begins_on_a_day_won_by_another_counts() {
    check_moved(&[pause("2026-12-02", "2026-12-04"), pause("2026-11-30", "2026-12-02")], "2026-12-04");
    check_moved(&[pause("2026-12-03", "2026-12-05"), pause("2026-11-20", "2026-11-23")], "2026-12-05");
}

#[test]
fn a_pause_of_a_count_of_working_days_moves_it_by_working_days() {
    let ledger = [pause("2026-11-06", "2026-11-10")];
    let derived = derived_with("5 working days after none", "2026-11-02", &ledger).unwrap();
    // Friday and Monday were lost, Saturday and Sunday were not.
    assert_eq!((derived.counted, derived.due), (day("2026-11-09"), day("2026-11-11")));
}

#[test]
fn a_pause_that_lasts_is_told_and_does_not_move_the_date() {
    let told = |ledger: &[Adjustment]| {
        let derived = derived_with("4 weeks after next_working_day", "2026-11-02", ledger).unwrap();
        (derived.due, derived.open_pause)
    };
    let due = day("2026-11-30");
    assert_eq!(told(&[open_pause("2026-11-20")]), (due, Some(day("2026-11-20"))));
    assert_eq!(told(&[open_pause("2026-11-20"), open_pause("2026-11-10")]), (due, Some(day("2026-11-10"))));
    assert_eq!(told(&[open_pause("2026-12-01")]), (due, None));
}

#[test]
fn extensions_follow_pauses_and_never_shorten() {
    check_moved(&[extension("2 weeks")], "2026-12-14");
    check_moved(&[extension_to("2026-12-10")], "2026-12-10");
    check_moved(&[extension_to("2026-11-20")], "2026-11-30");
    check_moved(&[extension_to("2026-12-10"), extension("1 week")], "2026-12-17");
    check_moved(&[extension("1 month"), pause("2026-11-10", "2026-11-11")], "2027-01-01");
    check_moved(&[extension("2 working days")], "2026-12-02");
}

#[test]
fn the_roll_comes_last() {
    let ledger = [extension_to("2026-12-24")];
    let derived = derived_with("4 weeks after next_working_day", "2026-11-02", &ledger).unwrap();
    assert_eq!((derived.due, derived.instant_us), (day("2026-12-28"), end_of_day_us(day("2026-12-28"))));
}

#[test]
fn a_pause_does_not_move_a_deadline_before_its_anchor() {
    let ledger = [pause("2026-11-01", "2026-12-01"), open_pause("2026-12-02")];
    let derived = derived_with("3 months before previous_working_day", "2027-03-14", &ledger).unwrap();
    assert_eq!((derived.due, derived.open_pause), (day("2026-12-14"), None));
}

#[test]
fn closed_days_counted_and_rolled_over_again_are_told_once() {
    let ledger = [extension("5 days")];
    let derived = derived_with("10 working days before previous_working_day", "2027-01-29", &ledger).unwrap();
    // From Friday 15 January to Wednesday 20 January, which is open; then from Monday 18 to Saturday 23.
    assert_eq!(derived.due, day("2027-01-20"));
    let derived = derived_with("9 working days before previous_working_day", "2027-01-29", &ledger).unwrap();
    assert_eq!((derived.raw, derived.due), (day("2027-01-23"), day("2027-01-22")));
    let dates: Vec<_> = derived.skipped.iter().map(|closed| closed.date).collect();
    assert_eq!(dates, ["2027-01-23", "2027-01-24"].map(day));
}

#[test]
fn a_ledger_that_cannot_be_is_refused() {
    let refused = |entry| derived_with("4 weeks after none", "2026-11-02", &[entry]).unwrap_err();
    assert_eq!(
        refused(pause("2026-11-10", "2026-11-09")),
        ClockError::PauseBackwards { from: day("2026-11-10"), to: day("2026-11-09") }
    );
    assert_eq!(refused(extension("24 hours")), ClockError::NeedsInstant);
    assert_eq!(refused(extension_to("2201-01-01")), ClockError::OutOfRange { from: day("2026-11-02") });
}

#[test]
fn an_unmoved_deadline_has_an_empty_ledger_of_days() {
    assert_eq!(derived("4 weeks after next_working_day", "2026-11-02").skipped, []);
}
