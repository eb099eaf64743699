//! Why a step stands still that a pause of the workflow holds, and who can let it go on.

use definition::Step;
use model::StepStatus;
use model::deadline::Sentence;

use super::{Need, StepExplained, Subject, said};
use crate::pauses::on_hold;

/// What was explained, with the pause in front of it.
pub(super) fn told(step: &Step, of: &Subject<'_>, mut explained: StepExplained) -> StepExplained {
    let is_owed = match explained.status {
        StepStatus::Active | StepStatus::Waiting | StepStatus::Cancelled => of.case.is_open(),
        StepStatus::Skipped | StepStatus::Done | StepStatus::Closed => false,
    };
    let Some(hold) = on_hold(&step.name, of.case, of.definition).filter(|_| is_owed) else {
        return explained;
    };
    let who = hold.who((of.case, of.definition), of.directory);
    let (why, until) = (hold.why(), hold.until(of.definition));
    let (clock_da, clock_en) = if hold.pause.moves_deadlines {
        ("Dets frister står stille så længe.", "its deadlines stand still meanwhile")
    } else {
        ("Dets frister løber videre.", "its deadlines run on")
    };
    let Sentence { da, en } = explained.because;
    explained.because = said(
        format!("Trinnet er {}. {clock_da} {da}", why.da),
        format!("the step is {}; {clock_en}; {en}", why.en),
    );
    let what = said(
        format!("{} skal registreres, før det går videre.", until.da),
        format!("{} has to be recorded before it goes on", until.en),
    );
    explained.needs.insert(0, Need { what, step: None, who: who.clone(), until: None });
    explained.who = who;
    explained
}

/// In one sentence why a step stands still, where a pause holds it.
#[must_use]
pub fn held(step: &Step, of: Subject<'_>) -> Option<Sentence> {
    let hold = on_hold(&step.name, of.case, of.definition)?;
    let (why, until) = (hold.why(), hold.until(of.definition));
    Some(said(
        format!("Trinnet er {}; det går videre, når {} er registreret.", why.da, until.da),
        format!("the step is {}; it goes on when {} is recorded", why.en, until.en),
    ))
}
