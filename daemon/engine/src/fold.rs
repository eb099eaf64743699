//! One record into the states of its streams: the same for the writer, recovery and rebuild.

use model::effect::PendingEffect;
use model::privates::Privates;
use model::{
    CaseState, CitizenState, ContentHash, Effect, EffectId, Event, OrganisationState, Part, PersonState,
    Private, Record, StreamId,
};

use crate::apply::{self, At};

/// The state of any stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamState {
    /// A case.
    Case(Box<CaseState>),
    /// A citizen.
    Citizen(Box<CitizenState>),
    /// The municipality.
    Organisation(OrganisationState),
    /// A member of staff.
    Person(PersonState),
}

impl StreamState {
    /// How many records have touched the stream.
    #[must_use]
    pub fn version(&self) -> u64 {
        match self {
            Self::Case(state) => state.version,
            Self::Citizen(state) => state.version,
            Self::Organisation(state) => state.version,
            Self::Person(state) => state.version,
        }
    }

    /// Hash of the last record that touched the stream.
    #[must_use]
    pub fn last_record(&self) -> ContentHash {
        match self {
            Self::Case(state) => state.last_record,
            Self::Citizen(state) => state.last_record,
            Self::Organisation(state) => state.last_record,
            Self::Person(state) => state.last_record,
        }
    }

    /// Effects of this stream that have not ended.
    #[must_use]
    pub fn effects(&self) -> &[PendingEffect] {
        match self {
            Self::Case(state) => &state.effects,
            Self::Citizen(state) => &state.effects,
            Self::Organisation(_) | Self::Person(_) => &[],
        }
    }

    /// The key under which the stream's values are sealed, where it has one of its own.
    #[must_use]
    pub fn key(&self) -> Option<u64> {
        match self {
            Self::Case(state) => Some(state.key),
            Self::Citizen(state) => Some(state.key),
            Self::Organisation(_) | Self::Person(_) => None,
        }
    }

    /// Whether the stream's key is to be destroyed, or is.
    #[must_use]
    pub fn is_erasing(&self) -> bool {
        match self {
            Self::Case(state) => state.erasing,
            Self::Citizen(state) => state.erasing,
            Self::Organisation(_) | Self::Person(_) => false,
        }
    }

    fn touch(&mut self, part: &Part, record: ContentHash) {
        match self {
            Self::Case(state) => state.key = part.key,
            Self::Citizen(state) => state.key = part.key,
            Self::Organisation(_) | Self::Person(_) => {}
        }
        let version = part.version;
        let (own_version, own_record) = match self {
            Self::Case(state) => (&mut state.version, &mut state.last_record),
            Self::Citizen(state) => (&mut state.version, &mut state.last_record),
            Self::Organisation(state) => (&mut state.version, &mut state.last_record),
            Self::Person(state) => (&mut state.version, &mut state.last_record),
        };
        *own_version = version;
        *own_record = record;
    }

    /// Brings the state up to date with one event.
    pub fn apply(&mut self, event: &Event, at: &At) {
        match self {
            Self::Case(state) => apply::to_case(state, event, at),
            Self::Citizen(state) => apply::to_citizen(state, event, at),
            Self::Organisation(state) => apply::to_organisation(state, event, at),
            Self::Person(state) => apply::to_person(state, event, at),
        }
    }

    /// Adds an intent.
    pub fn intend(&mut self, id: EffectId, effect: &Effect) {
        let pending = PendingEffect { id, effect: effect.clone(), started: false, unknown: false };
        match self {
            Self::Case(state) => state.effects.push(pending),
            Self::Citizen(state) => state.effects.push(pending),
            Self::Organisation(_) | Self::Person(_) => {
                debug_assert!(false, "only cases and citizens intend effects");
            }
        }
    }
}

impl Privates for StreamState {
    fn each_private(&mut self, visit: &mut dyn FnMut(&mut Private)) {
        match self {
            Self::Case(state) => state.each_private(visit),
            Self::Citizen(state) => state.each_private(visit),
            Self::Organisation(_) | Self::Person(_) => {}
        }
    }
}

/// The state with which a stream begins, given its first event.
///
/// `None` if the event cannot begin such a stream: the journal holds something that this binary does not know.
#[must_use]
pub fn begin(stream: &StreamId, first: &Event, at: &At) -> Option<StreamState> {
    match stream {
        StreamId::Case(id) => {
            apply::open_case(*id, first, at).map(|state| StreamState::Case(Box::new(state)))
        }
        StreamId::Citizen(id) => {
            apply::register_citizen(*id, first, at).map(|state| StreamState::Citizen(Box::new(state)))
        }
        StreamId::Organisation => Some(StreamState::Organisation(OrganisationState::empty())),
        StreamId::Person(id) => Some(StreamState::Person(PersonState::new(id.clone()))),
        StreamId::Contact(_) | StreamId::Unit(_) | StreamId::Plugin(_) | StreamId::Job(_) => None,
    }
}

/// Why a part does not fit the state that it should change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The stream has another version than the one before the part's.
    #[error("the part's version does not follow the stream's")]
    Version,
    /// The part names another record as the stream's last.
    #[error("the part does not name the stream's last record")]
    Previous,
    /// The stream cannot begin with this event.
    #[error("the stream cannot begin with this event")]
    Beginning,
}

/// Brings one stream up to date with its part of a record.
///
/// # Errors
///
/// [`Misfit`] if part and state do not follow each other: the journal is damaged, or the caller mixed up states.
pub fn fold_part(
    state: Option<StreamState>,
    part: &Part,
    record: &Record,
    identity: (&At, ContentHash),
) -> Result<StreamState, Misfit> {
    let (at, hash) = identity;
    let (version, last) =
        state.as_ref().map_or((0, ContentHash([0; 32])), |s| (s.version(), s.last_record()));
    if part.version != version.saturating_add(1) {
        return Err(Misfit::Version);
    }
    if part.previous != last {
        return Err(Misfit::Previous);
    }
    let mut state = match (state, part.events.first()) {
        (Some(state), _) => state,
        (None, Some(first)) => begin(&part.stream, &first.0, at).ok_or(Misfit::Beginning)?,
        (None, None) => return Err(Misfit::Beginning),
    };
    for event in &part.events {
        state.apply(&event.0, at);
    }
    for (ordinal, effect) in (0_u32..).zip(&record.effects) {
        if effect.stream == part.stream {
            state.intend(EffectId { epoch: at.epoch, position: at.position, ordinal }, effect);
        }
    }
    state.touch(part, hash);
    Ok(state)
}
