//! Who may end the stage of a step early, and who did, and why.

use definition::Step;
use model::deadline::Sentence;
use model::step::{StepState, StepStatus};

use super::{Subject, said};
use crate::rounds::ENDED_EARLY;

/// Says behind why a step is open who may end the stages around it early.
pub(super) fn told(step: &Step, subject: &Subject<'_>, plain: Sentence) -> Sentence {
    let is_open = subject.case.steps.get(&step.name).is_some_and(|state| state.status == StepStatus::Active);
    let stages = subject.definition.stages_of(step).filter(|_| is_open && subject.case.is_open());
    stages.fold(plain, |plain, stage| {
        let Some(early) = &stage.ended_early else { return plain };
        let held = early.by.iter().flat_map(|role| subject.holders(Some(role)));
        let mut who: Vec<String> = held.map(|person| person.to_string()).collect();
        if who.is_empty() {
            who.extend(early.by.iter().map(ToString::to_string));
        }
        who.sort();
        who.dedup();
        let who = who.join(", ");
        said(
            format!(
                "{} Fasen »{}« kan afsluttes før tid med en begrundelse af: {who}.",
                plain.da, stage.title.da
            ),
            format!(
                "{}; the stage “{}” may be ended early, with a reason, by {who}",
                plain.en, stage.title.en
            ),
        )
    })
}

/// Who ended the stage of a step that was closed with it. The reason is said where it is open to be read.
pub(super) fn closed(step: &Step, of_step: &StepState, subject: &Subject<'_>) -> Option<Sentence> {
    if of_step.because.as_deref() != Some(ENDED_EARLY) {
        return None;
    }
    let mut around = subject.definition.stages_of(step);
    let (stage, ended) =
        around.find_map(|stage| Some((stage, subject.case.ended_early.get(&stage.name)?)))?;
    let why = ended.reason.value().and_then(|reason| reason.as_text());
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let (by, on) = (&ended.by, ended.on.0);
    Some(said(
        format!("{by} afsluttede fasen »{}« før tid den {}{why}.", stage.title.da, calendar::date_da(on)),
        format!("{by} ended the stage “{}” early on {}{why}", stage.title.en, calendar::date_en(on)),
    ))
}
