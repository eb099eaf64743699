//! A letter before it is sent: the same page, marked as a draft, with what it still lacks. Nothing happens by it.

use std::sync::Arc;

use definition::Kind;
use model::{CaseId, Event, TaskName, Value};

use super::super::task::{may_work, open_task};
use super::Completing;
use super::decision::Read;
use crate::letters::{Lack, LetterPreview, marked_as_draft, page};
use crate::refusal::Refusal;
use crate::world::{Draft, World};

/// The letter that completing a task with these values would send.
///
/// # Errors
///
/// [`Refusal`] if the person may not complete the task, or if its step sends no letter.
pub fn preview_letter(
    world: &World<'_>,
    id: CaseId,
    task: &TaskName,
    values: &Value,
) -> Result<LetterPreview, Refusal> {
    let mut draft = Draft::new(world);
    let (case, definition, pack) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let open = open_task(&case, task, &definition)?;
    may_work(seeker, (&case, &definition), task, &open)?;
    // Who judges unseen reads what others came to in no draft of a letter either; what is sent holds it.
    let unseen = access::see(seeker, &case, &definition)?.unseen;
    if !unseen.is_empty() {
        let mut seen = (*case).clone();
        unseen.cover(&mut seen);
        draft.show(id, seen);
    }
    drop(case);
    let step = definition.steps.get(&task.step).cloned();
    let sends = step.as_ref().and_then(|step| {
        let Kind::Decision { parts_of, letter, .. } = &step.kind else { return None };
        Some((parts_of.clone(), letter.clone()?))
    });
    let (Some(step), Some((plan, path))) = (step, sends) else {
        return Err(Refusal::conflict(
            "no-letter",
            "Opgaven sender ikke noget brev.",
            format!("completing the task `{task}` sends no letter; only a decision with `letter:` does"),
        ));
    };
    let Some(template) = definition.letters.get(&path).cloned() else {
        let en =
            format!("the template `{path}` is not in the definition; an operator has to look at `content/`");
        return Err(Refusal::conflict("definition-missing", "Brevets skabelon kan ikke læses lige nu.", en));
    };
    let on = world.today;
    let definition = Arc::clone(&definition);
    let work = Completing { id, definition, pack, step, task, values, by: seeker.person, with: None, on };
    let Read { made, faults, mut lacks } = work.read_decision(draft.case(id)?, &plan, true);
    let received_on = work.received_on(&made.channel, &draft)?;
    let letter = work.letter_values(&mut draft, &made, (&plan, received_on), &mut lacks)?;
    debug_assert!(
        draft.into_decision().events.values().all(Vec::<Event>::is_empty),
        "a preview changes nothing"
    );
    let html = marked_as_draft(&page(&template, &letter)?);
    let missing = faults.iter().map(|fault| Lack::of_fault(fault)).chain(lacks).collect();
    Ok(LetterPreview { html, missing })
}
