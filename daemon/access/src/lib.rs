//! Who may see and do what on a case, and why not: pure, and the only place where it is decided (A1).

mod act;
mod blind;
mod limit;
mod needs;
mod see;

use model::deadline::Sentence;
use model::{CaseState, Directory, PersonId, RoleName};

pub use act::{
    may_be_appointed, may_end_stage, may_go_on, may_hold, may_manage, may_open, may_record, may_reopen,
    may_run, task_role,
};
pub use blind::Unseen;
pub use limit::has_room;
pub use needs::qualifies;
pub use see::{Sight, see};

#[cfg(test)]
mod tests;

/// Why somebody may not, and who could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// A stable code.
    pub code: &'static str,
    /// What was checked, in words.
    pub because: Sentence,
    /// Roles or people who could.
    pub who: Vec<String>,
}

/// Somebody at the door of a case.
#[derive(Clone, Copy, Debug)]
pub struct Seeker<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// People and units in force.
    pub directory: &'a Directory,
}

impl Seeker<'_> {
    /// Whether they hold a role on this case: appointed to it, or as deputy, or in the case's unit where the role
    /// is not one person's.
    #[must_use]
    pub fn holds(&self, role: &RoleName, one_holder: bool, case: &CaseState) -> bool {
        // Who left the municipality holds nothing, whatever the case remembers.
        if !self.is_staff() {
            return false;
        }
        match case.holders.get(role) {
            Some(holder) => holder.person == *self.person || holder.deputy.as_ref() == Some(self.person),
            None if one_holder => false,
            None => self.directory.holds(self.person, role, Some(&case.unit)),
        }
    }

    /// Whether the municipality file knows them.
    pub(crate) fn is_staff(&self) -> bool {
        self.directory.people.contains_key(self.person)
    }

    /// Whether they lead the unit that owns the case.
    #[must_use]
    pub fn leads(&self, case: &CaseState) -> bool {
        self.directory.units.get(&case.unit).is_some_and(|unit| unit.leader.as_ref() == Some(self.person))
    }
}

fn sentence(da: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { da: da.into(), en: en.into() }
}
