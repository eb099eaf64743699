//! Where personal values stand: one walk over each noun, for sealing, opening and erasing.
//!
//! The order of the walk is the `field` of an envelope's origin, so it is part of the format: new places go last.

use crate::case::{CaseState, Concern, Decided, EndedEarly};
use crate::citizen::{CitizenState, Consent};
use crate::deadline::{Deadline, DeadlineState, LedgerEntry};
use crate::effect::Effect;
use crate::event::Event;
use crate::step::{SlotState, StepState};
use crate::value::Private;

/// Something with personal values in it.
pub trait Privates {
    /// Calls `visit` on each personal value, always in the same order.
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private));
}

impl Privates for Deadline {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        self.ledger.iter_mut().for_each(|entry| entry.each_private(visit));
        if let Some(reason) = self.miss.as_mut().and_then(|miss| miss.reason.as_mut()) {
            visit(reason);
        }
        match &self.state {
            DeadlineState::Running
            | DeadlineState::Paused(_)
            | DeadlineState::Met(_)
            | DeadlineState::Lapsed(_)
            | DeadlineState::Dropped(_) => {}
        }
    }
}

impl Privates for LedgerEntry {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        visit(&mut self.reason);
        visit(&mut self.ground);
    }
}

impl Privates for Effect {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        visit(&mut self.input);
    }
}

impl Privates for StepState {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        self.outputs.values_mut().for_each(&mut *visit);
        for slot in self.slots.values_mut() {
            visit(&mut slot.about);
            match &mut slot.state {
                SlotState::Missing { reason, .. } => visit(reason),
                SlotState::Open | SlotState::Given { .. } => {}
            }
        }
        self.drafts.values_mut().for_each(|draft| visit(&mut draft.content));
        self.earlier.iter_mut().flat_map(|round| round.outputs.values_mut()).for_each(&mut *visit);
        if let Some(proposal) = &mut self.proposal {
            let values = [&mut proposal.content, &mut proposal.words, &mut proposal.reason];
            values.into_iter().flatten().for_each(&mut *visit);
        }
        self.table.iter_mut().flat_map(|answer| &mut answer.inputs).for_each(|input| visit(&mut input.value));
    }
}

impl Privates for CaseState {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        self.steps.values_mut().for_each(|step| step.each_private(visit));
        self.facts.values_mut().for_each(|fact| visit(&mut fact.value));
        self.happenings.values_mut().filter_map(|happening| happening.note.as_mut()).for_each(&mut *visit);
        for goal in self.goals.values_mut() {
            visit(&mut goal.words);
            goal.staff_words.iter_mut().for_each(&mut *visit);
        }
        for plan in self.plans.values_mut() {
            plan.measures.values_mut().for_each(|measure| visit(&mut measure.content));
        }
        self.decisions.values_mut().for_each(|decided| decided.each_private(visit));
        self.notes.values_mut().for_each(|note| visit(&mut note.text));
        self.deadlines.values_mut().for_each(|deadline| deadline.each_private(visit));
        self.effects.iter_mut().for_each(|pending| pending.effect.each_private(visit));
        self.concerns.values().for_each(|Concern { .. }| {});
        self.earlier_decisions.values_mut().flatten().for_each(|decided| decided.each_private(visit));
        self.ended_early.values_mut().for_each(|ended| ended.each_private(visit));
    }
}

impl Privates for EndedEarly {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        visit(&mut self.reason);
    }
}

impl Privates for Decided {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        self.parts.values_mut().for_each(&mut *visit);
        self.hearing_considered.iter_mut().for_each(&mut *visit);
        self.board_considered.iter_mut().for_each(visit);
    }
}

impl Privates for CitizenState {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        visit(&mut self.cpr);
        visit(&mut self.name);
        visit(&mut self.birth_date);
        self.consents.values_mut().filter_map(|Consent { note, .. }| note.as_mut()).for_each(&mut *visit);
        self.effects.iter_mut().for_each(|pending| pending.effect.each_private(visit));
    }
}

