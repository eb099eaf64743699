//! What holds a part of the case from an event to another.

use model::deadline::Sentence;
use model::{EventName, StageName, StepName};

use super::Definition;

/// A pause: while it lasts, what it holds stands still, and everything else goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// Events with which it begins, any of them.
    pub from: Vec<EventName>,
    /// Events with which it ends, any of them.
    pub to: Vec<EventName>,
    /// What stands still, in the order of the file.
    pub holds: Vec<Held>,
    /// Whether the deadlines of what it holds are later by its days.
    pub moves_deadlines: bool,
}

/// What a pause holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// All steps of a stage, and of the stages that it holds.
    Stage(StageName),
    /// A step.
    Step(StepName),
}

impl Held {
    /// As it is written in the file.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Stage(stage) => stage.as_str(),
            Self::Step(step) => step.as_str(),
        }
    }
}

impl Definition {
    /// The steps that a pause holds, in file order.
    #[must_use]
    pub fn steps_held_by(&self, pause: &Pause) -> Vec<StepName> {
        let is_held = |name: &&StepName| {
            let step = self.steps.get(*name);
            pause.holds.iter().any(|held| match held {
                Held::Stage(held) => step.is_some_and(|step| self.is_within(&step.stage, held)),
                Held::Step(held) => held == *name,
            })
        };
        self.order.iter().filter(is_held).cloned().collect()
    }
}
