//! Laws that hold for every day from 1990 to 2060. Proptest prints the case that breaks one.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use crate::{
    Adjustment, Amount, Calendar, Date, Direction, Roll, Rule, RungWhen, Unit, civil_date_time, derive,
    end_of_day_us, instant_us, rungs, series, years_between,
};

use super::{EIGHT, default_ladder};

/// The days from 1990-01-01 to 2060-12-31.
const DAYS: i32 = 25_933;

fn any_day() -> impl Strategy<Value = Date> {
    // Month ends and leap days come up often enough to matter, not by luck.
    prop_oneof![
        3 => (0..DAYS).prop_map(|offset| date(1990, 1, 1).checked_add(offset.days()).unwrap()),
        1 => (1990_i16..=2060, 1_i8..=12).prop_map(|(year, month)| date(year, month, 1).last_of_month()),
    ]
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let unit = prop_oneof![
        Just(Unit::Days),
        Just(Unit::WorkingDays),
        Just(Unit::Weeks),
        Just(Unit::Months),
        Just(Unit::Years)
    ];
    (0_u32..=60, unit).prop_map(|(count, unit)| Amount { count, unit })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let direction = prop_oneof![Just(Direction::After), Just(Direction::Before)];
    let roll = prop_oneof![Just(Roll::NextWorkingDay), Just(Roll::PreviousWorkingDay), Just(Roll::None)];
    (any_amount(), direction, roll).prop_map(|(amount, direction, roll)| Rule { amount, direction, roll })
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let closing = proptest::collection::vec(any_day(), 0..20);
    (any::<bool>(), closing).prop_map(|(friday, closing)| {
        let plain =
            if friday { Calendar::danish().with_friday_after_ascension() } else { Calendar::danish() };
        closing.into_iter().fold(plain, |calendar, day| calendar.with_closing_day(day, "lukket"))
    })
}

fn any_ledger(anchor: Date) -> impl Strategy<Value = Vec<Adjustment>> {
    let near = move |offset: i32| anchor.checked_add(offset.days()).unwrap();
    let pause = (-40_i32..90, 0_i32..40, any::<bool>()).prop_map(move |(from, length, ended)| {
        Adjustment::Pause { from: near(from), to: ended.then(|| near(from + length)) }
    });
    let entry = prop_oneof![
        pause,
        any_amount().prop_map(|by| Adjustment::Extension { by }),
        (-40_i32..400).prop_map(move |until| Adjustment::ExtensionTo { until: near(until) }),
    ];
    proptest::collection::vec(entry, 0..5)
}

