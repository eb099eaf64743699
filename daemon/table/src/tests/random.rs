//! Random small tables: the proof against trying every input.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use feel::Value;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Facts, table};
use crate::{Completeness, Example, FindingCode, Table};

/// Tests of a number that may be missing; whole bounds from 0 to 4.
fn of_number() -> impl Strategy<Value = String> {
    let bound = 0..5_u8;
    prop_oneof![
        4 => Just(String::new()),
        2 => bound.clone().prop_map(|low| format!("> {low}")),
        2 => bound.clone().prop_map(|low| format!(">= {low}")),
        2 => bound.clone().prop_map(|high| format!("< {high}")),
        2 => bound.clone().prop_map(|only| only.to_string()),
        2 => (bound.clone(), bound.clone()).prop_map(|(low, high)| format!("[{low}..{high})")),
        1 => (bound.clone(), bound.clone()).prop_map(|(low, high)| format!("({low}..{high}]")),
        1 => (bound.clone(), bound.clone()).prop_map(|(one, other)| format!("not({one}, > {other})")),
        1 => (bound.clone(), bound.clone()).prop_map(|(one, other)| format!("not({one}, {other})")),
        1 => (bound.clone(), bound).prop_map(|(one, other)| format!("{one}, >= {other}, null")),
        1 => Just("null".to_owned()),
        1 => Just("not(null)".to_owned()),
    ]
}

fn of_truth() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "", "true", "false", "not(true)"]).prop_map(str::to_owned)
}

fn of_area() -> impl Strategy<Value = String> {
    let tests = vec!["", "", "debt", "housing", "housing, employment", "not(debt)", "not(debt, housing)"];
    prop::sample::select(tests).prop_map(str::to_owned)
}

/// A table of these rules over `maybe`, `is_urgent` and `area`; each gives a value from 1 to 3.
fn source(policy: &str, rules: &[(String, String, String, u8)]) -> String {
    let mut source =
        format!("hit: {policy};maybe;is_urgent;area;->x;basis\nallowed:;[0..4];;;\"2, 1, 3\";\n");
    for (number, truth, area, gives) in rules {
        writeln!(source, ";\"{number}\";{truth};\"{area}\";{gives};law").unwrap();
    }
    source
}

fn rules() -> impl Strategy<Value = Vec<(String, String, String, u8)>> {
    prop::collection::vec((of_number(), of_truth(), of_area(), 1..4_u8), 1..7)
}

fn facts(input: &[Value]) -> Facts {
    let names = ["maybe", "is_urgent", "area"].map(str::to_owned);
    Facts(names.into_iter().zip(input.iter().cloned()).collect::<BTreeMap<_, _>>())
}

/// Every input: null and 0 to 4 in steps of a half, both truths, every word.
fn inputs() -> Vec<Vec<Value>> {
    let halves = (0..9).map(|halves| Value::Number(Decimal::new(halves * 5, 1)));
    let numbers: Vec<Value> = halves.chain([Value::Null]).collect();
    let mut inputs = Vec::new();
    for number in numbers {
        for truth in [true, false] {
            for area in ["employment", "housing", "debt"] {
                inputs.push(vec![number.clone(), Value::Boolean(truth), Value::Choice(area.to_owned())]);
            }
        }
    }
    inputs
}

fn is_whole(input: &[Value]) -> bool {
    input.iter().all(|value| !matches!(value, Value::Number(number) if !number.is_integer()))
}

/// The rules that hit, whatever the policy.
fn hits(collecting: &Table, input: &[Value]) -> Vec<usize> {
    collecting.evaluate(&facts(input)).unwrap().rules
}

