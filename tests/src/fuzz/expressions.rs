//! Expressions: any text is compiled or gets faults inside it; what compiled has a value of its type, or a reason.

use std::sync::OnceLock;

use feel::{
    Environment, FunctionSignature, Moment, Parameter, Scope, Type, Value, compile, compile_as, compile_tests,
};
use jiff::civil::date;

fn scope() -> &'static Scope {
    static SCOPE: OnceLock<Scope> = OnceLock::new();
    SCOPE.get_or_init(|| {
        let inner =
            [("outcome".to_owned(), Type::Choice("outcome".to_owned())), ("n".to_owned(), Type::Number)];
        Scope::new()
            .choice("outcome", ["granted", "refused"])
            .name("age", Type::Number)
            .name("opt", Type::Number.or_missing())
            .name("note", Type::Text.or_missing())
            .name("urgent", Type::Boolean)
            .name("today", Type::Date)
            .name("birth_date", Type::Date.or_missing())
            .name("sent", Type::DateTime)
            .name("needs", Type::Choice("outcome".to_owned()).list())
            .name("numbers", Type::Number.list())
            .name("facts", Type::Context(inner.into()))
            .name("rows", Type::List(Box::new(Type::Context([("n".to_owned(), Type::Number)].into()))))
            .name("target_group.outcome", Type::Choice("outcome".to_owned()).or_missing())
            .function(FunctionSignature {
                name: "days_since".to_owned(),
                parameters: vec![
                    Parameter::NameOf(vec!["referral".to_owned()]),
                    Parameter::Value(Type::Number),
                ],
                result: Type::Number.or_missing(),
            })
    })
}

struct Given;

impl Environment for Given {
    fn value(&self, name: &str) -> Value {
        let number = |number: i64| Value::Number(number.into());
        match name {
            "age" => number(17),
            "urgent" => Value::Boolean(true),
            "today" => Value::Date(date(2026, 11, 26)),
            "birth_date" => Value::Date(date(2008, 2, 29)),
            "sent" => Value::DateTime(Moment::utc(1_790_000_000_000_000)),
            "needs" => Value::List(vec![Value::Choice("granted".to_owned())]),
            "numbers" => Value::List(vec![number(3), number(-1), number(i64::MAX)]),
            "facts" => Value::Context(
                [("outcome".to_owned(), Value::Choice("refused".to_owned())), ("n".to_owned(), number(4))]
                    .into(),
            ),
            "rows" => Value::List(vec![Value::Context([("n".to_owned(), number(1))].into())]),
            _missing => Value::Null,
        }
    }

    fn call(&self, _: &str, arguments: &[Value]) -> Result<Value, String> {
        Ok(arguments.last().cloned().unwrap_or(Value::Null))
    }
}

pub(super) fn expressions(data: &[u8]) {
    let Ok(source) = core::str::from_utf8(data) else { return };
    match compile(source, scope()) {
        Ok(program) => {
            let value = program.evaluate(&Given);
            assert_eq!(value, program.evaluate(&Given), "an expression has one value");
            if let Ok(value) = value {
                assert!(is_of(&value, program.result_type()), "{value:?} is no {:?}", program.result_type());
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in faults {
                let span = fault.start..fault.end;
                assert!(source.get(span.clone()).is_some(), "{span:?} is outside {source:?}");
            }
        }
    }
    if let Ok(tests) = compile_tests(source, &Type::Number, scope()) {
        for number in [-1_i64, 0, 3, 17] {
            let value = Value::Number(number.into());
            let met = tests.matches(&value, &Given);
            // What is said beforehand of a present value is what comes.
            if let (Some(region), Ok(met)) = (tests.region(), met) {
                assert_eq!(Some(region.holds(&value)), met, "the region of {source:?} at {number}");
            }
        }
    }
    let _of_this_type = compile_as(source, &Type::Boolean, scope()).map(|program| program.evaluate(&Given));
}

fn is_of(value: &Value, kind: &Type) -> bool {
    match (value, kind) {
        (Value::Null, Type::Null | Type::Optional(_))
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Number(_), Type::Number)
        | (Value::Text(_), Type::Text)
        | (Value::Date(_), Type::Date)
        | (Value::DateTime(_), Type::DateTime)
        | (Value::LocalDateTime(_), Type::LocalDateTime)
        | (Value::ZonedTime(_), Type::ZonedTime)
        | (Value::Time(_), Type::Time)
        | (Value::DayDuration(_), Type::DayDuration)
        | (Value::MonthDuration(_), Type::MonthDuration)
        | (Value::Choice(_), Type::Choice(_)) => true,
        (value, Type::Optional(inner)) => is_of(value, inner),
        (Value::List(items), Type::List(inner)) => items.iter().all(|item| is_of(item, inner)),
        (Value::Context(found), Type::Context(declared)) => {
            found.iter().all(|(name, value)| declared.get(name).is_some_and(|kind| is_of(value, kind)))
        }
        (Value::Range(range), Type::Range(inner)) => {
            [&range.low, &range.high].into_iter().flatten().all(|bound| is_of(bound, inner))
        }
        (_, _) => false,
    }
}
