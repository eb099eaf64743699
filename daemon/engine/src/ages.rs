//! Days that are an age of the citizen.

use definition::{Anchor, Definition, Step};
use model::{CaseState, CitizenState, Date, Value};

use crate::clock;
use crate::follow::{RAN_OUT, REOPENED, ran_out_on, reopened_on};

/// What the register knows of the citizen's birth, where it knows it.
pub(crate) fn born(citizen: Option<&CitizenState>) -> Option<Date> {
    let Value::Date(day) = citizen?.birth_date.value()? else { return None };
    Some(*day)
}

/// What the day of an anchor is read from.
#[derive(Clone, Copy)]
pub(crate) struct Known<'k> {
    pub(crate) case: &'k CaseState,
    pub(crate) definition: &'k Definition,
    /// When the citizen was born, where the register knows it.
    pub(crate) born: Option<Date>,
}

/// The civil date of an anchor, an age among them, once it is known.
pub(crate) fn anchor_date(anchor: &Anchor, own: &Step, known: Known<'_>) -> Option<Date> {
    if let Anchor::Turns(age) = anchor {
        return calendar::birthday(known.born?.0, *age).map(Date);
    }
    if let Anchor::Moment(step, moment) = anchor
        && moment == RAN_OUT
    {
        let round = known.case.steps.get(step)?.round.max(1);
        return ran_out_on(known.definition.steps.get(step)?, round, known.case);
    }
    if let Anchor::Moment(step, moment) = anchor
        && moment == REOPENED
    {
        return reopened_on(known.case.steps.get(step)?);
    }
    clock::anchor_date(anchor, own, (known.case, known.definition))
}
