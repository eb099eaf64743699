//! Looks: what somebody was shown stands in the log of looks, whatever happens next.

use std::sync::Arc;

use journal::Fault;
use model::{Actor, CaseId, PersonId, StreamId};
use runtime::{Reader, Rejected, Runtime};
use scheduler::SimulatedClock;

use super::check::{PEOPLE, READER};
use super::machine::Machine;
use crate::crashing::Dice;

/// Operations of the disk after which a planned fault comes at the latest: a look takes two.
const FAULT_WITHIN: usize = 3;

/// A look that was answered, or an attempt that was refused.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    actor: Actor,
    case: CaseId,
    purpose: String,
    is_refused: bool,
}

impl Machine {
    fn reading_runtime(&mut self) -> Runtime {
        let now = self.reading().wall;
        Runtime::over(self.core(), Arc::new(SimulatedClock::at(now)))
    }

    /// Somebody opens the page of a case, and now and then the disk fails under the look.
    pub(super) fn look(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some(place) = self.courses.get(chance.below(self.courses.len())).map(|course| course.place)
        else {
            return Ok(());
        };
        let person = PEOPLE.get(chance.below(PEOPLE.len())).copied().unwrap_or(READER);
        let actor = Actor::Person(PersonId::new(person));
        // The same look within a minute is one; another purpose is another look.
        let purpose = format!("look {}", self.looks.len() / 2);
        let fails = chance.below(3) == 0 && !self.is_failing;
        if fails {
            let fault = if chance.below(3) == 0 { Fault::NoSpace } else { Fault::Io };
            self.fail(u64::try_from(chance.below(FAULT_WITHIN)).unwrap_or_default(), fault);
        }
        let runtime = self.reading_runtime();
        let by = Reader { actor: actor.clone(), purpose: Some(purpose.clone()) };
        let answer = runtime.case(&by, place.case).map(drop);
        let has_broken = runtime.broken().is_some();
        drop(runtime);
        let was_failing = self.is_failing;
        if fails {
            self.heal();
        }
        match answer {
            Ok(()) => self.looks.push(Looked { actor, case: place.case, purpose, is_refused: false }),
            Err(Rejected::ReadOnly { .. } | Rejected::Internal { .. }) if was_failing => {}
            Err(why @ (Rejected::ReadOnly { .. } | Rejected::Internal { .. })) => {
                return Err(format!("a look at {}: {}", place.case, why.code()));
            }
            Err(_refused) => {
                self.looks.push(Looked { actor, case: place.case, purpose, is_refused: true });
            }
        }
        if has_broken {
            // As the daemon does: the directory is opened again.
            self.heal();
            self.crash(self.cuts_power)?;
        }
        Ok(())
    }

    /// Every look that was answered is in the log, with who looked and why, and every refused attempt too.
    pub(super) fn looks_are_kept(&mut self) -> Result<(), String> {
        let runtime = self.reading_runtime();
        let reader = Reader { actor: Actor::Person(PersonId::new(READER)), purpose: Some("why".to_owned()) };
        let mut cases: Vec<CaseId> = self.looks.iter().map(|look| look.case).collect();
        cases.sort_unstable();
        cases.dedup();
        for case in cases {
            let kept = match runtime.looks(&reader, case) {
                Ok(kept) => kept,
                // Who may read an erased case is another question.
                Err(_) if self.ledger.erased.contains(&StreamId::Case(case)) => continue,
                Err(why) => return Err(format!("the looks at {case}: {}", why.code())),
            };
            for look in self.looks.iter().filter(|look| look.case == case) {
                let is_there = kept.iter().any(|row| {
                    row.actor == look.actor && row.purpose == look.purpose && row.refused == look.is_refused
                });
                if !is_there {
                    return Err(format!(
                        "{} looked at {case} ({}) and it is not in the log",
                        look.actor, look.purpose
                    ));
                }
            }
        }
        Ok(())
    }
}
