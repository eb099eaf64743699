//! What ends a case beside events.

use model::StepName;

use super::{Due, Step};

/// What ends a case.
#[derive(Clone, Debug)]
pub enum Ending {
    /// A step is done.
    Done(StepName),
    /// A day is over.
    Day(Box<LastDay>),
    /// Something holds.
    Condition(Box<feel::Program>),
}

/// The last day of a case.
#[derive(Clone, Debug)]
pub struct LastDay {
    /// As it is written: `8 weeks after opened`.
    pub text: String,
    /// From what it is counted.
    pub due: Due,
    /// What its deadline belongs to: no step of the workflow, and nobody's work.
    pub step: Step,
}

impl Ending {
    /// As it is written in the file.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Done(step) => format!("{step}.done"),
            Self::Day(day) => day.text.clone(),
            Self::Condition(condition) => condition.source().to_owned(),
        }
    }
}
