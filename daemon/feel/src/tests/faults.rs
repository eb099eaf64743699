//! What is refused, exactly where, and what is offered instead.

use super::{check, check_guard, scope};
use crate::{DEPTH_MAX, FaultCode, SOURCE_BYTES_MAX, Type, compile, compile_as};

#[test]
fn an_unknown_name_finds_its_neighbour() {
    check("agee > 3", "feel-unknown-name \"agee\" (age)");
    check("1 + brith_date.year", "feel-unknown-name \"brith_date\" (birth_date)");
    check("birth_date.yaer", "feel-unknown-name \"yaer\" (year)");
    check("target_group.outcom = must", "feel-unknown-name \"outcom\" (outcome)");
    check("hear.snt = null", "feel-unknown-name \"snt\" (sent)");
    check("ælste_barn = null", "feel-unknown-name \"ælste_barn\" (ældste_barn)");
    check("xyzzy = 3", "feel-unknown-name \"xyzzy\"");
    check("conut(needs)", "feel-unknown-function \"conut\" (count)");
    check("start with(note, \"a\")", "feel-unknown-function \"start with\" (starts with)");
    check("today()", "feel-unknown-function \"today\"");
    check("consent(joint_assesment)", "feel-unknown-name \"joint_assesment\" (joint_assessment)");
    check("consent(\"sharing\")", "feel-wrong-arguments \"\\\"sharing\\\"\"");
}

#[test]
fn a_choice_is_checked_against_its_words() {
    check("area = hosing", "feel-unknown-choice \"hosing\" (housing)");
    check("area in (employment, dept)", "feel-unknown-choice \"dept\" (debt)");
    check("target_group.outcome in (must, housing)", "feel-unknown-choice \"housing\"");
    check("area = \"housing\"", "feel-impossible-comparison \"area = \\\"housing\\\"\" (housing)");
    check("area = target_group.outcome", "feel-impossible-comparison \"area = target_group.outcome\"");
    check("list contains(needs, hosing)", "feel-unknown-choice \"hosing\" (housing)");
    check("employment", "feel-unknown-name \"employment\"");
}

#[test]
fn wrong_types_are_refused_where_they_stand() {
    check("age + note", "feel-wrong-type \"note\"");
    check("is_urgent + 1", "feel-wrong-type \"is_urgent\"");
    check("is_urgent < true", "feel-wrong-type \"is_urgent\"");
    check("area > housing", "feel-wrong-type \"area\"");
    check("not(age)", "feel-wrong-type \"age\"");
    check("if age then 1 else 2", "feel-wrong-type \"age\"");
    check("if is_urgent then 1 else note", "feel-wrong-type \"note\"");
    check("[1, note]", "feel-wrong-type \"note\"");
    check("some n in age satisfies n > 3", "feel-wrong-type \"age\"");
    check("hear = null", "feel-wrong-type \"hear\"");
    check("facts + 1", "feel-wrong-type \"facts\"");
    check("area = {word: 1}", "feel-impossible-comparison \"area = {word: 1}\"");
    check("age = note", "feel-impossible-comparison \"age = note\"");
    check("age in (1, note)", "feel-impossible-comparison \"note\"");
    check(
        "duration(\"P1M\") < duration(\"P30D\")",
        "feel-impossible-comparison \"duration(\\\"P1M\\\") < duration(\\\"P30D\\\")\"",
    );
    check("2 ** 0.5", "feel-wrong-type \"0.5\"");
    check("years(birth_date)", "feel-wrong-arguments \"years\"");
    check("sum(needs)", "feel-wrong-type \"needs\"");
    check("some age in hours satisfies age > 3", "feel-name-taken \"age\"");
    check_guard("(age)", "feel-wrong-type \"(age)\"");
}

#[test]
fn what_may_be_missing_is_tested_first() {
    check("opt > 3", "feel-possibly-missing \"opt\"");
    check("3 + opt", "feel-possibly-missing \"opt\"");
    check("opt in (< 3, > 10)", "feel-possibly-missing \"opt\"");
    check("opt between 1 and 3", "feel-possibly-missing \"opt\"\nfeel-possibly-missing \"opt\"");
    check("opt > 3 and opt != null", "feel-possibly-missing \"opt\"");
    check("opt != null or opt > 3", "feel-possibly-missing \"opt\"");
    check("(opt != null or is_urgent) and opt > 3", "feel-possibly-missing \"opt\"");
    check("if opt = null then opt + 1 else 0", "feel-possibly-missing \"opt\"");
    check("(opt != null and opt > 1) or opt > 3", "feel-possibly-missing \"opt\"");
    check("sum(hours) > 3", "feel-possibly-missing \"sum(hours)\"");
    check("double(null)", "feel-possibly-missing \"null\"");
    check_guard("opt_flag", "feel-possibly-missing \"opt_flag\"");
    check_guard("is_urgent and opt_flag", "feel-possibly-missing \"opt_flag\"");
}

