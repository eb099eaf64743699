//! Any text at all: no panic, no hang, and every fault inside the source.

use proptest::prelude::*;

use super::{CaseFile, scope};
use crate::{Type, compile, compile_as};

/// Words and signs that make nearly right expressions.
const TOKENS: [&str; 111] = [
    "item",
    "for",
    "return",
    "..",
    "{",
    "}",
    ":",
    "a",
    "instance of",
    "number",
    "list<number>",
    "time(\"09:00:00\")",
    "@\"2026-08-03T09:00:00\"",
    "[1..5]",
    "(> 3)",
    "substring(",
    "flatten(",
    "append(",
    "concatenate(",
    "context put(",
    "get value(",
    "get entries(",
    "matches(",
    "replace(",
    "overlaps(",
    "modulo(",
    "exp(",
    "sqrt(",
    "log(",
    "round up(",
    "median(",
    "mode(",
    "stddev(",
    "index of(",
    "insert before(",
    "sublist(",
    "union(",
    "number(",
    "string(",
    "date and time(",
    "years and months duration(",
    "-1",
    "1e3",
    "age",
    "opt",
    "note",
    "area",
    "needs",
    "facts",
    "hours",
    "today",
    "birth_date",
    "target_group",
    "outcome",
    "hear",
    "sent",
    "housing",
    "must",
    "unsure",
    "f",
    "adverse",
    "year",
    "days",
    "and",
    "or",
    "not",
    "in",
    "between",
    "if",
    "then",
    "else",
    "some",
    "every",
    "satisfies",
    "true",
    "false",
    "null",
    "for",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "..",
    "@",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "**",
    "0",
    "1",
    "2.5",
    "79228162514264337593543950335",
    "\"P1M\"",
    "\"2026-08-03\"",
    "count(",
    "sum(",
    "date(",
    "duration(",
    "max(",
    "years(birth_date, today)",
    "consent(sharing)",
    "facts_used(draft)",
];

fn survives(source: &str) {
    for compiled in [compile(source, &scope()), compile_as(source, &Type::Boolean, &scope())] {
        match compiled {
            Ok(program) => drop(program.evaluate(&CaseFile).map(|value| value.to_string())),
            Err(faults) => {
                assert!(!faults.is_empty(), "a refusal names at least one fault");
                for fault in faults {
                    assert!(source.get(fault.start..fault.end).is_some(), "{fault:?} is outside {source:?}");
                }
            }
        }
    }
}

/// Expressions that are well formed, and often well typed.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "0",
        "2.5",
        "age",
        "opt",
        "absent",
        "true",
        "unsure",
        "is_urgent",
        "today",
        "@\"P1M\"",
        "@\"P40D\"",
        "note",
        "null",
        "hours",
        "area",
        "housing",
        "needs",
        "\"æ\"",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(6, 64, 3, |inner| {
        let operator =
            prop::sample::select(vec!["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("if {a} then {b} else {c}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(some m in {a} satisfies {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[{a}, {b}]")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.prop_map(|a| format!("max({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(source in "\\PC{0,80}") {
        survives(&source);
    }

    #[test]
    fn any_tokens_are_read_or_refused(words in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..40)) {
        survives(&words.join(" "));
    }

    #[test]
    fn any_formula_is_evaluated_or_refused(source in formula()) {
        survives(&source);
    }

    /// Whatever checks gives a value of the type that the check promised, or null.
    #[test]
    fn a_number_is_what_was_promised(source in formula()) {
        if let Ok(program) = compile_as(&source, &Type::Number, &scope())
            && let Ok(value) = program.evaluate(&CaseFile)
        {
            prop_assert!(matches!(value, crate::Value::Number(_) | crate::Value::Null), "{source}: {value}");
        }
    }

    /// Where the host keeps its promises, null comes only from what was said to be possibly missing.
    #[test]
    fn nothing_is_silently_null(source in formula()) {
        let host_breaks_its_word = source.contains("absent") || source.contains("unsure");
        if !host_breaks_its_word
            && let Ok(program) = compile(&source, &scope())
            && !program.result_type().may_be_missing()
            && let Ok(value) = program.evaluate(&CaseFile)
        {
            prop_assert!(value != crate::Value::Null, "{source}");
        }
    }
}

#[test]
fn the_longest_inputs_end() {
    for piece in [
        "(",
        "[",
        "-",
        "not(",
        "if ",
        "1 in (",
        "1 in [",
        "some x in ",
        "]",
        "a.",
        "1+",
        "a b ",
        "\"",
        "count(",
    ] {
        survives(&piece.repeat(4096 / piece.len()));
    }
}
