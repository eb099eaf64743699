//! Values as the kit writes them, and as `feel` knows them.

use std::collections::BTreeMap;
use std::fmt;

use feel::{Environment, Scope, Type, Value};
use roxmltree::Node;
use rust_decimal::Decimal;

/// Levels of lists and components inside each other; the kit uses four.
const DEPTH_MAX: usize = 16;

/// A value in a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Nil,
    /// The type of XML Schema without its prefix, and the text.
    Simple(String, String),
    List(Vec<Given>),
    Components(Vec<(String, Given)>),
}

impl Given {
    /// Reads the value inside an `inputNode`, `expected`, `item` or `component`.
    pub(crate) fn read(holder: Node<'_, '_>) -> Result<Self, String> {
        Self::inside(holder, DEPTH_MAX)
    }

    fn inside(holder: Node<'_, '_>, depth_left: usize) -> Result<Self, String> {
        let depth_left = depth_left.checked_sub(1).ok_or("a value is nested too deeply")?;
        let mut components = Vec::new();
        for child in holder.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "value" => return Ok(Self::simple(child)),
                "list" => {
                    let items = child.children().filter(|item| item.has_tag_name_of("item"));
                    return items
                        .map(|item| Self::inside(item, depth_left))
                        .collect::<Result<_, _>>()
                        .map(Self::List);
                }
                "component" => {
                    let name = child.attribute("name").ok_or("a component has no name")?;
                    components.push((name.to_owned(), Self::inside(child, depth_left)?));
                }
                other => return Err(format!("`{other}` is no value")),
            }
        }
        Ok(if components.is_empty() { Self::Nil } else { Self::Components(components) })
    }

    fn simple(value: Node<'_, '_>) -> Self {
        let own =
            |name| value.attributes().find(|attribute| attribute.name() == name).map(|found| found.value());
        if own("nil") == Some("true") {
            return Self::Nil;
        }
        let kind = own("type").unwrap_or("string");
        let kind = kind.rsplit(':').next().unwrap_or(kind);
        let text: String = value.children().filter_map(|child| child.text()).collect();
        Self::Simple(kind.to_owned(), text)
    }

    /// The value and its type; no type where the members of a list have several.
    pub(crate) fn value(&self) -> Result<(Value, Option<Type>), String> {
        match self {
            Self::Nil => Ok((Value::Null, Some(Type::Null))),
            Self::Simple(kind, text) => simple_value(kind, text).map(|(value, kind)| (value, Some(kind))),
            Self::List(items) => {
                let mut values = Vec::new();
                let mut member = Some(Type::Null);
                for item in items {
                    let (value, kind) = item.value()?;
                    member = member.zip(kind).and_then(|(before, kind)| before.joined(&kind));
                    values.push(value);
                }
                Ok((Value::List(values), member.map(Type::list)))
            }
            Self::Components(components) => {
                let mut parts = BTreeMap::new();
                let mut kinds = Some(BTreeMap::new());
                for (name, component) in components {
                    let (value, kind) = component.value()?;
                    parts.insert(name.clone(), value);
                    kinds = kinds.zip(kind).map(|(mut kinds, kind)| {
                        kinds.insert(name.clone(), kind);
                        kinds
                    });
                }
                Ok((Value::Context(parts), kinds.map(Type::Context)))
            }
        }
    }
}

fn simple_value(kind: &str, text: &str) -> Result<(Value, Type), String> {
    let trimmed = text.trim();
    let function = match kind {
        "string" => return Ok((Value::Text(text.to_owned()), Type::Text)),
        "decimal" | "double" | "integer" | "int" | "long" | "float" => {
            let number = trimmed.parse::<Decimal>().map_err(|error| format!("`{trimmed}`: {error}"))?;
            return Ok((Value::Number(number), Type::Number));
        }
        "boolean" => return Ok((Value::Boolean(matches!(trimmed, "true" | "1")), Type::Boolean)),
        "date" => "date",
        "time" => "time",
        "dateTime" => "date and time",
        "duration" => "duration",
        other => return Err(format!("`{other}` is no type of a value")),
    };
    let source = format!("{function}(\"{trimmed}\")");
    let program =
        feel::compile(&source, &Scope::new()).map_err(|faults| format!("`{source}`: {}", listed(&faults)))?;
    let value = program.evaluate(&Nothing).map_err(|error| format!("`{source}`: {error}"))?;
    Ok((value, program.result_type().when_present().clone()))
}

fn listed(faults: &[feel::Fault]) -> String {
    faults.iter().map(|fault| fault.message.clone()).collect::<Vec<_>>().join("; ")
}

/// An environment in which nothing has a name.
pub(crate) struct Nothing;

impl Environment for Nothing {
    fn value(&self, _name: &str) -> Value {
        Value::Null
    }

    fn call(&self, function: &str, _arguments: &[Value]) -> Result<Value, String> {
        Err(format!("`{function}` is no function here"))
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("null"),
            Self::Simple(kind, text) if kind == "string" => write!(f, "{text:?}"),
            Self::Simple(kind, text) => write!(f, "{} ({kind})", text.trim()),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Components(components) => {
                f.write_str("{")?;
                for (index, (name, part)) in components.iter().enumerate() {
                    write!(f, "{}{name}: {part}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Names of elements without their namespace: the kit writes them with and without a prefix.
pub(crate) trait Named {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
