//! Events of a case.

use std::collections::BTreeMap;

use model::case::{
    CaseStatus, Concern, Decided, ENDED_EFFECTS_MAX, EndedEarly, Fact, Goal, Happening, Holder, Note, Plan,
};
use model::step::{Draft, EarlierRound, Slot, SlotState, StepState, StepStatus};
use model::{CaseId, CaseState, ContentHash, Event, Private, RoleName, StepName, TaskName};

use super::{At, by_itself, deadline, letter, plugin};
use crate::follow::REOPENED;

/// The case that a [`Event::CaseOpened`] begins; `None` for any other event.
#[must_use]
pub fn open_case(id: CaseId, event: &Event, at: &At) -> Option<CaseState> {
    let Event::CaseOpened { citizen, workflow, definition, rule_pack, unit, steps, parent } = event else {
        return None;
    };
    Some(CaseState {
        id,
        version: 0,
        last_record: ContentHash([0; 32]),
        citizen: *citizen,
        workflow: workflow.clone(),
        definition: *definition,
        rule_pack: *rule_pack,
        unit: unit.clone(),
        status: CaseStatus::Open,
        opened_at: at.recorded_at,
        steps: steps.iter().map(|step| (step.clone(), StepState::waiting())).collect(),
        facts: BTreeMap::new(),
        happenings: BTreeMap::new(),
        goals: BTreeMap::new(),
        plans: BTreeMap::new(),
        decisions: BTreeMap::new(),
        notes: BTreeMap::new(),
        deadlines: BTreeMap::new(),
        holders: BTreeMap::new(),
        effects: Vec::new(),
        concerns: BTreeMap::new(),
        erasing: false,
        erased: false,
        ended_effects: Vec::new(),
        key: 0,
        letters: BTreeMap::new(),
        earlier_decisions: BTreeMap::new(),
        parent: parent.clone(),
        has_ended: false,
        pauses: BTreeMap::new(),
        ended_early: BTreeMap::new(),
    })
}

fn to_holders(case: &mut CaseState, event: &Event) {
    let Event::HolderAppointed { role, person, deputy, from, by, component } = event else { return };
    let (person, deputy, by) = (person.clone(), deputy.clone(), by.clone());
    case.holders.insert(role.clone(), Holder { person, deputy, since: *from, by, component: *component });
}

fn to_stages(case: &mut CaseState, event: &Event, at: &At) {
    let Event::StageEnded { stage, by, on, reason } = event else { return };
    let (by, reason) = (by.clone(), reason.clone());
    case.ended_early.insert(stage.clone(), EndedEarly { by, on: *on, reason, recorded_in: at.position });
}

