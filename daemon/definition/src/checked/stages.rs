//! Stages that hold each other, and the steps in them.

use model::{FactName, RoleName, StageName};

use super::{Definition, Kind, Stage, Step};

/// That a person may end a stage before its work is done.
#[derive(Clone, Debug)]
pub struct EndedEarly {
    /// Who may, any of these roles.
    pub by: Vec<RoleName>,
    /// What they are asked: a form that has the name of the stage and stands in it.
    pub form: Step,
}

impl EndedEarly {
    /// The facts that are asked for.
    #[must_use]
    pub fn ask(&self) -> &[FactName] {
        if let Kind::Form { ask } = &self.form.kind { ask } else { &[] }
    }
}

impl Definition {
    /// A stage by its name.
    #[must_use]
    pub fn stage(&self, name: &StageName) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == *name)
    }

    /// A stage and those that hold it, from the inside out.
    pub fn outwards<'d>(&'d self, name: &StageName) -> impl Iterator<Item = &'d Stage> + use<'d> {
        // Each stands after the one that holds it, so this ends.
        core::iter::successors(self.stage(name), |stage| self.stage(stage.parent.as_ref()?))
    }

    /// The stages that a step stands in, from the inside out.
    pub fn stages_of<'d>(&'d self, step: &Step) -> impl Iterator<Item = &'d Stage> + use<'d> {
        self.outwards(&step.stage)
    }

    /// Whether a stage is another, or is held by it at whatever depth.
    #[must_use]
    pub fn is_within(&self, inner: &StageName, outer: &StageName) -> bool {
        self.outwards(inner).any(|stage| stage.name == *outer)
    }

    /// The stages that a stage holds itself, in file order; without a name those that no other holds.
    pub fn held_by<'d>(&'d self, outer: Option<&'d StageName>) -> impl Iterator<Item = &'d Stage> {
        self.stages.iter().filter(move |stage| stage.parent.as_ref() == outer)
    }

    /// The steps of a stage and of all the stages that it holds, in file order.
    pub fn steps_within<'d>(&'d self, outer: &'d StageName) -> impl Iterator<Item = &'d Step> + Clone {
        let within = self.stages.iter().filter(|stage| self.is_within(&stage.name, outer));
        within.flat_map(|stage| &stage.steps).filter_map(|name| self.steps.get(name))
    }
}
