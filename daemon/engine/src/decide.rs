//! May this command, now, from this actor? One verb, one page.

mod activation;
mod administer;
mod case;
mod citizen;
mod complete;
mod deadline;
mod effect;
mod file;
mod plugin;
mod task;
mod timer;

use model::{Command, Value};

pub(crate) use citizen::COORDINATOR;
pub use citizen::cpr_digits;
pub use complete::{asked, preview_letter};

use crate::refusal::Refusal;
use crate::world::{Decision, Draft, World};

/// Decides a command.
///
/// # Errors
///
/// [`Refusal`] with a code, what is missing and who could do it; the command then changed nothing.
pub fn decide(world: &World<'_>, command: &Command) -> Result<Decision, Refusal> {
    check_depth(command)?;
    let mut draft = Draft::new(world);
    take(&mut draft, command)?;
    Ok(draft.into_decision())
}

/// Deepest nesting of answers: records in a list in a record is what forms ask for. A state that nests deeper could not
/// be read again.
const DEPTH_MAX: u32 = 32;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "three commands carry values; the exhaustive match is `take`"
)]
fn check_depth(command: &Command) -> Result<(), Refusal> {
    let values = match command {
        Command::Complete { values, .. } => Some(values),
        Command::SaveDraft { content, .. } => content.as_ref(),
        Command::CorrectFact { value, .. } => Some(value),
        _without_values => None,
    };
    if values.is_none_or(|values| is_within(values, DEPTH_MAX)) {
        return Ok(());
    }
    Err(Refusal::invalid(
        "answers-invalid",
        "Svarene er lagt for mange lag ind i hinanden.",
        format!("the answers nest deeper than {DEPTH_MAX} levels; no form asks for that"),
    ))
}

fn is_within(value: &Value, levels: u32) -> bool {
    let Some(below) = levels.checked_sub(1) else { return false };
    match value {
        Value::List(items) => items.iter().all(|item| is_within(item, below)),
        Value::Record(fields) => fields.values().all(|field| is_within(field, below)),
        Value::Null
        | Value::Boolean(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Date(_)
        | Value::Instant(_) => true,
    }
}

fn take(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::RegisterCitizen { .. } => citizen::register(draft, command),
        Command::WithdrawConsent { citizen, purposes, on, note } => {
            citizen::withdraw_consent(draft, *citizen, (purposes, note.as_ref()), *on)
        }
        Command::AppointCoordinator { citizen, person, deputy, reason } => {
            citizen::appoint_coordinator(draft, *citizen, (person, deputy.as_ref()), reason)
        }
        Command::OpenCase { .. } => case::open(draft, command),
        Command::CloseCase { case, reason } => case::close(draft, *case, reason),
        Command::ReopenCase { case, reason } => case::reopen(draft, *case, reason),
        Command::StartStep { case, step, reason } => case::start_step(draft, *case, step, reason),
        Command::CancelStep { case, step, reason } => case::cancel_step(draft, *case, step, reason),
        Command::EndStage { case, stage, values, reason } => {
            complete::end_stage(draft, *case, stage, (values, reason))
        }
        Command::SettleConcern { case, number, finding } => {
            case::settle_concern(draft, *case, *number, finding)
        }
        Command::Quarantine { case, because } => case::quarantine(draft, *case, because),
        Command::Claim { case, task } => task::claim(draft, *case, task),
        Command::Release { case, task } => task::release(draft, *case, task),
        Command::Delegate { case, task, to, note } => task::delegate(draft, *case, task, (to, note.as_ref())),
        Command::SaveDraft { case, task, content } => task::save_draft(draft, *case, task, content.as_ref()),
        Command::Complete { case, task, values, on } => complete::complete(draft, *case, task, (values, *on)),
        Command::GoOnWithout { case, task, reason } => complete::go_on_without(draft, *case, task, reason),
        Command::AddGoal { case, words, on } => file::add_goal(draft, *case, words, *on),
        Command::RewordGoal { case, number, staff_words } => {
            file::reword_goal(draft, *case, *number, staff_words)
        }
        Command::AddNote { case, text, on } => file::add_note(draft, *case, text, *on),
        Command::RecordEvent { .. } => file::record_event(draft, command),
        Command::CorrectEvent { case, number, on, reason } => {
            file::correct_event(draft, *case, (*number, *on), reason)
        }
        Command::CorrectFact { case, fact, slot, value, reason } => {
            file::correct_fact(draft, *case, &(fact.clone(), *slot), (value, reason))
        }
        Command::PauseDeadline { case, deadline, from, ground, reason } => {
            deadline::pause(draft, (*case, deadline), *from, (ground, reason))
        }
        Command::ResumeDeadline { case, deadline, to } => deadline::resume(draft, (*case, deadline), *to),
        Command::ExtendDeadline { case, deadline, until, ground, reason } => {
            deadline::extend(draft, (*case, deadline), *until, (ground, reason))
        }
        Command::AnswerMiss { case, deadline, reason } => {
            deadline::answer_miss(draft, (*case, deadline), reason)
        }
        Command::FireTimer { case, deadline, timer, generation } => {
            timer::fire(draft, (*case, deadline), *timer, *generation)
        }
        Command::StartEffect { stream, id } => effect::start(draft, stream, *id),
        Command::FinishEffect { stream, id, outcome } => effect::finish(draft, stream, *id, outcome),
        Command::AnswerPlugin { stream, id, answer } => plugin::answer(draft, stream, *id, answer),
        Command::Erase { stream, basis } => administer::erase(draft, stream, basis),
        Command::FinishErasure { stream } => administer::finish_erasure(draft, stream),
        Command::Activate { municipality, workflows, plugins } => {
            activation::activate(draft, *municipality, (workflows, plugins))
        }
        Command::CreateToken { .. } => administer::create_token(draft, command),
        Command::RevokeToken { person, number } => administer::revoke_token(draft, person, *number),
        Command::HoldClock { because } => administer::hold_clock(draft, because),
        Command::ConfirmClock => administer::confirm_clock(draft),
        Command::NoteRestore { position } => administer::note_restore(draft, *position),
        Command::ActivateWorkflows { fits, workflows } => activation::alone(draft, *fits, workflows),
        Command::WithdrawActivation { workflow } => activation::withdraw(draft, workflow),
        Command::ReleaseEffects { id } => administer::release_effects(draft, *id),
        Command::NoteTimeZones { version } => administer::note_time_zones(draft, version),
    }
}
