//! What happened, as a case worker would say it. No value of a fact or a text stands in a sentence.

mod case;
mod deadline;
mod file;
mod office;
mod pause;
mod plugin;
mod step;
mod words;

use definition::Definition;
use model::Event;
use model::deadline::Sentence;

use words::Words;

/// As [`sentence`], for an event of a record of the command named.
#[must_use]
pub(crate) fn sentence_of(event: &Event, command: &str, definition: &Definition) -> Sentence {
    // A call of a plugin is no message that is delivered.
    let ends_a_call = command == "answer_plugin" && matches!(event, Event::EffectFinished { .. });
    if ends_a_call { plugin::call_ended() } else { sentence(event, definition) }
}

/// One plain sentence about an event, in both languages.
#[must_use]
pub fn sentence(event: &Event, definition: &Definition) -> Sentence {
    let words = Words { definition };
    match event {
        Event::CaseOpened { .. }
        | Event::Happened { .. }
        | Event::HappeningCorrected { .. }
        | Event::CaseClosed { .. }
        | Event::CaseReopened { .. }
        | Event::CitizenReassigned { .. }
        | Event::ConcernRaised { .. }
        | Event::ConcernSettled { .. }
        | Event::CaseQuarantined { .. }
        | Event::HolderAppointed { .. } => case::of_case(event, &words),
        Event::PauseBegan { .. } | Event::PauseEnded { .. } | Event::StageEnded { .. } => {
            pause::of_pause(event, &words)
        }
        Event::NoteAdded { .. }
        | Event::GoalAdded { .. }
        | Event::GoalReworded { .. }
        | Event::PlanMade { .. }
        | Event::FactsMadeKnown { .. }
        | Event::DecisionSent { .. }
        | Event::LetterSent { .. }
        | Event::CoordinatorAppointed { .. }
        | Event::ConsentGiven { .. }
        | Event::ConsentWithdrawn { .. }
        | Event::CaseLinked { .. }
        | Event::CitizenRegistered { .. }
        | Event::MergedInto { .. } => file::of_file(event),
        Event::ErasureOrdered { .. }
        | Event::Erased
        | Event::EffectStarted { .. }
        | Event::EffectFinished { .. }
        | Event::EffectResultIgnored { .. }
        | Event::MunicipalityActivated { .. }
        | Event::WorkflowActivated { .. }
        | Event::TimeZonesChanged { .. }
        | Event::ClockHeld { .. }
        | Event::ClockConfirmed
        | Event::Restored { .. }
        | Event::EffectsReleased { .. }
        | Event::ActivationWithdrawn { .. }
        | Event::TokenCreated { .. }
        | Event::TokenRevoked { .. } => office::of_office(event),
        Event::StepOpened { .. }
        | Event::StepSettled { .. }
        | Event::StepCompleted { .. }
        | Event::MomentReached { .. }
        | Event::TableDecided { .. }
        | Event::LinkedCaseOpened { .. }
        | Event::LinkedCaseEnded { .. }
        | Event::FactEntered { .. }
        | Event::TaskClaimed { .. }
        | Event::TaskReleased { .. }
        | Event::DraftSaved { .. }
        | Event::ContributionGiven { .. }
        | Event::ContributionWaived { .. } => step::of_step(event, &words),
        Event::PluginCalled { .. }
        | Event::PluginAnswered { .. }
        | Event::PluginFailed { .. }
        | Event::ProposalSettled { .. }
        | Event::PluginActivated { .. } => plugin::of_plugin(event, &words),
        Event::DeadlineSet(_)
        | Event::DeadlineMoved { .. }
        | Event::LedgerEntered { .. }
        | Event::DeadlineMet { .. }
        | Event::DeadlineLapsed { .. }
        | Event::DeadlineDropped { .. }
        | Event::RungFired { .. }
        | Event::MissAnswered { .. } => deadline::of_deadline(event, &words),
    }
}
