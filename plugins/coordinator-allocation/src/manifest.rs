//! What the plugin says of itself.

use helhed_plugin::{FieldSpec, KindSpec, Manifest, Want, texts};

pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "dk.helhed.coordinator-allocation".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: texts("Forslag til koordinerende sagsbehandler", "Proposal for a coordinator"),
        kinds: vec![KindSpec {
            name: "coordinator".to_owned(),
            title: texts("Koordinator og stedfortræder", "Coordinator and deputy"),
            config: vec![FieldSpec {
                key: "limit".to_owned(),
                kind: "number".to_owned(),
                required: false,
                title: texts("Vægtede sager for en fuldtidsansat", "Weighted cases of a full-time worker"),
            }],
            reads: vec!["needs".to_owned()],
            writes: vec!["person".to_owned(), "deputy".to_owned()],
        }],
        wants: vec![Want {
            capability: "directory".to_owned(),
            why: texts(
                "Ser, hvem der har rollen, deres sager, timer og kompetencer.",
                "Sees who holds the role, their cases, hours and competences.",
            ),
        }],
        extra: Vec::new(),
    }
}
