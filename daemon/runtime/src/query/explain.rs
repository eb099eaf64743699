//! Why a case stands where it stands.

use engine::explain::{CheckExplained, StepExplained, Subject, checks, explain};
use model::{CaseId, CitizenState, StreamId};

use engine::StreamState;

use super::Seen;
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;

/// Why a case stands where it stands.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Each step, in the order of the workflow.
    pub steps: Vec<StepExplained>,
    /// What should hold of the case; for whoever works on it.
    pub checks: Vec<CheckExplained>,
}

impl Runtime {
    /// For each step why it stands where it stands, what would make it go on, who can, and until when.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn explain(&self, by: &Reader, id: CaseId) -> Result<Explained, Rejected> {
        let (mut seen, purpose) = self.see(by, id, "explain")?;
        self.log(by, (vec![id], None), &purpose, (false, "explain"))?;
        seen.sight.unseen.cover(&mut seen.state);
        let in_force = self.in_force();
        // Consents stand in the open: no value is opened to explain a step.
        let mut citizen = match self.state_of(&StreamId::Citizen(seen.state.citizen))? {
            Some(StreamState::Citizen(citizen)) => Some(citizen),
            Some(StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_)) | None => None,
        };
        // What colleagues wrote is not for whoever judges unseen, or only contributes.
        if seen.sight.works_on_case && seen.sight.unseen.is_empty() {
            for ended in seen.state.ended_early.values_mut() {
                self.shared.sealer.open(ended).map_err(|error| super::internal(&error))?;
            }
        }
        let mut steps = explain(Subject {
            case: &seen.state,
            citizen: citizen.as_deref(),
            definition: &seen.definition,
            directory: &in_force.directory,
        });
        if let Some(tasks) = &seen.sight.only_tasks {
            steps.retain(|step| tasks.iter().any(|task| task.step == step.step));
        }
        let checks = self.checks(&mut seen, citizen.as_deref_mut())?;
        Ok(Explained { steps, checks })
    }

    /// What should hold of the case. Values are opened where there is a check, for whoever works on the case; what rests
    /// on a fact that is not theirs to see is not told.
    fn checks(
        &self,
        seen: &mut Seen,
        citizen: Option<&mut CitizenState>,
    ) -> Result<Vec<CheckExplained>, Rejected> {
        if seen.definition.checks.is_empty() || !seen.sight.works_on_case {
            return Ok(Vec::new());
        }
        let citizen = match citizen {
            Some(citizen) => {
                self.shared.sealer.open(citizen).map_err(|error| super::internal(&error))?;
                Some(&*citizen)
            }
            None => None,
        };
        self.shared.sealer.open(&mut seen.state).map_err(|error| super::internal(&error))?;
        let in_force = self.in_force();
        let subject = Subject {
            case: &seen.state,
            citizen,
            definition: &seen.definition,
            directory: &in_force.directory,
        };
        let mut told = checks(subject, self.now(), |fact| seen.sight.sees(fact));
        if !seen.sight.unseen.is_empty() {
            // Whether it holds may tell what another came to.
            for check in &mut told {
                check.holds = None;
            }
        }
        Ok(told)
    }
}
