//! What addresses name: read from the path, and described in the document.

use model::{
    CaseId, CitizenId, DeadlineName, EffectId, FactName, PersonId, StageName, StepName, TaskName,
    WorkflowName,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::read::segment;

/// A citizen.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CitizenPath {
    /// Which citizen.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "citizen-9")]
    pub(crate) id: CitizenId,
}

/// A case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CasePath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
}

/// A task of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TaskPath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Which task: a step, or a numbered part of one.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "findings.2")]
    pub(crate) task: TaskName,
}

/// A letter of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LetterPath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// The letter's number, from 1.
    #[serde(deserialize_with = "segment")]
    #[param(minimum = 1)]
    pub(crate) number: u32,
}

/// A workflow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WorkflowPath {
    /// Which workflow.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "one-plan")]
    pub(crate) workflow: WorkflowName,
}

/// A step of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct StepPath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Which step.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "plan_closed")]
    pub(crate) step: StepName,
}

/// A stage of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct StagePath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Which stage.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "following")]
    pub(crate) stage: StageName,
}

/// A fact of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct FactPath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Which fact.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "needs")]
    pub(crate) fact: FactName,
}

/// A numbered goal, event or concern of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct EntryPath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Its number on the case, from 1.
    #[serde(deserialize_with = "segment")]
    #[param(minimum = 1)]
    pub(crate) number: u32,
}

/// A deadline of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DeadlinePath {
    /// Which case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "case-17")]
    pub(crate) id: CaseId,
    /// Its name on the case.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "acknowledge")]
    pub(crate) name: DeadlineName,
}

/// An effect that has not ended.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct EffectPath {
    /// Which effect: `epoch.position.ordinal`.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "1.42.0")]
    pub(crate) effect: EffectId,
}

/// A member of staff.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PersonPath {
    /// Who, by the municipality's identifier.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "hanne")]
    pub(crate) person: PersonId,
}

/// A token of a member of staff.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TokenPath {
    /// Who, by the municipality's identifier.
    #[serde(deserialize_with = "segment")]
    #[param(value_type = String, example = "hanne")]
    pub(crate) person: PersonId,
    /// The token's number, from 1.
    #[serde(deserialize_with = "segment")]
    #[param(minimum = 1)]
    pub(crate) number: u32,
}
