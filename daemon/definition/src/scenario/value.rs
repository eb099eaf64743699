//! Values of a scenario, as a form would send them.

use model::{Number, Value};

use crate::text::{Text, Tree};

/// A value as a form would send it: what stands in quotes is text, plain numbers, `true` and `false` are what they say.
pub(super) fn value(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => plain(text),
        Tree::List(_, items) => Value::List(items.iter().map(value).collect()),
        Tree::Map(_, entries) => {
            Value::Record(entries.iter().map(|entry| (entry.key.text.clone(), value(&entry.value))).collect())
        }
    }
}

fn plain(text: &Text) -> Value {
    if text.is_nothing() {
        return Value::Null;
    }
    match text.text.as_str() {
        _ if text.quoted => Value::text(text.text.clone()),
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        word => match word.parse() {
            Ok(number) => Value::Number(Number(number)),
            Err(_) => Value::text(word),
        },
    }
}
