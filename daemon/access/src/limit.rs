//! Who has room for another case.

use definition::Definition;
use model::{CaseState, PersonId, RoleName};

use crate::{Denial, Seeker, sentence};

/// Whether a person may be given a role on a case, with so many cases more than they carry: `max_cases` of the role.
///
/// What a person carries is what the directory counts, open cases on which they were given a role. With none more it is
/// whether they carry fewer than the limit, as of a deputy.
///
/// # Errors
///
/// [`Denial`] naming who has room, whoever carries fewest first.
pub fn has_room(
    seeker: Seeker<'_>,
    role: &RoleName,
    (case, definition): (&CaseState, &Definition),
    more: u32,
) -> Result<(), Denial> {
    let Some(most) = definition.roles.get(role).and_then(|rule| rule.max_cases) else { return Ok(()) };
    let cases_of = |person: &PersonId| seeker.directory.load.get(person).copied().unwrap_or(0);
    let carried = cases_of(seeker.person);
    if carried.saturating_add(more.max(1)) <= most {
        return Ok(());
    }
    let holders = seeker.directory.holders(role, &case.unit);
    let has_room = |person: &&PersonId| cases_of(person).saturating_add(more.max(1)) <= most;
    let mut free: Vec<&PersonId> = holders.filter(has_room).collect();
    free.sort_by_key(|person| (cases_of(person), *person));
    let person = seeker.person;
    Err(Denial {
        code: "max-cases-reached",
        because: sentence(
            format!(
                "`{person}` har {carried} åbne sager, og `{role}` må højst have {most}. Vælg en anden, eller skriv \
                 under `over_limit`, hvorfor det alligevel skal være."
            ),
            format!(
                "`{person}` has {carried} open cases, and a `{role}` at most {most}; take somebody else, or say under \
                 `over_limit` why it has to be"
            ),
        ),
        who: free.into_iter().map(ToString::to_string).collect(),
    })
}
