//! Pauses of the workflow begin and end with what happens to the case.

use model::Event;

use super::Round;
use crate::pauses::{day, lasted};
use crate::refusal::Refusal;
use crate::world::Draft;

impl Round<'_> {
    /// Lets pauses begin that something began, and end that something ended.
    pub(super) fn follow_pauses(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        for pause in &self.definition.pauses {
            let case = draft.case(self.id)?;
            let last = lasted(pause, case).pop();
            let known = case.pauses.get(&pause.name);
            let name = || pause.name.clone();
            let event = match (known, last) {
                (None, Some(time)) if time.ended.is_none() && case.is_open() => Event::PauseBegan {
                    pause: name(),
                    cause: time.began,
                    steps: self.definition.steps_held_by(pause),
                    on: day(time.began, case).unwrap_or(self.on),
                },
                (Some(_), Some(time)) => {
                    let Some(end) = time.ended else { continue };
                    Event::PauseEnded { pause: name(), cause: end, on: day(end, case).unwrap_or(self.on) }
                }
                (Some(_), None) | (None, _) => continue,
            };
            draft.on_case(self.id, event);
        }
        Ok(())
    }
}
