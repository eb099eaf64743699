//! Performs effects outside the writer, in the order in which they were intended.

use model::Command;
use model::effect::EffectOutcome;
use notify::{Failure, Receiver};

use crate::core::Perform;

/// What came of a delivery.
#[derive(Debug)]
pub enum Deliver {
    /// It ended: this is the command that records it.
    Ended(Box<Command>),
    /// It may work later.
    Later,
}

/// Performs one effect. For a receiver that does not deduplicate, `begin` records the start first and says whether
/// that is durable; without it nothing is done.
pub(crate) fn perform(
    receiver: &dyn Receiver,
    perform: &Perform,
    begin: impl FnOnce(Command) -> bool,
) -> Deliver {
    let Perform { stream, notice } = perform;
    if !receiver.deduplicates(notice.kind)
        && !begin(Command::StartEffect { stream: stream.clone(), id: notice.id })
    {
        return Deliver::Later;
    }
    let ended = |outcome| {
        Deliver::Ended(Box::new(Command::FinishEffect { stream: stream.clone(), id: notice.id, outcome }))
    };
    match receiver.deliver(notice) {
        Ok(()) => ended(EffectOutcome::Done),
        Err(Failure::Never(_)) => ended(EffectOutcome::GivenUp("cannot_be_delivered".to_owned())),
        // A receiver that does not deduplicate is never asked twice: a person decides.
        Err(Failure::Later(_)) if !receiver.deduplicates(notice.kind) => ended(EffectOutcome::Unknown),
        Err(Failure::Later(why)) => {
            tracing::warn!(effect.id = %notice.id, why, "a notice was not delivered; it is tried again");
            Deliver::Later
        }
    }
}
