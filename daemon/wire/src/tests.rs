//! The shapes as they stand on the wire.

use serde_json::json;

use crate::{Complete, Obliged, OpenCase, Problem, RegisterCitizen, Sentence, Shown};

fn check_round_trip<T>(shape: &T, wire: &serde_json::Value)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq,
{
    assert_eq!(serde_json::to_value(shape).unwrap(), *wire);
    assert!(
        serde_json::from_value::<T>(wire.clone()).unwrap() == *shape,
        "{wire} reads back as something else"
    );
}

#[test]
fn a_hidden_value_says_why_and_an_erased_one_says_so() {
    let because = Sentence { da: "din rolle ser det ikke".into(), en: "your role does not see it".into() };
    check_round_trip(
        &Shown::hidden(because),
        &json!({"hidden": true, "because": {"da": "din rolle ser det ikke", "en": "your role does not see it"}}),
    );
    check_round_trip(&Shown::erased(), &json!({"erased": true}));
}

#[test]
fn a_value_that_only_resembles_a_hidden_one_stays_a_value() {
    check_round_trip(
        &Shown::Value(json!({"hidden": true, "measure": "mentor"})),
        &json!({"hidden": true, "measure": "mentor"}),
    );
}

#[test]
fn a_request_refuses_a_field_that_it_does_not_know() {
    let body = json!({"citizen": "citizen-9", "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "social", "prioritet": 1});
    let fault = serde_json::from_value::<OpenCase>(body).unwrap_err().to_string();
    assert!(fault.contains("unknown field `prioritet`"), "{fault}");
}

#[test]
fn a_completion_needs_no_values() {
    let complete: Complete = serde_json::from_str("{}").unwrap();
    assert_eq!(complete, Complete { values: [].into(), on: None });
}

#[test]
fn a_cpr_number_and_a_name_are_not_in_debug_output() {
    let citizen: RegisterCitizen = serde_json::from_value(
        json!({"cpr": "0107909995", "name": "Karla Test", "birth_date": "1990-07-01", "synthetic": true}),
    )
    .unwrap();
    let debug = format!("{citizen:?}");
    assert!(!debug.contains("0107909995") && !debug.contains("Karla"), "{debug}");
    assert!(citizen.digital_post, "Digital Post is the rule, exemption the exception");
}

#[test]
fn a_problem_leaves_out_what_it_has_nothing_to_say_about() {
    let problem = Problem {
        kind: Problem::page("stale"),
        title: "Precondition Failed".into(),
        status: 412,
        detail: "somebody was faster".into(),
        detail_da: "nogen var hurtigere".into(),
        code: "stale".into(),
        missing: Vec::new(),
        who: Vec::new(),
        errors: Vec::new(),
    };
    check_round_trip(
        &problem,
        &json!({"type": "/errors/stale", "title": "Precondition Failed", "status": 412, "code": "stale",
            "detail": "somebody was faster", "detail_da": "nogen var hurtigere"}),
    );
}

#[test]
fn who_is_obliged_is_a_role_or_the_citizen() {
    check_round_trip(
        &Obliged::Role { role: "coordinator".into() },
        &json!({"who": "role", "role": "coordinator"}),
    );
    check_round_trip(&Obliged::Citizen, &json!({"who": "citizen"}));
}
