//! The pieces of the proof alone: values between others, and sets.

use feel::{Type, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::between::between;
use super::bits::Bits;

fn value(text: &str) -> Value {
    let program = feel::compile(text, &feel::Scope::new()).unwrap();
    crate::compile::constant(&program).unwrap()
}

#[track_caller]
fn check(kind: &Type, low: &str, high: &str, expected: &str) {
    let bound = |text: &str| (!text.is_empty()).then(|| value(text));
    let found = between(kind, bound(low).as_ref(), bound(high).as_ref());
    let spelling = found.as_ref().map_or("none".to_owned(), Value::to_string);
    assert_eq!(spelling, expected, "between {low} and {high}");
    for (less, more) in [(bound(low), found.clone()), (found, bound(high))] {
        if let (Some(less), Some(more)) = (less, more) {
            assert!(feel::order(&less, &more).unwrap().is_lt(), "{less} stands before {more}");
        }
    }
}

#[test]
fn a_whole_number_is_preferred() {
    check(&Type::Number, "", "", "0");
    check(&Type::Number, "25", "", "26");
    check(&Type::Number, "", "25", "24");
    check(&Type::Number, "", "2.5", "2");
    check(&Type::Number, "-1.5", "7", "-1");
    check(&Type::Number, "1", "2", "1.5");
    check(&Type::Number, "0.1", "0.2", "0.15");
    check(&Type::Number, "0.0000000000000000000000000001", "0.0000000000000000000000000002", "none");
    check(&Type::Number, "79228162514264337593543950335", "", "none");
}

#[test]
fn nothing_lies_between_neighbours() {
    check(&Type::Date, "@\"2024-02-28\"", "@\"2024-03-01\"", "date(\"2024-02-29\")");
    check(&Type::Date, "@\"2024-02-28\"", "@\"2024-02-29\"", "none");
    check(&Type::Date, "@\"9999-12-31\"", "", "none");
    check(&Type::MonthDuration, "@\"P1Y\"", "@\"P1Y1M\"", "none");
    check(&Type::MonthDuration, "", "@\"P1Y\"", "duration(\"P11M\")");
    check(&Type::DayDuration, "@\"P1D\"", "@\"P3D\"", "duration(\"P2D\")");
    check(&Type::DayDuration, "@\"P1D\"", "@\"P1DT3H\"", "duration(\"P1DT1H\")");
    check(&Type::DateTime, "@\"2026-01-01T00:00:00Z\"", "", "date and time(\"2026-01-01T01:00:00Z\")");
    check(
        &Type::LocalDateTime,
        "@\"2026-01-01T23:30:00\"",
        "@\"2026-01-02T00:00:00\"",
        "date and time(\"2026-01-01T23:30:01\")",
    );
    check(&Type::Time, "@\"23:59:58\"", "", "time(\"23:59:59\")");
    check(&Type::Time, "", "@\"00:00:00\"", "none");
}

#[test]
fn texts_are_those_that_sort_between() {
    check(&Type::Text, "", "", "\"other\"");
    check(&Type::Text, "\"High\"", "\"Low\"", "\"High x\"");
    check(&Type::Text, "\"a\"", "\"b\"", "\"a x\"");
    check(&Type::Text, "", "\"A\"", "\"\"");
    check(&Type::Text, "", "\"\"", "none");
    check(&Type::Text, "\"\"", "\" \"", "\"\0\"");
}

#[test]
fn other_types_have_nothing_between() {
    check(&Type::Boolean, "false", "true", "none");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn between_two_numbers_there_is_one(low in -1_000_i64..1_000, apart in 1_i64..300, places in 0..4_u32) {
        let bound = |digits| Value::Number(Decimal::new(digits, places));
        let (low, high) = (bound(low), bound(low + apart));
        let found = between(&Type::Number, Some(&low), Some(&high)).unwrap();
        prop_assert!(feel::order(&low, &found).unwrap().is_lt() && feel::order(&found, &high).unwrap().is_lt());
    }

    #[test]
    fn sets_are_sets(left in prop::collection::btree_set(0..150_usize, 0..20), right in prop::collection::btree_set(0..150_usize, 0..20)) {
        let (own, other) = (Bits::of(150, |number| left.contains(&number)), Bits::of(150, |number| right.contains(&number)));
        let numbers = |bits: &Bits| bits.iter().collect::<Vec<_>>();
        prop_assert_eq!(numbers(&own.and(&other)), left.intersection(&right).copied().collect::<Vec<_>>());
        prop_assert_eq!(numbers(&own.or(&other)), left.union(&right).copied().collect::<Vec<_>>());
        prop_assert_eq!(own.intersects(&other), !left.is_disjoint(&right));
        prop_assert_eq!(own.is_within(&other), left.is_subset(&right));
        prop_assert_eq!(own.is_empty(), left.is_empty());
        prop_assert!((0..150).all(|number| own.holds(number) == left.contains(&number)));
        prop_assert_eq!(numbers(&Bits::all(150)).len(), 150);
    }
}
