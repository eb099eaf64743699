//! Consent: purpose by purpose; no loss of ordinary help (FVL §28, RSL §11 a).

use std::collections::BTreeMap;

use model::step::StepStatus;
use model::{Event, Private, StageName};

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
                answers.fault("purposes: name at least one that the citizen consents to")
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
        let first_given = match ask.first() {
            Some(first) => draft.citizen(self.case.citizen)?.consents_to(first),
            None => false,
        };
        let answer = if first_given { "given" } else { "refused" };
        self.done(draft, BTreeMap::from([("answer".to_owned(), Private::text(answer))]));
        if let (false, Some(stage)) = (first_given, refused_skips) {
            self.skip_stage(draft, stage);
        }
        Ok(())
    }

    fn skip_stage(&self, draft: &mut Draft<'_>, stage: &StageName) {
        let steps = self.definition.stages.iter().find(|known| known.name == *stage);
        for step in steps.map(|stage| stage.steps.as_slice()).unwrap_or_default() {
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
