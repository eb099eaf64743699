//! Whose a token is: asked at every request, so remembered until their stream or the municipality changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{ContentHash, PersonId, StreamId, Timestamp};

#[cfg(test)]
mod tests;

/// Tokens that are remembered: a few for each member of a municipality's staff.
const TOKENS_MAX: usize = 4_096;

/// Who a live token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) person: PersonId,
    pub(crate) expires_at: Option<Timestamp>,
}

/// Live tokens by their hash. Only those that were found are remembered, so that guessing makes nobody forget.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    owners: BTreeMap<ContentHash, Owner>,
    /// How often something was forgotten: what was looked up before that is not remembered after it.
    changes: u64,
}

impl Tokens {
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The owner of a token, if it is remembered: without waiting for anything.
    pub(crate) fn remembered_owner(&self, hash: ContentHash) -> Option<Owner> {
        self.remembered().owners.get(&hash).cloned()
    }

    /// The owner of a token: remembered, or looked up in the index.
    pub(crate) fn owner(&self, hash: ContentHash, look_up: impl FnOnce() -> Option<Owner>) -> Option<Owner> {
        let seen = {
            let remembered = self.remembered();
            if let Some(owner) = remembered.owners.get(&hash) {
                return Some(owner.clone());
            }
            remembered.changes
        };
        let owner = look_up()?;
        let mut remembered = self.remembered();
        if remembered.changes == seen {
            if remembered.owners.len() >= TOKENS_MAX {
                remembered.owners.clear();
            }
            remembered.owners.insert(hash, owner.clone());
        }
        Some(owner)
    }

    /// Forgets what streams say that the index has just been given.
    pub(crate) fn forget<'a>(&self, streams: impl Iterator<Item = &'a StreamId>) {
        for stream in streams {
            match stream {
                StreamId::Person(person) => self.forget_each(|owner| owner.person == *person),
                StreamId::Organisation => self.forget_each(|_| true),
                StreamId::Case(_)
                | StreamId::Citizen(_)
                | StreamId::Contact(_)
                | StreamId::Unit(_)
                | StreamId::Plugin(_)
                | StreamId::Job(_) => {}
            }
        }
    }

    fn forget_each(&self, is_forgotten: impl Fn(&Owner) -> bool) {
        let mut remembered = self.remembered();
        remembered.changes = remembered.changes.saturating_add(1);
        remembered.owners.retain(|_, owner| !is_forgotten(owner));
    }
}
