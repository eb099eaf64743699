//! Who judges unseen: what others in the same role came to is hidden until one's own part is done (`blind: true`).

use std::collections::BTreeSet;

use definition::{Definition, Kind, Step};
use model::case::{CaseStatus, Fact, Note};
use model::letter::Letter;
use model::step::{SlotState, StepState, StepStatus};
use model::{Actor, CaseState, Event, PersonId, Private, RoleName, StepName, Value};

use crate::Seeker;

/// What a reader may not see of a case yet, because they judge for themselves first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    reader: PersonId,
    /// Steps whose contents are hidden, unless the reader gave them.
    steps: BTreeSet<StepName>,
    /// Tables that are told what was contributed in them.
    tables: BTreeSet<StepName>,
    /// Whose notes are hidden.
    authors: BTreeSet<PersonId>,
}

impl Unseen {
    /// Nothing is hidden from somebody.
    pub(crate) fn nothing(reader: &PersonId) -> Self {
        let reader = reader.clone();
        Self { reader, steps: BTreeSet::new(), tables: BTreeSet::new(), authors: BTreeSet::new() }
    }

    /// What is hidden from somebody on a case.
    pub(crate) fn of(seeker: Seeker<'_>, case: &CaseState, definition: &Definition) -> Self {
        let mut unseen = Self::nothing(seeker.person);
        // A case that is set aside goes on: who has yet to judge it has yet to judge it.
        if matches!(case.status, CaseStatus::Closed { .. }) {
            return unseen;
        }
        for (name, _) in definition.roles.iter().filter(|(_, role)| role.blind) {
            let judges = Judges { name, case, definition };
            if judges.has(seeker) && !judges.is_done_by(seeker.person) {
                unseen.steps.extend(judges.steps().map(|(step, _)| step.name.clone()));
                unseen.authors.extend(judges.people(seeker).into_iter().filter(|one| one != seeker.person));
            }
        }
        if !unseen.is_empty() {
            let told = |step: &&Step| matches!(&step.kind, Kind::Table(rule) if unseen.is_told(rule, case));
            unseen.tables = definition.steps.values().filter(told).map(|step| step.name.clone()).collect();
        }
        unseen
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether a table reads what is hidden: a fact of such a step, or what the step left.
    fn is_told(&self, rule: &definition::TableRule, case: &CaseState) -> bool {
        let names = rule.table.names();
        let is_hidden = |name: &str| {
            let of_step = name.split('.').next().is_some_and(|step| self.steps.contains(step));
            of_step || case.facts.iter().any(|((fact, _), known)| fact.as_str() == name && self.hides(known))
        };
        names.iter().any(|name| is_hidden(name))
    }

    /// Whether a fact is hidden as it stands on the case.
    #[must_use]
    pub fn hides(&self, fact: &Fact) -> bool {
        self.steps.contains(&fact.step) && fact.by.as_ref() != Some(&self.reader)
    }

    /// Whether a note is hidden.
    #[must_use]
    pub fn hides_note(&self, note: &Note) -> bool {
        self.authors.contains(&note.by)
    }

    /// Whether a letter is hidden: it says what somebody in the role came to.
    #[must_use]
    pub fn hides_letter(&self, letter: &Letter) -> bool {
        let is_of_role = letter.step.as_ref().is_some_and(|step| self.steps.contains(step));
        is_of_role && letter.by != self.reader
    }

    /// Whether the values of an event are hidden.
    #[must_use]
    pub fn hides_event(&self, event: &Event, actor: &Actor) -> bool {
        if actor.person() == Some(&self.reader) {
            return false;
        }
        if let Event::TableDecided { step, .. } = event {
            return self.tables.contains(step);
        }
        if let Event::NoteAdded { by, .. } | Event::MissAnswered { by, .. } = event {
            return self.authors.contains(by);
        }
        if let Event::Happened { .. } | Event::ConcernSettled { .. } = event {
            return actor.person().is_some_and(|person| self.authors.contains(person));
        }
        let step = if let Event::FactEntered { step, .. }
        | Event::StepCompleted { step, .. }
        | Event::MomentReached { step, .. }
        | Event::PlanMade { step, .. }
        | Event::DecisionSent { step, .. } = event
        {
            Some(step)
        } else if let Event::LetterSent { step, .. } = event {
            step.as_ref()
        } else if let Event::ContributionGiven { task, .. } | Event::ContributionWaived { task, .. } = event {
            Some(&task.step)
        } else {
            None
        };
        step.is_some_and(|step| self.steps.contains(step))
    }

    /// Takes out of a case what is hidden.
    pub fn cover(&self, case: &mut CaseState) {
        if self.is_empty() {
            return;
        }
        case.facts.retain(|_, fact| !self.hides(fact));
        case.notes.retain(|_, note| !self.hides_note(note));
        case.letters.retain(|_, letter| !self.hides_letter(letter));
        let is_own =
            |step: &StepName, by: Option<&PersonId>| !self.steps.contains(step) || by == Some(&self.reader);
        case.plans.retain(|step, _| {
            is_own(step, case.steps.get(step).and_then(|state| state.completed_by.as_ref()))
        });
        case.decisions.retain(|step, decided| is_own(step, Some(&decided.maker)));
        for (step, earlier) in &mut case.earlier_decisions {
            earlier.retain(|decided| is_own(step, Some(&decided.maker)));
        }
        for (name, state) in &mut case.steps {
            if self.tables.contains(name) {
                state.table = None;
                state.outputs.clear();
            }
            if !is_own(name, state.completed_by.as_ref()) {
                state.outputs.clear();
            }
            for round in &mut state.earlier {
                if !is_own(name, round.completed_by.as_ref()) || self.tables.contains(name) {
                    round.outputs.clear();
                }
            }
        }
        for miss in case.deadlines.values_mut().filter_map(|deadline| deadline.miss.as_mut()) {
            if miss.answered_by.as_ref().is_some_and(|by| self.authors.contains(by)) {
                miss.reason = None;
            }
        }
        let of_hidden = case.steps.iter_mut().filter(|(name, _)| self.steps.contains(*name));
        for slot in of_hidden.flat_map(|(_, state)| state.slots.values_mut()) {
            if let SlotState::Missing { by, reason, .. } = &mut slot.state
                && *by != self.reader
            {
                *reason = Private::Clear(Value::Null);
            }
        }
        for happening in case.happenings.values_mut() {
            if happening.by.as_ref().is_some_and(|by| self.authors.contains(by)) {
                happening.note = None;
            }
        }
    }
}

/// Everybody who judges in one role on a case.
struct Judges<'a> {
    name: &'a RoleName,
    case: &'a CaseState,
    definition: &'a Definition,
}

