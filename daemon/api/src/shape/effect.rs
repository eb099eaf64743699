//! An effect that has not ended. Its input is sealed and stays so.

use model::EffectKind;
use model::effect::PendingEffect;

use super::{maybe, text};

pub(crate) fn effect(pending: &PendingEffect, held: bool) -> wire::Effect {
    wire::Effect {
        id: text(pending.id),
        stream: text(&pending.effect.stream),
        kind: kind(pending.effect.kind).to_owned(),
        to: pending.effect.to.iter().map(text).collect(),
        deadline: maybe(pending.effect.deadline.as_ref()),
        held,
        started: pending.started,
        unknown: pending.unknown,
    }
}

fn kind(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Remind => "remind",
        EffectKind::Announce => "announce",
        EffectKind::Notify => "notify",
        EffectKind::EraseKey => "erase_key",
        EffectKind::TellCitizen => "tell_citizen",
        EffectKind::CallPlugin => "call_plugin",
    }
}
