//! Events of plugins.

use super::{HASH, effect_id, every_value, secret};
use crate::plugin::Verdict;
use crate::{Event, StepName};

pub(super) fn of_plugins() -> Vec<Event> {
    let (step, plugin) = (StepName::from("appoint"), "coordinator-allocation".to_owned());
    vec![
        Event::PluginCalled {
            step: step.clone(),
            plugin: plugin.clone(),
            digest: HASH,
            id: effect_id(),
            facts: vec!["needs".into()],
        },
        Event::PluginAnswered {
            step: step.clone(),
            plugin: plugin.clone(),
            digest: Some(HASH),
            content: every_value(),
            read: secret(),
            fuel: 71_000,
            took_us: 90,
        },
        Event::PluginFailed {
            step: step.clone(),
            plugin: plugin.clone(),
            digest: Some(HASH),
            because: "out_of_fuel".to_owned(),
            words: Some(secret()),
            fuel: 500_000_000,
            role: Some("leader".into()),
        },
        Event::ProposalSettled {
            step,
            by: "hebr".into(),
            verdict: Verdict::Declined,
            reason: Some(secret()),
            plugin: plugin.clone(),
            digest: Some(HASH),
            role: Some("leader".into()),
        },
        Event::PluginActivated { plugin, digest: Some(HASH) },
    ]
}
