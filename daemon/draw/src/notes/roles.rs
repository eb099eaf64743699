//! What the role of a step, or the one that it gives, asks for.

use definition::{Definition, Kind, Role, Step};
use model::RoleName;

use super::{Note, told};
use crate::names::Named;
use crate::words::both;

/// What holds of the roles of a step.
pub(super) fn of_step(definition: &Definition, step: &Step) -> Vec<Note> {
    let given = given(step).and_then(|role| definition.roles.get(role));
    let needed = given.map(|role| role.needs.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
    let needed = needed.filter(|needed| !needed.is_empty()).map(|needed| {
        told(both(format!("Den, der vælges, har: {needed}"), format!("Whoever is chosen has: {needed}")))
    });
    let full = given.and_then(|role| role.max_cases).map(|most| {
        told(both(
            format!("Den, der vælges, har færre end {most} åbne sager"),
            format!("Whoever is chosen has fewer than {most} open cases"),
        ))
    });
    let blind = judges(definition, step).map(|_| {
        told(both(
            "Vurderes uden at se, hvad andre i rollen er nået frem til",
            "Judged without seeing what others in the role came to",
        ))
    });
    let with = step.by.as_ref().and_then(|role| definition.roles.get(role)?.with.clone()).map(|role| {
        let other = Named::Role(role).title(definition);
        told(both(format!("Kun sammen med: {}", other.da), format!("Only together with: {}", other.en)))
    });
    needed.into_iter().chain(full).chain(blind).chain(with).collect()
}

/// The role that judges unseen in a step.
fn judges<'d>(definition: &'d Definition, step: &Step) -> Option<&'d Role> {
    let members: &[RoleName] = if let Kind::Panel { members, .. } = &step.kind { members } else { &[] };
    let roles = step.by.iter().chain(members).filter_map(|role| definition.roles.get(role));
    roles.into_iter().find(|role| role.blind)
}

/// The role that somebody is given in a step.
fn given(step: &Step) -> Option<&RoleName> {
    if let Kind::Allocation { role } | Kind::Plugin { proposes: role, .. } = &step.kind {
        return Some(role);
    }
    None
}