impl<'a> Judges<'a> {
    /// The steps in which they judge: the role's own, and panels in which it has a seat.
    fn steps(&self) -> impl Iterator<Item = (&'a Step, &'a StepState)> {
        let is_theirs = |step: &&Step| {
            let sits = matches!(&step.kind, Kind::Panel { members, .. } if members.contains(self.name));
            sits || step.by.as_ref() == Some(self.name)
        };
        let of_role = self.definition.steps.values().filter(is_theirs).collect::<Vec<_>>();
        let states = &self.case.steps;
        of_role.into_iter().filter_map(move |step| Some((step, states.get(&step.name)?)))
    }

    /// Whether somebody is one of them: they hold the role, or have something of its work.
    fn has(&self, seeker: Seeker<'_>) -> bool {
        let one_holder = self.definition.roles.get(self.name).is_some_and(|role| role.one_holder);
        seeker.holds(self.name, one_holder, self.case)
            || self.steps().any(|(_, state)| holds_of(state, seeker.person))
    }

    /// Everybody who is or was one of them.
    fn people(&self, seeker: Seeker<'_>) -> BTreeSet<PersonId> {
        let could = seeker.directory.holders(self.name, &self.case.unit).cloned();
        let did = self.steps().flat_map(|(_, state)| state.worked.iter().cloned());
        could.chain(did).collect()
    }

    /// Whether somebody has judged and holds nothing that they have yet to judge; or nothing is left to judge.
    fn is_done_by(&self, person: &PersonId) -> bool {
        if self.steps().any(|(_, state)| is_awaited_of(state, person)) {
            return false;
        }
        let is_over = |step: &Step, state: &StepState| {
            state.status.is_settled()
                || state.status == StepStatus::Cancelled
                || (step.optional && !state.is_active())
        };
        self.steps().any(|(_, state)| state.worked.contains(person))
            || self.steps().all(|(step, state)| is_over(step, state))
    }
}

/// Whether somebody holds a part of a step.
fn holds_of(state: &StepState, person: &PersonId) -> bool {
    state.owner.as_ref() == Some(person)
        || state.slots.values().any(|slot| slot.owner.as_ref() == Some(person))
}

/// Whether a part of an open step is somebody's to do: they hold it, or it is free and they have done none of the step.
fn is_awaited_of(state: &StepState, person: &PersonId) -> bool {
    if !state.is_active() {
        return false;
    }
    if state.slots.is_empty() {
        return state.owner.as_ref() == Some(person)
            || (state.owner.is_none() && !state.worked.contains(person));
    }
    let mut open = state.slots.values().filter(|slot| slot.state == SlotState::Open);
    let gave = |slot: &model::step::Slot| matches!(&slot.state, SlotState::Given { by, .. } if by == person);
    let has_given = state.slots.values().any(gave);
    open.any(|slot| slot.owner.as_ref() == Some(person) || (slot.owner.is_none() && !has_given))
}
