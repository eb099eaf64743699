//! What follows from the facts of a case: steps open, are skipped, close; deadlines are set, moved and met.
//!
//! Runs to rest after every command, within a bound: a checked definition settles in a round per step.

mod again;
mod deadlines;
mod ends;
mod grounds;
pub(crate) mod linked;
mod needed;
mod notify;
mod pauses;
mod plugin;
mod rungs;
mod sample;
mod stages;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use model::case::CaseStatus;
use model::step::StepStatus;
use model::{CaseId, CaseState, CitizenState, Date, Event, Private, StepName, StepState};

use definition::{After, Awaited, Before, Definition, Kind, Repeat, RulePack, Stage, Step};

use crate::ages::Known;
use crate::environment::CaseView;
use crate::refusal::Refusal;
use crate::rounds;
use crate::world::Draft;

pub(crate) use again::{REOPENED, reopened_on};
pub(crate) use deadlines::expiry::{RAN_OUT, ran_out_on};
pub(crate) use deadlines::move_by_ledger;
pub(crate) use ends::end_case;
use grounds::raise;
pub(crate) use grounds::{Grounds, raise_if_idle};
pub(crate) use needed::{Needed, is_asked, is_empty, left_out};
pub(crate) use rungs::fire_rung;
pub(crate) use stages::{never_began, not_evaluated, stage_is_settled};

/// Rounds of criteria after one command: a checked workflow settles in at most two per step.
const ROUNDS_PER_STEP: usize = 2;

/// What a round works on.
struct Round<'d> {
    id: CaseId,
    definition: &'d Definition,
    pack: &'d RulePack,
    /// The day on which what follows happened.
    on: Date,
    /// When the citizen was born, where the register knows it.
    born: Option<Date>,
    /// The secret by which cases are drawn for a sample.
    seed: [u8; 32],
    /// The day on which it is worked on.
    today: Date,
}

impl<'d> Round<'d> {
    fn of(
        draft: &mut Draft<'_>,
        id: CaseId,
        (definition, pack): (&'d Definition, &'d RulePack),
        on: Date,
    ) -> Result<Self, Refusal> {
        let citizen = draft.case(id)?.citizen;
        let born = crate::ages::born(draft.find_citizen(citizen).map(|citizen| &**citizen));
        let (seed, today) = (draft.world.directory.seed, draft.world.today);
        Ok(Self { id, definition, pack, on, born, seed, today })
    }
}

/// Lets the case come to rest after what was emitted.
///
/// # Errors
///
/// A refusal if it does not come to rest, or a date cannot be computed: the whole command is refused.
pub(crate) fn follow(draft: &mut Draft<'_>, id: CaseId, on: Date) -> Result<(), Refusal> {
    let case = draft.case(id)?;
    // An operator has to look first; its reminders go on.
    if matches!(case.status, CaseStatus::Quarantined { .. }) {
        return Ok(());
    }
    let case = Arc::clone(case);
    let (definition, pack) = draft.rules_of(&case)?;
    drop(case);
    let round = Round::of(draft, id, (&definition, &pack), on)?;
    let rounds_max = ROUNDS_PER_STEP.saturating_mul(definition.order.len()).saturating_add(2);
    for _ in 0..rounds_max {
        let before = emitted(draft);
        round.follow_pauses(draft)?;
        round.end_if_reached(draft)?;
        if draft.case(id)?.is_open() {
            round.settle_steps(draft)?;
            round.end_if_over(draft)?;
        }
        round.follow_deadlines(draft)?;
        if emitted(draft) == before {
            return linked::tell(draft, id, on);
        }
    }
    Err(Refusal::conflict(
        "no-rest",
        "Arbejdsgangen kommer ikke til ro; en administrator skal se på den.",
        "the workflow does not come to rest after this; an administrator has to look at its conditions",
    ))
}

fn emitted(draft: &Draft<'_>) -> usize {
    draft.decision.events.values().map(Vec::len).sum()
}

