//! What expressions give.

use super::{check, check_guard, scope};
use crate::{FunctionSignature, Scope, Type, compile};

#[test]
fn decimal_arithmetic_is_exact() {
    check("0.1 + 0.2 = 0.3", "boolean: true");
    check("0.1 + 0.2", "number: 0.3");
    check("1 + 2 * 3 - 4 / 8", "number: 6.5");
    check("10 - 3 - 2", "number: 5");
    check("2 ** 10", "number: 1024");
    check("2 ** -2", "number: 0.25");
    check("-2 ** 2", "number: 4");
    check("2 ** 3 ** 2", "number: 64");
    check("1.50 + 1.50", "number: 3");
    check("sum(hours)", "number that may be missing: 3.75");
    check("1 / 0", "number: error DivisionByZero");
    check("0 ** -1", "number: error DivisionByZero");
    check("10 ** 29", "number: error Overflow");
    check("2 ** (1 / 2)", "number: error FractionalExponent");
    check("\"a\" + \"b\"", "text: \"ab\"");
}

#[test]
fn dates_end_with_their_month() {
    check("date(\"2026-01-31\") + duration(\"P1M\")", "date: date(\"2026-02-28\")");
    check("date(\"2028-01-31\") + @\"P1M\"", "date: date(\"2028-02-29\")");
    check("date(\"2028-02-29\") + duration(\"P1Y\")", "date: date(\"2029-02-28\")");
    check("date(\"2026-03-31\") - duration(\"P1M\")", "date: date(\"2026-02-28\")");
    check("date(\"2026-08-03\") + duration(\"P4W\")", "date: date(\"2026-08-31\")");
    check("date(\"2026-08-03\") + duration(\"PT72H\")", "date: date(\"2026-08-06\")");
    check("date(\"2026-08-03\") - duration(\"PT1H\")", "date: date(\"2026-08-02\")");
    check("date(\"2026-03-01\") - date(\"2026-02-01\")", "duration in days or hours: duration(\"P28D\")");
    check("(today - date(\"2026-08-01\")).days >= 2", "boolean: true");
    check("date(\"9999-12-31\") + duration(\"P1D\")", "date: error Overflow");
    check(
        "date and time(\"2026-08-03T01:30:00+02:00\") + duration(\"PT36H\")",
        "date and time: date and time(\"2026-08-04T13:30:00+02:00\")",
    );
    check("today.year * 10000 + today.month * 100 + today.day", "number: 20260803");
    check("today.weekday", "number: 1");
}

#[test]
fn durations_are_of_days_or_of_months() {
    check("duration(\"P1Y6M\") * 2", "duration in months or years: duration(\"P3Y\")");
    check("-duration(\"P1DT2H30M0.5S\")", "duration in days or hours: duration(\"-P1DT2H30M0.5S\")");
    check("duration(\"P3D\") / duration(\"PT12H\")", "number: 6");
    check("duration(\"P4W\") > duration(\"P27D\")", "boolean: true");
    check("duration(\"P30M\").years", "number: 2");
    check("duration(\"P30M\").months", "number: 6");
}

#[test]
fn a_year_is_complete_on_the_day_or_the_day_after_a_missing_one() {
    check("years(birth_date, today)", "number: 42");
    check("years(date(\"2000-02-29\"), date(\"2018-02-28\"))", "number: 17");
    check("years(date(\"2000-02-29\"), date(\"2018-03-01\"))", "number: 18");
    check("years(date(\"2026-08-03\"), date(\"2024-08-04\"))", "number: -1");
}

#[test]
fn logic_has_three_values() {
    let table = [
        ("true", "true", "true", "true"),
        ("true", "false", "false", "true"),
        ("true", "unsure", "null", "true"),
        ("false", "true", "false", "true"),
        ("false", "false", "false", "false"),
        ("false", "unsure", "false", "null"),
        ("unsure", "true", "null", "true"),
        ("unsure", "false", "false", "null"),
        ("unsure", "unsure", "null", "null"),
    ];
    for (left, right, both, either) in table {
        check(&format!("{left} and {right}"), &format!("boolean: {both}"));
        check(&format!("{left} or {right}"), &format!("boolean: {either}"));
    }
    check("not(true)", "boolean: false");
    check("not(unsure)", "boolean: null");
    check("null and false", "boolean that may be missing: false");
    check("null or false", "boolean that may be missing: null");
    check("absent > 3", "boolean: null");
    check("absent = 3", "boolean: false");
    check("absent + 1", "number: null");
    check("if unsure then 1 else 2", "number: 2");
}

#[test]
fn in_takes_lists_ranges_and_tests() {
    check("3 in (1, 2, 3)", "boolean: true");
    check("3 in [1, 2]", "boolean: false");
    check("3 in []", "boolean: false");
    check("1 in [1..5]", "boolean: true");
    check("1 in (1..5]", "boolean: false");
    check("1 in ]1..5]", "boolean: false");
    check("5 in [1..5)", "boolean: false");
    check("5 in [1..5[", "boolean: false");
    check("5 in [(1 + 1)..(2 * 3)]", "boolean: true");
    check("11 in (< 3, > 10)", "boolean: true");
    check("7 in (< 3, > 10, [6..8])", "boolean: true");
    check("7 in > 3 and true", "boolean: true");
    check("1.5 in hours", "boolean: true");
    check("age between 18 and 65 and is_urgent", "boolean: true");
    check("today in [date(\"2026-01-01\")..date(\"2026-12-31\")]", "boolean: true");
    check("area in (employment, housing)", "boolean: true");
    check("housing in needs", "boolean: true");
    check("target_group.outcome in (must, may)", "boolean: true");
}

