//! Who has what a role needs.

use std::collections::BTreeSet;

use definition::Definition;
use model::{CaseState, PersonId, RoleName};

use crate::{Denial, Seeker, sentence};

/// Whether a person has what a role needs of whoever is given it: `needs` of the role, such as a clean record.
///
/// What a person has stands in the municipality file, as their `competences`. Nobody gives a reason for going without:
/// what a role needs is not a matter of load.
///
/// # Errors
///
/// [`Denial`] naming what they lack and who has it.
pub fn qualifies(
    seeker: Seeker<'_>,
    role: &RoleName,
    (case, definition): (&CaseState, &Definition),
) -> Result<(), Denial> {
    let Some(needs) = definition.roles.get(role).map(|rule| &rule.needs) else { return Ok(()) };
    let lacks = lacked_by(seeker, seeker.person, needs);
    if lacks.is_empty() {
        return Ok(());
    }
    let holders = seeker.directory.holders(role, &case.unit);
    let (person, lacks) = (seeker.person, lacks.join("`, `"));
    Err(Denial {
        code: "needs-not-met",
        because: sentence(
            format!("`{role}` kræver `{lacks}`, og det har `{person}` ikke. Vælg en, der har det."),
            format!("a `{role}` needs `{lacks}`, which `{person}` does not have; take somebody who does"),
        ),
        who: holders
            .filter(|person| lacked_by(seeker, person, needs).is_empty())
            .map(ToString::to_string)
            .collect(),
    })
}

fn lacked_by<'n>(seeker: Seeker<'_>, person: &PersonId, needs: &'n BTreeSet<String>) -> Vec<&'n str> {
    let known = seeker.directory.people.get(person);
    let has = |need: &str| known.is_some_and(|known| known.competences.contains(need));
    needs.iter().map(String::as_str).filter(|need| !has(need)).collect()
}
