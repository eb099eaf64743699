//! Consent: purpose by purpose; no loss of ordinary help (FVL §28, RSL §11 a).

use std::collections::BTreeMap;

use model::step::StepStatus;
use model::{CaseState, Event, Private, StageName};

use super::super::citizen::withdraw;
use super::Completing;
use crate::refusal::Refusal;
use crate::values::Answers;
use crate::world::Draft;

impl Completing<'_> {
    pub(super) fn consent(
        &self,
        draft: &mut Draft<'_>,
        ask: &[String],
        refused_skips: Option<&StageName>,
    ) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let answer = answers.text("answer");
        let listed = answers.list("purposes");
        let note = answers.optional_text("note");
        let mut purposes: Vec<String> = Vec::new();
        for purpose in listed {
            match purpose.as_text().filter(|purpose| ask.iter().any(|asked| asked == purpose)) {
                Some(purpose) => purposes.push(purpose.to_owned()),
                None => answers.fault(format!("purposes: only {} are asked for", ask.join(", "))),
            }
        }
        match answer.as_str() {
            "given" if purposes.is_empty() => {
                answers.fault("purposes: name at least one that the citizen consents to");
            }
            "refused" if !purposes.is_empty() => answers.fault("purposes: a refusal names none"),
            "given" | "refused" | "" => {}
            _other => answers.fault("answer: is neither `given` nor `refused`"),
        }
        answers.finish()?;
        let case = draft.case(self.id)?;
        let citizen_id = case.citizen;
        let skipped = refused_skips.map(|stage| self.skipped(case, stage)).unwrap_or_default();
        for purpose in purposes {
            let given = Event::ConsentGiven {
                purpose,
                on: self.on,
                by: Some(self.by.clone()),
                note: note.clone().map(Private::text),
            };
            draft.on_citizen(citizen_id, given);
        }
        let citizen = draft.citizen(citizen_id)?;
        let first_given = answer == "given" && ask.first().is_some_and(|first| citizen.consents_to(first));
        // Who said yes before and says no now has withdrawn it, in every case.
        let taken_back: Vec<String> =
            ask.iter().filter(|purpose| citizen.consents_to(purpose)).cloned().collect();
        let outcome = if first_given { "given" } else { "refused" };
        self.done(draft, BTreeMap::from([("answer".to_owned(), Private::text(outcome))]));
        if !first_given {
            for event in skipped {
                draft.on_case(self.id, event);
            }
        }
        if answer == "refused" && !taken_back.is_empty() {
            withdraw(draft, citizen_id, (&taken_back, note.as_ref()), self.on)?;
        }
        Ok(())
    }

    /// What a refusal skips: what is undone of a stage.
    fn skipped(&self, case: &CaseState, stage: &StageName) -> Vec<Event> {
        let undone = self.definition.steps_within(stage).map(|step| &step.name).filter(|step| {
            let status = case.steps.get(*step).map(|state| state.status);
            matches!(status, Some(StepStatus::Waiting | StepStatus::Active | StepStatus::Cancelled))
        });
        let skipped = undone.map(|step| Event::StepSettled {
            step: step.clone(),
            status: StepStatus::Skipped,
            because: "consent_refused".to_owned(),
            on: self.on,
        });
        skipped.collect()
    }
}