impl Round<'_> {
    /// What the days of anchors are read from.
    fn known<'k>(&'k self, case: &'k CaseState) -> Known<'k> {
        Known { case, definition: self.definition, born: self.born }
    }

    fn settle_steps(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let steps = self.definition.order.iter().filter_map(|name| self.definition.steps.get(name));
        // What repeats opens its next round before anybody takes it for settled.
        let (repeating, all) = (steps.clone().filter(|step| step.repeats.is_some()), steps);
        for step in repeating.chain(all) {
            let events = {
                let (case, citizen) = view_of(draft, self.id)?;
                self.next_of_step(step, &self.view(draft, &case, citizen.as_deref()))?
            };
            let opens = events.iter().any(|event| matches!(event, Event::StepOpened { .. }));
            for event in events {
                draft.on_case(self.id, event);
            }
            if opens {
                plugin::call(draft, self.id, step)?;
                notify::tell(draft, self.id, step)?;
                linked::open(draft, self.id, step, self.on)?;
            }
        }
        Ok(())
    }

    fn view<'v>(
        &'v self,
        draft: &Draft<'_>,
        case: &'v CaseState,
        citizen: Option<&'v CitizenState>,
    ) -> CaseView<'v> {
        CaseView {
            case,
            citizen,
            definition: self.definition,
            today: draft.world.today,
            now: draft.world.at.recorded_at,
        }
    }

    /// What happens to one step now.
    fn next_of_step(&self, step: &Step, view: &CaseView<'_>) -> Result<Vec<Event>, Refusal> {
        let Some(state) = view.case.steps.get(&step.name) else { return Ok(Vec::new()) };
        let place = self.place_of(step, view)?;
        // What a pause holds stands where it is, unless its stage is over.
        if view.case.held_by(&step.name).is_some() && !matches!(place, stages::Place::Ended(_)) {
            return Ok(Vec::new());
        }
        match (state.status, &place) {
            (StepStatus::Waiting, stages::Place::Open) if !step.optional || state.round > 0 => {
                self.open(step, view)
            }
            // What has begun to wait is over when that comes, whatever has become of its condition: nobody else ends it.
            (
                StepStatus::Active,
                stages::Place::Open | stages::Place::NotYet | stages::Place::DoesNotApply(_),
            ) if has_come(step, view) => Ok(vec![self.settled(&step.name, StepStatus::Done, "reached")]),
            (StepStatus::Done, stages::Place::Open) if self.repeats(step, view)? => self.open(step, view),
            // Something came after it was done that lets it begin anew.
            (StepStatus::Done | StepStatus::Skipped, stages::Place::Open)
                if self.new_round(step, state, view.case).is_some() =>
            {
                self.open(step, view)
            }
            (StepStatus::Done | StepStatus::Skipped, stages::Place::DoesNotApply(because))
                if self.new_round(step, state, view.case).is_some() =>
            {
                Ok(vec![self.settled(&step.name, StepStatus::Skipped, because)])
            }
            (StepStatus::Closed, stages::Place::Open | stages::Place::DoesNotApply(_))
                if self.was_left(step, state) && self.new_round(step, state, view.case).is_some() =>
            {
                self.come_back(step, &place, view)
            }
            (
                StepStatus::Waiting | StepStatus::Active | StepStatus::Cancelled,
                stages::Place::Ended(because),
            ) => Ok(vec![self.settled(&step.name, StepStatus::Closed, because)]),
            (StepStatus::Waiting, stages::Place::DoesNotApply(because)) => {
                Ok(vec![self.settled(&step.name, StepStatus::Skipped, because)])
            }
            // It comes back while nothing after it has begun.
            (StepStatus::Skipped, stages::Place::Open | stages::Place::NotYet)
                if state.because.as_deref() == Some(stages::CONDITION) && !has_begun_after(step, view) =>
            {
                Ok(vec![self.settled(&step.name, StepStatus::Waiting, stages::CONDITION)])
            }
            (
                StepStatus::Waiting
                | StepStatus::Skipped
                | StepStatus::Active
                | StepStatus::Done
                | StepStatus::Closed
                | StepStatus::Cancelled,
                stages::Place::Open
                | stages::Place::NotYet
                | stages::Place::DoesNotApply(_)
                | stages::Place::Ended(_),
            ) => Ok(Vec::new()),
        }
    }

    fn new_round(&self, step: &Step, state: &StepState, case: &CaseState) -> Option<again::NewRound> {
        again::new_round(step, state, (case, self.definition))
    }

    /// Whether a step was closed and may come back: its stage was over, or whatever closed it closed one round of a stage
    /// that repeats.
    fn was_left(&self, step: &Step, state: &StepState) -> bool {
        state.because.as_deref() == Some(rounds::STAGE_OVER)
            || rounds::stands_in_rounds(step, self.definition)
    }

    /// A step that its stage had left behind begins with the next round of the stage.
    fn come_back(
        &self,
        step: &Step,
        place: &stages::Place,
        view: &CaseView<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        if let stages::Place::DoesNotApply(because) = place {
            return Ok(vec![self.settled(&step.name, StepStatus::Skipped, because)]);
        }
        // What nobody had begun is there to be begun again.
        if step.optional && view.case.steps.get(&step.name).is_none_or(|state| state.round == 0) {
            return Ok(vec![self.settled(&step.name, StepStatus::Waiting, rounds::STAGE_OVER)]);
        }
        self.open(step, view)
    }

    /// Whether the next round opens now that one is done.
    fn repeats(&self, step: &Step, view: &CaseView<'_>) -> Result<bool, Refusal> {
        match &step.repeats {
            None => Ok(false),
            Some(Repeat::Always) => Ok(true),
            Some(Repeat::While(condition)) => view
                .holds(condition)
                .map_err(|error| stages::not_evaluated(self.definition, condition, &error)),
        }
    }

    /// Opens a step by itself, or by what lets it begin anew.
    fn open(&self, step: &Step, view: &CaseView<'_>) -> Result<Vec<Event>, Refusal> {
        self.open_for(step, view, None)
    }

    /// Opens a step; where somebody reopens it, on that day.
    fn open_for(
        &self,
        step: &Step,
        view: &CaseView<'_>,
        by_hand: Option<Date>,
    ) -> Result<Vec<Event>, Refusal> {
        let case = view.case;
        let state = case.steps.get(&step.name);
        // A round that the end of the case interrupted goes on; its contributions are not asked for twice.
        let interrupted = state.filter(|state| state.status == StepStatus::Waiting && state.round > 0);
        let round = state.map_or(1, |state| state.round.saturating_add(u32::from(interrupted.is_none())));
        let slots = match &step.kind {
            Kind::Contributions { .. } if interrupted.is_some_and(|state| !state.slots.is_empty()) => {
                let slots = interrupted.into_iter().flat_map(|state| &state.slots);
                slots.map(|(number, slot)| (*number, slot.about.clone())).collect()
            }
            Kind::Contributions { for_each, .. } => {
                let list = case.facts.get(&(for_each.clone(), 0)).and_then(|fact| fact.value.value());
                let items = list.and_then(|value| value.as_list()).unwrap_or_default();
                (1_u32..).zip(items.iter().map(|item| Private::Clear(item.clone()))).collect()
            }
            Kind::Form { .. }
            | Kind::Consent { .. }
            | Kind::Allocation { .. }
            | Kind::Plan { .. }
            | Kind::Citizen { .. }
            | Kind::Hearing { .. }
            | Kind::Decision { .. }
            | Kind::Review { .. }
            | Kind::Plugin { .. }
            | Kind::Milestone
            | Kind::Table(_)
            | Kind::Contact { .. }
            | Kind::Panel { .. }
            | Kind::Quota { .. }
            | Kind::Wait(_)
            | Kind::Notify { .. }
            | Kind::Case { .. }
            | Kind::Reassessment { .. }
            | Kind::Forwarding { .. }
            | Kind::Board { .. } => std::collections::BTreeMap::new(),
        };
        let nobody_contributes = matches!(step.kind, Kind::Contributions { .. }) && slots.is_empty();
        let began = state.and_then(|state| self.new_round(step, state, case));
        let reopened = by_hand.or_else(|| began.as_ref().and_then(|began| began.on));
        let opened = Event::StepOpened {
            step: step.name.clone(),
            round,
            role: step.by.clone(),
            slots,
            cause: began.and_then(|new| new.cause),
            reopened: reopened.filter(|_| !step.restart.is_empty()),
        };
        // A milestone is reached by what came before; a round of contributions about nothing is over at once.
        if matches!(step.kind, Kind::Milestone | Kind::Notify { .. }) || nobody_contributes {
            return Ok(vec![opened, self.settled(&step.name, StepStatus::Done, "reached")]);
        }
        let mut events = vec![opened];
        if let Kind::Table(rule) = &step.kind {
            events.extend(self.ask_table(step, rule, view)?);
        }
        Ok(events)
    }

    fn settled(&self, step: &StepName, status: StepStatus, because: &str) -> Event {
        Event::StepSettled { step: step.clone(), status, because: because.to_owned(), on: self.on }
    }
}

