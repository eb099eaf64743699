//! Members of staff are told that the case has come so far.

use std::collections::BTreeSet;
use std::sync::Arc;

use definition::{Kind, Step};
use model::deadline::Sentence;
use model::{CaseId, Effect, EffectKind, Event, PersonId, Private, StreamId, Value};

use super::next_number;
use crate::refusal::Refusal;
use crate::world::Draft;

/// The code of a concern about a notice that nobody could be given.
const NOBODY: &str = "nobody_to_tell";

/// Tells the holders of the roles that a step of this kind names: whoever has them on the case, else those of its unit.
pub(super) fn tell(draft: &mut Draft<'_>, id: CaseId, step: &Step) -> Result<(), Refusal> {
    let Kind::Notify { to, text } = &step.kind else { return Ok(()) };
    let case = Arc::clone(draft.case(id)?);
    let mut people: BTreeSet<PersonId> = BTreeSet::new();
    for role in to {
        match case.holders.get(role) {
            Some(holder) => drop(people.insert(holder.person.clone())),
            None => people.extend(draft.world.directory.holders(role, &case.unit).cloned()),
        }
    }
    if people.is_empty() {
        let number = next_number(case.concerns.keys());
        let (step, because) = (step.name.clone(), NOBODY.to_owned());
        drop(case);
        draft.on_case(id, Event::ConcernRaised { number, step, because });
        return Ok(());
    }
    draft.effect(Effect {
        stream: StreamId::Case(id),
        kind: EffectKind::Notify,
        to: people.into_iter().collect(),
        deadline: None,
        input: Private::Clear(notice(step, text.as_ref())),
    });
    Ok(())
}

/// The step, and what it tells in both languages where it says something.
fn notice(step: &Step, text: Option<&Sentence>) -> Value {
    let name = Value::text(step.name.as_str());
    let Some(text) = text else { return name };
    let fields = [("step", name), ("da", Value::text(text.da.clone())), ("en", Value::text(text.en.clone()))];
    Value::Record(fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect())
}
