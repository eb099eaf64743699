//! Days that are an age of the citizen.

use definition::{Anchor, Step};
use model::{CaseState, CitizenState, Date, Value};

use crate::clock;

/// What the register knows of the citizen's birth, where it knows it.
pub(crate) fn born(citizen: Option<&CitizenState>) -> Option<Date> {
    let Value::Date(day) = citizen?.birth_date.value()? else { return None };
    Some(*day)
}

/// The civil date of an anchor, an age among them, once it is known.
pub(crate) fn anchor_date(anchor: &Anchor, own: &Step, case: &CaseState, born: Option<Date>) -> Option<Date> {
    if let Anchor::Turns(age) = anchor {
        return calendar::birthday(born?.0, *age).map(Date);
    }
    clock::anchor_date(anchor, own, case)
}
