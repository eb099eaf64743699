//! What a role may say beside whom it sees and whom it may not be.

use definition::Role;
use model::deadline::Sentence;

use super::change::{Changes, Thing};
use crate::words::{both, same};

pub(super) fn said(changes: &mut Changes, thing: &Thing, old: &Role, new: &Role) {
    let most = |role: &Role| -> Sentence {
        role.max_cases.map_or_else(|| both("ingen grænse", "no limit"), |most| same(most.to_string()))
    };
    let property = ("åbne sager pr. person, højst", "open cases per person, at most");
    changes.value(thing, property, &most(old), &most(new));
}
