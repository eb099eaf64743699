//! Values keep their digits and their places.

use model::{Private, Value};
use serde_json::{Value as Json, json};

use super::{json as to_json, shown, value};

fn check_round_trip(json: &Json) {
    let read = value("/values/x", json.clone()).unwrap_or_else(|failure| panic!("{json}: {failure:?}"));
    assert_eq!(to_json(&read), *json);
}

#[test]
fn what_a_form_says_comes_back_as_it_was() {
    check_round_trip(&json!(null));
    check_round_trip(&json!(true));
    check_round_trip(&json!("Jeg vil gerne i arbejde igen"));
    check_round_trip(&json!("2026-08-03"));
    check_round_trip(&json!(["housing", "debt"]));
    check_round_trip(&json!({"measures": [{"what": "mentor", "hours": 4.5}]}));
}

#[test]
fn numbers_keep_every_digit() {
    check_round_trip(&json!(0));
    check_round_trip(&json!(-3));
    check_round_trip(&json!(9_007_199_254_740_993_i64));
    check_round_trip(&json!(0.1));
    check_round_trip(&json!(123_456_789.012_34));
}

#[test]
fn a_fraction_that_would_lose_digits_is_refused_with_its_place() {
    let json = serde_json::from_str("[1, 0.12345678901234567]").unwrap();
    let problem = value("/values/hours", json).unwrap_err().problem();
    assert_eq!(problem.status, 422);
    assert_eq!(problem.errors[0].pointer, "/values/hours/1");
}

#[test]
fn a_number_beyond_every_bound_is_refused() {
    let json = serde_json::from_str("1e300").unwrap();
    assert_eq!(value("/value", json).unwrap_err().problem().errors[0].pointer, "/value");
}

fn nested(levels: usize) -> Json {
    (0..levels)
        .fold(json!(1), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({"x": inner}) })
}

#[test]
fn what_is_nested_too_deep_is_refused_before_anybody_must_open_it() {
    check_round_trip(&nested(16));
    for levels in [17, 120] {
        let problem = value("/value", nested(levels)).unwrap_err().problem();
        assert_eq!((problem.status, problem.errors.len()), (422, 1));
        assert!(problem.errors[0].message.contains("16 deep"), "{:?}", problem.errors);
    }
}

#[test]
fn depth_is_counted_along_a_branch_and_not_across() {
    check_round_trip(&Json::Array(vec![nested(15); 40]));
}

#[test]
fn values_that_could_not_be_sealed_are_refused_with_their_place() {
    check_round_trip(&json!("x".repeat(190 * 1024)));
    let many: Vec<String> = (0..200).map(|_| "y".repeat(1024)).collect();
    let problem = value("/values/x", json!(many)).unwrap_err().problem();
    assert_eq!(problem.status, 422);
    assert!(problem.errors[0].pointer.starts_with("/values/x/1"), "{:?}", problem.errors);
    assert!(value("/values/x", json!(vec![0; 100_000])).is_err(), "many small ones are as large");
}

#[test]
fn a_calculated_fraction_with_many_digits_goes_out_as_text() {
    let third = model::Number("0.3333333333333333333333333333".parse().unwrap());
    assert_eq!(to_json(&Value::Number(third)), json!("0.3333333333333333333333333333"));
}

#[test]
fn what_is_sealed_is_hidden_and_what_is_erased_says_so() {
    assert_eq!(json!(shown(&Private::Sealed(Vec::new())))["hidden"], json!(true));
    assert_eq!(json!(shown(&Private::Erased)), json!({"erased": true}));
    assert_eq!(json!(shown(&Private::text("mentor"))), json!("mentor"));
}