/// Brings a case up to date with one event.
pub fn to_case(case: &mut CaseState, event: &Event, at: &At) {
    match event {
        Event::CitizenReassigned { citizen } => case.citizen = *citizen,
        Event::HolderAppointed { .. } => to_holders(case, event),
        Event::CaseClosed { because, on, .. } => {
            case.status = CaseStatus::Closed { on: *on, because: because.clone() };
            case.has_ended = true;
        }
        Event::CaseReopened { steps, .. } => reopen(case, steps.as_deref()),
        Event::CaseQuarantined { .. } => case.status = CaseStatus::Quarantined { at: at.recorded_at },
        Event::ErasureOrdered { .. } => case.erasing = true,
        Event::Erased => case.erased = true,
        Event::ConcernRaised { .. } | Event::ConcernSettled { .. } => to_concerns(case, event, at),
        Event::EffectStarted { .. } | Event::EffectFinished { .. } => to_effects(case, event),
        Event::StepOpened { .. }
        | Event::StepSettled { .. }
        | Event::StepCompleted { .. }
        | Event::MomentReached { .. }
        | Event::TaskClaimed { .. }
        | Event::TaskReleased { .. }
        | Event::DraftSaved { .. }
        | Event::ContributionGiven { .. }
        | Event::ContributionWaived { .. } => to_step(case, event, at),
        Event::TableDecided { .. } | Event::LinkedCaseOpened { .. } | Event::LinkedCaseEnded { .. } => {
            by_itself::to_step(case, event);
        }
        Event::Happened { .. }
        | Event::HappeningCorrected { .. }
        | Event::NoteAdded { .. } => to_happenings(case, event, at),
        Event::FactEntered { .. }
        | Event::GoalAdded { .. }
        | Event::GoalReworded { .. }
        | Event::PlanMade { .. }
        | Event::FactsMadeKnown { .. }
        | Event::DecisionSent { .. } => to_file(case, event, at),
        Event::DeadlineSet(_)
        | Event::DeadlineMoved { .. }
        | Event::LedgerEntered { .. }
        | Event::DeadlineMet { .. }
        | Event::DeadlineLapsed { .. }
        | Event::DeadlineDropped { .. }
        | Event::RungFired { .. }
        | Event::MissAnswered { .. } => deadline::to_deadlines(case, event, at),
        Event::PauseBegan { .. } | Event::PauseEnded { .. } => by_itself::to_pauses(case, event),
        Event::StageEnded { .. } => to_stages(case, event, at),
        Event::LetterSent { .. } => letter::to_letters(case, event, at),
        Event::PluginCalled { .. }
        | Event::PluginAnswered { .. }
        | Event::PluginFailed { .. }
        | Event::ProposalSettled { .. } => plugin::to_proposal(case, event),
        // A conflicting result is for the history only.
        Event::EffectResultIgnored { .. }
        // The case exists; the rest belongs to other streams.
        | Event::CaseOpened { .. }
        | Event::CitizenRegistered { .. }
        | Event::CaseLinked { .. }
        | Event::CoordinatorAppointed { .. }
        | Event::ConsentGiven { .. }
        | Event::ConsentWithdrawn { .. }
        | Event::MergedInto { .. }
        | Event::MunicipalityActivated { .. }
        | Event::WorkflowActivated { .. }
        | Event::TimeZonesChanged { .. }
        | Event::ClockHeld { .. }
        | Event::ClockConfirmed
        | Event::Restored { .. }
        | Event::EffectsReleased { .. }
        | Event::ActivationWithdrawn { .. }
        | Event::PluginActivated { .. }
        | Event::TokenCreated { .. }
        | Event::TokenRevoked { .. } => {}
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
fn to_happenings(case: &mut CaseState, event: &Event, at: &At) {
    match event {
        Event::Happened { number, event, on, at: instant, note, channel, about } => {
            let happening = Happening {
                event: event.clone(),
                happened_on: *on,
                happened_at: *instant,
                note: note.clone(),
                by: at.actor.person().cloned(),
                recorded_at: at.recorded_at,
                corrections: 0,
                recorded_in: at.position,
                channel: channel.clone(),
                about: about.clone().unwrap_or_default(),
            };
            case.happenings.insert(*number, happening);
        }
        Event::HappeningCorrected { number, was, on, .. } => {
            if let Some(happening) = case.happenings.get_mut(number) {
                happening.happened_on = *on;
                happening.happened_at = None;
                happening.corrections = happening.corrections.saturating_add(1);
            }
            by_itself::reopened_on(case, *number, (*was, *on));
        }
        Event::NoteAdded { number, text, by, on } => {
            let note =
                Note { text: text.clone(), by: by.clone(), recorded_at: at.recorded_at, happened_on: *on };
            case.notes.insert(*number, note);
        }
        _other => unreachable_part(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
fn to_concerns(case: &mut CaseState, event: &Event, at: &At) {
    match event {
        Event::ConcernRaised { number, step, because } => {
            let concern = Concern {
                step: step.clone(),
                because: because.clone(),
                raised_at: at.recorded_at,
                settled_by: None,
            };
            case.concerns.insert(*number, concern);
        }
        Event::ConcernSettled { number, by, .. } => {
            if let Some(concern) = case.concerns.get_mut(number) {
                concern.settled_by = Some(by.clone());
            }
        }
        _other => unreachable_part(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
fn to_effects(case: &mut CaseState, event: &Event) {
    match event {
        Event::EffectStarted { id } => {
            let begun = case.effects.iter_mut().filter(|pending| pending.id == *id);
            begun.for_each(|pending| pending.started = true);
        }
        Event::EffectFinished { id, outcome } => {
            case.effects.retain(|pending| pending.id != *id);
            case.ended_effects.push((*id, outcome.clone()));
            let too_many = case.ended_effects.len().saturating_sub(ENDED_EFFECTS_MAX);
            case.ended_effects.drain(..too_many);
        }
        _other => unreachable_part(),
    }
}

/// Steps that the end of the case closed wait again, all or those named; what was done stays done.
fn reopen(case: &mut CaseState, only: Option<&[StepName]>) {
    case.status = CaseStatus::Open;
    for (name, step) in &mut case.steps {
        if only.is_none_or(|only| only.contains(name))
            && step.status == StepStatus::Closed
            && step.because.as_deref() == Some(crate::CASE_ENDED)
        {
            step.status = StepStatus::Waiting;
            step.because = None;
            step.settled_on = None;
        }
    }
}

pub(super) fn step_mut<'a>(case: &'a mut CaseState, step: &StepName) -> &'a mut StepState {
    case.steps.entry(step.clone()).or_insert_with(StepState::waiting)
}

fn slot_mut<'a>(case: &'a mut CaseState, task: &TaskName) -> Option<&'a mut Slot> {
    let slot = task.slot?;
    case.steps.get_mut(&task.step).and_then(|step| step.slots.get_mut(&slot))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
fn to_step(case: &mut CaseState, event: &Event, at: &At) {
    match event {
        Event::StepOpened { step, round, role, slots, cause, reopened } => {
            let state = step_mut(case, step);
            remember_round(state, *round);
            open_step(state, (*round, role.as_ref()), slots, at);
            state.cause = cause.or(state.cause);
            state.moments.extend(reopened.map(|on| (REOPENED.to_owned(), on)));
        }
        Event::StepSettled { step, status, because, on } => {
            let state = step_mut(case, step);
            remember_round(state, 0);
            state.status = *status;
            state.because = Some(because.clone());
            state.settled_on = status.is_settled().then_some(*on);
            state.settled_in = if status.is_settled() { at.position } else { state.settled_in };
            state.owner = None;
        }
        Event::StepCompleted { step, by, on, outputs } => {
            let state = step_mut(case, step);
            state.status = StepStatus::Done;
            state.settled_on = Some(*on);
            state.settled_in = at.position;
            state.completed_by = Some(by.clone());
            state.worked.insert(by.clone());
            state.outputs.extend(outputs.clone());
            state.because = None;
            state.drafts.clear();
        }
        Event::MomentReached { step, moment, on, outputs } => {
            let state = step_mut(case, step);
            state.moments.insert(moment.clone(), *on);
            state.worked.extend(at.actor.person().cloned());
            state.outputs.extend(outputs.clone());
            state.drafts.clear();
        }
        Event::TaskClaimed { task, by, .. } => set_owner(case, task, Some(by.clone())),
        Event::TaskReleased { task, .. } => set_owner(case, task, None),
        Event::DraftSaved { task, author, content } => {
            let key = (task.slot.unwrap_or(0), author.clone());
            let drafts = &mut step_mut(case, &task.step).drafts;
            match content {
                Some(content) => {
                    let draft =
                        Draft { author: author.clone(), saved_at: at.recorded_at, content: content.clone() };
                    drafts.insert(key, draft);
                }
                None => drop(drafts.remove(&key)),
            }
        }
        Event::ContributionGiven { task, by, on } => {
            if let Some(slot) = slot_mut(case, task) {
                slot.state = SlotState::Given { by: by.clone(), on: *on };
            }
            let number = task.slot.unwrap_or(0);
            let state = step_mut(case, &task.step);
            state.worked.insert(by.clone());
            state.drafts.retain(|(slot, _), _| *slot != number);
        }
        Event::ContributionWaived { task, by, on, reason } => {
            if let Some(slot) = slot_mut(case, task) {
                slot.state = SlotState::Missing { by: by.clone(), on: *on, reason: reason.clone() };
            }
        }
        _other => unreachable_part(),
    }
}

/// A round that was done stays readable when the next begins with an empty page.
fn remember_round(state: &mut StepState, next: u32) {
    if state.status != StepStatus::Done || state.round == 0 || state.round == next {
        return;
    }
    state.earlier.push(EarlierRound {
        round: state.round,
        settled_on: state.settled_on,
        settled_in: state.settled_in,
        completed_by: state.completed_by.take(),
        moments: core::mem::take(&mut state.moments),
        outputs: core::mem::take(&mut state.outputs),
    });
    state.owner = None;
}

fn open_step(
    state: &mut StepState,
    (round, role): (u32, Option<&RoleName>),
    slots: &BTreeMap<u32, Private>,
    at: &At,
) {
    // A round that the end of the case interrupted goes on with what it has.
    let goes_on = state.round == round;
    let before = core::mem::take(&mut state.slots);
    // What was broken off leaves nothing to the next round.
    let is_new = !goes_on && state.status == StepStatus::Closed;
    // The case that it opened is waited for until a round was done by its end: no second one is opened beside it.
    let linked = state.linked.take().filter(|known| known.case.is_some() && state.status != StepStatus::Done);
    let has_come = linked.as_ref().is_some_and(|known| known.ended);
    if state.status == StepStatus::Cancelled || is_new {
        state.moments.clear();
        state.outputs.retain(|_, _| has_come);
    }
    state.status = StepStatus::Active;
    state.round = round;
    state.linked = linked;
    state.role = role.filter(|_| !state.waits_for_a_case()).cloned();
    state.opened_at = Some(at.recorded_at);
    state.settled_on = None;
    state.because = None;
    state.proposal = None;
    state.table = None;
    state.slots = slots
        .iter()
        .map(|(number, about)| {
            let known = before.get(number).filter(|_| goes_on).cloned();
            let fresh = || Slot { about: about.clone(), owner: None, state: SlotState::Open };
            (*number, known.unwrap_or_else(fresh))
        })
        .collect();
}

fn set_owner(case: &mut CaseState, task: &TaskName, owner: Option<model::PersonId>) {
    match task.slot {
        None => step_mut(case, &task.step).owner = owner,
        Some(_) => {
            if let Some(slot) = slot_mut(case, task) {
                slot.owner = owner;
            }
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
fn to_file(case: &mut CaseState, event: &Event, at: &At) {
    match event {
        Event::FactEntered { fact, slot, value, class, step, round, correction } => {
            let place = (fact.clone(), *slot);
            let corrections = case.facts.get(&place).map_or(0, |old| old.corrections);
            let entered = Fact {
                value: value.clone(),
                class: *class,
                step: step.clone(),
                round: *round,
                by: at.actor.person().cloned(),
                recorded_at: at.recorded_at,
                corrections: corrections.saturating_add(u32::from(correction.is_some())),
            };
            case.facts.insert(place, entered);
        }
        Event::GoalAdded { number, words, said_on } => {
            let goal = Goal {
                words: words.clone(),
                staff_words: None,
                by: at.actor.person().cloned(),
                said_on: *said_on,
            };
            case.goals.insert(*number, goal);
        }
        Event::GoalReworded { number, staff_words } => {
            if let Some(goal) = case.goals.get_mut(number) {
                goal.staff_words = Some(staff_words.clone());
            }
        }
        Event::PlanMade { step, measures, facts_used } => {
            let plan = Plan { measures: measures.clone(), facts_used: facts_used.clone() };
            case.plans.insert(step.clone(), plan);
        }
        Event::FactsMadeKnown { plan, .. } => {
            if let Some(plan) = case.plans.get_mut(plan) {
                plan.facts_used.iter_mut().for_each(|used| used.known_to_party = true);
            }
        }
        Event::DecisionSent {
            step,
            maker,
            parts,
            decided_on,
            sent_on,
            channel,
            received_on,
            hearing_considered,
            board_considered,
        } => {
            let round = case.steps.get(step).map_or(1, |state| state.round.max(1));
            let decided = Decided {
                maker: maker.clone(),
                parts: parts.clone(),
                decided_on: *decided_on,
                sent_on: *sent_on,
                channel: channel.clone(),
                received_on: *received_on,
                hearing_considered: hearing_considered.clone(),
                board_considered: board_considered.clone(),
                round,
            };
            if let Some(earlier) = case.decisions.insert(step.clone(), decided) {
                case.earlier_decisions.entry(step.clone()).or_default().push(earlier);
            }
            let moments = &mut step_mut(case, step).moments;
            moments.insert("sent".to_owned(), *sent_on);
            moments.insert("received".to_owned(), *received_on);
        }
        _other => unreachable_part(),
    }
}

/// The parts are called from one exhaustive match, which alone decides what goes where.
pub(super) fn unreachable_part() {
    debug_assert!(false, "`to_case` hands each part its own events");
}