impl Privates for Event {
    #[expect(clippy::too_many_lines, reason = "one arm per kind of event, and nothing is decided in them")]
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        match self {
            Self::CitizenRegistered { cpr: first, name: second, birth_date: third, .. }
            | Self::LetterSent { recipient: first, sha256: second, html: third, .. } => {
                [first, second, third].into_iter().for_each(visit);
            }
            Self::StepOpened { slots, .. } => slots.values_mut().for_each(visit),
            Self::StepCompleted { outputs, .. } | Self::MomentReached { outputs, .. } => {
                outputs.values_mut().for_each(visit);
            }
            Self::FactEntered { value, correction, .. } => {
                [value].into_iter().chain(correction).for_each(visit);
            }
            Self::PlanMade { measures, .. } => measures.values_mut().for_each(|one| visit(&mut one.content)),
            Self::DecisionSent { parts, hearing_considered, board_considered, .. } => {
                parts.values_mut().chain(hearing_considered).chain(board_considered).for_each(visit);
            }
            Self::DeadlineSet(deadline) => deadline.each_private(visit),
            Self::LedgerEntered { entry, .. } => entry.each_private(visit),
            Self::HappeningCorrected { reason, .. }
            | Self::ContributionWaived { reason, .. }
            | Self::MissAnswered { reason, .. }
            | Self::StageEnded { reason, .. }
            | Self::CaseReopened { reason, .. } => visit(reason),
            Self::GoalAdded { words: text, .. }
            | Self::GoalReworded { staff_words: text, .. }
            | Self::NoteAdded { text, .. }
            | Self::ConcernSettled { finding: text, .. } => visit(text),
            Self::Happened { note, .. }
            | Self::TaskClaimed { note, .. }
            | Self::ConsentGiven { note, .. }
            | Self::ConsentWithdrawn { note, .. }
            | Self::DraftSaved { content: note, .. }
            | Self::CaseClosed { reason: note, .. }
            | Self::PluginFailed { words: note, .. }
            | Self::ProposalSettled { reason: note, .. }
            | Self::CoordinatorAppointed { reason: note, .. } => note.iter_mut().for_each(visit),
            Self::PluginAnswered { content, read, .. } => [content, read].into_iter().for_each(visit),
            Self::TableDecided { answer, outputs, .. } => {
                let inputs = answer.inputs.iter_mut().map(|input| &mut input.value);
                inputs.chain(outputs.values_mut()).for_each(visit);
            }
            Self::CaseOpened { .. }
            | Self::LinkedCaseOpened { .. }
            | Self::LinkedCaseEnded { .. }
            | Self::PauseBegan { .. }
            | Self::PauseEnded { .. }
            | Self::PluginCalled { .. }
            | Self::PluginActivated { .. }
            | Self::StepSettled { .. }
            | Self::TaskReleased { .. }
            | Self::ContributionGiven { .. }
            | Self::FactsMadeKnown { .. }
            | Self::DeadlineMoved { .. }
            | Self::DeadlineMet { .. }
            | Self::DeadlineLapsed { .. }
            | Self::DeadlineDropped { .. }
            | Self::RungFired { .. }
            | Self::HolderAppointed { .. }
            | Self::ConcernRaised { .. }
            | Self::CaseQuarantined { .. }
            | Self::EffectStarted { .. }
            | Self::EffectFinished { .. }
            | Self::EffectResultIgnored { .. }
            | Self::ErasureOrdered { .. }
            | Self::Erased
            | Self::CaseLinked { .. }
            | Self::MergedInto { .. }
            | Self::CitizenReassigned { .. }
            | Self::MunicipalityActivated { .. }
            | Self::WorkflowActivated { .. }
            | Self::TimeZonesChanged { .. }
            | Self::ClockHeld { .. }
            | Self::ClockConfirmed
            | Self::Restored { .. }
            | Self::EffectsReleased { .. }
            | Self::ActivationWithdrawn { .. }
            | Self::TokenCreated { .. }
            | Self::TokenRevoked { .. } => {}
        }
    }
}
