//! Types of a model as types of `feel`.

use std::collections::BTreeMap;

use dmn::{ItemDefinition, Model};
use feel::Type;

/// Item definitions that name each other in a row; the kit uses three.
const DEPTH_MAX: usize = 16;

/// The type that a model means by a name; nothing where it is `Any` or may be one of several types of the profile.
pub(crate) fn named(model: &Model, name: &str) -> Option<Type> {
    resolved(model, name, DEPTH_MAX)
}

fn resolved(model: &Model, name: &str, depth_left: usize) -> Option<Type> {
    let depth_left = depth_left.checked_sub(1)?;
    if let Some(definition) = model.type_of_name(name) {
        return defined(model, definition, depth_left);
    }
    if let Some(member) = name.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
        return resolved(model, member.trim(), depth_left).map(Type::list);
    }
    match name {
        "string" => Some(Type::Text),
        "number" => Some(Type::Number),
        "boolean" => Some(Type::Boolean),
        "date" => Some(Type::Date),
        // `time` and `date and time` are two types each here, with and without a zone: the value says which.
        "days and time duration" | "dayTimeDuration" => Some(Type::DayDuration),
        "years and months duration" | "yearMonthDuration" => Some(Type::MonthDuration),
        _ => None,
    }
}

fn defined(model: &Model, definition: &ItemDefinition, depth_left: usize) -> Option<Type> {
    let depth_left = depth_left.checked_sub(1)?;
    let one = if definition.components.is_empty() {
        resolved(model, definition.type_ref.as_deref()?, depth_left)?
    } else {
        let mut parts = BTreeMap::new();
        for component in &definition.components {
            parts.insert(component.name.clone(), defined(model, component, depth_left)?);
        }
        Type::Context(parts)
    };
    Some(if definition.is_collection { one.list() } else { one })
}