/// Begins a step that a person may begin. Answers whether its place in the workflow allows it.
pub(crate) fn begin_step(draft: &mut Draft<'_>, id: CaseId, step: &Step) -> Result<bool, Refusal> {
    let (case, citizen) = view_of(draft, id)?;
    let (definition, pack) = draft.rules_of(&case)?;
    let round = Round::of(draft, id, (&definition, &pack), draft.world.today)?;
    let is_cancelled = case.steps.get(&step.name).is_some_and(|state| state.status == StepStatus::Cancelled);
    let place = round.place_of(step, &round.view(draft, &case, citizen.as_deref()))?;
    let may_begin = match place {
        stages::Place::Open => true,
        // Somebody stopped it and somebody lets it go on: its condition was asked when it first opened.
        stages::Place::DoesNotApply(_) => is_cancelled,
        stages::Place::NotYet | stages::Place::Ended(_) => false,
    };
    let is_done = case.steps.get(&step.name).is_some_and(|state| state.status == StepStatus::Done);
    let reopened = is_done.then_some(round.on);
    let view = round.view(draft, &case, citizen.as_deref());
    let events = if may_begin { round.open_for(step, &view, reopened)? } else { Vec::new() };
    drop(case);
    for event in events {
        draft.on_case(id, event);
    }
    if may_begin {
        plugin::call(draft, id, step)?;
        notify::tell(draft, id, step)?;
        linked::open(draft, id, step, draft.world.today)?;
    }
    Ok(may_begin)
}

