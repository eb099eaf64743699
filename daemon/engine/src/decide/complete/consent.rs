//! Consent: purpose by purpose; no loss of ordinary help (FVL §28, RSL §11 a).

use std::collections::BTreeMap;

use model::step::StepStatus;
use model::{Event, Private, StageName};

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
        for purpose in purposes {
            let given = Event::ConsentGiven {
                purpose,
                on: self.on,
                by: Some(self.by.clone()),
                note: note.clone().map(Private::text),
            };
            draft.on_citizen(self.case.citizen, given);
        }
        let citizen = draft.citizen(self.case.citizen)?.clone();
        let first_given = answer == "given" && ask.first().is_some_and(|first| citizen.consents_to(first));
        let outcome = if first_given { "given" } else { "refused" };
        self.done(draft, BTreeMap::from([("answer".to_owned(), Private::text(outcome))]));
        if let (false, Some(stage)) = (first_given, refused_skips) {
            self.skip_stage(draft, stage);
        }
        // Who said yes before and says no now has withdrawn it, in every case.
        let taken_back: Vec<String> =
            ask.iter().filter(|purpose| citizen.consents_to(purpose)).cloned().collect();
        if answer == "refused" && !taken_back.is_empty() {
            withdraw(draft, self.case.citizen, (&taken_back, note.as_ref()), self.on)?;
        }
        Ok(())
    }

    fn skip_stage(&self, draft: &mut Draft<'_>, stage: &StageName) {
        let steps = self.definition.stages.iter().find(|known| known.name == *stage);
        for step in steps.map(|stage| stage.steps.as_slice()).unwrap_or_default() {
            let status = self.case.steps.get(step).map(|state| state.status);
            let is_undone =
                matches!(status, Some(StepStatus::Waiting | StepStatus::Active | StepStatus::Cancelled));
            if !is_undone {
                continue;
            }
            let skipped = Event::StepSettled {
                step: step.clone(),
                status: StepStatus::Skipped,
                because: "consent_refused".to_owned(),
                on: self.on,
            };
            draft.on_case(self.id, skipped);
        }
    }
}