fn plain(amount: Amount) -> Rule {
    Rule { amount, direction: Direction::After, roll: Roll::None }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_roll_goes_its_own_way_to_the_nearest_open_day(rule in any_rule(), anchor in any_day(), calendar in any_calendar()) {
        let derived = derive(&rule, anchor, &[], &calendar).unwrap();
        match rule.roll {
            Roll::NextWorkingDay => prop_assert!(derived.due >= derived.raw),
            Roll::PreviousWorkingDay => prop_assert!(derived.due <= derived.raw),
            Roll::None => prop_assert_eq!(derived.due, derived.raw),
        }
        if rule.roll != Roll::None {
            prop_assert!(calendar.is_working_day(derived.due));
        }
        if derived.due != derived.raw {
            let (low, high) = (derived.due.min(derived.raw), derived.due.max(derived.raw));
            let between = low.series(1.day()).take_while(|day| *day <= high).filter(|day| *day != derived.due);
            for day in between {
                prop_assert!(!calendar.is_working_day(day));
                prop_assert!(derived.skipped.iter().any(|closed| closed.date == day));
            }
        }
        prop_assert_eq!(derived.instant_us, end_of_day_us(derived.due));
    }

    #[test]
    fn a_date_before_its_raw_date_is_rolled_back_by_name(rule in any_rule(), anchor in any_day()) {
        let derived = derive(&rule, anchor, &[], &Calendar::danish()).unwrap();
        if derived.due < derived.raw {
            prop_assert_eq!(rule.roll, Roll::PreviousWorkingDay);
            prop_assert!(derived.skipped.iter().any(|closed| closed.date == derived.raw));
        }
    }

    #[test]
    fn no_ledger_moves_a_date_earlier(
        (anchor, ledger) in any_day().prop_flat_map(|anchor| (Just(anchor), any_ledger(anchor))),
        rule in any_rule(),
    ) {
        let calendar = Calendar::danish();
        let (with, without) = (derive(&rule, anchor, &ledger, &calendar).unwrap(), derive(&rule, anchor, &[], &calendar).unwrap());
        prop_assert_eq!(with.counted, without.raw);
        prop_assert!(with.raw >= with.counted);
        prop_assert!(with.due >= without.due);
        prop_assert!(with.skipped.is_sorted_by(|a, b| a.date < b.date));
    }

    #[test]
    fn a_closing_day_never_moves_a_rolled_deadline_earlier(amount in any_amount(), anchor in any_day(), offset in 0_i32..60) {
        let rule = Rule { amount, direction: Direction::After, roll: Roll::NextWorkingDay };
        let before = derive(&rule, anchor, &[], &Calendar::danish()).unwrap().due;
        let closing = anchor.checked_add(offset.days()).unwrap();
        let calendar = Calendar::danish().with_closing_day(closing, "lukket");
        prop_assert!(derive(&rule, anchor, &[], &calendar).unwrap().due >= before);
    }

    #[test]
    fn working_days_counted_forth_and_back_meet(anchor in any_day(), count in 0_u32..300, calendar in any_calendar()) {
        let open = calendar.next_working_day(anchor);
        let later = calendar.add_working_days(open, count).unwrap();
        prop_assert!(calendar.is_working_day(later));
        prop_assert_eq!(calendar.subtract_working_days(later, count).unwrap(), open);
        prop_assert_eq!(calendar.working_days_from(open, later), count);
    }

    #[test]
    fn weeks_keep_the_weekday_and_are_seven_days_each(anchor in any_day(), count in 0_u32..300) {
        let end = derive(&plain(Amount { count, unit: Unit::Weeks }), anchor, &[], &Calendar::danish()).unwrap().due;
        prop_assert_eq!(end.weekday(), anchor.weekday());
        prop_assert_eq!(anchor.until(end).unwrap().get_days(), i32::try_from(count * 7).unwrap());
    }

    #[test]
    fn months_keep_the_number_or_end_the_month(anchor in any_day(), count in 0_u32..600) {
        let end = derive(&plain(Amount { count, unit: Unit::Months }), anchor, &[], &Calendar::danish()).unwrap().due;
        prop_assert_eq!(end.day(), anchor.day().min(end.days_in_month()));
        let month_number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        prop_assert_eq!(month_number(end) - month_number(anchor), i32::try_from(count).unwrap());
    }

    #[test]
    fn ages_turn_on_the_date_of_their_years(birth in any_day(), years in 0_u32..100) {
        let birthday = derive(&plain(Amount { count: years, unit: Unit::Years }), birth, &[], &Calendar::danish()).unwrap().due;
        let age = i32::try_from(years).unwrap();
        prop_assert_eq!(years_between(birth, birthday), age);
        prop_assert_eq!(years_between(birth, birthday.yesterday().unwrap()), age - 1);
    }

    #[test]
    fn a_series_grows_and_agrees_with_one_long_step(anchor in any_day(), count in 1_u32..12, n in 1_u32..40) {
        let every = Amount { count, unit: Unit::Months };
        let step = series(every, every, n, anchor).unwrap();
        prop_assert!(step < series(every, every, n + 1, anchor).unwrap());
        let at_once = derive(&plain(Amount { count: count * n, unit: Unit::Months }), anchor, &[], &Calendar::danish()).unwrap();
        prop_assert_eq!(step, at_once.due);
    }

    #[test]
    fn rungs_fire_at_eight_on_open_days(due in any_day(), anchor in any_day(), calendar in any_calendar()) {
        for (rule, rung) in default_ladder().iter().zip(rungs(&default_ladder(), due, anchor, &calendar).unwrap()) {
            prop_assert!(calendar.is_working_day(rung.day));
            prop_assert_eq!(civil_date_time(rung.instant_us), rung.day.to_datetime(EIGHT));
            prop_assert_eq!(rung.applicable, rung.day >= anchor);
            match rule.when {
                RungWhen::Before(_) | RungWhen::OnTheDay => prop_assert!(rung.day <= due),
                RungWhen::FirstWorkingDayAfter => prop_assert!(rung.day > due),
            }
        }
    }

    #[test]
    fn wall_clock_times_come_back_or_were_skipped(day in any_day(), hour in 0_i8..24, minute in 0_i8..60) {
        let wall = day.at(hour, minute, 0, 0);
        let back = civil_date_time(instant_us(day, wall.time()));
        if back != wall {
            // Only the change of the clocks in spring takes a time away: 02:00 to 03:00 on one Sunday in March.
            prop_assert_eq!((day.month(), day.weekday()), (3, jiff::civil::Weekday::Sunday));
            prop_assert_eq!((hour, back), (2, day.at(3, 0, 0, 0)));
        }
    }
}

#[test]
fn both_changes_of_the_clocks_are_where_the_law_puts_them_until_2060() {
    for year in 1996..=2060 {
        let last_sunday = |month| {
            let end = date(year, month, 1).last_of_month();
            let back = i32::from(end.weekday().to_sunday_zero_offset());
            end.checked_sub(back.days()).unwrap()
        };
        let (spring, autumn) = (last_sunday(3), last_sunday(10));
        let hours =
            |day: Date| (end_of_day_us(day) - end_of_day_us(day.yesterday().unwrap())) / 3_600_000_000;
        assert_eq!((hours(spring), hours(autumn)), (23, 25), "{year}");
    }
}
