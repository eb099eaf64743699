//! Unions whose branches overlap: `anyOf` says so, `oneOf` would deny what the daemon answers (JSON Schema 2020-12, 10.2.1).
//!
//! A value as a reader may see it is anything at all, or an object that says why it is not there. So it also takes the
//! `null` that stands beside it, and that object; a derived `oneOf` would ask that exactly one branch fits.

use utoipa::openapi::schema::{AnyOfBuilder, ArrayItems, Schema, SchemaType};
use utoipa::openapi::{OneOf, OpenApi as Document, RefOr};

/// The schema that takes anything.
const SHOWN: &str = "#/components/schemas/Shown";

/// Says `anyOf` of every union in which a branch takes what another does too.
pub(super) fn say_any_of(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    components.schemas.values_mut().for_each(in_place);
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's enum is open; nothing else is derived here"
)]
fn in_place(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => object.properties.values_mut().for_each(in_place),
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                in_place(items);
            }
        }
        Schema::OneOf(union) => {
            union.items.iter_mut().for_each(in_place);
            if union.items.iter().any(takes_anything) {
                *schema = any_of(union);
            }
        }
        _ => {}
    }
}

fn takes_anything(branch: &RefOr<Schema>) -> bool {
    match branch {
        RefOr::Ref(reference) => reference.ref_location == SHOWN,
        RefOr::T(Schema::Object(object)) => object.schema_type == SchemaType::AnyValue,
        RefOr::T(_) => false,
    }
}

fn any_of(union: &OneOf) -> Schema {
    let items = union.items.iter().cloned();
    let any = items.fold(AnyOfBuilder::new(), AnyOfBuilder::item);
    any.description(union.description.clone()).build().into()
}
