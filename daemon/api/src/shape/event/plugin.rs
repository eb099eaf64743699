//! Events of plugins.

use model::Event;
use serde_json::{Value as Json, json};

use super::{maybe, text, texts, value};
use crate::shape::plugin::verdict;

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `event`")]
pub(super) fn of_plugin(event: &Event) -> (&'static str, Json) {
    match event {
        Event::PluginCalled { step, plugin, digest, id, facts } => (
            "plugin_called",
            json!({"step": text(step), "plugin": plugin, "component": text(digest), "id": text(id),
                "facts": texts(facts)}),
        ),
        Event::PluginAnswered { step, plugin, digest, content, read, fuel, took_us } => (
            "plugin_answered",
            json!({"step": text(step), "plugin": plugin, "component": digest.map(text), "content": value(content),
                "read": value(read), "fuel": fuel, "took_us": took_us}),
        ),
        Event::PluginFailed { step, plugin, digest, because, words, fuel, role } => (
            "plugin_failed",
            json!({"step": text(step), "plugin": plugin, "component": digest.map(text), "because": because,
                "words": maybe(words.as_ref()), "fuel": fuel, "role": role.as_ref().map(text)}),
        ),
        Event::ProposalSettled { step, by, verdict: settled, reason, plugin, digest, role } => (
            "proposal_settled",
            json!({"step": text(step), "by": text(by), "verdict": verdict(*settled), "reason": maybe(reason.as_ref()),
                "plugin": plugin, "component": digest.map(text), "role": role.as_ref().map(text)}),
        ),
        Event::PluginActivated { plugin, digest } => {
            ("plugin_activated", json!({"plugin": plugin, "component": digest.map(text)}))
        }
        _other => ("plugin", json!({})),
    }
}
