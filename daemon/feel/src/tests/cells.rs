//! What a cell of a decision table passes, and what can be said of it beforehand.

use super::{CaseFile, number, scope, transcript};
use crate::{Type, Value, compile_tests};

fn words(tests: &str, input: &Type, value: &Value) -> String {
    match compile_tests(tests, input, &scope()) {
        Ok(tests) => match tests.matches(value, &CaseFile) {
            Ok(Some(met)) => met.to_string(),
            Ok(None) => "neither".to_owned(),
            Err(error) => format!("error {error:?}"),
        },
        Err(faults) => transcript(tests, &faults),
    }
}

#[track_caller]
fn check_number(tests: &str, value: &str, expected: &str) {
    assert_eq!(words(tests, &Type::Number, &number(value)), expected, "{tests} of {value}");
    // What is said beforehand must be what comes out.
    if let Some(region) = compile_tests(tests, &Type::Number, &scope()).ok().and_then(|tests| tests.region())
    {
        assert_eq!(region.holds(&number(value)).to_string(), expected, "the region of {tests} at {value}");
    }
}

#[test]
fn a_cell_passes_what_its_tests_say() {
    check_number("-", "3", "true");
    check_number("3", "3", "true");
    check_number("1, 2, 3", "3", "true");
    check_number("1, 2", "3", "false");
    check_number("> 2", "3", "true");
    check_number("!= 3", "3", "false");
    check_number("[1..3)", "3", "false");
    check_number("]1..3]", "3", "true");
    check_number("not(3)", "3", "false");
    check_number("not(< 3, > 5)", "3", "true");
    check_number("not(< 3, > 5)", "6", "false");
    check_number("? > 2 and ? < 5", "3", "true");
    check_number("? > 2 and ? < 5", "5", "false");
    check_number("not(? = 3) or ? in (3, 7)", "3", "true");
    check_number("? != 3 and ? in (3, 7)", "7", "true");
    check_number("? * 2 = 6", "3", "true");
    check_number("age - 39", "3", "true");
    check_number("[1, 3]", "3", "true");
    check_number("is_urgent", "3", "true");
    check_number("-3", "-3", "true");
    check_number("", "3", "feel-syntax \"\"");
    check_number("note", "3", "feel-impossible-comparison \"note\"");
}

#[test]
fn words_of_a_choice_and_null_are_tested_too() {
    let area = Type::Choice("life_area".to_owned());
    let housing = Value::Choice("housing".to_owned());
    assert_eq!(words("housing, debt", &area, &housing), "true");
    assert_eq!(words("not(housing)", &area, &housing), "false");
    assert_eq!(words("hosing", &area, &housing), "feel-unknown-choice \"hosing\" (housing)");
    let optional = Type::Number.or_missing();
    assert_eq!(words("null", &optional, &Value::Null), "true");
    assert_eq!(words("> 3", &optional, &Value::Null), "neither");
    assert_eq!(words("? != null and ? > 3", &optional, &number("4")), "true");
}

#[test]
fn what_cannot_be_said_beforehand_is_not_said() {
    let region = |tests: &str| compile_tests(tests, &Type::Number, &scope()).unwrap().region();
    assert_eq!(region("age"), None);
    assert_eq!(region("? * 2 = 6"), None);
    assert_eq!(region("> age"), None);
    assert!(region("not(> 3, [1..2])").is_some());
    assert!(region("? between 3 and 5 or ? = 7").is_some());
}

#[test]
fn a_test_for_null_says_something_of_what_is_there() {
    let optional = Type::Number.or_missing();
    let region = |tests: &str| compile_tests(tests, &optional, &scope()).unwrap().region().unwrap();
    for (tests, of_four, of_two) in [
        ("? != null and ? > 3", true, false),
        ("? = null or ? > 3", true, false),
        ("null, 2", false, true),
        ("not(null)", true, true),
        ("[null, 4]", true, false),
    ] {
        let (four, two) = (number("4"), number("2"));
        assert_eq!(region(tests).holds(&four), of_four, "{tests}");
        assert_eq!(region(tests).holds(&two), of_two, "{tests}");
        assert_eq!(words(tests, &optional, &four), of_four.to_string(), "{tests}");
    }
}
