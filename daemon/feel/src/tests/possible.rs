//! Which conditions can hold at all.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::{Bounds, FunctionSignature, Parameter, Possible, Scope, Type, Value, compile_as};

static SCOPE: LazyLock<Scope> = LazyLock::new(|| {
    Scope::new()
        .choice("offer", ["visits", "talks", "none"])
        .name("today", Type::Date)
        .name("urgent", Type::Boolean)
        .name("kids", Type::Number)
        .name("limits.talks", Type::Number)
        .name("what", Type::Choice("offer".to_owned()))
        .name("maybe", Type::Choice("offer".to_owned()).or_missing())
        .name("topics", Type::Choice("offer".to_owned()).list())
        .name("name", Type::Text)
        .function(FunctionSignature {
            name: "consent".to_owned(),
            parameters: vec![Parameter::NameOf(vec!["plan".to_owned(), "share".to_owned()])],
            result: Type::Boolean,
        })
        .function(FunctionSignature {
            name: "used".to_owned(),
            parameters: vec![Parameter::NameOf(vec!["draft".to_owned()])],
            result: Type::Context(
                [("adverse", Type::Boolean), ("known", Type::Boolean)]
                    .map(|(name, kind)| (name.to_owned(), kind))
                    .into(),
            )
            .list(),
        })
});

fn bounds(name: &str) -> Bounds {
    let between = |least: i64, most: i64| Bounds {
        least: Some(Decimal::from(least)),
        most: Some(Decimal::from(most)),
        only: None,
    };
    match name {
        "kids" => between(0, 10),
        "topics" => between(1, 4),
        "limits.talks" => Bounds { only: Some(Value::Number(Decimal::TWO)), ..Bounds::default() },
        _other => Bounds::default(),
    }
}

fn can_hold(condition: &str) -> Possible {
    compile_as(condition, &Type::Boolean, &SCOPE)
        .unwrap_or_else(|faults| panic!("{faults:?}"))
        .can_hold(&bounds)
}

#[test]
fn what_can_hold_is_shown_by_an_example() {
    for condition in [
        "true",
        "urgent",
        "not(urgent)",
        "kids = 10",
        "kids > 3.5 and kids < 3.7",
        "kids in [2..4] and not(kids in (2..4))",
        "what = visits",
        "maybe = null",
        "what != visits and what != talks",
        "count(topics) >= 4",
        "name = \"a\"",
        "name != \"a\"",
        "name < \"a\"",
        "today > date(\"2030-01-01\") or urgent",
        "limits.talks = 2",
        "consent(plan) and not(consent(share))",
        "some f in used(draft) satisfies f.adverse and not(f.known)",
        "kids + 1 > 10",
        "list contains(topics, visits)",
        "if urgent then kids > 5 else kids < 2",
    ] {
        assert_eq!(can_hold(condition), Possible::Yes, "{condition}");
    }
}

#[test]
fn what_only_compares_with_constants_is_proved_never_to_hold() {
    for condition in [
        "false",
        "urgent and not(urgent)",
        "urgent = true and urgent = false",
        "kids > 10",
        "kids < 0 or kids = 11",
        "kids > 3 and kids < 3",
        "kids in [2..4] and kids in [5..7]",
        "what = visits and what = talks",
        "what != visits and what != talks and what != none",
        "count(topics) > 4",
        "count(topics) = 2.5",
        "count(topics) < 1",
        "name = \"a\" and name = \"b\"",
        "limits.talks > 5",
        "kids < limits.talks and kids > limits.talks",
        "consent(plan) and not(consent(plan))",
        "today < date(\"2026-01-01\") and today > date(\"2026-01-02\")",
    ] {
        assert_eq!(can_hold(condition), Possible::No, "{condition}");
    }
}

#[test]
fn what_needs_more_than_comparing_is_not_proved() {
    for condition in ["kids * 2 > 30", "name < \"b\" and name > \"c\"", "some t in topics satisfies t != t"] {
        assert_eq!(can_hold(condition), Possible::NotProved, "{condition}");
    }
}

#[test]
fn what_fails_in_every_case_is_told() {
    for condition in ["kids / 0 > 1", "count(for a in 1..1000, b in 1..1000, c in 1..1000 return a) > 3"] {
        assert!(matches!(can_hold(condition), Possible::Fails(_)), "{condition}: {:?}", can_hold(condition));
    }
}
