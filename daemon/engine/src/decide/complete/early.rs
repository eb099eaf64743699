//! Ending a stage before its work is done: who may, what they are asked, and what is closed with it.

use access::may_end_stage;
use definition::Definition;
use model::{CaseId, Event, StageName, TaskName, Value};

use super::Completing;
use crate::follow::{follow, stage_is_active};
use crate::refusal::Refusal;
use crate::world::{Draft, reason};

pub(in crate::decide) fn end_stage(
    draft: &mut Draft<'_>,
    id: CaseId,
    name: &StageName,
    (values, why): (&Value, &str),
) -> Result<(), Refusal> {
    let (case, definition, pack) = draft.open_case_and_rules(id)?;
    let Some(stage) = definition.stage(name) else { return Err(unknown_stage(name, &definition)) };
    let Some(early) = &stage.ended_early else {
        return Err(Refusal::conflict(
            "stage-ends-by-itself",
            format!("Fasen »{}« kan ikke afsluttes før tid.", stage.title.da),
            format!("the stage `{name}` cannot be ended early: its workflow says nobody who may"),
        ));
    };
    let seeker = draft.seeker()?;
    may_end_stage(seeker, stage, &early.by, (&case, &definition))?;
    drop(case);
    if !stage_is_active(draft, id, stage)? {
        return Err(Refusal::conflict(
            "stage-not-active",
            format!("Fasen »{}« er ikke i gang.", stage.title.da),
            format!("the stage `{name}` is not active: it has not begun, or it is over"),
        ));
    }
    let reason = reason(why)?;
    let (task, by, on) = (TaskName::of(&early.form.name), seeker.person, draft.world.today);
    let form = early.form.clone();
    let ask = early.ask().to_vec();
    let work = Completing {
        id,
        definition: definition.clone(),
        pack,
        step: form,
        task: &task,
        values,
        by,
        with: None,
        on,
    };
    work.enter_facts(draft, &ask, 0)?;
    draft.on_case(id, Event::StageEnded { stage: name.clone(), by: by.clone(), on, reason });
    follow(draft, id, on)
}

fn unknown_stage(name: &StageName, definition: &Definition) -> Refusal {
    let known = definition.stages.iter().filter(|stage| stage.ended_early.is_some());
    Refusal::not_found(
        "unknown-stage",
        format!("Fasen `{name}` findes ikke."),
        format!("the workflow has no stage `{name}`"),
    )
    .missing(known.map(|stage| stage.name.to_string()))
}