#[test]
fn choices_are_bare_words() {
    check("area = housing", "boolean: true");
    check("debt != area", "boolean: true");
    check("needs = [employment, housing]", "boolean: true");
    check("list contains(needs, debt)", "boolean: false");
    check("some n in needs satisfies n = housing", "boolean: true");
    check("area = (if age > 18 then housing else debt)", "boolean: true");
}

#[test]
fn guards_of_the_workflow_language_hold() {
    check_guard("some f in facts_used(draft) satisfies f.adverse and not(f.known_to_party)", "true");
    check_guard("every f in facts satisfies f.adverse", "false");
    check_guard("every f in facts_used(draft) satisfies not(f.known_to_party)", "true");
    check_guard("consent(joint_assessment)", "true");
    check_guard("consent(sharing) or count(needs) >= 2", "true");
    check_guard("hear.sent = null", "false");
    check_guard("ældste_barn = null", "true");
    check_guard("opt_flag = true", "false");
}

#[test]
fn built_in_functions_answer() {
    check("count(needs)", "number: 2");
    check("count([])", "number: 0");
    check("sum(1, 2, 3)", "number: 6");
    check("sum([])", "number that may be missing: null");
    check("min(hours)", "number that may be missing: 1.5");
    check("max([3, 7, 5])", "number: 7");
    check("max(today, birth_date)", "date: date(\"2026-08-03\")");
    check("contains(note, \"støtte\")", "boolean: true");
    check("starts with(note, \"Ønsk\")", "boolean: true");
    check("ends with(lower case(note), \"STØTTE\")", "boolean: false");
    check("upper case(note)", "text: \"ØNSKER STØTTE\"");
    check("string length(\"æøå\")", "number: 3");
    check("floor(-1.5)", "number: -2");
    check("ceiling(1.2)", "number: 2");
    check("abs(-3)", "number: 3");
    check("double(21)", "number: 42");
}

#[test]
fn what_was_tested_may_be_used() {
    check_guard("opt != null and opt > 3", "false");
    check_guard("opt = null or opt > 3", "true");
    check_guard("not(opt = null) and opt > 3", "false");
    check_guard("not(opt = null or age > 3) and opt > 3", "false");
    check_guard("opt = 5 and opt + 1 = 6", "false");
    check_guard("hear.sent != null and hear.sent > date and time(\"2026-01-01T00:00:00Z\")", "false");
    check("if opt = null then 0 else opt", "number: 0");
    check("if opt != null then opt * 2 else 7", "number: 7");
    check("if sum(hours) = null then 0 else sum(hours)", "number: 3.75");
    check("opt = 3", "boolean: false");
    check("opt != 3", "boolean: true");
    check("opt in (1, 2)", "boolean: false");
}

#[test]
fn the_host_is_held_to_its_word() {
    check("wrong + 1", "number: error WrongType(\"`wrong`\")");
    check("count(many)", "number: error ListTooLong");
    check("broken(1)", "number: error Host(\"`broken` is out of order\")");
    check("some a in hundreds satisfies some b in hundreds satisfies a + b > 2", "boolean: error Budget");
}

#[test]
fn the_names_that_are_read_are_known() {
    let read = |source: &str| {
        let program = compile(source, &scope()).unwrap();
        assert_eq!(program.source(), source);
        program.names().iter().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        read("target_group.outcome = must and birth_date.year > 1980"),
        "birth_date target_group.outcome"
    );
    assert_eq!(read("hear.sent = null or consent(sharing)"), "hear.sent");
    assert_eq!(read("some f in facts satisfies f.adverse"), "facts");
    assert_eq!(read("1 + 1"), "");
}

#[test]
fn a_scope_within_another_goes_first_and_hides_nothing_else() {
    let choice = || Type::Choice("area".to_owned());
    let outer = Scope::new()
        .name("age", Type::Number.or_missing())
        .name("hear.sent", Type::Date)
        .name("profit/loss", Type::Number)
        .name("area", choice())
        .choice("area", ["housing", "debt"])
        .function(FunctionSignature { name: "double".to_owned(), parameters: vec![], result: Type::Number });
    let inner = Scope::within(outer.clone().into()).name("age", Type::Number).name("hear.reply", Type::Date);
    assert!(compile("age > 18", &outer).is_err(), "it may be missing out there");
    for sound in ["age > 18", "hear.sent < hear.reply", "area = housing", "profit/loss > 1", "double() > 1"] {
        assert!(compile(sound, &inner).is_ok(), "{sound}");
    }
    let fault = |source: &str| compile(source, &inner).unwrap_err().remove(0);
    assert_eq!(fault("agee > 1").nearest.as_deref(), Some("age"));
    assert_eq!(fault("hear.repli < hear.sent").nearest.as_deref(), Some("reply"));
    assert_eq!(fault("area = housng").nearest.as_deref(), Some("housing"));
    assert_eq!(inner.words_of("area"), ["housing", "debt"]);
}