fn values(example: &[Example]) -> Vec<Value> {
    example.iter().map(|example| example.value.clone().unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gaps_are_where_no_rule_hits(rules in rules()) {
        let report = table(&source("first", &rules)).check();
        let collecting = table(&source("rule order", &rules));
        let mut expected = Completeness::Complete;
        for input in inputs().iter().filter(|input| hits(&collecting, input).is_empty()) {
            if is_whole(input) {
                expected = Completeness::Open;
            } else if expected == Completeness::Complete {
                expected = Completeness::OfWholeNumbers;
            }
        }
        prop_assert_eq!(report.completeness, expected);
        let is_gap = |code| matches!(code, FindingCode::Gap | FindingCode::GapOfFractions);
        let gaps = report.findings.iter().filter(|finding| is_gap(finding.code));
        let gaps: Vec<_> = gaps.collect();
        prop_assert_eq!(gaps.is_empty(), expected == Completeness::Complete);
        for gap in gaps.iter().filter(|gap| !gap.example.is_empty()) {
            prop_assert_eq!(hits(&collecting, &values(&gap.example)), Vec::<usize>::new());
        }
    }

    #[test]
    fn overlaps_are_where_two_rules_hit(rules in rules()) {
        let collecting = table(&source("rule order", &rules));
        let mut pairs = Vec::new();
        for hit in inputs().iter().map(|input| hits(&collecting, input)) {
            for later in &hit {
                pairs.extend(hit.iter().take_while(|earlier| *earlier < later).map(|earlier| vec![*earlier, *later]));
            }
        }
        pairs.sort();
        pairs.dedup();
        for policy in ["unique", "any"] {
            let of_policy = table(&source(policy, &rules));
            let mut found = Vec::new();
            for overlap in of_policy.check().findings.iter().filter(|finding| finding.code == FindingCode::Overlap) {
                prop_assert!(of_policy.evaluate(&facts(&values(&overlap.example))).is_err());
                let hit = hits(&collecting, &values(&overlap.example));
                prop_assert!(overlap.rules.iter().all(|rule| hit.contains(rule)));
                found.push(overlap.rules.clone());
            }
            let differ = |pair: &Vec<usize>| policy == "unique" || rules[pair[0]].3 != rules[pair[1]].3;
            let expected: Vec<_> = pairs.iter().filter(|pair| differ(pair)).cloned().collect();
            found.sort();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn rules_that_never_fire_are_those_that_no_input_reaches(rules in rules()) {
        for policy in ["first", "priority", "collect"] {
            let table = table(&source(policy, &rules));
            let mut fires = vec![false; rules.len()];
            for input in inputs() {
                for rule in table.evaluate(&facts(&input)).unwrap().rules {
                    fires[rule] = true;
                }
            }
            let mut never = vec![false; rules.len()];
            for finding in table.check().findings.iter().filter(|finding| finding.code == FindingCode::NeverFires) {
                never[finding.rules[0]] = true;
                if !finding.example.is_empty() {
                    let outcome = table.evaluate(&facts(&values(&finding.example))).unwrap();
                    prop_assert!(!outcome.rules.is_empty() && outcome.rules != finding.rules);
                }
            }
            let expected: Vec<bool> = fires.iter().map(|fires| !fires).collect();
            prop_assert_eq!(never, expected, "{}", policy);
        }
    }

    /// Where some cells read other names, nothing is said that another value of them would make untrue.
    #[test]
    fn what_is_said_beside_unknown_cells_holds(rules in rules(), unknown in 0..6_usize, limit in 0..5_i64) {
        let mut rules = rules;
        let at = unknown % rules.len();
        rules[at].0 = "> limit".to_owned();
        let report = table(&source("first", &rules)).check();
        prop_assert!(report.findings.iter().any(|finding| finding.code == FindingCode::NotProved));
        let collecting = table(&source("rule order", &rules));
        let hits = |input: &[Value]| {
            let mut facts = facts(input);
            facts.0.insert("limit".to_owned(), Value::Number(limit.into()));
            collecting.evaluate(&facts).unwrap().rules
        };
        for finding in &report.findings {
            match finding.code {
                FindingCode::Gap | FindingCode::GapOfFractions if !finding.example.is_empty() => {
                    prop_assert_eq!(hits(&values(&finding.example)), Vec::<usize>::new());
                }
                FindingCode::NeverFires => {
                    for input in inputs() {
                        prop_assert!(hits(&input).first() != finding.rules.first());
                    }
                }
                FindingCode::Gap | FindingCode::GapOfFractions | FindingCode::Overlap | FindingCode::NotProved => {}
            }
        }
        let gap = inputs().into_iter().find(|input| hits(input).is_empty());
        if report.completeness == Completeness::Complete {
            prop_assert_eq!(gap, None);
        }
    }
}
