//! JSON Schema for editors, from the same table that the checker reads by.

use serde_json::{Map, Value, json};

use crate::grammar::{Record, Shape, municipality, rule_pack, stage, texts, workflow};

/// The pattern of a name: as [`model::id::is_name`] without the length in bytes.
const NAME: &str = r"^\p{L}[\p{L}\p{N}_]*$";

/// The pattern of a name in which `-` is allowed.
const DASHED_NAME: &str = r"^\p{L}[\p{L}\p{N}_-]*$";

/// The schema of `workflow.yaml`.
#[must_use]
pub fn workflow_schema() -> Value {
    let mut schema = document("Helhed workflow", &workflow::WORKFLOW);
    if let Value::Object(schema) = &mut schema {
        schema.insert("$defs".to_owned(), json!({ "stage": of_record(&stage::STAGE) }));
    }
    schema
}

/// The schema of `rules/*.yaml`.
#[must_use]
pub fn rule_pack_schema() -> Value {
    document("Helhed rule pack", &rule_pack::RULE_PACK)
}

/// The schema of `municipality.yaml`.
#[must_use]
pub fn municipality_schema() -> Value {
    document("Helhed municipality", &municipality::MUNICIPALITY)
}

/// The schema of `texts/*.yaml`.
#[must_use]
pub fn texts_schema() -> Value {
    document("Helhed texts", &texts::TEXTS)
}

fn document(title: &str, record: &'static Record) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(title));
    if let Value::Object(rest) = of_record(record) {
        schema.extend(rest);
    }
    Value::Object(schema)
}

fn of_record(record: &'static Record) -> Value {
    let mut properties = Map::new();
    for key in record.keys {
        let mut schema = suggested(record, key.name).unwrap_or_else(|| of_shape(key.shape));
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(key.doc));
        }
        properties.insert(key.name.to_owned(), schema);
    }
    let required: Vec<&str> = record.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let kinds = workflow::exactly_one_of(record);
    if let (false, Value::Object(schema)) = (kinds.is_empty(), &mut schema) {
        let options: Vec<Value> = kinds.iter().map(|kind| json!({ "required": [kind] })).collect();
        schema.insert("oneOf".to_owned(), Value::Array(options));
        let what =
            format!("{}: exactly one of these keys says what it is: {}.", record.what, kinds.join(", "));
        schema.insert("description".to_owned(), json!(what));
    }
    schema
}

/// What an editor offers where the language takes words of its own and words of the file: the former, and any text.
fn suggested(record: &Record, key: &str) -> Option<Value> {
    let words: &[&str] = match (record.what, key) {
        ("a fact", "type") => {
            &["text", "number", "date", "boolean", "person", "list of text", "list of number", "list of date"]
        }
        ("an event", "about") => &["decide.parts"],
        ("a review", "every") => &["3 months", "6 months", "1 year"],
        ("a plan", "own_goals" | "measures") => &["1.."],
        _other => return None,
    };
    Some(json!({ "anyOf": [{ "enum": words }, of_shape(Shape::Text)] }))
}

fn of_shape(shape: Shape) -> Value {
    // YAML types what the language reads as text: `27` and `true` are texts here too.
    let text = json!({ "type": ["string", "number", "boolean"] });
    let names = json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }] });
    match shape {
        Shape::Text | Shape::Expression => text,
        Shape::Name => json!({ "type": "string", "pattern": NAME }),
        Shape::Names => names,
        Shape::List => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Whole => json!({ "type": "integer" }),
        Shape::Count => json!({ "type": ["integer", "string"], "pattern": NAME }),
        Shape::Date => json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" }),
        Shape::Record(record) => of_record(record),
        // A stage may hold stages: it is written once and named.
        Shape::Map(record) if core::ptr::eq(record, &raw const stage::STAGE) => {
            map_of(&json!({ "$ref": "#/$defs/stage" }))
        }
        Shape::Map(record) => map_of(&of_record(record)),
        Shape::DashedMap(record) => json!({
            "type": "object",
            "propertyNames": { "pattern": DASHED_NAME },
            "additionalProperties": of_record(record),
        }),
        Shape::MapOfRecords(record) => map_of(&map_of(&of_record(record))),
        Shape::Texts => map_of(&text),
        Shape::MapOfNames => map_of(&names),
        Shape::MapOfTexts => map_of(&map_of(&text)),
        Shape::Cells => json!({ "type": "array", "items": text, "minItems": 1 }),
        Shape::ListOf(record) => json!({ "type": "array", "items": of_record(record), "minItems": 1 }),
        Shape::PathOr(record) => json!({ "anyOf": [{ "type": "string" }, of_record(record)] }),
        Shape::Choices => map_of(&json!({ "anyOf": [of_shape(Shape::List), map_of(&text)] })),
        Shape::Days => {
            json!({ "type": "object", "propertyNames": of_shape(Shape::Date), "additionalProperties": text })
        }
    }
}

fn map_of(value: &Value) -> Value {
    json!({ "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": value })
}
