//! A letter is checked before there is a case, and then says the same for ever.

mod faults;
mod page;
mod random;
mod values;

use crate::{Shape, Template, Value};

/// What the letters of these tests may read.
fn shape() -> Shape {
    let part = Shape::record([
        ("name", Shape::Text),
        ("outcome", Shape::Choice(vec!["granted".to_owned(), "refused".to_owned()])),
        ("reasons", Shape::Text.optional()),
        ("from", Shape::Date.optional()),
    ]);
    Shape::record([
        ("sender", Shape::record([("name", Shape::Text), ("address", Shape::Text.list())])),
        ("sent_on", Shape::Date),
        ("hearing", Shape::record([("said", Shape::Text), ("counted", Shape::Text.optional())]).optional()),
        ("parts", part.list()),
        ("count", Shape::Number),
        ("urgent", Shape::Flag),
    ])
}

/// Faults as `line:column code message`, then the words that could be meant.
fn faults(source: &str) -> Vec<String> {
    let Err(faults) = Template::check("letters/test.html", source, &shape()) else { return Vec::new() };
    let said = faults.iter().map(|fault| {
        let (line, column) = fault.line_and_column(source);
        format!("{line}:{column} {} {}", fault.code.as_str(), fault.message)
    });
    said.collect()
}

fn sound(source: &str) -> Template {
    Template::check("letters/test.html", source, &shape()).unwrap()
}

/// A letter with two parts.
fn values() -> Value {
    let day = |day: &str, weekday: &str| {
        Value::Date(crate::Day { day: day.to_owned(), weekday: weekday.to_owned() })
    };
    let part = |name: &str, outcome: &str, reasons: Option<&str>, from: Value| {
        Value::record([
            ("name", Value::text(name)),
            ("outcome", Value::text(outcome)),
            ("reasons", Value::optional(reasons)),
            ("from", from),
        ])
    };
    let address = vec![Value::text("Torvet 1"), Value::text("9999 Eksempelby")];
    Value::record([
        ("sender", Value::record([("name", Value::text("Eksempelby")), ("address", Value::List(address))])),
        ("sent_on", day("20. oktober 2026", "tirsdag den 20. oktober 2026")),
        ("hearing", Value::Nothing),
        (
            "parts",
            Value::List(vec![
                part("Mentor", "granted", None, day("2. november 2026", "mandag den 2. november 2026")),
                part("Støtte", "refused", Some("Behovet er dækket.\n\nSe <lægens> brev."), Value::Nothing),
            ]),
        ),
        ("count", Value::Number(2)),
        ("urgent", Value::Flag(false)),
    ])
}