#[test]
fn all_faults_come_at_once_and_in_order() {
    check(
        "agee > 3 and area = hosing or opt < 2 and note = 4",
        "feel-unknown-name \"agee\" (age)\nfeel-unknown-choice \"hosing\" (housing)\nfeel-possibly-missing \"opt\"\nfeel-impossible-comparison \"note = 4\"",
    );
    check("x = 'a' && y", "feel-syntax \"'\"\nfeel-syntax \"'\"\nfeel-syntax \"&&\"");
    check(
        "date(\"2026-02-30\") > today and agee = 1",
        "feel-bad-literal \"\\\"2026-02-30\\\"\"\nfeel-unknown-name \"agee\" (age)",
    );
}

#[test]
fn what_is_no_expression_says_where() {
    check("", "feel-syntax \"\"");
    check("age >", "feel-syntax \"\"");
    check("age 3", "feel-syntax \"3\"");
    check("age == 3", "feel-syntax \"==\"");
    check("not is_urgent", "feel-syntax \"is_urgent\"");
    check("1 < 2 < 3", "feel-syntax \"<\"");
    check("(1 + 2", "feel-syntax \"\"");
    check("hours[1", "feel-syntax \"\"");
    check("{a 1}", "feel-syntax \"1\"");
    check("for h in hours", "feel-syntax \"\"");
    check("age instance of", "feel-syntax \"\"");
    check("age area", "feel-unknown-name \"age area\"");
    check("note = \"open", "feel-syntax \"\\\"open\"");
    check("if is_urgent then 1", "feel-syntax \"\"");
    check("1 in (2..", "feel-syntax \"\"");
    check("duration(note)", "feel-wrong-arguments \"duration\"");
    check("date and time(\"2026-08-03T25:00:00\")", "feel-bad-literal \"\\\"2026-08-03T25:00:00\\\"\"");
    check("duration(\"P1M1D\")", "feel-bad-literal \"\\\"P1M1D\\\"\"");
    check("duration(\"P\")", "feel-bad-literal \"\\\"P\\\"\"");
    check("99999999999999999999999999999999", "feel-bad-literal \"99999999999999999999999999999999\"");
    check("\"a\\q\"", "feel-bad-literal \"\\\\q\"");
}

#[test]
fn spans_count_bytes() {
    let faults = compile("\"æøå\" = note and agee = 1", &scope()).unwrap_err();
    assert_eq!((faults[0].start, faults[0].end), (20, 24));
    assert_eq!(faults[0].message, "nothing is called `agee` here");
    assert_eq!(faults[0].help, "did you mean `age`?");
}

#[test]
fn depth_and_length_are_bounded() {
    let nested = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
    check(&nested(DEPTH_MAX - 1), "number: 1");
    check(&nested(DEPTH_MAX), "feel-too-deep \"1\"");
    check(&format!("{}1", "-".repeat(DEPTH_MAX)), "feel-too-deep \"1\"");
    check(&format!("1{}", " + 1".repeat(1_000)), "number: 1001");
    let long = " ".repeat(SOURCE_BYTES_MAX + 1);
    assert_eq!(compile(&long, &scope()).unwrap_err()[0].code, FaultCode::TooLong);
    let list = format!("[{}1]", "1,".repeat(1_000));
    assert_eq!(compile(&list, &scope()).unwrap_err()[0].code, FaultCode::TooLong);
}

#[test]
fn a_result_must_fit_what_is_expected() {
    let fits = |source: &str, kind: Type| compile_as(source, &kind, &scope()).is_ok();
    let life_area = Type::Choice("life_area".to_owned());
    assert!(fits("housing", life_area.clone()));
    assert!(fits("[housing, debt]", life_area.clone().list()));
    assert!(fits("[]", life_area.list()));
    assert!(fits("null", Type::Number.or_missing()));
    assert!(fits("opt", Type::Number.or_missing()));
    assert!(!fits("opt", Type::Number));
    assert!(!fits("[null]", Type::Number.list()));
    assert!(!fits("1", Type::Boolean));
}

#[test]
fn every_code_is_spelled_once() {
    let mut codes: Vec<&str> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), FaultCode::ALL.len());
    assert!(codes.iter().all(|code| code.starts_with("feel-")));
}
