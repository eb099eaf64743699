//! A role that acts only beside another: whoever completes its step names who took part (`with: ROLE`).

use std::collections::BTreeMap;

use access::Seeker;
use definition::{Definition, Kind, Step};
use model::{CaseState, PersonId, Private, RoleName, Value};

use crate::refusal::Refusal;

/// The name under which the other is given, and stands in the history.
pub(super) const WITH: &str = "with";

/// The values without who took part, and who did, where the role of the step asks for somebody.
///
/// # Errors
///
/// [`Refusal`] if nobody is named, or somebody who cannot be it, with who could.
pub(super) fn beside(
    step: &Step,
    (case, definition): (&CaseState, &Definition),
    seeker: Seeker<'_>,
    values: &Value,
) -> Result<(Value, Option<Private>), Refusal> {
    let own = step.by.as_ref().and_then(|role| definition.roles.get(role));
    let (Some(role), Some(given)) = (own.and_then(|own| own.with.as_ref()), fields(values)) else {
        return Ok((values.clone(), None));
    };
    let mut given = given;
    let named = given.remove(WITH).filter(|value| *value != Value::Null);
    let took_place = given.get("held") != Some(&Value::Boolean(false));
    let is_needed = took_place || !matches!(step.kind, Kind::Contact { .. });
    let rest = Value::Record(given);
    let Some(named) = named else {
        if is_needed {
            return Err(not_alone(role, (case, definition), seeker));
        }
        return Ok((rest, None));
    };
    let one_holder = definition.roles.get(role).is_some_and(|rule| rule.one_holder);
    let person = named.as_text().map(PersonId::new).filter(|person| person != seeker.person);
    let is_theirs = |person: &PersonId| Seeker { person, ..seeker }.holds(role, one_holder, case);
    match person.filter(is_theirs) {
        Some(person) => Ok((rest, Some(Private::text(person.as_str())))),
        None => Err(not_alone(role, (case, definition), seeker)),
    }
}

/// The fields of a completion; none of something else, which the step itself refuses.
fn fields(values: &Value) -> Option<BTreeMap<String, Value>> {
    if *values == Value::Null { Some(BTreeMap::new()) } else { values.as_record().cloned() }
}

fn not_alone(role: &RoleName, (case, definition): (&CaseState, &Definition), seeker: Seeker<'_>) -> Refusal {
    let title = definition.roles.get(role).map(|rule| rule.title.clone());
    let (da, en) = title.map_or_else(|| (role.to_string(), role.to_string()), |title| (title.da, title.en));
    let could = crate::explain::holders(case, seeker.directory, role);
    Refusal::invalid(
        "not-alone",
        format!("Det gøres kun sammen med en anden: skriv under `with`, hvem fra rollen »{da}« der var med."),
        format!(
            "this is done together with somebody else only: say under `with` who of the role “{en}” took part"
        ),
    )
    .missing([WITH])
    .who(could.into_iter().filter(|person| person != seeker.person).map(|person| person.to_string()))
}