/// Whether a stage has begun and is not over.
pub(crate) fn stage_is_active(draft: &mut Draft<'_>, id: CaseId, stage: &Stage) -> Result<bool, Refusal> {
    let (case, citizen) = view_of(draft, id)?;
    let (definition, pack) = draft.rules_of(&case)?;
    let round = Round::of(draft, id, (&definition, &pack), draft.world.today)?;
    round.is_active(stage, &round.view(draft, &case, citizen.as_deref()))
}

type CaseAndCitizen = (Arc<CaseState>, Option<Arc<CitizenState>>);

/// A case with its citizen, as the events so far leave them.
fn view_of(draft: &mut Draft<'_>, id: CaseId) -> Result<CaseAndCitizen, Refusal> {
    let case = Arc::clone(draft.case(id)?);
    let citizen = draft.find_citizen(case.citizen).cloned();
    Ok((case, citizen))
}

/// Whether what an open step counts or waits for is there. A day that is waited for is its deadline's business.
fn has_come(step: &Step, view: &CaseView<'_>) -> bool {
    if let Kind::Quota { of, at_least } = &step.kind {
        let count = crate::count::counted(of, step, (view.case, view.definition));
        return u32::try_from(count).unwrap_or(u32::MAX) >= *at_least;
    }
    if matches!(step.kind, Kind::Case { .. }) {
        let linked = view.case.steps.get(&step.name).and_then(|state| state.linked.as_ref());
        return linked.is_some_and(|linked| linked.ended);
    }
    let Kind::Wait(Awaited::Event(event)) = &step.kind else { return false };
    let began = rounds::began_for(step, view.case, view.definition);
    view.case.last_happening(event.as_str()).is_some_and(|last| last.recorded_in >= began)
}

/// Whether something that waits for the step, at whatever distance, has begun.
fn has_begun_after(step: &Step, view: &CaseView<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![step];
    while let Some(step) = open.pop() {
        for next in waiting_for(step, view.definition) {
            if view.case.steps.get(&next.name).is_some_and(|state| state.round > 0) {
                return true;
            }
            if seen.insert(&next.name) {
                open.push(next);
            }
        }
    }
    false
}

/// The steps that wait for a step, or for its stage.
fn waiting_for<'d>(step: &Step, definition: &'d Definition) -> Vec<&'d Step> {
    let waits = |after: &After| match after {
        After::Nothing => false,
        After::All(list) | After::Any(list) => list.iter().any(|before| match before {
            Before::Step(name) => *name == step.name,
            Before::Stage(name) => definition.is_within(&step.stage, name),
            Before::Event(_) => false,
        }),
    };
    let of_stage = |other: &Step| definition.stages_of(other).any(|stage| waits(&stage.after));
    definition.steps.values().filter(|other| waits(&other.after) || of_stage(other)).collect()
}

/// The number after the highest.
pub(crate) fn next_number<'a>(numbers: impl Iterator<Item = &'a u32>) -> u32 {
    numbers.max().copied().unwrap_or(0).saturating_add(1)
}
