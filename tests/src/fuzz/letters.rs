//! Letter templates: any text is taken or gets faults inside it; what was taken can be filled in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use letter::{Day, RenderError, Shape, Template, Value};

fn shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| {
        let part = Shape::record([
            ("name", Shape::Text),
            ("outcome", Shape::Choice(vec!["granted".to_owned(), "refused".to_owned()])),
            ("reasons", Shape::Text.optional()),
            ("from", Shape::Date.optional()),
        ]);
        Shape::record([
            ("sender", Shape::record([("name", Shape::Text), ("address", Shape::Text.list())])),
            ("sent_on", Shape::Date),
            ("hearing", Shape::record([("said", Shape::Text)]).optional()),
            ("parts", part.list()),
            ("count", Shape::Number),
            ("urgent", Shape::Flag),
        ])
    })
}

/// A value of a shape: with everything that may be missing, or without.
fn value(shape: &Shape, whole: bool) -> Value {
    match shape {
        Shape::Text => Value::text("Se <lægens> \"brev\" & {{ svar }}."),
        Shape::Number => Value::Number(2),
        Shape::Flag => Value::Flag(whole),
        Shape::Date => Value::Date(Day { day: "2. november 2026".to_owned(), weekday: "mandag".to_owned() }),
        Shape::Choice(words) => Value::Text(words.first().cloned().unwrap_or_default()),
        Shape::Optional(inner) if whole => value(inner, whole),
        Shape::Optional(_) => Value::Nothing,
        Shape::List(inner) if whole => Value::List(vec![value(inner, true), value(inner, false)]),
        Shape::List(_) => Value::List(Vec::new()),
        Shape::Record(fields) => {
            let fields = fields.iter().map(|(name, shape)| (name.clone(), value(shape, whole)));
            Value::Record(fields.collect::<BTreeMap<_, _>>())
        }
    }
}

pub(super) fn letters(data: &[u8]) {
    let Ok(source) = core::str::from_utf8(data) else { return };
    match Template::check("letters/some.html", source, shape()) {
        Ok(template) => {
            for whole in [true, false] {
                match template.render(&value(shape(), whole)) {
                    Ok(html) => assert!(!html.contains("<lægens>"), "a value became a tag"),
                    Err(RenderError::TooLong) => {}
                    Err(why) => crate::places::fail(&format!("a checked letter cannot be filled in: {why}")),
                }
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in faults {
                assert!(source.get(fault.start..fault.end).is_some(), "a fault outside the template");
            }
        }
    }
}
