//! Why a case stands where it stands.

use engine::explain::{StepExplained, Subject, explain};
use model::{CaseId, StreamId};

use engine::StreamState;

use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;

impl Runtime {
    /// For each step why it stands where it stands, what would make it go on, who can, and until when.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn explain(&self, by: &Reader, id: CaseId) -> Result<Vec<StepExplained>, Rejected> {
        let (seen, purpose) = self.see(by, id, "explain")?;
        self.log(by, (vec![id], None), &purpose, (false, "explain"))?;
        let in_force = self.in_force();
        // Consents stand in the open: no value is opened for an explanation.
        let citizen = match self.state_of(&StreamId::Citizen(seen.state.citizen))? {
            Some(StreamState::Citizen(citizen)) => Some(citizen),
            Some(StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_)) | None => None,
        };
        let mut steps = explain(Subject {
            case: &seen.state,
            citizen: citizen.as_deref(),
            definition: &seen.definition,
            directory: &in_force.directory,
        });
        if let Some(tasks) = &seen.sight.only_tasks {
            steps.retain(|step| tasks.iter().any(|task| task.step == step.step));
        }
        Ok(steps)
    }
}
