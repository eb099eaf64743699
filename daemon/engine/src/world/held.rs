//! States as a decision holds them: shared with whoever reads, copied only where somebody still reads what changes.

use std::sync::Arc;

use model::effect::PendingEffect;
use model::{CaseState, CitizenState, Event, OrganisationState, PersonState};

use crate::apply::{self, At};
use crate::fold::StreamState;

/// The state of a stream while a decision is made.
#[derive(Clone)]
pub(crate) enum Held {
    Case(Arc<CaseState>),
    Citizen(Arc<CitizenState>),
    Organisation(OrganisationState),
    Person(PersonState),
}

impl Held {
    /// Brings the state up to date; who holds the state from before keeps it as it was.
    pub(super) fn apply(&mut self, event: &Event, at: &At) {
        match self {
            Self::Case(state) => apply::to_case(Arc::make_mut(state), event, at),
            Self::Citizen(state) => apply::to_citizen(Arc::make_mut(state), event, at),
            Self::Organisation(state) => apply::to_organisation(state, event, at),
            Self::Person(state) => apply::to_person(state, event, at),
        }
    }

    /// Effects of this stream that have not ended.
    pub(crate) fn effects(&self) -> &[PendingEffect] {
        match self {
            Self::Case(state) => &state.effects,
            Self::Citizen(state) => &state.effects,
            Self::Organisation(_) | Self::Person(_) => &[],
        }
    }
}

impl From<StreamState> for Held {
    fn from(state: StreamState) -> Self {
        match state {
            StreamState::Case(state) => Self::Case(Arc::from(state)),
            StreamState::Citizen(state) => Self::Citizen(Arc::from(state)),
            StreamState::Organisation(state) => Self::Organisation(state),
            StreamState::Person(state) => Self::Person(state),
        }
    }
}

impl From<Held> for StreamState {
    fn from(held: Held) -> Self {
        match held {
            Held::Case(state) => Self::Case(Box::new(Arc::unwrap_or_clone(state))),
            Held::Citizen(state) => Self::Citizen(Box::new(Arc::unwrap_or_clone(state))),
            Held::Organisation(state) => Self::Organisation(state),
            Held::Person(state) => Self::Person(state),
        }
    }
}
