//! What the role of a step, or the one that it gives, asks for.

use definition::{Definition, Kind, Step};
use model::RoleName;

use super::{Note, told};
use crate::words::both;

/// What holds of the roles of a step.
pub(super) fn of_step(definition: &Definition, step: &Step) -> Vec<Note> {
    let given = given(step).and_then(|role| definition.roles.get(role)?.max_cases);
    let full = given.map(|most| {
        told(both(
            format!("Den, der vælges, har færre end {most} åbne sager"),
            format!("Whoever is chosen has fewer than {most} open cases"),
        ))
    });
    full.into_iter().collect()
}

/// The role that somebody is given in a step.
fn given(step: &Step) -> Option<&RoleName> {
    if let Kind::Allocation { role } | Kind::Plugin { proposes: role, .. } = &step.kind {
        return Some(role);
    }
    None
}
