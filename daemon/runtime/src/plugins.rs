//! Plugin calls: handed to whoever runs plugins, outside the writer; the answer returns as a command.

use journal::Content;
use model::plugin::{PluginAnswer, PluginOutcome};
use model::{Command, ContentHash, EffectId, StreamId, Value};
use sha2::{Digest, Sha256};

/// A call to make.
pub struct PluginCall {
    /// The effect that intended it: the result names it.
    pub id: EffectId,
    /// The stream that intended it.
    pub stream: StreamId,
    /// The component in force when the step opened.
    pub digest: ContentHash,
    /// What the plugin is told: the intent's input.
    pub input: Value,
    content: Content,
}

impl core::fmt::Debug for PluginCall {
    /// Never shows what is told: debug output ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PluginCall({} of {}, {})", self.id, self.stream, self.digest)
    }
}

impl PluginCall {
    /// A call from the input of an intent; nothing if the input names no component.
    pub(crate) fn new((id, stream): (EffectId, StreamId), input: Value, content: Content) -> Option<Self> {
        let digest = input.field("digest").and_then(Value::as_text)?.parse().ok()?;
        Some(Self { id, stream, digest, input, content })
    }

    /// The component's bytes, from `content/` and nowhere else.
    #[must_use]
    pub fn component(&self) -> Option<Vec<u8>> {
        self.content.get(&journal::Hash(self.digest.0)).ok().flatten()
    }

    /// The bytes when they are needed, without the rest of the call.
    #[must_use]
    pub fn component_later(&self) -> Box<dyn FnOnce() -> Option<Vec<u8>> + Send> {
        let (content, digest) = (self.content.clone(), self.digest);
        Box::new(move || content.get(&journal::Hash(digest.0)).ok().flatten())
    }

    /// The hash of what the plugin is told, for its answer.
    #[must_use]
    pub fn read(&self) -> ContentHash {
        ContentHash(Sha256::digest(model::record::to_bytes(&self.input)).into())
    }

    /// The command that records an answer.
    #[must_use]
    pub fn answered(id: EffectId, stream: StreamId, answer: PluginAnswer) -> Command {
        Command::AnswerPlugin { stream, id, answer }
    }

    /// The answer that there is none.
    #[must_use]
    pub fn failed(&self, code: &str) -> PluginAnswer {
        let outcome = PluginOutcome::Failed { code: code.to_owned(), words: None };
        PluginAnswer { outcome, read: self.read(), fuel: 0, took_us: 0 }
    }
}

/// Called once with what came of a call.
pub type Answered = Box<dyn FnOnce(PluginAnswer) + Send>;

/// Something that runs plugins.
pub trait Plugins: Send + Sync {
    /// Calls a plugin. `answered` is called exactly once, now or later, from any thread.
    fn call(&self, call: PluginCall, answered: Answered);
}

/// Nobody runs plugins: every call fails at once, and people do the steps.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPlugins;

impl Plugins for NoPlugins {
    fn call(&self, call: PluginCall, answered: Answered) {
        answered(call.failed("host_down"));
    }
}

/// A plugin that always answers the same: for tests and simulation.
#[derive(Clone, Debug)]
pub struct Scripted(pub PluginOutcome);

impl Scripted {
    /// Proposes a person and a deputy.
    #[must_use]
    pub fn proposing(person: &str, deputy: &str) -> Self {
        let record = |fields: [(&str, &str); 2]| {
            Value::Record(fields.map(|(key, text)| (key.to_owned(), Value::text(text))).into())
        };
        let because = [("da", "Færrest sager lige nu."), ("en", "Fewest cases at the moment.")];
        Self(PluginOutcome::Proposed {
            set: record([("person", person), ("deputy", deputy)]),
            because: record(because),
        })
    }

    /// The answer to a call.
    #[must_use]
    pub fn answer(&self, call: &PluginCall) -> PluginAnswer {
        PluginAnswer { outcome: self.0.clone(), read: call.read(), fuel: 71_000, took_us: 60 }
    }
}

impl Plugins for Scripted {
    fn call(&self, call: PluginCall, answered: Answered) {
        answered(self.answer(&call));
    }
}
